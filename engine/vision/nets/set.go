package nets

import (
	"context"
	"image"
	"runtime"
	"sync"

	"lookbook/engine/internal/ort"
	"lookbook/engine/raster"
)

// largeThreads serve the two large networks: a second thread halves the wait
// on a free machine and costs no processor time worth naming (BenchmarkNetworks
// within its noise). The other networks are too small to share.
var largeThreads = min(2, runtime.NumCPU())

// Options for Open.
type Options struct {
	// Library is the file of the ONNX Runtime library; empty finds it.
	Library string
	// Provider is the kind of processor for the large networks; empty chooses.
	Provider string
}

// Set holds all networks and loads each at its first use. It may be used from
// several goroutines.
type Set struct {
	rt *ort.Runtime

	poseDetection lazy[PoseDetection]
	poseLandmark  lazy[PoseLandmark]
	moveNet       lazy[MoveNet]
	handLandmark  lazy[HandLandmark]
	faceDetection lazy[FaceDetection]
	faceMesh      lazy[FaceMesh]
	selfie        lazy[Selfie]
	salient       lazy[Salient]
	efficientNet  lazy[EfficientNet]
}

// Open loads ONNX Runtime but no network yet. A missing or wrong library is a
// *engine.Fault of kind library. The caller closes the Set.
func Open(ctx context.Context, o Options) (*Set, error) {
	rt, err := ort.Open(ctx, ort.Options{Library: o.Library, Provider: o.Provider})
	if err != nil {
		return nil, err
	}
	return &Set{rt: rt}, nil
}

// Runtime describes the library and the provider in use.
func (s *Set) Runtime() ort.Info { return s.rt.Info() }

// Close waits for runs that are under way and frees every network.
func (s *Set) Close() error { return s.rt.Close() }

// lazy is a network that is loaded when it is first asked for; a failure is
// not remembered, so that the next picture may have more luck with memory.
type lazy[T any] struct {
	mu  sync.Mutex
	net *T
}

func (l *lazy[T]) get(rt *ort.Runtime, load func(*ort.Runtime) (*T, error)) (*T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.net != nil {
		return l.net, nil
	}
	net, err := load(rt)
	if err != nil {
		return nil, err
	}
	l.net = net
	return net, nil
}

// People returns everybody in the picture, the largest first; nobody gives an
// empty list.
func (s *Set) People(ctx context.Context, img *image.NRGBA) ([]Detection, error) {
	n, err := s.poseDetection.get(s.rt, NewPoseDetection)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img)
}

// Pose returns the skeleton and mask of one person that People found.
func (s *Set) Pose(ctx context.Context, img *image.NRGBA, d Detection) (*Pose, error) {
	n, err := s.poseLandmark.get(s.rt, NewPoseLandmark)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img, d.ROI())
}

// SecondPose returns MoveNet's opinion on the person inside the box, for
// example Pose.Box; compare them with Agreement. In a group give the Body of
// everybody else too, else it may answer for a neighbor.
func (s *Set) SecondPose(ctx context.Context, img *image.NRGBA, around Box, others ...Box) (*SecondPose, error) {
	n, err := s.moveNet.get(s.rt, NewMoveNet)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img, around, others...)
}

// Hands returns the person's left and right hand, nil where none is seen.
func (s *Set) Hands(ctx context.Context, img *image.NRGBA, p *Pose) (left, right *Hand, err error) {
	n, err := s.handLandmark.get(s.rt, NewHandLandmark)
	if err != nil {
		return nil, nil, err
	}
	one := func(isLeft bool) (*Hand, error) {
		r, ok := p.HandROI(isLeft)
		if !ok {
			return nil, nil // no hand is an answer
		}
		h, err := n.Run(ctx, img, r)
		if err != nil || h.Presence < handPresence {
			return nil, err
		}
		return h, nil
	}
	if left, err = one(true); err != nil {
		return nil, nil, err
	}
	right, err = one(false)
	return left, right, err
}

// Faces returns all faces that are large enough in the whole picture, the best
// first.
func (s *Set) Faces(ctx context.Context, img *image.NRGBA) ([]Face, error) {
	n, err := s.faceDetection.get(s.rt, NewFaceDetection)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img)
}

// Face returns the face of one person, nil when it is not seen: it looks at
// the whole picture, then at the upper body, then closer at what it found.
func (s *Set) Face(ctx context.Context, img *image.NRGBA, p *Pose) (*Face, error) {
	n, err := s.faceDetection.get(s.rt, NewFaceDetection)
	if err != nil {
		return nil, err
	}
	head, unit := p.Head()
	whole, err := n.Run(ctx, img)
	if err != nil {
		return nil, err
	}
	mine := ofHead(whole, head, unit)
	if mine == nil {
		part, err := n.RunIn(ctx, img, head, 2*unit)
		if err != nil {
			return nil, err
		}
		mine = ofHead(part, head, unit)
	}
	if mine == nil {
		return nil, nil // no face is an answer
	}
	f, err := n.Closer(ctx, img, *mine)
	return &f, err
}

func ofHead(faces []Face, head Point, unit float64) *Face {
	for i := range faces {
		if faces[i].belongs(head, unit) {
			return &faces[i]
		}
	}
	return nil
}

// Mesh returns the surface of a face.
func (s *Set) Mesh(ctx context.Context, img *image.NRGBA, f Face) (*Mesh, error) {
	n, err := s.faceMesh.get(s.rt, NewFaceMesh)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img, f)
}

// Selfie returns a quick mask of all people, 256×256 over the whole picture.
func (s *Set) Selfie(ctx context.Context, img *image.NRGBA) (*raster.Plane, error) {
	n, err := s.selfie.get(s.rt, NewSelfie)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img)
}

// Salient returns what the picture is about, 320×320 over the whole picture.
func (s *Set) Salient(ctx context.Context, img *image.NRGBA) (*raster.Plane, error) {
	n, err := s.salient.get(s.rt, NewSalient)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img)
}

// Features returns the embedding and the kind of thing that is shown.
func (s *Set) Features(ctx context.Context, img *image.NRGBA) (*Features, error) {
	n, err := s.efficientNet.get(s.rt, NewEfficientNet)
	if err != nil {
		return nil, err
	}
	return n.Run(ctx, img)
}
