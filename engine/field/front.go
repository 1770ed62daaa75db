package field

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// faceOval lists the mesh points of the face's outline (MediaPipe face mesh).
var faceOval = []int{
	10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
	152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
}

// facePlane is the face's outline, softened by a pixel; empty without a face.
func facePlane(p *vision.Person) *raster.Plane {
	if !p.Face.Found || len(p.Face.Mesh) < 468 {
		return raster.NewPlane(p.W, p.H)
	}
	pts := make([]raster.Pt, len(faceOval))
	for i, k := range faceOval {
		pts[i] = p.Face.Mesh[k]
	}
	return raster.Polygon(p.W, p.H, pts, 1)
}

// inFront finds what lies before the garment: hair, face, hands and forearms
// beyond the sleeves, the neck above the neckline, for garments at the waist
// the top that hangs over them.
func (d *dressing) inFront() {
	d.hand = d.hands()
	d.front = d.p.Hair.Clone().Max(d.face).Max(d.hand)
	if d.p.Other != nil {
		d.front.Max(d.p.Other)
	}
	if d.upperBody() {
		bare := d.neckSkin()
		d.rim = d.oldRim()
		bare.Max(d.hand)
		gone := func(a, r float32) float32 { return a * (1 - r) }
		d.hand.Combine(d.rim, gone)
		d.front = d.p.Hair.Clone().Max(d.face).Max(bare.Combine(d.rim, gone))
		if d.p.Other != nil {
			d.front.Max(d.p.Other)
		}
		if d.o.Tucked {
			d.front.Max(d.below(d.lower, waistband))
		}
	} else if !d.onePiece && !d.tuckedTop {
		d.front.Max(d.upper)
	}
	d.beyond = d.front.Clone()
	d.own = d.ownSleeves()
	less := func(a, o float32) float32 { return a * (1 - o) }
	d.front.Combine(d.own, less)
	d.hand.Combine(d.own, less)
	d.alpha = d.coverage.Clone().Combine(d.front, func(a, f float32) float32 { return a * (1 - f) })
}

// sleeveReach is how far beyond its nominal end, in arm lengths, a sleeve may
// end and still lies on its arm: the picture of the garment decides where.
const sleeveReach = .12

// ownSleeves is where sleeves lie on the arm that they clothe. Elsewhere arms
// are before the garment.
func (d *dressing) ownSleeves() *raster.Plane {
	o := raster.NewPlane(d.p.W, d.p.H)
	if !d.upperBody() {
		return o
	}
	for i, v := range d.sleeves.Pix {
		if v == 0 || d.arms.side[i] == 0 {
			continue
		}
		over := d.arms.along.Pix[i] - d.arms.covered(i, d.f.Cover.Arm)
		v = raster.Clip32(3*v, 0, 1) * raster.Clip32((sleeveReach-over)/.04+1, 0, 1)
		o.Pix[i] = v * (1 - max(d.p.Hair.Pix[i], d.face.Pix[i], d.carried(i)))
	}
	return o
}

// carried is what of pixel i shows a thing in the hands.
func (d *dressing) carried(i int) float32 {
	if d.p.Other == nil {
		return 0
	}
	return d.p.Other.Pix[i]
}

// waistband is the height of the upper edge of trousers and skirts that a
// tucked top goes under.
const waistband = 0.80

// hands is bare skin on the arm beyond the sleeve.
func (d *dressing) hands() *raster.Plane {
	o := raster.NewPlane(d.p.W, d.p.H)
	for i, s := range d.skin.Pix {
		dist := d.arms.dist.Pix[i]
		t := d.arms.along.Pix[i]
		if s < .01 || dist > 1.9 || (t <= .30 && dist >= 1.2) {
			continue
		}
		v := s * raster.Clip32((1.9-dist)/.3, 0, 1) * raster.Clip32((t-d.arms.covered(i, d.f.Cover.Arm))/.03-.5, 0, 1)
		if d.upperBody() {
			v *= raster.Clip32((t-.12)/.1, 0, 1)
		}
		o.Pix[i] = v
	}
	return o
}

// neckSkin is the wearer's neck and chest above the garment's neckline.
func (d *dressing) neckSkin() *raster.Plane {
	o := d.skin.Clone()
	if d.f.Cover.NeckOpen && len(d.f.Cover.Neck) > 1 {
		up := d.p.Axis.Mul(-.5 * d.p.Ref)
		n := d.f.Cover.Neck
		pts := append([]raster.Pt{n[0].Add(up)}, n...)
		pts = append(pts, n[len(n)-1].Add(up))
		return o.Combine(raster.Polygon(d.p.W, d.p.H, pts, .8), func(a, b float32) float32 { return a * b })
	}
	chin := float32(d.p.Depth(d.p.Face.Chin)) * .45
	return o.Combine(d.axes.v, func(a, v float32) float32 { return a * raster.Clip32((chin-v)*20+.5, 0, 1) })
}

// rimWidth is the width of the rim painted anew beside old collars and cuffs,
// in Ref, and leastRim its least in pixels: labels are no more exact.
const rimWidth, leastRim = .03, 3

// oldRim is the narrow band beside the old garment's collar and cuffs: its edge
// is rarely labelled to the pixel, and a thread of old cloth on the skin is seen
// at once, so it is painted anew with the skin that goes on there.
func (d *dressing) oldRim() *raster.Plane {
	old := d.upper.Above(.5)
	o := old.Dilate(max(leastRim, int(rimWidth*d.p.Ref))).Sub(old.Erode(leastRim)).Plane()
	chin := float32(d.p.Depth(d.p.Face.Chin)) - .08
	for i, v := range o.Pix {
		if v == 0 {
			continue
		}
		collar := int(d.nearest[i]) == trunkSheet+1 && d.axes.v.Pix[i] >= chin && d.axes.v.Pix[i] < chestEnd
		cuff := d.bare.arms.Pix[i] > .5 && d.atOldCuff(i)
		if (!collar && !cuff) || d.p.Hair.Pix[i] > .2 || d.face.Pix[i] > .1 {
			o.Pix[i] = 0
		}
	}
	return raster.Gaussian(o, 1).Map(func(v float32) float32 { return min(1, 1.6*v) })
}

// atOldCuff reports a pixel of the arm where the old sleeve ended.
func (d *dressing) atOldCuff(i int) bool {
	side := int(d.arms.side[i]) - 1
	return side >= 0 && math.Abs(float64(d.arms.along.Pix[i])-d.p.SleeveEnd[side]) < .07
}
