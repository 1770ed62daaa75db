package truth

import (
	"image"
	"math"

	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// Regions in which the composed picture is compared with the true one. Each
// answers for other constants of the compositor.
const (
	// RegionCloth is where the garment is seen in truth.
	RegionCloth = "cloth"
	// RegionBared is skin in truth where old clothes were.
	RegionBared = "bared"
	// RegionRim is skin both before and after, within rimReach of the old
	// garment: collars, cuffs, hems.
	RegionRim = "rim"
	// RegionJoint is within jointReach of where the field's parts meet.
	RegionJoint = "joint"
	// RegionArm is cloth along the arms.
	RegionArm = "arm"
	// RegionWaist is within waistReach of the waist, garments at the waist only.
	RegionWaist = "waist"
	// RegionGround is background in truth where old clothes were.
	RegionGround = "ground"
)

const (
	rimReach   = 0.12 // Ref
	jointReach = 0.30 // Ref
	waistReach = 0.12 // torso lengths
	armWidth   = 0.24 // Ref
	minRegion  = 30   // pixels
)

// regions are the mean absolute differences per channel by region.
func regions(s *Sample, p *vision.Person, f *field.Field, got *image.NRGBA) map[string]float64 {
	if !s.Facts.redressed() {
		return nil
	}
	r := &regionSums{sum: map[string]float64{}, n: map[string]int{}}
	old := oldPixels(s, f)
	near := raster.NewMask(old.W, old.H)
	for i, d := range old.Not().Distance().Pix {
		if d <= float32(rimReach*p.Ref*p.Scale) {
			near.Pix[i] = 1
		}
	}
	arms := armMask(s, p)
	for i, after := range s.AfterLabels.Pix {
		diff := difference(s.After, got, i)
		at := raster.Pt{X: (float64(i%old.W)+.5)/p.Scale - .5, Y: (float64(i/old.W)+.5)/p.Scale - .5}
		skin := isSkin(after)
		cloth := s.Alpha.Pix[i] > .5
		r.add(RegionCloth, cloth, diff)
		r.add(RegionArm, cloth && arms.Pix[i] != 0 && f.Cover.Slot != "lower", diff)
		r.add(RegionBared, skin && old.Pix[i] != 0, diff)
		r.add(RegionGround, after == vision.LabelBackground && old.Pix[i] != 0, diff)
		r.add(RegionRim, skin && near.Pix[i] != 0 && isSkin(s.Labels.Pix[i]), diff)
		r.add(RegionJoint, nearJoint(f, at, p.Ref), diff)
		r.add(RegionWaist, f.Cover.Waist > 0 && math.Abs(p.Depth(at)-f.Cover.Waist) < waistReach && after != vision.LabelBackground, diff)
	}
	return r.means()
}

type regionSums struct {
	sum map[string]float64
	n   map[string]int
}

func (r *regionSums) add(name string, in bool, diff float64) {
	if in {
		r.sum[name] += diff
		r.n[name]++
	}
}

func (r *regionSums) means() map[string]float64 {
	out := map[string]float64{}
	for name, n := range r.n {
		if n >= minRegion {
			out[name] = r.sum[name] / float64(n)
		}
	}
	return out
}

func isSkin(l uint8) bool {
	return l == vision.LabelSkin || l == vision.LabelFace || l == vision.LabelLegSkin
}

// oldPixels are the old clothes that the garment replaces.
func oldPixels(s *Sample, f *field.Field) *raster.Mask {
	m := raster.NewMask(s.Labels.W, s.Labels.H)
	for i, l := range s.Labels.Pix {
		on := l == vision.LabelOnePiece
		switch f.Cover.Slot {
		case "upper":
			on = on || l == vision.LabelUpper
		case "lower":
			on = on || l == vision.LabelLower
		default:
			on = on || l == vision.LabelUpper || l == vision.LabelLower
		}
		if on {
			m.Pix[i] = 1
		}
	}
	return m
}

// armMask covers both arms with their sleeves.
func armMask(s *Sample, p *vision.Person) *raster.Mask {
	m := raster.NewMask(s.Labels.W, s.Labels.H)
	for side := range p.Side {
		l := &p.Side[side]
		for _, c := range [][2]raster.Pt{{l.Shoulder.Pt, l.Elbow.Pt}, {l.Elbow.Pt, l.Wrist.Pt}} {
			r := armWidth * p.Ref * p.Scale
			m.FillCapsule(raster.Capsule{A: c[0].Mul(p.Scale), B: c[1].Mul(p.Scale), RA: r, RB: r})
		}
	}
	return m
}

func nearJoint(f *field.Field, at raster.Pt, ref float64) bool {
	for _, q := range f.Joints {
		if q.Sub(at).Len() < jointReach*ref {
			return true
		}
	}
	return false
}

// difference of pixel i, mean over the channels, 0..255.
func difference(a, b *image.NRGBA, i int) float64 {
	d := 0.0
	for c := range 3 {
		d += math.Abs(float64(a.Pix[4*i+c]) - float64(b.Pix[4*i+c]))
	}
	return d / 3
}
