package stage

import (
	"container/list"
	"sync"
)

// Memo keeps a few decoded values in memory, keyed as in a Cache; the one that
// was unused for longest goes first. It is safe for concurrent use. Values are
// shared, not copied: treat them as read-only.
type Memo[T any] struct {
	limit int

	mu    sync.Mutex
	order *list.List // of memoEntry[T], latest use in front
	at    map[string]*list.Element
}

type memoEntry[T any] struct {
	key   string
	value T
}

// NewMemo returns a memo of at most limit values (at least one).
func NewMemo[T any](limit int) *Memo[T] {
	return &Memo[T]{limit: max(limit, 1), order: list.New(), at: map[string]*list.Element{}}
}

// Get returns the value that was put under key.
func (m *Memo[T]) Get(key string) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.at[key]
	if !ok {
		var none T
		return none, false
	}
	m.order.MoveToFront(e)
	return e.Value.(memoEntry[T]).value, true
}

// Put keeps a value under key.
func (m *Memo[T]) Put(key string, value T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	entry := memoEntry[T]{key, value}
	if e, ok := m.at[key]; ok {
		e.Value = entry
		m.order.MoveToFront(e)
		return
	}
	m.at[key] = m.order.PushFront(entry)
	if m.order.Len() > m.limit {
		last := m.order.Back()
		delete(m.at, m.order.Remove(last).(memoEntry[T]).key)
	}
}
