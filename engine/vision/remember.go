package vision

import (
	"context"
	"fmt"
	"image"
	"sync"

	"lookbook/engine/raster"
	"lookbook/engine/vision/nets"
)

// Remembered are networks that answer the same question about one picture
// only once: what the picture shows, who is in it and what they wear are asked
// one after another, and again with each correction. It belongs to one picture
// (at whatever sizes the analyses look at it) and holds a few megabytes.
// Answers are shared: callers do not change them. Methods may be called from
// several goroutines; two that ask the same at once may both be answered by
// the network.
type Remembered struct {
	n GarmentNets

	mu      sync.Mutex
	answers map[string]any
}

// Remember returns n with a memory for one picture; n itself when it has one.
func Remember(n GarmentNets) *Remembered {
	if r, ok := n.(*Remembered); ok {
		return r
	}
	return &Remembered{n: n, answers: map[string]any{}}
}

// once answers from memory or asks. The key must name everything that the
// answer depends on, except the picture.
func once[T any](r *Remembered, key string, ask func() (T, error)) (T, error) {
	r.mu.Lock()
	old, ok := r.answers[key]
	r.mu.Unlock()
	if ok {
		return old.(T), nil
	}
	v, err := ask()
	if err != nil {
		return v, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[key] = v
	return v, nil
}

// People returns the answer for a picture of this size.
func (r *Remembered) People(ctx context.Context, img *image.NRGBA) ([]nets.Detection, error) {
	return once(r, fmt.Sprint("people ", img.Rect.Size()), func() ([]nets.Detection, error) { return r.n.People(ctx, img) })
}

// Pose returns the answer for this detection.
func (r *Remembered) Pose(ctx context.Context, img *image.NRGBA, d nets.Detection) (*nets.Pose, error) {
	return once(r, fmt.Sprint("pose ", img.Rect.Size(), d), func() (*nets.Pose, error) { return r.n.Pose(ctx, img, d) })
}

// SecondPose returns the answer for these boxes.
func (r *Remembered) SecondPose(ctx context.Context, img *image.NRGBA, around nets.Box, others ...nets.Box) (*nets.SecondPose, error) {
	return once(r, fmt.Sprint("second ", img.Rect.Size(), around, others), func() (*nets.SecondPose, error) {
		return r.n.SecondPose(ctx, img, around, others...)
	})
}

// Hands returns the answer for this pose, which is itself remembered and so
// named by its region.
func (r *Remembered) Hands(ctx context.Context, img *image.NRGBA, p *nets.Pose) (left, right *nets.Hand, err error) {
	both, err := once(r, fmt.Sprint("hands ", img.Rect.Size(), p.ROI), func() ([2]*nets.Hand, error) {
		l, r, err := r.n.Hands(ctx, img, p)
		return [2]*nets.Hand{l, r}, err
	})
	return both[0], both[1], err
}

// Face returns the answer for this pose.
func (r *Remembered) Face(ctx context.Context, img *image.NRGBA, p *nets.Pose) (*nets.Face, error) {
	return once(r, fmt.Sprint("face ", img.Rect.Size(), p.ROI), func() (*nets.Face, error) { return r.n.Face(ctx, img, p) })
}

// Mesh returns the answer for this face.
func (r *Remembered) Mesh(ctx context.Context, img *image.NRGBA, f nets.Face) (*nets.Mesh, error) {
	return once(r, fmt.Sprint("mesh ", img.Rect.Size(), f), func() (*nets.Mesh, error) { return r.n.Mesh(ctx, img, f) })
}

// Salient returns the first answer, whatever the size at which the picture is
// given: it stretches over the whole picture.
func (r *Remembered) Salient(ctx context.Context, img *image.NRGBA) (*raster.Plane, error) {
	return once(r, "salient", func() (*raster.Plane, error) { return r.n.Salient(ctx, img) })
}

// Features asks anew: the picture is a cut-out, which changes with every
// correction.
func (r *Remembered) Features(ctx context.Context, img *image.NRGBA) (*nets.Features, error) {
	return r.n.Features(ctx, img)
}
