// Package blob keeps bytes under the digest of their content.
//
// Words: a Blob is a file that never changes once it has its name, which is
// the lower-case hexadecimal SHA-256 of its bytes; a Space is one kind of
// blobs (originals, results) with a folder of its own; to Stage is to write
// bytes under a temporary name, where they are counted and digested, before
// they are kept or thrown away.
//
// A blob appears whole or not at all: temporary name, sync, rename, sync of
// the folder. Two processes may keep the same bytes at the same time.
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

// Space is one kind of blobs.
type Space string

// Spaces. Originals are the user's bytes as they came in; results are the
// pictures an engine made (and the decoded photo to compare them with).
const (
	Originals Space = "originals"
	Results   Space = "results"
)

// Spaces lists every space.
func Spaces() []Space { return []Space{Originals, Results} }

// Store is a folder of blobs. Its methods may be called from any goroutine and
// beside other processes on the same folder.
type Store struct {
	root string
	temp string
	disk disk.Disk
}

// New returns the store in folder root, which it creates. Staged bytes lie in
// folder temp, which must exist on the same file system; whoever owns temp
// removes what a killed process left there.
func New(root, temp string, d disk.Disk) (*Store, error) {
	for _, s := range Spaces() {
		if err := os.MkdirAll(filepath.Join(root, string(s)), 0o700); err != nil {
			return nil, fail.Wrap("create folder", root, err)
		}
	}
	return &Store{root: root, temp: temp, disk: d}, nil
}

// ValidDigest says whether s can name a blob.
func ValidDigest(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Path of a blob, whether it is there or not; "" for an invalid digest. Two
// levels of folders keep each folder small: 65,536 of them for a million files
// hold 15 each.
func (s *Store) Path(space Space, digest string) string {
	if !ValidDigest(digest) {
		return ""
	}
	return filepath.Join(s.root, string(space), digest[:2], digest[2:4], digest)
}

// Has says whether the blob is there.
func (s *Store) Has(space Space, digest string) bool {
	p := s.Path(space, digest)
	if p == "" {
		return false
	}
	st, err := os.Stat(p)
	return err == nil && st.Mode().IsRegular()
}

// Verify reads the whole blob and compares its digest: ErrNotFound when it is
// missing, ErrDamagedFile when its bytes are others.
func (s *Store) Verify(ctx context.Context, space Space, digest string) error {
	p := s.Path(space, digest)
	if p == "" {
		return fail.New(fail.ErrNotFound, "verify file", "", "%q is not a digest", digest)
	}
	f, err := os.Open(p)
	if err != nil {
		return fail.Wrap("verify file", p, err)
	}
	defer f.Close() //nolint:errcheck // only read
	sum := sha256.New()
	if _, err := copyCtx(ctx, sum, f); err != nil {
		return fail.Wrap("verify file", p, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != digest {
		return fail.New(fail.ErrDamagedFile, "verify file", p, "its content has digest %s", got)
	}
	return nil
}

// Remove deletes a blob; a missing one is no error. The caller makes sure that
// nothing refers to it.
func (s *Store) Remove(space Space, digest string) error {
	p := s.Path(space, digest)
	if p == "" {
		return nil
	}
	if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail.Wrap("remove file", p, err)
	}
	return nil
}

// Walk calls f with the digest of every blob of a space, in order, until f
// returns an error. Files that are no blobs are passed over.
func (s *Store) Walk(ctx context.Context, space Space, f func(digest string) error) error {
	root := filepath.Join(s.root, string(space))
	err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || d.IsDir() || !ValidDigest(d.Name()) {
			return err
		}
		return f(d.Name())
	})
	return fail.Wrap("list files", root, err)
}

// copyCtx copies in pieces of 256 KiB and looks at ctx between them.
func copyCtx(ctx context.Context, w io.Writer, r io.Reader) (int64, error) {
	var n int64
	for {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		k, err := io.CopyN(w, r, 256<<10)
		n += k
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}
