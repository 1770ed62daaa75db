package body

import (
	"errors"
	"math"
)

// Version of the fit; it rises whenever the same evidence gives another body.
const Version = 1

// ErrUnseen says that too little of a person was seen to fit a body.
var ErrUnseen = errors.New("too little of the person is seen to fit a body")

// Standard deviations of the priors, radians or shares. Yaw, pitch and depth of
// limbs are what the world landmarks of generated people leave; the trunk is
// seldom twisted; the others are those of the trials.
const (
	pitchSigma, yawSigma, rollSigma          = .1, .12, .35
	spineSigma, twistSigma                   = .25, .1
	neckSigma, clavicleSigma                 = .35, .12
	upperLimbSigma, lowerLimbSigma, endSigma = .25, .30, .5
	// depthShare is how much more firmly the depth of a limb is held.
	depthShare = .6
	// placeSigma leaves the place free; it only keeps the system regular.
	placeSigma = 100
)

// Steps of the fit: first on landmarks alone, then in rounds, each with the
// outline chosen anew.
const (
	firstSteps, rounds, roundSteps = 12, 3, 6
	// outlineStep takes every fourth vertex, facing is the largest cosine
	// between normal and line of sight on the outline, and fewest the smallest
	// number of vertices that makes an outline.
	outlineStep, grazing, fewest = 4, .3, 20
)

// Fit finds the body that explains what was seen. It returns ErrUnseen when
// the trunk cannot be placed. The evidence is not changed; about 100 ms.
func (m *Model) Fit(evidence Evidence) (*Fitted, error) {
	e := &evidence
	e.clean()
	e.unbias()
	p, q, err := m.pose(e)
	if err != nil {
		return nil, err
	}
	q = p.solve(q, firstSteps)
	if p.border = newBorder(e.Mask); p.border != nil {
		rest := m.restOf(m.form(e.Who))
		p.outline = p.outlinePoints(rest)
		for range rounds {
			if p.chooseContour(&q, rest); len(p.contour) < fewest {
				break
			}
			q = p.solve(q, roundSteps)
		}
	}
	return p.fitted(&q), nil
}

// pose prepares the problem and its first guess.
func (m *Model) pose(e *Evidence) (*problem, vector, error) {
	p := &problem{m: m, e: e, cam: NewCamera(e.W, e.H), unit: e.unit()}
	if e.W < 8 || e.H < 8 || !(p.unit > .01*float64(e.H)) {
		return nil, vector{}, ErrUnseen
	}
	f := m.form(e.Who)
	points := make([]int, PointCount)
	for i := range points {
		points[i] = m.Vertices + i
	}
	at, rates := m.some(f, m.changes(e.Who, f), points)
	copy(p.points[:], at)
	copy(p.shape[:], rates)
	p.trunk = trunkLength(&p.points)
	p.priors()
	p.facing = p.firstFacing()
	q := p.firstGuess()
	if !p.place(&q) {
		return nil, vector{}, ErrUnseen
	}
	return p, q, nil
}

// changes are the forms by which the fit may change a shape.
func (m *Model) changes(s Shape, f form) (out [forms]form) {
	for k := range out {
		moved := s
		formOf[k].change(&moved, 1)
		out[k] = m.form(moved)
		sign := 1.
		if moved.Weight < s.Weight || moved.Muscle < s.Muscle {
			sign = -1
		}
		for i := range out[k] {
			out[k][i] = sign * (out[k][i] - f[i])
		}
	}
	return out
}

// some computes single vertices or points of a form, and how changes move them.
func (m *Model) some(f form, changes [forms]form, which []int) ([]Vec, [][forms]Vec) {
	at, rates := make([]Vec, len(which)), make([][forms]Vec, len(which))
	for n, i := range which {
		for c := range 3 {
			at[n][c] = float64(m.base[3*i+c])
		}
	}
	for k := range m.rank {
		row := m.directions[k*len(m.base):]
		for n, i := range which {
			d := Vec{float64(row[3*i]), float64(row[3*i+1]), float64(row[3*i+2])}.Mul(float64(m.step))
			at[n] = at[n].Add(d.Mul(f[k]))
			for j := range forms {
				if c := changes[j][k]; c != 0 {
					rates[n][j] = rates[n][j].Add(d.Mul(c))
				}
			}
		}
	}
	return at, rates
}

// priors sets the standard deviations.
func (p *problem) priors() {
	set := func(at, n int, sigma float64) {
		for i := range n {
			p.sigma[at+i] = sigma
		}
	}
	p.sigma.setVec(atTurn, Vec{pitchSigma, yawSigma, rollSigma})
	set(atPlace, 3, placeSigma)
	p.sigma.setVec(atSpine, Vec{spineSigma, twistSigma, spineSigma})
	set(atNeck, 3, neckSigma)
	set(atClav, 4, clavicleSigma)
	for l := range LimbCount {
		sigma := [3]float64{upperLimbSigma, lowerLimbSigma, endSigma}[l%3]
		set(atLimbs+3*int(l), 3, sigma)
		p.sigma[atLimbs+3*int(l)+2] *= depthShare
	}
	for k, f := range formOf {
		p.sigma[atForm+k] = f.sigma
	}
}

// fitted builds the answer.
func (p *problem) fitted(q *vector) *Fitted {
	f := p.m.form(p.e.Who)
	for k, c := range p.m.changes(p.e.Who, f) {
		for i := range f {
			f[i] += q[atForm+k] * c[i]
		}
	}
	k := Found{W: p.e.W, H: p.e.H, Form: f, Pose: q.pose(p.facing), Unit: p.unit}
	out := p.m.build(k)
	out.Error, out.Joints = p.jointError(out)
	if p.border != nil {
		out.Outside = out.outside(p.e.Mask)
	}
	return out
}

// seenWell is the visibility from which a joint counts.
const seenWell = .6

// jointError is the median distance of the joints seen well, and their number.
func (p *problem) jointError(out *Fitted) (float64, int) {
	f, rest := out.Figure, out.Rest
	var d []float64
	for _, a := range anchors[:joints] {
		s := p.e.Points[a.landmark]
		if s.Visibility < seenWell || !p.e.inside(a.landmark) {
			continue
		}
		x, y, _ := p.cam.Project(f.Frames[p.m.PointBone[a.point]].At(p.e.mark(&a, &rest.Points, p.trunk)))
		d = append(d, math.Hypot(x-s.X, y-s.Y))
	}
	return median(d), len(d)
}
