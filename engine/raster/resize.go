package raster

// Linear returns p resized bilinearly with pixel centres aligned; it is meant
// for enlarging, Area for shrinking.
func (p *Plane) Linear(w, h int) *Plane {
	o := NewPlane(w, h)
	resizeLinear(p.Pix, p.W, p.H, 1, o.Pix, w, h)
	return o
}

// Linear returns p resized bilinearly.
func (p *RGB) Linear(w, h int) *RGB {
	o := NewRGB(w, h)
	resizeLinear(p.Pix, p.W, p.H, 3, o.Pix, w, h)
	return o
}

// axis holds, for each target position, two source indices and the weight of
// the second.
type axis struct {
	a, b []int
	t    []float32
}

func linearAxis(src, dst int) axis {
	x := axis{make([]int, dst), make([]int, dst), make([]float32, dst)}
	k := float64(src) / float64(dst)
	for i := range x.a {
		f := (float64(i)+0.5)*k - 0.5
		if f < 0 {
			f = 0
		}
		a := min(int(f), src-1)
		x.a[i], x.b[i], x.t[i] = a, min(a+1, src-1), float32(f-float64(a))
	}
	return x
}

func resizeLinear(src []float32, sw, sh, n int, dst []float32, w, h int) {
	ax, ay := linearAxis(sw, w), linearAxis(sh, h)
	for y := 0; y < h; y++ {
		r0, r1, ty := src[ay.a[y]*sw*n:], src[ay.b[y]*sw*n:], ay.t[y]
		d := dst[y*w*n:]
		for x := 0; x < w; x++ {
			i, j, tx := ax.a[x]*n, ax.b[x]*n, ax.t[x]
			for c := 0; c < n; c++ {
				u := r0[i+c] + (r0[j+c]-r0[i+c])*tx
				v := r1[i+c] + (r1[j+c]-r1[i+c])*tx
				d[x*n+c] = u + (v-u)*ty
			}
		}
	}
}

// Area returns p resized by averaging the covered area; sides that grow are
// enlarged linearly.
func (p *Plane) Area(w, h int) *Plane {
	if w > p.W || h > p.H {
		return p.Linear(w, h)
	}
	o := NewPlane(w, h)
	resizeArea(p.Pix, p.W, p.H, 1, o.Pix, w, h)
	return o
}

// Area returns p resized by averaging the covered area.
func (p *RGB) Area(w, h int) *RGB {
	if w > p.W || h > p.H {
		return p.Linear(w, h)
	}
	o := NewRGB(w, h)
	resizeArea(p.Pix, p.W, p.H, 3, o.Pix, w, h)
	return o
}

// share is one source index with its part of a target pixel.
type areaShare struct {
	i int
	w float32
}

// areaShares lists, for each of n target pixels, the source pixels under it.
func areaShares(src, n int) [][]areaShare {
	k := float64(src) / float64(n)
	all := make([][]areaShare, n)
	for d := range all {
		a, b := float64(d)*k, float64(d+1)*k
		for i := int(a); i < src && float64(i) < b; i++ {
			if lo, hi := max(a, float64(i)), min(b, float64(i+1)); hi > lo {
				all[d] = append(all[d], areaShare{i, float32((hi - lo) / (b - a))})
			}
		}
	}
	return all
}

// resizeArea averages rows first, then columns, reading memory in order.
func resizeArea(src []float32, sw, sh, n int, dst []float32, w, h int) {
	cols := areaShares(sw, w)
	tmp := make([]float32, sw*n)
	for y, rows := range areaShares(sh, h) {
		clear(tmp)
		for _, s := range rows {
			row := src[s.i*sw*n : (s.i+1)*sw*n]
			for i, v := range row {
				tmp[i] += v * s.w
			}
		}
		d := dst[y*w*n : (y+1)*w*n]
		for x, shares := range cols {
			for _, s := range shares {
				for c := range n {
					d[x*n+c] += tmp[s.i*n+c] * s.w
				}
			}
		}
	}
}
