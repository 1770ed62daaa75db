package nets

// Sizes of the point lists.
const (
	PosePoints = 33
	MovePoints = 17
	HandPoints = 21
	FacePoints = 6
	MeshPoints = 468
)

// Points of a Pose; left and right are the person's own.
const (
	Nose = iota
	LeftEyeInner
	LeftEye
	LeftEyeOuter
	RightEyeInner
	RightEye
	RightEyeOuter
	LeftEar
	RightEar
	MouthLeft
	MouthRight
	LeftShoulder
	RightShoulder
	LeftElbow
	RightElbow
	LeftWrist
	RightWrist
	LeftPinky
	RightPinky
	LeftIndex
	RightIndex
	LeftThumb
	RightThumb
	LeftHip
	RightHip
	LeftKnee
	RightKnee
	LeftAnkle
	RightAnkle
	LeftHeel
	RightHeel
	LeftFootIndex
	RightFootIndex
)

// Points of a SecondPose.
const (
	MoveNose = iota
	MoveLeftEye
	MoveRightEye
	MoveLeftEar
	MoveRightEar
	MoveLeftShoulder
	MoveRightShoulder
	MoveLeftElbow
	MoveRightElbow
	MoveLeftWrist
	MoveRightWrist
	MoveLeftHip
	MoveRightHip
	MoveLeftKnee
	MoveRightKnee
	MoveLeftAnkle
	MoveRightAnkle
)

// PoseNames are stable names of the points of a Pose, in their order.
var PoseNames = [PosePoints]string{
	"nose", "left-eye-inner", "left-eye", "left-eye-outer", "right-eye-inner", "right-eye", "right-eye-outer",
	"left-ear", "right-ear", "mouth-left", "mouth-right", "left-shoulder", "right-shoulder", "left-elbow",
	"right-elbow", "left-wrist", "right-wrist", "left-pinky", "right-pinky", "left-index", "right-index",
	"left-thumb", "right-thumb", "left-hip", "right-hip", "left-knee", "right-knee", "left-ankle", "right-ankle",
	"left-heel", "right-heel", "left-foot-index", "right-foot-index",
}

// PoseEdges are the limbs to draw between points of a Pose.
var PoseEdges = [][2]int{
	{LeftShoulder, RightShoulder},
	{LeftShoulder, LeftElbow},
	{LeftElbow, LeftWrist},
	{RightShoulder, RightElbow},
	{RightElbow, RightWrist},
	{LeftShoulder, LeftHip},
	{RightShoulder, RightHip},
	{LeftHip, RightHip},
	{LeftHip, LeftKnee},
	{LeftKnee, LeftAnkle},
	{RightHip, RightKnee},
	{RightKnee, RightAnkle},
	{LeftAnkle, LeftHeel},
	{LeftHeel, LeftFootIndex},
	{RightAnkle, RightHeel},
	{RightHeel, RightFootIndex},
	{LeftWrist, LeftIndex},
	{RightWrist, RightIndex},
	{Nose, LeftEye},
	{Nose, RightEye},
	{LeftEye, LeftEar},
	{RightEye, RightEar},
}

// FaceOval are the points of a Mesh along the outline of the face, clockwise
// in the picture from the top of the forehead.
var FaceOval = [36]int{
	10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
	150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
}
