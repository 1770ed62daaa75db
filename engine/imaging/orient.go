package imaging

import "image"

// orientation is the EXIF number 1 to 8 that says how to turn the stored
// picture upright; 0 and 1 leave it.
type orientation int

// swapsSides reports whether width and height change places.
func (o orientation) swapsSides() bool { return o >= 5 && o <= 8 }

// upright turns src as EXIF asks (CIPA DC-008, table of tag 274). It returns
// src itself when there is nothing to do.
func upright(src *image.NRGBA, o orientation) *image.NRGBA {
	if o < 2 || o > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dw, dh := w, h
	if o.swapsSides() {
		dw, dh = h, w
	}
	dst := image.NewNRGBA(image.Rect(0, 0, dw, dh))
	// Reading walks: start + x*dx + y*dy in the stored picture.
	start, dx, dy := walk(o, w, h)
	parallelRows(dh, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			s := (start + y*dy) * 4
			row := dst.Pix[y*dst.Stride : y*dst.Stride+dw*4]
			for x := 0; x < len(row); x += 4 {
				copy(row[x:x+4], src.Pix[s:s+4])
				s += dx * 4
			}
		}
	})
	return dst
}

// walk returns where in the stored picture (w by h, rows without gaps) the
// upright pixel (0, 0) lies, and the steps for one pixel right and one down.
func walk(o orientation, w, h int) (start, dx, dy int) {
	switch o {
	case 2: // mirrored
		return w - 1, -1, w
	case 3: // upside down
		return w*h - 1, -1, -w
	case 4: // mirrored upside down
		return (h - 1) * w, 1, -w
	case 5: // transposed
		return 0, w, 1
	case 6: // turn clockwise
		return (h - 1) * w, -w, 1
	case 7: // transposed along the other diagonal
		return w*h - 1, -w, -1
	case 8: // turn counter-clockwise
		return w - 1, w, -1
	}
	return 0, 1, w
}
