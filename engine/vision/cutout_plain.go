package vision

import (
	"math"

	"lookbook/engine/raster"
)

// Thresholds for pictures on plain ground, in CIE Lab units.
const (
	// plainNoise: 90 % of the picture's rim must lie this near to the fitted
	// ground.
	plainNoise = 3.5
	// plainGarment: what differs more from the ground is no ground.
	plainGarment = 4.0
	// shadowTint and shadowDepth bound what may be a shadow: darker than the
	// ground by at most that much, with hardly another tint.
	shadowTint  = 2.5
	shadowDepth = 25.0
	// clearlyOff is the least mean distance from the ground of a part that the
	// network missed.
	clearlyOff = 6.0
)

// plainSize is the height in pixels at which plain ground is looked at.
const plainSize = 360

// helpOnPlainGround raises the salience where the ground is plain and the
// picture shows something else connected to the salient part: networks lose
// light sleeves on light ground and patterns that repeat. It returns sal
// itself when the ground is not plain or nothing is missing.
func helpOnPlainGround(img *raster.RGB, sal *raster.Plane) *raster.Plane {
	k := min(1, plainSize/float64(img.H))
	w, h := max(8, int(float64(img.W)*k)), max(8, int(float64(img.H)*k))
	lab := toLab(img.Area(w, h))
	ground, ok := fitGround(lab)
	if !ok {
		return sal
	}
	small := sal.Area(w, h)
	m := offGround(lab, ground).Open(1)
	m = connected(m, small.Above(0.7)).Close(2)
	fillHoles(m)
	n, rim := m.Count(), rimCount(m)
	if n*10 > 8*w*h || rim*10 > 2*(w+h) {
		return sal
	}
	if missing(m, small, lab, ground).Count() == 0 {
		return sal
	}
	// A network that missed a part is unsure of the rest too.
	m = m.Erode(1)
	return sal.Clone().Max(raster.Gaussian(m.Plane(), 0.7).Linear(sal.W, sal.H))
}

// missingThick is the least half thickness, in pixels of the small picture, of
// a part worth adding: shadows along an edge are thinner, sleeves thicker.
const missingThick = 3

// missing is the part of m that the network left out and that is no shadow:
// thick, and on the whole clearly off the ground.
func missing(m *raster.Mask, small *raster.Plane, lab *raster.RGB, g plane3) *raster.Mask {
	add := m.Clone().Sub(small.Above(0.5).Dilate(2)).Open(missingThick)
	labels, comps := add.Components()
	sum := make([]float64, len(comps))
	for i, l := range labels {
		if l > 0 {
			x, y := i%lab.W, i/lab.W
			sum[l-1] += gap(lab, i, g.at(2*float64(x)/float64(lab.W-1)-1, 2*float64(y)/float64(lab.H-1)-1))
		}
	}
	all := m.Count()
	for i, l := range labels {
		if l > 0 && (sum[l-1] < clearlyOff*float64(comps[l-1].Area) || comps[l-1].Area*100 < all) {
			add.Pix[i] = 0
		}
	}
	return add
}

// plane3 is a colour that changes linearly over the picture: per channel
// c[0] + c[1]·x + c[2]·y, x and y from -1 to 1.
type plane3 [3][3]float64

func (g *plane3) at(x, y float64) [3]float64 {
	var o [3]float64
	for c := range o {
		o[c] = g[c][0] + g[c][1]*x + g[c][2]*y
	}
	return o
}

// fitGround fits the colours of the picture's rim; false when they are not
// plain. x and y are nearly independent on a rim, so that each slope is found
// by itself.
func fitGround(lab *raster.RGB) (plane3, bool) {
	var g plane3
	var sum [3][3]float64
	var n, xx, yy float64
	eachRim(lab.W, lab.H, func(i int, x, y float64) {
		n++
		xx += x * x
		yy += y * y
		for c := range sum {
			v := float64(lab.Pix[3*i+c])
			sum[c][0] += v
			sum[c][1] += v * x
			sum[c][2] += v * y
		}
	})
	for c := range g {
		g[c] = [3]float64{sum[c][0] / n, sum[c][1] / xx, sum[c][2] / yy}
	}
	var d []float64
	eachRim(lab.W, lab.H, func(i int, x, y float64) { d = append(d, gap(lab, i, g.at(x, y))) })
	return g, percentileOf(d, 90) < plainNoise
}

// eachRim visits the pixels of the picture's rim, 3 % wide.
func eachRim(w, h int, f func(i int, x, y float64)) {
	rim := max(2, h*3/100)
	for y := range h {
		for x := range w {
			if x >= rim && y >= rim && x < w-rim && y < h-rim {
				continue
			}
			f(y*w+x, 2*float64(x)/float64(w-1)-1, 2*float64(y)/float64(h-1)-1)
		}
	}
}

func gap(lab *raster.RGB, i int, q [3]float64) float64 {
	l, a, b := float64(lab.Pix[3*i])-q[0], float64(lab.Pix[3*i+1])-q[1], float64(lab.Pix[3*i+2])-q[2]
	return math.Sqrt(l*l + a*a + b*b)
}

// offGround is what neither the ground nor a shadow on it explains.
func offGround(lab *raster.RGB, g plane3) *raster.Mask {
	m := raster.NewMask(lab.W, lab.H)
	for y := range lab.H {
		for x := range lab.W {
			i := y*lab.W + x
			q := g.at(2*float64(x)/float64(lab.W-1)-1, 2*float64(y)/float64(lab.H-1)-1)
			if gap(lab, i, q) < plainGarment {
				continue
			}
			dark := q[0] - float64(lab.Pix[3*i])
			tint := math.Hypot(float64(lab.Pix[3*i+1])-q[1], float64(lab.Pix[3*i+2])-q[2])
			if dark > 0 && dark < shadowDepth && tint < shadowTint {
				continue
			}
			m.Pix[i] = 1
		}
	}
	return m
}

// connected keeps the components of m that share pixels with seed.
func connected(m, seed *raster.Mask) *raster.Mask {
	labels, comps := m.Components()
	keep := touching(labels, len(comps), seed)
	for i, l := range labels {
		if l > 0 && !keep[l-1] {
			m.Pix[i] = 0
		}
	}
	return m
}

// fillHoles sets the clear parts of m that do not reach the picture's border
// and are small: a hole of a 50th of the shape may be the gap under an arm.
func fillHoles(m *raster.Mask) {
	labels, comps := m.Not().Components()
	limit := m.Count() / 50
	for i, l := range labels {
		if l == 0 {
			continue
		}
		c := comps[l-1]
		if c.X0 > 0 && c.Y0 > 0 && c.X1 < m.W && c.Y1 < m.H && c.Area < limit {
			m.Pix[i] = 1
		}
	}
}

// rimCount counts the set pixels on the picture's border.
func rimCount(m *raster.Mask) int {
	n := 0
	for x := range m.W {
		n += int(m.Pix[x]) + int(m.Pix[(m.H-1)*m.W+x])
	}
	for y := range m.H {
		n += int(m.Pix[y*m.W]) + int(m.Pix[y*m.W+m.W-1])
	}
	return n
}
