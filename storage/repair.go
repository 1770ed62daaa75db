package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lookbook/storage/blob"
	"lookbook/storage/internal/disk"
	"lookbook/storage/internal/fail"
	"lookbook/storage/internal/sqlite"
)

// Repaired says what Repair did.
type Repaired struct {
	Items    int `json:"items"`
	Variants int `json:"variants"`
	Settings int `json:"settings"`
	// Left are the records that could not be used: damaged themselves, or
	// their pictures are gone. They stay on disk.
	Left []string `json:"left,omitempty"`
	// Aside is the folder with the former catalogue, "" when there was none.
	Aside string `json:"aside,omitempty"`
}

// repairWait is how long Repair waits for other processes to close the folder.
const repairWait = 2 * time.Second

// Repair builds a new catalogue from the records and then puts the former one
// aside under a dated name; nothing is deleted. Call it when Open says
// ErrDamaged. ErrBusy while any process has the folder open, ErrNewerSchema
// when a newer Lookbook wrote it, ErrNotFound when dir is no data folder.
func Repair(ctx context.Context, dir string) (Repaired, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Repaired{}, fail.Wrap("repair data folder", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, recordDir)); err != nil {
		return Repaired{}, fail.Wrap("repair data folder", dir, err)
	}
	lock, err := takeLock(ctx, dir, true, repairWait)
	if err != nil {
		return Repaired{}, err
	}
	out, err := repairAlone(ctx, dir)
	return out, errors.Join(err, lock.release())
}

func repairAlone(ctx context.Context, dir string) (Repaired, error) {
	migrations, err := sqlite.Migrations()
	if err != nil {
		return Repaired{}, err
	}
	path := filepath.Join(dir, dbFile)
	if _, err := sqlite.Version(ctx, path, len(migrations)); errors.Is(err, fail.ErrNewerSchema) {
		return Repaired{}, err
	}
	fresh := path + ".rebuild"
	if err := removeDB(fresh); err != nil {
		return Repaired{}, err
	}
	if err := sqlite.Migrate(ctx, fresh, 0, "", migrations); err != nil {
		return Repaired{}, err
	}
	out, err := rebuild(ctx, dir, fresh)
	if err != nil {
		return Repaired{}, errors.Join(err, removeDB(fresh))
	}
	if out.Aside, err = putAside(dir); err != nil {
		return Repaired{}, err
	}
	if err := os.Rename(fresh, path); err != nil {
		return Repaired{}, fail.Wrap("repair catalogue", path, err)
	}
	return out, fail.Wrap("repair catalogue", path, disk.SyncDir(dir))
}

// rebuild fills the new database from the records, oldest first so that the
// lists keep their order.
func rebuild(ctx context.Context, dir, path string) (Repaired, error) {
	temp := filepath.Join(dir, tempDir)
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return Repaired{}, fail.Wrap("repair catalogue", temp, err)
	}
	blobs, err := blob.New(filepath.Join(dir, blobDir), temp, disk.OS{})
	if err != nil {
		return Repaired{}, err
	}
	db, err := sqlite.Open(ctx, path)
	if err != nil {
		return Repaired{}, err
	}
	s := &Store{dir: dir, db: db, blobs: blobs, records: records{root: filepath.Join(dir, recordDir)}}
	out, list, err := s.collect(ctx)
	if err == nil {
		err = db.Write(ctx, func(tx *sqlite.Tx) error { return out.fill(ctx, tx, list) })
	}
	// Closing writes the log back, so that the file alone is the database.
	return out, errors.Join(err, db.Close())
}

// dated is a record's file with what orders it.
type dated struct {
	path string
	time time.Time
}

// collect reads every record once to sort out those that cannot be used. It
// keeps paths, not contents: 100,000 records would be half a gigabyte.
func (s *Store) collect(ctx context.Context) (Repaired, []dated, error) {
	var out Repaired
	var list []dated
	err := s.records.walk(ctx, func(p string) error {
		r, err := readRecord(p)
		if err == nil {
			err = s.complete(r)
		}
		if err != nil {
			out.Left = append(out.Left, p)
			return nil
		}
		d := dated{path: p}
		switch {
		case r.Item != nil:
			d.time = r.Item.Time
		case r.Variant != nil:
			d.time = r.Variant.Time
		}
		list = append(list, d)
		return nil
	})
	slices.SortStableFunc(list, func(a, b dated) int { return a.time.Compare(b.time) })
	return out, list, err
}

func (out *Repaired) fill(ctx context.Context, tx *sqlite.Tx, list []dated) error {
	seen := map[string]bool{}
	for _, d := range list {
		r, err := readRecord(d.path)
		if err != nil {
			return err
		}
		if err := putRecord(ctx, tx, r); err != nil {
			return err
		}
		kind, id := r.name()
		if seen[kind+id] {
			continue // an interrupted newer state of the same thing
		}
		seen[kind+id] = true
		switch kind {
		case "item":
			out.Items++
		case "variant":
			out.Variants++
		default:
			out.Settings++
		}
	}
	return nil
}

// dbFiles are the database, its log and the log's index.
func dbFiles(path string) []string { return []string{path, path + "-wal", path + "-shm"} }

func removeDB(path string) error {
	for _, p := range dbFiles(path) {
		if err := disk.RemoveIfThere(p); err != nil {
			return fail.Wrap("remove file", p, err)
		}
	}
	return nil
}

// putAside moves the former catalogue into a dated folder.
func putAside(dir string) (string, error) {
	aside := filepath.Join(dir, "damaged-"+stamp(time.Now()))
	moved := false
	for _, p := range dbFiles(filepath.Join(dir, dbFile)) {
		if _, err := os.Stat(p); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := disk.MkdirSynced(aside); err != nil {
			return "", fail.Wrap("put catalogue aside", aside, err)
		}
		if err := os.Rename(p, filepath.Join(aside, filepath.Base(p))); err != nil {
			return "", fail.Wrap("put catalogue aside", p, err)
		}
		moved = true
	}
	if !moved {
		return "", nil
	}
	return aside, nil
}
