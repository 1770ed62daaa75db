// Package sampler holds the walks from noise to a picture: given what a network
// predicts at each step, where to go next.
//
// Words: the latents are the numbers that are walked; a step is one prediction
// of the network; its time tells the network how much noise is left; sigma is
// that amount against the picture, alpha the part of the picture's power that
// is left; a schedule is the list of times; memory is what a method keeps of
// earlier steps, so that an interrupted walk can go on and end with the same
// numbers.
//
// All sums are done in 64 bits in a fixed order without fused operations and
// rounded to 32 bits at the end of a step, so that equal predictions lead to
// equal pictures. Formulas are those of the diffusers
// library (schedulers/scheduling_*.py), with the defaults of version 0.42.
package sampler

import (
	"fmt"

	"lookbook/engine"
)

// Sampler is one walk. It is used by one goroutine.
type Sampler interface {
	// Steps is the number of predictions that the walk needs.
	Steps() int
	// Time is what the network is told at step i.
	Time(i int) float64
	// Start is the size of the noise that the walk begins with: latents are
	// normal noise times Start.
	Start() float64
	// Scale is the factor on the latents that the network sees at step i.
	Scale(i int) float64
	// Step moves x, in place, by the prediction of step i. Steps come in order.
	// Noise is normal noise for the methods that add some, see NeedsNoise.
	Step(i int, x, prediction, noise []float32)
	// NeedsNoise tells whether Step i adds noise.
	NeedsNoise(i int) bool
	// Memory is what Step i+1 needs of the steps before; Remember sets it in a
	// new Sampler of the same kind that goes on there. Entries may be nil.
	Memory() [][]float32
	// Remember takes over what Memory gave.
	Remember(memory [][]float32)
}

// Method names a walk.
type Method string

// Methods for networks that predict the noise.
const (
	DDIM        Method = "ddim"
	DPM2M       Method = "dpmpp2m"
	DPM2MKarras Method = "dpmpp2m-karras"
	Euler       Method = "euler"
	Heun        Method = "heun"
	UniPC       Method = "unipc"
	PNDM        Method = "pndm"
	LCM         Method = "lcm"
)

// New returns a walk of a number of steps for a network that was trained as t
// says. Heun and PNDM need more predictions than steps, see Sampler.Steps.
// Errors are *engine.Fault of kind unsupported.
func New(m Method, steps int, t Training) (Sampler, error) {
	if steps < 1 || steps > t.Count/2 { // closer together, rounded times would meet
		return nil, unsupported(fmt.Sprintf("%d steps are not possible", steps))
	}
	switch m {
	case DDIM:
		return newDDIM(steps, t), nil
	case DPM2M, DPM2MKarras:
		return newDPM(steps, t, m == DPM2MKarras), nil
	case Euler:
		return newEuler(steps, t), nil
	case Heun:
		return newHeun(steps, t), nil
	case UniPC:
		return newUniPC(steps, t), nil
	case PNDM:
		if steps < 2 {
			return nil, unsupported("this method needs two steps or more")
		}
		return newPNDM(steps, t), nil
	case LCM:
		if steps > lcmSteps {
			return nil, unsupported(fmt.Sprintf("this method has at most %d steps", lcmSteps))
		}
		return newLCM(steps, t), nil
	}
	return nil, unsupported(fmt.Sprintf("the method %.40q is not known", string(m)))
}

func unsupported(reason string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultUnsupported, Code: "recipe.sampler", Args: map[string]string{"reason": reason},
		What: fmt.Sprintf("The picture cannot be made this way: %s.", reason), Next: "Choose another number of steps or another method.",
	}
}

// term is one part of a sum: factor times vector.
type term struct {
	factor float64
	vector []float32
}

// combine writes the sum of terms to out, which may be one of the vectors. The
// conversions keep compilers from fusing a product with a sum.
func combine(out []float32, terms ...term) {
	if len(terms) == 2 { // most steps; the same sum
		a, b := terms[0], terms[1]
		x, y := a.vector[:len(out)], b.vector[:len(out)]
		for i := range out {
			out[i] = float32(float64(a.factor*float64(x[i])) + float64(b.factor*float64(y[i])))
		}
		return
	}
	for i := range out {
		var sum float64
		for _, t := range terms {
			sum += float64(t.factor * float64(t.vector[i]))
		}
		out[i] = float32(sum)
	}
}

// sum is combine into a new vector.
func sum(terms ...term) []float32 {
	out := make([]float32, len(terms[0].vector))
	combine(out, terms...)
	return out
}

// plain has the answers of a walk that is neither scaled nor noisy and
// remembers nothing.
type plain struct{ times []float64 }

func (p *plain) Steps() int         { return len(p.times) }
func (p *plain) Time(i int) float64 { return p.times[i] }
func (*plain) Start() float64       { return 1 }
func (*plain) Scale(int) float64    { return 1 }
func (*plain) NeedsNoise(int) bool  { return false }
func (*plain) Memory() [][]float32  { return nil }
func (*plain) Remember([][]float32) {}
