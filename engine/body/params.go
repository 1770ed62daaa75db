package body

import "math"

// Unknowns of the fit, in this order.
const (
	atTurn  = 0
	atPlace = 3 // across, up: shares of the distance; logarithm of the distance
	atSpine = 6
	atNeck  = 9
	atClav  = 12
	atLimbs = 16
	atForm  = atLimbs + 3*int(LimbCount)
	forms   = 10
	unknown = atForm + forms
)

// formOf are the changes of shape that the fit may make, and how far one
// standard deviation goes.
var formOf = [forms]struct {
	change func(*Shape, float64)
	sigma  float64
}{
	{func(s *Shape, k float64) { s.Weight = step01(s.Weight, k) }, 1},
	{func(s *Shape, k float64) { s.Muscle = step01(s.Muscle, k) }, 1},
	{func(s *Shape, k float64) { s.Sliders[HipWidth] += k }, .5},
	{func(s *Shape, k float64) { s.Sliders[TorsoWidth] += k }, .4},
	{func(s *Shape, k float64) { s.Sliders[ShoulderWidth] += k }, .4},
	{func(s *Shape, k float64) { s.Sliders[TorsoHeight] += k }, .35},
	{func(s *Shape, k float64) { s.Sliders[LegLength] += k }, .4},
	{func(s *Shape, k float64) { s.Sliders[ArmLength] += k }, .3},
	{func(s *Shape, k float64) { s.Sliders[HeadSize] += k }, .5},
	{func(s *Shape, k float64) { s.Sliders[NeckHeight] += k }, .4},
}

// buildStep is the change of weight and muscle that counts as one.
const buildStep = .2

// step01 moves a build by one step, away from the nearer end of its range.
func step01(x, k float64) float64 {
	if x > 1-buildStep {
		return x - k*buildStep
	}
	return x + k*buildStep
}

// vector holds the unknowns.
type vector [unknown]float64

func (q *vector) vec(at int) Vec { return Vec(q[at : at+3]) }

func (q *vector) setVec(at int, v Vec) { copy(q[at:at+3], v[:]) }

// pose reads the pose from the unknowns.
func (q *vector) pose(facing Mat) Pose {
	d := math.Exp(q[atPlace+2])
	p := Pose{
		Facing: facing, Turn: q.vec(atTurn), Spine: q.vec(atSpine), Neck: q.vec(atNeck),
		Place: Vec{q[atPlace] * d, q[atPlace+1] * d, -d},
		Clavicles: [2][2]float64{
			{q[atClav], q[atClav+1]}, {q[atClav+2], q[atClav+3]},
		},
	}
	for i := range p.Limbs {
		p.Limbs[i] = q.vec(atLimbs + 3*i)
	}
	return p
}

// rate is how one bone moves per unit of one unknown: angular velocity and
// velocity of its head, both in view space.
type rate struct{ Spin, Head Vec }

// rates are those of all bones and unknowns.
type rates [BoneCount][unknown]rate

// shapeRates are the derivatives of rest points by the changes of shape.
type shapeRates [PointCount][forms]Vec

// motion computes frames and their rates at q.
type motion struct {
	frames [BoneCount]Frame
	heads  [BoneCount]Vec // in view space
	rates  rates
}

// at fills m for rest points and their shape rates.
func (m *motion) at(model *Model, q *vector, facing Mat, points *[PointCount]Vec, shape *shapeRates) {
	p := q.pose(facing)
	m.frames = model.Frames(points, &p)
	for b := range m.heads {
		m.heads[b] = m.frames[b].At(points[b])
	}
	m.rates = rates{}
	m.rootRates(q, &p)
	for b := 1; b < BoneCount; b++ {
		m.inherit(b, model.Parent[b], shape)
		switch {
		case b <= BoneSpine3:
			m.bendRates(b, model.Parent[b], atSpine, p.Spine, 1./3)
		case b <= BoneHead:
			m.bendRates(b, model.Parent[b], atNeck, p.Neck, .5)
		case b == BoneLeftClavicle:
			m.clavicleRates(b, model.Parent[b], 0, p.Clavicles[0])
		case b == BoneRightClavicle:
			m.clavicleRates(b, model.Parent[b], 1, p.Clavicles[1])
		default:
			m.limbRates(b, model.Parent[b], q, points, shape)
		}
	}
}

// rootRates are those of turn and place.
func (m *motion) rootRates(q *vector, p *Pose) {
	j := leftJacobian(p.Turn)
	r := &m.rates[BoneRoot]
	for i := range 3 {
		r[atTurn+i].Spin = Vec{j[i], j[3+i], j[6+i]}
	}
	d := -p.Place[2]
	r[atPlace].Head = Vec{d, 0, 0}
	r[atPlace+1].Head = Vec{0, d, 0}
	r[atPlace+2].Head = p.Place
}

// inherit gives bone b the rates of its parent, as if it were stiff.
func (m *motion) inherit(b, up int, shape *shapeRates) {
	arm := m.heads[b].Sub(m.heads[up])
	for k := range unknown {
		r := m.rates[up][k]
		r.Head = r.Head.Add(r.Spin.Cross(arm))
		m.rates[b][k] = r
	}
	for k := range forms {
		d := shape[b][k].Sub(shape[up][k])
		h := &m.rates[b][atForm+k].Head
		*h = h.Add(m.frames[up].R.Times(d))
	}
}

// bendRates adds those of a rotation that several bones share.
func (m *motion) bendRates(b, up, at int, bend Vec, share float64) {
	j := m.frames[up].R.Compose(leftJacobian(bend.Mul(share)))
	for i := range 3 {
		s := &m.rates[b][at+i].Spin
		*s = s.Add(Vec{j[i], j[3+i], j[6+i]}.Mul(share))
	}
}

func (m *motion) clavicleRates(b, up, side int, a [2]float64) {
	raise, _ := clavicleTurn(side, a)
	s := clavicleSigns[side]
	k := atClav + 2*side
	r := m.frames[up].R
	x, y := &m.rates[b][k].Spin, &m.rates[b][k+1].Spin
	*x = x.Add(r.Times(Vec{0, 0, s}))
	*y = y.Add(r.Times(raise.Times(Vec{0, -s, 0})))
}

// limbRates are those of a bone that points along a direction: the parent's
// motion matters only through the shortest arc.
func (m *motion) limbRates(b, up int, q *vector, points *[PointCount]Vec, shape *shapeRates) {
	l := limbOf[b]
	tip := limbs[l].tip
	r := m.frames[up].R
	rest := points[tip].Sub(points[b])
	a := r.Times(rest).Unit()
	wanted := q.vec(atLimbs + 3*int(l))
	length := math.Max(wanted.Len(), 1e-12)
	d := wanted.Unit()
	turn := arc(a, d)
	for k := range unknown {
		spin := m.rates[up][k].Spin
		da := spin.Cross(a)
		if k >= atForm {
			v := r.Times(shape[tip][k-atForm].Sub(shape[b][k-atForm])).Mul(1 / rest.Len())
			da = da.Add(v.Sub(a.Mul(v.Dot(a))))
		}
		var dd Vec
		if c := k - atLimbs - 3*int(l); c >= 0 && c < 3 {
			var e Vec
			e[c] = 1 / length
			dd = e.Sub(d.Mul(d[c] / length))
		}
		if da == (Vec{}) && dd == (Vec{}) {
			m.rates[b][k].Spin = Vec{}
			continue
		}
		m.rates[b][k].Spin = arcRate(turn, a, d, da, dd).Add(turn.Times(spin))
	}
}

// velocity of a point x that bone b moves, by unknown k; dv and dhead are how
// its rest position and that of the bone's head move with the shape.
func (m *motion) velocity(b, k int, x, dv, dhead Vec) Vec {
	r := &m.rates[b][k]
	out := r.Head.Add(r.Spin.Cross(x.Sub(m.heads[b])))
	if k >= atForm {
		out = out.Add(m.frames[b].R.Times(dv.Sub(dhead)))
	}
	return out
}
