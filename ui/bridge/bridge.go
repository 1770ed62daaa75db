// Package bridge is the one door from other goroutines to the window.
//
// The window toolkit allows its objects to be touched on its own goroutine
// only. A Bridge takes work from anywhere and posts it there, at most 20 times a
// second: Put replaces earlier work under the same key that has not run yet,
// so a slow window shows the newest state and never a queue of old ones.
package bridge

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Interval is the shortest time between two posts: 20 a second.
const Interval = 50 * time.Millisecond

// Bridge collects work for the window's goroutine.
type Bridge struct {
	post func(func())
	wake chan struct{}

	mu   sync.Mutex
	work map[string]func()
	keys []string
}

// New returns a bridge that posts to Fyne's goroutine.
func New() *Bridge { return NewWith(fyne.Do) }

// NewWith returns a bridge that posts through post; tests use it to run work
// where they like.
func NewWith(post func(func())) *Bridge {
	return &Bridge{post: post, wake: make(chan struct{}, 1), work: map[string]func(){}}
}

// Put asks for f to be run on the window's goroutine. Work that waits under
// the same key is replaced and keeps its place.
func (b *Bridge) Put(key string, f func()) {
	b.mu.Lock()
	if _, waiting := b.work[key]; !waiting {
		b.keys = append(b.keys, key)
	}
	b.work[key] = f
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Run posts what was put until ctx ends. Work put afterwards is never run.
func (b *Bridge) Run(ctx context.Context) {
	timer := time.NewTimer(Interval)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		}
		b.flush()
		timer.Reset(Interval)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

// flush posts everything that waits as one call.
func (b *Bridge) flush() {
	b.mu.Lock()
	batch := make([]func(), 0, len(b.keys))
	for _, k := range b.keys {
		batch = append(batch, b.work[k])
	}
	b.keys = b.keys[:0]
	clear(b.work)
	b.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	b.post(func() {
		for _, f := range batch {
			f()
		}
	})
}
