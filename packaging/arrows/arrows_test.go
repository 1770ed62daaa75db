package arrows_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what "go list" says of one package.
type pkg struct {
	ImportPath           string
	Dir                  string
	Name                 string
	Doc                  string
	Imports, TestImports []string
	XTestImports         []string
	GoFiles              []string
}

const module = "lookbook"

// packages lists the module's packages under some build tags.
func packages(t *testing.T, tags string) []pkg {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,Name,Doc,Imports,TestImports,XTestImports,GoFiles", "-tags", tags, module+"/...")
	c.Dir = root(t)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// room is the part of the tree that a package belongs to; "" is main.
func room(path string) string {
	rest, ok := strings.CutPrefix(path, module+"/")
	if !ok {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return room
}

// below names the rooms that the program code of a room may import.
var below = map[string][]string{
	"":          {"ui", "app", "engine", "storage", "assets"},
	"ui":        {"app", "engine", "assets"},
	"app":       {"engine", "storage", "assets"},
	"engine":    {"assets"},
	"storage":   {},
	"assets":    {},
	"packaging": {"assets"},
}

// contract is what rooms above the engine may name of it.
var contract = []string{
	"lookbook/engine", "lookbook/engine/recipe", "lookbook/engine/quality", "lookbook/engine/device", "lookbook/engine/pack",
}

// doors are the only packages that may import a library.
var doors = map[string][]string{
	"fyne.io/":                        {"lookbook/ui", "lookbook"},
	"github.com/yalue/onnxruntime_go": {"lookbook/engine/internal/ort"},
	"github.com/mattn/go-sqlite3":     {"lookbook/storage/internal/sqlite"},
}

func TestArrows(t *testing.T) {
	for _, tags := range []string{"", "gles xvfb", "nowindow noort"} {
		for _, p := range packages(t, tags) {
			for _, imported := range p.Imports {
				checkRoom(t, p.ImportPath, imported)
				checkDoor(t, p.ImportPath, imported)
			}
			for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
				checkDoor(t, p.ImportPath, imported)
				checkSibling(t, p.ImportPath, imported)
			}
		}
	}
}

func checkRoom(t *testing.T, from, to string) {
	t.Helper()
	if !strings.HasPrefix(to, module+"/") {
		return
	}
	a, b := room(from), room(to)
	if a != b && !slices.Contains(below[a], b) {
		t.Errorf("%s must not import %s: arrows go down", from, to)
	}
	if (a == "app" || a == "ui") && b == "engine" && !slices.Contains(contract, to) {
		t.Errorf("%s must not import %s: above the engine only its contract has a name", from, to)
	}
}

// checkSibling lets tests reach the fakes of other rooms, but never lets the
// engine's tests know storage or the other way round.
func checkSibling(t *testing.T, from, to string) {
	t.Helper()
	a, b := room(from), room(to)
	if (a == "engine" && b == "storage") || (a == "storage" && b == "engine") {
		t.Errorf("tests of %s must not import %s: siblings", from, to)
	}
	if b == "ui" && a != "ui" {
		t.Errorf("tests of %s must not import %s", from, to)
	}
}

func checkDoor(t *testing.T, from, to string) {
	t.Helper()
	for library, allowed := range doors {
		if !strings.HasPrefix(to, library) {
			continue
		}
		if !slices.ContainsFunc(allowed, func(d string) bool {
			return from == d || (d != module && strings.HasPrefix(from, d+"/"))
		}) {
			t.Errorf("%s must not import %s: only %s may", from, to, strings.Join(allowed, ", "))
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t, "gles") {
		if len(p.GoFiles) == 0 {
			continue // tests only
		}
		if n := commentLines(t, p); n < 3 {
			t.Errorf("the package comment of %s has %d lines, want at least 3", p.ImportPath, n)
		}
	}
}

// commentLines counts the lines of the longest package comment; "go list"
// only gives its first sentence.
func commentLines(t *testing.T, p pkg) int {
	t.Helper()
	best := 0
	for _, name := range p.GoFiles {
		src, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(src)) {
			switch {
			case strings.HasPrefix(line, "//go:"):
				n = 0
			case strings.HasPrefix(line, "//"):
				n++
			case strings.HasPrefix(line, "package "):
				best = max(best, n)
			default:
				n = 0
			}
			if strings.HasPrefix(line, "package ") {
				break
			}
		}
	}
	return best
}

// long lists files above the limit, each with the reason why it stays whole.
var long = map[string]string{}

func TestFilesFitAReader(t *testing.T) {
	const limit = 400
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root(t) || d.Name() == "bin") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root(t), path)
		if err != nil {
			return err
		}
		if n := bytes.Count(src, []byte("\n")); n > limit && long[filepath.ToSlash(name)] == "" {
			t.Errorf("%s has %d lines, more than %d", name, n, limit)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
