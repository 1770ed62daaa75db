package graphcut

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A random small network: the cut found costs no more than any other.
func TestCutIsMinimal(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 2 + rng.IntN(8)
		type link struct {
			i, j   int
			ij, ji float32
		}
		term := make([]float32, n)
		var links []link
		for i := range term {
			term[i] = float32(rng.IntN(21) - 10)
			for j := range i {
				if rng.IntN(3) > 0 {
					links = append(links, link{i, j, float32(rng.IntN(6)), float32(rng.IntN(6))})
				}
			}
		}
		price := func(source func(i int) bool) float64 {
			var s float64
			for i, w := range term {
				if w > 0 && !source(i) || w < 0 && source(i) {
					s += math.Abs(float64(w))
				}
			}
			for _, l := range links {
				if source(l.i) && !source(l.j) {
					s += float64(l.ij)
				}
				if source(l.j) && !source(l.i) {
					s += float64(l.ji)
				}
			}
			return s
		}
		var g Graph
		g.Reset(n)
		for i, w := range term {
			g.Terminal(i, w)
		}
		for _, l := range links {
			g.Join(l.i, l.j, l.ij, l.ji)
		}
		flow := g.Cut()
		best := math.Inf(1)
		for m := range 1 << n {
			best = min(best, price(func(i int) bool { return m>>i&1 == 1 }))
		}
		if got := price(g.Source); got != best || flow != best {
			t.Fatalf("cut costs %v, flow %v, best %v", got, flow, best)
		}
	}
}

// Expansion never makes a labelling dearer, and solves a two-label problem.
func TestExpand(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		p := &Problem{Nodes: 9, Labels: 3, Unary: make([]float32, 27)}
		for i := range p.Unary {
			p.Unary[i] = float32(rng.IntN(10))
		}
		for i := range int32(8) {
			p.Edges = append(p.Edges, Edge{i, i + 1, float32(rng.IntN(5))})
		}
		p.Unary[4] = Never
		labels := make([]uint8, 9)
		labels[1] = 2
		before := energy(p, labels)
		Expand(p, labels, 5)
		after := energy(p, labels)
		if after > before {
			t.Fatalf("%v became %v", before, after)
		}
		if labels[1] == 1 {
			t.Fatal("a forbidden label was given")
		}
		best := math.Inf(1)
		for code := range int(math.Pow(3, 9)) {
			l := make([]uint8, 9)
			for i := range l {
				l[i] = uint8(code % 3)
				code /= 3
			}
			best = min(best, energy(p, l))
		}
		// Potts expansion is within twice the optimum.
		if after > 2*best {
			t.Fatalf("%v, optimum %v", after, best)
		}
	}
}

func energy(p *Problem, labels []uint8) float64 {
	var s float64
	for i, l := range labels {
		s += float64(p.Unary[i*p.Labels+int(l)])
	}
	for _, e := range p.Edges {
		if labels[e.A] != labels[e.B] {
			s += float64(e.Weight)
		}
	}
	return s
}

func BenchmarkExpand(b *testing.B) {
	const w, h = 256, 384
	rng := rand.New(rand.NewPCG(1, 1))
	p := &Problem{Nodes: w * h, Labels: 7, Unary: make([]float32, w*h*7)}
	for i := range p.Unary {
		p.Unary[i] = rng.Float32() * 5
	}
	for i := range int32(w * h) {
		if i%w != w-1 {
			p.Edges = append(p.Edges, Edge{i, i + 1, 2})
		}
		if i+w < w*h {
			p.Edges = append(p.Edges, Edge{i, i + w, 2})
		}
	}
	for b.Loop() {
		Expand(p, make([]uint8, w*h), 2)
	}
}
