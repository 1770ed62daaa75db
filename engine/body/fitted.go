package body

import (
	"encoding/json"
	"errors"
	"math"
)

// Fitted is a body that lies on the person in a picture. Treat it as read-only.
type Fitted struct {
	Model  *Model
	Camera Camera
	// Rest is the mesh of the shape that the fit chose.
	Rest *Rest
	// Figure is posed, in view space; Screen its vertices in the picture: x, y
	// in pixels, depth in meters.
	Figure *Figure
	Screen [][3]float32
	Found
}

// Found is what a Fitted is built from.
type Found struct {
	// W, H of the picture in pixels.
	W, H int
	// Form is the shape as factors of the model's directions.
	Form []float64
	// Pose in view space.
	Pose Pose
	// Error is the median distance between joints seen well and the body's, in
	// pixels; Joints how many were seen well, at most 12. Unit is the length of
	// body size in pixels (Ref of engine/vision): Error/Unit is .01 to .03 for
	// a body that lies well.
	Error  float64
	Joints int
	Unit   float64
	// Outside is the share of the body, as far as it is in the picture and
	// without the head, that lies outside the person's mask; 0 without a mask.
	Outside float64
}

// Bounds of a body to rely on. Of 150 generated people none had more than .05
// outside, and no joint error over .03 units.
const (
	leastJoints, mostError, mostOutside = 4, .1, .12
)

// Reliable tells whether the body can be relied on: enough joints were seen, it
// passes through them, and it lies within the person. Otherwise the picture
// shows too little of the person, or something that the pose network mistook.
func (f *Fitted) Reliable() bool {
	return f.Joints >= leastJoints && f.Error <= mostError*f.Unit && f.Outside <= mostOutside
}

// build makes mesh and picture of what was kept.
func (m *Model) build(k Found) *Fitted {
	f := &Fitted{Model: m, Camera: NewCamera(k.W, k.H), Rest: m.restOf(k.Form), Found: k}
	f.Figure = m.Figure(f.Rest, &f.Pose)
	f.Screen = f.Camera.ProjectAll(f.Figure.V)
	return f
}

// Encode returns the fit in a few kilobytes that DecodeFitted turns into the
// same bits again.
func (f *Fitted) Encode() ([]byte, error) { return json.Marshal(f.Found) }

// maxPixels bounds the pictures of DecodeFitted; working pictures are smaller.
const maxPixels = 4 << 20

// DecodeFitted reads what Encode wrote; about 5 ms. An error means that the
// bytes are something else or belong to another model.
func (m *Model) DecodeFitted(b []byte) (*Fitted, error) {
	var k Found
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, err
	}
	if k.W < 1 || k.H < 1 || k.W > maxPixels || k.H > maxPixels/k.W || len(k.Form) != m.rank || !(k.Unit > 0) {
		return nil, errors.New("body: not an encoded fit of this model")
	}
	return m.build(k), nil
}

// Yaw is how far the trunk is turned to the viewer's right, radians: 0 faces the
// camera, +π/2 shows the body's right side.
func (f *Fitted) Yaw() float64 { return trunkYaw(&f.Figure.Points) }

// trunkYaw is the mean turn of hips and shoulders.
func trunkYaw(p *[PointCount]Vec) float64 {
	x := p[BoneLeftThigh].Sub(p[BoneRightThigh]).Unit().Add(p[BoneLeftUpperArm].Sub(p[BoneRightUpperArm]).Unit())
	return math.Atan2(-x[2], x[0])
}

// Trunk is the distance from the middle of the hip joints to that of the
// shoulder joints, meters.
func (f *Fitted) Trunk() float64 { return trunkLength(&f.Rest.Points) }

// Mirrored tells whether the body's left is the image's left: the body is seen
// from behind.
func (f *Fitted) Mirrored() bool {
	p := &f.Figure.Points
	l, _, _ := f.Camera.Project(p[BoneLeftUpperArm])
	r, _, _ := f.Camera.Project(p[BoneRightUpperArm])
	return l < r
}
