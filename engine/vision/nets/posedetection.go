package nets

import (
	"cmp"
	"context"
	"image"
	"slices"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	detectionSize    = 224
	detectionAnchors = 2254
	detectionValues  = 12
	// Scores under this are nobody: of 70 real photos 69 were above it.
	detectionThreshold = 0.5
	// Boxes hold heads, and two heads that overlap more are the same one.
	detectionOverlap = 0.3
)

// PoseDetection finds people.
type PoseDetection struct {
	network
	anchors []Point // 0..1
}

// NewPoseDetection loads the network.
func NewPoseDetection(rt *ort.Runtime) (*PoseDetection, error) {
	n, err := open(rt, networks.PoseDetection, ort.SessionOptions{})
	if err != nil {
		return nil, err
	}
	return &PoseDetection{n, detectionGrid()}, nil
}

// detectionGrid lists the anchor centers in the network's order: two per cell
// on the grids of stride 8 and 16, six on that of stride 32.
func detectionGrid() []Point {
	var a []Point
	for _, g := range []struct{ cells, each int }{{28, 2}, {14, 2}, {7, 6}} {
		for y := range g.cells {
			for x := range g.cells {
				p := Point{X: (float64(x) + 0.5) / float64(g.cells), Y: (float64(y) + 0.5) / float64(g.cells)}
				for range g.each {
					a = append(a, p)
				}
			}
		}
	}
	return a
}

// Run returns everybody in the picture, the largest first; nobody gives an
// empty list.
func (d *PoseDetection) Run(ctx context.Context, img *image.NRGBA) ([]Detection, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	l := fitSquare(img, detectionSize, 0)
	out, err := d.run(ctx, l.nhwc(1/127.5, -1), detectionAnchors*detectionValues, detectionAnchors)
	if err != nil {
		return nil, err
	}
	var found []Detection
	for i, a := range d.anchors {
		score := sigmoid(float64(out[1][i]))
		if score >= detectionThreshold {
			found = append(found, l.detection(score, a, out[0][i*detectionValues:]))
		}
	}
	slices.SortStableFunc(found, func(a, b Detection) int { return cmp.Compare(b.Score, a.Score) })
	found = suppress(found, func(d Detection) Box { return d.Box }, detectionOverlap)
	found = slices.DeleteFunc(found, func(d Detection) bool { return !d.ROI().usable() })
	slices.SortStableFunc(found, func(a, b Detection) int { return cmp.Compare(b.ROI().Size, a.ROI().Size) })
	return found, nil
}

// detection decodes center, size and the first two of four points.
func (l letterbox) detection(score float64, anchor Point, v []float32) Detection {
	at := func(i int) Point {
		return l.back(float64(v[i])+anchor.X*detectionSize, float64(v[i+1])+anchor.Y*detectionSize)
	}
	return Detection{
		Score: score,
		Box:   boxAround(at(0), float64(v[2])/l.scale, float64(v[3])/l.scale),
		Hips:  at(4), Reach: at(6),
	}
}

func boxAround(c Point, w, h float64) Box { return Box{c.X - w/2, c.Y - h/2, c.X + w/2, c.Y + h/2} }
