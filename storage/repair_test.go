package storage_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lookbook/storage"
	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/storagetest"
)

func TestANewerCatalogueIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	path, before := storagetest.NewerCatalog(t, dir)
	_, err := storage.Open(context.Background(), dir, storage.Options{})
	if !errors.Is(err, storage.ErrNewerSchema) || !strings.Contains(err.Error(), "9999") {
		t.Errorf("open: %v", err)
	}
	if _, err := storage.Repair(context.Background(), dir); !errors.Is(err, storage.ErrNewerSchema) {
		t.Errorf("repair: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file was changed (%v)", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "damaged-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("put aside: %v %v", left, err)
	}
}

// damages are ways in which a catalogue gets lost.
var damages = map[string]func(path string) error{
	"missing":    os.Remove,
	"zero bytes": func(p string) error { return os.Truncate(p, 0) },
	"text":       func(p string) error { return os.WriteFile(p, []byte("this was a database once, or was it?"), 0o600) },
	"truncated":  func(p string) error { return os.Truncate(p, 4096*3) },
	"scribbled": func(p string) error {
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for i := 4096; i < len(b); i += 2 {
			b[i] ^= 0xa5
		}
		return os.WriteFile(p, b, 0o600)
	},
}

func TestADamagedCatalogueIsKeptAsideAndRebuilt(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			before := fill(t, dir)
			path := filepath.Join(dir, "catalog.db")
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			spoiled, _ := os.ReadFile(path) // missing in one case
			if _, err := storage.Open(context.Background(), dir, storage.Options{}); !errors.Is(err, storage.ErrDamaged) {
				t.Fatalf("open: %v", err)
			}
			done, err := storage.Repair(context.Background(), dir)
			if err != nil || done.Items != 1 || done.Variants != 2 || done.Settings != 1 || len(done.Left) != 0 {
				t.Fatalf("repair: %+v %v", done, err)
			}
			if spoiled != nil {
				if kept, err := os.ReadFile(filepath.Join(done.Aside, "catalog.db")); err != nil || !bytes.Equal(kept, spoiled) {
					t.Errorf("the damaged file was not kept: %v", err)
				}
			}
			if after := content(t, storagetest.OpenAt(t, dir)); !reflect.DeepEqual(after, before) {
				t.Errorf("rebuilt\n%+v want\n%+v", after, before)
			}
		})
	}
}

// held is what a store holds.
type held struct {
	items    []catalog.Item
	variants []catalog.Variant
	setting  string
}

// fill makes a data folder with an item, two variants and a setting.
func fill(t *testing.T, dir string) held {
	t.Helper()
	ctx := context.Background()
	s := storagetest.OpenAt(t, dir)
	for i, name := range []string{"old", "new"} {
		v := storagetest.Variant(name, "picture "+name, "photo")
		v.Time = v.Time.Add(time.Duration(i) * time.Second)
		if err := storagetest.PutVariant(ctx, s, v, "picture "+name, "photo"); err != nil {
			t.Fatal(err)
		}
	}
	err := errors.Join(
		s.PutItem(ctx, storagetest.Item("shirt"), nil, storagetest.Stage(t, s, []byte("shirt"))),
		s.PutSetting(ctx, "user", []byte("dark")))
	if err != nil {
		t.Fatal(err)
	}
	h := content(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return h
}

func content(t *testing.T, s *storage.Store) (h held) {
	t.Helper()
	ctx := context.Background()
	var err1, err2 error
	h.items, err1 = s.Items(ctx, catalog.Page{Limit: 10})
	h.variants, err2 = s.Variants(ctx, catalog.Page{Limit: 10})
	b, err3 := s.Setting(ctx, "user")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	h.setting = string(b)
	return h
}

func TestRepairLeavesWhatItCannotUse(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenAt(t, dir)
	whole, lost, bad := put(t, s, "whole"), put(t, s, "lost"), put(t, s, "bad")
	record := filepath.Join(dir, "records", "variants", bad.ID[:2], bad.ID+".json")
	err := errors.Join(s.Blobs().Remove(blob.Results, lost.Picture), s.Close(), os.WriteFile(record, []byte(`{"format":1}`), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	done, err := storage.Repair(context.Background(), dir)
	if err != nil || done.Variants != 1 || len(done.Left) != 2 {
		t.Fatalf("%+v %v", done, err)
	}
	if _, err := storagetest.OpenAt(t, dir).Variant(context.Background(), whole.ID); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(record); err != nil {
		t.Errorf("a record that cannot be used was removed: %v", err)
	}
}

func TestRepairWaitsForNobody(t *testing.T) {
	s := storagetest.Open(t)
	if _, err := storage.Repair(context.Background(), s.Dir()); !errors.Is(err, storage.ErrBusy) {
		t.Errorf("repair beside an open store: %v", err)
	}
	if _, err := storage.Repair(context.Background(), filepath.Join(t.TempDir(), "none")); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("repair of nothing: %v", err)
	}
}
