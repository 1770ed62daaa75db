package field

import (
	"math"

	"lookbook/engine/body"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// armFields says, for each working pixel, where it lies on the nearer arm.
type armFields struct {
	// dist is the distance to the arm's axis over its radius (below 1 inside,
	// 9 far away), along the place on it (0 shoulder, 1 wrist, 1.35 finger
	// tips), across the signed distance over the radius (positive to image
	// right of a hanging arm), side 0 none, 1 left, 2 right.
	dist, along, across *raster.Plane
	side                []uint8
}

// armReach is how far from the axis, in radii, arm fields are needed.
const armReach = 2.2

// newArmFields draws both arms as three capsules each; radii in Ref are those
// of bare arms in the trials (shoulder .14, elbow .095, wrist .062, hand .10).
func newArmFields(p *vision.Person) *armFields {
	f := &armFields{
		dist: raster.NewPlane(p.W, p.H), along: raster.NewPlane(p.W, p.H),
		across: raster.NewPlane(p.W, p.H), side: make([]uint8, p.W*p.H),
	}
	for i := range f.dist.Pix {
		f.dist.Pix[i] = 9
	}
	r := p.Ref
	for side := range p.Side {
		l := &p.Side[side]
		s, e, w := l.Shoulder.Pt, l.Elbow.Pt, l.Wrist.Pt
		l1, l2 := e.Sub(s).Len(), w.Sub(e).Len()
		k := l1 / (l1 + l2 + 1e-3)
		hand := w.Add(l.Index.Sub(w).Mul(1.3))
		f.draw(raster.Capsule{A: s, B: e, RA: .14 * r, RB: .095 * r}, 0, k, side)
		f.draw(raster.Capsule{A: e, B: w, RA: .095 * r, RB: .062 * r}, k, 1, side)
		f.draw(raster.Capsule{A: w, B: hand, RA: .075 * r, RB: .10 * r}, 1, 1.35, side)
	}
	return f
}

func (f *armFields) draw(c raster.Capsule, t0, t1 float64, side int) {
	w := f.dist.W
	b := c.Bounds(w, f.dist.H, armReach)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			d, t, across := c.At(float64(x), float64(y))
			i := y*w + x
			if float32(d) >= f.dist.Pix[i] {
				continue
			}
			f.dist.Pix[i] = float32(d)
			f.along.Pix[i] = float32(t0 + (t1-t0)*t)
			f.across.Pix[i] = float32(across)
			f.side[i] = uint8(side + 1)
		}
	}
}

// follow takes from drawn arms which of their bones is seen, where two lie one
// over the other.
func (f *armFields) follow(p *vision.Person, sheets *[sheetCount]*sheet, nearest []uint8) {
	for side := range p.Side {
		s := sheets[leftArmSheet+side]
		if s == nil || s.part == nil {
			continue
		}
		l := &p.Side[side]
		l1, l2 := l.Elbow.Sub(l.Shoulder.Pt).Len(), l.Wrist.Sub(l.Elbow.Pt).Len()
		k := l1 / (l1 + l2 + 1e-3)
		hand := l.Wrist.Add(l.Index.Sub(l.Wrist.Pt).Mul(1.3))
		for j, part := range s.part {
			i := (s.box.Min.Y+j/s.cover.W)*p.W + s.box.Min.X + j%s.cover.W
			if part == body.NoPart || int(nearest[i]) != leftArmSheet+side+1 {
				continue
			}
			q := raster.Pt{X: float64(i % p.W), Y: float64(i / p.W)}
			switch part {
			case body.LeftUpperArm, body.RightUpperArm:
				f.along.Pix[i] = float32(k * share(q, l.Shoulder.Pt, l.Elbow.Pt))
			case body.LeftForearm, body.RightForearm:
				f.along.Pix[i] = float32(k + (1-k)*share(q, l.Elbow.Pt, l.Wrist.Pt))
			default:
				f.along.Pix[i] = float32(1 + .35*share(q, l.Wrist.Pt, hand))
			}
			f.side[i] = uint8(side + 1)
			f.dist.Pix[i] = min(f.dist.Pix[i], 1)
		}
	}
}

// share is how far along a line the foot of q lies, 0..1.
func share(q, a, b raster.Pt) float64 {
	d := b.Sub(a)
	return raster.Clip(q.Sub(a).Dot(d)/math.Max(1, d.Dot(d)), 0, 1)
}

// covered is the share of the arm under a sleeve at pixel i.
func (f *armFields) covered(i int, arm [2]float64) float32 {
	switch f.side[i] {
	case 1:
		return float32(arm[0])
	case 2:
		return float32(arm[1])
	}
	return 0
}

// legFields is the same for the legs: distance over radius and place across.
func newLegFields(p *vision.Person) (dist, across *raster.Plane) {
	dist, across = raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)
	for i := range dist.Pix {
		dist.Pix[i] = 9
	}
	r := p.Ref
	for side := range p.Side {
		l := &p.Side[side]
		calf := l.Knee.Lerp(l.Ankle.Pt, .3)
		for _, c := range []raster.Capsule{
			{A: l.Hip.Add(p.Axis.Mul(.1 * r)), B: l.Knee.Pt, RA: .22 * r, RB: .125 * r},
			{A: l.Knee.Pt, B: calf, RA: .12 * r, RB: .13 * r},
			{A: calf, B: l.Ankle.Pt, RA: .13 * r, RB: .078 * r},
		} {
			b := c.Bounds(p.W, p.H, armReach)
			for y := b.Min.Y; y < b.Max.Y; y++ {
				for x := b.Min.X; x < b.Max.X; x++ {
					d, _, a := c.At(float64(x), float64(y))
					if i := y*p.W + x; float32(d) < dist.Pix[i] {
						dist.Pix[i], across.Pix[i] = float32(d), float32(a)
					}
				}
			}
		}
	}
	return dist, across
}

// feet is the mask of feet and shoes: shoes where the parse map shows them,
// else what is near the foot bones or below the ankle.
func feet(p *vision.Person, at *axes) *raster.Mask {
	if p.Shoes != nil {
		if m := p.Shoes.Above(.3); float64(m.Count()) > .02*p.Ref*p.Ref {
			return m.Dilate(1)
		}
	}
	m := raster.NewMask(p.W, p.H)
	r := .15 * p.Ref
	for side := range p.Side {
		l := &p.Side[side]
		if l.Ankle.Visibility < 0.3 {
			continue
		}
		a := l.Ankle.Add(p.Axis.Mul(.05 * p.Ref))
		for _, c := range []raster.Capsule{
			{A: a, B: l.Foot.Pt, RA: r, RB: r}, {A: l.Heel.Pt, B: l.Foot.Pt, RA: r, RB: r}, {A: a, B: l.Heel.Pt, RA: r, RB: r},
		} {
			m.FillCapsule(c)
		}
	}
	va, vb := p.Depth(p.Side[0].Ankle.Pt), p.Depth(p.Side[1].Ankle.Pt)
	la, lb := p.Lateral(p.Side[0].Ankle.Pt), p.Lateral(p.Side[1].Ankle.Pt)
	for i := range m.Pix {
		l := float64(at.lat.Pix[i])
		v := va
		if math.Abs(l-lb) <= math.Abs(l-la) {
			v = vb
		}
		h := float64(at.v.Pix[i])
		if h > v {
			m.Pix[i] = 1
		}
		if h <= v-.05 {
			m.Pix[i] = 0
		}
	}
	return m
}

// axes holds, per working pixel, the height v along the torso (0 shoulders,
// 1 hips) and the distance lat from its axis in pixels to image right.
type axes struct{ v, lat *raster.Plane }

func newAxes(p *vision.Person) *axes {
	a := &axes{raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)}
	for y := range p.H {
		for x := range p.W {
			q := raster.Pt{X: float64(x), Y: float64(y)}
			a.v.Pix[y*p.W+x] = float32(p.Depth(q))
			a.lat.Pix[y*p.W+x] = float32(p.Lateral(q))
		}
	}
	return a
}
