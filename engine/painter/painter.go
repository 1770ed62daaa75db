// Package painter is the Engine of packs: it dresses a person by having an open
// diffusion model paint the garment, and serves everything else by handing it to
// the starter tier.
//
// Words: to paint is to let the model of a pack make the whole picture anew; the
// frame is that painting, at the model's size; the region is where the photo may
// change, from what was seen of the person and where the garment goes; to paste
// back is to move the painting onto the photo and take its pixels inside the
// region only, with soft edges, so that everything else stays the photo's own; a
// walk is the making of one painting, kept every few steps so that a killed run
// goes on.
//
// Eyes are those of the starter tier: photos and garments are analyzed by
// engine/tryon, once, with the same stage cache.
package painter

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/internal/ort"
	"lookbook/engine/pack"
	"lookbook/engine/recipe"
	"lookbook/engine/stage"
	"lookbook/engine/tryon"
)

// Algorithm names the version of everything here between pixels and pixels;
// raise it whenever a result can change.
const Algorithm = "painter-1"

// Starter is the name of the tier that is built in.
const Starter = "starter"

// Options of Open.
type Options struct {
	// Starter looks at pictures and serves the recipes without a pack. The
	// Engine closes it.
	Starter *tryon.Engine
	// Packs are those that recipes name.
	Packs *pack.Store
	// WalkDir keeps walks between steps; empty keeps none. Cache keeps
	// embeddings of texts; nil keeps none.
	WalkDir string
	Cache   *stage.Cache
	// Library and Provider as in tryon.Options. Threads of one run, 0 = 1.
	Library, Provider string
	Threads           int
}

// Engine implements engine.Engine.
type Engine struct {
	opts Options

	mu      sync.Mutex // one run at a time
	closed  bool
	runtime *ort.Runtime
	// dialect in which this device computes right; accelerate is false where
	// the main processor does the work.
	dialect    graph.Dialect
	accelerate bool
}

var _ engine.Engine = (*Engine)(nil)

// Open prepares the engine; the runtime library is loaded at first use.
func Open(o Options) *Engine { return &Engine{opts: o} }

// Digest names what a result of a pack depends on beside its recipe.
func Digest(p *pack.Installed) string {
	return stage.Key(Algorithm, tryon.Algorithm, p.Identity())
}

// Close frees everything, the starter tier included. It waits for a run that is
// under way.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	var err error
	if e.runtime != nil {
		err = e.runtime.Close()
		e.runtime = nil
	}
	return errors.Join(err, e.opts.Starter.Close())
}

// Run implements engine.Engine.
func (e *Engine) Run(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	if req.TryOn == nil || req.Inspect != nil || req.TryOn.Recipe.Pack == Starter || req.TryOn.Recipe.Pack == "" {
		return e.opts.Starter.Run(ctx, req, sink)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.Result{}, engine.AsFault(errors.New("the engine is closed"))
	}
	r := &run{e: e, req: req, sink: sink}
	err := r.check(ctx)
	if err == nil {
		err = r.paint(ctx)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		r.sweep()
		return engine.Result{}, engine.AsFault(err)
	}
	for _, w := range r.walks {
		w.forget()
	}
	r.sink.Report(engine.Progress{Stage: engine.StageEncode, Done: r.total, Total: r.total})
	return r.res, nil
}

// check refuses what no pack can do and finds the pack.
func (r *run) check(ctx context.Context) error {
	rc := r.req.TryOn.Recipe
	if ctx.Err() != nil {
		return engine.AsFault(ctx.Err())
	}
	if rc.Task != recipe.ModelBased || len(rc.Garments) == 0 {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "pack.task",
			What: "A pack dresses a person in a photo with at least one garment.", Next: "Choose a photo of a person and a garment.",
		}
	}
	p, err := r.e.opts.Packs.Open(rc.Pack)
	if err != nil {
		return err
	}
	if rc.PackDigest != Digest(p) {
		return &engine.Fault{
			Kind: engine.FaultWeights, Code: "pack.changed", Args: map[string]string{"pack": p.Name, "file": "pack.json"},
			What: fmt.Sprintf("The pack %q is no longer the one that this picture was planned with.", p.Name),
			Next: "Plan the picture again.",
		}
	}
	r.pack = p
	return nil
}

// open loads the runtime library at first use.
func (e *Engine) open(ctx context.Context) (*ort.Runtime, error) {
	if e.runtime == nil {
		r, err := ort.Open(ctx, ort.Options{Library: e.opts.Library, Provider: e.opts.Provider})
		if err != nil {
			return nil, err
		}
		e.runtime = r
		// Not cut short by ctx: the answer holds as long as the runtime.
		e.dialect, e.accelerate, _ = graph.ForRuntime(context.WithoutCancel(ctx), r)
	}
	return e.runtime, nil
}
