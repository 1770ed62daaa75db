// Package disk is the storage's door to writing files: create, rename, sync.
//
// Words: a Disk creates and renames; the real one is OS, tests put in one with
// a quota to show what a full disk does. An atomic write is temporary name,
// sync, rename, sync of the folder: after a crash the file is old or new,
// never half.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file being written.
type File interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
}

// Disk creates temporary files and gives them their names.
type Disk interface {
	CreateTemp(dir, pattern string) (File, error)
	Rename(from, to string) error
}

// OS is the real disk.
type OS struct{}

// CreateTemp is os.CreateTemp.
func (OS) CreateTemp(dir, pattern string) (File, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err // a nil *os.File must not become a non-nil File
	}
	return f, nil
}

// Rename is os.Rename.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// WriteAtomic writes b to path through a temporary file in temp, which must be
// on the same file system.
func WriteAtomic(d Disk, temp, path string, b []byte) error {
	f, err := d.CreateTemp(temp, "write-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = d.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, RemoveIfThere(f.Name()))
	}
	return SyncDir(filepath.Dir(path))
}

// RemoveIfThere removes a file; a missing one is no error.
func RemoveIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// MkdirSynced creates a folder and its parents and syncs every parent that got
// a new entry, so that the folder survives a power cut.
func MkdirSynced(dir string) error {
	if st, err := os.Stat(dir); err == nil && st.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MkdirSynced(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return SyncDir(parent)
}
