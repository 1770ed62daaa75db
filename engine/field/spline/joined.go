package spline

import (
	"context"
	"math"

	"lookbook/engine"
	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// Seam is the visible armhole of a garment on a fitted body in the working
// picture, from the tip of the shoulder over the front to the armpit. Torso and
// sleeve meet there, whichever source each comes from.
type Seam struct {
	Tip, Middle, Armpit raster.Pt
	// Neck is where the body's neck meets the shoulder.
	Neck raster.Pt
	// Elsewhere is true when another source sets in the sleeve.
	Elsewhere bool
}

// Joined is a top whose sleeves another source sets in, on sides whose seam
// says so.
type Joined struct {
	// Field has the torso as its first part, then the other sides' sleeves.
	Field *field.Field
	// Whole is the cut-out without what a flat garment shows inside its
	// neckline, at the garment's working size.
	Whole *raster.Plane
}

// Joined is Field for tops, outerwear and one-pieces with given seams; nil
// seams are guessed from skeleton and outline.
func (s Source) Joined(ctx context.Context, p *vision.Person, g *vision.Garment, o field.Options, seams [2]*Seam) (*Joined, error) {
	if err := ctx.Err(); err != nil {
		return nil, engine.AsFault(err)
	}
	switch g.Kind {
	case recipe.KindTop, recipe.KindOuterwear, recipe.KindOnePiece:
	default:
		return nil, noKind()
	}
	o = withDefaults(o)
	f := &fitter{p: p, g: g, m: &g.Marks, o: o, body: p.Mask.Above(0.5), tutor: s.Tutor}
	t := f.newTop()
	t.seams = seams
	out, err := t.field()
	if err != nil {
		return nil, err
	}
	return &Joined{Field: out, Whole: t.cutNeck()}, nil
}

// elsewhere tells whether another source sets in a side's sleeve.
func (t *topFit) elsewhere(side int) bool { return t.seams[side] != nil && t.seams[side].Elsewhere }

// SleeveShare is the share of an arm (shoulder to wrist) that the garment's
// sleeve covers, its length scaled by k; 0 without a sleeve.
func SleeveShare(m *vision.Landmarks, side int, k float64) float64 {
	s := m.Sleeves[side]
	if s == nil {
		return 0
	}
	return raster.Clip(raster.Interp(s.Length/math.Max(1, 2*m.Half), sleeveRatio, sleeveReach)*k, 0.12, 1)
}

// SleeveEdges returns the outer and the inner edge of the flat sleeve at share
// t of its length (0 the line from shoulder to armpit, 1 the cuff), linear
// beyond both ends, in pixels of the garment's working picture. The garment
// must have a sleeve on that side.
func SleeveEdges(m *vision.Landmarks, side int, t float64) (outer, inner raster.Pt) {
	s := m.Sleeves[side]
	ts, outs, ins := []float64{0}, []raster.Pt{m.Shoulder[side]}, []raster.Pt{m.Armpit[side]}
	if c, ok := sleeveCapAt(s); ok {
		ts = append(ts, c)
		outs = append(outs, s.Cap)
		ins = append(ins, m.Armpit[side].Lerp(s.Inner[0], c/s.T[0]))
	}
	ts = append(append(ts, s.T...), 1)
	outs = append(append(outs, s.Outer...), s.CuffOuter)
	ins = append(append(ins, s.Inner...), s.CuffInner)
	i := 1
	for i < len(ts)-1 && t > ts[i] {
		i++
	}
	u := (t - ts[i-1]) / math.Max(1e-3, ts[i]-ts[i-1])
	return outs[i-1].Lerp(outs[i], u), ins[i-1].Lerp(ins[i], u)
}

// sleeveCapAt is the share of the sleeve's length at which its cap stands out,
// if that lies before the first station.
func sleeveCapAt(s *vision.Sleeve) (float64, bool) {
	if !s.HasCap || len(s.T) == 0 {
		return 0, false
	}
	axis := s.CuffOuter.Lerp(s.CuffInner, 0.5).Sub(s.Seam)
	t := s.Cap.Sub(s.Seam).Dot(axis) / math.Max(1, axis.Dot(axis))
	t = math.Max(t, 0.03)
	return t, t < 0.8*s.T[0]
}
