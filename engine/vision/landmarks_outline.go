package vision

import (
	"image"
	"math"
	"sort"

	"lookbook/engine/raster"
)

// outline is the silhouette of a garment with what the landmark finders keep
// asking of it. Positions are pixels of the whole working picture.
type outline struct {
	m *raster.Mask
	// c is the border of the largest part, clockwise.
	c []raster.Pt
	// x0 … y1 is the box, inclusive; w and h its size.
	x0, y0, x1, y1 int
	w, h           float64
	// ax is the x of the middle line: the median of the rows' centres of mass.
	ax   float64
	runs [][][2]int
	tops []int // first set row of each column, -1 for none
	lows []int // last set row of each column
	// halves are the contours of the silhouette cut at the middle line.
	halves [2][]raster.Pt
}

// newOutline measures a cut-out; nil when it is empty.
func newOutline(alpha *raster.Plane) *outline {
	m := alpha.Above(0.5)
	b := m.Bounds()
	if b.Dx() < 8 || b.Dy() < 8 {
		return nil
	}
	m = closeInside(m, b)
	o := &outline{m: m, x0: b.Min.X, y0: b.Min.Y, x1: b.Max.X - 1, y1: b.Max.Y - 1}
	o.w, o.h = float64(b.Dx()), float64(b.Dy())
	o.runs = make([][][2]int, m.H)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		o.runs[y] = m.Runs(y)
	}
	o.columns()
	o.c = o.border(image.Rect(b.Min.X, b.Min.Y, b.Max.X, b.Max.Y))
	o.ax = o.middle()
	return o
}

// closeInside closes pinholes, working on the box only.
func closeInside(m *raster.Mask, b image.Rectangle) *raster.Mask {
	r := raster.Grow(b, 3, m.W, m.H)
	c := cropMask(m, r).Close(1)
	o := raster.NewMask(m.W, m.H)
	for y := range c.H {
		copy(o.Pix[(y+r.Min.Y)*m.W+r.Min.X:], c.Pix[y*c.W:(y+1)*c.W])
	}
	return o
}

func cropMask(m *raster.Mask, r image.Rectangle) *raster.Mask {
	o := raster.NewMask(r.Dx(), r.Dy())
	for y := range o.H {
		copy(o.Pix[y*o.W:(y+1)*o.W], m.Pix[(y+r.Min.Y)*m.W+r.Min.X:])
	}
	return o
}

func (o *outline) columns() {
	o.tops, o.lows = make([]int, o.m.W), make([]int, o.m.W)
	for x := range o.tops {
		o.tops[x], o.lows[x] = -1, -1
	}
	for y := o.y0; y <= o.y1; y++ {
		for _, r := range o.runs[y] {
			for x := r[0]; x <= r[1]; x++ {
				if o.tops[x] < 0 {
					o.tops[x] = y
				}
				o.lows[x] = y
			}
		}
	}
}

// border is the contour of the largest part inside r.
func (o *outline) border(r image.Rectangle) []raster.Pt {
	c := cropMask(o.m, r).Contour()
	for i := range c {
		c[i].X += float64(r.Min.X)
		c[i].Y += float64(r.Min.Y)
	}
	return c
}

// middle is the median centre of the rows between a fifth and nine tenths of
// the height.
func (o *outline) middle() float64 {
	var v []float64
	step := max(1, int(o.h)/60)
	for y := o.y0 + int(o.h)/5; y < o.y1-int(o.h)/10; y += step {
		n, s := 0, 0
		for _, r := range o.runs[y] {
			n += r[1] - r[0] + 1
			s += (r[0] + r[1]) * (r[1] - r[0] + 1)
		}
		if n > 0 {
			v = append(v, float64(s)/2/float64(n))
		}
	}
	if len(v) == 0 {
		return float64(o.x0+o.x1) / 2
	}
	return medianOf(v)
}

// box as x0, y0, x1, y1, inclusive.
func (o *outline) box() [4]float64 {
	return [4]float64{float64(o.x0), float64(o.y0), float64(o.x1), float64(o.y1)}
}

// row returns the runs of row y, clamped, that are longer than n pixels.
func (o *outline) row(y, n int) [][2]int {
	y = min(max(y, 0), o.m.H-1)
	var out [][2]int
	for _, r := range o.runs[y] {
		if r[1]-r[0] > n {
			out = append(out, r)
		}
	}
	return out
}

// top is the first garment row of column x, the box's top where there is none.
func (o *outline) top(x float64) float64 {
	if t := o.tops[min(max(int(x), 0), o.m.W-1)]; t >= 0 {
		return float64(t)
	}
	return float64(o.y0)
}

// edge is the border on a side of the run that holds the middle line in row
// y, or of the run nearest to it.
func (o *outline) edge(y float64, side int) float64 {
	rs := o.row(int(y), 3)
	if len(rs) == 0 {
		rs = o.row(int(y), -1)
	}
	if len(rs) == 0 {
		return o.ax
	}
	return runEdge(runAt(rs, o.ax), side)
}

func runEdge(r [2]int, side int) float64 { return float64(r[side]) }

// runAt returns the run that holds x, or the nearest one.
func runAt(rs [][2]int, x float64) [2]int {
	best, bd := rs[0], math.Inf(1)
	for _, r := range rs {
		if float64(r[0]) <= x && x <= float64(r[1]) {
			return r
		}
		if d := math.Abs(float64(r[0]+r[1])/2 - x); d < bd {
			best, bd = r, d
		}
	}
	return best
}

// outer is the outermost border of row y on a side.
func (o *outline) outer(y float64, side int) float64 {
	rs := o.row(int(y), 2)
	if len(rs) == 0 {
		return o.ax
	}
	if side == 0 {
		return float64(rs[0][0])
	}
	return float64(rs[len(rs)-1][1])
}

// width of row y from its first to its last pixel.
func (o *outline) width(y int) float64 {
	rs := o.row(y, -1)
	if len(rs) == 0 {
		return 0
	}
	return float64(rs[len(rs)-1][1] - rs[0][0] + 1)
}

// gap reports whether row y shows two legs: two runs of similar width with
// the gap near the middle line.
func (o *outline) gap(y int) bool {
	rs := o.row(y, int(0.04*o.w))
	for i := 0; i+1 < len(rs); i++ {
		a, b := rs[i], rs[i+1]
		q := float64(a[1]-a[0]+1) / float64(b[1]-b[0]+1)
		if float64(a[1]) < o.ax+0.12*o.w && float64(b[0]) > o.ax-0.12*o.w && q > 0.35 && q < 2.9 {
			return true
		}
	}
	return false
}

// gaps lists every second row that shows two legs.
func (o *outline) gaps() []int {
	var g []int
	for y := o.y0; y < o.y1; y += 2 {
		if o.gap(y) {
			g = append(g, y)
		}
	}
	return g
}

// outward is -1 on the left side and +1 on the right one: the direction away from
// the middle line.
func outward(side int) float64 { return float64(2*side - 1) }

// percentileOf returns the linearly interpolated percentile q (0..100) of v,
// which it sorts.
func percentileOf(v []float64, q float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sort.Float64s(v)
	f := q / 100 * float64(len(v)-1)
	i := int(f)
	if i+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[i] + (v[i+1]-v[i])*(f-float64(i))
}
