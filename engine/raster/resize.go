package raster

import "image"

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
	resizeArea(p.Pix, p.W, p.H, 1, o.Pix, w, h, image.Rect(0, 0, w, h))
	return o
}

// AreaInside is Area where only the part of p inside box is not zero; it
// looks at nothing else.
func (p *Plane) AreaInside(w, h int, box image.Rectangle) *Plane {
	if w > p.W || h > p.H {
		return p.Linear(w, h)
	}
	o := NewPlane(w, h)
	kx, ky := float64(w)/float64(p.W), float64(h)/float64(p.H)
	to := image.Rect(int(float64(box.Min.X)*kx), int(float64(box.Min.Y)*ky), int(float64(box.Max.X)*kx)+1, int(float64(box.Max.Y)*ky)+1)
	resizeArea(p.Pix, p.W, p.H, 1, o.Pix, w, h, to.Intersect(image.Rect(0, 0, w, h)))
	return o
}

// Area returns p resized by averaging the covered area.
func (p *RGB) Area(w, h int) *RGB {
	if w > p.W || h > p.H {
		return p.Linear(w, h)
	}
	o := NewRGB(w, h)
	resizeArea(p.Pix, p.W, p.H, 3, o.Pix, w, h, image.Rect(0, 0, w, h))
	return o
}

// areaAxis lists, for each target pixel, the first source pixel under it and
// the weights of that one and the following.
type areaAxis struct {
	first []int
	share [][]float32
}

func newAreaAxis(src, n int) areaAxis {
	k := float64(src) / float64(n)
	a := areaAxis{make([]int, n), make([][]float32, n)}
	all := make([]float32, 0, src+2*n)
	for d := range n {
		lo, hi := float64(d)*k, float64(d+1)*k
		a.first[d] = int(lo)
		begin := len(all)
		for i := int(lo); i < src && float64(i) < hi; i++ {
			w := min(hi, float64(i+1)) - max(lo, float64(i))
			all = append(all, float32(w/(hi-lo)))
		}
		a.share[d] = all[begin:len(all):len(all)]
	}
	return a
}

// resizeArea averages rows first, then columns, reading memory in order; n is
// 1 or 3 interleaved channels. Only
// the target pixels inside box are written.
func resizeArea(src []float32, sw, sh, n int, dst []float32, w, h int, box image.Rectangle) {
	cols, rows := newAreaAxis(sw, w), newAreaAxis(sh, h)
	if box.Empty() {
		return
	}
	x0, x1 := cols.first[box.Min.X], cols.first[box.Max.X-1]+len(cols.share[box.Max.X-1])
	tmp := make([]float32, sw*n)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for j, k := range rows.share[y] {
			row := src[((rows.first[y]+j)*sw+x0)*n : ((rows.first[y]+j)*sw+x1)*n]
			t := tmp[x0*n:][:len(row)]
			if j == 0 {
				for i, v := range row {
					t[i] = v * k
				}
				continue
			}
			for i, v := range row {
				t[i] += v * k
			}
		}
		sumCols(tmp, cols, dst[y*w*n:(y+1)*w*n], n, box.Min.X, box.Max.X)
	}
}

// sumCols averages one row of n interleaved channels.
func sumCols(tmp []float32, cols areaAxis, d []float32, n, from, to int) {
	for x := from; x < to; x++ {
		if n == 1 {
			var a float32
			t := tmp[cols.first[x]:]
			for j, k := range cols.share[x] {
				a += t[j] * k
			}
			d[x] = a
			continue
		}
		var a, b, c float32
		t := tmp[3*cols.first[x]:]
		for j, k := range cols.share[x] {
			p := t[3*j : 3*j+3]
			a += p[0] * k
			b += p[1] * k
			c += p[2] * k
		}
		d[3*x], d[3*x+1], d[3*x+2] = a, b, c
	}
}
