package truth

import (
	"image"
	"image/color"
	"image/draw"
	"sort"

	"lookbook/engine/imaging"
	"lookbook/engine/raster"
)

// sheetHeight is the height in pixels of a picture on a sheet.
const sheetHeight = 384

// Sheet collects rows of before, garment, after and, for each source, the
// composed picture and its flow error (black none, through green at 3 px to
// red at 6 px and more).
type Sheet struct {
	// Rows bounds the sheet; Worst keeps the rows with the largest errors
	// instead of the first ones.
	Rows  int
	Worst bool

	rows []sheetRow
}

type sheetRow struct {
	cells []*image.NRGBA
	bad   float64
}

// Add takes one sample's outcomes.
func (t *Sheet) Add(s *Sample, list []*Outcome) {
	row := sheetRow{cells: []*image.NRGBA{s.Before, s.Garment, s.After}}
	for _, o := range list {
		if o.Failed != "" {
			row.bad += 1e3
			row.cells = append(row.cells, image.NewNRGBA(s.After.Rect), image.NewNRGBA(s.After.Rect))
			continue
		}
		row.bad += 20 * (1 - o.IoU)
		if n := len(o.Errors); n > 0 {
			row.bad += float64(o.Errors[n*9/10])
		}
		row.cells = append(row.cells, o.Picture, heat(o.Error))
	}
	if !t.Worst && len(t.rows) >= t.Rows {
		return
	}
	for i, c := range row.cells {
		w := c.Rect.Dx() * sheetHeight / c.Rect.Dy()
		if c.Rect.Dy() > sheetHeight {
			c = imaging.Downscale(c, w, sheetHeight)
		}
		row.cells[i] = c
	}
	t.rows = append(t.rows, row)
	if t.Worst {
		sort.SliceStable(t.rows, func(a, b int) bool { return t.rows[a].bad > t.rows[b].bad })
		t.rows = t.rows[:min(len(t.rows), t.Rows)]
	}
}

// Write writes the sheet as a PNG.
func (t *Sheet) Write(path string) error {
	w, h := 0, 0
	for _, r := range t.rows {
		width, height := 0, 0
		for _, c := range r.cells {
			width += c.Rect.Dx()
			height = max(height, c.Rect.Dy())
		}
		w, h = max(w, width), h+height
	}
	m := image.NewNRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	y := 0
	for _, r := range t.rows {
		x, height := 0, 0
		for _, c := range r.cells {
			draw.Draw(m, image.Rect(x, y, x+c.Rect.Dx(), y+c.Rect.Dy()), c, c.Rect.Min, draw.Src)
			x += c.Rect.Dx()
			height = max(height, c.Rect.Dy())
		}
		y += height
	}
	return imaging.WritePNG(path, m, imaging.PNGOptions{Fast: true})
}

// heat colors errors.
func heat(e *raster.Plane) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, e.W, e.H))
	for i, v := range e.Pix {
		c := color.NRGBA{A: 255}
		switch {
		case v < 0:
		case v < 3:
			c.B, c.G = raster.Byte(.6*(1-v/3)), raster.Byte(.2+.8*v/3)
		default:
			k := raster.Clip32((v-3)/3, 0, 1)
			c.R, c.G = raster.Byte(.4+.6*k), raster.Byte(1-k)
		}
		m.SetNRGBA(i%e.W, i/e.W, c)
	}
	return m
}
