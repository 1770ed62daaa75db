package vision

import (
	"sort"

	"lookbook/engine/raster"
)

// Usual half widths of a torso in units of Ref at heights v; measured on the
// trial's photos (front view, arms away from the body).
var (
	usualV    = []float64{.2, .35, .6, .85, 1.05, 1.3, 1.6}
	usualHalf = []float64{.54, .53, .46, .46, .53, .52, .48}
)

func (p *Person) usualHalf(v float64) float64 { return raster.Interp(v, usualV, usualHalf) * p.Ref }

// measureWidths shoots rays from the torso axis to the edge of the mask. A
// ray that meets an arm, or is much shorter or longer than usual, does not
// count; such rows get the usual width times the median ratio of the measured
// ones, so that large people stay large.
func measureWidths(p *Person) {
	m := p.Mask.Above(0.5)
	arms := armShapes(p)
	var w WidthProfile
	for v := 0.2; v < 1.605; v += 0.05 {
		var r [2]float64
		var ok [2]bool
		for side, dir := range []float64{-1, 1} {
			r[side], ok[side] = p.measureHalf(m, arms, v, dir)
		}
		limitPair(&r, ok, p.usualHalf(v))
		w.V = append(w.V, v)
		for side := range r {
			w.Half[side] = append(w.Half[side], r[side])
			w.Measured[side] = append(w.Measured[side], ok[side])
		}
	}
	scaleGuesses(&w, p)
	for side := range w.Half {
		w.Half[side] = smooth3(w.Half[side])
	}
	p.Widths = w
}

func (p *Person) measureHalf(m *raster.Mask, arms []raster.Capsule, v, dir float64) (float64, bool) {
	usual := p.usualHalf(v)
	c, d := p.At(v, 0), p.Perp.Mul(dir)
	for t := 0.0; t < 1.1*p.Ref; t += 1.5 {
		q := c.Add(d.Mul(t))
		x, y := int(q.X+0.5), int(q.Y+0.5)
		if x < 0 || y < 0 || x >= m.W || y >= m.H {
			break
		}
		if m.Pix[y*m.W+x] == 0 {
			return t, .72*usual < t && t < 1.55*usual
		}
		if t > .3*p.Ref && insideAny(arms, q, .9) {
			break
		}
	}
	return usual, false
}

func insideAny(caps []raster.Capsule, q raster.Pt, reach float64) bool {
	for _, c := range caps {
		if d, _, _ := c.At(q.X, q.Y); d < reach {
			return true
		}
	}
	return false
}

// limitPair distrusts rows seen on one side only and very uneven rows.
func limitPair(r *[2]float64, ok [2]bool, usual float64) {
	if !ok[0] || !ok[1] {
		for s := range r {
			if ok[s] {
				r[s] = min(r[s], 1.12*usual)
			} else {
				r[s] = usual
			}
		}
		return
	}
	lo := min(r[0], r[1])
	if max(r[0], r[1]) > 1.3*lo {
		r[0], r[1] = min(r[0], 1.15*lo), min(r[1], 1.15*lo)
	}
}

func scaleGuesses(w *WidthProfile, p *Person) {
	var ratios []float64
	for side := range w.Half {
		for i, ok := range w.Measured[side] {
			if ok && w.V[i] < 1.2 {
				ratios = append(ratios, w.Half[side][i]/p.usualHalf(w.V[i]))
			}
		}
	}
	k := 1.0
	if len(ratios) >= 6 {
		sort.Float64s(ratios)
		k = raster.Clip(ratios[len(ratios)/2], .9, 1.35)
	}
	for side := range w.Half {
		for i, ok := range w.Measured[side] {
			if !ok {
				w.Half[side][i] *= k
			}
		}
	}
}

func smooth3(v []float64) []float64 {
	o := make([]float64, len(v))
	for i := range v {
		a, b := v[max(0, i-1)], v[min(len(v)-1, i+1)]
		o[i] = .25*a + .5*v[i] + .25*b
	}
	return o
}

// armShapes are the arms with sleeves as capsules in working pixels.
func armShapes(p *Person) []raster.Capsule {
	var out []raster.Capsule
	for _, l := range p.Side {
		out = append(out,
			raster.Capsule{A: l.Shoulder.Pt, B: l.Elbow.Pt, RA: .19 * p.Ref, RB: .15 * p.Ref},
			raster.Capsule{A: l.Elbow.Pt, B: l.Wrist.Pt, RA: .15 * p.Ref, RB: .11 * p.Ref},
			raster.Capsule{A: l.Wrist.Pt, B: l.Wrist.Lerp(l.Index.Pt, 1.15), RA: .13 * p.Ref, RB: .14 * p.Ref})
	}
	return out
}
