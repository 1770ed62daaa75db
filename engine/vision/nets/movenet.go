package nets

import (
	"context"
	"image"
	"math"

	"lookbook/assets/networks"
	"lookbook/engine/internal/ort"
)

const (
	moveSize = 256
	// The crop is this much larger than the person, as in the network's own
	// tracking example.
	moveMargin = 1.25
	// A point under this score is a guess and says nothing about agreement.
	moveSeen = 0.3
	// Points agree within this part of the shoulder width.
	agreeWithin = 0.25
)

// MoveNet gives a second opinion on the skeleton of one person.
type MoveNet struct{ network }

// NewMoveNet loads the network.
func NewMoveNet(rt *ort.Runtime) (*MoveNet, error) {
	n, err := open(rt, networks.MoveNet, ort.SessionOptions{})
	return &MoveNet{n}, err
}

// Run looks at the square round the given box. The network answers for one
// person only; where others stand beside the box, their boxes are blotted out.
func (n *MoveNet) Run(ctx context.Context, img *image.NRGBA, around Box, others ...Box) (*SecondPose, error) {
	if err := checkPicture(img); err != nil {
		return nil, err
	}
	r := ROI{Center: around.Center(), Size: math.Max(around.W(), around.H()) * moveMargin}
	if !r.usable() {
		return nil, badOutput("the box to look at is not a box")
	}
	crop := cut(img, r, moveSize)
	for _, o := range others {
		crop.blot(r.inCrop(o, moveSize), r.inCrop(around, moveSize))
	}
	in := ort.Tensor{Shape: []int64{1, moveSize, moveSize, 3}, I32: make([]int32, len(crop.v))}
	for i, v := range crop.v {
		in.I32[i] = int32(v + 0.5)
	}
	out, err := n.run(ctx, in, 3*MovePoints)
	if err != nil {
		return nil, err
	}
	t := r.toPicture(moveSize)
	var p SecondPose
	for i := range p.Points {
		v := out[0][3*i:]
		at := t.at(float64(v[1])*moveSize, float64(v[0])*moveSize)
		p.Points[i] = KeyPoint{at.X, at.Y, float64(v[2])}
	}
	return &p, nil
}

// inCrop leads a box of the picture into the crop of an upright ROI.
func (r ROI) inCrop(b Box, n int) Box {
	t := r.toPicture(n).inverse()
	lo, hi := t.at(b.X0, b.Y0), t.at(b.X1, b.Y1)
	return Box{lo.X, lo.Y, hi.X, hi.Y}
}

// blot paints the pixels inside one box and outside another in middle gray.
func (p pixels) blot(inside, outside Box) {
	for y := range p.h {
		for x := range p.w {
			at := Point{X: float64(x) + 0.5, Y: float64(y) + 0.5}
			if inside.Has(at) && !outside.Has(at) {
				i := 3 * (p.w*y + x)
				p.v[i], p.v[i+1], p.v[i+2] = 128, 128, 128
			}
		}
	}
}

// movePartner is the point of a Pose that belongs to a point of a SecondPose,
// from the shoulders on.
var movePartner = map[int]int{
	MoveLeftShoulder: LeftShoulder, MoveRightShoulder: RightShoulder,
	MoveLeftElbow: LeftElbow, MoveRightElbow: RightElbow, MoveLeftWrist: LeftWrist, MoveRightWrist: RightWrist,
	MoveLeftHip: LeftHip, MoveRightHip: RightHip, MoveLeftKnee: LeftKnee, MoveRightKnee: RightKnee,
	MoveLeftAnkle: LeftAnkle, MoveRightAnkle: RightAnkle,
}

// Agreement returns the share of the body points that MoveNet is sure of which
// lie within a quarter of the shoulder width (or of what the torso's length
// makes it) of the Pose's points. Under 0.6 one of the two is wrong. With
// nothing to compare it is 0.
func Agreement(p *Pose, m *SecondPose) float64 {
	limit := agreeWithin * bodyUnit(p, m)
	var seen, near int
	for i, j := range movePartner {
		k := m.Points[i]
		if k.Score < moveSeen {
			continue
		}
		seen++
		if math.Hypot(k.X-p.Points[j].X, k.Y-p.Points[j].Y) <= limit {
			near++
		}
	}
	if seen == 0 {
		return 0
	}
	return float64(near) / float64(seen)
}

// bodyUnit is the larger of the two skeletons' shoulder widths, a narrow one
// (seen from the side) being replaced by 0.62 of the torso: folded skeletons
// are small in one of the two.
func bodyUnit(p *Pose, m *SecondPose) float64 {
	at := func(i int) Point { return p.Points[i].At() }
	mv := func(i int) Point { return Point{X: m.Points[i].X, Y: m.Points[i].Y} }
	return math.Max(
		unitOf(at(LeftShoulder), at(RightShoulder), at(LeftHip), at(RightHip)),
		unitOf(mv(MoveLeftShoulder), mv(MoveRightShoulder), mv(MoveLeftHip), mv(MoveRightHip)),
	)
}

func unitOf(ls, rs, lh, rh Point) float64 {
	torso := ls.Add(rs).Sub(lh).Sub(rh).Len() / 2
	return math.Max(ls.Sub(rs).Len(), 0.62*torso)
}
