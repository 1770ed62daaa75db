package body

import (
	"math"

	"lookbook/engine/raster"
)

// Station is a cross-section of a limb as it lies in the picture.
type Station struct {
	// T is the share of the limb's length: 0 shoulder or hip, 1 wrist or ankle;
	// Bend is T of elbow or knee in its list.
	T float64
	// At is the middle of the bone in pixels, Depth its distance in meters.
	At    raster.Pt
	Depth float64
	// Along and Across are unit vectors in the picture: down the limb, and to
	// its right hand when looking down the limb in the picture (for a hanging
	// arm: image left).
	Along, Across raster.Pt
	// Near and Far are the extents of the limb in pixels from At: along Across
	// and against it. Their mean is the radius seen.
	Near, Far float64
	// Short is how much the bone is foreshortened: 1 lies in the picture's
	// plane, 0 points at the camera.
	Short float64
}

// Radius is half the width of the limb seen there, pixels.
func (s Station) Radius() float64 { return (s.Near + s.Far) / 2 }

// stationsPerBone is the number of stations on each of a limb's two bones.
const stationsPerBone = 8

// limbChain is a limb of two bones and their parts.
type limbChain struct {
	joints [3]int
	parts  [2]Part
}

// chains of arms and legs by body side.
var (
	armChains = [2]limbChain{
		{[3]int{BoneLeftUpperArm, BoneLeftForearm, BoneLeftHand}, [2]Part{LeftUpperArm, LeftForearm}},
		{[3]int{BoneRightUpperArm, BoneRightForearm, BoneRightHand}, [2]Part{RightUpperArm, RightForearm}},
	}
	legChains = [2]limbChain{
		{[3]int{BoneLeftThigh, BoneLeftShin, BoneLeftFoot}, [2]Part{LeftThigh, LeftShin}},
		{[3]int{BoneRightThigh, BoneRightShin, BoneRightFoot}, [2]Part{RightThigh, RightShin}},
	}
)

// Arm returns stations down the arm of a body side (0 left, 1 right), from the
// shoulder joint to the wrist.
func (f *Fitted) Arm(side int) []Station { return f.stations(armChains[side]) }

// Leg returns stations down the leg of a body side, from the hip joint to the
// ankle.
func (f *Fitted) Leg(side int) []Station { return f.stations(legChains[side]) }

func (f *Fitted) stations(c limbChain) []Station {
	var at [3]Vec
	for i, b := range c.joints {
		at[i] = f.Figure.Points[b]
	}
	upper, lower := at[1].Sub(at[0]).Len(), at[2].Sub(at[1]).Len()
	var out []Station
	for i := range 2*stationsPerBone + 1 {
		bone := min(i/stationsPerBone, 1)
		t := float64(i-bone*stationsPerBone) / stationsPerBone
		s := f.station(at[bone], at[bone+1], t)
		s.T = (float64(bone)*upper + t*[2]float64{upper, lower}[bone]) / (upper + lower)
		out = append(out, s)
	}
	f.measure(out, c, at)
	return out
}

// station is the place of a cross-section, its extents still open.
func (f *Fitted) station(a, b Vec, t float64) Station {
	v := a.Add(b.Sub(a).Mul(t))
	x, y, d := f.Camera.Project(v)
	x0, y0, _ := f.Camera.Project(a)
	x1, y1, _ := f.Camera.Project(b)
	along := raster.Pt{X: x1 - x0, Y: y1 - y0}
	full := b.Sub(a).Len() * f.Camera.F / d
	s := Station{At: raster.Pt{X: x, Y: y}, Depth: d, Short: math.Min(1, along.Len()/full)}
	if s.Along = along.Unit(); s.Along == (raster.Pt{}) {
		s.Along = raster.Pt{Y: 1}
	}
	s.Across = s.Along.Perp()
	return s
}

// slab is half the thickness of a cross-section as a share of its bone.
const slab = .5 / stationsPerBone

// measure finds the extents: the farthest vertices of the bone's own part near
// each station, near along the bone in space. The station at the bend belongs
// to the lower bone.
func (f *Fitted) measure(out []Station, c limbChain, at [3]Vec) {
	for i, p := range f.Model.Part[:f.Model.Body.Count] {
		bone := 0
		switch p {
		case c.parts[0]:
		case c.parts[1]:
			bone = 1
		default:
			continue
		}
		w := f.Figure.V[i]
		axis := at[bone+1].Sub(at[bone])
		t := Vec{float64(w[0]), float64(w[1]), float64(w[2])}.Sub(at[bone]).Dot(axis) / axis.Dot(axis)
		q := raster.Pt{X: float64(f.Screen[i][0]), Y: float64(f.Screen[i][1])}
		first, n := bone*stationsPerBone, stationsPerBone-1+bone
		for k := first; k <= first+n; k++ {
			if math.Abs(t-float64(k-first)/stationsPerBone) > slab {
				continue
			}
			d := q.Sub(out[k].At).Dot(out[k].Across)
			out[k].Near, out[k].Far = math.Max(out[k].Near, d), math.Max(out[k].Far, -d)
		}
	}
	// Near the trunk the limb's own vertices may be on one side only.
	for i := range out {
		out[i].Near = math.Max(out[i].Near, .5*out[i].Far)
		out[i].Far = math.Max(out[i].Far, .5*out[i].Near)
	}
}
