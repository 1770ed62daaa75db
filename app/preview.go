package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// keptPreviews is how many previews stay on the disk: enough to go back and
// forth between the last corrections, some ten megabytes.
const keptPreviews = 16

// previews remembers the last previews by the digest of their recipe.
type previews struct {
	mu   sync.Mutex
	list []madePreview // oldest first
}

type madePreview struct {
	id, dir string
	preview Preview
}

func (p *previews) get(id string) (Preview, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.list, func(m madePreview) bool { return m.id == id })
	if i < 0 {
		return Preview{}, false
	}
	m := p.list[i]
	p.list = append(slices.Delete(p.list, i, i+1), m)
	return m.preview, true
}

// put keeps a preview and removes the files of the oldest beyond the bound.
func (p *previews) put(m madePreview) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, m)
	for len(p.list) > keptPreviews {
		// What cannot be removed now goes with the temporary folder.
		_ = os.RemoveAll(p.list[0].dir)
		p.list = p.list[1:]
	}
}

// Preview makes the picture of a recipe to be looked at, without keeping it in
// the catalogue; give the recipe a small Size. The last ones are answered from
// memory. Results that TryOn refuses are refused here too, and not remembered.
func (s *Studio) Preview(ctx context.Context, r recipe.Recipe, sink engine.Sink) (Preview, error) {
	if err := s.begin(ctx); err != nil {
		return Preview{}, err
	}
	defer s.calls.Done()
	r.Version = recipe.Version
	id, err := r.Digest()
	if err != nil {
		return Preview{}, badRecipe(err)
	}
	if err := checkRecipe(r); err != nil {
		return Preview{}, err
	}
	if p, ok := s.previews.get(id); ok {
		return p, nil
	}
	notices, err := s.ruled(ctx, r)
	if err != nil {
		return Preview{}, orCancelled(ctx, err)
	}
	p, err := s.preview(ctx, id, r, sink)
	if err != nil {
		return Preview{}, orCancelled(ctx, err)
	}
	p.Notices = append(notices, p.Notices...)
	return p, nil
}

func (s *Studio) preview(ctx context.Context, id string, r recipe.Recipe, sink engine.Sink) (Preview, error) {
	dir, err := s.store.TempDir("inputs")
	if err != nil {
		return Preview{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // swept at the next start
	pictures, err := s.inputs(ctx, dir, r)
	if err != nil {
		return Preview{}, err
	}
	req := engine.Request{TryOn: &engine.TryOn{Recipe: r, Pictures: pictures}}
	var made madePreview
	err = s.run(ctx, req, sink, func(res engine.Result) error {
		if err := checkFiles(res); err != nil {
			return err
		}
		if f := judge(res.Verdicts); f != nil {
			return f
		}
		made, err = s.setAside(res)
		return err
	})
	if err != nil {
		return Preview{}, err
	}
	made.id = id
	s.previews.put(made)
	return made.preview, nil
}

// setAside moves the pictures of a result out of the engine's folder.
func (s *Studio) setAside(res engine.Result) (madePreview, error) {
	dir, err := os.MkdirTemp(s.temp, "preview-*")
	if err != nil {
		return madePreview{}, err
	}
	p := Preview{
		Picture: filepath.Join(dir, "after.png"), Before: filepath.Join(dir, "before.png"),
		Width: res.Width, Height: res.Height, Verdicts: res.Verdicts, Notices: res.Notices,
	}
	err = errors.Join(os.Rename(res.Picture, p.Picture), os.Rename(res.Before, p.Before))
	if err != nil {
		return madePreview{}, errors.Join(err, os.RemoveAll(dir))
	}
	return madePreview{dir: dir, preview: p}, nil
}
