package nets

import (
	"context"
	"image"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
	"lookbook/engine/raster"
)

const salientSize = 320

// Mean and spread of ImageNet's colors, 0..1, with which the networks trained
// on it expect pictures to be normalized.
var (
	imageNetMean = [3]float32{0.485, 0.456, 0.406}
	imageNetStd  = [3]float32{0.229, 0.224, 0.225}
)

// Salient cuts out what a picture is about (U²-Net, small version).
type Salient struct{ network }

// NewSalient loads the network.
func NewSalient(rt *ort.Runtime) (*Salient, error) {
	n, err := open(rt, networks.U2NetP, ort.SessionOptions{Threads: largeThreads, Accelerate: true})
	return &Salient{n}, err
}

// Run returns 320×320 values 0..1 that stretch over the whole picture; use
// Plane.Linear to bring them to its size. They are spread so that the least
// salient pixel is 0 and the most salient one 1.
func (n *Salient) Run(ctx context.Context, img *image.NRGBA) (*raster.Plane, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	p := resize(img, salientSize, salientSize, lanczos3)
	// The network was trained on pictures divided by their brightest value.
	var brightest float32 = 1e-6
	for _, v := range p.v {
		brightest = max(brightest, v)
	}
	var gain, offset [3]float32
	for c := range gain {
		gain[c] = 1 / (brightest * imageNetStd[c])
		offset[c] = -imageNetMean[c] / imageNetStd[c]
	}
	out, err := n.run(ctx, p.nchw(gain, offset), salientSize*salientSize)
	if err != nil {
		return nil, err
	}
	spread(out[0])
	return &raster.Plane{W: salientSize, H: salientSize, Pix: out[0]}, nil
}

// spread maps the least value to 0 and the largest to 1.
func spread(v []float32) {
	lo, hi := v[0], v[0]
	for _, x := range v {
		lo, hi = min(lo, x), max(hi, x)
	}
	k := 1 / (hi - lo + 1e-6)
	for i, x := range v {
		v[i] = (x - lo) * k
	}
}
