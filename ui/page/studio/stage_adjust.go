package studio

import (
	"fmt"

	"lookbook/ui/widgets"
)

// showHandles puts the points of the subject on the stage while it is adjusted,
// and takes them away otherwise.
func (p *stagePanel) showHandles(s State) {
	c, shown := s.SubjectCard(), p.stage.Pictures().After
	if !s.Adjust || s.Subject.Result || c == nil || shown == nil || c.Item.Inspection.Width <= 0 {
		p.setHandles("", widgets.Handles{})
		return
	}
	p.ratio = float64(shown.Size.X) / float64(c.Item.Inspection.Width)
	h := p.v.handles(*c, p.ratio)
	p.setHandles(fmt.Sprint(p.v.kit.Words.Tag(), h), h)
}

// setHandles gives handles to the stage when they are others than before.
func (p *stagePanel) setHandles(key string, h widgets.Handles) {
	if key == p.handled {
		return
	}
	p.handled = key
	p.stage.SetHandles(h)
}

// toggleAdjust begins and ends moving points. The stage takes the focus, so
// that keys move them too.
func (v *View) toggleAdjust() {
	if v.s.Adjust {
		v.model.Leave()
		return
	}
	v.adjustCard("")
}

// showCard puts a card's picture on the stage, with its points while the user
// adjusts.
func (v *View) showCard(id string) {
	if v.s.Adjust {
		v.adjustCard(id)
		return
	}
	v.model.Show(Subject{ItemID: id})
}

// adjustCard begins to move a card's points; "" is what the stage shows.
func (v *View) adjustCard(id string) {
	v.model.Adjust(id)
	v.Show(v.model.State())
	if !v.stage.stage.Disabled() {
		v.kit.Window.Canvas().Focus(v.stage.stage)
	}
}
