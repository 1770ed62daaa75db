// Package studio is the page on which a person is dressed.
//
// Its Model holds what the page is about and does the work through the use
// cases of package app; it knows no window toolkit. Its View shows a State of
// the model and passes on what the user does; it decides nothing.
//
// Words: a Card is one picture in the left columns (the person, or a garment);
// the Subject is what the stage in the middle shows; a Setup is the person and
// garments together, which is what undo goes back to; a Work is something
// that runs; a Note is a message to the user that stays until dismissed.
package studio

import (
	"slices"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Confidence below which the user is asked to look, as in the engine's
// contract.
const (
	sureReading = 0.7
	sureKind    = 0.7
)

// Card is one picture in the left columns.
type Card struct {
	Item app.Item
	// Tucked as in recipe.Garment; garments only.
	Tucked *bool
	// Busy while a correction is being looked at.
	Busy bool
}

// KindUnsure reports whether the kind of clothing is a guess to look at: the
// engine is not sure and the user has not said. Bags and shoes have no kind.
func (c Card) KindUnsure() bool {
	g := c.Item.Inspection.Garment
	said := c.Item.Garment.Kind != recipe.KindAuto || c.Item.Garment.Category != ""
	return g != nil && !said && c.clothing() && g.KindSure < sureKind
}

func (c Card) clothing() bool {
	category := c.Category()
	return category == recipe.Clothing || category == ""
}

// ReadingUnsure reports whether "person or garment" is a guess to look at.
func (c Card) ReadingUnsure() bool { return c.Item.Inspection.Sure < sureReading }

// Kind as corrected by the user or seen by the engine.
func (c Card) Kind() recipe.Kind {
	if c.Item.Garment.Kind != recipe.KindAuto {
		return c.Item.Garment.Kind
	}
	if g := c.Item.Inspection.Garment; g != nil {
		return g.Kind
	}
	return recipe.KindAuto
}

// Category as corrected by the user or seen by the engine.
func (c Card) Category() recipe.Category {
	if c.Item.Garment.Category != "" {
		return c.Item.Garment.Category
	}
	if g := c.Item.Inspection.Garment; g != nil {
		return g.Category
	}
	return ""
}

// Sleeve as corrected by the user or seen by the engine.
func (c Card) Sleeve() string {
	if c.Item.Garment.Sleeve != "" {
		return c.Item.Garment.Sleeve
	}
	if g := c.Item.Inspection.Garment; g != nil {
		return g.Sleeve
	}
	return ""
}

// Worn as corrected by the user or seen by the engine.
func (c Card) Worn() bool {
	if c.Item.Garment.Worn != nil {
		return *c.Item.Garment.Worn
	}
	g := c.Item.Inspection.Garment
	return g != nil && g.Worn
}

// Chosen returns the person that the inspection is about, or nil.
func (c Card) Chosen() *engine.PersonSummary {
	people := c.Item.Inspection.People
	for i := range people {
		if people[i].Chosen {
			return &people[i]
		}
	}
	if len(people) > 0 {
		return &people[0]
	}
	return nil
}

// WorkKind says what runs.
type WorkKind string

// Kinds of work; texts under "ui.work.KIND".
const (
	WorkRead    WorkKind = "read"    // pictures come in
	WorkCheck   WorkKind = "check"   // a correction is looked at
	WorkLook    WorkKind = "look"    // overlays are drawn
	WorkDress   WorkKind = "dress"   // a result is made
	WorkRestore WorkKind = "restore" // an earlier result comes back
	WorkExport  WorkKind = "export"  // a file is written
	WorkTry     WorkKind = "try"     // a preview is made
	WorkSettle  WorkKind = "settle"  // the full size of what was adjusted is made
)

// Work is something that runs.
type Work struct {
	Kind WorkKind
	// Name of the file it is about, if any.
	Name string
	// Stage of the engine and Done of Total stages; empty before the first.
	Stage       string
	Done, Total int
}

// Note is a message that stays until it is dismissed.
type Note struct {
	app.Message
	// Level is "done", "info", "warn" or "error".
	Level string
	// Name of the file it is about, if any.
	Name string
}

// Subject is what the stage shows.
type Subject struct {
	// Result is true for the result with its before and after; otherwise
	// ItemID names the card's picture; both zero for the empty stage.
	Result bool
	ItemID string
}

// State is one moment of the page: plain data that belongs to the receiver.
type State struct {
	Person   *Card
	Garments []Card
	// Result is the last result; Stale when person or garments changed since.
	Result *app.Variant
	Stale  bool

	Subject Subject
	// Overlay that is shown on the subject, "" for none, and those that have
	// been drawn for it.
	Overlay  string
	Overlays []engine.Overlay

	// Adjust is true while the subject's points are moved and its numbers
	// tuned. Preview is the small picture of what comes of it, nil when Result
	// is that; PreviewFault says why there is none of the last change.
	Adjust       bool
	Preview      *app.Preview
	PreviewFault *app.Message
	// Ordered is true when the user has set the order of putting on.
	Ordered bool

	Work  []Work
	Notes []Note

	History []app.Variant
	// HistoryAt is the position of Result in History, -1 when it is not there.
	HistoryAt  int
	HistoryEnd bool

	// Shelf holds the newest pictures of the catalogue, to put on the page again.
	Shelf []app.Item

	CanDress, CanUndo, CanRedo bool
	// Auto dresses by itself when everything is certain.
	Auto     bool
	Settings app.Settings
}

// Card returns the card with an item ID, or nil.
func (s *State) Card(id string) *Card {
	if s.Person != nil && s.Person.Item.ID == id {
		return s.Person
	}
	for i := range s.Garments {
		if s.Garments[i].Item.ID == id {
			return &s.Garments[i]
		}
	}
	return nil
}

// SubjectCard returns the card whose picture the overlays belong to: the
// person for a result, since result and photo have the same pixels' places.
func (s *State) SubjectCard() *Card {
	if s.Subject.Result {
		return s.Person
	}
	return s.Card(s.Subject.ItemID)
}

// Running returns the work that matters most to the user, or nil.
func (s *State) Running() *Work {
	kinds := []WorkKind{WorkDress, WorkRestore, WorkExport, WorkRead, WorkCheck, WorkLook}
	if !s.Adjust { // which has its own place for it
		kinds = append(kinds, WorkSettle)
	}
	for _, kind := range kinds {
		for i := range s.Work {
			if w := &s.Work[i]; w.Kind == kind && (kind != WorkSettle || w.Stage != "") {
				return w
			}
		}
	}
	return nil
}

// Doing reports whether work of a kind has begun.
func (s *State) Doing(kind WorkKind) bool {
	return slices.ContainsFunc(s.Work, func(w Work) bool { return w.Kind == kind && (kind != WorkSettle || w.Stage != "") })
}

// certain reports whether nothing needs the user's look before dressing.
func (s *State) certain() bool {
	if s.Person == nil || s.Person.ReadingUnsure() || len(s.Person.Item.Inspection.People) > 1 {
		return false
	}
	return len(s.Garments) > 0 && !slices.ContainsFunc(s.Garments, func(c Card) bool {
		return c.ReadingUnsure() || c.KindUnsure() || !c.clothing()
	})
}

// ready reports whether there is something to dress and nothing is unsettled.
func (s *State) ready() bool {
	if s.Person == nil || s.Person.Busy || len(s.Person.Item.Inspection.People) == 0 || len(s.Garments) == 0 {
		return false
	}
	return !slices.ContainsFunc(s.Garments, func(c Card) bool { return c.Busy })
}

// copy returns a state that shares no slice or card with s.
func (s *State) copy() State {
	c := *s
	if s.Person != nil {
		p := *s.Person
		c.Person = &p
	}
	if s.Result != nil {
		r := *s.Result
		c.Result = &r
	}
	if s.Preview != nil {
		p := *s.Preview
		c.Preview = &p
	}
	c.Garments = slices.Clone(s.Garments)
	c.Overlays = slices.Clone(s.Overlays)
	c.Work = slices.Clone(s.Work)
	c.Notes = slices.Clone(s.Notes)
	c.History = slices.Clone(s.History)
	c.Shelf = slices.Clone(s.Shelf)
	return c
}
