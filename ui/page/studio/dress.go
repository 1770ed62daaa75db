package studio

import (
	"context"

	"lookbook/app"
	"lookbook/engine"
)

// Dress makes the result of the person and garments on the page.
func (m *Model) Dress() {
	m.update(m.dress)
}

// dress starts the order of the page; the caller holds the lock.
func (m *Model) dress() {
	if !m.s.ready() {
		return
	}
	m.dropKind(WorkDress)
	m.dressing++
	gen := m.dressing
	order := m.order(0)
	name := m.s.Person.Item.Name
	m.forgive(name)
	parent := m.parent()
	m.start(Work{Kind: WorkDress}, func(ctx context.Context, sink engine.Sink) {
		r, err := m.studio.Plan(ctx, order)
		var v app.Variant
		if err == nil {
			v, err = m.studio.TryOn(ctx, r, parent, sink)
		}
		m.dressed(gen, name, v, err)
		if err == nil {
			m.reload(ctx)
		}
	})
}

// parent is the result that the next one is made from, if any; the caller holds
// the lock.
func (m *Model) parent() string {
	if m.s.Result != nil && m.s.Result.Recipe.Person.Digest == m.s.Person.Item.ID {
		return m.s.Result.ID
	}
	return ""
}

// dressed shows a result, unless the page has moved on since it was ordered.
func (m *Model) dressed(gen int, name string, v app.Variant, err error) {
	m.update(func() {
		if m.dressing != gen {
			return
		}
		if err != nil {
			m.fail(err, name)
			return
		}
		m.s.Result, m.s.Stale = &v, false
		m.s.Preview, m.s.PreviewFault = nil, nil
		m.show(Subject{Result: true})
		m.findInHistory()
	})
}

// inputsChanged drops an order that is no longer what the page shows, and
// orders anew when the user wants that. The caller holds the lock.
func (m *Model) inputsChanged() {
	m.dropKind(WorkDress)
	m.dressing++
	m.s.Stale = m.s.Result != nil
	if m.s.Adjust {
		m.follow()
		return
	}
	if m.s.Auto && m.s.ready() && m.s.certain() {
		m.dress()
	}
}

// SetAuto switches dressing by itself on or off.
func (m *Model) SetAuto(on bool) {
	m.update(func() {
		m.s.Auto = on
		if on && m.s.ready() && m.s.certain() && (m.s.Result == nil || m.s.Stale) {
			m.dress()
		}
	})
}

// Show puts a card's picture or the result on the stage.
func (m *Model) Show(s Subject) {
	m.update(func() {
		if s.Result && m.s.Result == nil {
			return
		}
		m.show(s)
	})
}

// show changes the subject; overlays of another picture go. The caller holds
// the lock.
func (m *Model) show(s Subject) {
	m.s.Subject = s
	if m.s.SubjectCard() == nil || s.Result {
		m.s.Adjust = false
	}
	if s.Result {
		m.s.Overlay = "" // drawings are of the photo and would hide the result
	}
	if c := m.s.SubjectCard(); c == nil || c.Item.ID != m.overlaid {
		m.hideOverlays()
	}
}

// hideOverlays forgets the overlays that were drawn; the caller holds the lock.
func (m *Model) hideOverlays() {
	m.looking++
	m.dropKind(WorkLook)
	m.overlaid, m.s.Overlay, m.s.Overlays = "", "", nil
}

// ShowOverlay draws one of the engine's overlays on the stage; "" takes it
// away, the name already shown too. From a result it goes to the photo that
// the drawing is of.
func (m *Model) ShowOverlay(name string) {
	m.update(func() {
		c := m.s.SubjectCard()
		if name == m.s.Overlay || name == "" || c == nil {
			m.s.Overlay = ""
			return
		}
		if m.s.Subject.Result {
			m.show(Subject{ItemID: c.Item.ID})
		}
		if m.overlaid == c.Item.ID {
			m.s.Overlay = name
			return
		}
		m.hideOverlays()
		m.overlaid, m.s.Overlay = c.Item.ID, name
		gen, id, file := m.looking, c.Item.ID, c.Item.Name
		m.start(Work{Kind: WorkLook, Name: file}, func(ctx context.Context, sink engine.Sink) {
			_, overlays, err := m.studio.Inspect(ctx, id, sink)
			m.looked(gen, file, overlays, err)
		})
	})
}

func (m *Model) looked(gen int, file string, overlays []engine.Overlay, err error) {
	m.update(func() {
		if m.looking != gen {
			return
		}
		if err != nil {
			m.hideOverlays()
			m.fail(err, file)
			return
		}
		m.s.Overlays = overlays
	})
}
