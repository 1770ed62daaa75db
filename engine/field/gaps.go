package field

import (
	"image"

	"lookbook/engine/raster"
)

const (
	// gapWidth is the widest slit between two parts that is closed, in Ref.
	gapWidth = 0.05
	// jointGap is the same within jointReach of a place where parts meet.
	jointGap   = 0.09
	jointReach = 0.22
	// holeSize and holeReach bound holes that are closed: their side, and
	// their distance from a place where parts meet, in Ref. Holes elsewhere
	// are the garment's own.
	holeSize  = 0.22
	holeReach = 0.30
)

// closeGaps finds slits and holes between torso and sleeves or between the
// legs' upper ends, where two maps do not quite meet or fold over, and the
// colour of the cloth around to close them with.
func (d *dressing) closeGaps() {
	// Half the size is exact enough here and four times as fast.
	w, h := max(1, d.p.W/2), max(1, d.p.H/2)
	small := d.coverage.Area(w, h).Above(.5)
	closed := closeRound(small, float32(gapWidth*d.p.Ref/4))
	d.closeJoints(small, closed)
	d.fillHoles(closed)
	d.gap = raster.NewPlane(d.p.W, d.p.H)
	// What was added reaches a pixel over its border, or the border would show
	// as a thread.
	added := closed.Clone().Sub(small).Dilate(1).Plane().Linear(d.p.W, d.p.H)
	missing := false
	for i, on := range closed.Plane().Linear(d.p.W, d.p.H).Pix {
		d.gap.Pix[i] = max(raster.Clip32(2*on-1, 0, 1)*(1-d.coverage.Pix[i]), raster.Clip32(2*added.Pix[i]-1, 0, 1))
		missing = missing || d.gap.Pix[i] > .01
	}
	d.gapRGB = d.flat
	if !missing {
		return
	}
	d.gapRGB = d.gapColor()
	d.coverage.Combine(d.gap, func(a, g float32) float32 { return min(1, a+g) })
}

// gapColor is the garment with its gaps painted in the colour of the cloth
// around them.
func (d *dressing) gapColor() *raster.RGB {
	// Only the surroundings matter, and at half the size.
	box := d.gap.Above(.01).Bounds()
	box = raster.Grow(box, max(16, int(holeSize*d.p.Ref)), d.p.W, d.p.H)
	w, h := max(1, box.Dx()/2), max(1, box.Dy()/2)
	// Only the inside of the cloth lends its colour: rims are uncertain.
	solid := d.coverage.Crop(box).Above(.97).Erode(2).Plane().Area(w, h).Map(func(v float32) float32 {
		if v < .9 {
			return 0
		}
		return 1
	})
	out := d.flat.Clone()
	out.Paste(raster.PushPull(d.flat.Crop(box).Area(w, h), solid).Linear(box.Dx(), box.Dy()), box.Min.X, box.Min.Y)
	return out
}

// closeJoints closes wider slits of small where parts meet, in closed; both
// are masks of half the working size.
func (d *dressing) closeJoints(small, closed *raster.Mask) {
	reach := jointReach * d.p.Ref / 2
	for _, q := range d.f.Joints {
		c := q.Mul(.5)
		box := image.Rect(int(c.X-2*reach), int(c.Y-2*reach), int(c.X+2*reach), int(c.Y+2*reach)).
			Intersect(image.Rect(0, 0, small.W, small.H))
		if box.Empty() {
			continue
		}
		part := closeRound(small.Crop(box), float32(jointGap*d.p.Ref/4))
		for i, on := range part.Pix {
			p := raster.Pt{X: float64(box.Min.X + i%part.W), Y: float64(box.Min.Y + i/part.W)}
			if on != 0 && p.Sub(c).Len() < reach {
				closed.Pix[int(p.Y)*closed.W+int(p.X)] = 1
			}
		}
	}
}

// fillHoles sets enclosed holes of m, a mask of half the working size, that
// lie where parts of the field meet.
func (d *dressing) fillHoles(m *raster.Mask) {
	labels, comps := m.Not().Components()
	side := int(holeSize * d.p.Ref / 2)
	fill := make([]bool, len(comps)+1)
	for i, c := range comps {
		if c.X0 == 0 || c.Y0 == 0 || c.X1 == m.W || c.Y1 == m.H || c.X1-c.X0 > side || c.Y1-c.Y0 > side {
			continue
		}
		center := raster.Pt{X: float64(c.X0 + c.X1), Y: float64(c.Y0 + c.Y1)}
		for _, q := range d.f.Joints {
			fill[i+1] = fill[i+1] || q.Sub(center).Len() < holeReach*d.p.Ref
		}
	}
	for i, l := range labels {
		if fill[l] {
			m.Pix[i] = 1
		}
	}
}

// closeRound fills slits up to 2r pixels wide with round ends.
func closeRound(m *raster.Mask, r float32) *raster.Mask {
	grown := raster.NewMask(m.W, m.H)
	for i, v := range m.Not().Distance().Pix {
		if v <= r {
			grown.Pix[i] = 1
		}
	}
	out := raster.NewMask(m.W, m.H)
	for i, v := range grown.Distance().Pix {
		if v > r {
			out.Pix[i] = 1
		}
	}
	return out
}
