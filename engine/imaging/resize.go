package imaging

import (
	"bytes"
	"image"
	"image/jpeg"

	"github.com/disintegration/imaging"
)

// FitSize returns the largest size with the proportions of w by h whose longer
// side is at most limit; it never enlarges and never returns 0.
func FitSize(w, h, limit int) (int, int) {
	long := max(w, h)
	if long <= limit || long == 0 {
		return w, h
	}
	scale := func(v int) int { return max(1, (v*limit+long/2)/long) }
	return scale(w), scale(h)
}

// Resize returns m at w by h pixels by Lanczos filtering with the weight of
// alpha, for pictures that people look at. Neither side may be 0.
func Resize(m *image.NRGBA, w, h int) *image.NRGBA {
	if m.Rect.Dx() == w && m.Rect.Dy() == h {
		return packed(m)
	}
	return imaging.Resize(m, w, h, imaging.Lanczos)
}

// Downscale returns m at w by h pixels by averaging areas, for analysis: each
// source pixel counts by the area it covers and its alpha. It takes a tenth of
// the time of Resize. Sides larger than those of m are taken as those of m.
func Downscale(m *image.NRGBA, w, h int) *image.NRGBA {
	sw, sh := m.Rect.Dx(), m.Rect.Dy()
	w, h = max(1, min(w, sw)), max(1, min(h, sh))
	if w == sw && h == sh {
		return packed(m)
	}
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	cols := spans(sw, w)
	parallelRows(h, func(y0, y1 int) {
		sum := make([]uint64, 4*w)
		for y := y0; y < y1; y++ {
			averageRow(dst.Pix[y*dst.Stride:][:w*4], sum, m, cols, span{y * sh, (y + 1) * sh, h})
		}
	})
	return dst
}

// span is the part from lo to hi of the source, in units of 1/n pixel.
type span struct{ lo, hi, n int }

// spans divides from pixels into to parts.
func spans(from, to int) []span {
	out := make([]span, to)
	for i := range out {
		out[i] = span{i * from, (i + 1) * from, to}
	}
	return out
}

// each calls f with every pixel that the span touches and the length covered.
func (s span) each(f func(i int, length uint64)) {
	for i := s.lo / s.n; i*s.n < s.hi; i++ {
		f(i, uint64(min(s.hi, (i+1)*s.n)-max(s.lo, i*s.n)))
	}
}

// averageRow fills one target row. sum is scratch of four numbers a pixel:
// three channels weighted by alpha, and alpha. The largest sum is 255·255 times
// the area in units, far below 2^64 for any picture within the limits.
func averageRow(dst []uint8, sum []uint64, m *image.NRGBA, cols []span, rows span) {
	clear(sum)
	rows.each(func(y int, tall uint64) {
		row := m.Pix[y*m.Stride:][:m.Rect.Dx()*4]
		for x, c := range cols {
			acc := sum[4*x : 4*x+4 : 4*x+4]
			for i := c.lo / c.n; i*c.n < c.hi; i++ {
				p := row[4*i : 4*i+4 : 4*i+4]
				area := tall * uint64(min(c.hi, (i+1)*c.n)-max(c.lo, i*c.n))
				a := area * uint64(p[3])
				acc[0] += a * uint64(p[0])
				acc[1] += a * uint64(p[1])
				acc[2] += a * uint64(p[2])
				acc[3] += a
			}
		}
	})
	area := uint64(cols[0].hi-cols[0].lo) * uint64(rows.hi-rows.lo)
	for x := range cols {
		acc, d := sum[4*x:4*x+4:4*x+4], dst[4*x:4*x+4:4*x+4]
		if acc[3] == 0 {
			continue
		}
		for c := range 3 {
			d[c] = uint8((acc[c] + acc[3]/2) / acc[3])
		}
		d[3] = uint8((acc[3] + area/2) / area)
	}
}

// ThumbSide is the longest side of thumbnails in pixels.
const ThumbSide = 256

// thumbQuality keeps a thumbnail of 256 px under about 20 KB.
const thumbQuality = 82

// Thumbnail returns a small JPEG of m on white, at most ThumbSide a side,
// without a profile (sRGB is what readers assume).
func Thumbnail(m *image.NRGBA) ([]byte, error) {
	w, h := FitSize(m.Rect.Dx(), m.Rect.Dy(), ThumbSide)
	// Halfway by averaging, the rest by Lanczos: as sharp, and much faster.
	small := Flatten(Resize(Downscale(m, 2*w, 2*h), w, h))
	var b bytes.Buffer
	rgba := &image.RGBA{Pix: small.Pix, Stride: small.Stride, Rect: small.Rect}
	err := jpeg.Encode(&b, rgba, &jpeg.Options{Quality: thumbQuality})
	return b.Bytes(), err
}
