package studio_test

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/ui/page/studio"
	"lookbook/ui/uitest"
)

// bench is a model on a fake studio, running.
type bench struct {
	t       *testing.T
	fake    *uitest.Fake
	model   *studio.Model
	changes chan struct{}
	dir     string
	gate    sync.Mutex
	closed  map[string]chan struct{}
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, dir: t.TempDir(), changes: make(chan struct{}, 1), closed: map[string]chan struct{}{}}
	b.fake = uitest.NewFake(b.dir)
	b.fake.Gate = b.wait
	b.model = studio.New(b.fake, explain, func() {
		select {
		case b.changes <- struct{}{}:
		default:
		}
	})
	b.model.SetPace(studio.Pace{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); b.model.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return b
}

func explain(err error) app.Message {
	f := engine.AsFault(err)
	return app.Message{Code: f.Code, Args: f.Args, What: f.What, Next: f.Next}
}

// hold makes work wait at a stage until the returned function is called.
func (b *bench) hold(stage string) (release func()) {
	b.gate.Lock()
	defer b.gate.Unlock()
	c := make(chan struct{})
	b.closed[stage] = c
	return sync.OnceFunc(func() {
		b.gate.Lock()
		delete(b.closed, stage)
		b.gate.Unlock()
		close(c)
	})
}

func (b *bench) wait(ctx context.Context, stage string) error {
	b.gate.Lock()
	c := b.closed[stage]
	b.gate.Unlock()
	if c == nil {
		return ctx.Err()
	}
	select {
	case <-c:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// await returns the first state that is as wanted.
func (b *bench) await(what string, ok func(studio.State) bool) studio.State {
	b.t.Helper()
	for {
		s := b.model.State()
		if ok(s) {
			return s
		}
		select {
		case <-b.changes:
		case <-b.t.Context().Done():
			b.t.Fatalf("waited for %s; state: %+v", what, s)
		}
	}
}

// idle waits until nothing runs.
func (b *bench) idle() studio.State {
	b.t.Helper()
	return b.await("nothing to run", func(s studio.State) bool { return len(s.Work) == 0 })
}

// file makes a small picture; its name makes the bytes differ.
func (b *bench) file(name string) app.Source {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	img := image.NewNRGBA(image.Rect(0, 0, 60, 80))
	for i, c := range []byte(name) {
		img.Set(i%60, 0, color.NRGBA{c, uint8(i), 9, 255})
	}
	f, err := os.Create(path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		b.t.Fatal(err)
	}
	return app.Source{Path: path}
}

func (b *bench) add(names ...string) studio.State {
	b.t.Helper()
	var list []app.Source
	for _, n := range names {
		list = append(list, b.file(n))
	}
	b.model.Add(list, engine.AsAuto)
	return b.idle()
}

func garments(s studio.State) []string {
	var list []string
	for _, g := range s.Garments {
		list = append(list, g.Item.Name)
	}
	return list
}
