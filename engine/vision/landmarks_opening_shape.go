package vision

import (
	"math"

	"lookbook/engine/raster"
)

// What is known of necklines whatever the picture shows: they lie beyond labels,
// do not run down zips, and are smooth.

// The half width and depth under the pole that labels stay within, shares of
// half the armpit distance: their edges are the clearest of all, but no neckline.
const (
	labelHalf = 0.22
	labelDeep = 0.20
)

// beyondLabel forbids borders on ray i that a label could have.
func (o *openingFinder) beyondLabel(i int, score []float64) {
	d := openingRay(i)
	r := math.Inf(1)
	if d.X != 0 {
		r = labelHalf / math.Abs(d.X)
	}
	if d.Y > 0 {
		r = math.Min(r, labelDeep/d.Y)
	}
	for j := range min(len(score)-1, int(r*o.unit/openingStep)) {
		score[j] -= 100
	}
}

// A zip, a placket or the gap of an open front carries the border straight down
// from a neckline. slotRays is how far beside straight down it still is beside
// such a slot, and mostDeeper how much deeper than there the deepest neckline may
// be: that of a narrow V is 1.7 times as deep.
const (
	slotRays   = 11 // 19 degrees
	mostDeeper = 2.1
)

// closeSlot ends the border above a slot.
func (o *openingFinder) closeSlot() {
	mid := openingRays / 2
	l, r := mid-slotRays, mid+slotRays
	side := math.Max(openingRay(l).Y*float64(o.path[l]), openingRay(r).Y*float64(o.path[r]))
	deepest := 0.0
	for i := l; i <= r; i++ {
		deepest = math.Max(deepest, openingRay(i).Y*float64(o.path[i]))
	}
	if deepest < mostDeeper*side {
		return
	}
	for i := l; i <= r; i++ {
		o.path[i] = max(0, min(o.path[i], o.exit[i]-1, int(1.08*side/openingRay(i).Y)))
	}
}

// Half the width of the running line that smooths a border, in rays, and how
// far a corner, such as that of a V, may lie off it in samples before it stays.
const (
	smoothRays  = 7
	cornerDepth = 2.5
)

// smoothPath is the border without the steps of its samples and the small
// wanderings to a print beside it. Rays that end on the outline keep their ends;
// corners stay corners.
func (o *openingFinder) smoothPath() []float64 {
	out := make([]float64, len(o.path))
	for i, j := range o.path {
		out[i] = float64(j)
		if j >= o.exit[i] {
			continue
		}
		var sum, weight float64
		for k := -smoothRays; k <= smoothRays; k++ {
			n := i + k
			if n < 0 || n >= len(o.path) || o.path[n] >= o.exit[n] {
				continue
			}
			w := math.Exp(-2 * float64(k*k) / smoothRays / smoothRays)
			sum += w * float64(o.path[n])
			weight += w
		}
		v := sum / weight
		out[i] = v + (out[i]-v)*raster.Clip(math.Abs(out[i]-v)/cornerDepth-1, 0, 1)
	}
	return out
}
