package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"lookbook/storage/internal/fail"
)

//go:embed migrations/*.sql
var files embed.FS

// appID marks the file as ours (PRAGMA application_id): "LkBk".
const appID = 0x4c6b426b

// header is the first 16 bytes of every SQLite 3 file (sqlite.org/fileformat.html).
const header = "SQLite format 3\x00"

// Migrations returns the SQL files in order; the version of file i is i+1.
func Migrations() ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	all := make([]string, len(names))
	for i, n := range names {
		if !strings.HasPrefix(n, fmt.Sprintf("migrations/%04d_", i+1)) {
			return nil, fmt.Errorf("migration %s is not number %d", n, i+1)
		}
		b, err := files.ReadFile(n)
		if err != nil {
			return nil, err
		}
		all[i] = string(b)
	}
	return all, nil
}

// Version reads the schema version without changing a byte: 0 when there is
// no file or an empty one. ErrDamaged when the file is not our database,
// ErrNewerSchema when its version is above latest.
func Version(ctx context.Context, path string, latest int) (int, error) {
	if empty, err := checkHeader(path); empty || err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite3", dsn(path, url.Values{"mode": {"ro"}, "_busy_timeout": {"2000"}}))
	if err != nil {
		return 0, wrap("open catalogue", path, err)
	}
	defer db.Close() //nolint:errcheck // only read
	var version, id int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, wrap("open catalogue", path, err)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, wrap("open catalogue", path, err)
	}
	switch {
	case version > latest && id == appID:
		return version, fail.New(fail.ErrNewerSchema, "open catalogue", path,
			"its version is %d, this program knows %d", version, latest)
	case version > 0 && id != appID:
		return version, fail.New(fail.ErrDamaged, "open catalogue", path, "it is a database of another program")
	}
	return version, nil
}

func checkHeader(path string) (empty bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fail.Wrap("open catalogue", path, err)
	}
	defer f.Close() //nolint:errcheck // only read
	b := make([]byte, len(header))
	n, err := io.ReadFull(f, b)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return true, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return false, fail.Wrap("open catalogue", path, err)
	case !bytes.Equal(b, []byte(header)):
		return false, fail.New(fail.ErrDamaged, "open catalogue", path, "it is not a database")
	}
	return false, nil
}

// Migrate brings the schema at path from version to that of the last of the
// migrations, all in one transaction. An older database is first copied to
// backup, which must not exist. The caller keeps other processes away.
func Migrate(ctx context.Context, path string, version int, backup string, migrations []string) error {
	db, err := sql.Open("sqlite3", dsn(path, writerPragmas()))
	if err != nil {
		return wrap("prepare catalogue", path, err)
	}
	defer db.Close() //nolint:errcheck // committed or not, nothing is left to lose
	db.SetMaxOpenConns(1)
	if version > 0 {
		// VACUUM INTO copies a consistent state, log included.
		if _, err := db.ExecContext(ctx, "VACUUM INTO ?", backup); err != nil {
			return wrap("back up catalogue to", backup, err)
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return wrap("prepare catalogue", path, err)
	}
	defer tx.Rollback() //nolint:errcheck // no-op after Commit
	for i, text := range migrations[version:] {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return wrap(fmt.Sprintf("migration %d of catalogue", version+i+1), path, err)
		}
	}
	// PRAGMA takes no parameters; both numbers are ours.
	marks := fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d", appID, len(migrations))
	if _, err := tx.ExecContext(ctx, marks); err != nil {
		return wrap("prepare catalogue", path, err)
	}
	return wrap("prepare catalogue", path, tx.Commit())
}
