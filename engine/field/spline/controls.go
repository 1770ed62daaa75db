package spline

import "lookbook/engine/raster"

// pair is a control point: target position and garment position.
type pair struct{ dst, src raster.Pt }

// between is the middle of two control points.
func (p pair) between(q pair) pair { return pair{p.dst.Lerp(q.dst, 0.5), p.src.Lerp(q.src, 0.5)} }

// controls are control points in an order that depends on the kind of garment
// alone, so that what was learned of rendered people can move them.
type controls struct {
	pairs
	// twin is the index of the same place on the other side, a point's own in
	// the middle.
	twin []int
}

// both adds a place of both sides, the image's left first.
func (c *controls) both(l, r pair) {
	n := len(c.twin)
	c.add(l.dst, l.src)
	c.add(r.dst, r.src)
	c.twin = append(c.twin, n+1, n)
}

// middle adds a place on the middle line.
func (c *controls) middle(p pair) {
	c.twin = append(c.twin, len(c.twin))
	c.add(p.dst, p.src)
}

// row adds the middle of a line across and the points between it and its ends,
// which are there already, and returns the middle. What is seen at seenAcross of
// the half width lies at inset of the flat one.
func (c *controls) row(dst, src [2]raster.Pt, inset float64) pair {
	m := pair{dst[0].Lerp(dst[1], 0.5), src[0].Lerp(src[1], 0.5)}
	inner := func(s int) pair {
		return pair{m.dst.Lerp(dst[s], seenAcross), m.src.Lerp(src[s], inset)}
	}
	c.both(inner(0), inner(1))
	c.middle(m)
	return m
}

// level adds a line across with its ends.
func (c *controls) level(dst, src [2]raster.Pt, inset float64) {
	c.both(pair{dst[0], src[0]}, pair{dst[1], src[1]})
	c.row(dst, src, inset)
}

// levelSize is the number of points of a level.
const levelSize = 5

// Indices of the torso's control points: pairs of sides first.
const (
	atNeck, atSeam, atShoulder, atArmhole, atArmpit = 0, 2, 4, 6, 8
	atArmpitRow, atNeckLow, atChest, atLevels       = 10, 13, 14, 15
)

// beyond adds, for every level of c from index first on, points outside its
// ends, without which the map would bend back into the garment.
func (c *controls) beyond(out *pairs, first int) {
	for i := first; i+levelSize <= len(c.dst); i += levelSize {
		for s := range 2 {
			out.outside(c, i+4, i+s)
		}
	}
}

// outside adds the place 1.4 times as far from point mid as point end.
func (c *pairs) outside(of *controls, mid, end int) {
	const far = 1.4
	c.add(of.dst[mid].Lerp(of.dst[end], far), of.src[mid].Lerp(of.src[end], far))
}

// grid are the triangles between rows of indices of the same length.
func grid(rows ...[]int) (out [][3]int) {
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1], rows[i]
		for j := 1; j < len(a); j++ {
			out = append(out, [3]int{a[j-1], a[j], b[j]}, [3]int{a[j-1], b[j], b[j-1]})
		}
	}
	return out
}

// levels are the rows of a garment's levels from index first on, each from left
// to right.
func (c *controls) levels(first int) (rows [][]int) {
	for i := first; i+levelSize <= len(c.dst); i += levelSize {
		rows = append(rows, []int{i, i + 2, i + 4, i + 3, i + 1})
	}
	return rows
}

// folded counts the triangles that lie turned over on the person.
func (c *controls) folded(tri [][3]int) (n int) {
	area := func(p []raster.Pt, t [3]int) float64 { return p[t[1]].Sub(p[t[0]]).Cross(p[t[2]].Sub(p[t[0]])) }
	for _, t := range tri {
		if !(area(c.dst, t)*area(c.src, t) > 0) {
			n++
		}
	}
	return n
}

// move adds moves to the control points: all of them, or as much as leaves the
// fewest triangles turned over.
func (c *controls) move(moves []raster.Pt, tri [][3]int) {
	if len(moves) != len(c.dst) {
		return
	}
	rule, best, fewest := c.dst, c.dst, len(tri)+1
	for k := 1.0; k > 0.05 && fewest > 0; k -= 0.3 {
		c.dst = make([]raster.Pt, len(rule))
		for i := range rule {
			c.dst[i] = rule[i].Add(moves[i].Mul(k))
		}
		if n := c.folded(tri); n < fewest {
			best, fewest = c.dst, n
		}
	}
	c.dst = best
}
