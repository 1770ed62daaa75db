// Package widgets holds what the pages are built from, beyond Fyne's own.
//
// A Box is a rounded ground for other objects; a Chip a small switch; a Thumb
// a small picture that can be chosen; a Badge one verdict; the Strip a row of
// thumbs of any length; the Stage the large picture with its divider. They
// take plain values and callbacks and decide nothing.
package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Box is a rounded ground in theme colors with one object on it.
type Box struct {
	widget.BaseWidget
	// Fill and Edge are theme colors, "" for none.
	Fill, Edge fyne.ThemeColorName
	Radius     float32
	// Pad is the space around the content; PadY overrides it up and down
	// when it is not negative.
	Pad, PadY float32
	Content   fyne.CanvasObject
}

// NewBox returns a box around content.
func NewBox(fill, edge fyne.ThemeColorName, radius, pad float32, content fyne.CanvasObject) *Box {
	b := &Box{Fill: fill, Edge: edge, Radius: radius, Pad: pad, PadY: -1, Content: content}
	b.ExtendBaseWidget(b)
	return b
}

// NewPill is a box with little space above and below and round ends.
func NewPill(fill fyne.ThemeColorName, content fyne.CanvasObject) *Box {
	b := NewBox(fill, "", 14, 6, content)
	b.PadY = 0
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *Box) CreateRenderer() fyne.WidgetRenderer {
	r := &boxRenderer{box: b, ground: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return r
}

type boxRenderer struct {
	box    *Box
	ground *canvas.Rectangle
}

func (r *boxRenderer) pads() (x, y float32) {
	if r.box.PadY >= 0 {
		return r.box.Pad, r.box.PadY
	}
	return r.box.Pad, r.box.Pad
}

func (r *boxRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	if r.box.Content != nil {
		x, y := r.pads()
		r.box.Content.Move(fyne.NewPos(x, y))
		r.box.Content.Resize(fyne.NewSize(s.Width-2*x, s.Height-2*y))
	}
}

func (r *boxRenderer) MinSize() fyne.Size {
	x, y := r.pads()
	if r.box.Content == nil {
		return fyne.NewSize(2*x, 2*y)
	}
	return r.box.Content.MinSize().AddWidthHeight(2*x, 2*y)
}

func (r *boxRenderer) Objects() []fyne.CanvasObject {
	if r.box.Content == nil {
		return []fyne.CanvasObject{r.ground}
	}
	return []fyne.CanvasObject{r.ground, r.box.Content}
}

func (r *boxRenderer) Refresh() {
	r.ground.FillColor = tint(r.box.Fill)
	r.ground.StrokeColor = tint(r.box.Edge)
	r.ground.StrokeWidth = 0
	if r.box.Edge != "" {
		r.ground.StrokeWidth = 1
	}
	r.ground.CornerRadius = r.box.Radius
	r.ground.Refresh()
	r.Layout(r.box.Size())
	if r.box.Content != nil {
		r.box.Content.Refresh()
	}
}

func (r *boxRenderer) Destroy() {}

// tint is a theme color, transparent for "".
func tint(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return theme.Color(name)
}

// Text is one line of text in theme colors, cut at the end when it does not fit.
func Text(s string, size fyne.ThemeSizeName, importance widget.Importance, bold bool) *widget.Label {
	l := widget.NewLabel(s)
	l.SizeName = size
	l.Importance = importance
	l.TextStyle.Bold = bold
	return l
}

// Wrapped is text that breaks at words.
func Wrapped(s string, size fyne.ThemeSizeName, importance widget.Importance) *widget.Label {
	l := Text(s, size, importance, false)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// NewSwatch is a small field of one color.
func NewSwatch(c color.Color, size fyne.Size) fyne.CanvasObject {
	r := canvas.NewRectangle(c)
	r.CornerRadius = 4
	r.SetMinSize(size)
	return container.NewCenter(r)
}
