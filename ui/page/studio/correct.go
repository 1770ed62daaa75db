package studio

import (
	"context"
	"reflect"
	"slices"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// maxUndo bounds how far back undo goes.
const maxUndo = 50

// setup is the person and the garments at one moment.
type setup struct {
	person   *Card
	garments []Card
	ordered  bool
}

func (m *Model) setup() setup {
	s := setup{garments: slices.Clone(m.s.Garments), ordered: m.s.Ordered}
	if m.s.Person != nil {
		p := *m.s.Person
		s.person = &p
	}
	return s
}

// push remembers the setup before a change; the caller holds the lock.
func (m *Model) push() {
	m.undo = pushed(m.undo, m.setup())
	m.redo = nil
}

func pushed(list []setup, s setup) []setup {
	list = append(list, s)
	if len(list) > maxUndo {
		list = list[len(list)-maxUndo:]
	}
	return list
}

// Undo goes back to the setup before the last change, corrections included.
func (m *Model) Undo() { m.goTo(&m.undo, &m.redo) }

// Redo takes the last Undo back.
func (m *Model) Redo() { m.goTo(&m.redo, &m.undo) }

// goTo takes the last setup of one list and puts the present one onto another.
func (m *Model) goTo(from, to *[]setup) {
	m.update(func() {
		if len(*from) == 0 {
			return
		}
		last := len(*from) - 1
		old, now := (*from)[last], m.setup()
		*from = (*from)[:last]
		*to = pushed(*to, now)
		m.adjust.gesture = ""
		m.s.Person, m.s.Garments, m.s.Ordered = old.person, old.garments, old.ordered
		m.settle()
		m.recheck(now, old)
		m.fixSubject()
		m.inputsChanged()
	})
}

// recheck stores the corrections of the setup gone back to, where they differ
// from those stored now.
func (m *Model) recheck(now, old setup) {
	stored := map[string]app.Item{}
	for _, c := range now.cards() {
		stored[c.Item.ID] = c.Item
	}
	for _, c := range old.cards() {
		is, known := stored[c.Item.ID]
		switch card := m.s.Card(c.Item.ID); {
		case !known || sameReading(is, c.Item):
		case soft(is, c.Item) && card != nil:
			m.putBack(card)
			m.retouch(card)
			m.follow()
		default:
			m.correct(c.Item.ID, c.Item.Inspection.Shows, c.Item.Person, c.Item.Garment)
		}
	}
}

func (s setup) cards() []Card {
	if s.person == nil {
		return s.garments
	}
	return append([]Card{*s.person}, s.garments...)
}

func sameReading(a, b app.Item) bool {
	return a.Inspection.Shows == b.Inspection.Shows &&
		reflect.DeepEqual(a.Person, b.Person) && reflect.DeepEqual(a.Garment, b.Garment)
}

// EditGarment changes what the user says about a garment and looks again.
func (m *Model) EditGarment(id string, change func(*recipe.GarmentEdit)) {
	m.update(func() {
		c := m.s.Card(id)
		if c == nil {
			return
		}
		edit := c.Item.Garment
		change(&edit)
		if reflect.DeepEqual(edit, c.Item.Garment) {
			return
		}
		m.push()
		m.s.Card(id).Item.Garment = edit
		m.correct(id, engine.AsGarment, c.Item.Person, edit)
		m.inputsChanged()
	})
}

// EditPerson changes what the user says about the person and looks again.
func (m *Model) EditPerson(change func(*recipe.PersonEdit)) {
	m.update(func() {
		c := m.s.Person
		if c == nil {
			return
		}
		edit := c.Item.Person // its map is shared: change makes a new one
		change(&edit)
		if reflect.DeepEqual(edit, c.Item.Person) {
			return
		}
		m.push()
		m.s.Person.Item.Person = edit
		m.correct(c.Item.ID, engine.AsPerson, edit, c.Item.Garment)
		m.inputsChanged()
	})
}

// ChoosePerson says which of several people is meant: the position in the
// inspection's list. On a garment's picture it chooses the wearer.
func (m *Model) ChoosePerson(id string, index int) {
	m.mu.Lock()
	isPerson := m.s.Person != nil && m.s.Person.Item.ID == id
	m.mu.Unlock()
	if isPerson {
		// Points were of the other person.
		m.EditPerson(func(e *recipe.PersonEdit) { e.Index, e.Points = index, nil })
		return
	}
	m.EditGarment(id, func(e *recipe.GarmentEdit) { e.Index, e.Points = index, nil })
}

// Reread moves a picture to the other column: "no, this is a person".
func (m *Model) Reread(id string, as engine.As) {
	m.update(func() {
		c := m.s.Card(id)
		if c == nil || c.Item.Inspection.Shows == as {
			return
		}
		m.push()
		card := *m.s.Card(id)
		card.Item.Inspection.Shows = as
		m.unplace(id)
		if as == engine.AsPerson {
			m.s.Person = &card
		} else {
			m.s.Garments = append(m.s.Garments, card)
		}
		m.correct(id, as, card.Item.Person, card.Item.Garment)
		m.inputsChanged()
	})
}

// correct stores a correction and looks at the picture again. Only the answer
// to the newest correction of an item counts. The caller holds the lock.
func (m *Model) correct(id string, as engine.As, person recipe.PersonEdit, garment recipe.GarmentEdit) {
	m.edits[id]++
	gen := m.edits[id]
	name := ""
	if c := m.s.Card(id); c != nil {
		c.Busy = true
		name = c.Item.Name
	}
	if m.overlaid == id {
		m.hideOverlays()
	}
	m.start(Work{Kind: WorkCheck, Name: name}, func(ctx context.Context, sink engine.Sink) {
		item, err := m.studio.Correct(ctx, id, as, person, garment, sink)
		m.corrected(id, gen, item, err)
	})
}

func (m *Model) corrected(id string, gen int, item app.Item, err error) {
	m.update(func() {
		c := m.s.Card(id)
		if m.edits[id] != gen || c == nil {
			return
		}
		c.Busy = false
		if err != nil {
			m.fail(err, c.Item.Name)
			return
		}
		c.Item = item
		delete(m.adjust.unseen, id)
		m.remember(item)
		m.inputsChanged()
	})
}
