package vision

import (
	"math"

	"lookbook/engine/color"
	"lookbook/engine/raster"
)

// trace finds the border radii anew from the colors inside and outside the
// last ones; the first time, from those near the pole and far from it. Both
// sides get the same radii unless they shall only depart a little from near.
func (o *openingFinder) trace(near []int) {
	in, out := o.palettes()
	score := make([][]float64, openingRays)
	for i := range score {
		score[i] = o.rayScore(i, in, out)
		o.beyondLabel(i, score[i])
	}
	if near != nil {
		for i, s := range score {
			for j := range s {
				if d := math.Abs(float64(j - near[i])); d > departure*o.unit/openingStep {
					s[j] -= 100
				}
			}
		}
		o.path = bestPath(score)
		return
	}
	half := make([][]float64, openingRays/2+1)
	for i := range half {
		half[i] = bothSides(score[i], score[openingRays-1-i])
	}
	path := bestPath(half)
	o.path = make([]int, openingRays)
	for i, j := range path {
		for _, k := range [2]int{i, openingRays - 1 - i} {
			o.path[k] = min(j, o.exit[k])
		}
	}
}

// departure is how far each side may depart from what both have in common.
const departure = 0.06

// bothSides adds the scores of mirrored rays; beyond its end the shorter one
// keeps its last value.
func bothSides(a, b []float64) []float64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	s := make([]float64, len(a))
	for j, v := range a {
		s[j] = v + b[min(j, len(b)-1)]
	}
	return s
}

// Share of the rays' length that is surely inside and surely outside before
// a border is known.
const (
	surelyIn  = 0.19
	surelyOut = 0.78
)

// palettes are the main colors on both sides of the border.
func (o *openingFinder) palettes() (in, out []color.Cluster) {
	var a, b [][3]float32
	for i, c := range o.color {
		lo, hi := int(surelyIn*float64(o.n)), int(surelyOut*float64(o.n))
		if o.path != nil {
			lo, hi = o.path[i]-1, o.path[i]+2
		}
		// Every third sample, another third on each ray, is plenty.
		for j := i % 3; j < len(c); j += 3 {
			v := c[j]
			if j < lo {
				a = append(a, v)
			} else if j >= hi {
				b = append(b, v)
			}
		}
	}
	return color.Palette(a, nil, 5), color.Palette(b, nil, 5)
}

// rayScore rates each sample of a ray as the border: how much more the
// samples before it look like the inside than the outside, and its edge. The
// last value stands for the place where the ray leaves the garment.
func (o *openingFinder) rayScore(i int, in, out []color.Cluster) []float64 {
	s := make([]float64, o.exit[i]+1)
	sum := 0.0
	for j, c := range o.color[i] {
		s[j] = sum + edgeWorth*float64(o.edge[i][j])
		a, b := nearestGap(in, c), nearestGap(out, c)
		sum += raster.Clip(1.6*(b-a)/(a+b+4), -1, 1)
	}
	s[o.exit[i]] = sum
	if o.exit[i] < o.n {
		s[o.exit[i]] += 0.4 * edgeWorth
	}
	return s
}

// nearestGap is the distance of a color from the nearest one that is not rare.
func nearestGap(p []color.Cluster, c [3]float32) float64 {
	best := math.Inf(1)
	for _, s := range p {
		if s.Share > 0.04 || len(p) == 1 {
			x, y, z := s.Lab[0]-float64(c[0]), s.Lab[1]-float64(c[1]), s.Lab[2]-float64(c[2])
			best = min(best, x*x+y*y+z*z)
		}
	}
	return math.Sqrt(best)
}

// bestPath picks one value of each row so that their sum, less the cost of
// bends between neighbours, is greatest. The last value of a row may be
// joined at the cost of a small bend: outlines jump.
func bestPath(score [][]float64) []int {
	from := make([][]int, len(score))
	last := score[0]
	for i := 1; i < len(score); i++ {
		next := make([]float64, len(score[i]))
		from[i] = make([]int, len(next))
		end := len(next) - 1
		for j := range next {
			v, k := bestStep(last, j, j == end)
			next[j], from[i][j] = v+score[i][j], k
		}
		last = next
	}
	path := make([]int, len(score))
	for j, v := range last {
		if v > last[path[len(path)-1]] {
			path[len(path)-1] = j
		}
	}
	for i := len(path) - 1; i > 0; i-- {
		path[i-1] = from[i][path[i]]
	}
	return path
}

// bestStep is the best value of the last row, less the cost of the bend, from
// which value j of the next row is reached, and its place.
func bestStep(last []float64, j int, end bool) (best float64, from int) {
	lo, hi := max(0, j-2*bendMost), min(len(last), j+2*bendMost+1)
	if end {
		lo, hi = 0, len(last)
	}
	best = math.Inf(-1)
	for k := lo; k < hi; k++ {
		d := float64(max(j-k, k-j))
		cost := bendCost * d
		if d > bendMost {
			if end {
				cost = bendCost * bendMost
			} else {
				cost += 4 * (d - bendMost)
			}
		}
		if v := last[k] - cost; v > best {
			best, from = v, k
		}
	}
	k := len(last) - 1
	if v := last[k] - bendCost*min(float64(max(j-k, k-j)), bendMost); v > best {
		best, from = v, k
	}
	return best, from
}

// Evidence for an opening.
const (
	leastDepth  = 0.13 // below the top edge
	leastReach  = 0.16 // to each side
	mostReach   = 0.75
	leastEdge   = 0.33 // mean edge along the border, on each side
	leastChange = 4.0  // median color change across it
	weakChange  = 1.8  // and its lower quartile
	sameChange  = 0.20 // the mean change over the mean size of the changes
	leastWorth  = 0.70 // that and half the mean edge
	mostUneven  = 1.5  // one side's reach over the other's
	mostRise    = 0.06 // how far the border may rise again on its way down
)

// plausible reports whether the border found is that of an opening: a clear
// line from one side of the top edge to the other, down to a lowest point,
// with a like change of color all along.
func (o *openingFinder) plausible() bool {
	var sizes []float64
	var sum [3]float64
	var edge, n [2]float64
	for i, j := range o.path {
		if j >= o.exit[i] {
			continue
		}
		s := min(1, 2*i/openingRays)
		edge[s] += float64(o.edge[i][j])
		n[s]++
		c := o.across(i, j)
		for k := range sum {
			sum[k] += c[k]
		}
		sizes = append(sizes, math.Sqrt(c[0]*c[0]+c[1]*c[1]+c[2]*c[2]))
	}
	if len(sizes) < openingRays/3 || math.Min(n[0], n[1]) < openingRays/8 {
		return false
	}
	o.line = math.Min(edge[0]/n[0], edge[1]/n[1])
	total := 0.0
	for _, v := range sizes {
		total += v
	}
	same := math.Sqrt(sum[0]*sum[0]+sum[1]*sum[1]+sum[2]*sum[2]) / math.Max(1, total)
	o.worth = same + 0.5*o.line
	return o.line > leastEdge && same > sameChange && o.worth > leastWorth &&
		percentileOf(sizes, 50) > leastChange && percentileOf(sizes, 25) > weakChange && o.wellFormed()
}

// wellFormed checks size, evenness and the way down.
func (o *openingFinder) wellFormed() bool {
	u := o.unit / openingStep
	mid := openingRays / 2
	if o.path[mid] >= o.exit[mid] || o.path[mid] >= o.n-3 {
		return false
	}
	l, r, d := o.extent()
	for s, step := range [2]int{1, -1} {
		low := math.Inf(-1)
		for i := s * (openingRays - 1); i != mid; i += step {
			y := openingRay(i).Y * float64(o.path[i])
			if o.path[i] >= o.exit[i] {
				continue
			}
			if low = math.Max(low, y); y < low-mostRise*u {
				return false
			}
		}
	}
	return d > leastDepth*u && math.Min(l, r) > leastReach*u && math.Max(l, r) < mostReach*u &&
		math.Max(l, r) < mostUneven*math.Min(l, r)
}

// across is the color change from inside to outside at sample j of a ray.
func (o *openingFinder) across(i, j int) [3]float64 {
	const near, far = 2, 8
	mean := func(a, b int) [3]float32 {
		var m [3]float32
		a, b = max(0, a), min(len(o.color[i]), b)
		for _, c := range o.color[i][a:max(a, b)] {
			for n := range m {
				m[n] += c[n] / float32(b-a)
			}
		}
		return m
	}
	if j < near+1 || j+near+1 >= len(o.color[i]) {
		return [3]float64{}
	}
	a, b := mean(j-far, j-near+1), mean(j+near, j+far)
	return [3]float64{float64(b[0] - a[0]), float64(b[1] - a[1]), float64(b[2] - a[2])}
}

// extent is how far the opening reaches to the left, the right and down, in
// samples.
func (o *openingFinder) extent() (l, r, d float64) {
	for i, j := range o.path {
		q := openingRay(i).Mul(float64(j))
		l, r, d = math.Max(l, -q.X), math.Max(r, q.X), math.Max(d, q.Y)
	}
	return l, r, d
}

// mask is the opening at working size with everything above it.
func (o *openingFinder) mask(like *raster.Mask) *raster.Mask {
	ring := make([]raster.Pt, 0, openingRays)
	for i, j := range o.smoothPath() {
		q := o.pole.Add(openingRay(i).Mul(openingStep * (j + 0.3)))
		ring = append(ring, raster.Pt{X: q.X / o.k, Y: q.Y / o.k})
	}
	in := raster.Polygon(o.rect.Dx(), o.rect.Dy(), ring, 0).Above(0.5)
	m := raster.NewMask(like.W, like.H)
	for x := range in.W {
		inside := false
		for y := in.H - 1; y >= 0; y-- {
			inside = inside || in.Pix[y*in.W+x] != 0
			if inside {
				m.Pix[(y+o.rect.Min.Y)*m.W+x+o.rect.Min.X] = 1
			}
		}
	}
	return m
}
