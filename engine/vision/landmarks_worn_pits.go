package vision

import (
	"math"

	"lookbook/engine/raster"
)

// Where the armhole of a worn garment without sleeves ends, in Ref below the
// shoulder joint: bare armholes are cut between just under the arm and half way
// to the waist.
const (
	highestPit = 0.26
	lowestPit  = 0.62
	// cutIn is how far the outline must widen below the shoulder, in Ref, for
	// the armhole to be told from a straight side.
	cutIn = 0.05
)

// barePits moves the armpits of sides without a sleeve onto the garment's own
// outline: the wearer's armpits lie outside it, and a map through them would
// fold the front.
func (w *wornCut) barePits(f *topFinder) {
	p := w.p
	for s := range f.l.Armpit {
		if f.sleeved[s] {
			continue
		}
		v := func(k float64) float64 { return p.Side[s].Shoulder.Add(p.Axis.Mul(k * p.Ref)).Y }
		y := armholeEnd(f, s, math.Max(v(0), float64(f.y0)+0.02*p.Ref), v(0.75), cutIn*p.Ref)
		if y == 0 {
			y = f.l.Armpit[s].Y + 0.06*p.Ref
		}
		y = math.Min(raster.Clip(y, v(highestPit), v(lowestPit)), f.bottomRow())
		if x := f.edge(y, s); (x-f.ax)*outward(s) > 0.1*p.Ref {
			f.l.Armpit[s] = raster.Pt{X: x, Y: y}
		}
	}
}

// bottomRow is a row that the outline surely has.
func (f *topFinder) bottomRow() float64 { return float64(f.y1) - 0.3*f.h }

// armholeEnd is the row between a and b at which the outline of a side has
// widened below the armhole, 0 when it does not widen by least.
func armholeEnd(f *topFinder, s int, a, b, least float64) float64 {
	var e []float64
	for y := a; y < math.Min(b, float64(f.y1)); y++ {
		e = append(e, (f.edge(y, s)-f.ax)*outward(s))
	}
	if len(e) < 16 {
		return 0
	}
	e = smooth7(e)
	low := 0
	for i, v := range e[:len(e)*2/3] {
		if v < e[low] {
			low = i
		}
	}
	hi := percentileOf(append([]float64(nil), e[low:]...), 90)
	if hi-e[low] < least {
		return 0
	}
	for i, v := range e[low:] {
		if v > e[low]+0.85*(hi-e[low]) {
			return a + float64(low+i)
		}
	}
	return 0
}
