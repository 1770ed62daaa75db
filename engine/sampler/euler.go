package sampler

import "math"

// euler walks along the slope at each step.
type euler struct {
	plain
	sigmas []float64
}

func newEuler(n int, t Training) *euler {
	times := single(spread(float64(t.Count-1), 0, n))
	return &euler{plain{times}, t.sigmasAt(times)}
}

// Start as described by Sampler.
func (e *euler) Start() float64 { return e.sigmas[0] }

// Scale as described by Sampler: the network was trained on latents of size 1.
func (e *euler) Scale(i int) float64 {
	return 1 / math.Sqrt(float64(e.sigmas[i]*e.sigmas[i])+1)
}

// Step as described by Sampler.
func (e *euler) Step(i int, x, prediction, _ []float32) {
	combine(x, term{1, x}, term{e.sigmas[i+1] - e.sigmas[i], prediction})
}

// heun walks along the mean of the slopes at both ends of each step (Karras et
// al. 2022, algorithm 1), so that each step but the last needs two predictions.
// Even predictions are at the beginning of a step, odd ones at its end.
type heun struct {
	euler
	from, slope []float32 // latents and slope at the beginning of the step
}

func newHeun(n int, t Training) *heun {
	e := newEuler(n, t)
	h := &heun{euler: euler{plain{e.times[:1:1]}, e.sigmas[:1:1]}}
	for i := 1; i < n; i++ {
		h.times = append(h.times, e.times[i], e.times[i])
		h.sigmas = append(h.sigmas, e.sigmas[i], e.sigmas[i])
	}
	h.sigmas = append(h.sigmas, 0)
	return h
}

// Step as described by Sampler.
func (h *heun) Step(i int, x, prediction, _ []float32) {
	if i%2 == 0 {
		h.from, h.slope = append([]float32(nil), x...), append([]float32(nil), prediction...)
		combine(x, term{1, x}, term{h.sigmas[i+1] - h.sigmas[i], prediction})
		return
	}
	half := (h.sigmas[i] - h.sigmas[i-1]) / 2
	combine(x, term{1, h.from}, term{half, h.slope}, term{half, prediction})
}

// Memory as described by Sampler.
func (h *heun) Memory() [][]float32 { return [][]float32{h.from, h.slope} }

// Remember as described by Sampler.
func (h *heun) Remember(m [][]float32) { h.from, h.slope = m[0], m[1] }
