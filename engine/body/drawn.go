package body

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// Drawn is a fitted body, or some of its parts, drawn into a z-buffer.
type Drawn struct {
	*ZBuffer
	f *Fitted
}

// Draw draws the body surface at w×h pixels, the whole picture scaled; without
// parts all of it, else only the triangles of these parts, as if the others
// were transparent. At 768×1024 about 8 ms.
func (f *Fitted) Draw(w, h int, parts ...Part) *Drawn {
	var wanted [PartCount]bool
	for _, p := range parts {
		wanted[p] = true
	}
	z := NewZBuffer(w, h)
	screen := f.Screen[:f.Model.Body.Count]
	if w != f.W || h != f.H {
		screen = scaled(screen, float32(w)/float32(f.W), float32(h)/float32(f.H))
	}
	for i, t := range f.Model.Triangles {
		if len(parts) == 0 || wanted[f.Model.trianglePart(i)] {
			z.Draw(&screen[t[0]], &screen[t[1]], &screen[t[2]], int32(i))
		}
	}
	return &Drawn{z, f}
}

// scaled moves pixels of one picture size to another.
func scaled(screen [][3]float32, kx, ky float32) [][3]float32 {
	out := make([][3]float32, len(screen))
	for i, v := range screen {
		out[i] = [3]float32{(v[0]+.5)*kx - .5, (v[1]+.5)*ky - .5, v[2]}
	}
	return out
}

// trianglePart is the part of two of a triangle's corners, or of the first.
func (m *Model) trianglePart(i int) Part {
	t := m.Triangles[i]
	if b := m.Part[t[1]]; b == m.Part[t[2]] {
		return b
	}
	return m.Part[t[0]]
}

// Part returns the part seen at pixel i (row-major), NoPart where there is none.
func (d *Drawn) Part(i int) Part {
	t := d.Triangle[i]
	if t < 0 {
		return NoPart
	}
	return d.f.Model.trianglePart(int(t))
}

// Mask returns where any of the parts is seen; without parts, where the body is.
func (d *Drawn) Mask(parts ...Part) *raster.Mask {
	var wanted [PartCount]bool
	for _, p := range parts {
		wanted[p] = true
	}
	m := raster.NewMask(d.W, d.H)
	for i, t := range d.Triangle {
		if t >= 0 && (len(parts) == 0 || wanted[d.f.Model.trianglePart(int(t))]) {
			m.Pix[i] = 1
		}
	}
	return m
}

// outside is the share of the body in the picture, without the head, where the
// mask is clear.
func (f *Fitted) outside(mask *raster.Plane) float64 {
	h := min(overlapHeight, f.H)
	w := max(1, f.W*h/f.H)
	small := mask.Area(w, h)
	var in, out float64
	d := f.Draw(w, h)
	for i := range d.Triangle {
		switch p := d.Part(i); {
		case p == NoPart || p == Head:
		case small.Pix[i] < .5:
			out++
		default:
			in++
		}
	}
	return out / math.Max(1, in+out)
}

// Normals returns the unit normals at all pixels, in view space (z towards the
// viewer), three interleaved numbers a pixel; zero where there is no body.
func (d *Drawn) Normals() []float32 {
	n := Normals(d.f.Figure.V[:d.f.Model.Body.Count], d.f.Model.Triangles)
	out := make([]float32, 3*len(d.Triangle))
	for i, t := range d.Triangle {
		if t < 0 {
			continue
		}
		c := d.f.Model.Triangles[t]
		b, k := d.B[i], d.C[i]
		var v [3]float32
		for j := range v {
			v[j] = n[c[0]][j]*(1-b-k) + n[c[1]][j]*b + n[c[2]][j]*k
		}
		l := float32(math.Sqrt(float64(v[0]*v[0] + v[1]*v[1] + v[2]*v[2])))
		if l > 0 {
			out[3*i], out[3*i+1], out[3*i+2] = v[0]/l, v[1]/l, v[2]/l
		}
	}
	return out
}

// Colors of overlays: the image's left and right side, the middle.
var (
	middlePaint = [3]float32{.75, .9, 1}
	leftPaint   = [3]float32{1, .7, .35}
	rightPaint  = [3]float32{.4, .8, 1}
)

// Overlay draws the body half transparent over its picture, with joints, the
// armholes and the ring of the neck, for a person to judge. The picture must
// have the size of the fit; anything else gives the picture alone.
func (f *Fitted) Overlay(photo *raster.RGB) *image.NRGBA {
	o := photo.Clone()
	if o.W != f.W || o.H != f.H {
		return o.NRGBA()
	}
	d := f.Draw(f.W, f.H)
	normals := d.Normals()
	for i := range d.Triangle {
		p := d.Part(i)
		if p == NoPart {
			continue
		}
		paint := middlePaint
		if p.Arm() || p.Leg() {
			paint = rightPaint
			if p.Left() == f.Mirrored() {
				paint = leftPaint
			}
		}
		light := raster.Clip32(.3+.7*normals[3*i+2], .1, 1)
		for c := range 3 {
			o.Pix[3*i+c] = .4*o.Pix[3*i+c] + .6*light*paint[c]
		}
	}
	for _, r := range []Ring{NeckRing, LeftArmhole, RightArmhole} {
		for _, v := range f.Model.Ring(r, f.Figure.V) {
			x, y, _ := f.Camera.Project(v)
			dot(o, x, y, .0012*float64(f.H), [3]float32{.1, .1, .1})
		}
	}
	for i := range PointCount {
		x, y, _ := f.Camera.Project(f.Figure.Points[i])
		r := .0035
		if i >= BoneCount {
			r = .002
		}
		dot(o, x, y, r*float64(f.H), [3]float32{.85, .1, .2})
	}
	return o.NRGBA()
}

// dot paints a disc.
func dot(o *raster.RGB, x, y, r float64, paint [3]float32) {
	r = math.Max(r, 1)
	for j := max(0, int(y-r)); j <= min(o.H-1, int(y+r)+1); j++ {
		for i := max(0, int(x-r)); i <= min(o.W-1, int(x+r)+1); i++ {
			if math.Hypot(float64(i)-x, float64(j)-y) <= r {
				copy(o.Pix[3*(j*o.W+i):], paint[:])
			}
		}
	}
}
