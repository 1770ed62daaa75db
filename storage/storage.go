// Package storage keeps what Lookbook must not lose: the user's original
// pictures, every finished result, and the catalogue of both.
//
// Words: the data folder is where all of it lies (FORMAT.md beside this file
// describes every file in it); a blob is bytes under their digest (package
// blob); the catalogue is the SQLite database (package catalog names its
// contents); a record is one JSON file per item, variant and setting, from
// which Repair rebuilds a catalogue that was lost; a result is acknowledged
// when the Put… call returned nil, and from then on survives any crash.
//
// Several processes may have the same data folder open.
package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/internal/disk"
	"lookbook/storage/internal/fail"
	"lookbook/storage/internal/sqlite"
)

// Kinds of errors; test with errors.Is. The comments say what a caller can do.
var (
	// ErrNotFound: there is no such thing; look for another.
	ErrNotFound = fail.ErrNotFound
	// ErrNewerSchema: a newer Lookbook wrote the data folder; nothing was
	// touched. Use that version.
	ErrNewerSchema = fail.ErrNewerSchema
	// ErrDamaged: the catalogue or a file does not hold what was written.
	// For the catalogue call Repair.
	ErrDamaged = fail.ErrDamaged
	// ErrDamagedFile is an ErrDamaged about one original or result, which no
	// repair brings back; put it in again or make it again.
	ErrDamagedFile = fail.ErrDamagedFile
	// ErrBusy: another process holds what is needed; close it or try later.
	ErrBusy = fail.ErrBusy
	// ErrDiskFull: nothing was written; make room and try again.
	ErrDiskFull = fail.ErrDiskFull
	// ErrNoPermission: the operating system refuses; change rights or folder.
	ErrNoPermission = fail.ErrNoPermission
)

// Error is the type of the errors of this package: operation, path, kind and
// cause.
type Error = fail.Error

// Disk is how files are created and renamed; see Options.
type Disk = disk.Disk

// File is a file that a Disk creates.
type File = disk.File

// Options of Open; the zero value is right.
type Options struct {
	// Disk writes files; nil is the real one. Tests put in a full one.
	Disk Disk
}

// Store is an open data folder. Its methods may be called from any goroutine;
// Close waits for none of them, so end them first.
type Store struct {
	dir     string
	disk    disk.Disk
	db      *sqlite.DB
	blobs   *blob.Store
	records records
	temp    *ownTemp
	lock    *folderLock
}

// The roles that the store fills.
var (
	_ catalog.ItemReader    = (*Store)(nil)
	_ catalog.ItemWriter    = (*Store)(nil)
	_ catalog.VariantReader = (*Store)(nil)
	_ catalog.VariantWriter = (*Store)(nil)
	_ catalog.Attempts      = (*Store)(nil)
	_ catalog.Thumbs        = (*Store)(nil)
	_ catalog.Settings      = (*Store)(nil)
)

// Open opens the data folder dir, creating it when it is missing: brings the
// catalogue's schema up to date (after a backup), sweeps what killed processes
// left in tmp, and completes what they had finished but not yet catalogued.
//
// Errors: ErrNewerSchema (nothing touched), ErrDamaged (call Repair), ErrBusy
// (another process changes the schema or repairs), ErrDiskFull, ErrNoPermission.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fail.Wrap("open data folder", dir, err)
	}
	if o.Disk == nil {
		o.Disk = disk.OS{}
	}
	for _, d := range []string{dir, filepath.Join(dir, tempDir), filepath.Join(dir, recordDir, incomingDir)} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fail.Wrap("open data folder", dir, err)
		}
	}
	s := &Store{dir: dir, disk: o.Disk}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.lock, err = lockCurrent(ctx, s.dir); err != nil {
		return err
	}
	if s.temp, err = newTemp(ctx, filepath.Join(s.dir, tempDir)); err != nil {
		return err
	}
	s.records = records{root: filepath.Join(s.dir, recordDir), temp: s.temp.dir, disk: s.disk}
	if s.blobs, err = blob.New(filepath.Join(s.dir, blobDir), s.temp.dir, s.disk); err != nil {
		return err
	}
	if s.db, err = sqlite.Open(ctx, filepath.Join(s.dir, dbFile)); err != nil {
		return err
	}
	return s.adoptIncoming(ctx)
}

// Close releases the database, the temporary folder and the lock.
func (s *Store) Close() error {
	var all []error
	if s.db != nil {
		all = append(all, s.db.Close())
	}
	if s.temp != nil {
		all = append(all, s.temp.close())
	}
	if s.lock != nil {
		all = append(all, s.lock.release())
	}
	return errors.Join(all...)
}

// Dir is the absolute path of the data folder.
func (s *Store) Dir() string { return s.dir }

// Blobs is the store of originals and results. Put pictures of variants and
// originals of items in through PutVariant and PutItem, which keep them
// together with their rows.
func (s *Store) Blobs() *blob.Store { return s.blobs }

// TempDir makes an empty folder inside the data folder, on the same file
// system as the blobs. Remove it when done; what a killed process leaves is
// swept at the next Open.
func (s *Store) TempDir(name string) (string, error) {
	d, err := os.MkdirTemp(s.temp.dir, name+"-*")
	return d, fail.Wrap("create folder", s.temp.dir, err)
}

// Check runs the database's own check and verifies every original and result
// against its digest: the first damage found is returned as ErrDamaged. It
// reads everything, so it takes about 10 s per 3 GB.
func (s *Store) Check(ctx context.Context) error {
	if err := s.db.Check(ctx); err != nil {
		return err
	}
	for _, space := range blob.Spaces() {
		err := s.blobs.Walk(ctx, space, func(digest string) error {
			return s.blobs.Verify(ctx, space, digest)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
