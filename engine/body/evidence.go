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
	// Exact landmarks are the joints themselves, as of generated people, not
	// where the network puts them.
	Exact bool
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
	// offset is where the network puts the landmark beside the point: outwards,
	// up, forward along the rest axes of the bone, in trunk lengths. Without it
	// the body turns to explain why shoulders are marked closer together than
	// they are. Measured, as pictureBias and worldBias, on 90 generated people
	// by "lookbook truth DIR --keypoints seen".
	offset Vec
}

// Offsets of landmarks, see anchor.
var (
	atShoulder = Vec{-.047, .060, .034}
	atElbow    = Vec{-.031, -.017, .005}
	atWrist    = Vec{-.021, -.038, .006}
	atHip      = Vec{-.017, -.058, .074}
	atKnee     = Vec{.001, -.061, -.017}
	atAnkle    = Vec{.003, .022, .013}
	atNose     = Vec{.002, .053, -.061}
	atEye      = Vec{.001, .047, -.033}
	atEar      = Vec{-.053, .042, .054}
	atMouth    = Vec{.019, .019, -.064}
	atPinky    = Vec{-.027, .025, .007}
	atIndex    = Vec{-.015, -.029, -.058}
	atHeel     = Vec{.006, -.001, -.012}
	atToe      = Vec{-.069, -.046, -.051}
)

// anchors of the landmarks that the fit follows: the weights of joints are
// those of the trials; what shows only how head, hands and feet are turned
// weighs less.
var anchors = [...]anchor{
	{11, PointID(BoneLeftUpperArm), 1.2, atShoulder},
	{12, PointID(BoneRightUpperArm), 1.2, atShoulder},
	{13, PointID(BoneLeftForearm), 1.3, atElbow},
	{14, PointID(BoneRightForearm), 1.3, atElbow},
	{15, PointID(BoneLeftHand), 1.3, atWrist},
	{16, PointID(BoneRightHand), 1.3, atWrist},
	{23, PointID(BoneLeftThigh), .8, atHip},
	{24, PointID(BoneRightThigh), .8, atHip},
	{25, PointID(BoneLeftShin), .8, atKnee},
	{26, PointID(BoneRightShin), .8, atKnee},
	{27, PointID(BoneLeftFoot), 1, atAnkle},
	{28, PointID(BoneRightFoot), 1, atAnkle},
	{0, Nose, 1, atNose},
	{2, LeftEye, 1, atEye},
	{5, RightEye, 1, atEye},
	{7, LeftEar, 1, atEar},
	{8, RightEar, 1, atEar},
	{9, LeftMouth, 1, atMouth},
	{10, RightMouth, 1, atMouth},
	{17, LeftPinky, .4, atPinky},
	{18, RightPinky, .4, atPinky},
	{19, LeftIndex, .4, atIndex},
	{20, RightIndex, .4, atIndex},
	{29, LeftHeel, .4, atHeel},
	{30, RightHeel, .4, atHeel},
	{31, LeftToe, .3, atToe},
	{32, RightToe, .3, atToe},
}

// Anchor says which point of the body a landmark follows, and by which offset.
type Anchor struct {
	// Landmark is the number of the BlazePose landmark.
	Landmark int
	Point    PointID
	// Right is true for points on the body's right.
	Right bool
	// Offset is where the network puts the landmark beside the point: outwards,
	// up, forward along the rest axes of the bone, in trunk lengths.
	Offset Vec
}

// Anchors lists the landmarks that Fit follows; joints of limbs come first.
func Anchors() []Anchor {
	var out []Anchor
	for _, a := range anchors {
		out = append(out, Anchor{a.landmark, a.point, a.right(), a.offset})
	}
	return out
}

// mark is the rest position of an anchor for a body of the trunk length.
func (a *anchor) mark(points *[PointCount]Vec, trunk float64) Vec {
	o := a.offset.Mul(trunk)
	if a.right() {
		o[0] = -o[0]
	}
	return points[a.point].Add(o)
}

// right tells whether an anchor is on the body's right: even landmarks of those
// with two sides, the eyes and their neighbors apart.
func (a *anchor) right() bool { return a.landmark == 5 || a.landmark > 6 && a.landmark%2 == 0 }

// trunkLength is the distance from the middle of the hips to that of the
// shoulders.
func trunkLength(p *[PointCount]Vec) float64 {
	return p[BoneLeftUpperArm].Add(p[BoneRightUpperArm]).Sub(p[BoneLeftThigh]).Sub(p[BoneRightThigh]).Len() / 2
}

// worldBias is by how much the network's world landmarks are off in the mean,
// along the axes of view space in trunk lengths: it sees everybody lean forward,
// hips and shoulders turned against each other, the right shoulder raised, and
// shins pointing back. Measured as the offsets of anchors are; deviations are a
// fraction of these means (shoulder line rolled by 13±2 degrees).
var worldBias = [33]Vec{
	11: {.019, .095, .217}, 12: {.055, .263, .072},
	13: {.011, .118, .173}, 14: {.085, .081, .117},
	15: {.023, .052, .025}, 16: {-.004, .080, .110},
	17: {.010, .136, .037}, 18: {.042, .167, .207},
	19: {-.040, .102, -.031}, 20: {.096, .207, .131},
	23: {.005, -.009, -.060}, 24: {.002, .016, .056},
	25: {.033, -.131, -.001}, 26: {.084, .066, .032},
	27: {.068, -.046, -.334}, 28: {-.023, .031, -.330},
	29: {.033, .001, -.259}, 30: {-.045, .082, -.150},
	31: {-.053, -.068, -.628}, 32: {.011, .032, -.483},
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

// pictureBias is by how much landmarks lie right and below of where anchors say,
// in the mean and in body units: the network's error that does not turn with
// the body. Measured as the offsets of anchors are.
var pictureBias = [33]raster.Pt{
	11: {X: -.004, Y: -.001}, 12: {X: .012, Y: -.036},
	13: {X: -.006, Y: .016}, 14: {X: .027, Y: -.009},
	15: {X: .003, Y: .046}, 16: {X: .012, Y: -.026},
	17: {X: .011, Y: .056}, 18: {X: .007, Y: -.034},
	19: {X: 0, Y: .041}, 20: {X: .007, Y: -.033},
	23: {X: -.019, Y: .014}, 24: {X: -.023, Y: -.011},
	25: {X: .022, Y: .046}, 26: {X: .027, Y: -.047},
	27: {X: -.018, Y: .016}, 28: {X: -.017, Y: -.013},
	31: {X: -.101, Y: .019}, 32: {X: -.071, Y: -.009},
}

// mark is where the landmark of an anchor lies on a body at rest.
func (e *Evidence) mark(a *anchor, points *[PointCount]Vec, trunk float64) Vec {
	if e.Exact {
		return points[a.point]
	}
	return a.mark(points, trunk)
}

// unbias takes the network's mean errors from the landmarks.
func (e *Evidence) unbias() {
	if e.Exact {
		return
	}
	// The biased shoulders lengthen the trunk by less than a fifth.
	trunk := e.view(lmLeftShoulder, lmRightShoulder).Sub(e.view(lmLeftHip, lmRightHip)).Len() / (1 + biasedTrunk)
	unit := e.unit()
	for i := range e.Points {
		e.Points[i].X -= pictureBias[i].X * unit
		e.Points[i].Y -= pictureBias[i].Y * unit
		w := &e.Points[i].World
		if *w == ([3]float64{}) {
			continue
		}
		b := worldBias[i].Mul(trunk)
		*w = [3]float64{w[0] - b[0], w[1] + b[1], w[2] + b[2]}
	}
}

// biasedTrunk is by how much worldBias lengthens the trunk: mean of the
// shoulders' up less that of the hips.
const biasedTrunk = .18

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
const unseen = .25

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
