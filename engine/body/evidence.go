package body

import (
	"math"

	"lookbook/engine/raster"
)

// Seen is one skeleton point as a network saw it.
type Seen struct {
	// X, Y are pixels of the working picture.
	X, Y float64
	// Visibility 0..1.
	Visibility float64
	// World is the position in meters relative to the hips: x to image right, y
	// down, z away from the viewer. All zero when no network gave it.
	World [3]float64
}

// Evidence is what was seen of a person.
type Evidence struct {
	// W, H of the working picture in pixels.
	W, H int
	// Points are the 33 BlazePose landmarks in their published order.
	Points [33]Seen
	// Mask is the person, 0..1, of size W×H; nil when there is none.
	Mask *raster.Plane
	// Who is the shape to start from; what the picture shows bends it only
	// within the believable. See Average.
	Who Shape
}

// BlazePose landmarks by number.
const (
	lmNose          = 0
	lmLeftShoulder  = 11
	lmRightShoulder = 12
	lmLeftHip       = 23
	lmRightHip      = 24
)

// anchor ties a landmark to a point of the body.
type anchor struct {
	landmark int
	point    PointID
	// weight against other landmarks; hips are marked least precisely.
	weight float64
}

// anchors of the landmarks that the fit follows: the weights of joints are
// those of the trials; what shows only how head, hands and feet are turned
// weighs less.
var anchors = [...]anchor{
	{11, PointID(BoneLeftUpperArm), 1.2},
	{12, PointID(BoneRightUpperArm), 1.2},
	{13, PointID(BoneLeftForearm), 1.3},
	{14, PointID(BoneRightForearm), 1.3},
	{15, PointID(BoneLeftHand), 1.3},
	{16, PointID(BoneRightHand), 1.3},
	{23, PointID(BoneLeftThigh), .8},
	{24, PointID(BoneRightThigh), .8},
	{25, PointID(BoneLeftShin), 1},
	{26, PointID(BoneRightShin), 1},
	{27, PointID(BoneLeftFoot), 1},
	{28, PointID(BoneRightFoot), 1},
	{0, Nose, .7},
	{2, LeftEye, .6},
	{5, RightEye, .6},
	{7, LeftEar, .5},
	{8, RightEar, .5},
	{9, LeftMouth, .5},
	{10, RightMouth, .5},
	{17, LeftPinky, .4},
	{18, RightPinky, .4},
	{19, LeftIndex, .4},
	{20, RightIndex, .4},
	{29, LeftHeel, .4},
	{30, RightHeel, .4},
	{31, LeftToe, .4},
	{32, RightToe, .4},
}

// joints is the number of anchors that are joints of limbs; they come first.
const joints = 12

// limbLandmarks are the landmarks between which a limb runs. Hands run from the
// wrist to the middle of index and pinky, feet from heel to toe.
var limbLandmarks = [LimbCount][2][]int{
	{{11}, {13}},
	{{13}, {15}},
	{{15}, {17, 19}},
	{{12}, {14}},
	{{14}, {16}},
	{{16}, {18, 20}},
	{{23}, {25}},
	{{25}, {27}},
	{{29}, {31}},
	{{24}, {26}},
	{{26}, {28}},
	{{30}, {32}},
}

// clean replaces what is not a number, or absurdly far away, by invisible points
// in the middle of the picture.
func (e *Evidence) clean() {
	far := 4 * float64(max(e.W, e.H, 1))
	for i := range e.Points {
		p := &e.Points[i]
		bad := !(math.Abs(p.X) < far && math.Abs(p.Y) < far)
		for _, w := range p.World {
			bad = bad || !(math.Abs(w) < 10)
		}
		if bad {
			*p = Seen{X: float64(e.W) / 2, Y: float64(e.H) / 2}
		}
		p.Visibility = clip(p.Visibility, 0, 1)
	}
}

// view returns a landmark's world position along the axes of view space.
func (e *Evidence) view(landmarks ...int) Vec {
	var v Vec
	for _, i := range landmarks {
		w := e.Points[i].World
		v = v.Add(Vec{w[0], -w[1], -w[2]})
	}
	return v.Mul(1 / float64(len(landmarks)))
}

// flat returns a landmark's picture position along the axes of view space.
func (e *Evidence) flat(landmarks ...int) Vec {
	var v Vec
	for _, i := range landmarks {
		v = v.Add(Vec{e.Points[i].X, -e.Points[i].Y, 0})
	}
	return v.Mul(1 / float64(len(landmarks)))
}

// inside tells whether a landmark lies in the picture, or just beside it.
func (e *Evidence) inside(i int) bool {
	const beside = 20
	p := e.Points[i]
	return p.X > -beside && p.Y > -beside && p.X < float64(e.W)+beside && p.Y < float64(e.H)+beside
}

// unseen is the least weight of a landmark: the network's guess of what it did
// not see still is better than none.
const unseen = .02

// weight of an anchor in the fit.
func (e *Evidence) weight(a anchor) float64 {
	w := math.Max(unseen, e.Points[a.landmark].Visibility) * a.weight
	if !e.inside(a.landmark) {
		w *= .15
	}
	return w
}

// hasWorld tells whether there are world landmarks.
func (e *Evidence) hasWorld() bool {
	return e.view(lmLeftShoulder).Sub(e.view(lmRightHip)).Len() > .05
}

// unit is the length in pixels that engine/vision calls Ref: the larger of
// shoulder distance and .62 of the trunk's length.
func (e *Evidence) unit() float64 {
	p := &e.Points
	shoulders := math.Hypot(p[11].X-p[12].X, p[11].Y-p[12].Y)
	trunk := math.Hypot(p[11].X+p[12].X-p[23].X-p[24].X, p[11].Y+p[12].Y-p[23].Y-p[24].Y) / 2
	return math.Max(shoulders, .62*trunk)
}
