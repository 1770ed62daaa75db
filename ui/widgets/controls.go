package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Fyne hands keys to the object that has the focus and to nobody else, so a
// focused button swallows Escape and every other key of the page. The controls
// here pass on what they have no use for.

// pass gives a key to the window that an object is in.
func pass(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// passRune gives a character to the window that an object is in.
func passRune(o fyne.CanvasObject, r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

// presses reports whether a key works a focused button.
func presses(e *fyne.KeyEvent) bool {
	return e.Name == fyne.KeySpace || e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter
}

// Button is Fyne's button, which Return works as well as Space.
type Button struct{ widget.Button }

// NewButton returns a button with a text, an icon (nil for none) or both.
func NewButton(text string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if presses(e) {
		b.Tapped(nil)
		return
	}
	pass(b, e)
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	reveal(b)
}

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) { passRune(b, r) }

// Select is Fyne's drop-down, which Return opens as well as Space.
type Select struct{ widget.Select }

// NewSelect returns a drop-down; changed is called with the chosen text.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	switch {
	case presses(e):
		s.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case e.Name == fyne.KeyUp, e.Name == fyne.KeyDown, e.Name == fyne.KeyLeft, e.Name == fyne.KeyRight:
		s.Select.TypedKey(e)
	default:
		pass(s, e)
	}
}

// FocusGained implements fyne.Focusable.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	reveal(s)
}

// TypedRune implements fyne.Focusable.
func (s *Select) TypedRune(r rune) { passRune(s, r) }

// Check is Fyne's check box, which Return works as well as Space.
type Check struct{ widget.Check }

// NewCheck returns a check box; changed is called with its new state.
func NewCheck(text string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey implements fyne.Focusable. Space arrives as a character.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace:
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Check.TypedRune(' ')
	default:
		pass(c, e)
	}
}

// FocusGained implements fyne.Focusable.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	reveal(c)
}

// TypedRune implements fyne.Focusable.
func (c *Check) TypedRune(r rune) {
	if r == ' ' {
		c.Check.TypedRune(r)
		return
	}
	passRune(c, r)
}

// Entry is Fyne's line of text, which leaves Escape to the window.
type Entry struct{ widget.Entry }

// NewEntry returns a line of text.
func NewEntry(text string) *Entry {
	e := &Entry{}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.ExtendBaseWidget(e)
	e.SetText(text)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		pass(e, k)
		return
	}
	e.Entry.TypedKey(k)
}
