package sampler

import (
	"math"
	"math/bits"
)

// Noise is normal noise by number: Fill(seed, stream, ...) always gives the
// same values, on every computer and independent of what was drawn before.
// Stream 0 is meant for the beginning of a walk, others for its steps. Number k
// of a stream is made from block k/2 of the counter-based generator Philox
// 4x32-10 (Salmon et al. 2011): 64 bits each, of which 53 become a number
// between 0 and 1, then normal by the inverse of the distribution function.
func Noise(out []float32, seed, stream uint64) {
	key := [2]uint32{uint32(seed), uint32(seed >> 32)}
	for i := range (len(out) + 1) / 2 {
		block := philox([4]uint32{uint32(i), uint32(i >> 32), uint32(stream), uint32(stream >> 32)}, key)
		out[2*i] = normal(block[0], block[1])
		if 2*i+1 < len(out) {
			out[2*i+1] = normal(block[2], block[3])
		}
	}
}

// normal makes a number of 64 random bits.
func normal(low, high uint32) float32 {
	word := uint64(low) | uint64(high)<<32
	return float32(quantile((float64(word>>11) + 0.5) / (1 << 53)))
}

// philox is the generator with its published constants.
func philox(c [4]uint32, k [2]uint32) [4]uint32 {
	for range 10 {
		h0, l0 := bits.Mul32(0xD2511F53, c[0])
		h1, l1 := bits.Mul32(0xCD9E8D57, c[2])
		c = [4]uint32{h1 ^ c[1] ^ k[0], l1, h0 ^ c[3] ^ k[1], l0}
		k[0] += 0x9E3779B9
		k[1] += 0xBB67AE85
	}
	return c
}

// Coefficients of PPND16 (Wichura 1988, algorithm AS 241): ratios of
// polynomials for the middle, the near tail and the far tail.
var (
	middleUp = []float64{
		2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
		1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
	}
	middleDown = []float64{
		5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
		5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
	}
	nearUp = []float64{
		7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
		3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
	}
	nearDown = []float64{
		1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
		6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1,
	}
	farUp = []float64{
		2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
		2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
	}
	farDown = []float64{
		2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
		1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
	}
)

// quantile is the inverse of the normal distribution function for 0 < u < 1.
func quantile(u float64) float64 {
	q := u - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * polynomial(middleUp, r) / polynomial(middleDown, r)
	}
	r := u
	if q > 0 {
		r = 1 - u
	}
	r = math.Sqrt(-logarithm(r))
	v := 0.0
	if r <= 5 {
		v = polynomial(nearUp, r-1.6) / polynomial(nearDown, r-1.6)
	} else {
		v = polynomial(farUp, r-5) / polynomial(farDown, r-5)
	}
	return math.Copysign(v, q)
}

// polynomial by Horner's rule, highest power first, never fused.
func polynomial(c []float64, x float64) float64 {
	v := c[0]
	for _, k := range c[1:] {
		v = float64(v*x) + k
	}
	return v
}

// logarithm is the natural logarithm without the processor's own shortcuts,
// which differ: 2·artanh((m-1)/(m+1)) + e·ln 2.
func logarithm(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	s := (m - 1) / (m + 1)
	square := s * s
	total := 0.0
	for k := 25; k >= 1; k -= 2 { // |s| < 0.172: the rest is below 1e-20
		total = float64(total*square) + 1/float64(k)
	}
	return 2*s*total + float64(float64(e)*math.Ln2)
}
