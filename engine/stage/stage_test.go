package stage

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func open1(t testing.TB, dir string, size int64) *Cache {
	t.Helper()
	c, err := Open(dir, size)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func put(t testing.TB, c *Cache, key string, b []byte) {
	t.Helper()
	if err := c.Put(key, b); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasPutIsFoundByAnotherProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	put(t, open1(t, dir, 1<<20), "photo/1", []byte("skeleton"))
	put(t, open1(t, dir, 1<<20), "empty", nil)
	other := open1(t, dir, 1<<20)
	if b, ok := other.Get("photo/1"); !ok || string(b) != "skeleton" {
		t.Errorf("got %q, %t", b, ok)
	}
	if b, ok := other.Get("empty"); !ok || len(b) != 0 {
		t.Errorf("empty entry: %q, %t", b, ok)
	}
	if _, ok := other.Get("photo/2"); ok {
		t.Error("found what was never put")
	}
}

func TestDamagedEntriesAreMissing(t *testing.T) {
	damage := map[string]func(b []byte) []byte{
		"cut short":  func(b []byte) []byte { return b[:len(b)-1] },
		"only head":  func(b []byte) []byte { return b[:10] },
		"empty":      func([]byte) []byte { return nil },
		"bit turned": func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"longer":     func(b []byte) []byte { return append(b, 0) },
		"foreign":    func([]byte) []byte { return bytes.Repeat([]byte("x"), 100) },
	}
	for name, spoil := range damage {
		t.Run(name, func(t *testing.T) {
			c := open1(t, t.TempDir(), 1<<20)
			put(t, c, "k", []byte("value"))
			b, err := os.ReadFile(c.path("k"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(c.path("k"), spoil(b), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, ok := c.Get("k"); ok {
				t.Errorf("got %q", got)
			}
			put(t, c, "k", []byte("again"))
			if got, ok := c.Get("k"); !ok || string(got) != "again" {
				t.Errorf("after a new Put: %q, %t", got, ok)
			}
		})
	}
}

func TestAnEntryUnderAWrongNameIsMissing(t *testing.T) {
	c := open1(t, t.TempDir(), 1<<20)
	put(t, c, "a", []byte("of a"))
	if err := os.Rename(c.path("a"), c.path("b")); err != nil {
		t.Fatal(err)
	}
	if got, ok := c.Get("b"); ok {
		t.Errorf("got %q", got)
	}
}

func TestTheLongestUnusedGoesFirst(t *testing.T) {
	const each = 1000
	c := open1(t, t.TempDir(), 10*each)
	old := time.Now().Add(-time.Hour)
	for i := range 9 {
		key := fmt.Sprint(i)
		put(t, c, key, make([]byte, each))
		at := old.Add(time.Duration(i) * time.Minute)
		if err := os.Chtimes(c.path(key), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := c.Get("0"); !ok { // used: now the youngest
		t.Fatal("0 is gone early")
	}
	put(t, c, "new", make([]byte, each))
	for key, want := range map[string]bool{"0": true, "1": false, "8": true, "new": true} {
		if _, ok := c.Get(key); ok != want {
			t.Errorf("%s kept: %t, want %t", key, ok, want)
		}
	}
	if _, size := c.list(); size > c.max {
		t.Errorf("%d bytes, allowed %d", size, c.max)
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	c := open1(t, t.TempDir(), 1000)
	if err := c.Put("k", make([]byte, 1000)); err == nil {
		t.Error("kept")
	}
}

func TestAbandonedFilesGo(t *testing.T) {
	dir := t.TempDir()
	dead, busy := filepath.Join(dir, tempPrefix+"1"), filepath.Join(dir, tempPrefix+"2")
	for _, p := range []string{dead, busy} {
		if err := os.WriteFile(p, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(dead, past, past); err != nil {
		t.Fatal(err)
	}
	open1(t, dir, 1000)
	if _, err := os.Stat(dead); err == nil {
		t.Error("the file of a dead process is still there")
	}
	if _, err := os.Stat(busy); err != nil {
		t.Error("the file of a writing process is gone")
	}
}

func TestTwoUsersOfOneFolder(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 2 {
		c := open1(t, dir, 5000)
		wg.Go(func() {
			for i := range 200 {
				key := fmt.Sprint(i % 20)
				want := bytes.Repeat([]byte(key), 100)
				if got, ok := c.Get(key); ok && !bytes.Equal(got, want) {
					t.Errorf("%s holds %q", key, got)
				}
				if err := c.Put(key, want); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestKeysOfPartsDiffer(t *testing.T) {
	seen := map[string][]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"1:a"}, {"a", "", "b"}} {
		k := Key(parts...)
		if other, ok := seen[k]; ok {
			t.Errorf("%q and %q give one key", parts, other)
		}
		seen[k] = parts
	}
}

func TestMemo(t *testing.T) {
	m := NewMemo[int](2)
	m.Put("a", 1)
	m.Put("b", 2)
	if v, ok := m.Get("a"); !ok || v != 1 {
		t.Errorf("a: %d, %t", v, ok)
	}
	m.Put("c", 3)
	m.Put("a", 4)
	for key, want := range map[string]int{"a": 4, "b": 0, "c": 3} {
		if v, ok := m.Get(key); v != want || ok != (want != 0) {
			t.Errorf("%s: %d, %t; want %d", key, v, ok, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add("k", seal("k", []byte("value")))
	f.Add("k", []byte(magic))
	f.Fuzz(func(t *testing.T, key string, b []byte) {
		payload, ok := open(key, b)
		if ok && !bytes.Equal(seal(key, payload), b) {
			t.Error("accepted what seal does not write")
		}
	})
}

func BenchmarkGet1MB(b *testing.B) {
	c := open1(b, b.TempDir(), 1<<30)
	put(b, c, "k", make([]byte, 1<<20))
	b.SetBytes(1 << 20)
	for b.Loop() {
		if _, ok := c.Get("k"); !ok {
			b.Fatal("missing")
		}
	}
}
