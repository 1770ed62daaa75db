package body

import "math"

// Levenberg-Marquardt: how strongly steps are damped at first, and how damping
// follows success and failure.
const (
	dampFirst, dampLess, dampMore, dampMost = 1e-3, .2, 4., 1e6
	// settled is the relative gain below which nothing is left to gain.
	settled = 1e-4
)

// solve improves q by at most n steps.
func (p *problem) solve(q vector, n int) vector {
	s, next := &system{}, &system{}
	p.linear(&q, s)
	damp := dampFirst
	for range n {
		step, ok := s.step(damp)
		if !ok {
			damp *= dampMore
			continue
		}
		trial := q
		for i := range trial {
			trial[i] -= step[i]
		}
		c := p.cost(&trial)
		if !(c < s.cost) { // also when it is not a number
			if damp *= dampMore; damp > dampMost {
				return q
			}
			continue
		}
		gain := s.cost - c
		q = trial
		if gain < settled*s.cost {
			return q
		}
		damp *= dampLess
		p.linear(&q, next)
		s, next = next, s
	}
	return q
}

// step solves (matrix + damp·diagonal) step = gradient by Cholesky's method;
// false when rounding made the matrix indefinite.
func (s *system) step(damp float64) (vector, bool) {
	var l [unknown][unknown]float64
	for i := range unknown {
		for j := range i + 1 {
			v := s.matrix[i][j]
			if i == j {
				v *= 1 + damp
			}
			a, b := l[i][:j], l[j][:j]
			for k := range a {
				v -= a[k] * b[k]
			}
			if i != j {
				l[i][j] = v / l[j][j]
				continue
			}
			if !(v > 0) {
				return vector{}, false
			}
			l[i][i] = math.Sqrt(v)
		}
	}
	x := s.gradient
	for i := range unknown {
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := unknown - 1; i >= 0; i-- {
		for k := i + 1; k < unknown; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x, true
}
