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
}

func (m *Model) setup() setup {
	s := setup{garments: slices.Clone(m.s.Garments)}
	if m.s.Person != nil {
		p := *m.s.Person
		s.person = &p
	}
	return s
}

// push remembers the setup before a change; the caller holds the lock.
func (m *Model) push() {
	m.undo = append(m.undo, m.setup())
	if len(m.undo) > maxUndo {
		m.undo = m.undo[len(m.undo)-maxUndo:]
	}
}

// Undo goes back to the setup before the last change, corrections included.
func (m *Model) Undo() {
	m.update(func() {
		if len(m.undo) == 0 {
			return
		}
		old := m.undo[len(m.undo)-1]
		m.undo = m.undo[:len(m.undo)-1]
		now := m.setup()
		m.s.Person, m.s.Garments = old.person, old.garments
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
		if known && !sameReading(is, c.Item) {
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
		edit := c.Item.Person
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
		m.EditPerson(func(e *recipe.PersonEdit) { e.Index = index })
		return
	}
	m.EditGarment(id, func(e *recipe.GarmentEdit) { e.Index = index })
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
		m.inputsChanged()
	})
}
