package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// The neck opening is what a flat picture shows inside the front neckline: the
// inside of the back, its lining, a label, the back of the collar. It hangs
// from the top edge in the middle, differs in color or lightness from the
// front, and is bounded by the inner edge of the front collar. Seen from a
// pole just under the top edge it is star-shaped, whatever the neckline: one
// border radius for each ray. The radii that best part two sets of colors and
// lie on edges are found by dynamic programming; the same on both sides at
// first, for clothes are cut even and prints are not.
//
// Lengths are shares of half the armpit distance; colors are CIE Lab.
const (
	openingUnit  = 120 // pixels of half the armpit distance where it is searched
	openingReach = 1.15
	openingRays  = 145
	openingStep  = 1.5 // pixels between samples of a ray
	// Rays run from firstRay, left above the horizontal, over straight down to the mirrored angle.
	firstRay = 216 * math.Pi / 180
	lastRay  = -36 * math.Pi / 180
	// edgeFull is the color change at which an edge counts fully: many weak
	// edges in line outweigh a few strong ones, as those of a print.
	edgeFull = 12.0
	// edgeWorth is an edge in samples of clear color.
	edgeWorth = 14.0
	bendCost  = 0.45
	bendMost  = 5
	// clearWorth is a border so clear that no other pole is tried.
	clearWorth = 1.2
)

// openingFinder holds the neck of a garment in polar form around a pole.
type openingFinder struct {
	rect  image.Rectangle // searched part of the working picture
	k     float64         // its scale
	lab   *raster.RGB
	solid *raster.Plane
	pole  raster.Pt // in scaled pixels
	n     int       // samples of a ray
	exit  []int     // samples of each ray that lie on the garment
	color [][][3]float32
	edge  [][]float32
	unit  float64 // half the armpit distance in scaled pixels
	path  []int   // border of each ray, in samples
	line  float64 // mean edge along the border
	worth float64 // how clear the border is
}

// findOpening returns the neck opening at working size, nil when none is
// seen.
func (f *topFinder) findOpening(img *raster.RGB, alpha *raster.Plane) *raster.Mask {
	o := f.newOpening(img, alpha)
	if o == nil {
		return nil
	}
	middle := o.pole.X
	var best *openingFinder
	for _, shift := range []float64{0, -0.04, 0.04, -0.08, 0.08} {
		c := *o
		c.pole.X = middle + shift*o.unit
		c.search()
		if c.plausible() && (best == nil || c.worth > best.worth) {
			best = &c
		}
		if best != nil && best.worth > clearWorth {
			break
		}
	}
	if best == nil {
		return nil
	}
	return best.mask(f.m)
}

// search looks for a border that both sides share, then lets each side
// depart from it a little.
func (o *openingFinder) search() {
	o.sample()
	for range 3 {
		o.trace(nil)
	}
	o.trace(o.path)
	o.closeSlot()
}

// newOpening cuts out and scales the part where the neck is.
func (f *topFinder) newOpening(img *raster.RGB, alpha *raster.Plane) *openingFinder {
	u := f.l.Half
	top := f.top(f.axc)
	r := image.Rect(int(f.axc-1.0*u), int(math.Min(top, float64(f.y0))-0.1*u), int(f.axc+1.0*u)+1, int(top+(openingReach+0.25)*u)+1)
	r = r.Intersect(image.Rect(0, 0, img.W, img.H))
	if u < 12 || r.Empty() {
		return nil
	}
	o := &openingFinder{rect: r, k: math.Min(1, openingUnit/u)}
	w, h := max(1, int(float64(r.Dx())*o.k)), max(1, int(float64(r.Dy())*o.k))
	o.lab = raster.GaussianRGB(toLab(img.Crop(r).Area(w, h)), 1)
	o.solid = alpha.Crop(r).Area(w, h)
	o.pole = raster.Pt{X: (f.axc - float64(r.Min.X)) * o.k, Y: (top-float64(r.Min.Y))*o.k + 0.05*u*o.k}
	o.unit = u * o.k
	o.n = int(openingReach * o.unit / openingStep)
	return o
}

// ray returns the direction of ray i.
func openingRay(i int) raster.Pt {
	a := firstRay + (lastRay-firstRay)*float64(i)/(openingRays-1)
	return raster.Pt{X: math.Cos(a), Y: math.Sin(a)}
}

// sample reads colors and edges along the rays.
func (o *openingFinder) sample() {
	o.exit = make([]int, openingRays)
	o.color = make([][][3]float32, openingRays)
	o.edge = make([][]float32, openingRays)
	for i := range o.color {
		d := openingRay(i)
		c := make([][3]float32, 0, o.n)
		for j := range o.n {
			q := o.pole.Add(d.Mul(openingStep * float64(j)))
			if q.X < 0 || q.Y < 0 || q.X > float64(o.lab.W-1) || q.Y > float64(o.lab.H-1) || o.solid.Sample(q.X, q.Y) < 0.6 {
				break
			}
			l, a, b := o.lab.Sample(q.X, q.Y)
			c = append(c, [3]float32{l, a, b})
		}
		o.color[i], o.exit[i] = c, len(c)
		o.edge[i] = rayEdges(c)
	}
}

// rayEdges is the color change across each sample, 0..1.
func rayEdges(c [][3]float32) []float32 {
	const k = 3
	e := make([]float32, len(c))
	for j := k; j+k < len(c); j++ {
		var a, b [3]float32
		for t := 1; t <= k; t++ {
			for n := range 3 {
				a[n] += c[j-t][n] / k
				b[n] += c[j+t][n] / k
			}
		}
		e[j] = min(1, labDistance(a[:], b[:])/edgeFull)
	}
	return e
}

// openNeck takes over an opening that was found: its lowest point and, where
// they were far off, its ends on the top edge as neck points.
func (f *topFinder) openNeck(m *raster.Mask) {
	f.l.Opening, f.l.BackPanel = m, true
	b := m.Bounds()
	for s, x := range [2]float64{float64(b.Min.X), float64(b.Max.X - 1)} {
		if y := f.top(x); math.Abs(x-f.l.Neck[s].X) > 0.1*f.l.Half {
			f.l.Neck[s] = raster.Pt{X: x, Y: y}
		}
	}
	mid := f.l.Neck[0].Lerp(f.l.Neck[1], 0.5)
	f.l.NeckDeep = math.Max(0, float64(b.Max.Y)-mid.Y)
	f.l.NeckLow = raster.Pt{X: mid.X, Y: mid.Y + f.l.NeckDeep}
}
