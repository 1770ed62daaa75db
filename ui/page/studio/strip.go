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

// history is the strip at the foot of the page: earlier results, or the shelf
// of pictures that were taken in.
type history struct {
	v              *View
	root           *widgets.Box
	strip          *widgets.Strip
	results, shelf *widgets.Chip
	// onShelf says what is shown; it follows what there is until the user turns.
	onShelf, turned bool
}

func newHistory(v *View) *history {
	h := &history{v: v}
	h.results = widgets.NewChip("", func() { h.turn(false) })
	h.shelf = widgets.NewChip("", func() { h.turn(true) })
	h.strip = widgets.NewStrip(fyne.NewSize(66, 86))
	h.strip.Picture = h.picture
	h.strip.OnTapped = h.tapped
	h.strip.OnMenu = h.menu
	h.strip.OnEnd = func() {
		if !h.onShelf && !v.s.HistoryEnd {
			v.model.More()
		}
	}
	title := container.New(&width{96}, container.NewVBox(h.results, h.shelf))
	h.root = widgets.NewBox(look.ColorPanel, "", 0, 8, container.NewBorder(nil, nil, title, nil, h.strip))
	return h
}

// turn shows the shelf or the results.
func (h *history) turn(shelf bool) {
	h.onShelf, h.turned = shelf, true
	h.show(h.v.s)
}

func (h *history) tapped(i int) {
	s := h.v.s
	switch {
	case h.onShelf && i < len(s.Shelf):
		h.v.model.Place(s.Shelf[i])
	case !h.onShelf && i < len(s.History):
		h.v.model.Open(s.History[i])
	}
}

func (h *history) picture(i int) image.Image {
	if h.onShelf {
		if i >= len(h.v.s.Shelf) {
			return nil
		}
		x := h.v.s.Shelf[i]
		return h.v.thumb(x.ID, x.Thumb, h.strip.Renew)
	}
	if i >= len(h.v.s.History) {
		return nil
	}
	x := h.v.s.History[i]
	return h.v.thumb(x.ID, x.Thumb, h.strip.Renew)
}

func (h *history) show(s State) {
	visible(h.root, len(s.History) > 0 || len(s.Shelf) > 0)
	visible(h.results, len(s.History) > 0)
	if !h.turned || len(s.History) == 0 {
		h.onShelf = len(s.History) == 0
	}
	h.results.Set(h.v.t("ui.history"), !h.onShelf)
	h.shelf.Set(h.v.t("ui.shelf"), h.onShelf)
	if !h.onShelf {
		h.strip.Set(len(s.History), s.HistoryAt)
		return
	}
	h.strip.Set(len(s.Shelf), onPage(&s)...)
}

// onPage lists the places on the shelf of what is on the page, the person first.
func onPage(s *State) []int {
	var list []int
	for i, item := range s.Shelf {
		switch c := s.Card(item.ID); {
		case c == nil:
		case c == s.Person:
			list = append([]int{i}, list...)
		default:
			list = append(list, i)
		}
	}
	return list
}

// menu offers to take a result out of the history.
func (h *history) menu(i int, at fyne.Position) {
	if h.onShelf || i >= len(h.v.s.History) {
		return
	}
	x := h.v.s.History[i]
	remove := fyne.NewMenuItem(h.v.t("ui.forget"), func() { h.v.model.Forget(x.ID) })
	remove.Icon = theme.DeleteIcon()
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", remove), h.v.kit.Window.Canvas(), at)
}
