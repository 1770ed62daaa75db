package widgets

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Strip is a row of thumbs of any length: only those in sight exist, and only
// their pictures are asked for.
type Strip struct {
	widget.BaseWidget
	// Cell is the size of one thumb.
	Cell fyne.Size
	// Picture returns a thumb's picture, nil when it is not there yet.
	Picture func(i int) image.Image
	// OnTapped is called for a chosen thumb, OnMenu for the other button,
	// OnEnd when the end comes in sight.
	OnTapped func(i int)
	OnMenu   func(i int, at fyne.Position)
	OnEnd    func()

	length int
	chosen []int
	scroll *container.Scroll
	row    *fyne.Container
	cells  map[int]*Thumb
	spare  []*Thumb
}

const stripGap = 6

// NewStrip returns an empty strip.
func NewStrip(cell fyne.Size) *Strip {
	s := &Strip{Cell: cell, cells: map[int]*Thumb{}}
	s.row = container.New(&stripLayout{s})
	s.scroll = container.NewHScroll(s.row)
	s.scroll.OnScrolled = func(fyne.Position) { s.arrange() }
	s.ExtendBaseWidget(s)
	return s
}

// Set says how many thumbs there are and which are chosen, -1 for none; the
// first is scrolled into sight when it is another than before.
func (s *Strip) Set(length int, chosen ...int) {
	moved := len(chosen) > 0 && (len(s.chosen) == 0 || chosen[0] != s.chosen[0])
	s.length, s.chosen = length, chosen
	s.row.Resize(s.row.MinSize())
	if moved && chosen[0] >= 0 {
		s.reveal(chosen[0])
	}
	s.arrange()
	s.scroll.Refresh()
}

// Renew asks again for the pictures in sight.
func (s *Strip) Renew() { s.arrange() }

func (s *Strip) step() float32 { return s.Cell.Width + stripGap }

func (s *Strip) reveal(i int) {
	left, right := float32(i)*s.step(), float32(i+1)*s.step()
	switch view := s.scroll.Size().Width; {
	case left < s.scroll.Offset.X:
		s.scroll.Offset.X = left
	case right > s.scroll.Offset.X+view && view > 0:
		s.scroll.Offset.X = right - view
	}
}

// arrange gives every place in sight a thumb and takes back the others.
func (s *Strip) arrange() {
	first := max(int(s.scroll.Offset.X/s.step())-1, 0)
	last := min(int((s.scroll.Offset.X+s.scroll.Size().Width)/s.step())+1, s.length-1)
	for i, t := range s.cells {
		if i < first || i > last {
			t.Hide()
			s.spare = append(s.spare, t)
			delete(s.cells, i)
		}
	}
	for i := first; i <= last; i++ {
		t := s.cell(i)
		t.Set(s.Picture(i), slices.Contains(s.chosen, i))
	}
	if s.length > 0 && last >= s.length-5 && s.OnEnd != nil {
		s.OnEnd()
	}
}

func (s *Strip) cell(i int) *Thumb {
	t := s.cells[i]
	if t != nil {
		return t
	}
	if n := len(s.spare); n > 0 {
		t, s.spare = s.spare[n-1], s.spare[:n-1]
		t.Show()
	} else {
		t = NewThumb(s.Cell, nil)
		s.row.Add(t)
	}
	t.OnTapped = func() { s.OnTapped(i) }
	t.OnMenu = func(at fyne.Position) {
		if s.OnMenu != nil {
			s.OnMenu(i, at)
		}
	}
	t.Move(fyne.NewPos(float32(i)*s.step(), 0))
	t.Resize(s.Cell)
	s.cells[i] = t
	return t
}

// CreateRenderer implements fyne.Widget.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.scroll) }

// Resize implements fyne.CanvasObject; a wider strip shows more.
func (s *Strip) Resize(size fyne.Size) {
	s.BaseWidget.Resize(size)
	s.scroll.Resize(size)
	s.arrange()
}

// MinSize implements fyne.CanvasObject.
func (s *Strip) MinSize() fyne.Size { return fyne.NewSize(3*s.step(), s.Cell.Height+8) }

// stripLayout keeps the row as wide as all thumbs together and leaves the
// thumbs where arrange put them.
type stripLayout struct{ strip *Strip }

func (l *stripLayout) Layout([]fyne.CanvasObject, fyne.Size) {}

func (l *stripLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(l.strip.length)*l.strip.step(), l.strip.Cell.Height)
}
