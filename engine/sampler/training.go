package sampler

import "math"

// Training says how a network learned: noise was mixed in at Count levels whose
// strength per level, beta, rises from BetaStart to BetaEnd.
type Training struct {
	BetaStart, BetaEnd float64
	Count              int
	// Linear rises evenly; otherwise the square root does (scaled_linear).
	Linear bool
	// Offset is added to evenly spaced times (steps_offset); used by DDIM and
	// PNDM.
	Offset int
	// Eta is how much of the noise DDIM adds anew in each step, 0 to 1.
	Eta float64
}

// StableDiffusion is the training of the Stable Diffusion 1.x family.
func StableDiffusion() Training {
	return Training{BetaStart: 0.00085, BetaEnd: 0.012, Count: 1000, Offset: 1}
}

// alphas returns for each level how much of the power of the picture is left,
// rounded at the places where the reference rounds to 32 bits.
func (t Training) alphas() []float64 {
	first, last := t.BetaStart, t.BetaEnd
	if !t.Linear {
		first, last = math.Sqrt(first), math.Sqrt(last)
	}
	low, high := float32(first), float32(last)
	step := (high - low) / float32(max(t.Count-1, 1))
	out := make([]float64, t.Count)
	product := 1.0
	for i := range out {
		beta := low + float32(step*float32(i))
		if i >= t.Count/2 {
			beta = high - float32(step*float32(t.Count-1-i))
		}
		if !t.Linear {
			beta *= beta
		}
		product *= float64(1 - beta)
		out[i] = float64(float32(product))
	}
	return out
}

// sigmas returns for each level how much noise there is against the picture.
func (t Training) sigmas() []float64 {
	out := t.alphas()
	for i, a := range out {
		ratio := (1 - float32(a)) / float32(a)
		out[i] = float64(float32(math.Sqrt(float64(ratio))))
	}
	return out
}

// at interpolates a table between whole positions.
func at(table []float64, position float64) float64 {
	i := min(int(position), len(table)-1)
	if i+1 == len(table) {
		return table[i]
	}
	f := position - float64(i)
	return table[i] + float64(f*(table[i+1]-table[i]))
}

// spread returns n numbers from first to last at equal distances.
func spread(first, last float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = first
		if n > 1 {
			out[i] = first + float64((last-first)*float64(i)/float64(n-1))
		}
	}
	return out
}

// leading returns n times from high to low that begin at Offset and are whole
// multiples of one distance apart.
func (t Training) leading(n int) []float64 {
	ratio := t.Count / n
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(min((n-1-i)*ratio+t.Offset, t.Count-1))
	}
	return out
}

// rounded returns n whole times from high to low over the whole range, without
// the 0 that would follow.
func (t Training) rounded(n int) []float64 {
	all := spread(float64(t.Count-1), 0, n+1)[:n]
	for i := range all {
		all[i] = math.RoundToEven(all[i])
	}
	return all
}

// single rounds a list to 32 bits, as the reference keeps its schedules.
func single(list []float64) []float64 {
	for i, v := range list {
		list[i] = float64(float32(v))
	}
	return list
}

// sigmasAt looks up the sigma of each time and adds the final 0.
func (t Training) sigmasAt(times []float64) []float64 {
	table := t.sigmas()
	out := make([]float64, 0, len(times)+1)
	for _, time := range times {
		out = append(out, at(table, time))
	}
	return append(single(out), 0)
}

// karrasRho bends the schedule of Karras et al. (2022), equation 5.
const karrasRho = 7

// karras returns n sigmas that come closer together towards the end, a final 0,
// and the times that belong to them.
func (t Training) karras(n int) (times, sigmas []float64) {
	table := t.sigmas()
	low, high := math.Pow(table[0], 1.0/karrasRho), math.Pow(table[len(table)-1], 1.0/karrasRho)
	sigmas = spread(high, low, n)
	times = make([]float64, n)
	for i, root := range sigmas {
		sigmas[i] = math.Pow(root, karrasRho)
		times[i] = math.RoundToEven(timeOf(table, sigmas[i]))
	}
	return times, append(single(sigmas), 0)
}

// timeOf is the position of a sigma in a rising table, interpolated over its
// logarithm.
func timeOf(table []float64, sigma float64) float64 {
	i := 0
	for i+2 < len(table) && table[i+1] <= sigma {
		i++
	}
	low, high := math.Log(table[i]), math.Log(table[i+1])
	w := (math.Log(sigma) - low) / (high - low)
	return float64(i) + min(max(w, 0), 1)
}
