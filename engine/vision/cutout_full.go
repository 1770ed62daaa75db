package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// RefineCutout carries a garment's cut-out to the size of the full upright
// picture, edges following the picture's own. A file's own transparency is
// taken as it is. The result is 0..1 and as large as full.
func RefineCutout(full *image.NRGBA, g *Garment) *raster.Plane {
	w, h := full.Rect.Dx(), full.Rect.Dy()
	if g.OwnAlpha {
		return alphaOf(full)
	}
	if w == g.W && h == g.H {
		return g.Alpha.Clone()
	}
	out := g.Alpha.Linear(w, h)
	band := bandOf(g.Alpha)
	b := band.Bounds()
	if b.Empty() {
		return out
	}
	r := max(2, g.H/300)
	area := raster.Grow(b, 2*r+2, g.W, g.H)
	work, _ := raster.Shrink(full, g.W, g.H)
	ca, cb := raster.GuidedCoefficients(work.Crop(area).Gray(), g.Alpha.Crop(area), r, 1e-4)
	sharpen(out, full, band, ca, cb, area)
	return out
}

// bandOf is the strip of the working picture in which the edge lies.
func bandOf(a *raster.Plane) *raster.Mask {
	in, some := a.Above(0.98), a.Above(0.02)
	return some.Dilate(2).Sub(in.Erode(2))
}

// sharpen replaces the values of the band by the guided filter's coefficients
// applied to the full picture.
func sharpen(out *raster.Plane, full *image.NRGBA, band *raster.Mask, ca, cb *raster.Plane, area image.Rectangle) {
	kx, ky := float64(band.W)/float64(out.W), float64(band.H)/float64(out.H)
	for y := range out.H {
		v := (float64(y)+0.5)*ky - 0.5
		row := full.Pix[full.PixOffset(full.Rect.Min.X, full.Rect.Min.Y+y):]
		by := min(band.H-1, max(0, int(math.Round(v))))
		for x := range out.W {
			u := (float64(x)+0.5)*kx - 0.5
			if !band.Has(min(band.W-1, max(0, int(math.Round(u)))), by) {
				continue
			}
			gray := float32(int(row[4*x])+int(row[4*x+1])+int(row[4*x+2])) / 765
			px, py := u-float64(area.Min.X), v-float64(area.Min.Y)
			s := ca.Sample(px, py)*gray + cb.Sample(px, py)
			// The filter rounds the ends off; stretch them back.
			out.Pix[y*out.W+x] = raster.Clip32((s-0.06)/0.88, 0, 1)
		}
	}
}

func alphaOf(m *image.NRGBA) *raster.Plane {
	p := raster.NewPlane(m.Rect.Dx(), m.Rect.Dy())
	for y := range p.H {
		row := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):]
		for x := range p.W {
			p.Pix[y*p.W+x] = float32(row[4*x+3]) / 255
		}
	}
	return p
}
