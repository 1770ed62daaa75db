package nets

import (
	"context"
	"image"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	poseSize = 256
	// The network gives 33 points and six auxiliary ones, of which the first two span
	// the next ROI.
	poseAll    = 39
	poseValues = 5
	poseCenter = 33
	poseTop    = 34
	poseRefine = 1 // further passes, each on the ROI that the last one saw
)

// PoseLandmark finds the 33 points of one person.
type PoseLandmark struct{ network }

// NewPoseLandmark loads the network.
func NewPoseLandmark(rt *ort.Runtime) (*PoseLandmark, error) {
	n, err := open(rt, networks.PoseLandmark, ort.SessionOptions{Threads: largeThreads})
	return &PoseLandmark{n}, err
}

// Run looks at the ROI, and once more at the ROI that follows from what it
// saw. A Pose of Score under 0.5 is nobody.
func (n *PoseLandmark) Run(ctx context.Context, img *image.NRGBA, r ROI) (*Pose, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	for pass := 0; ; pass++ {
		p, mask, next, err := n.pass(ctx, img, r)
		if err != nil {
			return nil, err
		}
		if pass < poseRefine && next.usable() {
			r = next
			continue
		}
		b := img.Bounds()
		p.Mask = paste(mask, poseSize, r.toPicture(poseSize), b.Dx(), b.Dy())
		return p, nil
	}
}

// pass runs the network once and returns the pose without its mask, the mask
// of the crop and the next ROI.
func (n *PoseLandmark) pass(ctx context.Context, img *image.NRGBA, r ROI) (*Pose, []float32, ROI, error) {
	out, err := n.run(ctx, cut(img, r, poseSize).nhwc(1./255, 0),
		poseAll*poseValues, 1, poseSize*poseSize, 64*64*poseAll, poseAll*3)
	if err != nil {
		return nil, nil, ROI{}, err
	}
	points, world, mask := out[0], out[4], out[2]
	t := r.toPicture(poseSize)
	at := func(i int) Point { return t.at(float64(points[i*poseValues]), float64(points[i*poseValues+1])) }
	p := &Pose{Score: float64(out[1][0]), ROI: r}
	for i := range p.Points {
		v := points[i*poseValues:]
		xy := at(i)
		p.Points[i] = Landmark{
			X: xy.X, Y: xy.Y, Z: float64(v[2]) * r.Size / poseSize,
			Visibility: sigmoid(float64(v[3])), Presence: sigmoid(float64(v[4])),
		}
		p.World[i] = r.upright(world[i*3:])
	}
	for i, v := range mask {
		mask[i] = float32(sigmoid(float64(v)))
	}
	return p, mask, roiFrom(at(poseCenter), at(poseTop)), nil
}

// upright turns a world point of the crop back into the picture's axes.
func (r ROI) upright(v []float32) [3]float64 {
	unit := ROI{Size: 1, Angle: r.Angle}
	t := unit.toPicture(1)
	x, y := float64(v[0]), float64(v[1])
	return [3]float64{t.a*x + t.b*y, t.d*x + t.e*y, float64(v[2])}
}
