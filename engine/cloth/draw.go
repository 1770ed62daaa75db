package cloth

import (
	"image"
	"math"

	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// fine is how many samples a side a pixel of the working picture has.
const fine = 2

// drawn is a sheet in the picture.
type drawn struct {
	*sheet
	side int // of the image
	// at are the points in working pixels with their depth, normal and uv,
	// join the weight of the torso's map.
	at     [rows * columns][3]float32
	normal []body.Vec
	uv     [rows * columns]raster.Pt
	join   [rows]float64
}

// blend is the length beside the armhole over which the torso's map passes into
// the sleeve's, meters.
const blend = 0.055

// project brings the sheet into the picture.
func (s *sheet) project(c body.Camera, side int) *drawn {
	d := &drawn{sheet: s, side: side, normal: s.normals()}
	for i, q := range s.x {
		x, y, depth := c.Project(q)
		d.at[i] = [3]float32{float32(x), float32(y), float32(depth)}
	}
	for i := range rows {
		d.join[i] = 1 - smooth(s.d[i]/blend)
	}
	return d
}

// inset keeps the sheet's edges inside the flat sleeve's outline, where its
// alpha is whole and its colors are its own: a share of its width, at least
// insetPixels of the garment picture, at most insetMost.
const (
	inset       = 0.05
	insetPixels = 5
	insetMost   = 0.2
)

// within is the place at share u of the way over the flat sleeve.
func within(edges [2]raster.Pt, u float64) raster.Pt {
	w := edges[1].Sub(edges[0]).Len()
	e := raster.Clip(insetPixels/math.Max(w, 1), inset, insetMost)
	return edges[0].Lerp(edges[1], e+(1-2*e)*u)
}

// lay gives each point its place in the flat garment: as far down the sleeve as
// its share of its own column's length, so that no thread is stretched where
// the armhole slants. edges are the two edges of the flat sleeve at a share of
// its length.
func (d *drawn) lay(edges func(t float64) (outer, inner raster.Pt)) {
	const fineRows = 4 * rows
	table := make([][2]raster.Pt, fineRows+1)
	first, span := d.d[0]/d.end, (d.d[rows-1]-d.d[0])/d.end
	for i := range table {
		table[i][0], table[i][1] = edges(first + span*float64(i)/fineRows)
	}
	for k := range columns {
		share := d.shares(k)
		for i := range rows {
			f := raster.Clip((share[i]-first)/span, 0, 1) * (fineRows - .001)
			j := int(f)
			u := acrossOf(k)
			d.uv[i*columns+k] = within(table[j], u).Lerp(within(table[j+1], u), f-float64(j))
		}
	}
}

// shares are the places of a column's points down the sleeve by length.
func (d *drawn) shares(k int) (out [rows]float64) {
	var length float64
	for i := flapRows + 1; i < rows; i++ {
		length += d.x[i*columns+k].Sub(d.x[(i-1)*columns+k]).Len()
		out[i] = length
	}
	for i := range rows {
		if i <= flapRows {
			out[i] = d.d[i] / d.end
		} else {
			// Nearer the cuff rows are even, and stripes run straight across.
			t := d.d[i] / d.end
			w := smooth(1.5 * t)
			out[i] = out[i]*(1+past)/math.Max(length, 1e-6)*(1-w) + t*w
		}
	}
	return out
}

// scene draws sheets with one depth buffer.
type scene struct {
	person *vision.Person
	fitted *body.Fitted
	torso  *field.Part
	alpha  *raster.Plane
	sheets []*drawn
	light  body.Vec
	box    image.Rectangle
}

// parts draws the sheets into parts of a field.
func (c *scene) parts() []field.Part {
	c.box = c.bounds()
	if c.box.Empty() {
		return nil
	}
	z := body.NewZBuffer(fine*c.box.Dx()+fine, fine*c.box.Dy()+fine)
	triangles := grid()
	for n, s := range c.sheets {
		screen := make([][3]float32, len(s.at))
		for i, q := range s.at {
			screen[i] = [3]float32{
				(q[0]-float32(c.box.Min.X)+.5)*fine - .5, (q[1]-float32(c.box.Min.Y)+.5)*fine - .5, q[2],
			}
		}
		body.DrawAll(z, screen, triangles, int32(n*len(triangles)))
	}
	hidden := c.trunk()
	out := make([]field.Part, 0, len(c.sheets))
	for n, s := range c.sheets {
		out = append(out, c.part(z, n, s, triangles, hidden))
	}
	return out
}

// bounds of the sheets in the picture.
func (c *scene) bounds() image.Rectangle {
	var b image.Rectangle
	for _, s := range c.sheets {
		for _, q := range s.at {
			x, y := int(math.Floor(float64(q[0]))), int(math.Floor(float64(q[1])))
			b = b.Union(image.Rect(x-1, y-1, x+3, y+3))
		}
	}
	return b.Intersect(image.Rect(0, 0, c.person.W, c.person.H))
}

// grid lists the triangles of a sheet.
func grid() [][3]int32 {
	out := make([][3]int32, 0, 2*(rows-1)*columns)
	for i := range rows - 1 {
		for k := range columns {
			a, b := int32(i*columns+k), int32(i*columns+(k+1)%columns)
			out = append(out, [3]int32{a, b, a + columns}, [3]int32{b, b + columns, a + columns})
		}
	}
	return out
}

// trunk is the depth of what can hide an arm: trunk, head and legs.
func (c *scene) trunk() *body.ZBuffer {
	z := body.NewZBuffer(c.box.Dx()+1, c.box.Dy()+1)
	m := c.fitted.Model
	screen := c.fitted.Camera.ProjectAll(c.fitted.Figure.V[:m.Body.First+m.Body.Count])
	for i := range screen {
		screen[i][0] -= float32(c.box.Min.X)
		screen[i][1] -= float32(c.box.Min.Y)
	}
	for i, t := range m.Triangles {
		if p := m.Part[t[0]]; p == body.Torso || p == body.Head || p.Leg() {
			z.Draw(&screen[t[0]], &screen[t[1]], &screen[t[2]], int32(i))
		}
	}
	return z
}

// behind is how far behind the trunk an arm must lie to be hidden, meters: less
// is the error of a fit. hides is the share of the sleeve from the shoulder that
// nothing hides.
const (
	behind = 0.03
	hides  = 0.25
)

// part collects what is seen of sheet n.
func (c *scene) part(z *body.ZBuffer, n int, s *drawn, triangles [][3]int32, hidden *body.ZBuffer) field.Part {
	p := field.Part{
		Name: [2]string{"sleeve left", "sleeve right"}[s.side], Box: c.box, Step: 1, Alpha: c.alpha,
		Cols: c.box.Dx() + 1, Rows: c.box.Dy() + 1,
	}
	p.Flow, p.Keep, p.Shade = make([]raster.Pt, p.Cols*p.Rows), make([]float32, p.Cols*p.Rows), make([]float32, p.Cols*p.Rows)
	first, last := int32(n*len(triangles)), int32((n+1)*len(triangles))
	for y := range p.Rows {
		for x := range p.Cols {
			i := y*p.Cols + x
			var l look
			for k := range fine * fine {
				j := (fine*y+k/fine)*z.W + fine*x + k%fine
				if t := z.Triangle[j]; t >= first && t < last {
					l.add(s, triangles[t-first], z.B[j], z.C[j], z.Depth[j])
				}
			}
			if l.n == 0 || (l.d > hides*s.end && l.depth > float64(hidden.Depth[y*hidden.W+x])+behind) {
				continue
			}
			p.Keep[i] = float32(l.n) / (fine * fine)
			p.Flow[i] = c.joined(l.uv, l.join, raster.Pt{X: float64(c.box.Min.X + x), Y: float64(c.box.Min.Y + y)})
			p.Shade[i] = float32(c.shade(l.normal, l.d/s.arm.total))
		}
	}
	return p
}

// look is what the samples of a pixel show: the mean of those on one layer.
type look struct {
	n, same int
	uv      raster.Pt
	join    float64
	d       float64
	depth   float64
	normal  body.Vec
}

// layer is the largest distance in depth of two samples of one layer, meters.
const layer = 0.02

func (l *look) add(s *drawn, t [3]int32, b, c, depth float32) {
	l.n++
	if l.same > 0 && math.Abs(float64(depth)-l.depth) > layer {
		return
	}
	w := [3]float64{1 - float64(b) - float64(c), float64(b), float64(c)}
	var uv raster.Pt
	var join, d float64
	var normal body.Vec
	for i, v := range t {
		uv = uv.Add(s.uv[v].Mul(w[i]))
		join += w[i] * s.join[v/columns]
		d += w[i] * s.d[v/columns]
		normal = normal.Add(s.normal[v].Mul(w[i]))
	}
	k := 1 / float64(l.same+1)
	l.same++
	l.uv = l.uv.Lerp(uv, k)
	l.join += (join - l.join) * k
	l.d += (d - l.d) * k
	l.depth += (float64(depth) - l.depth) * k
	l.normal = l.normal.Add(normal.Sub(l.normal).Mul(k))
}

// joined is the place in the garment picture: the torso's own beside the
// armhole, as far as there is cloth.
func (c *scene) joined(uv raster.Pt, join float64, at raster.Pt) raster.Pt {
	if join <= 0 || c.torso == nil {
		return uv
	}
	b := c.torso.Box
	if at.X < float64(b.Min.X) || at.Y < float64(b.Min.Y) || at.X >= float64(b.Max.X) || at.Y >= float64(b.Max.Y) {
		return uv
	}
	q, keep := c.torso.At(at.X, at.Y)
	if keep < .5 || q.X < 0 || q.Y < 0 || q.X > float64(c.alpha.W-1) || q.Y > float64(c.alpha.H-1) {
		return uv
	}
	return uv.Lerp(q, join*raster.Clip(2*float64(c.alpha.Sample(q.X, q.Y))-1, 0, 1))
}

// Light on cloth as in the trials: ambient and direct parts; what faces the
// light of an average front is 1.
const (
	ambient, direct = .62, .45
	frontal         = .96
)

// shade is the light on a surface with the given normal, 1 at the shoulder,
// where sleeve and torso are one.
func (c *scene) shade(normal body.Vec, along float64) float64 {
	v := (ambient + direct*math.Max(0, normal.Unit().Dot(c.light))) / frontal
	v = raster.Clip(v, .68, 1.1)
	return 1 + (v-1)*smooth((along-.04)/.3)
}
