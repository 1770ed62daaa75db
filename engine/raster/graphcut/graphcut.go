// Package graphcut labels the pixels of a picture by minimum cuts.
//
// A Graph has nodes joined by Arcs of a capacity each way, and to every node a
// terminal weight: positive pulls to the source side, negative to the sink
// side. The minimum cut separates the two sides at least cost. Expand builds
// on it: a labelling with a price for each label at each node (the unary
// cost) and a price for each pair of neighbours with different labels (the
// Potts cost) is improved label by label until nothing gets cheaper.
//
// Everything is deterministic and single-threaded.
package graphcut

// Arc kinds of the search trees: terminal marks a node joined to its terminal,
// none a free node, orphan one that lost its parent.
const (
	none     = -1
	terminal = -2
	orphan   = -3
)

type node struct {
	first  int32 // head of the list of outgoing arcs
	parent int32 // arc to the parent, or none, terminal, orphan
	stamp  int32 // when dist was valid
	dist   int32 // to the terminal
	sink   bool
	queued bool
	// residual to the source (positive) or to the sink (negative)
	res float32
}

type arc struct {
	head int32
	next int32
	res  float32
}

// Graph is a directed flow network with two terminals. The zero value is
// empty; Reset gives it nodes. Not safe for concurrent use.
type Graph struct {
	nodes   []node
	arcs    []arc // arc i and i^1 are sisters
	active  []int32
	orphans []int32
	time    int32
	flow    float64
}

// Reset empties the graph and gives it n nodes, keeping memory.
func (g *Graph) Reset(n int) {
	if cap(g.nodes) < n {
		g.nodes = make([]node, n)
	}
	g.nodes = g.nodes[:n]
	for i := range g.nodes {
		g.nodes[i] = node{first: none, parent: none}
	}
	g.arcs, g.active, g.orphans = g.arcs[:0], g.active[:0], g.orphans[:0]
	g.time, g.flow = 0, 0
}

// Terminal adds w to the terminal weight of node i: positive = cost of ending
// on the sink side, negative = cost of ending on the source side.
func (g *Graph) Terminal(i int, w float32) { g.nodes[i].res += w }

// Join adds arcs i→j of capacity ij and j→i of capacity ji, both ≥ 0.
func (g *Graph) Join(i, j int, ij, ji float32) {
	a := int32(len(g.arcs))
	g.arcs = append(g.arcs,
		arc{head: int32(j), next: g.nodes[i].first, res: ij},
		arc{head: int32(i), next: g.nodes[j].first, res: ji})
	g.nodes[i].first, g.nodes[j].first = a, a+1
}

// Source reports, after Cut, whether node i is on the source side. Free nodes
// count as sink side.
func (g *Graph) Source(i int) bool { return g.nodes[i].parent != none && !g.nodes[i].sink }

// Cut computes the maximum flow by growing two search trees (Boykov,
// Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms for
// Energy Minimization in Vision", 2004) and returns the flow between nodes;
// terminal weights that cancel inside one node are not counted.
func (g *Graph) Cut() float64 {
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.res == 0 {
			continue
		}
		n.sink, n.parent, n.dist = n.res < 0, terminal, 1
		g.push(int32(i))
	}
	head := 0
	cur := int32(none)
	for {
		if cur < 0 {
			if cur = g.pop(&head); cur < 0 {
				return g.flow
			}
		}
		bridge := g.grow(cur)
		g.time++
		if bridge < 0 {
			cur = none
			continue
		}
		g.augment(bridge)
		g.adopt()
		if g.nodes[cur].parent == none {
			cur = none
		}
	}
}

func (g *Graph) push(i int32) {
	if !g.nodes[i].queued {
		g.nodes[i].queued = true
		g.active = append(g.active, i)
	}
}

func (g *Graph) pop(head *int) int32 {
	for *head < len(g.active) {
		i := g.active[*head]
		*head++
		g.nodes[i].queued = false
		if g.nodes[i].parent != none {
			if *head > 1<<16 {
				g.active = append(g.active[:0], g.active[*head:]...)
				*head = 0
			}
			return i
		}
	}
	return none
}

// grow extends the tree of node i by its free neighbours and returns an arc
// from the source tree to the sink tree where the trees meet, else none.
func (g *Graph) grow(i int32) int32 {
	n := &g.nodes[i]
	for a := n.first; a != none; a = g.arcs[a].next {
		open := g.arcs[a].res
		if n.sink {
			open = g.arcs[a^1].res
		}
		if open <= 0 {
			continue
		}
		m := &g.nodes[g.arcs[a].head]
		switch {
		case m.parent == none:
			m.sink, m.parent, m.stamp, m.dist = n.sink, a^1, n.stamp, n.dist+1
			g.push(g.arcs[a].head)
		case m.sink != n.sink:
			if n.sink {
				return a ^ 1
			}
			return a
		case m.stamp <= n.stamp && m.dist > n.dist:
			m.parent, m.stamp, m.dist = a^1, n.stamp, n.dist+1
		}
	}
	return none
}

// augment sends the largest possible flow through the bridge arc.
func (g *Graph) augment(bridge int32) {
	f := g.arcs[bridge].res
	f = g.bottleneck(g.arcs[bridge^1].head, f, false)
	f = g.bottleneck(g.arcs[bridge].head, f, true)
	g.arcs[bridge].res -= f
	g.arcs[bridge^1].res += f
	g.drain(g.arcs[bridge^1].head, f, false)
	g.drain(g.arcs[bridge].head, f, true)
	g.flow += float64(f)
}

func (g *Graph) bottleneck(i int32, f float32, sink bool) float32 {
	for {
		a := g.nodes[i].parent
		if a == terminal {
			r := g.nodes[i].res
			if sink {
				r = -r
			}
			return min(f, r)
		}
		if sink {
			f = min(f, g.arcs[a].res)
		} else {
			f = min(f, g.arcs[a^1].res)
		}
		i = g.arcs[a].head
	}
}

func (g *Graph) drain(i int32, f float32, sink bool) {
	for {
		n := &g.nodes[i]
		a := n.parent
		if a == terminal {
			if sink {
				n.res += f
			} else {
				n.res -= f
			}
			if n.res == 0 {
				n.parent = orphan
				g.orphans = append(g.orphans, i)
			}
			return
		}
		down := a ^ 1
		if sink {
			down = a
		}
		g.arcs[down].res -= f
		g.arcs[down^1].res += f
		if g.arcs[down].res == 0 {
			n.parent = orphan
			g.orphans = append(g.orphans, i)
		}
		i = g.arcs[a].head
	}
}

// adopt finds a new parent for every orphan or sets it free.
func (g *Graph) adopt() {
	for k := 0; k < len(g.orphans); k++ {
		g.adoptOne(g.orphans[k])
	}
	g.orphans = g.orphans[:0]
}

func (g *Graph) adoptOne(i int32) {
	n := &g.nodes[i]
	best, bestDist := int32(none), int32(1<<30)
	for a := n.first; a != none; a = g.arcs[a].next {
		if !g.open(a, n.sink) {
			continue
		}
		m := &g.nodes[g.arcs[a].head]
		if m.sink != n.sink || m.parent == none {
			continue
		}
		if d, ok := g.rooted(g.arcs[a].head); ok && d < bestDist {
			best, bestDist = a, d
		}
	}
	if best != none {
		n.parent, n.stamp, n.dist = best, g.time, bestDist+1
		return
	}
	n.parent = none
	for a := n.first; a != none; a = g.arcs[a].next {
		j := g.arcs[a].head
		m := &g.nodes[j]
		if m.sink != n.sink || m.parent == none {
			continue
		}
		if g.open(a, n.sink) {
			g.push(j)
		}
		if m.parent >= 0 && g.arcs[m.parent].head == i {
			m.parent = orphan
			g.orphans = append(g.orphans, j)
		}
	}
}

// open tells whether flow can reach a node of the tree through its arc a to a
// possible parent.
func (g *Graph) open(a int32, sink bool) bool {
	if sink {
		return g.arcs[a].res > 0
	}
	return g.arcs[a^1].res > 0
}

// rooted walks to the terminal and returns the distance; nodes on the way
// remember theirs for this time.
func (g *Graph) rooted(i int32) (int32, bool) {
	var d int32
	for j := i; ; {
		m := &g.nodes[j]
		if m.stamp == g.time {
			d += m.dist
			break
		}
		d++
		if m.parent == terminal {
			m.stamp, m.dist = g.time, 1
			break
		}
		if m.parent < 0 {
			return 0, false
		}
		j = g.arcs[m.parent].head
	}
	total := d
	for j := i; g.nodes[j].stamp != g.time; j = g.arcs[g.nodes[j].parent].head {
		g.nodes[j].stamp, g.nodes[j].dist = g.time, d
		d--
	}
	return total, true
}
