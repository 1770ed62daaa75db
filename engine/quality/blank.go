package quality

import (
	"fmt"
	"image"
	"math"

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
	return hist.verdict(0)
}

// BlankFloats is Blank for a picture that is not yet rounded to bytes: pix
// holds red, green, blue 0..1 (sRGB values) a pixel. One value that is no
// finite number fails the verdict.
func BlankFloats(pix []float32, region []uint8) engine.Verdict {
	var hist lightness
	broken := 0
	for i, on := range region {
		if on == 0 || 3*i+3 > len(pix) {
			continue
		}
		p := pix[3*i : 3*i+3]
		if !finite(p[0]) || !finite(p[1]) || !finite(p[2]) {
			broken++
			continue
		}
		hist.add(color.LabFast(toByte(p[0]), toByte(p[1]), toByte(p[2]))[0])
	}
	return hist.verdict(broken)
}

func finite(v float32) bool { return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) }

func toByte(v float32) uint8 { return uint8(min(max(v, 0), 1)*255 + 0.5) }

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

func (l *lightness) verdict(broken int) engine.Verdict {
	v := engine.Verdict{Name: nameBlank, Threshold: blankSpread, Unit: "L* spread"}
	if l.total > 0 {
		v.Value = l.percentile(0.98) - l.percentile(0.02)
	}
	v.Pass = broken == 0 && v.Value >= blankSpread
	switch {
	case broken > 0:
		v.Words = fmt.Sprintf("%d pixels of the garment could not be computed.", broken)
		v.Detail = []engine.Measure{{Name: "not finite", Value: float64(broken)}}
	case l.total == 0:
		v.Words = "The garment cannot be seen in the result."
	case v.Pass:
		v.Words = "The garment shows light and structure."
	default:
		v.Words = "The garment is one flat colour in the result; it was not drawn."
	}
	return v
}
