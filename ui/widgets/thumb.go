package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
)

// Thumb is a small picture that can be chosen by click, Space or Return.
type Thumb struct {
	widget.BaseWidget
	// Side is the size of the square.
	Side fyne.Size
	// Chosen draws a ring.
	Chosen bool
	// OnTapped is called when it is chosen, OnMenu for the other button.
	OnTapped func()
	OnMenu   func(at fyne.Position)

	picture          image.Image
	hovered, focused bool
}

// NewThumb returns an empty thumb.
func NewThumb(side fyne.Size, tapped func()) *Thumb {
	t := &Thumb{Side: side, OnTapped: tapped}
	t.ExtendBaseWidget(t)
	return t
}

// Set shows a picture, nil for an empty ground.
func (t *Thumb) Set(img image.Image, chosen bool) {
	if t.picture == img && t.Chosen == chosen {
		return
	}
	t.picture, t.Chosen = img, chosen
	t.Refresh()
}

// Tapped implements fyne.Tappable.
func (t *Thumb) Tapped(*fyne.PointEvent) {
	if t.OnTapped != nil {
		t.OnTapped()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (t *Thumb) TappedSecondary(e *fyne.PointEvent) {
	if t.OnMenu != nil {
		t.OnMenu(e.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (t *Thumb) MouseIn(*desktop.MouseEvent) { t.hovered = true; t.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (t *Thumb) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *Thumb) MouseOut() { t.hovered = false; t.Refresh() }

// FocusGained implements fyne.Focusable.
func (t *Thumb) FocusGained() { t.focused = true; t.Refresh(); reveal(t) }

// FocusLost implements fyne.Focusable.
func (t *Thumb) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *Thumb) TypedRune(r rune) { passRune(t, r) }

// TypedKey implements fyne.Focusable.
func (t *Thumb) TypedKey(e *fyne.KeyEvent) {
	if presses(e) {
		t.Tapped(nil)
		return
	}
	pass(t, e)
}

// CreateRenderer implements fyne.Widget.
func (t *Thumb) CreateRenderer() fyne.WidgetRenderer {
	r := &thumbRenderer{
		thumb: t, ground: canvas.NewRectangle(color.Transparent), ring: canvas.NewRectangle(color.Transparent),
		picture: &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest},
	}
	r.picture.CornerRadius = 5
	r.Refresh()
	return r
}

type thumbRenderer struct {
	thumb        *Thumb
	ground, ring *canvas.Rectangle
	picture      *canvas.Image
}

func (r *thumbRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.ring.Resize(s)
	r.picture.Move(fyne.NewPos(3, 3))
	r.picture.Resize(fyne.NewSize(s.Width-6, s.Height-6))
}

func (r *thumbRenderer) MinSize() fyne.Size { return r.thumb.Side }

func (r *thumbRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.picture, r.ring}
}

func (r *thumbRenderer) Destroy() {}

func (r *thumbRenderer) Refresh() {
	t := r.thumb
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(look.ColorStage), 7
	r.ring.CornerRadius, r.ring.StrokeWidth = 7, 0
	switch {
	case t.focused:
		r.ring.StrokeWidth, r.ring.StrokeColor = 3, theme.Color(theme.ColorNameFocus)
	case t.Chosen:
		r.ring.StrokeWidth, r.ring.StrokeColor = 2, theme.Color(theme.ColorNamePrimary)
	case t.hovered:
		r.ring.StrokeWidth, r.ring.StrokeColor = 1, theme.Color(theme.ColorNamePlaceHolder)
	}
	if r.picture.Image != t.picture {
		r.picture.Image = t.picture
		r.picture.Refresh()
	}
	r.picture.Hidden = t.picture == nil
	r.Layout(t.Size())
	r.ground.Refresh()
	r.ring.Refresh()
}
