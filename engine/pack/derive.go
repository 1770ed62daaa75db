package pack

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"lookbook/engine"
)

// Shrunk says what a smaller copy of a pack is like.
type Shrunk struct {
	Pack *Installed `json:"pack"`
	// Bits of a weight of a matrix product.
	Bits int64 `json:"bits"`
	// Before and After are the bytes of all weights.
	Before int64 `json:"before"`
	After  int64 `json:"after"`
	// Error is the root of the mean square by which weights differ from the
	// original, relative to that of the original; Worst that of the weight that
	// differs most, and its name.
	Error    float64 `json:"error"`
	Worst    float64 `json:"worst"`
	WorstKey string  `json:"worstKey"`
}

// Derive installs a pack whose files are made from those of another one. Fill
// writes them into an empty folder; need is the most bytes that they take. The
// manifest's own files are not looked at. Errors are *engine.Fault, or those of
// fill.
func (s *Store) Derive(ctx context.Context, m *Manifest, need int64, o AddOptions, fill func(dir string, p *Installed) error) (*Installed, error) {
	p := &Installed{Manifest: *m, Accepted: o.now(), Added: o.now()}
	p.Files = nil
	if err := p.check(); err != nil {
		return nil, badManifest(err.Error())
	}
	unlock, err := s.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if _, err := os.Lstat(filepath.Join(s.dir, m.Name)); err == nil {
		return nil, alreadyThere(m.Name)
	}
	if err := s.room(need); err != nil {
		return nil, err
	}
	dir := s.staging(m.Name)
	files := filepath.Join(dir, filesName)
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(files, 0o700)); err != nil {
		return nil, diskFault(dir, err)
	}
	err = fill(files, p)
	if err == nil {
		p.Files, err = survey(files, "", &p.Manifest)
	}
	if err == nil {
		err = s.install(ctx, dir, p)
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(dir))
		if ctx.Err() != nil {
			return nil, engine.AsFault(ctx.Err())
		}
		return nil, err
	}
	p.Root = filepath.Join(s.dir, m.Name, filesName)
	return p, nil
}
