package vision

import (
	"math"

	"lookbook/engine/raster"
)

// topFinder finds the landmarks of garments that hang from the shoulders.
type topFinder struct {
	*outline
	dress   bool
	d       dents
	sleeved [2]bool
	l       *Landmarks
	axc     float64 // middle line between the armpits
}

// topMarks returns the landmarks of a flat top, piece of outerwear or
// one-piece (long true). sleeves: 0 as seen, -1 none, +1 certainly.
func topMarks(o *outline, img *raster.RGB, alpha *raster.Plane, long bool, sleeves int) Landmarks {
	f := &topFinder{outline: o, dress: long, l: &Landmarks{}}
	f.l.Box, f.l.Axis = o.box(), o.ax
	f.d = o.dents(long)
	if sleeves < 0 {
		f.d.pit, f.d.slot = [2]pit{}, [2]pit{}
	}
	f.l.Armpit, f.sleeved = o.armpits(!long, f.d)
	if sleeves > 0 && !f.hasSleeves() {
		f.assumeSleeves()
	}
	if !f.hasSleeves() {
		f.sleevelessPits()
	}
	f.center()
	f.l.Slit = f.l.Armpit
	if f.hasSleeves() {
		f.raisePits()
		f.center()
	}
	f.hem()
	f.shoulders()
	f.neckline(img, alpha)
	f.sleeves()
	f.sides()
	return *f.l
}

func (f *topFinder) hasSleeves() bool { return f.sleeved[0] || f.sleeved[1] }

// assumeSleeves places the armpits of a garment whose sleeves lie on the body
// without any gap, at the usual share of its width.
func (f *topFinder) assumeSleeves() {
	half := 0.62 * f.w / 2
	for s := range f.l.Armpit {
		f.l.Armpit[s] = raster.Pt{X: f.ax + outward(s)*half, Y: float64(f.y0) + 0.9*f.h}
	}
	f.sleeved = [2]bool{true, true}
}

// center updates the middle line and half the armpit distance.
func (f *topFinder) center() {
	f.l.Half = (f.l.Armpit[1].X - f.l.Armpit[0].X) / 2
	f.axc = (f.l.Armpit[0].X + f.l.Armpit[1].X) / 2
	f.l.AxisTop = f.axc
}

// sleevelessPits places the armpits of a garment without sleeves: below the
// narrowest row of the outermost outline, the first one that reaches 85 % of
// the widening that follows.
func (f *topFinder) sleevelessPits() {
	for s := range f.l.Armpit {
		f.l.Armpit[s] = f.sleevelessPit(s)
	}
	f.center()
	yt := math.Inf(1)
	for _, k := range []float64{0.2, 0.4, 0.6, 0.8} {
		yt = math.Min(yt, math.Min(f.top(f.axc-k*f.l.Half), f.top(f.axc+k*f.l.Half)))
	}
	d := 2 * f.l.Half
	for s := range f.l.Armpit {
		if f.l.Armpit[s].Y > yt+0.66*d {
			y := math.Floor(yt + 0.58*d)
			f.l.Armpit[s] = raster.Pt{X: f.outer(y, s), Y: y}
		}
	}
	f.center()
}

func (f *topFinder) sleevelessPit(s int) raster.Pt {
	sy, best := float64(f.y0), math.Inf(-1)
	for _, p := range f.c {
		dx := (p.X - f.ax) * outward(s)
		if p.Y < float64(f.y0)+0.4*f.h && dx > 0.1*f.w && p.X*outward(s)*0.8-p.Y > best {
			best, sy = p.X*outward(s)*0.8-p.Y, p.Y
		}
	}
	share := 0.58
	if f.dress {
		share = 0.36
	}
	ya := int(math.Min(math.Max(float64(f.y0)+0.05*f.h, sy+0.03*f.h), float64(f.y0)+0.25*f.h))
	yb := int(float64(f.y0) + share*f.h)
	e := make([]float64, max(1, yb-ya))
	for i := range e {
		e[i] = (f.outer(float64(ya+i), s) - f.ax) * outward(s)
	}
	k := f.widening(smooth7(e))
	y := float64(ya + k)
	return raster.Pt{X: f.outer(y, s), Y: y}
}

// widening returns the index at which the outline e has widened from its
// narrowest place.
func (f *topFinder) widening(e []float64) int {
	k0 := 0
	for i := range e[:max(1, len(e)*3/4)] {
		if e[i] < e[k0] {
			k0 = i
		}
	}
	tail := append([]float64(nil), e[k0:min(len(e), k0+max(1, int(0.28*f.h)))]...)
	lo, hi := e[k0], percentileOf(tail, 94)
	if hi-lo <= 0.02*f.w {
		return min(int(0.25*f.h), len(e)-1)
	}
	for i, v := range e[k0:] {
		if v >= lo+0.85*(hi-lo) {
			return k0 + i
		}
	}
	return 0
}

// smooth7 is the running mean of seven values, ends replicated.
func smooth7(v []float64) []float64 {
	o := make([]float64, len(v))
	for i := range v {
		for j := i - 3; j <= i+3; j++ {
			o[i] += v[min(max(j, 0), len(v)-1)] / 7
		}
	}
	return o
}

// raisePits puts the armpit of a sleeve that lies on the body, whose slit
// begins too low, at the depth where armpits are.
func (f *topFinder) raisePits() {
	half := f.l.Half
	var ytop float64
	for s := range f.l.Armpit {
		hi := math.Inf(1)
		for i := range 8 {
			hi = math.Min(hi, f.top(f.axc+outward(s)*half*(0.1+0.5*float64(i)/7)))
		}
		if f.tallNeck() {
			hi = f.d.neck[s].p.Y
		}
		ytop += hi / 2
	}
	for s, p := range f.l.Armpit {
		if p.Y > ytop+0.60*2*half {
			f.l.Armpit[s] = raster.Pt{X: p.X + outward(s)*0.06*half, Y: ytop + 0.57*2*half}
		}
	}
}

// hem is the median bottom of five columns: cuffs and points hang lower.
func (f *topFinder) hem() {
	var v []float64
	for _, k := range []float64{-0.5, -0.25, 0, 0.25, 0.5} {
		if y := f.lows[min(max(int(f.axc+k*f.l.Half), 0), f.m.W-1)]; y >= 0 {
			v = append(v, float64(y))
		}
	}
	f.l.HemY = float64(f.y1)
	if len(v) > 0 {
		f.l.HemY = math.Floor(medianOf(v))
	}
}

// tallNeck reports a hood or a high collar: both its corners with the
// shoulders are seen, well below its top. Without sleeves they are armholes.
func (f *topFinder) tallNeck() bool {
	n := &f.d.neck
	return f.hasSleeves() && n[0].ok && n[1].ok && math.Min(n[0].p.Y, n[1].p.Y)-float64(f.y0) > 0.30*f.l.Half &&
		math.Abs(n[0].p.Y-n[1].p.Y) < 0.25*f.l.Half
}

// shoulders places the neck side points and the shoulder tips.
func (f *topFinder) shoulders() {
	tall := f.tallNeck()
	f.l.Hood = tall && f.d.neck[1].p.X-f.d.neck[0].p.X > 0.9*f.l.Half
	for s := range f.l.Shoulder {
		f.l.Neck[s] = f.neckPoint(s)
		if tall {
			f.l.Neck[s] = f.d.neck[s].p
		}
		if f.hasSleeves() {
			x := f.axc + outward(s)*0.90*f.l.Half
			f.l.Shoulder[s] = raster.Pt{X: x, Y: f.top(x)}
			continue
		}
		f.l.Shoulder[s] = f.strapEnd(s)
		if !tall {
			f.l.Neck[s] = f.strapInner(s)
		}
	}
	if f.hasSleeves() && !tall {
		f.evenNeck()
	}
}

// evenNeck mirrors the wider neck point when the other one is much nearer to
// the middle: there the collar's own top was taken.
func (f *topFinder) evenNeck() {
	l, r := f.axc-f.l.Neck[0].X, f.l.Neck[1].X-f.axc
	for s, d := range [2][2]float64{{l, r}, {r, l}} {
		if d[0] < 0.7*d[1] {
			x := f.axc + outward(s)*d[1]
			f.l.Neck[s] = raster.Pt{X: x, Y: f.top(x)}
		}
	}
}

// neckPoint is the highest contour point between 0.06 and 0.62 half widths
// from the middle.
func (f *topFinder) neckPoint(s int) raster.Pt {
	best, p := math.Inf(1), raster.Pt{}
	for x := 0.06 * f.l.Half; x < 0.62*f.l.Half; x++ {
		y := f.top(f.axc + outward(s)*x)
		if y+0.02*x < best {
			best, p = y+0.02*x, raster.Pt{X: f.axc + outward(s)*x, Y: y}
		}
	}
	if (p.X-f.axc)*outward(s) < 0.2*f.l.Half {
		return f.neckKnee(s)
	}
	return p
}

// usualNeck is the half width of a neckline over half the armpit distance.
const usualNeck = 0.36

// neckKnee finds the neck point of a garment whose back collar fills the
// opening, so that the top edge is highest in the middle: the bend between
// the collar and the slope of the shoulder.
func (f *topFinder) neckKnee(s int) raster.Pt {
	at := func(x float64) raster.Pt {
		return raster.Pt{X: f.axc + outward(s)*x, Y: f.top(f.axc + outward(s)*x)}
	}
	a, b := at(0), at(0.9*f.l.Half)
	n := b.Sub(a).Perp().Unit()
	if n.Y > 0 {
		n = n.Mul(-1)
	}
	best, p := 0.012*f.l.Half, at(usualNeck*f.l.Half)
	for x := 0.28 * f.l.Half; x < 0.7*f.l.Half; x++ {
		if d := at(x).Sub(a).Dot(n); d > best {
			best, p = d, at(x)
		}
	}
	return p
}

// strapEnd is the outer upper end of a sleeveless garment.
func (f *topFinder) strapEnd(s int) raster.Pt {
	best, p := math.Inf(-1), f.l.Armpit[s]
	for _, q := range f.c {
		if q.Y < f.l.Armpit[s].Y && (q.X-f.axc)*outward(s) > 0.1*f.l.Half {
			if v := q.X*outward(s)*0.8 - q.Y; v > best {
				best, p = v, q
			}
		}
	}
	return p
}

// strapInner is the inner end of the highest part of a strap.
func (f *topFinder) strapInner(s int) raster.Pt {
	end := math.Max(0.1*f.l.Half, (f.l.Shoulder[s].X-f.axc)*outward(s)-0.02*f.l.Half)
	hi := math.Inf(1)
	for x := 0.06 * f.l.Half; x < end; x++ {
		hi = math.Min(hi, f.top(f.axc+outward(s)*x))
	}
	for x := 0.06 * f.l.Half; x < end; x++ {
		if y := f.top(f.axc + outward(s)*x); y <= hi+0.012*f.h {
			return raster.Pt{X: f.axc + outward(s)*x, Y: y}
		}
	}
	return f.l.Shoulder[s]
}

// sides places the outline at 4 (long: 6) levels between armpit and hem,
// leaving out sleeves that lie against it.
func (f *topFinder) sides() {
	py := (f.l.Armpit[0].Y + f.l.Armpit[1].Y) / 2
	hemY := f.l.HemY - 0.03*(f.l.HemY-float64(f.y0))
	n := 4
	if f.dress {
		n = 6
	}
	for i := 1; i <= n; i++ {
		y := py + (hemY-py)*float64(i)/float64(n)
		if i == n {
			y = f.aboveTail(y, py+(hemY-py)*(float64(i)-0.6)/float64(n))
		}
		f.l.Levels = append(f.l.Levels, y)
		for s := range f.l.Sides {
			f.l.Sides[s] = append(f.l.Sides[s], raster.Pt{X: f.bodyEdge(y, s), Y: y})
		}
	}
}

// aboveTail moves the lowest row up, at most to limit, until the rounding of a
// shirt tail no longer cuts its ends off.
func (f *topFinder) aboveTail(y, limit float64) float64 {
	width := func(y float64) float64 { return f.bodyEdge(y, 1) - f.bodyEdge(y, 0) }
	for ; y > limit; y -= 2 {
		if width(y) >= 0.985*width(y-0.03*f.h) {
			break
		}
	}
	return y
}

// bodyEdge is the border of the body without the sleeve in row y.
func (f *topFinder) bodyEdge(y float64, s int) float64 {
	e := f.edge(y, s)
	sl := f.l.Sleeves[s]
	if sl == nil {
		return e
	}
	row := min(max(int(y), 0), f.m.H-1)
	a, b := -1, -1
	for x := 0; x < f.m.W; x++ {
		i := row*f.m.W + x
		if f.m.Pix[i] == 0 || sl.Mask.Pix[i] != 0 {
			if a >= 0 && float64(a) <= f.ax && f.ax <= float64(b) {
				break
			}
			a = -1
			continue
		}
		if a < 0 {
			a = x
		}
		b = x
	}
	if a >= 0 && float64(a) <= f.ax && f.ax <= float64(b) {
		return [2]float64{float64(a), float64(b)}[s]
	}
	return e
}
