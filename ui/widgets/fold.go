package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
)

// Fold is a box with a head that is always there and a body that a click,
// Space or Return opens and closes.
type Fold struct {
	widget.BaseWidget
	box     *Box
	body    fyne.CanvasObject
	focused bool
}

// NewFold returns a fold on a ground color.
func NewFold(fill fyne.ThemeColorName, head, body fyne.CanvasObject, open bool) *Fold {
	f := &Fold{body: body}
	body.Hide()
	if open {
		body.Show()
	}
	f.box = NewBox(fill, "", 8, 6, container.New(layout.NewCustomPaddedVBoxLayout(-4), head, body))
	f.box.PadY = 1
	f.ExtendBaseWidget(f)
	return f
}

// Open reports whether the body is shown.
func (f *Fold) Open() bool { return f.body.Visible() }

// Tapped implements fyne.Tappable.
func (f *Fold) Tapped(*fyne.PointEvent) {
	if f.Open() {
		f.body.Hide()
	} else {
		f.body.Show()
	}
	f.box.Refresh()
	f.Refresh()
}

// FocusGained implements fyne.Focusable.
func (f *Fold) FocusGained() { f.focus(true); reveal(f) }

// FocusLost implements fyne.Focusable.
func (f *Fold) FocusLost() { f.focus(false) }

func (f *Fold) focus(on bool) {
	f.focused = on
	f.box.Edge = ""
	if on {
		f.box.Edge = theme.ColorNamePrimary
	}
	f.box.Refresh()
}

// TypedRune implements fyne.Focusable.
func (f *Fold) TypedRune(r rune) { passRune(f, r) }

// TypedKey implements fyne.Focusable.
func (f *Fold) TypedKey(e *fyne.KeyEvent) {
	if presses(e) {
		f.Tapped(nil)
		return
	}
	pass(f, e)
}

// CreateRenderer implements fyne.Widget.
func (f *Fold) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.box) }

// NewHint is a dashed-looking place where something can be dropped, with a
// button to open a file.
func NewHint(icon fyne.Resource, title, words, action string, tapped func()) fyne.CanvasObject {
	open := NewButton(action, theme.FolderOpenIcon(), tapped)
	pic := widget.NewIcon(theme.NewPrimaryThemedResource(icon))
	head := Text(title, theme.SizeNameText, widget.MediumImportance, true)
	head.Alignment = fyne.TextAlignCenter
	body := Wrapped(words, theme.SizeNameCaptionText, widget.LowImportance)
	body.Alignment = fyne.TextAlignCenter
	return NewBox(look.ColorCard, look.ColorCardEdge, 10, 10, container.New(layout.NewCustomPaddedVBoxLayout(0),
		container.NewCenter(container.NewGridWrap(fyne.NewSize(30, 30), pic)), head, body, container.NewCenter(open)))
}
