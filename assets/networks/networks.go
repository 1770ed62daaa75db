// Package networks embeds the learned networks of the built-in tier, so that
// one binary sees without downloading anything.
//
// Words: a network is one ONNX file, named without its extension; its bytes are
// final once committed, SHA256SUMS lists them and Digest covers them all.
// NOTICE.md says where each comes from and under which licence; the scripts in
// assets/make/networks made them.
package networks

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Names of the embedded networks.
const (
	EfficientNet  = "efficientnet_lite0"
	FaceDetection = "face_detection_full_range"
	FaceLandmark  = "face_landmark"
	HandLandmark  = "hand_landmark_lite"
	MoveNet       = "movenet_thunder"
	PoseDetection = "pose_detection"
	PoseLandmark  = "pose_landmark_heavy"
	Selfie        = "selfie_segmentation"
	U2NetP        = "u2netp"
)

var (
	//go:embed efficientnet_lite0.onnx
	efficientNet []byte
	//go:embed face_detection_full_range.onnx
	faceDetection []byte
	//go:embed face_landmark.onnx
	faceLandmark []byte
	//go:embed hand_landmark_lite.onnx
	handLandmark []byte
	//go:embed movenet_thunder.onnx
	moveNet []byte
	//go:embed pose_detection.onnx
	poseDetection []byte
	//go:embed pose_landmark_heavy.onnx
	poseLandmark []byte
	//go:embed selfie_segmentation.onnx
	selfie []byte
	//go:embed u2netp.onnx
	u2netp []byte

	//go:embed NOTICE.md
	notice string
	//go:embed SHA256SUMS
	sums string
)

// The variables are of type []byte, and not an embed.FS, because reading from
// that would copy up to 27 MB each time.
var files = map[string][]byte{
	EfficientNet:  efficientNet,
	FaceDetection: faceDetection,
	FaceLandmark:  faceLandmark,
	HandLandmark:  handLandmark,
	MoveNet:       moveNet,
	PoseDetection: poseDetection,
	PoseLandmark:  poseLandmark,
	Selfie:        selfie,
	U2NetP:        u2netp,
}

// Bytes returns the ONNX file of that name. The slice is shared: do not write
// to it.
func Bytes(name string) ([]byte, error) {
	b, ok := files[name]
	if !ok {
		return nil, fmt.Errorf("no embedded network is named %q (there are %s)", name, strings.Join(Names(), ", "))
	}
	return b, nil
}

// Names returns the names of all networks in alphabetical order.
func Names() []string {
	names := make([]string, 0, len(files))
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Notice returns source, licence and changes of every network, as Markdown.
func Notice() string { return notice }

// Digest returns the lower-case hexadecimal SHA-256 over the names and digests
// of all networks as SHA256SUMS lists them: it changes when any of them does.
// The test of this package proves that the list is true to the bytes.
var Digest = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(sums))
	return hex.EncodeToString(sum[:])
})
