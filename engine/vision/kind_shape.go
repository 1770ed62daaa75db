package vision

import "math"

// shape is what the outline alone says about the kind of a garment.
type shape struct {
	legs    bool    // rows with two legs in the lower part
	legTop  float64 // where they begin, share of the height
	legSlim float64 // length of the legs over the hip width
	sleeves bool    // a sleeve stands off on a side
	long    float64 // neck to hem over the armpit distance
	dip     float64 // how far the top edge sags in the middle, share of the height
	steep   float64 // how far the top edge falls from its middle to its ends
	drop    float64 // largest narrowing below a wider row, share of the width
	waist   float64 // width near the top over the widest row
	aspect  float64 // height over width
	front   float64 // 0..1: a full-length front opening is seen
	profile []float64
}

// shapeOf measures the outline.
func shapeOf(o *outline) shape {
	s := shape{aspect: o.h / o.w}
	s.legs, s.legTop = o.legsBegin()
	f := &topFinder{outline: o, l: &Landmarks{}, d: o.dents(false)}
	f.l.Armpit, f.sleeved = o.armpits(true, f.d)
	s.sleeves = f.hasSleeves()
	if !s.sleeves {
		f.sleevelessPits()
	}
	f.center()
	f.hem()
	top := math.Min(f.neckPoint(0).Y, f.neckPoint(1).Y)
	s.long = (f.l.HemY - top) / math.Max(1, 2*f.l.Half)
	s.widths(o)
	s.topEdge(o)
	s.profile = o.profile()
	return s
}

// legsBegin reports whether at least a quarter of the lower 40 % of the rows
// show two legs, and where the lowest block of such rows begins.
func (o *outline) legsBegin() (bool, float64) {
	g := o.gaps()
	n := 0
	for _, y := range g {
		if float64(y) > float64(o.y0)+0.6*o.h {
			n++
		}
	}
	if float64(2*n) <= 0.11*o.h {
		return false, 0
	}
	top := g[len(g)-1]
	for i := len(g) - 1; i >= 0 && float64(top-g[i]) <= 0.06*o.h; i-- {
		top = g[i]
	}
	return true, float64(top-o.y0) / o.h
}

// widths fills what the rows' widths say.
func (s *shape) widths(o *outline) {
	var widest, all float64
	for y := o.y0; y <= o.y1; y++ {
		all = math.Max(all, o.width(y))
	}
	for y := o.y0; y < o.y0+int(0.97*o.h); y++ {
		w := o.width(y)
		widest = math.Max(widest, w)
		s.drop = math.Max(s.drop, (widest-w)/all)
	}
	var top []float64
	for y := o.y0 + int(0.01*o.h); y < o.y0+int(0.05*o.h)+2; y++ {
		top = append(top, o.width(y))
	}
	s.waist = medianOf(top) / all
	hip := 0.0
	for y := o.y0 + int(0.15*o.h); y < o.y0+int(0.3*o.h); y++ {
		hip = math.Max(hip, o.width(y))
	}
	s.legSlim = (1 - s.legTop) * o.h / math.Max(1, hip)
}

// topEdge fills what the upper border says.
func (s *shape) topEdge(o *outline) {
	y := float64(o.y0) + 0.06*o.h
	l, r := o.outer(y, 0), o.outer(y, 1)
	mid := o.top((l + r) / 2)
	hi := mid
	for x := l; x <= r; x++ {
		hi = math.Min(hi, o.top(x))
	}
	s.dip = (mid - hi) / o.h
	ends := (o.top(float64(o.x0)+0.12*o.w) + o.top(float64(o.x1)-0.12*o.w)) / 2
	s.steep = (ends - hi) / o.h
}
