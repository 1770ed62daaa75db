package color

import "math"

// DeltaE2000 is the CIEDE2000 distance with all weights 1.
func DeltaE2000(a, b Lab) float64 { return DeltaE(a, b, 1, 1, 1) }

// DeltaE is the CIEDE2000 distance with parametric weights: kL 2 halves the
// influence of lightness, as the textile trade does. Formulas and step numbers
// as in Sharma, Wu, Dalal: "The CIEDE2000 Color-Difference Formula", Color
// Research and Application 30(1), 2005.
func DeltaE(p, q Lab, kL, kC, kH float64) float64 {
	parts := difference(p, q)
	l, c, h := parts.l/kL, parts.c/kC, parts.h/kH
	return math.Sqrt(max(0, l*l+c*c+h*h+parts.rt*c*h))
}

// DeltaParts are the weighted differences inside a ΔE2000.
type DeltaParts struct {
	// L, C and H are the differences in lightness, chroma and hue, each in
	// units of ΔE2000 with its sign (second colour minus first).
	L, C, H float64
}

// Parts splits the ΔE2000 between two colours.
func Parts(p, q Lab) DeltaParts {
	d := difference(p, q)
	return DeltaParts{L: d.l, C: d.c, H: d.h}
}

// weighted holds ΔL'/S_L, ΔC'/S_C, ΔH'/S_H and the rotation term.
type weighted struct{ l, c, h, rt float64 }

const (
	degree = math.Pi / 180
	// halfTurn decides which way round the mean of two hues lies. Opposite
	// hues must count as 180 degrees although rounding adds a little.
	halfTurn = 180 + 1e-9
	pow25to  = 6103515625 // 25^7
)

func pow7(v float64) float64 { return v * v * v * v * v * v * v }

func difference(p, q Lab) weighted {
	// Step 1: a', C', h'.
	mean7 := pow7((p.Chroma() + q.Chroma()) / 2)
	g := 0.5 * (1 - math.Sqrt(mean7/(mean7+pow25to)))
	a1, a2 := (1+g)*p[1], (1+g)*q[1]
	c1, c2 := math.Hypot(a1, p[2]), math.Hypot(a2, q[2])
	h1, h2 := hue(a1, p[2]), hue(a2, q[2])
	// Step 2: ΔL', ΔC', ΔH'.
	dh := hueDifference(h1, h2, c1*c2)
	dH := 2 * math.Sqrt(c1*c2) * math.Sin(dh/2*degree)
	// Step 3: means and weights.
	l, c, h := (p[0]+q[0])/2, (c1+c2)/2, meanHue(h1, h2, c1*c2)
	t := 1 - 0.17*math.Cos((h-30)*degree) + 0.24*math.Cos(2*h*degree) +
		0.32*math.Cos((3*h+6)*degree) - 0.20*math.Cos((4*h-63)*degree)
	c7 := pow7(c)
	rotation := 30 * math.Exp(-math.Pow((h-275)/25, 2))
	l50 := (l - 50) * (l - 50)
	return weighted{
		l:  (q[0] - p[0]) / (1 + 0.015*l50/math.Sqrt(20+l50)),
		c:  (c2 - c1) / (1 + 0.045*c),
		h:  dH / (1 + 0.015*c*t),
		rt: -2 * math.Sqrt(c7/(c7+pow25to)) * math.Sin(2*rotation*degree),
	}
}

// hue in degrees, 0 up to 360.
func hue(a, b float64) float64 {
	if a == 0 && b == 0 {
		return 0
	}
	h := math.Atan2(b, a) / degree
	if h < 0 {
		h += 360
	}
	return h
}

func hueDifference(h1, h2, product float64) float64 {
	d := h2 - h1
	switch {
	case product == 0:
		return 0
	case d > halfTurn:
		return d - 360
	case d < -halfTurn:
		return d + 360
	}
	return d
}

func meanHue(h1, h2, product float64) float64 {
	sum := h1 + h2
	switch {
	case product == 0:
		return sum
	case math.Abs(h1-h2) <= halfTurn:
		return sum / 2
	case sum < 360:
		return (sum + 360) / 2
	}
	return (sum - 360) / 2
}
