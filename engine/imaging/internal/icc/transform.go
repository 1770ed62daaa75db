package icc

import (
	"encoding/binary"
	"math"
)

// Transform converts pixels of one profile to sRGB. It may be used by several
// goroutines at once.
type Transform struct {
	profile *Profile
	// matrix from linear channels of the profile to linear sRGB.
	matrix [3][3]float32
	// linear holds the curves at the 256 byte values.
	linear [3][256]float32
}

// NewTransform prepares a conversion; ok is false for table profiles.
func NewTransform(p *Profile) (t *Transform, ok bool) {
	if p == nil || p.Kind == Table {
		return nil, false
	}
	t = &Transform{profile: p}
	m := Mat3{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	if p.Kind == Matrix {
		toSRGB, _ := SRGB().toPCS.Inverse()
		m = toSRGB.Mul(p.toPCS)
	}
	for i := range 3 {
		for j := range 3 {
			t.matrix[i][j] = float32(m[i][j])
		}
		for v := range 256 {
			t.linear[i][v] = float32(p.curve(i).At(float64(v) / 255))
		}
	}
	return t, true
}

func (p *Profile) curve(channel int) Curve {
	if p.Kind == Gray {
		return p.curves[0]
	}
	return p.curves[channel]
}

// Identity reports whether the conversion changes no value by more than one
// level of 255, so that leaving the pixels alone is the more faithful thing.
func (t *Transform) Identity() bool {
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				p := [4]uint8{uint8(r), uint8(g), uint8(b)}
				t.Apply8(p[:])
				if far(p[0], r) || far(p[1], g) || far(p[2], b) {
					return false
				}
			}
		}
	}
	return true
}

func far(a uint8, b int) bool { return int(a)-b > 1 || b-int(a) > 1 }

// encodeSteps is the resolution of the table from linear light to bytes. sRGB
// is steepest at black: 12.92·255/encodeSteps = 0.2 levels a step.
const encodeSteps = 1 << 14

var encodeTable = func() (t [encodeSteps + 1]uint8) {
	for i := range t {
		t[i] = uint8(math.Round(255 * encode(float64(i)/encodeSteps)))
	}
	return t
}()

// encode is the sRGB curve from linear light (IEC 61966-2-1).
func encode(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

func encode8(v float32) uint8 {
	if !(v > 0) {
		return 0
	}
	if v >= 1 {
		return 255
	}
	return encodeTable[int(v*encodeSteps+0.5)]
}

// Apply8 converts RGBA bytes in place; alpha stays. Colours outside sRGB are
// clipped a channel each, as matrix conversions do everywhere.
func (t *Transform) Apply8(pix []uint8) {
	for i := 0; i+3 < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		p[0], p[1], p[2] = t.mix(t.linear[0][p[0]], t.linear[1][p[1]], t.linear[2][p[2]])
	}
}

func (t *Transform) mix(r, g, b float32) (uint8, uint8, uint8) {
	m := &t.matrix
	return encode8(m[0][0]*r + m[0][1]*g + m[0][2]*b),
		encode8(m[1][0]*r + m[1][1]*g + m[1][2]*b),
		encode8(m[2][0]*r + m[2][1]*g + m[2][2]*b)
}

// Deep holds the curves at every 16-bit value.
type Deep struct {
	t      *Transform
	linear [3][]float32
}

// Deep prepares the conversion of 16-bit pixels.
func (t *Transform) Deep() *Deep {
	d := &Deep{t: t}
	for i := range 3 {
		d.linear[i] = make([]float32, 1<<16)
		for v := range d.linear[i] {
			d.linear[i][v] = float32(t.profile.curve(i).At(float64(v) / 65535))
		}
	}
	return d
}

// Apply converts big-endian 16-bit RGBA in src to bytes in dst, which has half
// the length.
func (d *Deep) Apply(dst, src []uint8) {
	for i := 0; i+3 < len(dst) && 2*i+7 < len(src); i += 4 {
		s, p := src[2*i:2*i+8:2*i+8], dst[i:i+4:i+4]
		at := func(c int) float32 { return d.linear[c][binary.BigEndian.Uint16(s[2*c:])] }
		p[0], p[1], p[2] = d.t.mix(at(0), at(1), at(2))
		p[3] = uint8((uint32(binary.BigEndian.Uint16(s[6:]))*255 + 32767) / 65535)
	}
}
