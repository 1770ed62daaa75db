package ort

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lookbook/assets/ortlib"
	"lookbook/engine"
)

func write(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// self is this test program, a file of the right format for the system but not
// a library that says it is ONNX Runtime.
func self(t *testing.T) []byte {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCheckFile(t *testing.T) {
	name := ortlib.LibraryName(runtime.GOOS)
	for _, c := range []struct{ what, path, code, says string }{
		{"missing", filepath.Join(t.TempDir(), name), "library.missing", "fetchort"},
		{"folder", t.TempDir(), "library.wrong", "folder"},
		{"empty", write(t, name, nil), "library.wrong", "not a library"},
		{"text", write(t, name, []byte(strings.Repeat("hello\n", 100))), "library.wrong", "not a library"},
		{"header only", write(t, name, self(t)[:40]), "library.wrong", "not a library"},
	} {
		t.Run(c.what, func(t *testing.T) {
			err := checkFile(c.path)
			var f *engine.Fault
			if !errors.As(err, &f) || f.Kind != engine.FaultLibrary || f.Code != c.code {
				t.Fatalf("got %v, want code %s", err, c.code)
			}
			if !strings.Contains(f.Error(), c.says) || !strings.Contains(f.Next, "make setup") {
				t.Errorf("%q does not say %q and how to go on", f.Error(), c.says)
			}
		})
	}
}

// TestOpenWithWrongFile goes through Open, which in a build without ONNX
// Runtime has its own answer.
func TestOpenWithWrongFile(t *testing.T) {
	_, err := Open(t.Context(), Options{Library: write(t, "library.so", []byte("text"))})
	if !errors.Is(err, engine.ErrLibrary) {
		t.Errorf("got %v, want a library fault", err)
	}
}

func TestVariableNamesAMissingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gone.so")
	t.Setenv(EnvLibrary, path)
	_, err := FindLibrary()
	var f *engine.Fault
	if !errors.As(err, &f) || f.Code != "library.missing" || !strings.Contains(f.Cause, path) {
		t.Errorf("got %+v, want library.missing that names %s", err, path)
	}
}

func TestVariableWins(t *testing.T) {
	path := write(t, "mine.so", []byte("x"))
	t.Setenv(EnvLibrary, path)
	if got, err := FindLibrary(); err != nil || got != path {
		t.Errorf("got %q %v, want %q", got, err, path)
	}
}

func TestNothingAnywhere(t *testing.T) {
	for _, v := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} {
		t.Setenv(v, t.TempDir())
	}
	t.Setenv(EnvLibrary, "")
	_, err := FindLibrary()
	var f *engine.Fault
	if !errors.As(err, &f) || f.Code != "library.missing" || !strings.Contains(f.Cause, ortlib.Version) {
		t.Errorf("got %+v, want library.missing with the places", err)
	}
}

func TestOutOfMemoryIsRecognized(t *testing.T) {
	for text, want := range map[string]bool{
		"Failed to allocate memory for requested buffer of size 4096": true,
		"std::bad_alloc":               true,
		"CUDA error 2: out of memory":  true,
		"invalid dimensions for input": false,
	} {
		f := runFault(t.Context(), "x", errors.New(text))
		if got := f.Kind == engine.FaultOutOfMemory; got != want {
			t.Errorf("%q: out of memory is %v, want %v", text, got, want)
		}
	}
}
