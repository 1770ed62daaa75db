package pack

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lookbook/engine"
)

// weights is a valid .safetensors file with one tensor.
func weights(fill byte) []byte {
	header := `{"w":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}`
	b := append([]byte{byte(len(header)), 0, 0, 0, 0, 0, 0, 0}, header...)
	for range 4000 {
		b = append(b, fill)
	}
	return b
}

func manifest(files ...File) *Manifest {
	m := Manifest{
		Format: 1, Name: "tiny", Title: "Tiny", Family: FASHN, Home: "https://hub.example/org/tiny",
		License: License{Name: "MIT", Text: "Do what you like."},
		Parts:   []string{"model.safetensors", "config.json", "vae"},
		Files:   files, Can: Can{Tasks: []string{"model-based"}, Steps: 2, Guidance: 1.5},
	}
	return &m
}

func put(t testing.TB, dir string, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) || f.Code != code {
		t.Fatalf("got %v, want the code %s", err, code)
	}
	if f.What == "" || f.Next == "" {
		t.Errorf("a fault without words: %+v", f)
	}
}

func TestFolderStaysWhereItIs(t *testing.T) {
	folder := put(t, t.TempDir(), map[string]string{
		"model.safetensors": string(weights(1)), "config.json": "{}", "vae/x.safetensors": string(weights(2)),
		"vae/run.py": "evil", "README.md": "x", "other/y.safetensors": "no part",
	})
	checked := 0
	s := OpenStore(t.TempDir(), func(_ context.Context, p *Installed) error { checked++; return nil })
	p, err := s.Add(t.Context(), manifest(), AddOptions{Folder: folder, Accepted: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Files) != 3 || !p.Linked || checked != 1 {
		t.Fatalf("%d files, linked %v, checked %d", len(p.Files), p.Linked, checked)
	}
	again, err := s.Open("tiny")
	if err != nil || again.Identity() != p.Identity() || again.Root != p.Root {
		t.Fatalf("%v %+v", err, again)
	}
	_, err = s.Add(t.Context(), manifest(), AddOptions{Folder: folder, Accepted: true})
	wantCode(t, err, "pack.exists")

	first, err := s.Verify(t.Context(), "tiny", nil)
	if err != nil || len(first) != 3 || first[0].Known {
		t.Fatalf("%v %+v", err, first)
	}
	second, err := s.Verify(t.Context(), "tiny", nil)
	if err != nil || slices.ContainsFunc(second, func(v Verified) bool { return !v.Known }) {
		t.Fatalf("%v %+v", err, second)
	}
	// A change that keeps the size is found by Open, where samples see it, and
	// by Verify everywhere.
	put(t, folder, map[string]string{"vae/x.safetensors": string(weights(3))})
	_, err = s.Open("tiny")
	wantCode(t, err, "pack.changed")
	_, err = s.Verify(t.Context(), "tiny", nil)
	wantCode(t, err, "pack.changed")

	if err := s.Remove("tiny"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "model.safetensors")); err != nil {
		t.Error("the user's file is gone")
	}
	wantCode(t, s.Remove("tiny"), "pack.not-installed")
	list, err := s.List()
	if err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

func TestIdentityIsThatOfTheContent(t *testing.T) {
	id := func(text string, name string) string {
		s := OpenStore(t.TempDir(), nil)
		p, err := s.Add(t.Context(), manifest(), AddOptions{Folder: put(t, t.TempDir(), map[string]string{name: text}), Accepted: true})
		if err != nil {
			t.Fatal(err)
		}
		return p.Identity()
	}
	one := id(string(weights(1)), "model.safetensors")
	if one != id(string(weights(1)), "model.safetensors") {
		t.Error("the same files have another identity elsewhere")
	}
	if one == id(string(weights(2)), "model.safetensors") || one == id(string(weights(1)), "vae/model.safetensors") {
		t.Error("other files have the same identity")
	}
}

// TestHubCache: snapshots whose files are links to blobs beside them are used
// in place; links that lead out of the repository are not.
func TestHubCache(t *testing.T) {
	cache := t.TempDir()
	root := filepath.Join(cache, "models--org--tiny")
	put(t, root, map[string]string{"blobs/abc": string(weights(1)), "snapshots/rev/config.json": "{}"})
	link := filepath.Join(root, "snapshots", "rev", "model.safetensors")
	if err := os.Symlink("../../blobs/abc", link); err != nil {
		t.Skip("no links here")
	}
	s := OpenStore(t.TempDir(), nil)
	o := AddOptions{HubCache: true, CacheDir: cache, Accepted: true}
	p, err := s.Add(t.Context(), manifest(), o)
	if err != nil || p.Sub != "snapshots/rev" || len(p.Files) != 2 {
		t.Fatalf("%v %+v", err, p)
	}
	if _, err := s.Verify(t.Context(), "tiny", nil); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(put(t, t.TempDir(), map[string]string{"secret": string(weights(9))}), "secret")
	if err := errors.Join(os.Remove(link), os.Symlink(outside, link)); err != nil {
		t.Fatal(err)
	}
	_, err = s.Open("tiny")
	wantCode(t, err, "pack.changed")
	if err := s.Remove("tiny"); err != nil {
		t.Fatal(err)
	}
	_, err = s.Add(t.Context(), manifest(), o)
	wantCode(t, err, "pack.incomplete")
	o.CacheDir = t.TempDir()
	_, err = s.Add(t.Context(), manifest(), o)
	wantCode(t, err, "pack.hub-cache")
}

// TestNothingIsLeft: what fails leaves neither a pack nor a folder behind.
func TestNothingIsLeft(t *testing.T) {
	good := put(t, t.TempDir(), map[string]string{"model.safetensors": string(weights(1))})
	for name, c := range map[string]struct {
		m     *Manifest
		o     AddOptions
		check Check
		code  string
	}{
		"license not accepted": {manifest(), AddOptions{Folder: good}, nil, "pack.license"},
		"no such folder":       {manifest(), AddOptions{Folder: good + "/gone", Accepted: true}, nil, "pack.incomplete"},
		"no weights":           {manifest(), AddOptions{Folder: t.TempDir(), Accepted: true}, nil, "pack.incomplete"},
		"nothing to fetch":     {manifest(), AddOptions{Accepted: true}, nil, "pack.source"},
		"other size":           {manifest(File{Path: "model.safetensors", Size: 3}), AddOptions{Folder: good, Accepted: true}, nil, "pack.digest"},
		"other networks": {
			manifest(),
			AddOptions{Folder: good, Accepted: true},
			func(context.Context, *Installed) error { return badManifest("test") }, "pack.manifest",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := OpenStore(t.TempDir(), c.check)
			_, err := s.Add(t.Context(), c.m, c.o)
			wantCode(t, err, c.code)
			entries, err := os.ReadDir(s.dir)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			for _, e := range entries {
				if e.Name() != lockName {
					t.Errorf("%s is left", e.Name())
				}
			}
		})
	}
}

// TestOneAtATime: a second process that adds is told so.
func TestOneAtATime(t *testing.T) {
	s := OpenStore(t.TempDir(), nil)
	unlock, err := s.lock()
	if err != nil {
		t.Fatal(err)
	}
	_, err = OpenStore(s.dir, nil).Add(t.Context(), manifest(), AddOptions{Folder: ".", Accepted: true})
	wantCode(t, err, "pack.busy")
	unlock()
	wantCode(t, OpenStore(s.dir, nil).Remove("tiny"), "pack.not-installed")
}

func TestBuiltin(t *testing.T) {
	for _, m := range Builtin() {
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadManifest(text); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		if got, err := Find(m.Name); err != nil || got.Title != m.Title {
			t.Errorf("%s: %v", m.Name, err)
		}
		if len(m.License.Text) < 100 || len(m.Memory) == 0 {
			t.Errorf("%s says too little", m.Name)
		}
	}
	_, err := Find("nonsense")
	wantCode(t, err, "pack.unknown")
}

func TestBadManifests(t *testing.T) {
	good, err := json.Marshal(manifest(File{Path: "model.safetensors", URL: "https://a.example/x", SHA256: strings.Repeat("a", 64)}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadManifest(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"climbs out":    {`"path":"model.safetensors"`, `"path":"../model.safetensors"`},
		"absolute":      {`"path":"model.safetensors"`, `"path":"/etc/x.json"`},
		"code":          {`"path":"model.safetensors"`, `"path":"model.py"`},
		"pickle":        {`"path":"model.safetensors"`, `"path":"model.bin"`},
		"windows":       {`"path":"model.safetensors"`, `"path":"a\\b.json"`},
		"drive":         {`"path":"model.safetensors"`, `"path":"c:x.json"`},
		"part outside":  {`"parts":["model.safetensors"`, `"parts":["../.."`},
		"name outside":  {`"name":"tiny"`, `"name":"../tiny"`},
		"name dots":     {`"name":"tiny"`, `"name":"a..b"`},
		"file address":  {"https://a.example/x", "file:///etc/passwd"},
		"password":      {"https://a.example/x", "https://u:p@a.example/x"},
		"digest":        {strings.Repeat("a", 64), "abc"},
		"family":        {`"fashn-vton"`, `"other"`},
		"unknown field": {`"format":1`, `"format":1,"run":"x"`},
		"format":        {`"format":1`, `"format":2`},
		"steps":         {`"steps":2`, `"steps":100000`},
		"no license":    {"Do what you like.", ""},
		"trailing":      {`"format":1`, `"format":1}{`},
	} {
		text := strings.Replace(string(good), change[0], change[1], 1)
		if text == string(good) {
			t.Errorf("%s changes nothing", name)
		}
		if _, err := ReadManifest([]byte(text)); !errors.Is(err, engine.ErrWeights) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err = ReadManifest(make([]byte, maxManifest+1))
	wantCode(t, err, "pack.manifest")
}

func FuzzManifest(f *testing.F) {
	for _, m := range Builtin() {
		b, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ReadManifest(b)
		if err != nil {
			if !errors.Is(err, engine.ErrWeights) {
				t.Fatal(err)
			}
			return
		}
		root := t.TempDir()
		for _, f := range m.Files {
			path := filepath.Join(root, filepath.FromSlash(f.Path))
			if rel, err := filepath.Rel(root, path); err != nil || !filepath.IsLocal(rel) {
				t.Errorf("%q leads out", f.Path)
			}
		}
		if m.Size() < 0 {
			t.Error("a negative size")
		}
		m.Identity()
	})
}

// TestDamagedStore: what other programs leave in the folder does not count.
func TestDamagedStore(t *testing.T) {
	s := OpenStore(t.TempDir(), nil)
	put(t, s.dir, map[string]string{
		"tiny/pack.json": "{", "half/x": "", "big/pack.json": strings.Repeat(" ", maxManifest+5), "Upper/pack.json": "{}",
	})
	list, err := s.List()
	if err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
	for name, code := range map[string]string{
		"tiny": "pack.manifest", "big": "pack.manifest", "half": "pack.not-installed", "../x": "pack.unknown", "Upper": "pack.unknown",
	} {
		_, err := s.Open(name)
		wantCode(t, err, code)
	}
}
