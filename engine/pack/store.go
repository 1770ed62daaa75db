package pack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"lookbook/engine"
	"lookbook/engine/device"
)

// Store is the folder of installed packs. Several processes may use the same;
// adding and removing take turns, everything else only reads.
type Store struct {
	dir string
	// check, where set, opens the networks of a pack far enough to know that
	// they are what the manifest says.
	check Check
	// free tells how much disk is left in a folder.
	free func(dir string) (int64, error)
}

// Check looks at the networks of a pack that is about to be installed: files
// are below root/sub. Errors are *engine.Fault.
type Check func(ctx context.Context, p *Installed) error

// OpenStore returns the store in a folder, which need not be there.
func OpenStore(dir string, check Check) *Store {
	return &Store{dir: dir, check: check, free: device.FreeDisk}
}

// Installed is a pack that can be used.
type Installed struct {
	Manifest
	// Root is the folder that no file lies outside of, Sub the folder below it
	// that paths are relative to, with slashes; often "".
	Root string `json:"root"`
	Sub  string `json:"sub,omitempty"`
	// Linked files stay where the user has them.
	Linked bool `json:"linked"`
	// Accepted is when the license was accepted.
	Accepted time.Time `json:"accepted"`
	// Added is when it was installed.
	Added time.Time `json:"added"`
}

// Names inside the store.
const (
	manifestName = "pack.json"
	filesName    = "files"
	newPrefix    = ".new-"
	oldPrefix    = ".old-"
	lockName     = ".lock"
)

// List returns the installed packs by name. Folders that hold no readable pack
// are passed over; Get says why.
func (s *Store) List() ([]Installed, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diskFault(s.dir, err)
	}
	var out []Installed
	for _, e := range entries {
		if !goodName.MatchString(e.Name()) {
			continue
		}
		if p, err := s.Get(e.Name()); err == nil {
			out = append(out, *p)
		}
	}
	return out, nil
}

// Get returns one installed pack, unchecked. Errors are *engine.Fault.
func (s *Store) Get(name string) (*Installed, error) {
	if !goodName.MatchString(name) {
		return nil, unknown(name)
	}
	f, err := os.Open(filepath.Join(s.dir, name, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notInstalled(name)
	}
	if err != nil {
		return nil, diskFault(s.dir, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return nil, diskFault(s.dir, err)
	}
	p := &Installed{}
	if len(text) > maxManifest || json.Unmarshal(text, p) != nil || p.check() != nil || p.Name != name {
		return nil, badManifest("it was damaged after it had been installed")
	}
	if p.Sub != "" && !goodPath(p.Sub) {
		return nil, badManifest("its files lead out of its folder")
	}
	if !p.Linked {
		p.Root = filepath.Join(s.dir, name, filesName)
	}
	return p, nil
}

// Open returns one installed pack after a look at each file: what is used is
// what was installed. It takes milliseconds. Errors are *engine.Fault.
func (s *Store) Open(name string) (*Installed, error) {
	p, err := s.Get(name)
	if err != nil {
		return nil, err
	}
	for _, f := range p.Files {
		now := f
		if err := look(p.Root, p.Sub, &now); err != nil {
			return nil, changed(name, f.Path, err)
		}
		if now.Fingerprint != f.Fingerprint {
			return nil, changed(name, f.Path, nil)
		}
	}
	return p, nil
}

// Verified is what Verify found of one file.
type Verified struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	// Known tells whether there was a digest to compare with: the first
	// verification of files that the user brought only takes it down.
	Known bool `json:"known"`
}

// Verify reads every byte of a pack and compares digests; those that were not
// known are kept for the next time. Seen is told of bytes read. Errors are
// *engine.Fault.
func (s *Store) Verify(ctx context.Context, name string, seen func(n int64)) ([]Verified, error) {
	p, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	var out []Verified
	for i, f := range p.Files {
		real, err := s.real(p, f.Path)
		if err != nil {
			return nil, changed(name, f.Path, err)
		}
		sum, err := digest(ctx, real, seen)
		if ctx.Err() != nil {
			return nil, engine.AsFault(ctx.Err())
		}
		if err != nil || (f.SHA256 != "" && sum != f.SHA256) {
			return nil, changed(name, f.Path, err)
		}
		out = append(out, Verified{f.Path, sum, f.SHA256 != ""})
		p.Files[i].SHA256 = sum
	}
	if !slices.ContainsFunc(out, func(v Verified) bool { return !v.Known }) {
		return out, nil
	}
	unlock, err := s.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return out, s.write(filepath.Join(s.dir, name), p)
}

func (s *Store) real(p *Installed, name string) (string, error) {
	f, _, err := inside(p.Root, filepath.ToSlash(filepath.Join(p.Sub, name)))
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// Remove forgets a pack and deletes the files that the store holds. Files of a
// linked pack stay. Errors are *engine.Fault.
func (s *Store) Remove(name string) error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	dir := filepath.Join(s.dir, name)
	if !goodName.MatchString(name) {
		return unknown(name)
	}
	if _, err := os.Stat(filepath.Join(dir, manifestName)); err != nil {
		return notInstalled(name)
	}
	// Renamed first: a pack is there entirely or not at all.
	old := filepath.Join(s.dir, oldPrefix+name)
	if err := errors.Join(os.RemoveAll(old), os.Rename(dir, old), os.RemoveAll(old)); err != nil {
		return diskFault(dir, err)
	}
	return nil
}

// lock makes other processes wait out of the way; they are told, not queued.
func (s *Store) lock() (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, diskFault(s.dir, err)
	}
	l := flock.New(filepath.Join(s.dir, lockName))
	ok, err := l.TryLock()
	if err != nil {
		return nil, diskFault(s.dir, err)
	}
	if !ok {
		return nil, busy()
	}
	return func() { _ = l.Unlock() }, nil // the system does it at the latest when the process ends
}

// write puts the manifest into a folder: whole or not at all.
func (s *Store) write(dir string, p *Installed) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".manifest-*")
	if err != nil {
		return diskFault(dir, err)
	}
	_, err = f.Write(append(text, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, manifestName))
	}
	if err != nil {
		return diskFault(dir, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// Leftovers are the names of packs whose download was interrupted, with the
// bytes that wait to be gone on with.
func (s *Store) Leftovers() map[string]int64 {
	out := map[string]int64{}
	entries, _ := os.ReadDir(s.dir) // no folder, no leftovers
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), newPrefix)
		if !ok || !e.IsDir() {
			continue
		}
		err := filepath.WalkDir(filepath.Join(s.dir, e.Name()), func(_ string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				if info, err := d.Info(); err == nil {
					out[name] += info.Size()
				}
			}
			return nil
		})
		if err != nil {
			return out
		}
	}
	return out
}

// name of the place where a pack is put together.
func (s *Store) staging(name string) string { return filepath.Join(s.dir, newPrefix+name) }

// install makes a folder that is put together into a pack.
func (s *Store) install(ctx context.Context, dir string, p *Installed) error {
	if s.check != nil {
		q := *p
		if !p.Linked {
			q.Root = filepath.Join(dir, filesName)
		}
		if err := s.check(ctx, &q); err != nil {
			return err
		}
	}
	if err := s.write(dir, p); err != nil {
		return err
	}
	if err := os.Rename(dir, filepath.Join(s.dir, p.Name)); err != nil {
		return diskFault(s.dir, fmt.Errorf("install %s: %w", p.Name, err))
	}
	return nil
}
