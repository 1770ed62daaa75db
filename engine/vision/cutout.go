package vision

import (
	"image"
	"math"
	"sort"

	"lookbook/engine/raster"
)

// Thresholds of the cut-out, in CIE Lab units and shares of the salience.
// They come from the trial on 95 garment pictures.
const (
	sureInside  = 0.9
	sureOutside = 0.12
	// labStart and labFull lie above the noise of the ground: a pixel that
	// differs from the local ground by less than the first is ground, by more
	// than the second it is garment.
	labStart = 2.5
	labFull  = 8.0
)

// refineCutout turns the soft salience of a network (0..1, as large as img)
// into a crisp cut-out: inside the band of doubt a pixel is garment when its
// colour differs from the ground beside it; where garment and ground look
// alike a guided filter decides.
func refineCutout(img *raster.RGB, sal *raster.Plane) *raster.Plane {
	out := raster.NewPlane(img.W, img.H)
	seen := sal.Above(sureOutside).Bounds()
	if seen.Empty() {
		return out
	}
	r := raster.Grow(seen, max(3, img.H/100)+img.H/20, img.W, img.H)
	c := newCut(img.Crop(r), sal.Crop(r), img.H)
	a := c.alpha()
	a = raster.Gaussian(c.dropHoles(a), 0.8)
	out.Paste(a, r.Min.X, r.Min.Y)
	return out
}

// cut holds what refining needs: the picture in Lab, the sure regions and the
// distance of every pixel from the ground near it.
type cut struct {
	img      *raster.RGB
	sal      *raster.Plane
	h        int // height of the whole picture, the unit of radii
	lab      *raster.RGB
	half     *raster.RGB // lab at half the size
	in, out  *raster.Mask
	dist     *raster.Plane // Lab distance from the local ground
	apart    *raster.Plane // 0..1: garment and ground are told apart by colour here
	noise    float64       // median distance of the ground from itself
	groundLb [3]float64    // median colour of the ground
}

func newCut(img *raster.RGB, sal *raster.Plane, h int) *cut {
	c := &cut{img: img, sal: sal, h: h, lab: toLab(img)}
	c.half = c.lab.Area(max(1, img.W/2), max(1, img.H/2))
	c.in = sal.Above(sureInside).Erode(max(2, h/200))
	c.out = sal.Above(sureOutside).Dilate(max(3, h/100)).Not()
	ground, inside := c.localMean(c.out), c.localMean(c.in)
	c.dist, c.apart = c.distances(ground, inside)
	c.noise = c.groundNoise()
	return c
}

// localMean is the colour of a region spread smoothly over the picture, at an
// eighth of its size.
func (c *cut) localMean(m *raster.Mask) *raster.RGB {
	w, h := max(1, c.img.W/8), max(1, c.img.H/8)
	sigma := float64(c.h) / 20 / 8
	// The regions keep away from the garment's edge, so half the size is exact.
	wp := m.Plane().Area(c.half.W, c.half.H)
	sum := raster.GaussianRGB(c.half.Times(wp).Area(w, h), sigma)
	wt := raster.Gaussian(wp.Area(w, h), sigma)
	mean := meanColor(sum, wt)
	for i, k := range wt.Pix {
		for j := range 3 {
			// A trace of the overall mean where the region is far away.
			sum.Pix[3*i+j] = (sum.Pix[3*i+j] + 1e-4*mean[j]) / (k + 1e-4)
		}
	}
	return sum
}

func meanColor(sum *raster.RGB, wt *raster.Plane) [3]float32 {
	var m [3]float64
	total := 1e-9
	for i, k := range wt.Pix {
		total += float64(k)
		for j := range m {
			m[j] += float64(sum.Pix[3*i+j])
		}
	}
	return [3]float32{float32(m[0] / total), float32(m[1] / total), float32(m[2] / total)}
}

// distances returns, per pixel, the Lab distance from the ground near it and
// how well ground and garment are told apart there.
func (c *cut) distances(ground, inside *raster.RGB) (dist, apart *raster.Plane) {
	sep := raster.NewPlane(ground.W, ground.H)
	for i := range sep.Pix {
		d := labDistance(ground.Pix[3*i:], inside.Pix[3*i:])
		sep.Pix[i] = raster.Clip32((d-6)/10, 0, 1)
	}
	g := ground.Linear(c.img.W, c.img.H)
	dist = raster.NewPlane(c.img.W, c.img.H)
	for i := range dist.Pix {
		dist.Pix[i] = labDistance(c.lab.Pix[3*i:], g.Pix[3*i:])
	}
	return dist, sep.Linear(c.img.W, c.img.H)
}

func labDistance(a, b []float32) float32 {
	x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return float32(math.Sqrt(float64(x*x + y*y + z*z)))
}

// groundNoise also stores the ground's median colour.
func (c *cut) groundNoise() float64 {
	var d []float64
	var ch [3][]float64
	for i := 0; i < len(c.out.Pix); i += 13 {
		if c.out.Pix[i] == 0 {
			continue
		}
		d = append(d, float64(c.dist.Pix[i]))
		for j := range ch {
			ch[j] = append(ch[j], float64(c.lab.Pix[3*i+j]))
		}
	}
	if len(d) == 0 {
		return 3
	}
	for j := range ch {
		c.groundLb[j] = medianOf(ch[j])
	}
	return medianOf(d)
}

// medianOf sorts v and returns its middle value, the mean of two for even
// lengths, 0 for none.
func medianOf(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sort.Float64s(v)
	n := len(v) / 2
	if len(v)%2 == 1 {
		return v[n]
	}
	return (v[n-1] + v[n]) / 2
}

// alpha decides the band between the sure regions.
func (c *cut) alpha() *raster.Plane {
	a := raster.NewPlane(c.img.W, c.img.H)
	gray := c.img.Gray()
	w, h := max(1, gray.W/2), max(1, gray.H/2)
	g := raster.Upsample(gray, gray.Area(w, h), c.sal.Area(w, h), max(2, c.h/240), 1e-4)
	lo := float32(c.noise + labStart)
	for i := range a.Pix {
		switch {
		case c.in.Pix[i] != 0:
			a.Pix[i] = 1
		case c.out.Pix[i] != 0:
		default:
			col := raster.Clip32((c.dist.Pix[i]-lo)/(labFull-labStart), 0, 1)
			col = min(col, raster.Clip32(4*c.sal.Pix[i], 0, 1))
			soft := raster.Clip32((g.Pix[i]-0.35)/0.3, 0, 1)
			s := c.apart.Pix[i]
			a.Pix[i] = s*col + (1-s)*soft
		}
	}
	return a
}

// dropHoles opens the gaps that the network fills, such as the one between a
// sleeve and the body: smooth patches of exactly the ground's colour, taller
// than wide, that touch the outside.
func (c *cut) dropHoles(a *raster.Plane) *raster.Plane {
	if !c.distinct() {
		return a
	}
	lo := float32(c.noise + labStart)
	limit := max(1.5, 0.8*lo)
	cand := raster.NewMask(a.W, a.H)
	total, n := 0, 0
	for i, v := range a.Pix {
		if v > 0.5 {
			total++
			if c.dist.Pix[i] < limit {
				cand.Pix[i] = 1
				n++
			}
		}
	}
	if float64(n) < 0.003*float64(total) {
		return a
	}
	c.keepSmooth(cand)
	cand = cand.Open(2)
	labels, comps := cand.Components()
	outside := a.Clone().Map(func(v float32) float32 { return 1 - v }).Above(0.7).Dilate(4)
	touch := touching(labels, len(comps), outside)
	for i, k := range comps {
		area := float64(k.Area)
		if !touch[i] || area < 0.003*float64(total) || area > 0.2*float64(total) ||
			float64(k.Y1-k.Y0) < 1.3*float64(k.X1-k.X0) {
			continue
		}
		c.openHole(a, labels, int32(i+1), k, lo)
	}
	return a
}

// distinct reports whether enough of the garment differs clearly from the
// ground, so that a patch of the ground's colour is no part of it.
func (c *cut) distinct() bool {
	n, far := 0, 0
	g := []float32{float32(c.groundLb[0]), float32(c.groundLb[1]), float32(c.groundLb[2])}
	for i := 0; i < len(c.in.Pix); i += 5 {
		if c.in.Pix[i] != 0 {
			n++
			if labDistance(c.lab.Pix[3*i:], g) > 18 {
				far++
			}
		}
	}
	return n > 0 && float64(far) > 0.35*float64(n)
}

// keepSmooth clears pixels whose 7×7 surroundings have texture.
func (c *cut) keepSmooth(m *raster.Mask) {
	b := m.Bounds()
	r := raster.Grow(b, 4, m.W, m.H)
	g := c.img.Crop(r).Gray()
	mean := raster.Box(g, 3)
	sq := raster.Box(g.Map(func(v float32) float32 { return v * v }), 3)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			j := (y-r.Min.Y)*g.W + x - r.Min.X
			if v := sq.Pix[j] - mean.Pix[j]*mean.Pix[j]; v > 0.006*0.006 {
				m.Pix[y*m.W+x] = 0
			}
		}
	}
}

func touching(labels []int32, n int, m *raster.Mask) []bool {
	t := make([]bool, n)
	for i, l := range labels {
		if l > 0 && m.Pix[i] != 0 {
			t[l-1] = true
		}
	}
	return t
}

// openHole multiplies the alpha in and 3 px around a component by its colour
// alpha.
func (c *cut) openHole(a *raster.Plane, labels []int32, id int32, k raster.Component, lo float32) {
	r := raster.Grow(image.Rect(k.X0, k.Y0, k.X1, k.Y1), 4, a.W, a.H)
	m := raster.NewMask(r.Dx(), r.Dy())
	for y := 0; y < m.H; y++ {
		for x := 0; x < m.W; x++ {
			if labels[(y+r.Min.Y)*a.W+x+r.Min.X] == id {
				m.Pix[y*m.W+x] = 1
			}
		}
	}
	m = m.Dilate(3)
	for y := 0; y < m.H; y++ {
		for x := 0; x < m.W; x++ {
			if i := (y+r.Min.Y)*a.W + x + r.Min.X; m.Pix[y*m.W+x] != 0 {
				a.Pix[i] *= raster.Clip32((c.dist.Pix[i]-lo)/(labFull-labStart), 0, 1)
			}
		}
	}
}
