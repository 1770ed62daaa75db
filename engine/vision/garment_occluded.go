package vision

import (
	"math"

	"lookbook/engine/raster"
)

// unhide fills the parts of the garment that hands, arms and hair hide: what
// lies between garment pixels, at most a limb wide, and shows skin or hair.
// It returns the share of the garment that was filled.
func (w *wornCut) unhide() float64 {
	g, p := w.g, w.p
	w.own = g.Alpha.Above(0.5)
	closed := w.own.Close(int(0.15 * p.Ref))
	fill := raster.NewMask(g.W, g.H)
	for i, v := range closed.Pix {
		if v != 0 && w.own.Pix[i] == 0 && w.hides(i) {
			fill.Pix[i] = 1
		}
	}
	fill = w.dropOpenings(fill.Open(1).Dilate(2))
	if fill.Count() == 0 {
		g.Image = paint(p.Image, g.Alpha, nil)
		return 0
	}
	g.hidden = fill
	for i, v := range raster.Gaussian(fill.Plane(), 1).Pix {
		g.Alpha.Pix[i] = max(g.Alpha.Pix[i], v)
	}
	g.Image = paint(p.Image, g.Alpha, fill)
	return float64(fill.Count()) / float64(max(1, w.own.Count()+fill.Count()))
}

// paint returns the working picture with the garment's colours spread over
// the edge of its cut-out and over its hidden parts (nil for none).
func paint(work *raster.RGB, alpha *raster.Plane, hidden *raster.Mask) *raster.RGB {
	if hidden == nil {
		return decontaminate(work, alpha)
	}
	known := alpha.Above(0.97).Sub(hidden.Dilate(2)).Erode(2)
	return spreadColors(work, known, alpha.Above(0.003).Or(hidden).Dilate(max(4, alpha.H/60)))
}

// hides reports whether pixel i shows something that may lie in front of the
// garment.
func (w *wornCut) hides(i int) bool {
	p := w.p
	return max(p.Skin.Pix[i], p.Hair.Pix[i]) > 0.5 || (p.Other != nil && p.Other.Pix[i] > 0.5) ||
		(p.Mask.Pix[i] > 0.5 && p.Upper.Pix[i]+p.Lower.Pix[i]+p.LegSkin.Pix[i] < 0.5)
}

// dropOpenings clears the filled parts that belong to the neck opening: those
// that reach up to the chest near the middle.
func (w *wornCut) dropOpenings(fill *raster.Mask) *raster.Mask {
	p := w.p
	labels, comps := fill.Components()
	drop := make([]bool, len(comps))
	for i, l := range labels {
		if l == 0 || drop[l-1] {
			continue
		}
		q := raster.Pt{X: float64(i % fill.W), Y: float64(i / fill.W)}
		if v := p.Depth(q) * p.Torso; v < 0.5*p.Ref && math.Abs(p.Lateral(q)) < 0.32*p.Ref {
			drop[l-1] = true
		}
	}
	for i, l := range labels {
		if l > 0 && drop[l-1] {
			fill.Pix[i] = 0
		}
	}
	return fill
}
