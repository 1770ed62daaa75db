package quality

import (
	"image"

	"lookbook/engine"
	"lookbook/engine/color"
)

// blankSpread is the least spread of lightness that a photographed garment on
// a body has. Studio photos of plain white and plain black shirts have 6 and
// more L* between their 2nd and 98th percentile; a fill has 0, and 8-bit
// dithering of a fill less than 1.
const blankSpread = 1.0

// Blank tells whether the region of a garment in the result is flat: filled
// with one value, or not there. Value is the distance between the 2nd and 98th
// percentile of L* over the region and must reach the threshold. region has one
// byte a pixel, 0 = not garment.
func Blank(result *image.NRGBA, region []uint8) engine.Verdict {
	w, h := result.Rect.Dx(), result.Rect.Dy()
	var hist lightness
	if len(region) == w*h {
		for y := range h {
			row := result.Pix[y*result.Stride:][:w*4]
			for x, on := range region[y*w : (y+1)*w] {
				if on != 0 {
					hist.add(color.LabFast(row[4*x], row[4*x+1], row[4*x+2])[0])
				}
			}
		}
	}
	return hist.verdict()
}

// lightness is a histogram of L* in tenths.
type lightness struct {
	bins  [1002]int
	total int
}

func (l *lightness) add(v float32) {
	l.bins[int(min(max(v, 0), 100)*10)]++
	l.total++
}

// percentile returns the L* under which a share of the pixels lies.
func (l *lightness) percentile(share float64) float64 {
	left := share * float64(l.total)
	for i, n := range l.bins {
		if left -= float64(n); left < 0 {
			return float64(i) / 10
		}
	}
	return 100
}

func (l *lightness) verdict() engine.Verdict {
	v := engine.Verdict{Name: nameBlank, Threshold: blankSpread, Unit: "L* spread"}
	if l.total > 0 {
		v.Value = l.percentile(0.98) - l.percentile(0.02)
	}
	v.Pass = v.Value >= blankSpread
	switch {
	case l.total == 0:
		v.Words = "The garment cannot be seen in the result."
	case v.Pass:
		v.Words = "The garment shows light and structure."
	default:
		v.Words = "The garment is one flat colour in the result; it was not drawn."
	}
	return v
}
