package studio

import (
	"context"
	"maps"
	"reflect"
	"time"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Adjusting is correcting with live preview: the stage shows a card's picture
// with its points, and each change is followed by a small picture of what comes
// of it. The full size, and the new look at the corrected picture, wait until
// the user is quiet.

// Pace says how fast the page follows the user while adjusting.
type Pace struct {
	// Between two previews lies at least this time, while a slider moves.
	Between time.Duration
	// Quiet is how long nothing must change before the full size is made.
	Quiet time.Duration
}

// previewSide is the longest side of a preview in pixels: a quarter of the work
// of the usual photo, and as large as it is shown.
const previewSide = 640

// adjusting is the model's side of it; the model's lock guards it.
type adjusting struct {
	pace Pace
	// gesture names what is being moved: changes of one gesture are one step
	// of undo. flowing is true while a slider moves: previews are then shown
	// although a newer one is wanted.
	gesture string
	flowing bool
	// holding is true while the pointer holds a point.
	holding bool
	// wanted counts the changes, trying and settling are the tasks at work.
	wanted           int
	trying, settling *task
	// unkept are corrections that are not stored yet, unseen those that the
	// engine has not looked at yet, by item.
	unkept, unseen map[string]bool
	// made is the result of the last quiet moment of this sitting; the next one
	// takes its place in the history. Nil when there is none, or when the user
	// has exported it.
	made *app.Variant
	// seen are the points of each item as the engine saw them.
	seen map[string]map[string][2]float64
}

func newAdjusting() adjusting {
	return adjusting{
		pace:   Pace{Between: 300 * time.Millisecond, Quiet: 1500 * time.Millisecond},
		unkept: map[string]bool{}, unseen: map[string]bool{}, seen: map[string]map[string][2]float64{},
	}
}

// SetPace changes how fast the page follows; tests want no waiting.
func (m *Model) SetPace(p Pace) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.adjust.pace = p
}

// Adjust goes to a card's picture and its points; "" takes the card that is
// shown, the person for a result.
func (m *Model) Adjust(id string) {
	m.update(func() {
		c := m.s.Card(id)
		if id == "" {
			c = m.s.SubjectCard()
		}
		if c == nil {
			return
		}
		begins := !m.s.Adjust
		m.s.Adjust = true
		if begins {
			m.adjust.made = nil
		}
		m.show(Subject{ItemID: c.Item.ID})
		m.s.Overlay = ""
		if begins {
			// The first preview teaches the engine both pictures at its size.
			m.try()
		}
	})
}

// Leave ends adjusting; what was changed stays.
func (m *Model) Leave() {
	m.update(func() {
		m.s.Adjust = false
		m.adjust.gesture = ""
	})
}

// MovePoint puts a point of a card's picture somewhere, in pixels of the
// upright picture. gesture names the movement, all of which is one step of undo;
// while the pointer holds the point, no preview is made.
func (m *Model) MovePoint(id, name string, at [2]float64, gesture string, held bool) {
	m.tune(id, touch{gesture: gesture, held: held}, func(c *Card) {
		points := c.points()
		next := maps.Clone(*points)
		if next == nil {
			next = map[string][2]float64{}
		}
		next[recipe.PointName(name)] = at
		*points = next
	})
}

// MoveWaist puts the waistband somewhere, in torso lengths, as MovePoint does.
func (m *Model) MoveWaist(v float64, gesture string, held bool) {
	m.mu.Lock()
	id := ""
	if m.s.Person != nil {
		id = m.s.Person.Item.ID
	}
	m.mu.Unlock()
	m.tune(id, touch{gesture: gesture, held: held}, func(c *Card) { c.Item.Person.Waist = v })
}

// ResetPoint takes the user's word on a point back.
func (m *Model) ResetPoint(id, name string) {
	m.tune(id, touch{}, func(c *Card) {
		points := c.points()
		next := maps.Clone(*points)
		delete(next, recipe.PointName(name))
		if len(next) == 0 {
			next = nil
		}
		*points = next
	})
}

// ResetCard goes back to what the engine saw, except for what the picture is.
func (m *Model) ResetCard(id string) {
	m.tune(id, touch{}, (*Card).forget)
}

// forget takes back what the user said about a card, except for what the
// picture is.
func (c *Card) forget() {
	c.Item.Person = recipe.PersonEdit{Index: c.Item.Person.Index}
	c.Item.Garment = hard(c.Item.Garment)
}

// TunePerson changes a correction of the person that shows at once. gesture
// names the movement of a slider, "" a single step; done ends it.
func (m *Model) TunePerson(gesture string, done bool, change func(*recipe.PersonEdit)) {
	m.mu.Lock()
	id := ""
	if m.s.Person != nil {
		id = m.s.Person.Item.ID
	}
	m.mu.Unlock()
	m.tune(id, touch{gesture: gesture, flowing: !done, ends: done}, func(c *Card) { change(&c.Item.Person) })
}

// TuneGarment changes a correction of a garment as TunePerson does.
func (m *Model) TuneGarment(id, gesture string, done bool, change func(*recipe.GarmentEdit)) {
	m.tune(id, touch{gesture: gesture, flowing: !done, ends: done}, func(c *Card) { change(&c.Item.Garment) })
}

// points are the moved points of what the card shows.
func (c *Card) points() *map[string][2]float64 {
	if c.Item.Inspection.Shows == engine.AsPerson {
		return &c.Item.Person.Points
	}
	return &c.Item.Garment.Points
}

// touch is how a change was made.
type touch struct {
	gesture string
	// held: the pointer has not let go, so nothing is made of it yet. flowing:
	// a slider moves, ends: it is let go.
	held, flowing, ends bool
}

// tune changes a card without asking the engine first. change must not write
// into maps that it finds.
func (m *Model) tune(id string, how touch, change func(*Card)) {
	m.update(func() {
		c := m.s.Card(id)
		if c == nil {
			return
		}
		a := &m.adjust
		next := *c
		change(&next)
		changed := !sameReading(next.Item, c.Item)
		if changed {
			if how.gesture == "" || a.gesture != how.gesture {
				m.push()
			}
			*c = next
			m.putBack(c)
			m.retouch(c)
		}
		a.gesture, a.flowing = how.gesture, how.flowing
		if how.ends {
			a.gesture = ""
		}
		if !how.held && (changed || a.holding) {
			m.follow()
		}
		a.holding = how.held
	})
}

// retouch notes a change of a card's corrections; the caller holds the lock.
func (m *Model) retouch(c *Card) {
	id := c.Item.ID
	if m.overlaid == id {
		m.hideOverlays()
	}
	if c.Busy {
		// A correction that changes what is seen is under way: it goes on with
		// this one.
		m.correct(id, c.Item.Inspection.Shows, c.Item.Person, c.Item.Garment)
	} else {
		m.edits[id]++
		m.adjust.unkept[id], m.adjust.unseen[id] = true, true
	}
	m.dropKind(WorkDress)
	m.dropKind(WorkSettle)
	m.dressing++
	m.s.Stale = m.s.Result != nil
}

// follow makes what comes of changes: a preview soon, the full size when the
// user is quiet; the caller holds the lock.
func (m *Model) follow() {
	m.try()
	m.settleLater()
}

// order is what the page shows, with its corrections; the caller holds the lock.
func (m *Model) order(size int) app.Order {
	o := app.Order{PersonID: m.s.Person.Item.ID, Size: size, AsGiven: m.s.Ordered}
	person := m.s.Person.Item.Person
	o.Person = &person
	for _, c := range m.s.Garments {
		edit := c.Item.Garment
		o.Garments = append(o.Garments, app.OrderGarment{ItemID: c.Item.ID, Tucked: c.Tucked, Edit: &edit})
	}
	return o
}

// try makes a preview of the page soon; the caller holds the lock.
func (m *Model) try() {
	a := &m.adjust
	a.wanted++
	if a.trying != nil {
		return // it goes on with the newest
	}
	a.trying = m.start(Work{Kind: WorkTry}, nil)
	t := a.trying
	t.run = func(ctx context.Context, sink engine.Sink) {
		for m.tryOnce(ctx, t, sink) && ctx.Err() == nil {
			wait(ctx, m.pace().Between)
		}
	}
}

func (m *Model) pace() Pace {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.adjust.pace
}

// wait returns after d or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// tryOnce makes one preview and keeps the corrections behind it, also when the
// preview was canceled. It reports whether something was changed meanwhile.
func (m *Model) tryOnce(ctx context.Context, t *task, sink engine.Sink) bool {
	defer m.keepAll(context.WithoutCancel(ctx))
	m.mu.Lock()
	want, ready := m.adjust.wanted, m.s.Adjust && m.s.ready()
	var o app.Order
	if ready {
		o = m.order(previewSide)
	}
	m.mu.Unlock()
	var p app.Preview
	var err error
	if ready {
		r, planned := m.studio.Plan(ctx, o)
		if err = planned; err == nil {
			p, err = m.studio.Preview(ctx, r, sink)
		}
	}
	again := false
	m.update(func() {
		if t.dropped {
			return
		}
		a := &m.adjust
		again = a.wanted != want
		if ready && (!again || a.flowing) {
			m.tried(p, err)
		}
		if !again {
			a.trying = nil
		}
	})
	return again
}

// tried shows a preview, or why there is none; the one before stays.
func (m *Model) tried(p app.Preview, err error) {
	switch {
	case err == nil:
		m.s.Preview, m.s.PreviewFault = &p, nil
	case engine.AsFault(err).Kind != engine.FaultCancelled:
		why := m.explain(err)
		m.s.PreviewFault = &why
	}
}

// keepAll stores corrections that are not stored yet.
func (m *Model) keepAll(ctx context.Context) {
	m.keeping.Lock()
	defer m.keeping.Unlock()
	m.mu.Lock()
	var list []app.Item
	for id := range m.adjust.unkept {
		if c := m.s.Card(id); c != nil {
			list = append(list, c.Item)
		}
	}
	clear(m.adjust.unkept)
	m.mu.Unlock()
	for _, item := range list {
		if err := m.studio.Keep(ctx, item.ID, item.Person, item.Garment); err != nil {
			m.update(func() {
				m.adjust.unkept[item.ID] = true
				m.fail(err, item.Name)
			})
		}
	}
}

// soft reports whether two readings of a picture differ only in what tune
// changes.
func soft(a, b app.Item) bool {
	return a.Inspection.Shows == b.Inspection.Shows && a.Person.Index == b.Person.Index &&
		reflect.DeepEqual(hard(a.Garment), hard(b.Garment))
}

// hard is the part of a correction that changes which landmarks there are.
func hard(e recipe.GarmentEdit) recipe.GarmentEdit {
	return recipe.GarmentEdit{Category: e.Category, Kind: e.Kind, Words: e.Words, Worn: e.Worn, Index: e.Index}
}
