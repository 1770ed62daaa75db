package body

// Part of the body that a vertex belongs to. For parts with two sides the
// left one comes first.
type Part uint8

// Parts in the order of the asset.
const (
	Torso Part = iota
	Head       // with the neck
	LeftUpperArm
	RightUpperArm
	LeftForearm
	RightForearm
	LeftHand
	RightHand
	LeftThigh
	RightThigh
	LeftShin
	RightShin
	LeftFoot
	RightFoot
	PartCount
	// NoPart is background in a Raster.
	NoPart Part = 255
)

// Arm tells whether the part belongs to an arm (upper arm, forearm, hand).
func (p Part) Arm() bool { return p >= LeftUpperArm && p <= RightHand }

// Leg tells whether the part belongs to a leg (thigh, shin, foot).
func (p Part) Leg() bool { return p >= LeftThigh && p <= RightFoot }

// Left tells whether the part is on the body's left; torso and head are not.
func (p Part) Left() bool { return p >= LeftUpperArm && p < PartCount && p%2 == 0 }

// Bones of the rig, parents before children; the asset has them in this order.
const (
	BoneRoot = iota
	BoneSpine1
	BoneSpine2
	BoneSpine3
	BoneNeck
	BoneHead
	BoneLeftClavicle
	BoneLeftUpperArm
	BoneLeftForearm
	BoneLeftHand
	BoneRightClavicle
	BoneRightUpperArm
	BoneRightForearm
	BoneRightHand
	BoneLeftThigh
	BoneLeftShin
	BoneLeftFoot
	BoneRightThigh
	BoneRightShin
	BoneRightFoot
	BoneCount
)

var boneNames = [BoneCount]string{
	"root", "spine1", "spine2", "spine3", "neck", "head",
	"clavicle-l", "upperarm-l", "forearm-l", "hand-l",
	"clavicle-r", "upperarm-r", "forearm-r", "hand-r",
	"thigh-l", "shin-l", "foot-l", "thigh-r", "shin-r", "foot-r",
}

// PointID names a place on the body that moves with one bone. The first
// BoneCount are the heads of the bones: PointID(BoneLeftForearm) is the elbow.
type PointID int

// Points beyond the heads of bones, in the order of the asset.
const (
	LeftEye PointID = BoneCount + iota
	LeftMouth
	LeftEar
	LeftIndex
	LeftPinky
	LeftThumb
	LeftFingertip
	LeftToe
	LeftHeel
	RightEye
	RightMouth
	RightEar
	RightIndex
	RightPinky
	RightThumb
	RightFingertip
	RightToe
	RightHeel
	Nose
	Crown
	Chin
	PointCount
)

var pointNames = [PointCount - BoneCount]string{
	"eye-l", "mouth-l", "ear-l", "index-l", "pinky-l", "thumb-l", "fingertip-l", "toe-l", "heel-l",
	"eye-r", "mouth-r", "ear-r", "index-r", "pinky-r", "thumb-r", "fingertip-r", "toe-r", "heel-r",
	"nose", "crown", "chin",
}

// Surface is a run of vertices with its faces.
type Surface struct {
	// First vertex of the surface and number of its vertices.
	First, Count int
	// Faces are quads of vertex numbers of the whole model; a triangle repeats
	// its third vertex. Seen from outside they run counterclockwise.
	Faces [][4]uint16
}

// Model is the body as it comes from its asset. Read-only after Load.
type Model struct {
	// Body, Tights and Skirt are the three surfaces; their vertices follow one
	// another in this order.
	Body, Tights, Skirt Surface
	// Vertices is the number of all vertices.
	Vertices int
	// Triangles of the body surface.
	Triangles [][3]uint16
	// Part of each vertex.
	Part []Part
	// Bones and Weights: up to four bones move a vertex; weights sum to 1,
	// unused ones are 0.
	Bones   [][4]uint8
	Weights [][4]float32
	// Parent of each bone, -1 for the root.
	Parent [BoneCount]int
	// PointBone is the bone that moves each point.
	PointBone [PointCount]uint8

	// base holds vertices, then points, meters, x y z interleaved.
	base []float32
	// directions of shape, rank rows as long as base, in steps of step meters.
	directions []int16
	rank       int
	step       float32
	// target coefficients: rank numbers a target.
	targets map[string][]float32
	rings   [RingCount][]ringPoint
	// armpit is the number of the lowest point in each armhole's ring, crotch
	// the vertex between the legs.
	armpit [2]int
	crotch int
}

// Triangulate splits the faces of a surface into triangles.
func (s Surface) Triangulate() [][3]uint16 {
	out := make([][3]uint16, 0, 2*len(s.Faces))
	for _, f := range s.Faces {
		out = append(out, [3]uint16{f[0], f[1], f[2]})
		if f[3] != f[2] {
			out = append(out, [3]uint16{f[0], f[2], f[3]})
		}
	}
	return out
}
