// Package color computes with colours as people see them.
//
// sRGB values are encoded (0..1, or bytes 0..255); linear values are light
// (0..1). XYZ is CIE 1931 under D65 with Y = 1 for white. Lab is CIE 1976
// L*a*b* under D65 with L in 0..100. ΔE2000 is the distance between two Labs:
// about 1 is just visible side by side, 2 to 3 a good match in trade, 5 plainly
// another colour. A Plane is a whole picture in Lab; a Cluster one colour of a
// palette with its share.
//
// All functions are pure and give the same bits on every machine of one
// architecture; no state, no randomness.
package color

import (
	"fmt"
	"math"
)

// Lab is L, a, b.
type Lab [3]float64

// White of D65 for the 2° observer, from x 0.3127, y 0.3290 of IEC 61966-2-1.
const (
	whiteX = 0.3127 / 0.3290
	whiteZ = (1 - 0.3127 - 0.3290) / 0.3290
)

// Linear decodes one sRGB value 0..1 into light (IEC 61966-2-1).
func Linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// Encode turns light 0..1 into an sRGB value; values outside are clipped.
func Encode(v float64) float64 {
	v = min(max(v, 0), 1)
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// toXYZ is the matrix of linear sRGB to XYZ, derived from the primaries of IEC
// 61966-2-1 and the white above so that white maps to white exactly.
var toXYZ = [3][3]float64{
	{0.41239079926595934, 0.35758433938387800, 0.18048078840183430},
	{0.21263900587151027, 0.71516867876775600, 0.07219231536073371},
	{0.01933081871559182, 0.11919477979462598, 0.95053215224966070},
}

// fromXYZ is its inverse.
var fromXYZ = [3][3]float64{
	{3.2409699419045226, -1.5373831775700940, -0.4986107602930034},
	{-0.9692436362808796, 1.8759675015077202, 0.0415550574071756},
	{0.0556300796969936, -0.2039769588889765, 1.0569715142428786},
}

func mul(m *[3][3]float64, v [3]float64) (out [3]float64) {
	for i := range 3 {
		out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return out
}

// XYZFromLinear converts linear sRGB to XYZ.
func XYZFromLinear(rgb [3]float64) [3]float64 { return mul(&toXYZ, rgb) }

// LinearFromXYZ converts XYZ to linear sRGB; colours outside sRGB leave 0..1.
func LinearFromXYZ(xyz [3]float64) [3]float64 { return mul(&fromXYZ, xyz) }

// CIE constants in their exact form (CIE 15:2018): ε = 216/24389, κ = 24389/27.
const (
	epsilon = 216.0 / 24389
	kappa   = 24389.0 / 27
)

func labF(t float64) float64 {
	if t > epsilon {
		return math.Cbrt(t)
	}
	return (kappa*t + 16) / 116
}

func labInverse(f float64) float64 {
	if t := f * f * f; t > epsilon {
		return t
	}
	return (116*f - 16) / kappa
}

// LabFromXYZ converts XYZ to Lab.
func LabFromXYZ(xyz [3]float64) Lab {
	x, y, z := labF(xyz[0]/whiteX), labF(xyz[1]), labF(xyz[2]/whiteZ)
	return Lab{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// XYZ converts Lab to XYZ.
func (l Lab) XYZ() [3]float64 {
	y := (l[0] + 16) / 116
	return [3]float64{
		labInverse(y+l[1]/500) * whiteX,
		labInverse(y),
		labInverse(y-l[2]/200) * whiteZ,
	}
}

// LabFromRGB converts sRGB bytes to Lab.
func LabFromRGB(r, g, b uint8) Lab {
	return LabFromXYZ(XYZFromLinear([3]float64{
		Linear(float64(r) / 255), Linear(float64(g) / 255), Linear(float64(b) / 255),
	}))
}

// RGB converts Lab to the nearest sRGB bytes, clipping a channel each.
func (l Lab) RGB() (r, g, b uint8) {
	lin := LinearFromXYZ(l.XYZ())
	v := func(i int) uint8 { return uint8(math.Round(255 * Encode(lin[i]))) }
	return v(0), v(1), v(2)
}

// Chroma is the distance from grey.
func (l Lab) Chroma() float64 { return math.Hypot(l[1], l[2]) }

// Hex returns the nearest sRGB colour as "#rrggbb".
func (l Lab) Hex() string { return Hex(l.RGB()) }

// Hex formats sRGB bytes as "#rrggbb".
func Hex(r, g, b uint8) string { return fmt.Sprintf("#%02x%02x%02x", r, g, b) }
