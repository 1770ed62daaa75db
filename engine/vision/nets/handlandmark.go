package nets

import (
	"context"
	"image"
	"math"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	handSize     = 224
	handPresence = 0.5
	// From the distance wrist to knuckles to the side of the crop, and how far
	// the crop moves toward the fingers, as in MediaPipe's holistic graph.
	handFromPose = 2 * 2.7
	handShift    = 0.1
	// From the box of the knuckles to the side of the second crop.
	handFromPoints = 2.0
	// A hand of fewer pixels shows no fingers.
	handSmallest = 12
)

// HandLandmark finds the 21 points of one hand.
type HandLandmark struct{ network }

// NewHandLandmark loads the network.
func NewHandLandmark(rt *ort.Runtime) (*HandLandmark, error) {
	n, err := open(rt, networks.HandLandmark, ort.SessionOptions{})
	return &HandLandmark{n}, err
}

// Run looks at the ROI and, when a hand is there, once more at the ROI that
// follows from its points. A hand of Presence under 0.5 is none.
func (n *HandLandmark) Run(ctx context.Context, img *image.NRGBA, r ROI) (*Hand, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	first, err := n.pass(ctx, img, r)
	if err != nil || first.Presence < handPresence {
		return first, err
	}
	next := first.roi()
	if !next.usable() {
		return first, nil
	}
	second, err := n.pass(ctx, img, next)
	if err != nil {
		return nil, err
	}
	if second.Presence < first.Presence*0.8 {
		return first, nil
	}
	return second, nil
}

func (n *HandLandmark) pass(ctx context.Context, img *image.NRGBA, r ROI) (*Hand, error) {
	out, err := n.run(ctx, cut(img, r, handSize).nhwc(1./255, 0), 3*HandPoints, 1, 1)
	if err != nil {
		return nil, err
	}
	t := r.toPicture(handSize)
	h := &Hand{Presence: float64(out[1][0]), Right: float64(out[2][0]), ROI: r}
	for i := range h.Points {
		v := out[0][3*i:]
		h.Points[i] = t.at(float64(v[0]), float64(v[1]))
		h.Z[i] = float64(v[2]) * r.Size / handSize
	}
	return h, nil
}

// roi is the square round the wrist and the knuckles, turned so that the
// fingers point up (MediaPipe's HandLandmarksToRect).
func (h *Hand) roi() ROI {
	wrist := h.Points[0]
	middle := h.Points[5].Add(h.Points[13]).Mul(0.5).Add(h.Points[9]).Mul(0.5)
	angle := math.Pi/2 - math.Atan2(-(middle.Y-wrist.Y), middle.X-wrist.X)
	frame := ROI{Size: 1, Angle: -angle}.toPicture(1)
	b := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, i := range []int{0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18} {
		p := frame.at(h.Points[i].X, h.Points[i].Y)
		b.X0, b.Y0 = math.Min(b.X0, p.X), math.Min(b.Y0, p.Y)
		b.X1, b.Y1 = math.Max(b.X1, p.X), math.Max(b.Y1, p.Y)
	}
	center := b.Center()
	center.Y -= handShift * b.H()
	back := frame.inverse()
	return ROI{
		Center: back.at(center.X, center.Y),
		Size:   handFromPoints * math.Max(b.W(), b.H()), Angle: angle,
	}
}

// HandROI is where a pose has a hand; left is the person's left. ok is false
// where the pose sees none.
func (p *Pose) HandROI(left bool) (r ROI, ok bool) {
	wrist, index, pinky := p.Points[RightWrist], p.Points[RightIndex], p.Points[RightPinky]
	if left {
		wrist, index, pinky = p.Points[LeftWrist], p.Points[LeftIndex], p.Points[LeftPinky]
	}
	middle := index.At().Mul(2).Add(pinky.At()).Mul(1. / 3)
	d := middle.Sub(wrist.At())
	size := d.Len() * handFromPose
	r = ROI{
		Center: middle.Add(d.Unit().Mul(handShift * size)),
		Size:   size, Angle: upTo(d),
	}
	seen := math.Max(wrist.Visibility, index.Visibility) > 0.3
	return r, seen && d.Len() >= handSmallest/2 && r.usable()
}
