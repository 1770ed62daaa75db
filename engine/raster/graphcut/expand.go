package graphcut

// Problem is a labelling to be made cheap. Nodes 0..Nodes-1 carry a label
// 0..Labels-1.
type Problem struct {
	Nodes, Labels int
	// Unary[node*Labels+label] is the price of a label at a node.
	Unary []float32
	// Edges join neighbours; a pair with different labels costs Weight.
	Edges []Edge
}

// Edge joins two nodes.
type Edge struct {
	A, B   int32
	Weight float32
}

// Expand improves labels (in and out) by at most rounds rounds of
// alpha-expansion (Boykov, Veksler, Zabih, "Fast Approximate Energy
// Minimization via Graph Cuts", 2001): for each label in turn, every node may
// take it at once where that lowers the total. Nodes whose unary price of a
// label is at least Never do not take part in its expansion.
func Expand(p *Problem, labels []uint8, rounds int) {
	var g Graph
	index := make([]int32, p.Nodes)
	idle := 0
	for r := 0; r < rounds; r++ {
		for a := 0; a < p.Labels; a++ {
			if expandOne(p, &g, index, labels, a) == 0 {
				idle++
			} else {
				idle = 0
			}
			if idle >= p.Labels {
				return
			}
		}
	}
}

// Never is a price that no label with it is worth.
const Never = 1e4

// expandOne lets nodes take label a and returns how many did. Source side
// means "keep".
func expandOne(p *Problem, g *Graph, index []int32, labels []uint8, a int) int {
	n := 0
	for i := range index {
		index[i] = -1
		if int(labels[i]) != a && p.Unary[i*p.Labels+a] < Never {
			index[i] = int32(n)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	g.Reset(n)
	for i, k := range index {
		if k >= 0 {
			u := p.Unary[i*p.Labels:]
			g.Terminal(int(k), u[a]-u[labels[i]])
		}
	}
	for _, e := range p.Edges {
		joinExpansion(g, e, index, labels, a)
	}
	g.Cut()
	took := 0
	for i, k := range index {
		if k >= 0 && !g.Source(int(k)) && g.nodes[k].parent != none {
			labels[i] = uint8(a)
			took++
		}
	}
	return took
}

// joinExpansion adds the Potts price of one edge. With x = 1 for "takes a"
// and different old labels the prices are E(0,0) = E(0,1) = E(1,0) = w,
// E(1,1) = 0, split into terminal weights and one arc as Kolmogorov and Zabih
// do ("What Energy Functions Can Be Minimized via Graph Cuts?", 2004).
func joinExpansion(g *Graph, e Edge, index []int32, labels []uint8, a int) {
	i, j := index[e.A], index[e.B]
	w := e.Weight
	switch {
	case i < 0 && j < 0:
	case i < 0:
		g.Terminal(int(j), fixedPull(labels[e.A], labels[e.B], a, w))
	case j < 0:
		g.Terminal(int(i), fixedPull(labels[e.B], labels[e.A], a, w))
	case labels[e.A] == labels[e.B]:
		g.Join(int(i), int(j), w, w)
	default:
		g.Terminal(int(j), -w)
		g.Join(int(i), int(j), w, 0)
	}
}

// fixedPull is the price of taking a minus that of keeping, next to a
// neighbour that does not change.
func fixedPull(fixed, own uint8, a int, w float32) float32 {
	var keep, take float32
	if fixed != own {
		keep = w
	}
	if int(fixed) != a {
		take = w
	}
	return take - keep
}
