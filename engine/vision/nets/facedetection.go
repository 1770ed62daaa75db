package nets

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	faceSize   = 192
	faceCells  = 48
	faceValues = 16
	// Scores under this are no face.
	faceThreshold = 0.5
	faceOverlap   = 0.3
	// A face smaller than this part of the picture gets a closer look.
	faceSmall = 0.35
	// The closer look shows this many face sizes on each side of the middle.
	faceCloser = 2.0
)

// FaceDetection finds faces.
type FaceDetection struct{ network }

// NewFaceDetection loads the network.
func NewFaceDetection(rt *ort.Runtime) (*FaceDetection, error) {
	n, err := open(rt, networks.FaceDetection, ort.SessionOptions{})
	return &FaceDetection{n}, err
}

// Run returns all faces of the whole picture, the best first. Faces smaller
// than about a thirtieth of the picture are missed: use RunIn on a part.
func (n *FaceDetection) Run(ctx context.Context, img *image.NRGBA) ([]Face, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	l := fitSquare(img, faceSize, 0)
	return n.detect(ctx, l.pixels, l.back, 1/l.scale)
}

// RunIn returns all faces of an upright square part of the picture, the best
// first; the square may reach beyond the picture.
func (n *FaceDetection) RunIn(ctx context.Context, img *image.NRGBA, center Point, size float64) ([]Face, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	r := ROI{Center: center, Size: size}
	if !r.usable() {
		return nil, nil
	}
	return n.detect(ctx, cut(img, r, faceSize), r.toPicture(faceSize).at, size/faceSize)
}

// Closer looks again at a small face and returns the better of both answers.
func (n *FaceDetection) Closer(ctx context.Context, img *image.NRGBA, f Face) (Face, error) {
	size := math.Max(f.Box.W(), f.Box.H())
	b := img.Bounds()
	if size >= faceSmall*float64(max(b.Dx(), b.Dy())) {
		return f, nil
	}
	again, err := n.RunIn(ctx, img, f.Box.Center(), 2*faceCloser*size)
	if err != nil {
		return f, err
	}
	for _, g := range again {
		if g.Score > 0.8*f.Score && g.Box.Overlap(f.Box) > faceOverlap {
			return g, nil
		}
	}
	return f, nil
}

// detect runs the network on a square of faceSize pixels; at leads from the
// square to the picture, where one of its pixels is k wide.
func (n *FaceDetection) detect(ctx context.Context, p pixels, at func(x, y float64) Point, k float64) ([]Face, error) {
	const cells = faceCells * faceCells
	out, err := n.run(ctx, p.nhwc(1/127.5, -1), cells*faceValues, cells)
	if err != nil {
		return nil, err
	}
	var found []Face
	for i, logit := range out[1] {
		score := sigmoid(float64(logit))
		if score < faceThreshold {
			continue
		}
		ax := (float64(i%faceCells) + 0.5) * faceSize / faceCells
		ay := (float64(i/faceCells) + 0.5) * faceSize / faceCells
		v := out[0][i*faceValues:]
		point := func(j int) Point { return at(float64(v[j])+ax, float64(v[j+1])+ay) }
		f := Face{Score: score, Box: boxAround(point(0), float64(v[2])*k, float64(v[3])*k)}
		for j := range f.Points {
			f.Points[j] = point(4 + 2*j)
		}
		found = append(found, f)
	}
	slices.SortStableFunc(found, func(a, b Face) int { return cmp.Compare(b.Score, a.Score) })
	return suppress(found, func(f Face) Box { return f.Box }, faceOverlap), nil
}

// belongs tells whether a face is the head of that pose: its middle lies
// within a face size, or a third of the shoulder width, of the pose's.
func (f Face) belongs(head Point, unit float64) bool {
	return f.Box.Center().Sub(head).Len() <= math.Max(0.75*math.Max(f.Box.W(), f.Box.H()), 0.33*unit)
}

// Head returns the middle of the pose's nose, eyes and ears, and the pose's
// unit of size: the shoulder width or 0.62 of the torso, whichever is larger.
func (p *Pose) Head() (center Point, unit float64) {
	for i := Nose; i <= RightEar; i++ {
		center = center.Add(p.Points[i].At())
	}
	at := func(i int) Point { return p.Points[i].At() }
	return center.Mul(1. / (RightEar + 1)), unitOf(at(LeftShoulder), at(RightShoulder), at(LeftHip), at(RightHip))
}
