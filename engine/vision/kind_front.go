package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// A full-length front opening, as of jackets and coats, is a line of strong
// change from the neck to the hem near the middle, alone on its front: stripes
// and checks have many such lines, a shirt's placket only faint ones.
const (
	frontHeight = 400  // pixels of height at which the line is looked for
	frontFrom   = 0.30 // rows that count, shares of the height
	frontTo     = 0.90
	frontFar    = 0.10 // of the width: how far from the middle the line may be
	frontRow    = 6.0  // Lab change of a row that shows the line
	frontFaint  = 9.0  // median change from which a line is no placket
	frontStrong = 16.0 // and from which it is a zip or an open edge
)

// frontLine is 0..1: how much a full-length front opening is seen.
func frontLine(img *raster.RGB, o *outline) float64 {
	box := image.Rect(o.x0, o.y0, o.x1+1, o.y1+1)
	h := min(frontHeight, box.Dy())
	w := max(1, box.Dx()*h/box.Dy())
	lab := toLab(img.Crop(box).Area(w, h))
	mid := (o.ax - float64(o.x0)) * float64(w) / float64(box.Dx())
	near, wide := int(frontFar*float64(w)), int(0.2*float64(w))
	if int(mid)-wide < 3 || int(mid)+wide > w-4 {
		return 0
	}
	best, strength := 0.0, 0.0
	var all []float64
	for x := int(mid) - wide; x <= int(mid)+wide; x++ {
		share, median := columnChange(lab, x)
		all = append(all, share)
		if math.Abs(float64(x)-mid) > float64(near) {
			continue
		}
		best = math.Max(best, share)
		if share > 0.95*best {
			strength = math.Max(strength, median)
		}
	}
	alone := best - percentileOf(all, 60)
	return raster.Clip((alone-0.5)/0.3, 0, 1) * raster.Clip((strength-frontFaint)/(frontStrong-frontFaint), 0, 1)
}

// columnChange is the share of the rows in which the color changes across
// column x, a little drift allowed, and the median change.
func columnChange(lab *raster.RGB, x int) (share, median float64) {
	var v []float64
	n := 0
	for y := int(frontFrom * float64(lab.H)); y < int(frontTo*float64(lab.H)); y++ {
		most := 0.0
		for c := x - 1; c <= x+1; c++ {
			i := 3 * (y*lab.W + c)
			most = math.Max(most, float64(labDistance(lab.Pix[i-3:], lab.Pix[i+3:])))
		}
		if most > frontRow {
			n++
		}
		v = append(v, most)
	}
	return float64(n) / math.Max(1, float64(len(v))), medianOf(v)
}
