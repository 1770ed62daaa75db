package painter_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lookbook/assets/samples"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/imaging"
	"lookbook/engine/pack"
	"lookbook/engine/painter"
	"lookbook/engine/recipe"
	"lookbook/engine/tryon"
)

// stages is the folder in which all tests share what was seen in pictures.
var stages string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lookbook-painter-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	stages = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// sample writes a sample picture, made small, and returns it.
func sample(t testing.TB, name string) engine.Picture {
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
	path := filepath.Join(t.TempDir(), name)
	if err := imaging.WritePNG(path, imaging.Downscale(m.Image, w, h), imaging.PNGOptions{Fast: true}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return engine.Picture{Digest: hex.EncodeToString(sum[:]), Path: path}
}

// shop is an engine with packs of small random weights.
type shop struct {
	t     testing.TB
	packs *pack.Store
	walks string
}

// models are the small models by the names of their packs.
var models = map[string]string{"fashn": "fashn-vton", "klein": "flux2-klein", "sd15": "sd15-inpaint"}

func newShop(t testing.TB, names ...string) *shop {
	t.Helper()
	s := &shop{t: t, packs: pack.OpenStore(t.TempDir(), painter.Check), walks: t.TempDir()}
	for _, name := range names {
		m, err := pack.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		m.Can.Steps = min(m.Can.Steps, 6)
		m.Memory = []pack.Need{{Width: 64, Height: 96}} // these models have a token for few pixels
		o := pack.AddOptions{Folder: "../arch/testdata/" + models[name], Accepted: true}
		if _, err := s.packs.Add(t.Context(), m, o); err != nil {
			t.Fatal(err, engine.AsFault(err).Cause)
		}
	}
	return s
}

func (s *shop) open() engine.Engine {
	s.t.Helper()
	e, err := tryon.Open(tryon.Options{StageDir: stages, Provider: "cpu"})
	if err != nil {
		s.t.Fatal(err)
	}
	return painter.Open(painter.Options{Starter: e, Packs: s.packs, WalkDir: s.walks, Provider: "cpu", Threads: 2})
}

// run runs a request on an engine of its own.
func (s *shop) run(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	s.t.Helper()
	e := s.open()
	defer func() {
		if err := e.Close(); err != nil {
			s.t.Error(err)
		}
	}()
	return e.Run(ctx, req, sink)
}

func (s *shop) request(name string, seed uint64, person engine.Picture, garments ...engine.Picture) engine.Request {
	s.t.Helper()
	p, err := s.packs.Open(name)
	if err != nil {
		s.t.Fatal(err)
	}
	r := recipe.Recipe{
		Version: recipe.Version, Task: recipe.ModelBased, Person: recipe.Person{Digest: person.Digest},
		Pack: name, PackDigest: painter.Digest(p), Seed: seed,
	}
	for _, g := range garments {
		r.Garments = append(r.Garments, recipe.Garment{Digest: g.Digest, Edit: recipe.GarmentEdit{Category: recipe.Clothing, Kind: recipe.KindTop}})
	}
	return engine.Request{ID: name, OutDir: s.t.TempDir(), TryOn: &engine.TryOn{Recipe: r, Pictures: append([]engine.Picture{person}, garments...)}}
}

func pixels(t testing.TB, path string) *image.NRGBA {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return imaging.Flatten(toNRGBA(m))
}

func toNRGBA(m image.Image) *image.NRGBA {
	if n, ok := m.(*image.NRGBA); ok {
		return n
	}
	out := image.NewNRGBA(m.Bounds())
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			out.Set(x, y, m.At(x, y))
		}
	}
	return out
}

const woman, shirt = "person-woman.jpg", "garment-tee.jpg"

// TestDress has each family dress a person: the photo changes inside the region
// only, and verdicts say so.
func TestDress(t *testing.T) {
	s := newShop(t, "fashn", "klein", "sd15")
	person, garment := sample(t, woman), sample(t, shirt)
	for name := range models {
		t.Run(name, func(t *testing.T) {
			steps := 0
			var last engine.Progress
			res, err := s.run(t.Context(), s.request(name, 1, person, garment), func(p engine.Progress) {
				if p.Stage == engine.StageDenoise {
					steps++
				}
				if p.Done < last.Done || p.Total < p.Done {
					t.Errorf("progress from %+v to %+v", last, p)
				}
				last = p
			})
			if err != nil {
				t.Fatal(err, engine.AsFault(err).Cause)
			}
			if last.Done != last.Total || steps < 4 {
				t.Errorf("it ended at %+v after %d steps", last, steps)
			}
			before, after := pixels(t, res.Before), pixels(t, res.Picture)
			if before.Rect != after.Rect || res.Width != after.Rect.Dx() {
				t.Fatalf("%v became %v", before.Rect, after.Rect)
			}
			same := 0
			for i := 0; i < len(before.Pix); i += 4 {
				if [4]byte(before.Pix[i:i+4]) == [4]byte(after.Pix[i:i+4]) {
					same++
				}
			}
			if share := float64(same) / float64(len(before.Pix)/4); share < 0.4 || share > 0.98 {
				t.Errorf("%.2f of the pixels stayed", share)
			}
			passed := map[string]bool{}
			for _, v := range res.Verdicts {
				passed[v.Name] = v.Pass
			}
			if !passed["outside"] || !passed["blank"] {
				t.Errorf("%+v", res.Verdicts)
			}
		})
	}
}

// TestKilledAndResumed cancels after each kept step in turn; the next run, in
// another engine, goes on there and ends with the bytes of one that was never
// interrupted.
func TestKilledAndResumed(t *testing.T) {
	s := newShop(t, "fashn")
	person, garment := sample(t, woman), sample(t, shirt)
	res, err := s.run(t.Context(), s.request("fashn", 2, person, garment), nil)
	if err != nil {
		t.Fatal(err, engine.AsFault(err).Cause)
	}
	want := pixels(t, res.Picture)
	for _, kill := range []int{2, 5} {
		ctx, cancel := context.WithCancel(t.Context())
		steps := 0
		req := s.request("fashn", 2, person, garment)
		_, err := s.run(ctx, req, func(p engine.Progress) {
			if p.Stage == engine.StageDenoise {
				if steps++; steps == kill+1 { // the first is the beginning of the stage
					cancel()
				}
			}
		})
		if !errors.Is(err, engine.ErrCancelled) {
			t.Fatalf("got %v", err)
		}
		if left, _ := os.ReadDir(req.OutDir); len(left) > 0 {
			t.Errorf("%d files are left", len(left))
		}
		res, err := s.run(t.Context(), req, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(res.Notices, func(n engine.Notice) bool { return n.Code == "pack.resumed" }) {
			t.Errorf("killed after step %d, it began anew", kill)
		}
		if !bytes.Equal(pixels(t, res.Picture).Pix, want.Pix) {
			t.Errorf("killed after step %d, it ended with another picture", kill)
		}
		if left, _ := os.ReadDir(s.walks); len(left) > 0 {
			t.Errorf("%d walks are left", len(left))
		}
	}
}

// TestDamagedWalk: what was kept and cannot be read is not gone on with.
func TestDamagedWalk(t *testing.T) {
	s := newShop(t, "fashn")
	req := s.request("fashn", 3, sample(t, woman), sample(t, shirt))
	digest, err := req.TryOn.Recipe.Digest()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.walks, digest+"-0.walk"), []byte("LBWALK01 nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	res, err := s.run(t.Context(), req, nil)
	if err != nil || slices.ContainsFunc(res.Notices, func(n engine.Notice) bool { return n.Code == "pack.resumed" }) {
		t.Errorf("%v %+v", err, res.Notices)
	}
}

// TestRefusals: what a pack cannot do is said before anything is painted.
func TestRefusals(t *testing.T) {
	s := newShop(t, "fashn")
	person, garment := sample(t, woman), sample(t, shirt)
	for name, c := range map[string]struct {
		change func(r *recipe.Recipe)
		code   string
	}{
		"bag":        {func(r *recipe.Recipe) { r.Garments[0].Edit = recipe.GarmentEdit{Category: recipe.Bag} }, "pack.category"},
		"other pack": {func(r *recipe.Recipe) { r.Pack = "klein" }, "pack.not-installed"},
		"other file": {func(r *recipe.Recipe) { r.PackDigest = strings.Repeat("0", 64) }, "pack.changed"},
		"climbing":   {func(r *recipe.Recipe) { r.Pack = "../fashn" }, "pack.unknown"},
		"no garment": {func(r *recipe.Recipe) { r.Garments = nil }, "pack.task"},
		"other task": {func(r *recipe.Recipe) { r.Task = "sing" }, "pack.task"},
	} {
		t.Run(name, func(t *testing.T) {
			req := s.request("fashn", 1, person, garment)
			c.change(&req.TryOn.Recipe)
			_, err := s.run(t.Context(), req, nil)
			if f := engine.AsFault(err); f == nil || f.Code != c.code || f.Next == "" {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

// TestTooLittleMemory is told before anything is loaded.
func TestTooLittleMemory(t *testing.T) {
	s := newShop(t)
	m, err := pack.Find("fashn")
	if err != nil {
		t.Fatal(err)
	}
	m.Memory = []pack.Need{{Width: 576, Height: 864, Device: 1 << 60, Host: 1 << 60}}
	if _, err := s.packs.Add(t.Context(), m, pack.AddOptions{Folder: "../arch/testdata/fashn-vton", Accepted: true}); err != nil {
		t.Fatal(err)
	}
	_, err = s.run(t.Context(), s.request("fashn", 1, sample(t, woman), sample(t, shirt)), func(p engine.Progress) {
		if p.Stage == engine.StageComposite {
			t.Error("it was painted")
		}
	})
	if f := engine.AsFault(err); f == nil || f.Code != "pack.memory" || !errors.Is(err, engine.ErrOutOfMemory) {
		t.Errorf("got %v", err)
	}
}

// TestCheck: folders that hold another model, or a damaged one, are no pack.
func TestCheck(t *testing.T) {
	s := newShop(t)
	for name, folder := range map[string]string{"fashn": "sd15-inpaint", "klein": "sd15-inpaint", "sd15": "flux2-klein"} {
		m, err := pack.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.packs.Add(t.Context(), m, pack.AddOptions{Folder: "../arch/testdata/" + folder, Accepted: true})
		if !errors.Is(err, engine.ErrWeights) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestContract: the engine keeps the contract, also for what it hands on.
func TestContract(t *testing.T) {
	if testing.Short() {
		t.Skip("the starter tier passes the same suite")
	}
	s := newShop(t)
	enginetest.Suite(t, s.open, enginetest.Inputs{Person: sample(t, woman).Path, Garment: sample(t, shirt).Path})
}
