package truth

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
	"lookbook/engine/vision/nets"
)

// Keypoints says what is told to a source about person and garment.
type Keypoints string

const (
	// True gives the true skeleton and parse map.
	True Keypoints = "true"
	// Jittered moves every joint by a normal error of Jitter shoulder widths.
	Jittered Keypoints = "jittered"
	// Seen asks the networks, as the program does; only the garment's kind and
	// sleeve are given, as the user gives them where they are unsure.
	Seen Keypoints = "seen"
)

// Jitter is the standard deviation of jittered joints in shoulder widths:
// fitted skeletons were right to about 1.3 % on photos, networks to 2 to 3 %.
const Jitter = 0.02

// person returns the sample's person as a source shall see it.
func (o *Options) person(ctx context.Context, s *Sample) (*vision.Person, error) {
	p, err := o.bodiless(ctx, s)
	if err == nil && o.Model != nil {
		err = o.embody(s, p)
	}
	return p, err
}

// bodiless returns the person without a body.
func (o *Options) bodiless(ctx context.Context, s *Sample) (*vision.Person, error) {
	if o.Keypoints == Seen {
		return vision.AnalyzePerson(ctx, o.Nets, s.Before, recipe.PersonEdit{})
	}
	k := vision.Known{
		Labels: s.Labels, SleeveEnd: s.Facts.Old.Sleeve / 2,
		Chin: raster.Pt{X: s.Facts.Face.Chin[0], Y: s.Facts.Face.Chin[1]},
		Top:  raster.Pt{X: s.Facts.Face.Top[0], Y: s.Facts.Face.Top[1]},
	}
	k.Points = s.points()
	giveDepth(&k)
	if o.Keypoints == Jittered {
		jitter(&k, s.Name, o.Seed)
	}
	return vision.KnownPerson(s.Before, k), nil
}

// marked is where people and networks mark some joints, against the middle of
// the joint: distance outward and downward in units of Ref. Measured by
// "lookbook truth --keypoints seen" on 60 samples.
var marked = map[int][2]float64{
	nets.LeftShoulder: {-.04, -.10}, nets.RightShoulder: {-.04, -.10},
	nets.LeftHip: {-.035, .09}, nets.RightHip: {-.035, .09},
	nets.LeftKnee: {0, .075}, nets.RightKnee: {0, .075},
}

// points are the sample's landmarks where a network would mark them.
func (s *Sample) points() [33]vision.Landmark {
	var out [33]vision.Landmark
	for i, p := range s.Facts.Points {
		out[i] = vision.Landmark{Pt: raster.Pt{X: p.X, Y: p.Y}, Visibility: p.Visibility, World: p.World}
	}
	shoulders := out[nets.LeftShoulder].Lerp(out[nets.RightShoulder].Pt, .5)
	torso := out[nets.LeftHip].Lerp(out[nets.RightHip].Pt, .5).Sub(shoulders)
	axis, perp := torso.Unit(), torso.Unit().Perp()
	ref := math.Max(out[nets.LeftShoulder].Sub(out[nets.RightShoulder].Pt).Len(), .62*torso.Len())
	for i, m := range marked {
		side := math.Copysign(1, out[i].Sub(shoulders).Dot(perp))
		out[i].Pt = out[i].Add(perp.Mul(side * m[0] * ref)).Add(axis.Mul(m[1] * ref))
	}
	return out
}

// giveDepth sets Z from the world positions at the picture's scale.
func giveDepth(k *vision.Known) {
	l, r := &k.Points[11], &k.Points[12]
	var meters float64
	for c := range 3 {
		d := l.World[c] - r.World[c]
		meters += d * d
	}
	hips := k.Points[23].Lerp(k.Points[24].Pt, .5)
	torso := l.Lerp(r.Pt, .5).Sub(hips).Len()
	up := (l.World[1] + r.World[1]) / 2
	scale := torso / math.Max(.05, math.Abs(up))
	for i := range k.Points {
		k.Points[i].Z = k.Points[i].World[2] * scale
	}
}

// jitter moves the joints, the same way for the same sample and seed.
func jitter(k *vision.Known, name string, seed uint64) {
	h := seed
	for _, c := range name {
		h = h*1099511628211 + uint64(c)
	}
	rng := rand.New(rand.NewPCG(h, seed))
	l, r := &k.Points[11], &k.Points[12]
	width := r.Sub(l.Pt).Len()
	// A turned person's shoulders are narrow in the picture but no better seen.
	torso := l.Lerp(r.Pt, .5).Sub(k.Points[23].Lerp(k.Points[24].Pt, .5)).Len()
	sigma := Jitter * math.Max(width, .62*torso)
	for i := range k.Points {
		k.Points[i].X += sigma * rng.NormFloat64()
		k.Points[i].Y += sigma * rng.NormFloat64()
		for c := range 3 {
			k.Points[i].World[c] += Jitter * .35 * rng.NormFloat64()
		}
	}
}

// garment returns the sample's garment as a source shall see it.
func (o *Options) garment(ctx context.Context, s *Sample) (*vision.Garment, error) {
	kind, sleeve := s.Facts.kind(), s.Facts.sleeve()
	if kind.Slot() == "lower" {
		sleeve = ""
	}
	if o.Keypoints == Seen {
		return vision.AnalyzeGarment(ctx, o.Nets, s.Garment, recipe.GarmentEdit{Category: recipe.Clothing, Kind: kind, Sleeve: sleeve})
	}
	return vision.KnownGarment(s.Garment, s.Cutout, kind, sleeve)
}

// valid tells whether k is one of the known words.
func (k Keypoints) valid() error {
	switch k {
	case True, Jittered, Seen:
		return nil
	}
	return fmt.Errorf("keypoints %q: say true, jittered or seen", k)
}
