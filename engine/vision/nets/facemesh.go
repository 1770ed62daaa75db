package nets

import (
	"context"
	"image"
	"math"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	meshSize = 192
	// The crop is this much larger than the detected face.
	meshMargin = 1.5
)

// FaceMesh finds 468 points on one face.
type FaceMesh struct{ network }

// NewFaceMesh loads the network.
func NewFaceMesh(rt *ort.Runtime) (*FaceMesh, error) {
	n, err := open(rt, networks.FaceLandmark, ort.SessionOptions{})
	return &FaceMesh{n}, err
}

// Run looks at the square round the face, turned so that the eyes are level.
// A mesh of which Sure is under 0.5 is none.
func (n *FaceMesh) Run(ctx context.Context, img *image.NRGBA, f Face) (*Mesh, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	eyes := f.Points[1].Sub(f.Points[0])
	r := ROI{
		Center: f.Box.Center(), Size: meshMargin * math.Max(f.Box.W(), f.Box.H()),
		Angle: math.Atan2(eyes.Y, eyes.X),
	}
	if !r.usable() {
		return &Mesh{}, nil
	}
	out, err := n.run(ctx, cut(img, r, meshSize).nhwc(1./255, 0), 3*MeshPoints, 1)
	if err != nil {
		return nil, err
	}
	t := r.toPicture(meshSize)
	m := &Mesh{Sure: sigmoid(float64(out[1][0]))}
	for i := range m.Points {
		v := out[0][3*i:]
		m.Points[i] = t.at(float64(v[0]), float64(v[1]))
		m.Z[i] = float64(v[2]) * r.Size / meshSize
	}
	return m, nil
}
