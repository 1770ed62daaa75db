package studio

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// pageSize is how many results the history strip loads at a time.
const pageSize = 40

// Load reads settings and the newest results.
func (m *Model) Load() {
	m.update(func() {
		t := m.start(Work{}, nil)
		t.run = func(ctx context.Context, _ engine.Sink) {
			settings, err := m.studio.Settings(ctx)
			m.update(func() {
				if err != nil {
					m.fail(err, "")
					return
				}
				m.s.Settings = settings
			})
			m.reload(ctx)
			m.stock(ctx)
		}
	})
}

// reload reads the newest page of the history again and keeps what was loaded
// behind it.
func (m *Model) reload(ctx context.Context) {
	list, err := m.studio.History(ctx, app.Page{Limit: pageSize})
	m.update(func() {
		if err != nil {
			m.fail(err, "")
			return
		}
		m.s.HistoryEnd = len(list) < pageSize
		if rest := after(m.s.History, list); len(rest) > 0 {
			list, m.s.HistoryEnd = append(list, rest...), false
		}
		m.s.History = list
		m.findInHistory()
	})
}

// after returns the part of old that follows the last element of page.
func after(old, page []app.Variant) []app.Variant {
	if len(page) == 0 {
		return nil
	}
	last := page[len(page)-1].ID
	at := slices.IndexFunc(old, func(v app.Variant) bool { return v.ID == last })
	if at < 0 {
		return nil
	}
	return old[at+1:]
}

// More loads the next page of the history; it does nothing at the end or
// while one is being loaded.
func (m *Model) More() {
	m.update(func() {
		if m.s.HistoryEnd || len(m.s.History) == 0 || m.loading() {
			return
		}
		last := m.s.History[len(m.s.History)-1].ID
		m.start(Work{}, func(ctx context.Context, _ engine.Sink) {
			list, err := m.studio.History(ctx, app.Page{Before: last, Limit: pageSize})
			m.update(func() {
				if err != nil {
					m.s.HistoryEnd = true
					m.fail(err, "")
					return
				}
				if n := len(m.s.History); n > 0 && m.s.History[n-1].ID == last {
					m.s.History = append(slices.Clone(m.s.History), list...)
					m.s.HistoryEnd = len(list) < pageSize
				}
				m.findInHistory()
			})
		})
	})
}

func (m *Model) loading() bool {
	return slices.ContainsFunc(m.running, func(t *task) bool { return t.work.Kind == "" })
}

func (m *Model) findInHistory() {
	m.s.HistoryAt = -1
	if m.s.Result != nil {
		id := m.s.Result.ID
		m.s.HistoryAt = slices.IndexFunc(m.s.History, func(v app.Variant) bool { return v.ID == id })
	}
}

// Step shows the result delta places further in the history: +1 is older.
func (m *Model) Step(delta int) {
	s := m.State()
	at := s.HistoryAt + delta
	if s.HistoryAt < 0 {
		at = 0
	}
	if at >= 0 && at < len(s.History) {
		m.Open(s.History[at])
	}
	if at >= len(s.History)-1 {
		m.More()
	}
}

// Open shows an earlier result at once and brings its person and garments back.
func (m *Model) Open(v app.Variant) {
	m.update(func() {
		m.push()
		m.open(v)
	})
}

// open shows a result; the caller holds the lock.
func (m *Model) open(v app.Variant) {
	m.dropKind(WorkDress)
	m.dropKind(WorkRestore)
	m.dressing++
	m.adjust.made = nil
	m.s.Result, m.s.Stale = &v, false
	m.s.Preview, m.s.PreviewFault = nil, nil
	m.show(Subject{Result: true})
	m.findInHistory()
	m.bringBack(v.Recipe, nil, false)
}

// bringBack fills the columns from a recipe, except what is known to be missing,
// without making the result on the stage stale, and then makes the result when
// asked to. The caller holds the lock.
func (m *Model) bringBack(r recipe.Recipe, missing []string, dress bool) {
	m.opening++
	gen := m.opening
	m.start(Work{Kind: WorkRestore}, func(ctx context.Context, sink engine.Sink) {
		s, err := m.gather(ctx, r, missing, sink)
		m.update(func() {
			if m.opening != gen {
				return
			}
			m.fail(err, "")
			m.dropKind(WorkDress)
			m.dressing++
			m.s.Person, m.s.Garments, m.s.Ordered = s.person, s.garments, s.ordered
			for _, c := range s.cards() {
				m.remember(c.Item)
			}
			m.s.Stale = err != nil && m.s.Result != nil
			m.fixSubject()
			if dress && err == nil {
				m.dress()
			}
		})
	})
}

// gather reads the items of a recipe, except missing ones, and gives them the
// recipe's corrections. What is there is returned even when there is an error.
func (m *Model) gather(ctx context.Context, r recipe.Recipe, missing []string, sink engine.Sink) (setup, error) {
	var s setup
	var first error
	if !slices.Contains(missing, r.Person.Digest) {
		person, err := m.as(ctx, r.Person.Digest, engine.AsPerson, func(i *app.Item) bool {
			same := reflect.DeepEqual(i.Person, r.Person.Edit)
			i.Person = r.Person.Edit
			return same
		}, sink)
		if err == nil {
			s.person = &Card{Item: person}
		}
		first = err
	}
	for _, g := range r.Garments {
		if slices.Contains(missing, g.Digest) {
			continue
		}
		item, err := m.as(ctx, g.Digest, engine.AsGarment, func(i *app.Item) bool {
			same := reflect.DeepEqual(i.Garment, g.Edit)
			i.Garment = g.Edit
			return same
		}, sink)
		if err == nil {
			s.garments = append(s.garments, Card{Item: item, Tucked: g.Tucked})
		} else if first == nil {
			first = err
		}
	}
	s.ordered = !slices.IsSortedFunc(s.garments, func(a, b Card) int { return layer(a.Kind()) - layer(b.Kind()) })
	return s, first
}

// as reads an item that shows what it is asked for and has the corrections
// that edit gives it; edit reports whether it had them already.
func (m *Model) as(ctx context.Context, id string, shows engine.As, edit func(*app.Item) bool, sink engine.Sink) (app.Item, error) {
	item, err := m.studio.Item(ctx, id)
	if err != nil {
		return item, err
	}
	if same := edit(&item); same && item.Inspection.Shows == shows {
		return item, nil
	}
	return m.studio.Correct(ctx, id, shows, item.Person, item.Garment, sink)
}

// restore brings everything back from an exported picture: the result itself
// where the catalogue has it, else by making it again. The caller holds the
// lock.
func (m *Model) restore(r app.Restored) {
	if len(r.Missing) > 0 {
		m.note(Note{Level: "warn", Message: app.Message{
			Code: "ui.restore.missing", Args: map[string]string{"count": strconv.Itoa(len(r.Missing))},
		}})
	}
	if r.VariantID == "" {
		m.s.Result = nil
		m.bringBack(r.Recipe, r.Missing, len(r.Missing) == 0)
		return
	}
	m.opening++
	gen := m.opening
	m.start(Work{Kind: WorkRestore}, func(ctx context.Context, _ engine.Sink) {
		v, err := m.studio.Variant(ctx, r.VariantID)
		m.update(func() {
			if m.opening != gen {
				return
			}
			if err != nil {
				m.fail(err, "")
				return
			}
			m.open(v)
		})
	})
}

// Forget removes a result from the history. The pictures it was made from stay.
func (m *Model) Forget(id string) {
	m.update(func() {
		m.start(Work{}, func(ctx context.Context, _ engine.Sink) {
			if err := m.studio.Forget(ctx, id); err != nil {
				m.Fail(err, "")
				return
			}
			m.forgotten(id)
			m.reload(ctx)
		})
	})
}

func (m *Model) forgotten(id string) {
	m.update(func() {
		m.s.History = slices.DeleteFunc(slices.Clone(m.s.History), func(v app.Variant) bool { return v.ID == id })
		if m.s.Result != nil && m.s.Result.ID == id {
			m.s.Result = nil
			m.fixSubject()
		}
	})
}

// Export writes the result to a file.
func (m *Model) Export(path string, replace bool) {
	m.update(func() {
		if m.s.Result == nil {
			return
		}
		id := m.s.Result.ID
		if made := m.adjust.made; made != nil && made.ID == id {
			m.adjust.made = nil
		}
		m.start(Work{Kind: WorkExport, Name: path}, func(ctx context.Context, _ engine.Sink) {
			done, err := m.studio.Export(ctx, id, app.ExportOptions{Path: path, Replace: replace})
			m.exported(path, done, err)
		})
	})
}

func (m *Model) exported(path string, done app.Exported, err error) {
	m.update(func() {
		if err != nil {
			m.fail(err, path)
			return
		}
		m.note(Note{Level: "done", Name: done.Path, Message: app.Message{
			Code: "ui.exported", Args: map[string]string{"path": done.Path, "marks": strings.Join(done.Marks, ", ")},
		}})
	})
}

// SetSettings changes and stores the user's settings.
func (m *Model) SetSettings(change func(*app.Settings)) {
	m.update(func() {
		next := m.s.Settings
		change(&next)
		if next == m.s.Settings {
			return
		}
		m.s.Settings = next
		m.start(Work{}, func(ctx context.Context, _ engine.Sink) {
			if err := m.studio.SaveSettings(ctx, next); err != nil {
				m.Fail(err, "")
			}
		})
	})
}

// ExportName proposes a file name for the result: person and garments.
func (s *State) ExportName() string {
	names := []string{}
	if s.Person != nil {
		names = append(names, stem(s.Person.Item.Name))
	}
	for _, c := range s.Garments {
		names = append(names, stem(c.Item.Name))
	}
	name := strings.Join(names, "_")
	if name == "" {
		name = "lookbook"
	}
	if r := []rune(name); len(r) > 80 {
		name = string(r[:80])
	}
	return name + ".png"
}

// unsafe are the characters that some system forbids in file names.
const unsafe = `/\:*?"<>|`

func stem(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(unsafe, r) {
			return '-'
		}
		return r
	}, name)
}
