package diffusion

import (
	"context"
	"errors"
	"path"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/internal/ort"
)

// Folder is where the files of a model are: Root is the folder that none of them
// lies outside of, Sub the one below it, with slashes, that names are relative
// to; often "".
type Folder struct{ Root, Sub string }

func (f Folder) at(name string) string { return path.Join(f.Sub, name) }

// Phases opens networks one at a time: the next one is loaded when the one
// before has been freed, so that the largest decides how much memory is needed.
type Phases struct {
	// Runtime executes them. It stays the caller's.
	Runtime *ort.Runtime
	// Dialect in which they are written.
	Dialect graph.Dialect
	// Threads of one run; 0 means 1.
	Threads int
	// Accelerate uses the provider of the Runtime.
	Accelerate bool
}

// With opens a network, hands it to use and frees it. Errors are
// *engine.Fault, or those of use.
func (p Phases) With(ctx context.Context, n *graph.Network, use func(*ort.Session) error) error {
	if err := ctx.Err(); err != nil {
		return engine.AsFault(err)
	}
	s, err := p.Runtime.Session(n.Name, n.Model, ort.SessionOptions{
		Threads: p.Threads, Accelerate: p.Accelerate, WeightFolder: n.Folder,
	})
	if err != nil {
		return err
	}
	return errors.Join(use(s), s.Close())
}

// once opens a network, runs it a single time and frees it.
func (p Phases) once(ctx context.Context, n *graph.Network, in ...ort.Tensor) (out []ort.Tensor, err error) {
	err = p.With(ctx, n, func(s *ort.Session) error {
		out, err = s.Run(ctx, in...)
		return err
	})
	return out, err
}
