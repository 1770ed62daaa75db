package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// revealMargin is how much of what is beside an object comes in sight with it.
const revealMargin = 12

// reveal scrolls the columns that hold an object until it is in sight: the
// focus may be moved by keyboard to something that is scrolled away, and Fyne
// leaves it there.
func reveal(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return
	}
	for _, s := range scrollsAround(c.Content(), o) {
		top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(s).Y - revealMargin
		bottom := top + o.Size().Height + 2*revealMargin - s.Size().Height
		to := s.Offset
		switch {
		case top < 0:
			to.Y += top
		case bottom > 0:
			to.Y += min(bottom, top)
		}
		to.Y = max(min(to.Y, s.Content.MinSize().Height-s.Size().Height), 0)
		if to != s.Offset {
			s.ScrollToOffset(to)
		}
	}
}

// scrollsAround lists the scrolled areas from a root down to an object.
func scrollsAround(root, o fyne.CanvasObject) []*container.Scroll {
	list, _ := descend(root, o, nil)
	return list
}

func descend(at, o fyne.CanvasObject, above []*container.Scroll) ([]*container.Scroll, bool) {
	if at == o {
		return above, true
	}
	if s, ok := at.(*container.Scroll); ok {
		above = append(above[:len(above):len(above)], s)
	}
	for _, child := range children(at) {
		if list, found := descend(child, o, above); found {
			return list, true
		}
	}
	return nil, false
}

// Holder is an object of a page that holds another one.
type Holder interface{ Held() fyne.CanvasObject }

func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case Holder:
		if held := o.Held(); held != nil {
			return []fyne.CanvasObject{held}
		}
	}
	return nil
}

// Held implements Holder.
func (b *Box) Held() fyne.CanvasObject { return b.Content }

// Held implements Holder.
func (f *Fold) Held() fyne.CanvasObject { return f.box }
