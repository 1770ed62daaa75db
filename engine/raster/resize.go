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

func resizeArea(src []float32, sw, sh, n int, dst []float32, w, h int) {
	tmp := make([]float32, w*sh*n)
	kx := float64(sw) / float64(w)
	for x := 0; x < w; x++ {
		for s, wt := range areaWeights(float64(x)*kx, float64(x+1)*kx, sw) {
			for y := 0; y < sh; y++ {
				i, j := (y*sw+s.i)*n, (y*w+x)*n
				for c := 0; c < n; c++ {
					tmp[j+c] += src[i+c] * wt
				}
			}
		}
	}
	ky := float64(sh) / float64(h)
	for y := 0; y < h; y++ {
		d := dst[y*w*n : (y+1)*w*n]
		for s, wt := range areaWeights(float64(y)*ky, float64(y+1)*ky, sh) {
			row := tmp[s.i*w*n:]
			for x := range d {
				d[x] += row[x] * wt
			}
		}
	}
}

type srcIndex struct{ i int }

// areaWeights yields the source indices in [a, b) with their share of it.
func areaWeights(a, b float64, n int) func(func(srcIndex, float32) bool) {
	return func(yield func(srcIndex, float32) bool) {
		for i := int(a); i < n && float64(i) < b; i++ {
			lo, hi := max(a, float64(i)), min(b, float64(i+1))
			if hi <= lo {
				continue
			}
			if !yield(srcIndex{i}, float32((hi-lo)/(b-a))) {
				return
			}
		}
	}
}
