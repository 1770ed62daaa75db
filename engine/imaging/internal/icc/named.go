package icc

import "math"

// named builds a matrix profile from primaries and one curve.
func named(name string, p primaries, c Curve) *Profile {
	m, ok := p.toPCS()
	if !ok {
		return nil
	}
	return &Profile{Name: name, Kind: Matrix, Space: "RGB", curves: [3]Curve{c, c, c}, toPCS: m}
}

// SRGB is the colour space of IEC 61966-2-1.
func SRGB() *Profile { return named("sRGB", srgbPrimaries, srgbCurve()) }

// AdobeRGB is Adobe RGB (1998), whose exponent is exactly 563/256.
func AdobeRGB() *Profile {
	return named("Adobe RGB (1998)", adobePrimaries, gammaCurve(563.0/256))
}

// FromCICP returns the colour space of the code points of ITU-T H.273 for
// primaries and transfer. ok is false for unknown ones and for the high dynamic
// range transfers, which need tone mapping. A nil profile means sRGB.
//
// Transfer 1, 6, 14 and 15 (broadcast) is taken as sRGB: still pictures so
// marked are mastered on sRGB displays, and viewers show them so.
func FromCICP(primariesCode, transfer byte) (p *Profile, ok bool) {
	var prim primaries
	var name string
	switch primariesCode {
	case 1, 2:
		prim, name = srgbPrimaries, "BT.709"
	case 5:
		prim, name = palPrimaries, "BT.601 (PAL)"
	case 6, 7:
		prim, name = ntscPrimaries, "BT.601 (NTSC)"
	case 9:
		prim, name = bt2020Primaries, "BT.2020"
	case 12:
		prim, name = p3Primaries, "Display P3"
	default:
		return nil, false
	}
	curve := srgbCurve()
	switch transfer {
	case 1, 2, 6, 13, 14, 15:
		if prim == srgbPrimaries {
			return nil, true
		}
	case 4:
		curve = gammaCurve(2.2)
	case 5:
		curve = gammaCurve(2.8)
	case 8:
		curve = gammaCurve(1)
	default:
		return nil, false
	}
	return named(name, prim, curve), true
}

// FromGamma returns the colour space that a PNG names by its gamma (the
// exponent of encoding, 0.45455 for 1/2.2) and eight chromaticities (white,
// red, green, blue; nil for those of sRGB). It returns nil when that is sRGB
// as far as the numbers can tell, or nonsense.
func FromGamma(gamma float64, xy []float64) *Profile {
	prim := srgbPrimaries
	same := true
	if len(xy) == 8 {
		at := func(i int) chromaticity { return chromaticity{xy[2*i], xy[2*i+1]} }
		prim = primaries{white: at(0), r: at(1), g: at(2), b: at(3)}
		for i, v := range []float64{d65.x, d65.y, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06} {
			same = same && math.Abs(xy[i]-v) < 0.005
		}
	}
	if gamma < 0.1 || gamma > 10 || same && math.Abs(gamma-0.45455) < 0.01 {
		return nil
	}
	return named("given by gamma and primaries", prim, gammaCurve(1/gamma))
}
