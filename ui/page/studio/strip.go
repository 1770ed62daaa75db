package studio

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// history is the strip of earlier results at the foot of the page.
type history struct {
	v     *View
	root  *widgets.Box
	strip *widgets.Strip
	title *widget.Label
	list  int
}

func newHistory(v *View) *history {
	h := &history{v: v, title: heading("")}
	h.strip = widgets.NewStrip(fyne.NewSize(66, 86))
	h.strip.Picture = h.picture
	h.strip.OnTapped = func(i int) {
		if i < len(v.s.History) {
			v.model.Open(v.s.History[i])
		}
	}
	h.strip.OnMenu = h.menu
	h.strip.OnEnd = func() {
		if !v.s.HistoryEnd {
			v.model.More()
		}
	}
	title := container.New(&width{96}, container.NewVBox(h.title))
	h.root = widgets.NewBox(look.ColorPanel, "", 0, 8, container.NewBorder(nil, nil, title, nil, h.strip))
	return h
}

func (h *history) picture(i int) image.Image {
	if i >= len(h.v.s.History) {
		return nil
	}
	x := h.v.s.History[i]
	return h.v.thumb(x.ID, x.Thumb, h.strip.Renew)
}

func (h *history) show(s State) {
	visible(h.root, len(s.History) > 0)
	h.title.SetText(h.v.t("ui.history"))
	h.strip.Set(len(s.History), s.HistoryAt)
}

// menu offers to take a result out of the history.
func (h *history) menu(i int, at fyne.Position) {
	if i >= len(h.v.s.History) {
		return
	}
	x := h.v.s.History[i]
	remove := fyne.NewMenuItem(h.v.t("ui.forget"), func() { h.v.model.Forget(x.ID) })
	remove.Icon = theme.DeleteIcon()
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", remove), h.v.kit.Window.Canvas(), at)
}
