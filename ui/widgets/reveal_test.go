package widgets_test

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lookbook/ui/widgets"
)

// TestTheFocusIsAlwaysInSight walks by keyboard through a column that is higher
// than its window, down and up again.
func TestTheFocusIsAlwaysInSight(t *testing.T) {
	list := container.NewVBox()
	for i := range 12 {
		name := strconv.Itoa(i)
		list.Add(widgets.NewBox("", "", 0, 4, container.NewVBox(
			widgets.NewButton(name, nil, nil), widgets.NewSelect([]string{name}, nil),
			widgets.NewCheck(name, nil), widgets.NewChip(name, nil))))
	}
	w := show(t, container.NewVScroll(list), fyne.NewSize(200, 180))
	c := w.Canvas()
	look := func(step func()) {
		for range 48 {
			step()
			o, ok := c.Focused().(fyne.CanvasObject)
			if !ok {
				t.Fatal("nothing has the focus")
			}
			top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
			if top < 0 || top+o.Size().Height > c.Size().Height {
				t.Fatalf("%T from %.0f to %.0f is out of sight", o, top, top+o.Size().Height)
			}
		}
	}
	look(c.FocusNext)
	look(c.FocusPrevious)
}
