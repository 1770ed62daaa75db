package storage_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"lookbook/storage"
	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/storagetest"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(openEnv); dir != "" {
		_, err := storage.Open(context.Background(), dir, storage.Options{})
		fmt.Print(errors.Is(err, storage.ErrNoPermission), " ", err)
		return
	}
	storagetest.Main(m)
}

func TestContracts(t *testing.T) {
	s := storagetest.Open(t)
	t.Run("items", func(t *testing.T) { storagetest.RunItems(t, s) })
	t.Run("variants", func(t *testing.T) { storagetest.RunVariants(t, s) })
	t.Run("settings", func(t *testing.T) { storagetest.RunSettings(t, s) })
	t.Run("attempts", func(t *testing.T) { storagetest.RunAttempts(t, s) })
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

// put adds a variant and fails the test on any error.
func put(t *testing.T, s *storage.Store, name string) catalog.Variant {
	t.Helper()
	v := storagetest.Variant(name, "picture "+name, "photo")
	if err := storagetest.PutVariant(context.Background(), s, v, "picture "+name, "photo"); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAcknowledgedWritesSurviveSIGKILL(t *testing.T) {
	dir := t.TempDir()
	done := map[string]bool{}
	var mu sync.Mutex
	for round := 1; round <= 4; round++ {
		var all sync.WaitGroup
		for range 2 { // two processes on one folder
			all.Go(func() {
				list := storagetest.KillWriter(t, dir, 3*round)
				mu.Lock()
				defer mu.Unlock()
				for _, line := range list {
					done[line] = true
				}
			})
		}
		all.Wait()
		s := storagetest.OpenAt(t, dir)
		wantAll(t, s, done)
		if err := s.Check(context.Background()); err != nil {
			t.Error(err) // no half file under a blob's name
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	wantSwept(t, dir)
}

// wantAll wants every acknowledged thing with its files.
func wantAll(t *testing.T, s *storage.Store, done map[string]bool) {
	t.Helper()
	ctx := context.Background()
	for line := range done {
		kind, id, _ := strings.Cut(line, " ")
		var err error
		if kind == "item" {
			_, err = s.Item(ctx, id)
			err = errors.Join(err, s.Blobs().Verify(ctx, blob.Originals, id))
		} else {
			var v catalog.Variant
			v, err = s.Variant(ctx, id)
			err = errors.Join(err, s.Blobs().Verify(ctx, blob.Results, v.Picture), s.Blobs().Verify(ctx, blob.Results, v.Before))
		}
		if err != nil {
			t.Errorf("acknowledged %s is lost: %v", line, err)
		}
	}
}

func wantSwept(t *testing.T, dir string) {
	t.Helper()
	for _, pattern := range []string{"tmp/run-*", "records/incoming/*"} {
		if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

func TestALiveOwnersTemporaryFilesAreNotSwept(t *testing.T) {
	dir := t.TempDir()
	first := storagetest.OpenAt(t, dir)
	mine, err := first.TempDir("work")
	if err != nil {
		t.Fatal(err)
	}
	storagetest.OpenAt(t, dir)
	if _, err := os.Stat(mine); err != nil {
		t.Errorf("another process swept it: %v", err)
	}
}

func TestAnInterruptedWriteIsCompleted(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenAt(t, dir)
	v := put(t, s, "one")
	place := filepath.Join(dir, "records", "variants", v.ID[:2], v.ID+".json")
	incoming := filepath.Join(dir, "records", "incoming", "variant-"+v.ID+".json")
	b, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	// As a kill between the record and the commit leaves it; beside it a
	// record that is broken and must do no harm.
	if err := s.RemoveVariant(context.Background(), v.ID); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"picture one", "photo"} {
		if err := storagetest.Stage(t, s, []byte(text)).Keep(blob.Results); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Close(), os.WriteFile(incoming, b, 0o600),
		os.WriteFile(filepath.Join(dir, "records", "incoming", "broken.json"), b[:50], 0o600)); err != nil {
		t.Fatal(err)
	}
	again := storagetest.OpenAt(t, dir)
	if got, err := again.Variant(context.Background(), v.ID); err != nil || len(got.Verdicts) != 2 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := os.Stat(place); err != nil {
		t.Error(err)
	}
}

func TestAFullDiskWritesNothing(t *testing.T) {
	dir := t.TempDir()
	disk := &storagetest.FullDisk{}
	s, err := storage.Open(context.Background(), dir, storage.Options{Disk: disk})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	v := storagetest.Variant("one", "picture", "photo")
	for _, room := range []int64{0, 3, 9, 100} { // within the pictures, then within the record
		disk.Room.Store(room)
		if err := storagetest.PutVariant(ctx, s, v, "picture", "photo"); !errors.Is(err, storage.ErrDiskFull) {
			t.Errorf("room for %d bytes: %v", room, err)
		}
		if _, err := s.Variant(ctx, v.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("room for %d bytes: the variant is there (%v)", room, err)
		}
	}
	for _, pattern := range []string{"tmp/run-*/*", "records/incoming/*", "blobs/results/*/*/*"} {
		if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
	disk.Room.Store(1 << 20)
	if err := storagetest.PutVariant(ctx, s, v, "picture", "photo"); err != nil {
		t.Error(err)
	}
}

// openEnv makes a child process that opens a data folder and prints whether it
// was denied.
const openEnv = "LOOKBOOK_STORAGE_TEST_OPEN"

// TestNoPermission opens a folder that somebody else owns. As root, who may
// everything, it does so in a child process that runs as nobody.
func TestNoPermission(t *testing.T) {
	parent, err := os.MkdirTemp("", "lookbook-denied-*") // below folders that all may enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	dir := filepath.Join(parent, "data")
	if err := errors.Join(os.Mkdir(dir, 0o500), os.Chmod(parent, 0o755)); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 {
		if _, err := storage.Open(context.Background(), dir, storage.Options{}); !errors.Is(err, storage.ErrNoPermission) {
			t.Error(err)
		}
		return
	}
	exe, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(parent, "test")
	if err := errors.Join(os.WriteFile(mine, exe, 0o755), os.Chmod(mine, 0o755)); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(mine)
	child.Env = append(os.Environ(), openEnv+"="+dir)
	asNobody(child)
	out, err := child.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Skip("this system lets root not become another user")
	}
	if err != nil || !strings.HasPrefix(string(out), "true") {
		t.Errorf("opened as nobody: %s %v", out, err)
	}
}

func TestADataFolderThatIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Open(context.Background(), path, storage.Options{}); err == nil {
		t.Error("a file was opened as a data folder")
	}
}

func TestManyGoroutinesWriteAtOnce(t *testing.T) {
	s := storagetest.Open(t)
	other := storagetest.OpenAt(t, s.Dir())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 10 {
				store := s
				if j%2 == 1 {
					store = other
				}
				name := fmt.Sprint(i, "-", j)
				v := storagetest.Variant(name, "same picture", "photo")
				if err := storagetest.PutVariant(context.Background(), store, v, "same picture", "photo"); err != nil {
					t.Error(err)
				}
				if j%3 == 0 {
					if err := store.RemoveVariant(context.Background(), v.ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	list, err := s.Variants(context.Background(), catalog.Page{Limit: 500})
	if err != nil || len(list) != 8*6 {
		t.Errorf("%d variants, %v", len(list), err)
	}
	for _, v := range list {
		if !s.Blobs().Has(blob.Results, v.Picture) {
			t.Error("a removal took a picture that others show")
		}
	}
}

func TestCancelIsObeyed(t *testing.T) {
	s := storagetest.Open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.PutSetting(ctx, "user", []byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("write: %v", err)
	}
	if _, err := s.Items(ctx, catalog.Page{Limit: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	if _, err := s.Blobs().Stage(ctx, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("stage: %v", err)
	}
	if _, err := storage.Open(ctx, t.TempDir(), storage.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("open: %v", err)
	}
}
