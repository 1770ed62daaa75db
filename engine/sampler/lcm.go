package sampler

import "math"

// lcmSteps is the number of steps of the teacher that latent consistency models
// were distilled from; the walk uses some of them.
const lcmSteps = 50

// The boundary conditions of latent consistency models (Luo et al. 2023).
const (
	lcmSigma     = 0.5
	lcmTimeScale = 10
)

// lcm jumps to a guess of the picture at each step and adds noise again for the
// next.
type lcm struct {
	plain
	alphas []float64
}

func newLCM(n int, t Training) *lcm {
	ratio := t.Count / lcmSteps
	times := make([]float64, n)
	for i := range times {
		k := int(math.Floor(float64(i) * lcmSteps / float64(n)))
		times[i] = float64((lcmSteps-k)*ratio - 1)
	}
	return &lcm{plain{times}, t.alphas()}
}

// NeedsNoise tells whether Step i adds noise: all but the last do.
func (l *lcm) NeedsNoise(i int) bool { return i+1 < len(l.times) }

// Step as described by Sampler.
func (l *lcm) Step(i int, x, prediction, noise []float32) {
	time := l.times[i]
	now := alphaAt(l.alphas, int(time))
	scaled := time * lcmTimeScale
	down := float64(scaled*scaled) + lcmSigma*lcmSigma
	keep, jump := lcmSigma*lcmSigma/down, scaled/math.Sqrt(down)
	onX := keep + jump/math.Sqrt(now)
	onPrediction := -jump * math.Sqrt(1-now) / math.Sqrt(now)
	if !l.NeedsNoise(i) {
		combine(x, term{onX, x}, term{onPrediction, prediction})
		return
	}
	next := alphaAt(l.alphas, int(l.times[i+1]))
	root := math.Sqrt(next)
	combine(x, term{root * onX, x}, term{root * onPrediction, prediction}, term{math.Sqrt(1 - next), noise})
}
