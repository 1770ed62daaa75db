package color

import (
	"cmp"
	"math"
	"slices"
)

// Cluster is one colour of a palette.
type Cluster struct {
	// Lab is the weighted mean.
	Lab Lab
	// Share of the total weight, 0..1.
	Share float64
	// Spread is the root mean square Lab distance from the mean.
	Spread float64
}

// Settings of the palette.
const (
	// mergeDistance: clusters nearer than this (ΔE2000, lightness halved) are
	// one colour of cloth under different light.
	mergeDistance = 7
	// smallestShare: less is dirt, a thread or an edge.
	smallestShare = 0.01
	// binSize of the histogram in Lab units; finer than eyes on a palette.
	binSize = 2.5
	rounds  = 24
)

// Palette groups colours into at most most clusters, largest share first.
// labs holds L, a, b; weights may be nil for equal ones, and entries with a
// weight of 0 or below, or with values that are no numbers, are left out. The
// result is nil when nothing is left.
//
// The colours are first gathered in a histogram, then grouped by k-means from
// farthest-point seeds (which is deterministic), then near clusters are merged
// and tiny ones given to their neighbour.
func Palette(labs [][3]float32, weights []float32, most int) []Cluster {
	bins := histogram(labs, weights)
	if len(bins) == 0 || most < 1 {
		return nil
	}
	// Twice as many groups as asked for, so that a merge of two shades of one
	// cloth does not cost a place in the palette.
	groups := kMeans(bins, seeds(bins, 2*most))
	groups = mergeNear(groups)
	for len(groups) > most {
		groups = mergeAt(groups, smallest(groups))
	}
	return finish(groups)
}

// group is a set of colours by its sums, so that sets can be joined.
type group struct {
	weight, square float64
	sum            Lab
}

func (g *group) add(o group) {
	g.weight += o.weight
	g.square += o.square
	for i := range g.sum {
		g.sum[i] += o.sum[i]
	}
}

func (g group) mean() Lab {
	return Lab{g.sum[0] / g.weight, g.sum[1] / g.weight, g.sum[2] / g.weight}
}

// spread is the root mean square distance from the mean.
func (g group) spread() float64 {
	m := g.mean()
	return math.Sqrt(max(0, g.square/g.weight-m[0]*m[0]-m[1]*m[1]-m[2]*m[2]))
}

func histogram(labs [][3]float32, weights []float32) []group {
	at := map[[3]int16]int{}
	var bins []group
	for i, v := range labs {
		w := 1.0
		if weights != nil {
			w = float64(weights[i])
		}
		l := Lab{float64(v[0]), float64(v[1]), float64(v[2])}
		if !(w > 0) || math.IsInf(w, 0) || !sane(l) {
			continue
		}
		key := [3]int16{int16(math.Floor(l[0] / binSize)), int16(math.Floor(l[1] / binSize)), int16(math.Floor(l[2] / binSize))}
		k, ok := at[key]
		if !ok {
			k = len(bins)
			at[key] = k
			bins = append(bins, group{})
		}
		bins[k].add(group{w, w * (l[0]*l[0] + l[1]*l[1] + l[2]*l[2]), Lab{w * l[0], w * l[1], w * l[2]}})
	}
	return bins
}

// sane refuses NaN and values far outside Lab.
func sane(l Lab) bool {
	for _, v := range l {
		if !(math.Abs(v) < 1000) {
			return false
		}
	}
	return true
}

func square(a, b Lab) float64 {
	x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return x*x + y*y + z*z
}

// seeds picks the heaviest bin and then, each time, the bin with the largest
// product of weight and squared distance to the seeds so far: farthest-point
// sampling that single stray colours cannot win.
func seeds(bins []group, n int) []Lab {
	first := slices.MaxFunc(bins, func(a, b group) int { return cmp.Compare(a.weight, b.weight) })
	out := []Lab{first.mean()}
	near := make([]float64, len(bins))
	for i := range near {
		near[i] = math.Inf(1)
	}
	for len(out) < min(n, len(bins)) {
		best, bestScore := -1, 0.0
		for i, b := range bins {
			near[i] = min(near[i], square(b.mean(), out[len(out)-1]))
			if s := near[i] * b.weight; s > bestScore {
				best, bestScore = i, s
			}
		}
		if best < 0 {
			break
		}
		out = append(out, bins[best].mean())
	}
	return out
}

func kMeans(bins []group, centers []Lab) []group {
	var groups []group
	for range rounds {
		groups = make([]group, len(centers))
		for _, b := range bins {
			groups[nearest(centers, b.mean())].add(b)
		}
		groups = slices.DeleteFunc(groups, func(g group) bool { return g.weight == 0 })
		moved := 0.0
		next := make([]Lab, len(groups))
		for i, g := range groups {
			next[i] = g.mean()
			moved = max(moved, square(next[i], centers[nearest(centers, next[i])]))
		}
		centers = next
		if moved < 1e-4 {
			break
		}
	}
	return groups
}

func nearest(centers []Lab, l Lab) int {
	best, at := math.Inf(1), 0
	for i, c := range centers {
		if d := square(c, l); d < best {
			best, at = d, i
		}
	}
	return at
}

// mergeNear joins the two nearest groups until all are apart.
func mergeNear(groups []group) []group {
	for len(groups) > 1 {
		bi, bj, best := 0, 0, math.Inf(1)
		for i := range groups {
			for j := i + 1; j < len(groups); j++ {
				if d := DeltaE(groups[i].mean(), groups[j].mean(), 2, 1, 1); d < best {
					bi, bj, best = i, j, d
				}
			}
		}
		if best >= mergeDistance {
			break
		}
		groups[bi].add(groups[bj])
		groups = slices.Delete(groups, bj, bj+1)
	}
	return groups
}

func smallest(groups []group) int {
	at := 0
	for i, g := range groups {
		if g.weight < groups[at].weight {
			at = i
		}
	}
	return at
}

// mergeAt gives group i to its nearest neighbour.
func mergeAt(groups []group, i int) []group {
	g := groups[i]
	rest := slices.Delete(groups, i, i+1)
	best, at := math.Inf(1), 0
	for j, o := range rest {
		if d := DeltaE(g.mean(), o.mean(), 2, 1, 1); d < best {
			best, at = d, j
		}
	}
	rest[at].add(g)
	return rest
}

func finish(groups []group) []Cluster {
	total := 0.0
	for _, g := range groups {
		total += g.weight
	}
	for len(groups) > 1 && groups[smallest(groups)].weight < smallestShare*total {
		groups = mergeAt(groups, smallest(groups))
	}
	out := make([]Cluster, len(groups))
	for i, g := range groups {
		out[i] = Cluster{Lab: g.mean(), Share: g.weight / total, Spread: g.spread()}
	}
	slices.SortStableFunc(out, func(a, b Cluster) int { return cmp.Compare(b.Share, a.Share) })
	return out
}
