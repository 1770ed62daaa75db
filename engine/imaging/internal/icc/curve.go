package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Curve maps an encoded value 0..1 to a linear one. It is either a table with
// equal steps or one of the parametric functions of ICC.1:2022, table 68.
type Curve struct {
	table  []float64
	kind   int        // parametric function type 0..4
	params [7]float64 // g a b c d e f
}

// gammaCurve is the pure power function.
func gammaCurve(g float64) Curve { return Curve{params: [7]float64{g, 1}} }

// srgbCurve is the function of IEC 61966-2-1.
func srgbCurve() Curve {
	return Curve{kind: 3, params: [7]float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}}
}

// parseCurve reads a tag of type 'curv' or 'para'.
func parseCurve(b []byte) (Curve, error) {
	if len(b) < 12 {
		return Curve{}, errors.New("profile without a tone curve")
	}
	switch string(b[:4]) {
	case "curv":
		return parseTable(b)
	case "para":
		return parseParametric(b)
	}
	return Curve{}, fmt.Errorf("tone curve of type %q", b[:4])
}

func parseTable(b []byte) (Curve, error) {
	n := uint64(binary.BigEndian.Uint32(b[8:]))
	if n*2 > uint64(len(b)-12) {
		return Curve{}, errors.New("tone curve ends early")
	}
	switch n {
	case 0:
		return gammaCurve(1), nil
	case 1: // u8Fixed8Number
		return checkedGamma(float64(binary.BigEndian.Uint16(b[12:])) / 256)
	}
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(binary.BigEndian.Uint16(b[12+2*i:])) / 65535
	}
	return Curve{table: t}, nil
}

func checkedGamma(g float64) (Curve, error) {
	if g < 0.1 || g > 10 {
		return Curve{}, fmt.Errorf("tone curve with exponent %g", g)
	}
	return gammaCurve(g), nil
}

func parseParametric(b []byte) (Curve, error) {
	counts := [...]int{1, 3, 4, 5, 7}
	kind := int(binary.BigEndian.Uint16(b[8:]))
	if kind >= len(counts) || len(b) < 12+4*counts[kind] {
		return Curve{}, errors.New("tone curve of an unknown function")
	}
	c := Curve{kind: kind, params: [7]float64{1, 1}}
	for i := range counts[kind] {
		c.params[i] = fixed16(b[12+4*i:])
	}
	if _, err := checkedGamma(c.params[0]); err != nil {
		return Curve{}, err
	}
	return c, nil
}

// At evaluates the curve; x and the result are clipped to 0..1.
func (c Curve) At(x float64) float64 {
	x = min(max(x, 0), 1)
	var y float64
	if c.table != nil {
		y = c.lookUp(x)
	} else {
		y = c.function(x)
	}
	if math.IsNaN(y) {
		return 0
	}
	return min(max(y, 0), 1)
}

func (c Curve) lookUp(x float64) float64 {
	at := x * float64(len(c.table)-1)
	i := min(int(at), len(c.table)-2)
	f := at - float64(i)
	return c.table[i]*(1-f) + c.table[i+1]*f
}

func (c Curve) function(x float64) float64 {
	g, a, b, cc, d, e, f := c.params[0], c.params[1], c.params[2], c.params[3], c.params[4], c.params[5], c.params[6]
	power := func() float64 { return math.Pow(max(a*x+b, 0), g) }
	switch c.kind {
	case 0:
		return math.Pow(x, g)
	case 1:
		if a*x+b < 0 {
			return 0
		}
		return power()
	case 2:
		if a*x+b < 0 {
			return cc
		}
		return power() + cc
	case 3:
		if x < d {
			return cc * x
		}
		return power()
	}
	if x < d {
		return cc*x + f
	}
	return power() + e
}
