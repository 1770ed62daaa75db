package nets

import (
	"image"
	"math"
)

// pixels is a picture as networks take it: interleaved red, green and blue,
// 0..255.
type pixels struct {
	w, h int
	v    []float32
}

func newPixels(w, h int) pixels { return pixels{w, h, make([]float32, 3*w*h)} }

// kernel is a resampling filter of the given half width in source pixels at
// scale 1.
type kernel struct {
	support float64
	at      func(x float64) float64
}

var (
	triangle = kernel{1, func(x float64) float64 { return math.Max(0, 1-math.Abs(x)) }}
	lanczos3 = kernel{3, func(x float64) float64 {
		if math.Abs(x) >= 3 {
			return 0
		}
		return sinc(x) * sinc(x/3)
	}}
)

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// taps are the weights with which one output position gathers input positions
// from first on.
type taps struct {
	first  int
	weight []float32
}

// tapsFor spreads the kernel over the scale when shrinking, which is what
// keeps fine patterns from turning into false ones.
func tapsFor(src, dst int, k kernel) []taps {
	scale := float64(src) / float64(dst)
	spread := math.Max(scale, 1)
	out := make([]taps, dst)
	for i := range out {
		center := (float64(i) + 0.5) * scale
		lo := max(0, int(center-k.support*spread+0.5))
		hi := min(src, int(center+k.support*spread+0.5))
		if hi <= lo {
			lo = min(lo, src-1)
			hi = lo + 1
		}
		out[i] = taps{lo, normalized(lo, hi, center, spread, k)}
	}
	return out
}

func normalized(lo, hi int, center, spread float64, k kernel) []float32 {
	w, sum := make([]float64, hi-lo), 0.0
	for j := range w {
		w[j] = k.at((float64(lo+j) - center + 0.5) / spread)
		sum += w[j]
	}
	out := make([]float32, len(w))
	for j := range w {
		if sum != 0 {
			out[j] = float32(w[j] / sum)
		}
	}
	return out
}

// resize scales the whole picture to w×h, across and then down.
func resize(img *image.NRGBA, w, h int, k kernel) pixels {
	b := img.Bounds()
	across := pixels{w, b.Dy(), make([]float32, 3*w*b.Dy())}
	cols := tapsFor(b.Dx(), w, k)
	for y := 0; y < b.Dy(); y++ {
		row := img.Pix[img.PixOffset(b.Min.X, b.Min.Y+y):]
		out := across.v[3*w*y : 3*w*(y+1)]
		for x, t := range cols {
			var r, g, bl float32
			for j, wt := range t.weight {
				p := row[4*(t.first+j) : 4*(t.first+j)+3 : 4*(t.first+j)+3]
				r += wt * float32(p[0])
				g += wt * float32(p[1])
				bl += wt * float32(p[2])
			}
			out[3*x], out[3*x+1], out[3*x+2] = r, g, bl
		}
	}
	return across.down(h, k)
}

// down scales the height only and clips what Lanczos overshoots.
func (p pixels) down(h int, k kernel) pixels {
	out := newPixels(p.w, h)
	n := 3 * p.w
	for y, t := range tapsFor(p.h, h, k) {
		dst := out.v[n*y : n*(y+1)]
		for j, wt := range t.weight {
			src := p.v[n*(t.first+j) : n*(t.first+j+1)]
			for i, v := range src {
				dst[i] += wt * v
			}
		}
		for i, v := range dst {
			dst[i] = min(max(v, 0), 255)
		}
	}
	return out
}

// letterbox is a picture fitted into a square without stretching.
type letterbox struct {
	pixels
	// scale leads from the picture to the square, padX and padY are the bars.
	scale, padX, padY float64
}

// fitSquare scales the picture so that it fits into n×n, centred; the rest is
// filled with the given gray.
func fitSquare(img *image.NRGBA, n int, fill float32) letterbox {
	b := img.Bounds()
	scale := float64(n) / float64(max(b.Dx(), b.Dy()))
	w := max(1, int(math.RoundToEven(float64(b.Dx())*scale)))
	h := max(1, int(math.RoundToEven(float64(b.Dy())*scale)))
	inner := resize(img, w, h, triangle)
	px, py := (n-w)/2, (n-h)/2
	out := newPixels(n, n)
	for i := range out.v {
		out.v[i] = fill
	}
	for y := range h {
		copy(out.v[3*(n*(y+py)+px):], inner.v[3*w*y:3*w*(y+1)])
	}
	return letterbox{out, scale, float64(px), float64(py)}
}

// back leads from the square to the picture.
func (l letterbox) back(x, y float64) Point {
	return Point{X: (x - l.padX) / l.scale, Y: (y - l.padY) / l.scale}
}
