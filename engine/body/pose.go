package body

// Limb is a bone that points along a direction.
type Limb int

// Limbs, the body's left one of each pair first.
const (
	LeftUpperArmLimb Limb = iota
	LeftForearmLimb
	LeftHandLimb
	RightUpperArmLimb
	RightForearmLimb
	RightHandLimb
	LeftThighLimb
	LeftShinLimb
	LeftFootLimb
	RightThighLimb
	RightShinLimb
	RightFootLimb
	LimbCount
)

// limbs says which bone a limb turns and the point it points to.
var limbs = [LimbCount]struct {
	bone int
	tip  PointID
}{
	{BoneLeftUpperArm, PointID(BoneLeftForearm)},
	{BoneLeftForearm, PointID(BoneLeftHand)},
	{BoneLeftHand, LeftFingertip},
	{BoneRightUpperArm, PointID(BoneRightForearm)},
	{BoneRightForearm, PointID(BoneRightHand)},
	{BoneRightHand, RightFingertip},
	{BoneLeftThigh, PointID(BoneLeftShin)},
	{BoneLeftShin, PointID(BoneLeftFoot)},
	{BoneLeftFoot, LeftToe},
	{BoneRightThigh, PointID(BoneRightShin)},
	{BoneRightShin, PointID(BoneRightFoot)},
	{BoneRightFoot, RightToe},
}

// Pose turns and places a body in view space. Rotations are axis times angle
// in radians.
type Pose struct {
	// Facing is the rotation of the whole body from rest to view space; Turn is
	// a further rotation in view space on top of it.
	Facing Mat
	Turn   Vec
	// Place moves the body, whose root joint otherwise is the origin; its z is
	// minus the distance from the camera.
	Place Vec
	// Spine bends the trunk, a third in each of three bones. Neck turns the
	// head, half in the neck, half in the head.
	Spine, Neck Vec
	// Clavicles (left, right): angle upwards and angle forwards.
	Clavicles [2][2]float64
	// Limbs are directions in view space, of any length but zero.
	Limbs [LimbCount]Vec
}

// RestPose returns the pose in which Figure gives the rest mesh with its root
// joint at place, facing the viewer.
func (r *Rest) RestPose(place Vec) Pose {
	p := Pose{Facing: identity, Place: place}
	for i, l := range limbs {
		p.Limbs[i] = r.Points[l.tip].Sub(r.Points[l.bone])
	}
	return p
}

// Frame is how a bone moves its vertices: x ↦ R·x + T, rest to view space.
type Frame struct {
	R Mat
	T Vec
}

// At returns where the frame takes a point.
func (f Frame) At(v Vec) Vec { return f.R.Times(v).Add(f.T) }

// clavicleSigns mirror the clavicles' angles.
var clavicleSigns = [2]float64{1, -1}

// clavicleTurn is the rotation of a clavicle against its parent.
func clavicleTurn(side int, a [2]float64) (raise, forward Mat) {
	s := clavicleSigns[side]
	return Rotation(Vec{0, 0, s * a[0]}), Rotation(Vec{0, -s * a[1], 0})
}

// Frames returns the frame of every bone of a body at rest points.
func (m *Model) Frames(points *[PointCount]Vec, p *Pose) [BoneCount]Frame {
	var out [BoneCount]Frame
	bend := Rotation(p.Spine.Mul(1. / 3))
	nod := Rotation(p.Neck.Mul(.5))
	for b := range out {
		head := points[b]
		if b == BoneRoot {
			r := Rotation(p.Turn).Compose(p.Facing)
			out[b] = Frame{r, p.Place.Sub(r.Times(head))}
			continue
		}
		up := &out[m.Parent[b]]
		at, r := up.At(head), up.R
		switch {
		case b <= BoneSpine3:
			r = r.Compose(bend)
		case b <= BoneHead:
			r = r.Compose(nod)
		case b == BoneLeftClavicle, b == BoneRightClavicle:
			side := 0
			if b == BoneRightClavicle {
				side = 1
			}
			raise, forward := clavicleTurn(side, p.Clavicles[side])
			r = r.Compose(raise).Compose(forward)
		default:
			l := limbOf[b]
			rest := r.Times(points[limbs[l].tip].Sub(head)).Unit()
			r = arc(rest, p.Limbs[l].Unit()).Compose(r)
		}
		out[b] = Frame{r, at.Sub(r.Times(head))}
	}
	return out
}

// limbOf is the limb of a bone that has one.
var limbOf = func() (out [BoneCount]Limb) {
	for i, l := range limbs {
		out[l.bone] = Limb(i)
	}
	return out
}()
