package sampler

import "math"

// ddim is the method of Song et al. (2020): guess the picture, go to the next
// level in a straight line, with Eta of the noise drawn anew.
type ddim struct {
	plain
	alphas []float64
	ratio  int
	eta    float64
}

func newDDIM(n int, t Training) *ddim {
	return &ddim{plain{t.leading(n)}, t.alphas(), t.Count / n, t.Eta}
}

// alphaAt is the alpha of a time; beyond either end it stays there.
func alphaAt(alphas []float64, time int) float64 { return alphas[min(max(time, 0), len(alphas)-1)] }

// NeedsNoise tells whether Step i adds noise.
func (d *ddim) NeedsNoise(int) bool { return d.eta > 0 }

// Step as described by Sampler.
func (d *ddim) Step(i int, x, prediction, noise []float32) {
	time := int(d.times[i])
	now, next := alphaAt(d.alphas, time), alphaAt(d.alphas, time-d.ratio)
	// The picture that is guessed is (x - sqrt(1-now)·prediction) / sqrt(now).
	variance := (1 - next) / (1 - now) * (1 - now/next)
	fresh := d.eta * math.Sqrt(max(variance, 0))
	ahead := math.Sqrt(max(1-next-fresh*fresh, 0))
	sum := []term{
		{math.Sqrt(next / now), x},
		{ahead - math.Sqrt(next/now)*math.Sqrt(1-now), prediction},
	}
	if fresh > 0 {
		sum = append(sum, term{fresh, noise})
	}
	combine(x, sum...)
}
