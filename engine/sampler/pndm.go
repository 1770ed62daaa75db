package sampler

import (
	"math"
	"slices"
)

// pndm is the linear multistep part of Liu et al. (2022), as Stable Diffusion
// came with: up to four predictions are mixed. The second prediction repeats
// the first step with the mean of both ends.
type pndm struct {
	plain
	alphas []float64
	ratio  int
	recent [][]float32 // up to three predictions, newest first
	from   []float32   // latents before the first step
}

func newPNDM(n int, t Training) *pndm {
	times := t.leading(n)
	times = slices.Insert(times, 1, times[1])
	return &pndm{plain: plain{times}, alphas: t.alphas(), ratio: t.Count / n}
}

// Step as described by Sampler.
func (p *pndm) Step(i int, x, prediction, _ []float32) {
	time, next := int(p.times[i]), int(p.times[i])-p.ratio
	var mix []float32
	if i == 1 {
		time, next = time+p.ratio, time
		mix = sum(term{0.5, prediction}, term{0.5, p.recent[0]})
		copy(x, p.from)
	} else {
		mix = p.mix(prediction)
		p.recent = append([][]float32{slices.Clone(prediction)}, p.recent[:min(len(p.recent), 2)]...)
	}
	if i == 0 {
		p.from = slices.Clone(x)
	} else {
		p.from = nil
	}
	now, then := alphaAt(p.alphas, time), alphaAt(p.alphas, next)
	down := now*math.Sqrt(1-then) + math.Sqrt(now*(1-now)*then)
	combine(x, term{math.Sqrt(then / now), x}, term{-(then - now) / down, mix})
}

// adams are the weights of the formulas of Adams and Bashforth by the number of
// older predictions.
var adams = [4][]float64{{1}, {3.0 / 2, -1.0 / 2}, {23.0 / 12, -16.0 / 12, 5.0 / 12}, {55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24}}

func (p *pndm) mix(prediction []float32) []float32 {
	weights := adams[len(p.recent)]
	terms := []term{{weights[0], prediction}}
	for k, old := range p.recent {
		terms = append(terms, term{weights[k+1], old})
	}
	return sum(terms...)
}

// Memory as described by Sampler.
func (p *pndm) Memory() [][]float32 { return append([][]float32{p.from}, p.recent...) }

// Remember as described by Sampler.
func (p *pndm) Remember(m [][]float32) { p.from, p.recent = m[0], m[1:] }
