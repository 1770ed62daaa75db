package studio

import (
	"context"
	"path/filepath"
	"slices"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Add takes pictures in, one after the other, so that each shows up as soon
// as it is understood. as is the column they were dropped on, AsAuto when it
// is for the engine to say. Of several people, or of several garments for the
// same place, the first goes on the page and all are on the shelf.
func (m *Model) Add(sources []app.Source, as engine.As) {
	if len(sources) == 0 {
		return
	}
	m.update(func() {
		m.push()
		t := m.start(Work{Kind: WorkRead, Name: sourceName(sources[0])}, nil)
		t.run = func(ctx context.Context, sink engine.Sink) {
			placed := map[string]bool{}
			for _, src := range sources {
				m.update(func() { t.work.Name, t.work.Stage, t.work.Done = sourceName(src), "", 0 })
				got := m.studio.Ingest(ctx, []app.Source{src}, as, sink)
				if ctx.Err() != nil {
					return
				}
				m.arrived(t, got, as, placed)
			}
			m.stock(ctx)
		}
	})
}

func sourceName(s app.Source) string {
	if s.Name != "" {
		return s.Name
	}
	return filepath.Base(s.Path)
}

// arrived places what one source brought.
func (m *Model) arrived(t *task, got []app.Ingested, as engine.As, placed map[string]bool) {
	m.update(func() {
		if t.dropped {
			return
		}
		for _, g := range got {
			m.forgive(sourceName(g.Source))
			switch {
			case g.Err != nil:
				m.fail(g.Err, sourceName(g.Source))
			case g.Restored != nil:
				m.restore(*g.Restored)
			case g.Item != nil:
				if !m.taken(*g.Item, as, placed) {
					m.place(*g.Item, as)
					placed[g.Item.ID] = true
				}
			}
		}
	})
}

// taken reports whether an item's place is held by one that came in with it.
// The caller holds the lock.
func (m *Model) taken(item app.Item, as engine.As, placed map[string]bool) bool {
	if as == engine.AsAuto || as == "" {
		as = item.Inspection.Shows
	}
	if as == engine.AsPerson {
		return m.s.Person != nil && placed[m.s.Person.Item.ID] && m.s.Person.Item.ID != item.ID
	}
	return slices.ContainsFunc(m.s.Garments, func(old Card) bool {
		return placed[old.Item.ID] && old.Item.ID != item.ID && displaces(Card{Item: item}, old)
	})
}

// stock reads the shelf.
func (m *Model) stock(ctx context.Context) {
	list, err := m.studio.Items(ctx, app.Page{Limit: shelfSize})
	m.update(func() {
		if err != nil {
			m.fail(err, "")
			return
		}
		m.s.Shelf = list
	})
}

// shelfSize is how many pictures the shelf shows.
const shelfSize = 200

// Place puts a picture of the shelf on the page.
func (m *Model) Place(item app.Item) {
	m.update(func() {
		m.push()
		m.place(item, engine.AsAuto)
	})
}

// place puts an item into its column; the caller holds the lock.
func (m *Model) place(item app.Item, as engine.As) {
	if as == engine.AsAuto || as == "" {
		as = item.Inspection.Shows
	}
	m.unplace(item.ID)
	m.remember(item)
	if as == engine.AsPerson {
		m.s.Person = &Card{Item: item}
		m.show(Subject{ItemID: item.ID})
	} else {
		m.placeGarment(Card{Item: item})
		if m.s.Person == nil {
			m.show(Subject{ItemID: item.ID})
		}
	}
	m.inputsChanged()
}

// unplace removes the card of an item wherever it is; the caller holds the lock.
func (m *Model) unplace(id string) {
	if m.s.Person != nil && m.s.Person.Item.ID == id {
		m.s.Person = nil
	}
	m.s.Garments = slices.DeleteFunc(slices.Clone(m.s.Garments), func(c Card) bool { return c.Item.ID == id })
}

// placeGarment inserts a card at its usual place, innermost first. A garment
// that covers the same part of the body gives way: another top is "show me
// this one instead", and undo brings the old one back. The caller holds the
// lock.
func (m *Model) placeGarment(c Card) {
	for _, old := range m.s.Garments {
		if displaces(c, old) {
			m.note(Note{Message: app.Message{
				Code: "ui.replaced", Args: map[string]string{"old": old.Item.Name, "new": c.Item.Name},
			}, Level: "info", Name: old.Item.Name})
		}
	}
	list := slices.DeleteFunc(slices.Clone(m.s.Garments), func(old Card) bool { return displaces(c, old) })
	at := len(list)
	for at > 0 && layer(list[at-1].Kind()) > layer(c.Kind()) {
		at--
	}
	m.s.Garments = slices.Insert(list, at, c)
}

// layer is the usual order of putting on: bottoms and one-pieces, tops over
// them, outerwear last.
func layer(k recipe.Kind) int {
	switch k {
	case recipe.KindTop:
		return 1
	case recipe.KindOuterwear:
		return 2
	}
	return 0
}

// displaces reports whether a and b cannot be worn together. Unknown kinds
// and things that are not clothing never displace anything.
func displaces(a, b Card) bool {
	ka, kb := a.Kind(), b.Kind()
	if ka.Slot() == "" || kb.Slot() == "" || a.KindUnsure() || b.KindUnsure() {
		return false
	}
	if (ka == recipe.KindOuterwear) != (kb == recipe.KindOuterwear) {
		return false
	}
	return ka.Slot() == kb.Slot() || ka.Slot() == "whole" || kb.Slot() == "whole"
}

// Remove takes a card off the page. The picture stays in the catalogue.
func (m *Model) Remove(id string) {
	m.update(func() {
		if m.s.Card(id) == nil {
			return
		}
		m.push()
		m.unplace(id)
		m.fixSubject()
		m.inputsChanged()
	})
}

// fixSubject moves the stage away from a picture that has gone; the caller
// holds the lock.
func (m *Model) fixSubject() {
	switch {
	case m.s.Subject.Result && m.s.Result != nil, m.s.Card(m.s.Subject.ItemID) != nil:
		m.show(m.s.Subject)
	case m.s.Person != nil:
		m.show(Subject{ItemID: m.s.Person.Item.ID})
	case len(m.s.Garments) > 0:
		m.show(Subject{ItemID: m.s.Garments[0].Item.ID})
	default:
		m.show(Subject{})
	}
}

// Move shifts a garment by delta places in the order of putting on.
func (m *Model) Move(id string, delta int) {
	m.update(func() {
		at := slices.IndexFunc(m.s.Garments, func(c Card) bool { return c.Item.ID == id })
		to := at + delta
		if at < 0 || to < 0 || to >= len(m.s.Garments) {
			return
		}
		m.push()
		list := slices.Clone(m.s.Garments)
		list[at], list[to] = list[to], list[at]
		m.s.Garments, m.s.Ordered = list, true
		m.inputsChanged()
	})
}

// Tuck says whether a top goes under the waistband; nil leaves it to its kind.
func (m *Model) Tuck(id string, tucked *bool) {
	m.update(func() {
		c := m.s.Card(id)
		if c == nil {
			return
		}
		m.push()
		if c = m.s.Card(id); c != nil {
			c.Tucked = tucked
		}
		m.inputsChanged()
	})
}

// Clear empties the page.
func (m *Model) Clear() {
	m.update(func() {
		if m.s.Person == nil && len(m.s.Garments) == 0 {
			return
		}
		m.push()
		m.s.Person, m.s.Garments, m.s.Result = nil, nil, nil
		m.s.Preview, m.s.PreviewFault, m.s.Ordered = nil, nil, false
		m.s.HistoryAt = -1
		m.show(Subject{})
		m.inputsChanged()
	})
}
