package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"lookbook/storage/internal/disk"
	"lookbook/storage/internal/fail"
	"lookbook/storage/internal/sqlite"
)

// Names in the data folder; FORMAT.md describes them.
const (
	dbFile      = "catalog.db"
	lockFile    = "lock"
	blobDir     = "blobs"
	recordDir   = "records"
	incomingDir = "incoming"
	tempDir     = "tmp"
	backupDir   = "backups"
)

// lockWait is how long Open waits for a process that changes the schema or
// repairs; a migration of a large catalogue takes a few seconds.
const lockWait = 15 * time.Second

// lockPause is the pause between two tries; the system offers no queue that
// obeys a context.
const lockPause = 20 * time.Millisecond

// folderLock is the lock file of a data folder: shared while it is open, alone
// while its schema is changed or it is repaired. The system gives it back when
// a process dies, so it is never stale.
type folderLock struct{ f *flock.Flock }

func takeLock(ctx context.Context, dir string, alone bool, wait time.Duration) (*folderLock, error) {
	path := filepath.Join(dir, lockFile)
	f := flock.New(path, flock.SetPermissions(0o600))
	short, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	try := f.TryRLockContext
	if alone {
		try = f.TryLockContext
	}
	ok, err := try(short, lockPause)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded) || (err == nil && !ok):
		return nil, &fail.Error{Kind: fail.ErrBusy, Op: "lock data folder", Path: dir}
	case err != nil:
		return nil, fail.Wrap("lock data folder", dir, err)
	}
	return &folderLock{f: f}, nil
}

func (l *folderLock) release() error { return l.f.Close() }

// lockCurrent returns the shared lock on a data folder whose schema is current.
func lockCurrent(ctx context.Context, dir string) (*folderLock, error) {
	migrations, err := sqlite.Migrations()
	if err != nil {
		return nil, err
	}
	for {
		lock, err := takeLock(ctx, dir, false, lockWait)
		if err != nil {
			return nil, err
		}
		version, err := checkedVersion(ctx, dir, len(migrations))
		if err == nil && version == len(migrations) {
			return lock, nil
		}
		if err := errors.Join(err, lock.release()); err != nil {
			return nil, err
		}
		if err := migrateAlone(ctx, dir, migrations); err != nil {
			return nil, err
		}
		// Another process may come between the two locks, so look again.
	}
}

func migrateAlone(ctx context.Context, dir string, migrations []string) error {
	lock, err := takeLock(ctx, dir, true, lockWait)
	if err != nil {
		return err
	}
	version, err := checkedVersion(ctx, dir, len(migrations))
	if err == nil && version < len(migrations) {
		err = migrate(ctx, dir, version, migrations)
	}
	return errors.Join(err, lock.release())
}

func migrate(ctx context.Context, dir string, version int, migrations []string) error {
	backup := ""
	if version > 0 {
		if err := disk.MkdirSynced(filepath.Join(dir, backupDir)); err != nil {
			return fail.Wrap("back up catalogue", dir, err)
		}
		name := fmt.Sprintf("catalog-v%d-%s.db", version, stamp(time.Now()))
		backup = filepath.Join(dir, backupDir, name)
	}
	return sqlite.Migrate(ctx, filepath.Join(dir, dbFile), version, backup, migrations)
}

// checkedVersion is the schema version; a catalogue that is missing although
// there are records has been lost, which is damage and not a new folder.
func checkedVersion(ctx context.Context, dir string, latest int) (int, error) {
	path := filepath.Join(dir, dbFile)
	version, err := sqlite.Version(ctx, path, latest)
	if err != nil || version > 0 {
		return version, err
	}
	found, err := records{root: filepath.Join(dir, recordDir)}.any(ctx)
	if err == nil && found {
		err = fail.New(fail.ErrDamaged, "open catalogue", path, "it is missing or empty, but there are records")
	}
	return 0, err
}

// stamp is a time that sorts as a file name, to the microsecond so that two
// names never meet.
func stamp(t time.Time) string { return t.UTC().Format("20060102T150405.000000") }

// ownTemp is the temporary folder of one open store, with a lock file beside
// it that shows its owner alive.
type ownTemp struct {
	dir  string
	lock *flock.Flock
}

// newTemp sweeps the folders of dead owners under root and makes a new one.
func newTemp(ctx context.Context, root string) (*ownTemp, error) {
	// One process at a time, so that nobody sweeps a folder that is just
	// being made.
	guard, err := takeLock(ctx, root, true, lockWait)
	if err != nil {
		return nil, err
	}
	t, err := sweepAndMake(root)
	return t, errors.Join(err, guard.release())
}

func sweepAndMake(root string) (*ownTemp, error) {
	list, err := os.ReadDir(root)
	if err != nil {
		return nil, fail.Wrap("sweep folder", root, err)
	}
	for _, e := range list {
		if e.IsDir() {
			sweep(filepath.Join(root, e.Name()))
		}
	}
	dir, err := os.MkdirTemp(root, "run-*")
	if err != nil {
		return nil, fail.Wrap("create folder", root, err)
	}
	lock := flock.New(dir + ".lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		return nil, fail.New(fail.ErrNoPermission, "lock folder", dir, "lock given %v: %w", ok, err)
	}
	return &ownTemp{dir: dir, lock: lock}, nil
}

// sweep removes a folder whose owner is gone. What cannot be removed now is
// tried again at the next start, so errors do not matter here.
func sweep(dir string) {
	lock := flock.New(dir + ".lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		return
	}
	if os.RemoveAll(dir) == nil {
		(&ownTemp{dir: dir, lock: lock}).close() //nolint:errcheck // see above
	}
}

func (t *ownTemp) close() error {
	err := os.RemoveAll(t.dir)
	return errors.Join(fail.Wrap("remove folder", t.dir, err), t.lock.Close(), disk.RemoveIfThere(t.dir+".lock"))
}
