package pixels

import (
	"image"
	"math"
	"runtime"
	"sync"
)

// Frame returns a viewport of w x h device pixels drawn from the picture;
// what lies outside the picture is transparent. From SharpZoom on, single
// pixels are squares; below, neighbors are blended.
func (p *Pyramid) Frame(v View, w, h int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	src, scale := p.level(v.Zoom)
	xs := steps(v.X*scale, v.Zoom/scale, w, src.Rect.Dx(), v.Zoom >= SharpZoom)
	ys := steps(v.Y*scale, v.Zoom/scale, h, src.Rect.Dy(), v.Zoom >= SharpZoom)
	bands(h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			if ys[y].in {
				row(dst.Pix[y*dst.Stride:(y+1)*dst.Stride], src, xs, ys[y])
			}
		}
	})
	return dst
}

// step says from which two source positions a device position is blended:
// a*(256-f) + b*f.
type step struct {
	a, b, f int
	in      bool
}

// steps computes the blend for n device positions around center, zoom device
// pixels per source pixel.
func steps(center, zoom float64, n, limit int, nearest bool) []step {
	list := make([]step, n)
	for i := range list {
		pos := center + (float64(i)+0.5-float64(n)/2)/zoom
		if pos < 0 || pos >= float64(limit) {
			continue
		}
		if nearest {
			list[i] = step{a: int(pos), b: int(pos), in: true}
			continue
		}
		low := math.Floor(pos - 0.5)
		list[i] = step{
			a: max(int(low), 0), b: min(int(low)+1, limit-1),
			f: int((pos - 0.5 - low) * 256), in: true,
		}
	}
	return list
}

func row(out []uint8, src *image.RGBA, xs []step, y step) {
	top, bottom := src.Pix[y.a*src.Stride:], src.Pix[y.b*src.Stride:]
	for x, s := range xs {
		if !s.in {
			continue
		}
		i, j, o := 4*s.a, 4*s.b, 4*x
		for c := range 4 {
			t := int(top[i+c])*(256-s.f) + int(top[j+c])*s.f
			b := int(bottom[i+c])*(256-s.f) + int(bottom[j+c])*s.f
			out[o+c] = uint8((t*(256-y.f) + b*y.f + 1<<15) >> 16)
		}
	}
}

// bands runs f over rows 0..n in as many pieces as there are processors and
// returns when all are done.
func bands(n int, f func(y0, y1 int)) {
	parts := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { f(n*i/parts, n*(i+1)/parts) })
	}
	wg.Wait()
}
