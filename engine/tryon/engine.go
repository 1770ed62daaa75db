// Package tryon is the starter tier: the Engine that looks at pictures with
// small networks and dresses a person through composition fields, in this
// process, on the processor alone.
//
// It reads like the recipe it follows: Inspect says what is in a picture; the
// model-based run analyses the person once, each garment once (both answered
// from the stage cache when they were seen before, also by another process),
// lays the garments on in order and measures the result.
//
// The program runs this Engine inside a worker process (engine/worker), so a
// crash of native code ends one job and nothing else.
package tryon

import (
	"context"
	"errors"
	"sync"

	"lookbook/engine"
	"lookbook/engine/cloth"
	"lookbook/engine/field"
	"lookbook/engine/stage"
	"lookbook/engine/vision/nets"
)

// Options of Open. The zero value is usable: no stage cache on disk, the
// runtime library wherever it is found.
type Options struct {
	// Library is the path of the ONNX Runtime library; empty finds it.
	Library string
	// Provider is the kind of processor for the networks; empty chooses.
	Provider string
	// StageDir is the folder of the stage cache; empty keeps stages in memory
	// only. StageBytes bounds it, 0 means 512 MB.
	StageDir   string
	StageBytes int64
	// Source makes the fields; nil takes the one that serves best.
	Source field.Source
}

// stageBytes holds the analyses of about a thousand pictures.
const stageBytes = 512 << 20

// Engine implements engine.Engine.
type Engine struct {
	opts   Options
	source field.Source
	cache  *stage.Cache
	memory memory

	mu     sync.Mutex // one run at a time
	closed bool
	nets   *nets.Set
}

var _ engine.Engine = (*Engine)(nil)

// Open prepares the engine. Networks and the runtime library are loaded when
// the first picture needs them.
func Open(o Options) (*Engine, error) {
	if o.Source == nil {
		o.Source = cloth.Source{}
	}
	e := &Engine{opts: o, source: o.Source, memory: newMemory()}
	if o.StageDir != "" {
		if o.StageBytes == 0 {
			o.StageBytes = stageBytes
		}
		c, err := stage.Open(o.StageDir, o.StageBytes)
		if err != nil {
			return nil, &engine.Fault{
				Kind: engine.FaultDisk, Code: "stage.folder", Args: map[string]string{"path": o.StageDir},
				What: "The folder for intermediate results cannot be used: " + o.StageDir + ".",
				Next: "Check that you may write there and that the disk is not full.", Cause: err.Error(),
			}
		}
		e.cache = c
	}
	return e, nil
}

// Close frees the networks. It waits for a run that is under way.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.nets == nil {
		return nil
	}
	err := e.nets.Close()
	e.nets = nil
	return err
}

// Run implements engine.Engine.
func (e *Engine) Run(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.check(ctx, req); err != nil {
		return engine.Result{}, err
	}
	r := &run{e: e, req: req, sink: sink}
	var err error
	if req.Inspect != nil {
		r.total = 3 // decode, person, body or garment
		err = r.inspect(ctx)
	} else {
		// Photo, person, body, five stages a garment, the check of the whole, encode.
		r.total = 5 + 5*len(req.TryOn.Recipe.Garments)
		err = r.tryOn(ctx)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		r.sweep()
		return engine.Result{}, engine.AsFault(err)
	}
	r.finish()
	return r.res, nil
}

// check refuses what no run can serve.
func (e *Engine) check(ctx context.Context, req engine.Request) error {
	switch {
	case e.closed:
		return engine.AsFault(errors.New("the engine is closed"))
	case ctx.Err() != nil:
		return engine.AsFault(ctx.Err())
	case (req.Inspect == nil) == (req.TryOn == nil):
		return engine.AsFault(errors.New("a request asks for exactly one of inspect and try-on"))
	}
	return nil
}

// networks opens the networks at first use.
func (e *Engine) networks(ctx context.Context) (*nets.Set, error) {
	if e.nets != nil {
		return e.nets, nil
	}
	s, err := nets.Open(ctx, nets.Options{Library: e.opts.Library, Provider: e.opts.Provider})
	if err != nil {
		return nil, err
	}
	e.nets = s
	return s, nil
}
