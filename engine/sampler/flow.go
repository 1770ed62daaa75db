package sampler

import "math"

// flow walks along predicted velocities: networks trained on straight lines
// between noise and picture (flow matching, rectified flow) predict the
// direction of the line.
type flow struct {
	plain
	places []float64
}

// NewFlow returns a walk over places on the line, one more than steps. At place
// p the network is told p·scale. Lines of FLUX lead from noise at 1 to the
// picture at 0 (see Shifted and Dynamic), those of FASHN VTON from noise at 0
// to the picture at 1 (see Rising).
func NewFlow(places []float64, scale float64) Sampler {
	f := &flow{places: places}
	for _, p := range places[:len(places)-1] {
		f.times = append(f.times, p*scale)
	}
	return f
}

// Step as described by Sampler.
func (f *flow) Step(i int, x, prediction, _ []float32) {
	combine(x, term{1, x}, term{f.places[i+1] - f.places[i], prediction})
}

// flowLevels is the number of places that networks of this kind train on.
const flowLevels = 1000

// shift moves a place towards the noise: s·p / (1 + (s-1)·p).
func shift(p, s float64) float64 { return s * p / (1 + float64((s-1)*p)) }

// Shifted returns the places of n steps with a constant shift (1 for none). The
// ends of the range are shifted before and after they are spread, as the
// reference does.
func Shifted(n int, s float64) []float64 {
	out := spread(shift(1, s), shift(1.0/flowLevels, s), n)
	for i := range out {
		out[i] = shift(out[i], s)
	}
	return append(single(out), 0)
}

// Dynamic returns the places of n steps, shifted by e to the power mu, which
// depends on the number of tokens. Last is the place of the last step before
// the shift: 1/n for FLUX.
func Dynamic(n int, last, mu float64) []float64 {
	out := spread(1, last, n)
	for i := range out {
		out[i] = shift(out[i], math.Exp(mu))
	}
	return append(single(out), 0)
}

// Rising returns the places of n steps from noise at 0 to the picture at 1,
// closer together at the beginning for a positive mu.
func Rising(n int, mu float64) []float64 {
	out := spread(0, 1, n+1)
	for i := range out {
		out[i] = shift(out[i], math.Exp(-mu))
	}
	return out
}
