package pixels

import (
	"context"
	"image"
	"image/draw"
	"sync"
)

// Ask is one viewport to draw. Pictures may be nil.
type Ask struct {
	// Before and After are shown left and right of the divider; a single
	// picture is After alone. Overlay is drawn over both, stretched to After.
	Before, After, Overlay *Pyramid
	View                   View
	W, H                   int
}

// Painted is the answer to an Ask.
type Painted struct {
	Ask
	BeforeFrame, AfterFrame *image.RGBA
}

// Painter draws viewports on its own goroutine, always the newest that was
// asked for.
type Painter struct {
	done func(Painted)
	wake chan struct{}
	mu   sync.Mutex
	next *Ask
}

// NewPainter returns a painter; done is called on its goroutine.
func NewPainter(done func(Painted)) *Painter {
	return &Painter{done: done, wake: make(chan struct{}, 1)}
}

// Ask asks for a viewport; an earlier one that was not begun is forgotten.
func (p *Painter) Ask(a Ask) {
	p.mu.Lock()
	p.next = &a
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Run draws until ctx ends.
func (p *Painter) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		}
		p.mu.Lock()
		a := p.next
		p.next = nil
		p.mu.Unlock()
		if a != nil {
			p.done(a.Paint())
		}
	}
}

// Paint draws the viewport now, on the caller's goroutine.
func (a Ask) Paint() Painted {
	out := Painted{Ask: a}
	if a.W <= 0 || a.H <= 0 || a.After == nil {
		return out
	}
	out.AfterFrame = a.After.Frame(a.View, a.W, a.H)
	if a.Before != nil {
		out.BeforeFrame = a.Before.Frame(a.View, a.W, a.H)
	}
	if a.Overlay != nil {
		ratio := float64(a.Overlay.Size.X) / float64(a.After.Size.X)
		over := a.Overlay.Frame(View{Zoom: a.View.Zoom / ratio, X: a.View.X * ratio, Y: a.View.Y * ratio}, a.W, a.H)
		for _, f := range []*image.RGBA{out.AfterFrame, out.BeforeFrame} {
			if f != nil {
				draw.Draw(f, f.Rect, over, image.Point{}, draw.Over)
			}
		}
	}
	return out
}
