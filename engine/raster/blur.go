package raster

import "math"

// Box returns the mean over the (2r+1)² window, edges replicated.
func Box(p *Plane, r int) *Plane {
	if r <= 0 {
		return p.Clone()
	}
	o := NewPlane(p.W, p.H)
	t := NewPlane(p.W, p.H)
	boxRows(p.Pix, t.Pix, p.W, p.H, r)
	boxCols(t.Pix, o.Pix, p.W, p.H, r)
	return o
}

// boxRows writes running means along rows.
func boxRows(src, dst []float32, w, h, r int) {
	k := 1 / float64(2*r+1)
	for y := 0; y < h; y++ {
		s, d := src[y*w:(y+1)*w], dst[y*w:(y+1)*w]
		var acc float64
		for i := -r; i <= r; i++ {
			acc += float64(s[clampInt(i, w-1)])
		}
		border := func(x0, x1 int) {
			for x := x0; x < x1; x++ {
				d[x] = float32(acc * k)
				acc += float64(s[clampInt(x+r+1, w-1)]) - float64(s[clampInt(x-r, w-1)])
			}
		}
		lo, hi := min(r, w), max(min(r, w), w-r-1)
		border(0, lo)
		in, out := s[min(lo+r+1, w):], s[lo-min(r, lo):]
		for i := range max(0, hi-lo) {
			d[lo+i] = float32(acc * k)
			acc += float64(in[i]) - float64(out[i])
		}
		border(hi, w)
	}
}

// boxCols writes running means along columns, row by row so that memory is
// read in order.
func boxCols(src, dst []float32, w, h, r int) {
	k := 1 / float64(2*r+1)
	acc := make([]float64, w)
	for i := -r; i <= r; i++ {
		row := src[clampInt(i, h-1)*w:]
		for x := range acc {
			acc[x] += float64(row[x])
		}
	}
	for y := 0; y < h; y++ {
		d := dst[y*w : (y+1)*w]
		in, out := src[clampInt(y+r+1, h-1)*w:], src[clampInt(y-r, h-1)*w:]
		for x := range d {
			d[x] = float32(acc[x] * k)
			acc[x] += float64(in[x]) - float64(out[x])
		}
	}
}

// boxSigma is the smallest sigma for which three box passes replace the exact
// kernel; below it their steps show.
const boxSigma = 2.5

// Gaussian returns p blurred by sigma pixels, edges replicated. From
// sigma 2.5 on it uses three box passes of the radii that match the variance
// best (Kovesi, "Fast Almost-Gaussian Filtering", 2010).
func Gaussian(p *Plane, sigma float64) *Plane {
	if sigma <= 0 {
		return p.Clone()
	}
	if sigma < boxSigma {
		return gaussianExact(p, sigma)
	}
	a, b := NewPlane(p.W, p.H), NewPlane(p.W, p.H)
	src := p.Pix
	for _, r := range boxRadii(sigma) {
		boxRows(src, a.Pix, p.W, p.H, r)
		boxCols(a.Pix, b.Pix, p.W, p.H, r)
		src = b.Pix
	}
	return b
}

// boxRadii returns three box radii whose variances add up to about sigma².
func boxRadii(sigma float64) [3]int {
	ideal := math.Sqrt(12*sigma*sigma/3 + 1)
	wl := int(ideal)
	if wl%2 == 0 {
		wl--
	}
	wl = max(wl, 1)
	fl := float64(wl)
	m := int(math.Round((12*sigma*sigma - 3*fl*fl - 12*fl - 9) / (-4*fl - 4)))
	var r [3]int
	for i := range r {
		w := wl
		if i >= m {
			w += 2
		}
		r[i] = (w - 1) / 2
	}
	return r
}

func gaussianExact(p *Plane, sigma float64) *Plane {
	r := int(math.Ceil(3 * sigma))
	k := make([]float32, 2*r+1)
	var sum float64
	for i := range k {
		d := float64(i - r)
		v := math.Exp(-d * d / (2 * sigma * sigma))
		k[i] = float32(v)
		sum += v
	}
	for i := range k {
		k[i] = float32(float64(k[i]) / sum)
	}
	t, o := NewPlane(p.W, p.H), NewPlane(p.W, p.H)
	convRows(p, t, k, r)
	convCols(t, o, k, r)
	return o
}

// convRows convolves rows with the symmetric kernel k of radius r.
func convRows(p, t *Plane, k []float32, r int) {
	ext := make([]float32, p.W+2*r)
	for y := 0; y < p.H; y++ {
		s := p.Pix[y*p.W : (y+1)*p.W]
		copy(ext[r:], s)
		for i := range r {
			ext[i], ext[r+p.W+i] = s[0], s[p.W-1]
		}
		symmetric(t.Pix[y*p.W:(y+1)*p.W], k, r, func(i int) []float32 { return ext[i:] })
	}
}

// convCols convolves columns with the symmetric kernel k of radius r, row by
// row so that memory is read in order.
func convCols(t, o *Plane, k []float32, r int) {
	for y := 0; y < t.H; y++ {
		symmetric(o.Pix[y*t.W:(y+1)*t.W], k, r, func(i int) []float32 { return t.Pix[clampInt(y-r+i, t.H-1)*t.W:] })
	}
}

// symmetric sets d to the sum of 2r+1 taps weighted by the symmetric kernel k,
// two pairs of taps at a time.
func symmetric(d, k []float32, r int, tap func(i int) []float32) {
	n := len(d)
	for x, v := range tap(r)[:n] {
		d[x] = k[r] * v
	}
	i := 0
	for ; i+1 < r; i += 2 {
		a, b, u, v := tap(i)[:n], tap(2*r - i)[:n], tap(i + 1)[:n], tap(2*r - i - 1)[:n]
		c, e := k[i], k[i+1]
		for x := range d {
			d[x] += c*(a[x]+b[x]) + e*(u[x]+v[x])
		}
	}
	if i < r {
		a, b, c := tap(i)[:n], tap(2*r - i)[:n], k[i]
		for x := range d {
			d[x] += c * (a[x] + b[x])
		}
	}
}

// GaussianRGB blurs each channel.
func GaussianRGB(p *RGB, sigma float64) *RGB {
	o := NewRGB(p.W, p.H)
	for c := 0; c < 3; c++ {
		q := Gaussian(p.Channel(c), sigma)
		for i, v := range q.Pix {
			o.Pix[3*i+c] = v
		}
	}
	return o
}

// Guided is the grey guided filter (He, Sun, Tang, "Guided Image Filtering",
// 2010): p is smoothed where the guide is smooth and keeps the guide's edges.
// Guide and p are of one size with values 0..1, r in pixels, eps in squared
// guide units.
func Guided(guide, p *Plane, r int, eps float64) *Plane {
	a, b := GuidedCoefficients(guide, p, r, eps)
	o := NewPlane(p.W, p.H)
	for i, g := range guide.Pix {
		o.Pix[i] = a.Pix[i]*g + b.Pix[i]
	}
	return o
}

// GuidedCoefficients returns the smoothed coefficients a and b of the guided
// filter, result = a·guide + b. Enlarged linearly and applied to a larger
// guide they refine a small mask at full size (He, Sun, "Fast Guided
// Filter", 2015).
func GuidedCoefficients(guide, p *Plane, r int, eps float64) (a, b *Plane) {
	ii, ip := NewPlane(p.W, p.H), NewPlane(p.W, p.H)
	for i, g := range guide.Pix {
		ii.Pix[i] = g * g
		ip.Pix[i] = g * p.Pix[i]
	}
	mi, mp := Box(guide, r), Box(p, r)
	ii, ip = Box(ii, r), Box(ip, r)
	a, b = ii, ip
	for i := range a.Pix {
		m, n := float64(mi.Pix[i]), float64(mp.Pix[i])
		k := (float64(ip.Pix[i]) - m*n) / (float64(ii.Pix[i]) - m*m + eps)
		a.Pix[i], b.Pix[i] = float32(k), float32(n-k*m)
	}
	return Box(a, r), Box(b, r)
}

// Upsample refines the small mask p, which belongs to the small guide, to the
// size of the large guide by the fast guided filter. Values are not clipped.
func Upsample(large, guide, p *Plane, r int, eps float64) *Plane {
	a, b := GuidedCoefficients(guide, p, r, eps)
	a, b = a.Linear(large.W, large.H), b.Linear(large.W, large.H)
	for i, g := range large.Pix {
		a.Pix[i] = a.Pix[i]*g + b.Pix[i]
	}
	return a
}
