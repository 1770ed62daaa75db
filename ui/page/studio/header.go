package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// header is the row above everything: name, open, undo, new, look, language, help.
type header struct {
	v                             *View
	root                          *widgets.Box
	open, undo, redo, clear, help *widgets.Button
	variant                       *widgets.Button
	language                      *widgets.Button
}

func newHeader(v *View) *header {
	h := &header{v: v}
	h.open = widgets.NewButton("", theme.FolderOpenIcon(), func() { v.add(engine.AsAuto) })
	h.undo = widgets.NewButton("", theme.ContentUndoIcon(), v.model.Undo)
	h.redo = icon(theme.ContentRedoIcon(), v.model.Redo)
	h.clear = widgets.NewButton("", theme.DocumentCreateIcon(), v.model.Clear)
	h.language = widgets.NewButton("", nil, v.nextLanguage)
	h.variant = icon(theme.ColorPaletteIcon(), v.nextTheme)
	h.help = icon(theme.HelpIcon(), v.showHelp)
	for _, b := range []*widgets.Button{h.open, h.undo, h.clear, h.language} {
		b.Importance = widget.LowImportance
	}
	name := widgets.Text("Lookbook", theme.SizeNameSubHeadingText, widget.MediumImportance, true)
	row := container.NewHBox(name, layout.NewSpacer(), h.open, h.clear, h.undo, h.redo, h.language, h.variant, h.help)
	h.root = widgets.NewBox(look.ColorPanel, "", 0, 8, row)
	h.root.PadY = 6
	return h
}

func (h *header) show(s State) {
	h.open.SetText(h.v.t("ui.open"))
	h.undo.SetText(h.v.t("ui.undo"))
	h.clear.SetText(h.v.t("ui.clear"))
	h.language.SetText(h.v.t("ui.language.other"))
	able(h.undo, s.CanUndo)
	able(h.redo, s.CanRedo)
	able(h.clear, s.Person != nil || len(s.Garments) > 0)
}

func able(o fyne.Disableable, on bool) {
	switch {
	case on && o.Disabled():
		o.Enable()
	case !on && !o.Disabled():
		o.Disable()
	}
}

// nextTheme goes from light to dark and back.
func (v *View) nextTheme() {
	next := "dark"
	if v.kit.Look.Dark(fyne.CurrentApp().Settings().ThemeVariant()) {
		next = "light"
	}
	v.model.SetSettings(func(s *app.Settings) { s.Theme = next })
}

// nextLanguage goes to the other language.
func (v *View) nextLanguage() {
	next := "zh-Hans"
	if v.kit.Words.Tag() == next {
		next = "en"
	}
	v.model.SetSettings(func(s *app.Settings) { s.Language = next })
}
