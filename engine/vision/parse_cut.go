package vision

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/raster/graphcut"
)

const (
	// cutSmooth is the price of a border between two labels across a pair of
	// pixels of the same color.
	cutSmooth = 2.2
	// cutFloor is what remains of it across a strong edge.
	cutFloor = .12
	// groundPull is how much the mask weighs against colors in the band
	// around its edge.
	groundPull = 4
)

// cutLabels are the labels of the graph cut: the ground, then parseLabels.
func cutLabels() int { return len(parseLabels) + 1 }

// cutGraph labels all pixels at once: the prices of fillCosts, and a price for
// borders that is low along edges of the picture. In the band round the
// mask's edge the ground takes part, with the colors seen just outside, so
// that the outline snaps to the picture, too.
func (q *parser) cutGraph() {
	ground := q.groundPrices()
	index, nodes := q.cutNodes()
	n := cutLabels()
	prob := &graphcut.Problem{Nodes: len(nodes), Labels: n, Unary: make([]float32, len(nodes)*n)}
	guide := raster.NewGuide(q.gray, 2, 2e-3)
	for k, c := range q.costs {
		f := guide.Filter(c)
		for j, i := range nodes {
			prob.Unary[j*n+k+1] = f.Pix[i] + groundPull*(1-q.cutMask.Pix[i])
		}
	}
	for j, i := range nodes {
		u := prob.Unary[j*n : (j+1)*n]
		switch m := q.cutMask.Pix[i]; {
		case m > .97:
			u[0] = graphcut.Never
		case m < .03:
			for k := range u {
				u[k] = graphcut.Never
			}
			u[0] = 0
		default:
			u[0] = ground[i] + groundPull*m
		}
	}
	prob.Edges = q.cutEdges(index, nodes)
	labels := make([]uint8, len(nodes))
	for j, i := range nodes {
		labels[j] = cutIndex(q.labels[i])
	}
	graphcut.Expand(prob, labels, 2)
	for j, i := range nodes {
		q.labels[i] = LabelBackground
		if labels[j] > 0 {
			q.labels[i] = parseLabels[labels[j]-1]
		}
	}
}

func cutIndex(label uint8) uint8 {
	for k, l := range parseLabels {
		if l == label {
			return uint8(k + 1)
		}
	}
	return 0
}

// cutNodes numbers the pixels of the person and of a rim around it.
func (q *parser) cutNodes() (index []int32, nodes []int) {
	in := q.mask.Above(.03).Dilate(1)
	index = make([]int32, len(in.Pix))
	for i, v := range in.Pix {
		index[i] = -1
		if v != 0 {
			index[i] = int32(len(nodes))
			nodes = append(nodes, i)
		}
	}
	return index, nodes
}

// cutEdges joins each node to its right, lower and lower diagonal neighbours.
func (q *parser) cutEdges(index []int32, nodes []int) []graphcut.Edge {
	steps := []struct {
		dx, dy int
		far    float64
	}{{1, 0, 1}, {0, 1, 1}, {1, 1, math.Sqrt2}, {-1, 1, math.Sqrt2}}
	edges := make([]graphcut.Edge, 0, 4*len(nodes))
	dist := make([]float32, 0, 4*len(nodes))
	var sum float64
	for j, i := range nodes {
		x, y := i%q.w, i/q.w
		for _, s := range steps {
			u, v := x+s.dx, y+s.dy
			if u < 0 || u >= q.w || v >= q.h || index[v*q.w+u] < 0 {
				continue
			}
			d := q.gap(i, v*q.w+u)
			sum += float64(d)
			edges = append(edges, graphcut.Edge{A: int32(j), B: index[v*q.w+u], Weight: float32(cutSmooth / s.far)})
			dist = append(dist, d)
		}
	}
	k := 1 / float32(math.Max(2*sum/math.Max(1, float64(len(edges))), 4))
	for e := range edges {
		edges[e].Weight *= cutFloor + (1-cutFloor)*float32(math.Exp(float64(-dist[e]*k)))
	}
	return edges
}

// gap is the squared distance of two pixels' colors.
func (q *parser) gap(i, j int) float32 {
	a, b := q.color(i), q.color(j)
	return square(a[0]-b[0]) + square(a[1]-b[1]) + square(a[2]-b[2])
}

// groundPrices is how badly each pixel fits the ground just outside the
// person: the distance to the local mean of the surely outside pixels.
func (q *parser) groundPrices() []float32 {
	out := q.mask.Above(.02).Dilate(max(1, int(.012*float64(q.h)))).Not()
	sigma := math.Max(3, .2*q.r)
	w := raster.Gaussian(out.Plane(), sigma)
	var mean, dev [3]*raster.Plane
	for k, ch := range [][]float32{q.lab.L, q.lab.A, q.lab.B} {
		p, pp := raster.NewPlane(q.w, q.h), raster.NewPlane(q.w, q.h)
		for i, v := range ch {
			if out.Pix[i] != 0 {
				p.Pix[i], pp.Pix[i] = v, v*v
			}
		}
		mean[k], dev[k] = raster.Gaussian(p, sigma), raster.Gaussian(pp, sigma)
	}
	price := make([]float32, q.w*q.h)
	for i, wt := range w.Pix {
		if wt < .01 {
			price[i] = 3
			continue
		}
		c := q.color(i)
		var e float32
		for k := range c {
			m := mean[k].Pix[i] / wt
			s := max(square(minSpread[k]), dev[k].Pix[i]/wt-m*m)
			e += square(c[k]-m) / s
		}
		price[i] = min(e/3, 7)
	}
	return price
}
