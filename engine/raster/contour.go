package raster

import (
	"math"
	"sort"
)

// Contour returns the outer border of the mask's largest component as pixel
// positions, clockwise on screen from its topmost-leftmost pixel (Moore
// neighbour tracing). Nil for an empty mask.
func (m *Mask) Contour() []Pt {
	l := m.Largest()
	start := -1
	for i, v := range l.Pix {
		if v != 0 {
			start = i
			break
		}
	}
	if start < 0 {
		return nil
	}
	return l.trace(start%m.W, start/m.W)
}

// moore lists the eight neighbours clockwise on screen, starting to the west.
var moore = [8][2]int{{-1, 0}, {-1, -1}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}}

func (m *Mask) trace(sx, sy int) []Pt {
	x, y, dir := sx, sy, 0
	var c []Pt
	firstDir := -1
	for range 8 * (m.W + 2) * (m.H + 2) {
		c = append(c, Pt{float64(x), float64(y)})
		next := -1
		for i := range 8 {
			d := (dir + i) % 8
			if m.Has(x+moore[d][0], y+moore[d][1]) {
				next = d
				break
			}
		}
		if next < 0 {
			return c
		}
		if x == sx && y == sy {
			if firstDir == next && len(c) > 1 {
				return c[:len(c)-1]
			}
			if firstDir < 0 {
				firstDir = next
			}
		}
		x, y = x+moore[next][0], y+moore[next][1]
		// Look next from the neighbour after the one we came from.
		dir = (next + 6) % 8
		if next%2 == 1 {
			dir = (next + 5) % 8
		}
	}
	return c
}

// Simplify reduces a closed contour by Douglas-Peucker with tolerance eps in
// pixels.
func Simplify(c []Pt, eps float64) []Pt {
	if len(c) < 4 {
		return c
	}
	far := 0
	for i, p := range c {
		if p.Sub(c[0]).Len() > c[far].Sub(c[0]).Len() {
			far = i
		}
	}
	a := peucker(c[:far+1], eps)
	b := peucker(append(append([]Pt(nil), c[far:]...), c[0]), eps)
	return append(a[:len(a)-1], b[:len(b)-1]...)
}

func peucker(c []Pt, eps float64) []Pt {
	if len(c) < 3 {
		return append([]Pt(nil), c...)
	}
	a, b := c[0], c[len(c)-1]
	n := b.Sub(a).Perp().Unit()
	best, bi := -1.0, 0
	for i := 1; i < len(c)-1; i++ {
		d := math.Abs(c[i].Sub(a).Dot(n))
		if n == (Pt{}) {
			d = c[i].Sub(a).Len()
		}
		if d > best {
			best, bi = d, i
		}
	}
	if best <= eps {
		return []Pt{a, b}
	}
	l := peucker(c[:bi+1], eps)
	return append(l[:len(l)-1], peucker(c[bi:], eps)...)
}

// Hull returns the indices of the points of a closed contour that lie on its
// convex hull, ascending (Andrew's monotone chain).
func Hull(c []Pt) []int {
	idx := make([]int, len(c))
	for i := range idx {
		idx[i] = i
	}
	sort.Slice(idx, func(i, j int) bool {
		a, b := c[idx[i]], c[idx[j]]
		if a.X != b.X {
			return a.X < b.X
		}
		if a.Y != b.Y {
			return a.Y < b.Y
		}
		return idx[i] < idx[j]
	})
	if len(idx) < 3 {
		sort.Ints(idx)
		return idx
	}
	half := func(order []int) []int {
		var h []int
		for _, i := range order {
			for len(h) > 1 && c[h[len(h)-1]].Sub(c[h[len(h)-2]]).Cross(c[i].Sub(c[h[len(h)-1]])) <= 0 {
				h = h[:len(h)-1]
			}
			h = append(h, i)
		}
		return h[:len(h)-1]
	}
	low := half(idx)
	rev := make([]int, len(idx))
	for i, v := range idx {
		rev[len(idx)-1-i] = v
	}
	h := append(low, half(rev)...)
	sort.Ints(h)
	return h
}

// Defect is a concave part of a contour: between hull points A and B the
// contour point P lies Depth pixels inside the chord.
type Defect struct {
	A, B, P Pt
	Depth   float64
}

// Defects returns the convexity defects of a closed contour.
func Defects(c []Pt) []Defect {
	h := Hull(c)
	var out []Defect
	for k := range h {
		i, j := h[k], h[(k+1)%len(h)]
		a, b := c[i], c[j]
		n := b.Sub(a).Perp().Unit()
		d := Defect{A: a, B: b}
		for q := (i + 1) % len(c); q != j; q = (q + 1) % len(c) {
			if t := math.Abs(c[q].Sub(a).Dot(n)); t > d.Depth {
				d.Depth, d.P = t, c[q]
			}
		}
		if d.Depth > 0 {
			out = append(out, d)
		}
	}
	return out
}
