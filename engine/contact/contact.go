// Package contact makes contact sheets: many pictures on one, side by side and
// with a line of words under each, to compare at a glance.
//
// Words. A cell is one picture with its caption; a row holds cells of the same
// height; the sheet is as wide as its widest row. Pictures are only ever made
// smaller, so that a fault that a cell shows is in the picture.
package contact

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"lookbook/engine/imaging"
)

// Cell is one picture of a sheet.
type Cell struct {
	// Picture may be nil: the cell then holds words only.
	Picture *image.NRGBA
	// Caption lines are cut at the cell's width; only ASCII is drawn, other
	// characters become question marks.
	Caption []string
}

// Sheet collects rows. The zero value is an empty sheet; it is not for several
// goroutines.
type Sheet struct {
	// Height of the pictures in pixels; 0 means 480.
	Height int

	rows [][]Cell
}

const (
	defaultHeight = 480
	gap           = 6  // pixels around cells
	line          = 14 // pixels from one line of words to the next
	wordsOnly     = 240
)

// MaxPixels bounds a sheet: Draw leaves out the rows that do not fit any more.
const MaxPixels = 64 << 20

func (s *Sheet) height() int {
	if s.Height <= 0 {
		return defaultHeight
	}
	return s.Height
}

// Row adds a row. Pictures are reduced at once; the caller's are not kept.
func (s *Sheet) Row(cells ...Cell) {
	row := make([]Cell, len(cells))
	for i, c := range cells {
		row[i] = Cell{s.reduced(c.Picture), c.Caption}
	}
	s.rows = append(s.rows, row)
}

// reduced fits a picture into the row.
func (s *Sheet) reduced(m *image.NRGBA) *image.NRGBA {
	if m == nil || m.Rect.Dy() <= s.height() {
		return m
	}
	return imaging.Downscale(m, max(1, m.Rect.Dx()*s.height()/m.Rect.Dy()), s.height())
}

// size of a cell in pixels.
func (s *Sheet) size(c Cell) image.Point {
	p := image.Pt(wordsOnly, 0)
	if c.Picture != nil {
		p = c.Picture.Rect.Size()
	}
	return p.Add(image.Pt(gap, gap+line*len(c.Caption)))
}

// Draw returns the sheet on white.
func (s *Sheet) Draw() *image.NRGBA {
	var total image.Point
	var heights []int
	for _, row := range s.rows {
		var r image.Point
		for _, c := range row {
			p := s.size(c)
			r = image.Pt(r.X+p.X, max(r.Y, p.Y))
		}
		next := image.Pt(max(total.X, r.X), total.Y+r.Y)
		if next.X*next.Y > MaxPixels {
			break
		}
		total, heights = next, append(heights, r.Y)
	}
	m := image.NewNRGBA(image.Rectangle{Max: total.Add(image.Pt(gap, gap))})
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	y := gap
	for i, h := range heights {
		x := gap
		for _, c := range s.rows[i] {
			s.cell(m, image.Pt(x, y), c)
			x += s.size(c).X
		}
		y += h
	}
	return m
}

// cell draws one cell with its upper left corner at p.
func (s *Sheet) cell(m *image.NRGBA, p image.Point, c Cell) {
	width := s.size(c).X - gap
	if c.Picture != nil {
		draw.Draw(m, c.Picture.Rect.Sub(c.Picture.Rect.Min).Add(p), c.Picture, c.Picture.Rect.Min, draw.Over)
		p.Y += c.Picture.Rect.Dy()
	}
	clip := m.SubImage(image.Rectangle{p, p.Add(image.Pt(width, line*len(c.Caption)+gap))}).(*image.NRGBA)
	pen := font.Drawer{Dst: clip, Src: image.NewUniform(color.Gray{40}), Face: basicfont.Face7x13}
	for i, words := range c.Caption {
		pen.Dot = fixed.P(p.X, p.Y+line*(i+1)-3)
		pen.DrawString(words)
	}
}

// Write writes the sheet, as a JPEG or PNG by the name's ending.
func (s *Sheet) Write(path string) error { return imaging.WriteByName(path, s.Draw()) }
