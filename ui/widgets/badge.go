package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
)

// Level is how good or bad a badge or note is.
type Level int

// Levels.
const (
	Plain Level = iota
	Good
	Warn
	Bad
)

// ground is the soft color of a level, ink its icon.
func (l Level) ground() (fyne.ThemeColorName, fyne.Resource) {
	switch l {
	case Good:
		return look.ColorGoodSoft, theme.NewSuccessThemedResource(theme.ConfirmIcon())
	case Warn:
		return look.ColorWarnSoft, theme.NewWarningThemedResource(theme.WarningIcon())
	case Bad:
		return look.ColorBadSoft, theme.NewErrorThemedResource(theme.ErrorIcon())
	}
	return look.ColorFocusSoft, theme.NewPrimaryThemedResource(theme.InfoIcon())
}

// NewNote is a message with an icon; close may be nil.
func NewNote(level Level, title, body string, closed func()) fyne.CanvasObject {
	fill, icon := level.ground()
	words := container.New(layout.NewCustomPaddedVBoxLayout(-8))
	if title != "" {
		words.Add(Wrapped(title, theme.SizeNameText, widget.MediumImportance))
	}
	if body != "" {
		words.Add(Wrapped(body, theme.SizeNameCaptionText, widget.MediumImportance))
	}
	left := container.NewVBox(container.NewPadded(widget.NewIcon(icon)))
	var right fyne.CanvasObject
	if closed != nil {
		b := NewButton("", theme.CancelIcon(), closed)
		b.Importance = widget.LowImportance
		right = container.NewVBox(b)
	}
	b := NewBox(fill, "", 8, 4, container.NewBorder(nil, nil, left, right, words))
	return b
}

// NewBadge returns one verdict: a name, a number against its threshold, and
// plain words that open on a tap; detail is shown below the words when it is not nil.
func NewBadge(level Level, name, number, words string, detail fyne.CanvasObject) *Fold {
	fill, icon := level.ground()
	head := container.NewBorder(nil, nil,
		container.NewHBox(widget.NewIcon(icon), Text(name, theme.SizeNameText, widget.MediumImportance, true)),
		Text(number, theme.SizeNameCaptionText, widget.MediumImportance, false))
	body := container.NewVBox(Wrapped(words, theme.SizeNameCaptionText, widget.MediumImportance))
	if detail != nil {
		body.Add(detail)
	}
	return NewFold(fill, head, body, level == Bad || level == Warn)
}
