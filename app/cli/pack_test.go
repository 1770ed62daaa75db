package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/engine/pack"
)

// weightsFolder is a folder as a model is published in, with one small tensor.
func weightsFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	header := `{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`
	b := append([]byte{byte(len(header)), 0, 0, 0, 0, 0, 0, 0}, header+"1234"...)
	if err := os.WriteFile(filepath.Join(dir, "model.safetensors"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestPackFromFolder goes through the life of a pack on the command line.
func TestPackFromFolder(t *testing.T) {
	s := newShop(t)
	folder := weightsFolder(t)
	data := "--data=" + t.TempDir()

	out := s.run("pack", "add", "fashn", "--from", folder, data).want(t, ExitEnvironment)
	if !strings.Contains(out.errout, "Apache License") || !strings.Contains(out.errout, "--accept-license") {
		t.Errorf("the license was not shown: %s", out.errout)
	}
	out = s.run("pack", "add", "fashn", "--from", folder, "--accept-license", "--json", data).want(t, ExitOK)
	added := decode[addedReport](t, out.out)
	if added.Name != "fashn" || !added.Linked || added.Files != 1 || len(added.Identity) != 64 {
		t.Errorf("%+v", added)
	}
	list := decode[packReport](t, s.run("pack", "list", "--json", data).want(t, ExitOK).out)
	if len(list.Packs) != len(pack.Builtin()) || !list.Packs[0].Installed || list.Packs[1].Installed {
		t.Errorf("%+v", list)
	}
	text := s.run("pack", "list", data).want(t, ExitOK).out
	if !strings.Contains(text, folder) || !strings.Contains(text, "not installed") {
		t.Error(text)
	}
	if got := s.run("pack", "verify", "fashn", data).want(t, ExitOK).out; !strings.Contains(got, "first time") {
		t.Error(got)
	}
	if got := s.run("pack", "verify", "fashn", data).want(t, ExitOK).out; !strings.Contains(got, "as published") {
		t.Error(got)
	}
	if err := os.WriteFile(filepath.Join(folder, "model.safetensors"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run("pack", "verify", "fashn", data).want(t, ExitEnvironment)
	s.run("pack", "remove", "fashn", data).want(t, ExitOK)
	s.run("pack", "remove", "fashn", data).want(t, ExitEnvironment)
	s.run("pack", "add", "nonsense", "--accept-license", data).want(t, ExitEnvironment)
	s.run("pack", "add", "sd15", "--accept-license", data).want(t, ExitEnvironment)
}

// TestPackManifest: a pack that a file describes; one that climbs out of its
// folder is refused.
func TestPackManifest(t *testing.T) {
	s := newShop(t)
	data := "--data=" + t.TempDir()
	good := `{"format":1,"name":"mine","title":"Mine","family":"fashn-vton","license":{"name":"own","text":"mine","commercial":false},
"parts":["model.safetensors"],"can":{"tasks":["model-based"],"categories":["clothing"],"references":1,"steps":2,"guidance":1},"memory":[]}`
	path := s.path("pack.json")
	for _, c := range []struct {
		text string
		code int
	}{{strings.Replace(good, `"model.safetensors"]`, `"../.."]`, 1), ExitEnvironment}, {good, ExitOK}} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		out := s.run("pack", "add", "--manifest", path, "--from", weightsFolder(t), "--accept-license", data).want(t, c.code)
		if c.code == ExitOK && !strings.Contains(out.errout, "NOT FOR COMMERCIAL USE") {
			t.Error(out.errout)
		}
	}
	s.run("pack", "add", "other", "--manifest", path, data).want(t, ExitUsage)
	s.run("pack", "add", "--manifest", path+"x", data).want(t, ExitUsage)
}

func TestPackShrink(t *testing.T) {
	s := newShop(t)
	s.prog.Shrink = func(_ context.Context, dir, name string, bits int64) (*pack.Shrunk, error) {
		if name != "fashn" || bits != 4 || dir == "" {
			t.Errorf("%s %d %s", name, bits, dir)
		}
		return &pack.Shrunk{
			Pack: &pack.Installed{Manifest: pack.Manifest{Name: "fashn-4bit", Title: "FASHN in 4 bits"}}, Bits: bits,
			Before: 4 << 20, After: 1 << 20, Error: 0.0801, Worst: 0.1, WorstKey: "x.weight",
		}, nil
	}
	got := s.run("pack", "shrink", "fashn", "--bits", "4", "--data", t.TempDir()).want(t, ExitOK).out
	if !strings.Contains(got, "1.0 MB instead of 4.0 MB") || !strings.Contains(got, "8.01 %") {
		t.Error(got)
	}
	s.run("pack", "shrink", "fashn", "--bits", "5").want(t, ExitUsage)
}

func TestWrongPackCommands(t *testing.T) {
	s := newShop(t)
	for _, args := range [][]string{
		{"pack"},
		{"pack", "juggle", "x"},
		{"pack", "add"},
		{"pack", "list", "x"},
		{"pack", "verify", "a", "b"},
		{"pack", "add", "fashn", "--from", "a", "--hub-cache"},
		{"pack", "add", "fashn", "--mirror", ""},
		{"device", "x"},
	} {
		s.run(args...).want(t, ExitUsage)
	}
}

func TestDevice(t *testing.T) {
	s := newShop(t)
	data := "--data=" + t.TempDir()
	r := decode[deviceReport](t, s.run("device", "--json", data).want(t, ExitOK).out)
	if r.Library == nil || r.Machine.CPUs == 0 || len(r.Fits) < 4 {
		t.Errorf("%+v", r)
	}
	for _, f := range r.Fits {
		if f.Fit == pack.Fits || f.Words == "" {
			t.Errorf("without a graphics processor: %+v", f)
		}
	}
	text := s.run("device", data).want(t, ExitOK).out
	for _, want := range []string{"starter    fits", "fashn", "klein", "sd15", "always there"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}
