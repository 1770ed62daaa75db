package vision

import (
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// limbSpan is the largest width in Ref at which both edges seen across a joint
// are taken for those of one limb (an arm in a loose sleeve, a leg in trousers);
// wider means that the limb lies on the body or on the other leg.
const (
	armSpan = 0.42
	legSpan = 0.60
)

// centerLimbs moves elbows, wrists, knees and ankles to the middle of the limb
// where the person's mask shows both its edges. Pose networks are a few
// percent off on loose clothes and on drawn people; the outline is not. Points
// that the user placed stay.
func centerLimbs(p *Person, edit recipe.PersonEdit) {
	if len(edit.Points) > 0 {
		return
	}
	body := p.Mask.Above(0.5)
	for side := range p.Side {
		l := &p.Side[side]
		center(body, &l.Elbow, l.Wrist.Sub(l.Shoulder.Pt), armSpan*p.Ref)
		center(body, &l.Wrist, l.Wrist.Sub(l.Elbow.Pt), armSpan*p.Ref)
		center(body, &l.Knee, l.Ankle.Sub(l.Hip.Pt), legSpan*p.Ref)
		center(body, &l.Ankle, l.Ankle.Sub(l.Knee.Pt), legSpan*p.Ref)
	}
}

// center moves one joint across the limb, whose direction is along.
func center(body *raster.Mask, j *Landmark, along raster.Pt, span float64) {
	n := along.Unit().Perp()
	if n == (raster.Pt{}) || j.Visibility < 0.3 {
		return
	}
	a, b := body.Ray(j.Pt, n, span), body.Ray(j.Pt, n.Mul(-1), span)
	if a == 0 || b == 0 || a+b >= span {
		return
	}
	j.Pt = j.Add(n.Mul((a - b) / 2))
}
