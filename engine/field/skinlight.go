package field

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// skinLight is how the light falls on the person's skin: the logarithm of
// luminance as a linear function of the surface's normal, which is what the
// first three spherical harmonics of a light give (Ramamoorthi and Hanrahan,
// "An efficient representation for irradiance environment maps", 2001) when a
// shade is written as a factor.
type skinLight struct{ b [3]float64 }

// Light of a person of whom nothing is known: soft, from the front and a
// little from above. In logarithms of luminance per unit of the normal.
var usualLight = [3]float64{0, .10, .38}

const (
	// facing is the z of the normal whose shade is 1: that of the broad middle
	// of a round limb.
	facing = .85
	// mostSide bounds the light's sideways parts, leastFront and mostFront the
	// frontal one: skin under any usual light stays between them, and a
	// misjudged fit cannot paint a limb black.
	mostSide, leastFront, mostFront = .24, .30, .50
	// trust is how many pixels of skin outweigh the usual light, lightStep the
	// step at which pixels are read.
	trust, lightStep = 4000, 3
	// faceShare is the weight of a pixel of the face: its mesh has no features.
	faceShare = .3
)

// shade is the factor of a surface's colour per channel; n are three numbers.
// Red goes deeper into skin than blue, so shaded skin is warmer.
func (l skinLight) shade(n []float32) [3]float32 {
	e := l.b[0]*float64(n[0]) + l.b[1]*float64(n[1]) + l.b[2]*(float64(n[2])-facing)
	return [3]float32{float32(math.Exp(.88 * e)), float32(math.Exp(1.04 * e)), float32(math.Exp(1.10 * e))}
}

// lightSums gathers one group of skin of presumably equal tone.
type lightSums struct {
	w, y float64
	n    [3]float64
	nn   [3][3]float64
	ny   [3]float64
}

func (s *lightSums) add(n []float32, y, w float64) {
	s.w += w
	s.y += w * y
	for i := range s.n {
		s.n[i] += w * float64(n[i])
		s.ny[i] += w * float64(n[i]) * y
		for j := range s.n {
			s.nn[i][j] += w * float64(n[i]) * float64(n[j])
		}
	}
}

// fitLight finds the light from the skin that is seen. known says which
// sheet's skin each canvas pixel shows plus one, 0 where none; face marks the
// face, a group of its own.
func fitLight(p *vision.Person, sheets *[sheetCount]*sheet, known []uint8, face *raster.Plane) skinLight {
	var groups [sheetCount + 1]lightSums
	for y := 0; y < p.H; y += lightStep {
		for x := 0; x < p.W; x += lightStep {
			i := y*p.W + x
			if known[i] == 0 {
				continue
			}
			s := sheets[known[i]-1]
			j := s.at(x, y)
			px := p.Image.Pix[3*i : 3*i+3]
			luma := .2126*float64(px[0]) + .7152*float64(px[1]) + .0722*float64(px[2])
			if j < 0 || luma < .02 {
				continue
			}
			group, w := int(known[i])-1, 1.
			if face.Pix[i] > .5 {
				group, w = sheetCount, faceShare
			}
			groups[group].add(s.normal[3*j:3*j+3], math.Log(luma), w)
		}
	}
	return solveLight(groups[:])
}

// solveLight is the weighted regression inside the groups with the usual light
// as a prior.
func solveLight(groups []lightSums) skinLight {
	var a [3][3]float64
	var r [3]float64
	const spread = .1 // variance of a normal's part over a round limb
	for i := range r {
		a[i][i] = trust * spread / (lightStep * lightStep)
		r[i] = a[i][i] * usualLight[i]
	}
	for _, g := range groups {
		if g.w == 0 {
			continue
		}
		for i := range r {
			r[i] += g.ny[i] - g.n[i]*g.y/g.w
			for j := range r {
				a[i][j] += g.nn[i][j] - g.n[i]*g.n[j]/g.w
			}
		}
	}
	b := solve3(a, r)
	return skinLight{[3]float64{
		raster.Clip(b[0], -mostSide, mostSide), raster.Clip(b[1], -mostSide, mostSide), raster.Clip(b[2], leastFront, mostFront),
	}}
}

// solve3 solves a symmetric positive system by elimination.
func solve3(a [3][3]float64, r [3]float64) (x [3]float64) {
	for k := range 3 {
		for i := k + 1; i < 3; i++ {
			f := a[i][k] / a[k][k]
			for j := k; j < 3; j++ {
				a[i][j] -= f * a[k][j]
			}
			r[i] -= f * r[k]
		}
	}
	for i := 2; i >= 0; i-- {
		x[i] = r[i]
		for j := i + 1; j < 3; j++ {
			x[i] -= a[i][j] * x[j]
		}
		x[i] /= a[i][i]
	}
	return x
}
