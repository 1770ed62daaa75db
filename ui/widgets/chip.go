package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
)

// Chip is a small switch with a text: on or off, shown by its ground.
type Chip struct {
	widget.BaseWidget
	Text string
	On   bool
	// Tone is the ground when off, "" for none.
	Tone fyne.ThemeColorName
	// OnTapped is called for a click, Space and Return.
	OnTapped func()

	hovered, focused, disabled bool
}

// NewChip returns a chip.
func NewChip(text string, tapped func()) *Chip {
	c := &Chip{Text: text, OnTapped: tapped}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes text and state and redraws when something changed.
func (c *Chip) Set(text string, on bool) {
	if c.Text == text && c.On == on {
		return
	}
	c.Text, c.On = text, on
	c.Refresh()
}

// Enable and Disable switch whether it reacts.
func (c *Chip) Enable() { c.able(true) }

// Disable makes it ignore clicks and keys.
func (c *Chip) Disable() { c.able(false) }

// Disabled implements fyne.Disableable.
func (c *Chip) Disabled() bool { return c.disabled }

func (c *Chip) able(on bool) {
	if c.disabled == !on {
		return
	}
	c.disabled = !on
	c.Refresh()
}

// Tapped implements fyne.Tappable.
func (c *Chip) Tapped(*fyne.PointEvent) {
	if !c.disabled && c.OnTapped != nil {
		c.OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chip) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Chip) MouseOut() { c.hovered = false; c.Refresh() }

// FocusGained implements fyne.Focusable.
func (c *Chip) FocusGained() { c.focused = true; c.Refresh(); reveal(c) }

// FocusLost implements fyne.Focusable.
func (c *Chip) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Chip) TypedRune(r rune) { passRune(c, r) }

// TypedKey implements fyne.Focusable.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	if presses(e) {
		c.Tapped(nil)
		return
	}
	pass(c, e)
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{
		chip: c, ground: canvas.NewRectangle(color.Transparent), text: canvas.NewText("", color.Black),
	}
	r.Refresh()
	return r
}

type chipRenderer struct {
	chip   *Chip
	ground *canvas.Rectangle
	text   *canvas.Text
}

const chipPadX, chipPadY = 10, 4

func (r *chipRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	m := r.text.MinSize()
	r.text.Move(fyne.NewPos((s.Width-m.Width)/2, (s.Height-m.Height)/2))
	r.text.Resize(m)
}

func (r *chipRenderer) MinSize() fyne.Size {
	return r.text.MinSize().AddWidthHeight(2*chipPadX, 2*chipPadY)
}

func (r *chipRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.text} }

func (r *chipRenderer) Destroy() {}

func (r *chipRenderer) Refresh() {
	c := r.chip
	fill, ink := c.Tone, theme.ColorNameForeground
	switch {
	case c.disabled:
		ink = theme.ColorNameDisabled
	case c.On:
		fill, ink = look.ColorFocusSoft, theme.ColorNamePrimary
	case c.hovered:
		fill = theme.ColorNameHover
	}
	r.ground.FillColor = tint(fill)
	r.ground.CornerRadius = 13
	r.ground.StrokeWidth = 0
	if c.focused {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, theme.Color(theme.ColorNameFocus)
	}
	r.text.Text, r.text.Color = c.Text, theme.Color(ink)
	r.text.TextSize = theme.Size(theme.SizeNameCaptionText)
	r.Layout(c.Size())
	r.ground.Refresh()
	r.text.Refresh()
}
