package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lookbook/app/cli"
	"lookbook/assets/samples"
	"lookbook/engine/imaging"
)

// sample writes a sample picture, made small for speed.
func sample(t *testing.T, name string) string {
	t.Helper()
	list := samples.List()
	i := slices.IndexFunc(list, func(s samples.Sample) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no sample %q", name)
	}
	m, err := imaging.Decode(t.Context(), list[i].Bytes, name, imaging.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	w, h := imaging.FitSize(m.Width, m.Height, 360)
	path := filepath.Join(t.TempDir(), name+".png")
	if err := imaging.WritePNG(path, imaging.Downscale(m.Image, w, h), imaging.PNGOptions{Fast: true}); err != nil {
		t.Fatal(err)
	}
	return path
}

// manifest describes a small pack that takes many steps and whose results must
// not be sold.
const manifest = `{"format":1,"name":"slow","title":"Slow","family":"fashn-vton",
"license":{"name":"research","text":"For research only.","commercial":false},"parts":["model.safetensors","config.json"],
"can":{"tasks":["model-based"],"categories":["clothing"],"references":1,"steps":300,"guidance":1.5},"memory":[]}`

// TestPackThroughTheWholeProgram adds a pack of small random weights, dresses a
// person with it in the worker, is killed on the way, goes on, and exports only
// with the statement that its license asks for.
func TestPackThroughTheWholeProgram(t *testing.T) {
	s := newShop(t, "real")
	path := filepath.Join(s.dir, "pack.json")
	if err := os.WriteFile(path, []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	weights, err := filepath.Abs("engine/arch/testdata/fashn-vton")
	if err != nil {
		t.Fatal(err)
	}
	s.run(cli.ExitEnvironment, "pack", "add", "--manifest", path, "--from", weights)
	s.run(cli.ExitOK, "pack", "add", "--manifest", path, "--from", weights, "--accept-license")
	look := func(out string, more ...string) []string {
		return append([]string{
			"tryon", "--json", "--engine", "slow", "--kind", "top",
			"--person", sample(t, "person-woman.jpg"), "--garment", sample(t, "garment-tee.jpg"), "-o", filepath.Join(s.dir, out),
		}, more...)
	}
	s.kill(look("killed.png"))
	s.run(cli.ExitNobody, look("look.png")...)
	if _, err := os.Stat(filepath.Join(s.dir, "look.png")); err == nil {
		t.Error("it was exported without the statement")
	}
	out, _ := s.run(cli.ExitOK, look("look.png", "--not-for-sale")...)
	var r struct {
		Cached  bool
		Notices []struct{ Code string }
		Recipe  struct{ Pack, PackDigest string }
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Notices, func(n struct{ Code string }) bool { return n.Code == "pack.resumed" }) {
		t.Errorf("it did not go on: %+v", r)
	}
	if r.Recipe.Pack != "slow" || len(r.Recipe.PackDigest) != 64 || !r.Cached {
		t.Errorf("%+v", r)
	}
	fresh := newShop(t, "real")
	fresh.run(cli.ExitOK, "pack", "add", "--manifest", path, "--from", weights, "--accept-license")
	fresh.run(cli.ExitOK, look("again.png", "--not-for-sale")...)
	if a, b := pixelsOf(t, filepath.Join(s.dir, "look.png")), pixelsOf(t, filepath.Join(s.dir, "again.png")); !bytes.Equal(a, b) {
		t.Error("the resumed picture differs from one that was never interrupted")
	}
}

// kill starts the program and ends it without warning when it has kept a
// painting in the making.
func (s *shop) kill(args []string) {
	s.t.Helper()
	c := s.command(args...)
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	walks := filepath.Join(s.dir, "data", "stages", "walks", "*.walk")
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) { // another process tells nothing
		if found, err := filepath.Glob(walks); err != nil || len(found) > 0 {
			break
		}
		if time.Now().After(deadline) {
			s.t.Error("nothing was kept")
			break
		}
	}
	if err := c.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = c.Wait() // it was killed
}

func pixelsOf(t *testing.T, path string) []byte {
	t.Helper()
	m, err := imaging.Open(t.Context(), path, imaging.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return m.Image.Pix
}
