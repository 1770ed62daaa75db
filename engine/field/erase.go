package field

import (
	"math"

	"lookbook/engine/raster"
)

// unit is a working pixel at the size of the trials: 1 up to a Ref of 200 px.
func (c *Canvas) unit() float64 { return math.Max(1, c.p.Ref/200) }

// erasure finds what must be painted over before the garment goes on: the old
// garment and bare limbs that the new one would cover.
func (d *dressing) erasure() {
	e := d.oldGarment()
	w, h := d.p.W, d.p.H
	foot := feet(d.p, d.axes)
	solid, share := raster.NewMask(w, h), d.bareArms()
	for i := range solid.Pix {
		on := e.Pix[i] > .15 || (d.upperBody() && d.bareUnderSleeve(i) && d.mostlyCovered(&share, i)) || d.underTrousers(i)
		if on && foot.Pix[i] == 0 {
			solid.Pix[i] = 1
		}
	}
	p := d.withGlow(solid).Plane()
	p.Combine(d.front, func(a, f float32) float32 {
		if f > .5 {
			return a * (1 - f)
		}
		return a
	})
	if d.rim != nil {
		p.Max(d.rim)
	}
	d.erase = p
}

// glow is how far beyond an outline, pixels at Ref 200, its soft edge, its glow
// in a lens and its contact shadow on the ground reach.
const glow = 5

// withGlow widens what is erased: by a pixel, and over the ground beside it as
// far as the old clothes shine there; not beside what stays, whose edge it is.
func (d *dressing) withGlow(solid *raster.Mask) *raster.Mask {
	out := solid.Dilate(1)
	stays := raster.NewMask(solid.W, solid.H)
	for i, m := range d.p.Mask.Pix {
		if m > .3 && out.Pix[i] == 0 {
			stays.Pix[i] = 1
		}
	}
	u := d.unit()
	wide := solid.Dilate(int(glow * u))
	stays = stays.Dilate(int(2*u) + 1)
	for i, on := range wide.Pix {
		if on != 0 && d.p.Mask.Pix[i] < .3 && stays.Pix[i] == 0 {
			out.Pix[i] = 1
		}
	}
	return out
}

// softErase is the erased region with the edge that is blended.
func (d *dressing) softErase() *raster.Plane {
	s := raster.Gaussian(d.erase, d.unit())
	for i, v := range s.Pix {
		v = raster.Clip32(v*(1-d.front.Pix[i])*1.6, 0, 1)
		if d.upperBody() {
			v *= 1 - d.hand.Pix[i]
		}
		s.Pix[i] = v
	}
	return s
}

// oldGarment is the plane of the garment that the new one replaces, widened by
// four pixels, without what this recipe has already put on.
func (d *dressing) oldGarment() *raster.Plane {
	old := d.upper.Clone()
	switch {
	case d.whole():
		old.Max(d.lower)
	case !d.upperBody():
		old = d.lower.Clone()
		if d.onePiece {
			old.Max(d.below(d.upper, 1))
		}
	default:
		d.keepTop(old)
	}
	old.Combine(d.laid, func(a, l float32) float32 { return a * (1 - l) })
	old = raster.MaxFilter(old, int(2*d.unit())+2)
	for i, v := range old.Pix {
		v *= raster.Clip32(d.p.Mask.Pix[i]*3+.2, 0, 1)
		old.Pix[i] = raster.Clip32(v*(1-max(d.p.Hair.Pix[i], d.face.Pix[i])), 0, 1)
	}
	return old
}

// keepTop limits the old top to what belongs to the torso: nothing far below
// the hips, no stray pieces, of a dress only what the new hem covers.
func (d *dressing) keepTop(old *raster.Plane) {
	limit := float32(1.45)
	if d.onePiece {
		limit = float32(math.Min(1.45, d.f.Cover.Hem))
	}
	for i, v := range d.axes.v.Pix {
		if v >= limit {
			old.Pix[i] = 0
		}
	}
	labels, comps := old.Above(.3).Components()
	largest := 0
	high := make([]float32, len(comps)+1)
	for i := range high {
		high[i] = 9
	}
	for _, c := range comps {
		largest = max(largest, c.Area)
	}
	for i, l := range labels {
		high[l] = min(high[l], d.axes.v.Pix[i])
	}
	for i, l := range labels {
		if l == 0 || (comps[l-1].Area <= largest/4 && high[l] >= .75) {
			old.Pix[i] = 0
		}
	}
}

// bareUnderSleeve reports bare arm that a sleeve is going to cover.
func (d *dressing) bareUnderSleeve(i int) bool {
	t := d.arms.along.Pix[i]
	return d.skin.Pix[i] > .3 && t > .08 && t < d.arms.covered(i, d.f.Cover.Arm)-.04 && d.arms.dist.Pix[i] < 1.6 &&
		max(d.p.Hair.Pix[i], d.face.Pix[i]) < .1
}

// underTrousers reports legs and clothes that long trousers are going to cover.
func (d *dressing) underTrousers(i int) bool {
	return d.f.Cover.Legs && d.f.Cover.LongLegs && d.axes.v.Pix[i] > 1 &&
		max(d.legSkin.Pix[i], d.lower.Pix[i]) > .3
}
