package studio

import (
	"context"
	"slices"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// settleLater makes the full size when the user has been quiet for a while; the
// caller holds the lock.
func (m *Model) settleLater() {
	a := &m.adjust
	if a.settling != nil {
		m.drop(a.settling)
	}
	t := m.start(Work{Kind: WorkSettle}, nil)
	a.settling = t
	t.run = func(ctx context.Context, sink engine.Sink) {
		wait(ctx, m.pace().Quiet)
		if ctx.Err() == nil {
			m.settleDown(ctx, t, sink)
		}
		m.update(func() {
			if m.adjust.settling == t {
				m.adjust.settling = nil
			}
		})
	}
}

// settleDown looks at the corrected pictures again and makes the result.
func (m *Model) settleDown(ctx context.Context, t *task, sink engine.Sink) {
	m.keepAll(ctx)
	m.mu.Lock()
	m.adjust.gesture, m.adjust.flowing = "", false
	var look []app.Item
	for id := range m.adjust.unseen {
		if c := m.s.Card(id); c != nil && !c.Busy {
			look = append(look, c.Item)
		}
	}
	edits := map[string]int{}
	for _, item := range look {
		edits[item.ID] = m.edits[item.ID]
	}
	m.mu.Unlock()
	for _, item := range look {
		got, err := m.studio.Correct(ctx, item.ID, item.Inspection.Shows, item.Person, item.Garment, sink)
		m.update(func() { m.lookedAgain(t, item.ID, edits[item.ID], got, err) })
		if ctx.Err() != nil {
			return
		}
	}
	m.finish(ctx, t, sink)
}

// lookedAgain takes what the engine says under the newest corrections.
func (m *Model) lookedAgain(t *task, id string, edit int, item app.Item, err error) {
	c := m.s.Card(id)
	if t.dropped || c == nil || m.edits[id] != edit {
		return
	}
	delete(m.adjust.unseen, id)
	if err != nil {
		m.fail(err, c.Item.Name)
		return
	}
	c.Item = item
	m.remember(item)
}

// finish makes the result at full size, where one was asked for before.
func (m *Model) finish(ctx context.Context, t *task, sink engine.Sink) {
	m.mu.Lock()
	ready := !t.dropped && m.s.ready() && (m.s.Result != nil || m.s.Preview != nil)
	var o app.Order
	parent, gen := "", m.dressing
	last := m.adjust.made
	if ready {
		o, parent = m.order(0), m.parent()
	}
	if last != nil && parent == last.ID {
		parent = last.Parent
	}
	m.mu.Unlock()
	if !ready {
		return
	}
	r, err := m.studio.Plan(ctx, o)
	var v app.Variant
	if err == nil {
		v, err = m.studio.TryOn(ctx, r, parent, sink)
	}
	m.update(func() {
		switch {
		case t.dropped || m.dressing != gen:
		case err != nil:
			m.fail(err, m.s.Person.Item.Name)
		default:
			m.s.Result, m.s.Stale = &v, false
			m.s.Preview, m.s.PreviewFault = nil, nil
			m.findInHistory()
		}
	})
	if err == nil {
		m.replace(ctx, last, &v)
		m.reload(ctx)
	}
}

// replace lets a sitting leave one result in the history instead of one for
// each quiet moment. What was there before the sitting stays, also when a
// correction leads back to it.
func (m *Model) replace(ctx context.Context, last, now *app.Variant) {
	if last != nil && last.ID == now.ID {
		return
	}
	m.mu.Lock()
	// An export between then and now keeps its result.
	superseded := last != nil && m.adjust.made == last
	m.adjust.made = nil
	if !now.Cached {
		m.adjust.made = now
	}
	m.mu.Unlock()
	if !superseded {
		return
	}
	if err := m.studio.Forget(ctx, last.ID); err != nil && ctx.Err() == nil {
		m.update(func() { m.fail(err, "") })
	}
}

// remember notes where the engine saw the points that the user has not moved;
// the caller holds the lock.
func (m *Model) remember(item app.Item) {
	known := m.adjust.seen[item.ID]
	if known == nil {
		known = map[string][2]float64{}
		m.adjust.seen[item.ID] = known
	}
	moved := item.Garment.Points
	if item.Inspection.Shows == engine.AsPerson {
		moved = item.Person.Points
	}
	for _, p := range pointsSeen(item) {
		name := recipe.PointName(p.Name)
		if _, ok := moved[name]; !ok {
			known[name] = [2]float64{p.X, p.Y}
		}
	}
}

// putBack puts the points that are not moved any more where the engine saw
// them, until it has looked again; the caller holds the lock.
func (m *Model) putBack(c *Card) {
	known, moved := m.adjust.seen[c.Item.ID], *c.points()
	list := slices.Clone(pointsSeen(c.Item))
	for i, p := range list {
		name := recipe.PointName(p.Name)
		at, ok := known[name]
		if _, still := moved[name]; ok && !still {
			list[i].X, list[i].Y = at[0], at[1]
		}
	}
	in := &c.Item.Inspection
	if in.Shows == engine.AsPerson {
		in.People = slices.Clone(in.People)
		if who := c.Chosen(); who != nil {
			who.Points = list
		}
		return
	}
	if in.Garment != nil {
		g := *in.Garment
		g.Landmarks = list
		in.Garment = &g
	}
}

// pointsSeen are the points of what an item shows, as its inspection says.
func pointsSeen(item app.Item) []engine.Point {
	if item.Inspection.Shows == engine.AsPerson {
		if who := (Card{Item: item}).Chosen(); who != nil {
			return who.Points
		}
		return nil
	}
	if g := item.Inspection.Garment; g != nil {
		return g.Landmarks
	}
	return nil
}
