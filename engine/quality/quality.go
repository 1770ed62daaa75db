// Package quality measures results and puts the measures into verdicts.
//
// A Verdict is one statement with its number, the threshold it was compared
// with, and plain words. Color says whether the garment in the result has the
// colours of the garment's own picture; Outside whether anything changed where
// nothing may; Blank whether the garment is there at all.
//
// Words: the garment picture is what the merchant photographed; what is shown
// is, for each pixel of the result, the garment's colour that belongs there,
// before light and shadow; the weight marks the pixels that are wholly garment;
// a cluster is one colour of the garment's palette; shade is the light on the
// body, which may change a colour's lightness but not its hue.
//
// All functions are pure; pictures and planes are row by row from the top left
// and are only read.
package quality

import (
	"fmt"
	"image"

	"lookbook/engine"
)

// Names of the verdicts.
const (
	nameColor   = "color"
	nameOutside = "outside"
	nameBlank   = "blank"
)

// Outside counts the pixels that differ between the decoded input and the
// result where changed is 0. Nothing may: the threshold is 0. changed has one
// byte a pixel, 0 or not; pictures of different size, or a mask of another
// size, count as differing everywhere.
func Outside(before, after *image.NRGBA, changed []uint8) engine.Verdict {
	n := differing(before, after, changed)
	v := engine.Verdict{Name: nameOutside, Pass: n == 0, Value: float64(n), Unit: "px", Garment: -1}
	if v.Pass {
		v.Words = "Outside the dressed region every pixel is that of the photo."
	} else {
		v.Words = fmt.Sprintf("%d pixels outside the dressed region differ from the photo.", n)
	}
	return v
}

func differing(before, after *image.NRGBA, changed []uint8) int {
	w, h := before.Rect.Dx(), before.Rect.Dy()
	if after.Rect.Dx() != w || after.Rect.Dy() != h || len(changed) != w*h {
		return max(w*h, after.Rect.Dx()*after.Rect.Dy(), 1)
	}
	n := 0
	for y := range h {
		a, b := before.Pix[y*before.Stride:][:w*4], after.Pix[y*after.Stride:][:w*4]
		for x, c := range changed[y*w : (y+1)*w] {
			if c == 0 && [4]uint8(a[4*x:4*x+4]) != [4]uint8(b[4*x:4*x+4]) {
				n++
			}
		}
	}
	return n
}
