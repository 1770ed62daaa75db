package spline

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// overlap is how far torso and sleeves reach over each other at the armhole,
// in garment pixels, so that no gap opens between the two maps.
func (t *topFit) overlap() int { return max(2, int(0.035*t.m.Half)) }

// cutNeck returns the cut-out without an inner back panel: without the neck
// opening and everything above it where that was seen, else without what lies
// above the arc of the front neckline between the neck points.
func (t *topFit) cutNeck() *raster.Plane {
	a := t.g.Alpha.Clone()
	m := t.m
	if !m.BackPanel {
		return a
	}
	if m.Opening != nil {
		// A pixel more than was seen, so that no lining is left at the edge.
		r := m.Opening.Bounds().Inset(-6).Intersect(image.Rect(0, 0, a.W, a.H))
		soft := raster.Gaussian(m.Opening.Crop(r).Dilate(2).Plane(), 0.8)
		a.Paste(a.Crop(r).Combine(soft, func(v, cut float32) float32 { return v * (1 - cut) }), r.Min.X, r.Min.Y)
		return a
	}
	l, r := m.Neck[0], m.Neck[1]
	cx, rx := (l.X+r.X)/2, (r.X-l.X)/2
	for x := max(0, int(l.X)); x <= min(a.W-1, int(r.X)); x++ {
		u := (float64(x) - cx) / rx
		if math.Abs(u) >= 1 {
			continue
		}
		arc := (l.Y+r.Y)/2 + m.NeckDeep*math.Sqrt(1-u*u)
		for y := 0; y < min(a.H, int(arc)+3); y++ {
			a.Pix[y*a.W+x] *= 1 - float32(raster.Clip((arc-float64(y))/2+0.5, 0, 1))
		}
	}
	return a
}

// torsoAlpha removes the sleeves from the cut-out, leaving the overlap and a
// feathered edge.
func (t *topFit) torsoAlpha(whole *raster.Plane) *raster.Plane {
	out := whole.Clone()
	for side, s := range t.m.Sleeves {
		if s != nil {
			t.cutSleeve(out, side, s.Mask)
		}
	}
	dropScraps(out)
	return out
}

// dropScraps clears pieces of less than a twentieth of the largest: corners of
// cuffs that a sleeve's mask did not take in are no torso.
func dropScraps(a *raster.Plane) {
	labels, comps := a.Above(0.02).Components()
	largest := 0
	for _, c := range comps {
		largest = max(largest, c.Area)
	}
	for i, l := range labels {
		if l != 0 && comps[l-1].Area*20 < largest {
			a.Pix[i] = 0
		}
	}
}

// cutSleeve removes one sleeve from out. A ribbon brings its own piece of the
// torso along, so hardly any overlap is left for it.
func (t *topFit) cutSleeve(out *raster.Plane, side int, sleeve *raster.Mask) {
	ov := t.overlap()
	box := t.around(sleeve)
	if !t.elsewhere(side) && t.cuffs[side] == nil && t.follows(side) {
		ov = max(3, ov/2)
	}
	mask, alpha := sleeve.Crop(box), t.g.Alpha.Crop(box)
	rest := mask.Not().And(alpha.Above(0.5)).Dilate(ov)
	remove := mask.Clone().Sub(rest)
	// The faint rim outside the sleeve goes with it.
	rim := mask.Dilate(ov).And(alpha.Above(0.6).Not())
	for i := range rim.Pix {
		if rim.Pix[i] != 0 && (float64(i%rim.W+box.Min.X)-t.m.AxisTop)*sign(side) <= t.m.Half*0.97 {
			rim.Pix[i] = 0
		}
	}
	soft := raster.Gaussian(remove.Or(rim).Plane(), math.Max(1, float64(ov)/3))
	cut := out.Crop(box).Combine(soft, func(a, b float32) float32 { return a * (1 - b) })
	out.Paste(cut, box.Min.X, box.Min.Y)
}

// sleeveAlpha is the sleeve widened by the overlap with a feathered edge.
func (t *topFit) sleeveAlpha(sleeve *raster.Mask, whole *raster.Plane) *raster.Plane {
	ov := t.overlap()
	box := t.around(sleeve)
	soft := raster.Gaussian(sleeve.Crop(box).Dilate(ov).Plane(), math.Max(1, float64(ov)/3))
	soft.Combine(whole.Crop(box), func(a, b float32) float32 { return a * b })
	out := raster.NewPlane(whole.W, whole.H)
	out.Paste(soft, box.Min.X, box.Min.Y)
	return out
}

// around is the box of a sleeve with room for overlap and feather.
func (t *topFit) around(sleeve *raster.Mask) image.Rectangle {
	return sleeve.Bounds().Inset(-3*t.overlap() - 4).Intersect(image.Rect(0, 0, sleeve.W, sleeve.H))
}
