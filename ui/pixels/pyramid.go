package pixels

import (
	"image"
	"image/draw"

	"github.com/disintegration/imaging"
)

// MaxSide bounds the longest side of what is kept of a picture for display:
// results are never larger, so their single pixels can be looked at.
const MaxSide = 4096

// Pyramid is a picture and its halves. It is never changed after NewPyramid.
type Pyramid struct {
	// Size of the picture that positions refer to, which may be larger than
	// the largest level.
	Size   image.Point
	levels []*image.RGBA
}

// NewPyramid keeps a copy of img of at most maxSide pixels a side.
func NewPyramid(img image.Image, maxSide int) *Pyramid {
	p := &Pyramid{Size: img.Bounds().Size()}
	if p.Size.X > maxSide || p.Size.Y > maxSide {
		img = imaging.Fit(img, maxSide, maxSide, imaging.Box)
	}
	top := toRGBA(img)
	p.levels = append(p.levels, top)
	for top.Rect.Dx() > 96 && top.Rect.Dy() > 96 {
		top = half(top)
		p.levels = append(p.levels, top)
	}
	return p
}

// Bytes is the memory that the pyramid holds.
func (p *Pyramid) Bytes() int {
	n := 0
	for _, l := range p.levels {
		n += len(l.Pix)
	}
	return n
}

// Level returns the smallest level of at least side pixels, for showing small;
// it is shared and must not be changed.
func (p *Pyramid) Level(side int) image.Image {
	best := p.levels[0]
	for _, l := range p.levels[1:] {
		if max(l.Rect.Dx(), l.Rect.Dy()) >= side {
			best = l
		}
	}
	return best
}

// Kept is the size of the largest level.
func (p *Pyramid) Kept() image.Point { return p.levels[0].Rect.Size() }

func toRGBA(img image.Image) *image.RGBA {
	b := img.Bounds()
	dst := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(dst, dst.Rect, img, b.Min, draw.Src)
	return dst
}

// half averages squares of 2 x 2 pixels; an odd last row or column counts twice.
func half(src *image.RGBA) *image.RGBA {
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	w, h := (sw+1)/2, (sh+1)/2
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	bands(h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			a := src.Pix[2*y*src.Stride:]
			b := src.Pix[min(2*y+1, sh-1)*src.Stride:]
			out := dst.Pix[y*dst.Stride:]
			for x := range w {
				i, j := 8*x, 4*min(2*x+1, sw-1)
				for c := range 4 {
					sum := int(a[i+c]) + int(a[j+c]) + int(b[i+c]) + int(b[j+c])
					out[4*x+c] = uint8((sum + 2) / 4)
				}
			}
		}
	})
	return dst
}

// level returns the smallest level that still has a pixel for each device
// pixel at a zoom, and its scale relative to Size.
func (p *Pyramid) level(zoom float64) (*image.RGBA, float64) {
	best := p.levels[0]
	for _, l := range p.levels[1:] {
		if float64(l.Rect.Dx()) < zoom*float64(p.Size.X) {
			break
		}
		best = l
	}
	return best, float64(best.Rect.Dx()) / float64(p.Size.X)
}
