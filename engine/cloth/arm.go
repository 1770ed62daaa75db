package cloth

import (
	"math"

	"lookbook/engine/body"
	"lookbook/engine/raster"
)

// Grid over which the reach of a limb is kept: stations down its length and
// angles around it.
const (
	stations = 28
	angles   = 16
)

// arm is one posed arm.
type arm struct {
	// joints are shoulder, elbow and wrist in view space.
	joints [3]body.Vec
	// upper and total are the lengths shoulder to elbow and to wrist, meters.
	upper, total float64
	// bones are the frames of upper arm and forearm.
	bones [2]frame
	// hole is the armhole, from its top over the front, columns points.
	hole [columns]body.Vec
	// inward points from the armhole towards the neck.
	inward body.Vec
	// reach is the distance of the skin from the axis, meters.
	reach [stations][angles]float64
}

// frame is the direction of a bone and those that turn with it: outer is the
// side of a flat sleeve's outer edge, front that of its visible face.
type frame struct{ along, outer, front body.Vec }

// armBones are upper arm, forearm and hand of the body's left and right arm.
var armBones = [2][3]int{
	{body.BoneLeftUpperArm, body.BoneLeftForearm, body.BoneLeftHand},
	{body.BoneRightUpperArm, body.BoneRightForearm, body.BoneRightHand},
}

var armholes = [2]body.Ring{body.LeftArmhole, body.RightArmhole}

// shortestLimb bounds what is divided by, meters.
const shortestLimb = 0.02

// newArm reads an arm of the body's left (0) or right (1) from a fitted body;
// nil when it is no usable arm.
func newArm(f *body.Fitted, which int) *arm {
	b := armBones[which]
	a := &arm{}
	var rest [3]body.Vec
	for i, bone := range b {
		rest[i], a.joints[i] = f.Rest.Points[bone], f.Figure.Points[bone]
	}
	fore := a.joints[2].Sub(a.joints[1]).Len()
	a.upper = a.joints[1].Sub(a.joints[0]).Len()
	a.total = a.upper + fore
	if !(a.upper > shortestLimb && fore > shortestLimb && a.total < 3) {
		return nil
	}
	frames := restFrames(rest)
	a.measure(f, which, rest, frames)
	a.follow(f, which)
	for i := range a.bones {
		r := f.Figure.Frames[b[i]].R
		u := a.joints[i+1].Sub(a.joints[i]).Unit()
		a.bones[i] = frame{u, across(r.Times(frames[i].outer), u), body.Vec{}}
		a.bones[i].front = across(r.Times(frames[i].front), u)
	}
	a.upper = a.joints[1].Sub(a.joints[0]).Len()
	a.total = a.upper + a.joints[2].Sub(a.joints[1]).Len()
	hole := f.Model.Ring(armholes[which], f.Figure.V)
	if len(hole) < 6 {
		return nil
	}
	a.inward = f.Figure.Points[armBones[1-which][0]].Sub(a.joints[0]).Unit()
	a.setHole(hole)
	a.lower(f)
	return a
}

// restFrames are the frames of upper arm and forearm in rest pose. In front
// view a flat sleeve shows what then faces the viewer; at the elbow the frame
// turns with the shortest arc, as a straightened arm does.
func restFrames(joints [3]body.Vec) (out [2]frame) {
	u, v := joints[1].Sub(joints[0]).Unit(), joints[2].Sub(joints[1]).Unit()
	front := across(body.Vec{0, 0, 1}, u)
	outer := front.Cross(u)
	if outer.Dot(body.Vec{joints[0][0], math.Abs(joints[0][0]), 0}) < 0 {
		outer = outer.Mul(-1)
	}
	out[0] = frame{u, outer, front}
	axis := u.Cross(v)
	turn := body.Rotation(axis.Unit().Mul(math.Atan2(axis.Len(), u.Dot(v))))
	out[1] = frame{v, turn.Times(outer), turn.Times(front)}
	return out
}

// across is the unit part of v at right angles to the unit vector u.
func across(v, u body.Vec) body.Vec { return v.Sub(u.Mul(v.Dot(u))).Unit() }

// measure finds how far the skin reaches around the axis in rest pose.
func (a *arm) measure(f *body.Fitted, which int, joints [3]body.Vec, frames [2]frame) {
	r := &arm{joints: joints, upper: joints[1].Sub(joints[0]).Len(), bones: frames}
	r.total = r.upper + joints[2].Sub(joints[1]).Len()
	upperPart, forePart := body.LeftUpperArm+body.Part(which), body.LeftForearm+body.Part(which)
	for i := f.Model.Body.First; i < f.Model.Body.First+f.Model.Body.Count; i++ {
		if p := f.Model.Part[i]; p != upperPart && p != forePart {
			continue
		}
		q := f.Rest.V[i]
		at := r.locate(body.Vec{float64(q[0]), float64(q[1]), float64(q[2])})
		if at.d < 0 || at.d > r.total {
			continue
		}
		cell := &a.reach[min(stations-1, int(at.d/r.total*stations))][int((at.angle/(2*math.Pi)+1)*angles+.5)%angles]
		*cell = math.Max(*cell, at.r)
	}
	a.fillReach()
}

// follow moves the joints as the mesh around them was moved onto the person's
// outline after it was posed.
func (a *arm) follow(f *body.Fitted, which int) {
	posed := f.Model.Figure(f.Rest, &f.Pose)
	var sum [3]body.Vec
	var n [3]float64
	upperPart, forePart := body.LeftUpperArm+body.Part(which), body.LeftForearm+body.Part(which)
	for i := f.Model.Body.First; i < f.Model.Body.First+f.Model.Body.Count; i++ {
		if p := f.Model.Part[i]; p != upperPart && p != forePart {
			continue
		}
		q, moved := posed.V[i], f.Figure.V[i]
		x := body.Vec{float64(q[0]), float64(q[1]), float64(q[2])}
		d := body.Vec{float64(moved[0]), float64(moved[1]), float64(moved[2])}.Sub(x)
		for j, at := range a.joints {
			w := math.Exp(-8 * x.Sub(at).Dot(x.Sub(at)) / (a.upper * a.upper))
			sum[j], n[j] = sum[j].Add(d.Mul(w)), n[j]+w
		}
	}
	for j := range a.joints {
		if n[j] > 1e-6 {
			a.joints[j] = a.joints[j].Add(sum[j].Mul(1 / n[j]))
		}
	}
}

// fillReach closes cells without a vertex by their neighbors around, then along,
// and smooths.
func (a *arm) fillReach() {
	last := 0.05
	for s := range a.reach {
		var sum, n float64
		for _, v := range a.reach[s] {
			if v > 0 {
				sum, n = sum+v, n+1
			}
		}
		if n > 0 {
			last = sum / n
		}
		for k, v := range a.reach[s] {
			if v == 0 {
				a.reach[s][k] = last
			}
		}
	}
	raw := a.reach
	for s := range raw {
		for k := range raw[s] {
			var sum, n float64
			for ds := -1; ds <= 1; ds++ {
				for dk := -1; dk <= 1; dk++ {
					w := float64((2 - ds*ds) * (2 - dk*dk))
					sum += w * raw[min(max(s+ds, 0), stations-1)][(k+dk+angles)%angles]
					n += w
				}
			}
			a.reach[s][k] = sum / n
		}
	}
}

// reachAt is the reach of the skin at d meters down the arm in direction angle.
func (a *arm) reachAt(d, angle float64) float64 {
	s := math.Min(math.Max(d/a.total*stations-.5, 0), stations-1.001)
	k := (angle/(2*math.Pi) + 1) * angles
	i, j := int(s), int(k)
	u, v := s-float64(i), k-float64(j)
	j %= angles
	row := func(r *[angles]float64) float64 { return r[j]*(1-v) + r[(j+1)%angles]*v }
	return row(&a.reach[i])*(1-u) + row(&a.reach[i+1])*u
}

// girth is the mean reach at d.
func (a *arm) girth(d float64) float64 {
	var sum float64
	for k := range angles {
		sum += a.reachAt(d, 2*math.Pi*float64(k)/angles)
	}
	return sum / angles
}

// place is a point in the arm's own coordinates: d meters down the arm, r from
// its axis, angle from outer over front; out is the unit direction from the
// axis.
type place struct {
	d, r, angle float64
	out         body.Vec
}

// locate gives a point's place beside the nearer bone.
func (a *arm) locate(x body.Vec) place {
	bone := 0
	if x.Sub(a.joints[1]).Dot(a.bones[1].along) > 0 && a.off(x, 1) < a.off(x, 0) {
		bone = 1
	}
	f := &a.bones[bone]
	v := x.Sub(a.joints[bone])
	t := v.Dot(f.along)
	out := v.Sub(f.along.Mul(t))
	return place{
		d: float64(bone)*a.upper + t, r: out.Len(), out: out.Unit(),
		angle: math.Atan2(out.Dot(f.front), out.Dot(f.outer)),
	}
}

// off is the distance of a point from the bone's segment.
func (a *arm) off(x body.Vec, bone int) float64 {
	v := a.joints[bone+1].Sub(a.joints[bone])
	t := math.Min(math.Max(x.Sub(a.joints[bone]).Dot(v)/v.Dot(v), 0), 1)
	return x.Sub(a.joints[bone].Add(v.Mul(t))).Len()
}

// at is the point of the axis d meters down the arm; it runs on past the wrist
// and before the shoulder.
func (a *arm) at(d float64) body.Vec {
	if d <= a.upper {
		return a.joints[0].Add(a.bones[0].along.Mul(d))
	}
	return a.joints[1].Add(a.bones[1].along.Mul(d - a.upper))
}

// bend is the half length of the round at the elbow, a share of the arm.
const bend = 0.09

// round is at with a rounded elbow.
func (a *arm) round(d float64) body.Vec {
	const n = 5
	var s body.Vec
	for i := -n; i <= n; i++ {
		s = s.Add(a.at(d + bend*a.total*float64(i)/n))
	}
	return s.Mul(1.0 / (2*n + 1))
}

// frameAt is the frame d meters down the arm, turning smoothly at the elbow.
func (a *arm) frameAt(d float64) frame {
	e := 0.02 * a.total
	f := frame{along: a.round(d + e).Sub(a.round(d - e)).Unit()}
	w := smooth((d-a.upper)/(2*bend*a.total) + .5)
	f.outer = across(a.bones[0].outer.Mul(1-w).Add(a.bones[1].outer.Mul(w)), f.along)
	front := a.bones[0].front.Mul(1 - w).Add(a.bones[1].front.Mul(w))
	f.front = f.along.Cross(f.outer)
	if f.front.Dot(front) < 0 {
		f.front = f.front.Mul(-1)
	}
	return f
}

// smooth is the smoothstep of x from 0 to 1.
func smooth(x float64) float64 {
	x = math.Min(math.Max(x, 0), 1)
	return x * x * (3 - 2*x)
}

// setHole resamples the armhole's ring: column 0 at its top, the middle column
// at its lowest point along the arm's inner side, evenly between them.
func (a *arm) setHole(ring []body.Vec) {
	inner := a.bones[0].outer.Mul(-1).Add(a.bones[0].along)
	low := 0
	for i, q := range ring {
		if q.Dot(inner) > ring[low].Dot(inner) {
			low = i
		}
	}
	low = min(max(low, 2), len(ring)-2)
	closed := append(append([]body.Vec(nil), ring...), ring[0])
	front, back := closed[:low+1], closed[low:]
	for k := range columns {
		if k <= columns/2 {
			a.hole[k] = along(front, 2*float64(k)/columns)
		} else {
			a.hole[k] = along(back, 2*float64(k)/columns-1)
		}
	}
}

// A garment's armpit lies below the wearer's and outside it, inside when the
// arm is raised to the side: medians over rendered shirts of known cut, in body
// units, by how far the upper arm hangs (0 horizontal, 1 down).
const lowerDown = 0.20

var (
	hangs    = []float64{0, .5, .75, 1}
	lowerOut = []float64{-.14, .10, .12, .10}
)

// lower makes the body's armhole that of a garment.
func (a *arm) lower(f *body.Fitted) {
	p := &f.Figure.Points
	unit := -a.joints[0][2] / f.Camera.F * f.Unit
	hips := p[body.BoneLeftThigh].Add(p[body.BoneRightThigh])
	down := hips.Sub(p[body.BoneLeftUpperArm]).Sub(p[body.BoneRightUpperArm]).Unit()
	out := raster.Interp(a.bones[0].along.Dot(down), hangs, lowerOut)
	move := down.Mul(lowerDown * unit).Sub(across(a.inward, down).Mul(out * unit))
	for k := range a.hole {
		a.hole[k] = a.hole[k].Add(move.Mul((1 - math.Cos(2*math.Pi*float64(k)/columns)) / 2))
	}
}

// along is the point at share t of a polyline's length.
func along(line []body.Vec, t float64) body.Vec {
	var total float64
	for i := 1; i < len(line); i++ {
		total += line[i].Sub(line[i-1]).Len()
	}
	rest := t * total
	for i := 1; i < len(line); i++ {
		l := line[i].Sub(line[i-1]).Len()
		if rest <= l && l > 0 {
			return line[i-1].Add(line[i].Sub(line[i-1]).Mul(rest / l))
		}
		rest -= l
	}
	return line[len(line)-1]
}
