package studio

import (
	"context"
	"errors"
	"slices"
	"sync"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Intake takes pictures in and says what they show.
type Intake interface {
	Ingest(ctx context.Context, sources []app.Source, as engine.As, sink engine.Sink) []app.Ingested
	Item(ctx context.Context, id string) (app.Item, error)
	Items(ctx context.Context, p app.Page) ([]app.Item, error)
	Correct(ctx context.Context, id string, as engine.As, person recipe.PersonEdit, garment recipe.GarmentEdit,
		sink engine.Sink) (app.Item, error)
	Keep(ctx context.Context, id string, person recipe.PersonEdit, garment recipe.GarmentEdit) error
	Inspect(ctx context.Context, id string, sink engine.Sink) (engine.Inspection, []engine.Overlay, error)
}

// Maker turns an order into a result.
type Maker interface {
	Plan(ctx context.Context, o app.Order) (recipe.Recipe, error)
	Preview(ctx context.Context, r recipe.Recipe, sink engine.Sink) (app.Preview, error)
	TryOn(ctx context.Context, r recipe.Recipe, parent string, sink engine.Sink) (app.Variant, error)
}

// Archive keeps results.
type Archive interface {
	Variant(ctx context.Context, id string) (app.Variant, error)
	History(ctx context.Context, p app.Page) ([]app.Variant, error)
	Forget(ctx context.Context, variantID string) error
	Export(ctx context.Context, variantID string, o app.ExportOptions) (app.Exported, error)
}

// Preferences keeps the user's settings.
type Preferences interface {
	Settings(ctx context.Context) (app.Settings, error)
	SaveSettings(ctx context.Context, v app.Settings) error
}

// Studio is what the page needs of package app; *app.Studio has it.
type Studio interface {
	Intake
	Maker
	Archive
	Preferences
}

// Model is the page without its looks. Its methods return at once and may be
// called from any goroutine; work is done by Run and shows up in State.
type Model struct {
	studio  Studio
	explain func(error) app.Message
	changed func()
	wake    chan struct{}

	keeping sync.Mutex // held while corrections are stored, so that the newest stays

	mu       sync.Mutex
	s        State
	undo     []setup
	redo     []setup
	adjust   adjusting
	queue    []*task
	running  []*task
	dressing int            // generation of the order; results of older ones are dropped
	opening  int            // generation of "show that result"
	looking  int            // generation of overlays
	edits    map[string]int // generation of each item's corrections
	overlaid string         // item whose overlays were asked for
}

// task is one piece of work, from its request to its end.
type task struct {
	work    Work
	run     func(ctx context.Context, sink engine.Sink)
	cancel  context.CancelFunc // nil before it was started
	dropped bool
}

// New returns the model of an empty page. explain turns errors into the
// user's words; changed is called after every change, from any goroutine, and
// must return at once.
func New(s Studio, explain func(error) app.Message, changed func()) *Model {
	return &Model{
		studio: s, explain: explain, changed: changed,
		wake: make(chan struct{}, 1), edits: map[string]int{},
		s: State{HistoryAt: -1}, adjust: newAdjusting(),
	}
}

// Run does the work until ctx ends, and returns when all of it has stopped.
func (m *Model) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.wake:
		}
		for _, t := range m.take(ctx) {
			wg.Go(t)
		}
	}
}

// take makes everything that waits ready to run and returns what runs it.
func (m *Model) take(ctx context.Context) []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []func()
	for _, t := range m.queue {
		if t.dropped {
			continue
		}
		tctx, cancel := context.WithCancel(ctx)
		t.cancel = cancel
		list = append(list, func() { m.perform(tctx, t) })
	}
	m.queue = nil
	return list
}

func (m *Model) perform(ctx context.Context, t *task) {
	defer t.cancel()
	t.run(ctx, func(p engine.Progress) {
		m.update(func() {
			t.work.Stage, t.work.Done, t.work.Total = p.Stage, p.Done, p.Total
		})
	})
	m.update(func() { m.drop(t) })
}

// State returns what the page shows now.
func (m *Model) State() State {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.s.copy()
	for _, t := range m.running {
		s.Work = append(s.Work, t.work)
	}
	s.CanDress = s.ready()
	s.CanUndo, s.CanRedo = len(m.undo) > 0, len(m.redo) > 0
	return s
}

// update changes the model and tells the window.
func (m *Model) update(f func()) {
	m.mu.Lock()
	f()
	m.mu.Unlock()
	m.changed()
}

// start queues work; the caller holds the lock.
func (m *Model) start(w Work, run func(ctx context.Context, sink engine.Sink)) *task {
	t := &task{work: w, run: run}
	m.queue = append(m.queue, t)
	m.running = append(m.running, t)
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return t
}

// drop cancels a task and takes it off the page; the caller holds the lock.
func (m *Model) drop(t *task) {
	t.dropped = true
	if m.adjust.trying == t {
		m.adjust.trying = nil
	}
	if t.cancel != nil {
		t.cancel()
	}
	for i, r := range m.running {
		if r == t {
			m.running = append(m.running[:i:i], m.running[i+1:]...)
			return
		}
	}
}

// dropKind cancels all work of a kind; the caller holds the lock.
func (m *Model) dropKind(kind WorkKind) {
	for _, t := range append([]*task(nil), m.running...) {
		if t.work.Kind == kind {
			m.drop(t)
		}
	}
}

// Cancel stops everything that runs. The page is free at once; whatever still
// arrives is dropped.
func (m *Model) Cancel() {
	m.update(func() {
		for _, t := range append([]*task(nil), m.running...) {
			m.drop(t)
		}
		m.dressing++
		m.opening++
		if len(m.s.Overlays) == 0 {
			m.hideOverlays()
		}
		m.settle()
	})
}

// settle ends "busy" on every card; the caller holds the lock.
func (m *Model) settle() {
	for id := range m.edits {
		m.edits[id]++
	}
	if m.s.Person != nil {
		m.s.Person.Busy = false
	}
	for i := range m.s.Garments {
		m.s.Garments[i].Busy = false
	}
}

// fail shows an error, except that the user cancelled; the caller holds the lock.
func (m *Model) fail(err error, name string) {
	if err == nil || errors.Is(err, engine.ErrCancelled) || errors.Is(err, context.Canceled) {
		return
	}
	m.note(Note{Message: m.explain(err), Level: "error", Name: name})
}

// maxNotes bounds how many messages wait for the user.
const maxNotes = 6

// note shows a message; the same one is not shown twice, and of what went well
// only the newest. The caller holds the lock.
func (m *Model) note(n Note) {
	kept := m.s.Notes[:0:0]
	for _, o := range m.s.Notes {
		if (o.Code != n.Code || o.Name != n.Name) && (o.Level != "done" || n.Level != "done") {
			kept = append(kept, o)
		}
	}
	kept = append(kept, n)
	if len(kept) > maxNotes {
		kept = kept[len(kept)-maxNotes:]
	}
	m.s.Notes = kept
}

// forgive takes away the errors about a file that is tried again or went well
// after all. The caller holds the lock.
func (m *Model) forgive(name string) {
	m.s.Notes = slices.DeleteFunc(slices.Clone(m.s.Notes), func(n Note) bool {
		return n.Level == "error" && n.Name == name
	})
}

// Dismiss takes a message away.
func (m *Model) Dismiss(n Note) {
	m.update(func() {
		kept := m.s.Notes[:0:0]
		for _, o := range m.s.Notes {
			if o.Code != n.Code || o.Name != n.Name {
				kept = append(kept, o)
			}
		}
		m.s.Notes = kept
	})
}

// Fail shows an error that happened outside the model, for example in a dialog.
func (m *Model) Fail(err error, name string) {
	m.update(func() { m.fail(err, name) })
}
