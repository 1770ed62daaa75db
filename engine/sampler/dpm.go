package sampler

import "math"

// level is a place of the walk in the terms of the solvers: alpha and sigma are
// the parts of picture and noise, lambda the logarithm of their ratio.
type level struct{ alpha, sigma, lambda float64 }

// levels converts sigmas of noise against the picture.
func levels(sigmas []float64) []level {
	out := make([]level, len(sigmas))
	for i, s := range sigmas {
		a := 1 / math.Sqrt(float64(s*s)+1)
		out[i] = level{a, s * a, math.Log(a) - math.Log(s*a)}
	}
	return out
}

// guess is the picture that a prediction of the noise in x means.
func (l level) guess(x, prediction []float32) []float32 {
	return sum(term{1 / l.alpha, x}, term{-l.sigma / l.alpha, prediction})
}

// dpm is DPM-Solver++ of second order with two points (Lu et al. 2022,
// algorithm 2), the first and the last step of first order.
type dpm struct {
	plain
	levels []level
	before []float32 // the picture guessed one step before
}

func newDPM(n int, t Training, karras bool) *dpm {
	times := t.rounded(n)
	sigmas := t.sigmasAt(times)
	if karras {
		times, sigmas = t.karras(n)
	}
	return &dpm{plain: plain{times}, levels: levels(sigmas)}
}

// Step as described by Sampler.
func (d *dpm) Step(i int, x, prediction, _ []float32) {
	now, next := d.levels[i], d.levels[i+1]
	guess := now.guess(x, prediction)
	h := next.lambda - now.lambda
	grow := -next.alpha * math.Expm1(-h)
	sum := []term{{next.sigma / now.sigma, x}, {grow, guess}}
	if i > 0 && i+1 < len(d.times) {
		r := (now.lambda - d.levels[i-1].lambda) / h
		sum[1].factor += grow / (2 * r)
		sum = append(sum, term{-grow / (2 * r), d.before})
	}
	combine(x, sum...)
	d.before = guess
}

// Memory as described by Sampler.
func (d *dpm) Memory() [][]float32 { return [][]float32{d.before} }

// Remember as described by Sampler.
func (d *dpm) Remember(m [][]float32) { d.before = m[0] }
