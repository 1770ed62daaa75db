package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lookbook/storage/internal/disk"
	"lookbook/storage/internal/fail"
)

// Staged is a file under a temporary name that may become a blob. Call Keep or
// Discard; Discard after Keep does nothing. Not safe for several goroutines.
type Staged struct {
	store *Store
	// Digest and Size of the bytes.
	Digest string
	Size   int64
	// Path of the temporary file; readable until Keep or Discard.
	Path string
}

// Stage copies r to a temporary file and syncs it. On any error, ctx included,
// nothing is left.
func (s *Store) Stage(ctx context.Context, r io.Reader) (*Staged, error) {
	f, err := s.disk.CreateTemp(s.temp, "stage-*")
	if err != nil {
		return nil, fail.Wrap("create file", s.temp, err)
	}
	sum := sha256.New()
	n, err := copyCtx(ctx, io.MultiWriter(f, sum), r)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, errors.Join(fail.Wrap("write file", f.Name(), err), disk.RemoveIfThere(f.Name()))
	}
	return &Staged{store: s, Digest: hex.EncodeToString(sum.Sum(nil)), Size: n, Path: f.Name()}, nil
}

// Adopt stages a file that already lies on the same file system, without
// copying it: Keep will move it. On an error the file stays where it is.
func (s *Store) Adopt(ctx context.Context, path string) (*Staged, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0) // fsync needs a writable handle on Windows
	if err != nil {
		return nil, fail.Wrap("read file", path, err)
	}
	defer f.Close() //nolint:errcheck // Sync below reports what matters
	sum := sha256.New()
	n, err := copyCtx(ctx, sum, f)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return nil, fail.Wrap("read file", path, err)
	}
	return &Staged{store: s, Digest: hex.EncodeToString(sum.Sum(nil)), Size: n, Path: path}, nil
}

// Keep gives the staged file its name in a space. When the blob is there
// already, of the same size, the staged file is thrown away.
func (g *Staged) Keep(space Space) error {
	p := g.store.Path(space, g.Digest)
	if st, err := os.Stat(p); err == nil && st.Size() == g.Size {
		g.Discard()
		return nil
	}
	dir := filepath.Dir(p)
	if err := disk.MkdirSynced(dir); err != nil {
		return fail.Wrap("create folder", dir, err)
	}
	// Read-only, so that no other program changes it by accident.
	if err := os.Chmod(g.Path, 0o400); err != nil {
		return fail.Wrap("write file", g.Path, err)
	}
	if err := g.store.disk.Rename(g.Path, p); err != nil {
		return fail.Wrap("write file", p, err)
	}
	return fail.Wrap("write folder", dir, disk.SyncDir(dir))
}

// Discard removes the staged file if it is still there. A file that cannot be
// removed is swept with its folder at the next start.
func (g *Staged) Discard() {
	if err := os.Remove(g.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return
	}
}

// Put stages and keeps r, and returns its digest.
func (s *Store) Put(ctx context.Context, space Space, r io.Reader) (string, error) {
	g, err := s.Stage(ctx, r)
	if err != nil {
		return "", err
	}
	defer g.Discard()
	return g.Digest, g.Keep(space)
}
