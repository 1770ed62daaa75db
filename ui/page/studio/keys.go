package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine"
	"lookbook/ui/widgets"
)

// binding is one key and what it does.
type binding struct {
	// shown is how the key is written in the list of keys.
	shown string
	// text is the key of what it does.
	text string
	// shortcut with a modifier, or a plain key, or a rune; exactly one is set.
	shortcut fyne.Shortcut
	key      fyne.KeyName
	r        rune
	run      func()
}

func with(key fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | more}
}

// bindings is the one list of keys: they are bound from it and shown from it.
func (v *View) bindings() []binding {
	m, st := v.model, v.stage.stage
	const shift = fyne.KeyModifierShift
	return []binding{
		{shown: "Ctrl O", text: "ui.open.any", shortcut: with(fyne.KeyO, 0), run: func() { v.add(engine.AsAuto) }},
		{shown: "Ctrl P", text: "ui.open.person", shortcut: with(fyne.KeyP, 0), run: func() { v.add(engine.AsPerson) }},
		{shown: "Ctrl G", text: "ui.open.garment", shortcut: with(fyne.KeyG, 0), run: func() { v.add(engine.AsGarment) }},
		{shown: "Ctrl V", text: "ui.key.paste", shortcut: &fyne.ShortcutPaste{}, run: v.paste},
		{shown: "Ctrl ↵", text: "ui.dress", shortcut: with(fyne.KeyReturn, 0), run: m.Dress},
		{shown: "Esc", text: "ui.key.cancel", key: fyne.KeyEscape, run: v.escape},
		{shown: "Ctrl Z", text: "ui.key.undo", shortcut: &fyne.ShortcutUndo{}, run: m.Undo},
		{shown: "Ctrl Y", text: "ui.key.redo", shortcut: &fyne.ShortcutRedo{}, run: m.Redo},
		{shown: "C", text: "ui.key.adjust", r: 'c', run: v.toggleAdjust},
		{shown: "Ctrl E", text: "ui.export", shortcut: with(fyne.KeyE, 0), run: v.showExport},
		{shown: "Ctrl N", text: "ui.clear", shortcut: with(fyne.KeyN, 0), run: m.Clear},
		{shown: "Space", text: "ui.key.flip", key: fyne.KeySpace, run: v.stage.nextSide},
		{shown: "B", text: "ui.side.both", r: 'b', run: func() { v.stage.setSide(widgets.Divided) }},
		{shown: "[", text: "ui.key.divider.left", r: '[', run: func() { st.SetSplit(st.Split() - 0.05) }},
		{shown: "]", text: "ui.key.divider.right", r: ']', run: func() { st.SetSplit(st.Split() + 0.05) }},
		{shown: "+", text: "ui.key.zoom.in", r: '+', run: func() { st.ZoomBy(1.5) }},
		{shown: "−", text: "ui.key.zoom.out", r: '-', run: func() { st.ZoomBy(1 / 1.5) }},
		{shown: "0", text: "ui.key.fit", r: '0', run: st.Fit},
		{shown: "1", text: "ui.key.pixels", r: '1', run: func() { st.ZoomTo(1) }},
		{shown: "←", text: "ui.key.pan.left", key: fyne.KeyLeft, run: func() { st.PanBy(-0.1, 0) }},
		{shown: "→", text: "ui.key.pan.right", key: fyne.KeyRight, run: func() { st.PanBy(0.1, 0) }},
		{shown: "↑", text: "ui.key.pan.up", key: fyne.KeyUp, run: func() { st.PanBy(0, -0.1) }},
		{shown: "↓", text: "ui.key.pan.down", key: fyne.KeyDown, run: func() { st.PanBy(0, 0.1) }},
		{shown: "Page Up", text: "ui.key.newer", key: fyne.KeyPageUp, run: func() { m.Step(-1) }},
		{shown: "Page Down", text: "ui.key.older", key: fyne.KeyPageDown, run: func() { m.Step(1) }},
		{shown: "S", text: "ui.key.shelf", r: 's', run: func() { v.strip.turn(!v.strip.onShelf) }},
		{shown: "R", text: "ui.subject.result", r: 'r', run: func() { m.Show(Subject{Result: true}) }},
		{shown: "P", text: "ui.subject.photo", r: 'p', run: v.showPhoto},
		{shown: "O", text: "ui.key.overlay", r: 'o', run: v.nextOverlay},
		{shown: "Ctrl T", text: "ui.key.theme", shortcut: with(fyne.KeyT, 0), run: v.nextTheme},
		{shown: "Ctrl L", text: "ui.key.language", shortcut: with(fyne.KeyL, 0), run: v.nextLanguage},
		{shown: "F1", text: "ui.help", key: fyne.KeyF1, run: v.showHelp},
		{shown: "?", text: "ui.help", r: '?', run: v.showHelp},
		{shown: "Ctrl Shift O", text: "ui.samples", shortcut: with(fyne.KeyO, shift), run: v.samplesIfAny},
	}
}

func (v *View) samplesIfAny() {
	if v.kit.Samples != nil {
		v.OpenSamples()
	}
}

// bindKeys binds every key of the list to the window.
func (v *View) bindKeys() {
	c := v.kit.Window.Canvas()
	keys, runes := map[fyne.KeyName]func(){}, map[rune]func(){}
	for _, b := range v.bindings() {
		switch {
		case b.shortcut != nil:
			c.AddShortcut(b.shortcut, func(fyne.Shortcut) { v.unlessAsked(b.run) })
		case b.key != "":
			keys[b.key] = b.run
		default:
			runes[b.r] = b.run
		}
	}
	c.SetOnTypedRune(func(r rune) {
		if run := runes[r]; run != nil {
			v.unlessAsked(run)
		}
	})
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		run := keys[e.Name]
		switch top := c.Overlays().Top(); {
		case top != nil && e.Name == fyne.KeyEscape:
			top.Hide()
		case run != nil:
			v.unlessAsked(run)
		}
	})
}

// unlessAsked does what a key is for, except while a dialog or a menu waits
// for an answer: keys are not for the page below it.
func (v *View) unlessAsked(run func()) {
	if v.kit.Window.Canvas().Overlays().Top() == nil {
		run()
	}
}

// escape stops what runs; when nothing does, it closes the newest message.
func (v *View) escape() {
	if n := len(v.s.Notes); n > 0 && v.s.Running() == nil {
		v.model.Dismiss(v.s.Notes[n-1])
		return
	}
	if v.s.Adjust && v.s.Running() == nil {
		v.model.Leave()
		return
	}
	v.model.Cancel()
}

// Key is one key as the list of keys shows it.
type Key struct {
	// Shown is how the key is written, Text the key of what it does.
	Shown, Text string
	// Run does it.
	Run func()
}

// Keys lists every key of the page.
func (v *View) Keys() []Key {
	var list []Key
	for _, b := range v.bindings() {
		list = append(list, Key{b.shown, b.text, b.run})
	}
	return list
}

// showHelp lists the keys.
func (v *View) showHelp() {
	all := v.bindings()
	half := (len(all) + 1) / 2
	both := container.NewHBox(v.keyList(all[:half]), widgets.NewBox("", "", 0, 10, nil), v.keyList(all[half:]))
	var d *dialog.CustomDialog
	done := widgets.NewButton(v.t("ui.close"), nil, func() { d.Hide() })
	d = dialog.NewCustomWithoutButtons(v.t("ui.help"), container.NewVBox(both, container.NewCenter(done)), v.kit.Window)
	d.Show()
	v.kit.Window.Canvas().Focus(done)
}

func (v *View) keyList(list []binding) fyne.CanvasObject {
	grid := container.New(layout.NewFormLayout())
	for _, b := range list {
		key := widgets.Text(b.shown, theme.SizeNameCaptionText, widget.HighImportance, true)
		grid.Add(key)
		grid.Add(widgets.Text(v.t(b.text), theme.SizeNameCaptionText, widget.MediumImportance, false))
	}
	return grid
}
