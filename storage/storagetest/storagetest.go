// Package storagetest holds what tests need of the storage: temporary stores,
// the contract suite of the catalogue's roles, and ways to make things go
// wrong (a full disk, a killed process, a catalogue of a newer version).
//
// Words: a FullDisk is a disk with little room left; a Writer is a child
// process that writes until it is killed and says what was acknowledged.
// Only tests import this package.
package storagetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"

	"lookbook/storage"
	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/internal/disk"
)

// Open opens a store in a temporary folder; it is closed with the test.
func Open(t testing.TB) *storage.Store {
	t.Helper()
	return OpenAt(t, t.TempDir())
}

// OpenAt opens a store on the data folder dir; it is closed with the test.
func OpenAt(t testing.TB, dir string) *storage.Store {
	t.Helper()
	s, err := storage.Open(context.Background(), dir, storage.Options{})
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // may be closed by the test already
	return s
}

// Stage stages bytes for a store.
func Stage(t testing.TB, s *storage.Store, b []byte) *blob.Staged {
	t.Helper()
	g, err := s.Blobs().Stage(context.Background(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Digest of bytes as a blob.
func Digest(b []byte) string { return catalog.NewDocument(b).Digest }

// FullDisk is a storage.Disk with Room bytes left, none at first. When the room
// is used up writes fail with Err, which is ENOSPC unless set. Renames work, as
// they do on a full disk.
type FullDisk struct {
	Room atomic.Int64
	Err  error
	real disk.OS
}

// CreateTemp creates a file that obeys the quota.
func (d *FullDisk) CreateTemp(dir, pattern string) (storage.File, error) {
	f, err := d.real.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	return quotaFile{File: f, disk: d}, nil
}

// Rename is os.Rename.
func (d *FullDisk) Rename(from, to string) error { return d.real.Rename(from, to) }

type quotaFile struct {
	storage.File
	disk *FullDisk
}

// Write writes as much as there is room for, as the real one does.
func (f quotaFile) Write(b []byte) (int, error) {
	left := f.disk.Room.Add(-int64(len(b)))
	if left >= 0 {
		return f.File.Write(b)
	}
	fits := max(0, left+int64(len(b)))
	f.disk.Room.Store(0)
	n, err := f.File.Write(b[:fits])
	if err == nil {
		err = &os.PathError{Op: "write", Path: f.Name(), Err: f.disk.err()}
	}
	return n, err
}

func (d *FullDisk) err() error {
	if d.Err != nil {
		return d.Err
	}
	return syscall.ENOSPC
}

// NewerCatalog makes a data folder whose catalogue claims to be of version
// 9999, and returns the bytes of the database so that a test can show that
// they were left alone.
func NewerCatalog(t testing.TB, dir string) (path string, content []byte) {
	t.Helper()
	if err := OpenAt(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "catalog.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// user_version is the big-endian number at byte 60 (sqlite.org/fileformat.html).
	binary.BigEndian.PutUint32(content[60:], 9999)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, content
}
