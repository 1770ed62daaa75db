package body

import (
	"cmp"
	"math"
	"slices"

	"lookbook/engine/raster"
)

// Tape holds lengths of a body in meters, as a tailor takes them. Sizes of
// people are not visible in a picture without a scale: stature is the one that
// belongs to age and sex.
type Tape struct {
	// Chest is the girth under the armpits, Waist the least one between hips and
	// chest, Hips the largest around the hip joints.
	Chest, Waist, Hips float64
	// Arm from shoulder to wrist joint, Leg from hip to ankle joint, Trunk from
	// the middle of the hip joints to that of the shoulder joints.
	Arm, Leg, Trunk float64
}

// Tape measures the shape of the fit, whatever its pose.
func (f *Fitted) Tape() Tape {
	t := f.Model.tape(f.Rest)
	t.Trunk = f.Trunk()
	return t
}

// girth is the length of a tape around the trunk at a height of the rest pose,
// meters: the hull of the cut through all triangles of the trunk.
func (m *Model) girth(r *Rest, y float64) float64 {
	var cut []raster.Pt
	for i, t := range m.Triangles {
		if p := m.trianglePart(i); p != Torso && p != LeftThigh && p != RightThigh {
			continue
		}
		for k := range t {
			a, b := r.V[t[k]], r.V[t[(k+1)%3]]
			u, v := float64(a[1])-y, float64(b[1])-y
			if u < 0 == (v < 0) {
				continue
			}
			s := float32(u / (u - v))
			cut = append(cut, raster.Pt{X: float64(a[0] + s*(b[0]-a[0])), Y: float64(a[2] + s*(b[2]-a[2]))})
		}
	}
	slices.SortFunc(cut, func(p, q raster.Pt) int {
		return cmp.Compare(math.Atan2(p.Y, p.X), math.Atan2(q.Y, q.X))
	})
	hull := raster.Hull(cut)
	var sum float64
	for i := range hull {
		sum += cut[hull[i]].Sub(cut[hull[(i+1)%len(hull)]]).Len()
	}
	return sum
}

// chestHeight is where the chest is measured, between hip joints (0) and
// shoulder joints (1).
const chestHeight = .75

func (m *Model) tape(r *Rest) Tape {
	p := &r.Points
	at := func(t float64) float64 {
		return m.girth(r, p[BoneLeftThigh][1]+t*(p[BoneLeftUpperArm][1]-p[BoneLeftThigh][1]))
	}
	t := Tape{
		Chest: at(chestHeight), Waist: math.Inf(1),
		Arm: p[BoneLeftForearm].Sub(p[BoneLeftUpperArm]).Len() + p[BoneLeftHand].Sub(p[BoneLeftForearm]).Len(),
		Leg: p[BoneLeftShin].Sub(p[BoneLeftThigh]).Len() + p[BoneLeftFoot].Sub(p[BoneLeftShin]).Len(),
	}
	for h := .2; h < .6; h += .05 {
		t.Waist = math.Min(t.Waist, at(h))
	}
	for h := -.1; h < .15; h += .05 {
		t.Hips = math.Max(t.Hips, at(h))
	}
	return t
}
