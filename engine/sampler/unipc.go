package sampler

import "math"

// unipc is UniPC of second order (Zhao et al. 2023, variant B2): each new
// prediction first corrects the step that led to it, then predicts the next.
type unipc struct {
	plain
	levels []level
	// before and last are the pictures guessed two steps and one step before,
	// from the latents where the last step began.
	before, last, from []float32
}

func newUniPC(n int, t Training) *unipc {
	times := t.rounded(n)
	return &unipc{plain: plain{times}, levels: levels(t.sigmasAt(times))}
}

// order of the step from i: the first and the last are of first order.
func (u *unipc) order(i int) int { return min(2, len(u.times)-i, i+1) }

// Step as described by Sampler.
func (u *unipc) Step(i int, x, prediction, _ []float32) {
	guess := u.levels[i].guess(x, prediction)
	if i > 0 {
		u.correct(i, x, guess)
	}
	u.before, u.last, u.from = u.last, guess, append([]float32(nil), x...)
	u.predict(i, x)
}

// predict walks from level i to the next.
func (u *unipc) predict(i int, x []float32) {
	now, next := u.levels[i], u.levels[i+1]
	h := next.lambda - now.lambda
	grow := -next.alpha * math.Expm1(-h)
	sum := []term{{next.sigma / now.sigma, x}, {grow, u.last}}
	if u.order(i) == 2 {
		r := (u.levels[i-1].lambda - now.lambda) / h
		sum[1].factor -= grow * 0.5 / r
		sum = append(sum, term{grow * 0.5 / r, u.before})
	}
	combine(x, sum...)
}

// correct walks the step that led to level i again, now that its end is known.
func (u *unipc) correct(i int, x, guess []float32) {
	now, next := u.levels[i-1], u.levels[i]
	h := next.lambda - now.lambda
	grow := -next.alpha * math.Expm1(-h)
	end := 0.5
	sum := []term{{next.sigma / now.sigma, u.from}, {grow, u.last}}
	if u.order(i-1) == 2 {
		r := (u.levels[i-2].lambda - now.lambda) / h
		var old float64
		old, end = solve(r, -h)
		sum[1].factor -= grow * old / r
		sum = append(sum, term{grow * old / r, u.before})
	}
	sum[1].factor -= grow * end
	combine(x, append(sum, term{grow * end, guess})...)
}

// solve returns the weights of the older difference and of the newest one: the
// system of two equations of the paper, with its functions phi.
func solve(r, hh float64) (older, newest float64) {
	phi := math.Expm1(hh)
	second := phi/hh - 1
	b1 := second / phi
	b2 := (second/hh - 0.5) * 2 / phi
	newest = (b2 - r*b1) / (1 - r)
	return b1 - newest, newest
}

// Memory as described by Sampler.
func (u *unipc) Memory() [][]float32 { return [][]float32{u.before, u.last, u.from} }

// Remember as described by Sampler.
func (u *unipc) Remember(m [][]float32) { u.before, u.last, u.from = m[0], m[1], m[2] }
