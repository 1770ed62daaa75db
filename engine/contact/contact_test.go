package contact

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

func filled(w, h int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func TestCellsStandSideBySideOverTheirWords(t *testing.T) {
	red, blue := color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 255}
	s := Sheet{Height: 100}
	s.Row(Cell{Picture: filled(100, 200, red), Caption: []string{"anna"}}, Cell{Picture: filled(30, 40, blue)})
	s.Row(Cell{Caption: []string{"words alone"}})
	m := s.Draw()
	if want := image.Pt(wordsOnly+2*gap, 100+gap+line+gap+line+gap); m.Rect.Size() != want {
		t.Errorf("the sheet measures %v, want %v", m.Rect.Size(), want)
	}
	for _, tc := range []struct {
		x, y int
		want color.NRGBA
	}{
		{gap + 25, gap + 50, red}, // reduced to half
		{gap + 50 + gap + 15, gap + 20, blue},
		{gap + 50 + gap + 15, gap + 41, color.NRGBA{255, 255, 255, 255}}, // never enlarged
	} {
		if got := m.NRGBAAt(tc.x, tc.y); got != tc.want {
			t.Errorf("(%d, %d) is %v, want %v", tc.x, tc.y, got, tc.want)
		}
	}
	if !dark(m, image.Rect(gap, gap+100, gap+50, gap+100+line)) {
		t.Error("the first caption is not there")
	}
	if dark(m, image.Rect(gap+51, gap+50, gap+120, gap+100)) {
		t.Error("something is drawn outside the cells")
	}
}

func dark(m *image.NRGBA, r image.Rectangle) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if m.NRGBAAt(x, y).R < 100 && m.NRGBAAt(x, y).G < 100 && m.NRGBAAt(x, y).B < 100 {
				return true
			}
		}
	}
	return false
}

func TestASheetIsBounded(t *testing.T) {
	s := Sheet{Height: 4000}
	wide := image.NewNRGBA(image.Rect(0, 0, 6000, 4000))
	for range 4 {
		s.Row(Cell{Picture: wide})
	}
	if m := s.Draw(); m.Rect.Dx()*m.Rect.Dy() > MaxPixels+6000*(gap+1) || m.Rect.Dy() < 4000 {
		t.Errorf("the sheet measures %v", m.Rect.Size())
	}
}
