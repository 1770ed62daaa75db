package field

import (
	"lookbook/engine/body"
	"lookbook/engine/raster"
)

// beyond.go tells where a limb comes out of a garment: beside a sleeve or a
// trouser leg that is narrower than the body guessed under it, no skin shows.

const (
	// armBin is the length of the pieces of an arm, in arm lengths.
	armBin, armBins = .02, 75
	// in and out are the shares of a piece under the garment above which it
	// is wholly inside, below which it is wholly bare.
	wholeIn, wholeOut = .75, .45
	// hemSlant is how far a hem may slant, in arm lengths for sleeves and in Ref
	// for legs: so far above its lowest point skin is still seen.
	hemSlant = .06
	// footShown is how far from the ankle a foot is painted, in Ref: shoes
	// cover the rest.
	footShown = .14
)

// piece counts a limb's pixels and those that the garment covers.
type piece struct{ all, covered int }

// bare is 1 for a piece outside the garment, 0 for one inside.
func (p piece) bare() float32 {
	if p.all == 0 {
		return 1
	}
	return raster.Clip32((wholeIn-float32(p.covered)/float32(p.all))/(wholeIn-wholeOut), 0, 1)
}

// bareArms are the shares of bare skin along both arms.
func (d *dressing) bareArms() (share [2][armBins]float32) {
	var n [2][armBins]piece
	d.eachArm(func(i, side, bin int) {
		n[side][bin].all++
		if d.sleeves.Pix[i] > .5 {
			n[side][bin].covered++
		}
	})
	for side := range share {
		for bin := range share[side] {
			share[side][bin] = barest(n[side][bin:], int(hemSlant/armBin))
		}
	}
	return share
}

// barest is the largest bare share of the first pieces and the reach next.
func barest(p []piece, reach int) (v float32) {
	for i := 0; i <= reach && i < len(p); i++ {
		v = max(v, p[i].bare())
	}
	return v
}

// mostlyCovered tells whether a sleeve hides the piece of arm at pixel i. Where
// it leaves half of it out, the sleeve is wrong, and the arm stays.
func (d *dressing) mostlyCovered(share *[2][armBins]float32, i int) bool {
	side := int(d.arms.side[i]) - 1
	return side >= 0 && share[side][armBinOf(d.arms.along.Pix[i])] < .5
}

// armBinOf is the piece at a place along the arm.
func armBinOf(t float32) int { return min(max(int(t/armBin), 0), armBins-1) }

// eachArm visits the arms' pixels.
func (d *dressing) eachArm(visit func(i, side, bin int)) {
	for i, in := range d.bare.arms.Pix {
		if side := int(d.arms.side[i]) - 1; in > 0 && side >= 0 {
			visit(i, side, armBinOf(d.arms.along.Pix[i]))
		}
	}
}

// bareLegs is how much of each leg's pixel may show skin: per row what comes
// out of the garment, of feet only the ankle.
func (d *dressing) bareLegs() *raster.Plane {
	o := d.bare.legs.Clone()
	s := d.sheets[legSheet]
	if s == nil || s.part == nil {
		return o
	}
	rows := [2][]piece{make([]piece, d.p.H), make([]piece, d.p.H)}
	d.eachLeg(s, func(i, j, side int) {
		r := &rows[side][i/d.p.W]
		r.all++
		if d.coverage.Pix[i] > .5 {
			r.covered++
		}
	})
	var share [2][]float32
	for side := range rows {
		for y := range rows[side] {
			share[side] = append(share[side], barest(rows[side][y:], int(hemSlant*d.p.Ref)))
		}
	}
	reach := footShown * d.p.Ref
	d.eachLeg(s, func(i, j, side int) {
		o.Pix[i] *= share[side][i/d.p.W]
		if part := s.part[j]; part == body.LeftFoot || part == body.RightFoot {
			q := raster.Pt{X: float64(i % d.p.W), Y: float64(i / d.p.W)}
			far := min(q.Sub(d.p.Side[0].Ankle.Pt).Len(), q.Sub(d.p.Side[1].Ankle.Pt).Len())
			o.Pix[i] *= float32(raster.Clip((reach-far)/(.3*reach), 0, 1))
		}
	})
	return o
}

// eachLeg visits the drawn pixels of the legs; side is 0 for the body's left.
func (d *dressing) eachLeg(s *sheet, visit func(i, j, side int)) {
	for j, part := range s.part {
		if part == body.NoPart {
			continue
		}
		side := 1
		if part.Left() {
			side = 0
		}
		visit((s.box.Min.Y+j/s.cover.W)*d.p.W+s.box.Min.X+j%s.cover.W, j, side)
	}
}
