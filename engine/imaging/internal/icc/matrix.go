package icc

import "math"

// Mat3 is a 3x3 matrix by rows.
type Mat3 [3][3]float64

// Mul returns m·n.
func (m Mat3) Mul(n Mat3) (out Mat3) {
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				out[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return out
}

// Apply returns m·v.
func (m Mat3) Apply(v [3]float64) (out [3]float64) {
	for i := range 3 {
		out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return out
}

// Inverse returns the inverse; ok is false when there is none to speak of.
func (m Mat3) Inverse() (out Mat3, ok bool) {
	minor := func(r, c int) float64 {
		a, b := (r+1)%3, (r+2)%3
		d, e := (c+1)%3, (c+2)%3
		return m[a][d]*m[b][e] - m[a][e]*m[b][d]
	}
	det := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	if math.Abs(det) < 1e-6 || math.IsNaN(det) {
		return Mat3{}, false
	}
	for i := range 3 {
		for j := range 3 {
			out[j][i] = minor(i, j) / det
		}
	}
	return out, true
}

// chromaticity is a colour's x, y.
type chromaticity struct{ x, y float64 }

func (c chromaticity) xyz() [3]float64 { return [3]float64{c.x / c.y, 1, (1 - c.x - c.y) / c.y} }

// d65 as in IEC 61966-2-1; d50 as in the header of every ICC profile.
var (
	d65 = chromaticity{0.3127, 0.3290}
	d50 = [3]float64{0.9642, 1, 0.8249}
)

// primaries are red, green, blue and white.
type primaries struct{ r, g, b, white chromaticity }

// Primaries by ITU-T H.273 number or by name.
var (
	srgbPrimaries   = primaries{chromaticity{0.64, 0.33}, chromaticity{0.30, 0.60}, chromaticity{0.15, 0.06}, d65}
	p3Primaries     = primaries{chromaticity{0.680, 0.320}, chromaticity{0.265, 0.690}, chromaticity{0.150, 0.060}, d65}
	bt2020Primaries = primaries{chromaticity{0.708, 0.292}, chromaticity{0.170, 0.797}, chromaticity{0.131, 0.046}, d65}
	palPrimaries    = primaries{chromaticity{0.64, 0.33}, chromaticity{0.29, 0.60}, chromaticity{0.15, 0.06}, d65}
	ntscPrimaries   = primaries{chromaticity{0.630, 0.340}, chromaticity{0.310, 0.595}, chromaticity{0.155, 0.070}, d65}
	adobePrimaries  = primaries{chromaticity{0.64, 0.33}, chromaticity{0.21, 0.71}, chromaticity{0.15, 0.06}, d65}
)

// toPCS returns the matrix from linear channels to XYZ under D50: the
// primaries scaled so that equal channels give white, then the Bradford
// adaptation of ICC.1:2022, annex E.
func (p primaries) toPCS() (Mat3, bool) {
	var m Mat3
	for i, c := range []chromaticity{p.r, p.g, p.b} {
		if c.y <= 0 || p.white.y <= 0 {
			return Mat3{}, false
		}
		xyz := c.xyz()
		for row := range 3 {
			m[row][i] = xyz[row]
		}
	}
	inv, ok := m.Inverse()
	if !ok {
		return Mat3{}, false
	}
	scale := inv.Apply(p.white.xyz())
	for row := range 3 {
		for i := range 3 {
			m[row][i] *= scale[i]
		}
	}
	return adaptation(p.white.xyz()).Mul(m), true
}

// adaptation is the Bradford matrix from a white to D50.
func adaptation(white [3]float64) Mat3 {
	bradford := Mat3{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}
	back, _ := bradford.Inverse()
	from, to := bradford.Apply(white), bradford.Apply(d50)
	var gain Mat3
	for i := range 3 {
		gain[i][i] = to[i] / from[i]
	}
	return back.Mul(gain).Mul(bradford)
}
