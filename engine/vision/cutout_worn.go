package vision

import (
	"context"
	"math"

	"lookbook/engine/raster"
)

// alpha is the cut-out of a slot: the parser's probability, cleaned of what
// the parser mixes in.
func (w *wornCut) alpha(ctx context.Context, n GarmentNets, slot string) error {
	var a *raster.Plane
	switch slot {
	case "lower":
		a = w.p.Lower.Clone()
	case "whole":
		a = w.p.Lower.Clone().Combine(w.p.Upper, func(l, u float32) float32 { return min(1, l+u) })
	default:
		a = w.p.Upper.Clone()
	}
	w.g.Alpha = a
	if err := w.trimGround(ctx, n); err != nil {
		return err
	}
	w.trimSkin()
	w.trimParts()
	w.g.Alpha.Map(func(v float32) float32 { return raster.Clip32((v-wornFoot)/wornRise, 0, 1) })
	return nil
}

// A worn garment's border lies beside skin and other clothes, whose colors the
// soft foot of the parser's probabilities would take along; only their upper
// part counts as cloth.
const wornFoot, wornRise = 0.45, 0.4

// groundTrust is the share of the person that the product cut-out must cover
// before its border is believed.
const groundTrust = 0.88

// trimGround cuts the garment at the border of the product cut-out, which is
// crisp on plain ground, where that agrees with the person's mask.
func (w *wornCut) trimGround(ctx context.Context, n GarmentNets) error {
	sal, err := n.Salient(ctx, w.p.Image.NRGBA())
	if err != nil {
		return err
	}
	c := refineCutout(w.p.Image, sal.Linear(w.g.W, w.g.H))
	both, all := 0.0, 1e-9
	for i, v := range w.g.Alpha.Pix {
		if v > 0.5 {
			all++
			if c.Pix[i] > 0.5 {
				both++
			}
		}
	}
	if both < groundTrust*all {
		return nil
	}
	w.g.Alpha.Combine(c, func(a, b float32) float32 { return min(a, b) })
	return nil
}

// trimSkin clears pixels that are nearer to the wearer's skin than to the
// garment's main colours: hands that the parser took for cloth. It does
// nothing when the garment itself is close to the skin.
func (w *wornCut) trimSkin() {
	p := w.p
	if !p.SkinSeen {
		return
	}
	colors := paletteOf(p.Image, w.coreOnly())
	for _, c := range colors {
		if c.Share > 0.08 && toneGap(c.Lab, p.SkinLab) < 22 {
			return
		}
	}
	lab := toLab(p.Image)
	m := raster.NewMask(w.g.W, w.g.H)
	for i, v := range w.g.Alpha.Pix {
		if v < 0.02 {
			continue
		}
		q := [3]float64{float64(lab.Pix[3*i]), float64(lab.Pix[3*i+1]), float64(lab.Pix[3*i+2])}
		d := math.Inf(1)
		for _, c := range colors {
			if c.Share > 0.04 {
				d = math.Min(d, toneGap(c.Lab, q))
			}
		}
		if s := toneGap(p.SkinLab, q); s < 24 && s < 0.75*d {
			m.Pix[i] = 1
		}
	}
	m = m.Close(2).Open(max(2, int(0.02*p.Ref))).Dilate(2 + int(0.008*p.Ref))
	for i, v := range m.Pix {
		if v != 0 {
			w.g.Alpha.Pix[i] = 0
		}
	}
}

// coreOnly is the part of the cut-out near the body's axis and below the
// chest, where neither hands nor bare shoulders are mixed in.
func (w *wornCut) coreOnly() *raster.Plane {
	o := w.g.Alpha.Clone()
	for i := range o.Pix {
		q := raster.Pt{X: float64(i % o.W), Y: float64(i / o.W)}
		if math.Abs(w.p.Lateral(q)) > 0.3*w.p.Ref || w.p.Depth(q) < belowChest {
			o.Pix[i] = 0
		}
	}
	return o
}

// belowChest is the height v from which clothes on the upper body are seldom
// open.
const belowChest = 0.35

// toneGap is a Lab distance in which light and shadow count less than colour.
func toneGap(a, b [3]float64) float64 {
	l, x, y := 0.4*(a[0]-b[0]), a[1]-b[1], a[2]-b[2]
	return math.Sqrt(l*l + x*x + y*y)
}

// trimParts clears what hangs on the garment by a thin bridge, such as a bag,
// and small stray parts.
func (w *wornCut) trimParts() {
	a := w.g.Alpha
	m := a.Above(0.5)
	r := max(1, int(0.035*w.p.Ref))
	core := m.Open(r)
	labels, comps := core.Components()
	big := 0
	for _, c := range comps {
		big = max(big, c.Area)
	}
	keep := raster.NewMask(a.W, a.H)
	for i, l := range labels {
		if l > 0 && comps[l-1].Area*6 > big {
			keep.Pix[i] = 1
		}
	}
	lost := core.Clone().Sub(keep).Dilate(r + 2)
	keep = keep.Dilate(r + r/2 + 2)
	for i := range a.Pix {
		if keep.Pix[i] == 0 || lost.Pix[i] != 0 {
			a.Pix[i] = 0
		}
	}
}
