package field

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// Ribbon is a map along a bent band: station by station it gives the two
// edges of the band in the target and in the garment picture. Unlike a smooth
// global map it bends with an elbow without tearing or folding the cloth.
type Ribbon struct {
	// To and From hold per station the first and the second edge, in working
	// pixels of the target and of the garment; both have the same length, at
	// least 2.
	To, From [][2]raster.Pt
}

const (
	// marginFirst and marginSecond are how far the map runs on beyond the two
	// edges, in widths, so that the garment's own alpha draws the outline.
	marginFirst  = 0.12
	marginSecond = 0.25
	// ribbonLanes is the number of strips across; maps are linear inside one.
	ribbonLanes = 6
)

// Part rasterises the ribbon into a dense part inside bounds.
func (r *Ribbon) Part(name string, bounds image.Rectangle, alpha *raster.Plane) Part {
	box := r.box().Intersect(bounds)
	p := Part{Name: name, Box: box, Step: 1, Alpha: alpha}
	p.Cols, p.Rows = max(2, box.Dx()+1), max(2, box.Dy()+1)
	p.Flow, p.Keep = make([]raster.Pt, p.Cols*p.Rows), make([]float32, p.Cols*p.Rows)
	for k := 0; k+1 < len(r.To); k++ {
		for lane := range ribbonLanes {
			r.quad(&p, k, lane)
		}
	}
	return p
}

// across is the point at share u from the first to the second edge.
func across(e [2]raster.Pt, u float64) raster.Pt { return e[0].Lerp(e[1], u) }

// quad draws one cell as two triangles.
func (r *Ribbon) quad(p *Part, k, lane int) {
	share := func(i int) float64 { return -marginFirst + (1+marginFirst+marginSecond)*float64(i)/ribbonLanes }
	u0, u1 := share(lane), share(lane+1)
	to := [4]raster.Pt{across(r.To[k], u0), across(r.To[k], u1), across(r.To[k+1], u1), across(r.To[k+1], u0)}
	from := [4]raster.Pt{across(r.From[k], u0), across(r.From[k], u1), across(r.From[k+1], u1), across(r.From[k+1], u0)}
	p.triangle([3]raster.Pt{to[0], to[1], to[2]}, [3]raster.Pt{from[0], from[1], from[2]})
	p.triangle([3]raster.Pt{to[0], to[2], to[3]}, [3]raster.Pt{from[0], from[2], from[3]})
}

// triangle writes the affine map of one triangle to the nodes that it covers.
func (p *Part) triangle(to, from [3]raster.Pt) {
	area := to[1].Sub(to[0]).Cross(to[2].Sub(to[0]))
	if math.Abs(area) < 1e-6 {
		return
	}
	lo, hi := to[0], to[0]
	for _, q := range to {
		lo = raster.Pt{X: math.Min(lo.X, q.X), Y: math.Min(lo.Y, q.Y)}
		hi = raster.Pt{X: math.Max(hi.X, q.X), Y: math.Max(hi.Y, q.Y)}
	}
	x0, y0 := max(p.Box.Min.X, int(math.Floor(lo.X))), max(p.Box.Min.Y, int(math.Floor(lo.Y)))
	x1, y1 := min(p.Box.Min.X+p.Cols-1, int(math.Ceil(hi.X))), min(p.Box.Min.Y+p.Rows-1, int(math.Ceil(hi.Y)))
	const slack = -1e-3 // neighbours share their edge
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			q := raster.Pt{X: float64(x), Y: float64(y)}
			b := q.Sub(to[0]).Cross(to[2].Sub(to[0])) / area
			c := to[1].Sub(to[0]).Cross(q.Sub(to[0])) / area
			if b < slack || c < slack || b+c > 1-slack {
				continue
			}
			i := (y-p.Box.Min.Y)*p.Cols + x - p.Box.Min.X
			p.Flow[i] = from[0].Add(from[1].Sub(from[0]).Mul(b)).Add(from[2].Sub(from[0]).Mul(c))
			p.Keep[i] = 1
		}
	}
}

// box is the bounding box of the widened ribbon.
func (r *Ribbon) box() image.Rectangle {
	b := image.Rectangle{}
	for i, e := range r.To {
		for _, u := range []float64{-marginFirst, 1 + marginSecond} {
			q := across(e, u)
			c := image.Rect(int(math.Floor(q.X)), int(math.Floor(q.Y)), int(math.Ceil(q.X))+1, int(math.Ceil(q.Y))+1)
			if i == 0 && u < 0 {
				b = c
			}
			b = b.Union(c)
		}
	}
	return b
}
