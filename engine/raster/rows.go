package raster

import (
	"context"
	"image"
	"runtime"
	"sync"
)

// Rows splits n rows into bands, calls f for each on up to GOMAXPROCS
// goroutines and hands the results to sum in band order, so that the outcome
// does not depend on timing. It returns when all goroutines have ended; after
// a cancel, bands not yet begun are left out and ctx's error is returned.
func Rows[T any](ctx context.Context, n int, f func(y0, y1 int) T, sum func(T)) error {
	const band = 64
	bands := (n + band - 1) / band
	results := make([]T, bands)
	next := make(chan int, bands)
	for i := range bands {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), bands) {
		wg.Go(func() {
			for i := range next {
				if ctx.Err() == nil {
					results[i] = f(i*band, min(n, (i+1)*band))
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, r := range results {
		sum(r)
	}
	return nil
}

// EnlargedRow fills dst with row y, from column x0 on, of a large picture of
// which p shows a part: p enlarged by scale ≥ 1 (bilinear, pixel centres
// aligned), its first pixel at off in the small picture. Beyond its edges p
// goes on with its border values.
func (p *Plane) EnlargedRow(y, x0 int, scale float64, off image.Point, dst []float32) {
	fy := Clip((float64(y)+.5)/scale-.5-float64(off.Y), 0, float64(p.H-1))
	a := int(fy)
	r0, r1 := p.Pix[a*p.W:(a+1)*p.W], p.Pix[min(a+1, p.H-1)*p.W:]
	t := float32(fy - float64(a))
	for i := range dst {
		fx := Clip((float64(x0+i)+.5)/scale-.5-float64(off.X), 0, float64(p.W-1))
		j := int(fx)
		k, u := min(j+1, p.W-1), float32(fx-float64(j))
		v0 := r0[j] + (r0[k]-r0[j])*u
		v1 := r1[j] + (r1[k]-r1[j])*u
		dst[i] = v0 + (v1-v0)*t
	}
}
