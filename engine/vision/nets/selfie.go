package nets

import (
	"context"
	"image"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
	"lookbook/engine/raster"
)

const selfieSize = 256

// Selfie gives a quick, coarse mask of all people.
type Selfie struct{ network }

// NewSelfie loads the network.
func NewSelfie(rt *ort.Runtime) (*Selfie, error) {
	n, err := open(rt, networks.Selfie, ort.SessionOptions{})
	return &Selfie{n}, err
}

// Run returns 256×256 probabilities that stretch over the whole picture; use
// Plane.Linear to bring them to its size.
func (n *Selfie) Run(ctx context.Context, img *image.NRGBA) (*raster.Plane, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	p := resize(img, selfieSize, selfieSize, triangle)
	out, err := n.run(ctx, p.nhwc(1./255, 0), selfieSize*selfieSize)
	if err != nil {
		return nil, err
	}
	return &raster.Plane{W: selfieSize, H: selfieSize, Pix: out[0]}, nil
}
