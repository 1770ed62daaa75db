package raster

import (
	"encoding/binary"
	"math"
)

// Dilate grows the mask by r pixels in every direction (square window).
func (m *Mask) Dilate(r int) *Mask { return m.window(r, false) }

// Erode shrinks the mask by r pixels (square window); outside the picture
// counts as set, so that a shape cut by the border is not eaten from there.
func (m *Mask) Erode(r int) *Mask { return m.window(r, true) }

// Open erodes, then dilates.
func (m *Mask) Open(r int) *Mask { return m.Erode(r).Dilate(r) }

// Close dilates, then erodes.
func (m *Mask) Close(r int) *Mask { return m.Dilate(r).Erode(r) }

// window sets pixels where any pixel, or with all where every pixel, of the
// square window of radius r is set. A window of 2^k pixels is two of half its
// length, so that a few passes over eight pixels at a time do for any radius.
func (m *Mask) window(r int, all bool) *Mask {
	if r <= 0 {
		return m.Clone()
	}
	var outside uint8
	op := orBytes
	if all {
		outside, op = 1, andBytes
	}
	o := &Mask{m.W, m.H, windowRows(m.Pix, m.W, m.H, r, outside, op)}
	// Columns: the same with whole rows, r rows of the outside above and below.
	pad := make([]uint8, (m.H+2*r)*m.W)
	if all {
		fillBytes(pad[:r*m.W], 1)
		fillBytes(pad[(m.H+r)*m.W:], 1)
	}
	copy(pad[r*m.W:], o.Pix)
	n := 1
	for ; 2*n <= 2*r+1; n *= 2 {
		op(pad[:len(pad)-n*m.W], pad[n*m.W:])
	}
	copy(o.Pix, pad)
	op(o.Pix, pad[(2*r+1-n)*m.W:])
	return o
}

// windowRows combines 2r+1 neighbors along each row.
func windowRows(pix []uint8, w, h, r int, outside uint8, op func(dst, src []uint8)) []uint8 {
	out := make([]uint8, w*h)
	ext := make([]uint8, w+2*r)
	for y := range h {
		copy(ext[r:], pix[y*w:(y+1)*w])
		for i := range r {
			ext[i], ext[r+w+i] = outside, outside
		}
		n := 1
		for ; 2*n <= 2*r+1; n *= 2 {
			op(ext[:len(ext)-n], ext[n:])
		}
		d := out[y*w : (y+1)*w]
		copy(d, ext)
		op(d, ext[2*r+1-n:])
	}
	return out
}

func fillBytes(b []uint8, v uint8) {
	for i := range b {
		b[i] = v
	}
}

// orBytes sets dst |= src for the length of dst, from the front; src may be
// dst further on.
func orBytes(dst, src []uint8) {
	src = src[:len(dst)]
	i := 0
	for ; i+8 <= len(dst); i += 8 {
		v := binary.LittleEndian.Uint64(dst[i:]) | binary.LittleEndian.Uint64(src[i:])
		binary.LittleEndian.PutUint64(dst[i:], v)
	}
	for ; i < len(dst); i++ {
		dst[i] |= src[i]
	}
}

// andBytes is orBytes with &.
func andBytes(dst, src []uint8) {
	src = src[:len(dst)]
	i := 0
	for ; i+8 <= len(dst); i += 8 {
		v := binary.LittleEndian.Uint64(dst[i:]) & binary.LittleEndian.Uint64(src[i:])
		binary.LittleEndian.PutUint64(dst[i:], v)
	}
	for ; i < len(dst); i++ {
		dst[i] &= src[i]
	}
}

// MaxFilter returns the maximum over the (2r+1)² window.
func MaxFilter(p *Plane, r int) *Plane {
	if r <= 0 {
		return p.Clone()
	}
	t, o := NewPlane(p.W, p.H), NewPlane(p.W, p.H)
	q := make([]int, 0, max(p.W, p.H))
	for y := 0; y < p.H; y++ {
		slideMax(p.Pix[y*p.W:], t.Pix[y*p.W:], p.W, 1, r, q)
	}
	for x := 0; x < p.W; x++ {
		slideMax(t.Pix[x:], o.Pix[x:], p.H, p.W, r, q)
	}
	return o
}

// slideMax is the monotone-queue maximum of a sliding window.
func slideMax(src, dst []float32, n, step, r int, q []int) {
	q = q[:0]
	head := 0
	for i := 0; i < n+r; i++ {
		if i < n {
			for len(q) > head && src[q[len(q)-1]*step] <= src[i*step] {
				q = q[:len(q)-1]
			}
			q = append(q, i)
		}
		if o := i - r; o >= 0 {
			for q[head] < o-r {
				head++
			}
			dst[o*step] = src[q[head]*step]
		}
	}
}

// Distance returns, for each set pixel, the Euclidean distance in pixels to
// the nearest clear one, 0 elsewhere. The picture's border does not count as
// clear. (Felzenszwalb, Huttenlocher, "Distance Transforms of Sampled
// Functions", 2012.)
func (m *Mask) Distance() *Plane {
	const far = 1e12
	n := max(m.W, m.H)
	f, d := make([]float64, n), make([]float64, n)
	v, z := make([]int, n), make([]float64, n+1)
	g := make([]float64, m.W*m.H)
	for i, b := range m.Pix {
		if b != 0 {
			g[i] = far
		}
	}
	for x := 0; x < m.W; x++ {
		for y := 0; y < m.H; y++ {
			f[y] = g[y*m.W+x]
		}
		lowerEnvelope(f[:m.H], d, v, z)
		for y := 0; y < m.H; y++ {
			g[y*m.W+x] = d[y]
		}
	}
	o := NewPlane(m.W, m.H)
	for y := 0; y < m.H; y++ {
		lowerEnvelope(g[y*m.W:(y+1)*m.W], d, v, z)
		for x := 0; x < m.W; x++ {
			o.Pix[y*m.W+x] = float32(math.Sqrt(math.Min(d[x], 4*float64(n)*float64(n))))
		}
	}
	return o
}

// lowerEnvelope computes d[q] = min over p of (q-p)² + f[p].
func lowerEnvelope(f, d []float64, v []int, z []float64) {
	k := 0
	v[0], z[0], z[1] = 0, math.Inf(-1), math.Inf(1)
	for q := 1; q < len(f); q++ {
		s := parabolas(f, q, v[k])
		for s <= z[k] {
			k--
			s = parabolas(f, q, v[k])
		}
		k++
		v[k], z[k], z[k+1] = q, s, math.Inf(1)
	}
	k = 0
	for q := range f {
		for z[k+1] < float64(q) {
			k++
		}
		t := float64(q - v[k])
		d[q] = t*t + f[v[k]]
	}
}

func parabolas(f []float64, q, p int) float64 {
	a, b := float64(q), float64(p)
	return ((f[q] + a*a) - (f[p] + b*b)) / (2*a - 2*b)
}

// Component is one connected set of pixels.
type Component struct {
	Area           int
	X0, Y0, X1, Y1 int // tight box, max exclusive
}

// Components labels the 8-connected components. labels holds 0 for clear
// pixels and i+1 for pixels of comps[i].
func (m *Mask) Components() (labels []int32, comps []Component) {
	runs, root := m.joinedRuns()
	labels = make([]int32, len(m.Pix))
	ids := make([]int32, len(runs))
	for i, r := range runs {
		k := findRoot(root, int32(i))
		if ids[k] == 0 {
			comps = append(comps, Component{X0: m.W, Y0: m.H})
			ids[k] = int32(len(comps))
		}
		c := &comps[ids[k]-1]
		c.Area += int(r.b - r.a)
		c.X0, c.X1 = min(c.X0, int(r.a)), max(c.X1, int(r.b))
		c.Y0, c.Y1 = min(c.Y0, int(r.y)), max(c.Y1, int(r.y)+1)
		row := labels[int(r.y)*m.W+int(r.a) : int(r.y)*m.W+int(r.b)]
		for j := range row {
			row[j] = ids[k]
		}
	}
	return labels, comps
}

// maskRun is a stretch a ≤ x < b of set pixels in row y.
type maskRun struct{ y, a, b int32 }

// joinedRuns lists the runs row by row and joins those that touch, corners
// included: the runs with one root are one part.
func (m *Mask) joinedRuns() (runs []maskRun, root []int32) {
	before, start := 0, 0
	for y := range m.H {
		row := m.Pix[y*m.W : (y+1)*m.W]
		before, start = start, len(runs)
		k := before
		for x := 0; x < m.W; x++ {
			if row[x] == 0 {
				continue
			}
			a := x
			for x < m.W && row[x] != 0 {
				x++
			}
			id := int32(len(runs))
			runs, root = append(runs, maskRun{int32(y), int32(a), int32(x)}), append(root, id)
			for k < start && int(runs[k].b) < a {
				k++
			}
			for j := k; j < start && int(runs[j].a) <= x; j++ {
				p, q := findRoot(root, int32(j)), findRoot(root, id)
				root[max(p, q)] = min(p, q)
			}
		}
	}
	return runs, root
}

// findRoot follows the joins from run i to the first run of its part and
// shortens the way.
func findRoot(root []int32, i int32) int32 {
	for root[i] != i {
		root[i] = root[root[i]]
		i = root[i]
	}
	return i
}

// Largest returns the largest component as a mask; empty for an empty mask.
func (m *Mask) Largest() *Mask {
	labels, comps := m.Components()
	best, o := 0, NewMask(m.W, m.H)
	for i, c := range comps {
		if c.Area > comps[best].Area {
			best = i
		}
	}
	for i, l := range labels {
		if l == int32(best+1) {
			o.Pix[i] = 1
		}
	}
	return o
}

// Runs returns the runs [a, b] (inclusive) of set pixels in row y.
func (m *Mask) Runs(y int) [][2]int {
	row := m.Pix[clampInt(y, m.H-1)*m.W:]
	var r [][2]int
	for x := 0; x < m.W; x++ {
		if row[x] == 0 {
			continue
		}
		a := x
		for x+1 < m.W && row[x+1] != 0 {
			x++
		}
		r = append(r, [2]int{a, x})
	}
	return r
}

// Ray walks from p along the unit vector d in steps of one pixel and returns
// the distance at which it leaves the mask or the picture, at most limit.
func (m *Mask) Ray(p, d Pt, limit float64) float64 {
	for t := 0.0; t < limit; t++ {
		x, y := int(math.Round(p.X+d.X*t)), int(math.Round(p.Y+d.Y*t))
		if !m.Has(x, y) {
			return t
		}
	}
	return limit
}

// Row returns row y as a mask of height 1: values above one half.
func (p *Plane) Row(y int) *Mask {
	m := NewMask(p.W, 1)
	for x, v := range p.Pix[y*p.W : (y+1)*p.W] {
		if v > 0.5 {
			m.Pix[x] = 1
		}
	}
	return m
}
