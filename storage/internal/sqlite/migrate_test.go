package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lookbook/storage/catalog"
	"lookbook/storage/internal/fail"
)

func migrated(t testing.TB, dir string) string {
	t.Helper()
	all, err := Migrations()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "catalog.db")
	if err := Migrate(context.Background(), path, 0, "", all); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPathMayHoldAnything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "50% off? #1 żółć &mode=ro;")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := Open(context.Background(), migrated(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(context.Background(), func(tx *Tx) error {
		return tx.PutSetting(context.Background(), "a", []byte("b"))
	})
	if err != nil {
		t.Error(err)
	}
	if list, err := os.ReadDir(dir); err != nil || list[0].Name() != "catalog.db" {
		t.Errorf("%v %v", list, err)
	}
}

func TestPragmasAreSet(t *testing.T) {
	db, err := Open(context.Background(), migrated(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range []struct {
		db            *sql.DB
		pragma, value string
	}{
		{db.writer, "journal_mode", "wal"},
		{db.writer, "synchronous", "2"},
		{db.writer, "foreign_keys", "1"},
		{db.writer, "query_only", "0"},
		{db.readers, "query_only", "1"},
		{db.readers, "journal_mode", "wal"},
	} {
		var got string
		if err := c.db.QueryRow("PRAGMA " + c.pragma).Scan(&got); err != nil || got != c.value {
			t.Errorf("%s is %s, want %s (%v)", c.pragma, got, c.value, err)
		}
	}
	if _, err := db.readers.Exec("DELETE FROM setting"); err == nil {
		t.Error("a reader may write")
	}
}

func TestAMigrationKeepsABackupAndTheData(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := migrated(t, dir)
	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(ctx, func(tx *Tx) error { return tx.PutSetting(ctx, "user", []byte("dark")) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	first, err := Migrations()
	if err != nil {
		t.Fatal(err)
	}
	latest := len(first)
	backup := filepath.Join(dir, "backup.db")
	next := append(first[:latest:latest], "ALTER TABLE setting ADD COLUMN extra TEXT")
	if err := Migrate(ctx, path, latest, backup, next); err != nil {
		t.Fatal(err)
	}
	if v, err := Version(ctx, path, latest+1); err != nil || v != latest+1 {
		t.Errorf("version %d %v", v, err)
	}
	if v, err := Version(ctx, backup, latest); err != nil || v != latest {
		t.Errorf("version of the backup %d %v", v, err)
	}
	if v, err := Version(ctx, path, latest); !errors.Is(err, fail.ErrNewerSchema) {
		t.Errorf("an older program opens version %d: %v", v, err)
	}
	for _, p := range []string{path, backup} {
		db, err := Open(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := db.Setting(ctx, "user"); err != nil || string(b) != "dark" {
			t.Errorf("%s: %q %v", p, b, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAFailedMigrationChangesNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := migrated(t, dir)
	all, err := Migrations()
	if err != nil {
		t.Fatal(err)
	}
	latest := len(all)
	all = append(all, "CREATE TABLE half (a); CREATE TABLE oops (")
	if err := Migrate(ctx, path, latest, filepath.Join(dir, "backup.db"), all); err == nil {
		t.Fatal("a broken migration succeeded")
	}
	if v, err := Version(ctx, path, latest); err != nil || v != latest {
		t.Errorf("version %d %v", v, err)
	}
	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.readers.Exec("SELECT * FROM half"); err == nil {
		t.Error("half of the migration is there")
	}
}

func TestADatabaseOfAnotherProgramIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("CREATE TABLE theirs (a); PRAGMA user_version = 77")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Version(context.Background(), path, 1); !errors.Is(err, fail.ErrDamaged) {
		t.Error(err)
	}
}

func TestWritesWaitForAnotherProcess(t *testing.T) {
	ctx := context.Background()
	path := migrated(t, t.TempDir())
	one, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	two, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	inside, done := make(chan struct{}), make(chan error)
	release := make(chan struct{})
	go func() {
		done <- one.Write(ctx, func(tx *Tx) error {
			close(inside)
			<-release
			return tx.PutSetting(ctx, "who", []byte("one"))
		})
	}()
	<-inside
	short, cancel := context.WithCancel(ctx)
	cancel()
	if err := two.Write(short, func(*Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled wait gives %v", err)
	}
	go func() {
		done <- two.Write(ctx, func(tx *Tx) error { return tx.PutSetting(ctx, "who", []byte("two")) })
	}()
	close(release)
	if err := errors.Join(<-done, <-done); err != nil {
		t.Error(err)
	}
}

func TestAFullDatabaseIsADiskFull(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, migrated(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.writer.Exec("PRAGMA max_page_count = 1"); err != nil { // no less than it has
		t.Fatal(err)
	}
	err = db.Write(ctx, func(tx *Tx) error { return tx.PutSetting(ctx, "big", make([]byte, 1<<20)) })
	if !errors.Is(err, fail.ErrDiskFull) {
		t.Error(err)
	}
	if b, err := db.Setting(ctx, "big"); err != nil || b != nil {
		t.Errorf("%d bytes %v", len(b), err)
	}
}

func TestAPanicInsideUndoesEverything(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, migrated(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	func() {
		defer func() { _ = recover() }()
		_ = db.Write(ctx, func(tx *Tx) error {
			if err := tx.PutSetting(ctx, "a", []byte("b")); err != nil {
				t.Error(err)
			}
			panic("mistake")
		})
	}()
	if b, err := db.Setting(ctx, "a"); err != nil || b != nil {
		t.Errorf("%q %v", b, err)
	}
}

func BenchmarkThumb(b *testing.B) {
	ctx := context.Background()
	db, err := Open(ctx, migrated(b, b.TempDir()))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	err = db.Write(ctx, func(tx *Tx) error { return tx.PutThumb(ctx, catalog.OfItem, "a", make([]byte, 16<<10)) })
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := db.Thumb(ctx, catalog.OfItem, "a"); err != nil {
			b.Fatal(err)
		}
	}
}
