package tryon_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lookbook/assets/samples"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/imaging"
	"lookbook/engine/recipe"
	"lookbook/engine/tryon"
)

// small is the longest side of the pictures in these tests: large enough for
// every network, small enough for the race detector.
const small = 360

// sample writes a sample picture, made small, and returns its path.
func sample(t testing.TB, name string) string {
	t.Helper()
	return sampleOf(t, name, small)
}

// sampleOf writes a sample picture with the longest side given.
func sampleOf(t testing.TB, name string, side int) string {
	t.Helper()
	list := samples.List()
	i := slices.IndexFunc(list, func(s samples.Sample) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no sample %q", name)
	}
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole-"+name)
	if err := os.WriteFile(whole, list[i].Bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := imaging.Open(context.Background(), whole, imaging.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	w, h := imaging.FitSize(p.Width, p.Height, side)
	path := filepath.Join(dir, name)
	if err := imaging.WritePNG(path, imaging.Downscale(p.Image, w, h), imaging.PNGOptions{Fast: true}); err != nil {
		t.Fatal(err)
	}
	return path
}

// kept is the stage folder that tests share when who analysed a picture first
// is not their subject.
var kept string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lookbook-stages-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	kept = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// open returns an engine with a stage cache in dir; an empty dir means none.
func open(t testing.TB, dir string) engine.Engine {
	t.Helper()
	e, err := tryon.Open(tryon.Options{StageDir: dir, Provider: "cpu"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func run(t testing.TB, e engine.Engine, req engine.Request) engine.Result {
	t.Helper()
	res, err := e.Run(context.Background(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// cached tells whether every run of a stage was answered from what was kept.
func cached(t testing.TB, res engine.Result, stage string) bool {
	t.Helper()
	found, all := false, true
	for _, s := range res.Timings {
		if s.Stage == stage {
			found, all = true, all && s.Cached
		}
	}
	if !found {
		t.Fatalf("stage %s has no timing", stage)
	}
	return all
}

// TestContract runs the suite with the real networks. The engines share what
// they keep, as the processes of one user do; the first of them starts with
// nothing.
func TestContract(t *testing.T) {
	in := enginetest.Inputs{Person: sample(t, "person-woman.jpg"), Garment: sample(t, "garment-tee.jpg")}
	enginetest.Suite(t, func() engine.Engine {
		e, err := tryon.Open(tryon.Options{StageDir: kept, Provider: "cpu"})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}, in)
}

func TestTheSecondGarmentDoesNotLookAtThePhotoAgain(t *testing.T) {
	dir := t.TempDir()
	person, tee, skirt := sample(t, "person-woman.jpg"), sample(t, "garment-tee.jpg"), sample(t, "garment-skirt.jpg")
	e := open(t, dir)
	first := run(t, e, enginetest.TryOn(t, enginetest.Inputs{Person: person, Garment: tee}, 1))
	if cached(t, first, engine.StagePerson) || cached(t, first, engine.StageGarment) {
		t.Error("the first run was answered from an empty cache")
	}
	second := run(t, e, enginetest.TryOn(t, enginetest.Inputs{Person: person, Garment: skirt}, 1))
	if !cached(t, second, engine.StagePerson) || cached(t, second, engine.StageGarment) {
		t.Errorf("second garment on the same photo: %+v", second.Timings)
	}
	// Another process knows both from the folder, and makes the same picture.
	again := run(t, open(t, dir), enginetest.TryOn(t, enginetest.Inputs{Person: person, Garment: skirt}, 1))
	if !cached(t, again, engine.StagePerson) || !cached(t, again, engine.StageGarment) {
		t.Errorf("another engine on the same folder: %+v", again.Timings)
	}
	if !bytes.Equal(read(t, second.Picture), read(t, again.Picture)) {
		t.Error("the picture depends on where the analysis came from")
	}
}

func TestACorrectionIsAnotherAnalysis(t *testing.T) {
	e := open(t, kept)
	person := sample(t, "person-woman.jpg")
	run(t, e, enginetest.Inspect(t, person, engine.AsPerson))
	req := enginetest.Inspect(t, person, engine.AsPerson)
	yes := true
	req.Inspect.Person = recipe.PersonEdit{OnePiece: &yes}
	res := run(t, e, req)
	if cached(t, res, engine.StagePerson) {
		t.Error("a correction was answered by the analysis without it")
	}
	if !res.Inspection.People[0].OnePiece {
		t.Error("the correction does not count")
	}
}

// TestDamagedStagesAreMadeAgain also shows that analyzing anew, in another
// engine, gives the same bytes as what was kept.
func TestDamagedStagesAreMadeAgain(t *testing.T) {
	in := enginetest.Inputs{Person: sample(t, "person-woman.jpg"), Garment: sample(t, "garment-tee.jpg")}
	whole := run(t, open(t, kept), enginetest.TryOn(t, in, 2))
	if bytes.Equal(read(t, whole.Picture), read(t, whole.Before)) {
		t.Error("the result is the photo")
	}
	files, err := filepath.Glob(filepath.Join(kept, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("kept %q, %v", files, err)
	}
	dir := t.TempDir()
	for _, path := range files {
		b := read(t, path)
		b[len(b)/2] ^= 0x40
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	res := run(t, open(t, dir), enginetest.TryOn(t, in, 2))
	if cached(t, res, engine.StagePerson) || cached(t, res, engine.StageGarment) {
		t.Error("a damaged entry was believed")
	}
	if !bytes.Equal(read(t, whole.Picture), read(t, res.Picture)) {
		t.Error("analyzing anew gives another picture")
	}
}

func TestInspectSaysWhoIsThere(t *testing.T) {
	res := run(t, open(t, ""), enginetest.Inspect(t, sample(t, "person-man.jpg"), engine.AsAuto))
	seen := res.Inspection
	if seen.Shows != engine.AsPerson || seen.Sure < 0.7 {
		t.Fatalf("read as %s, sure %.2f", seen.Shows, seen.Sure)
	}
	if len(seen.People) != 1 {
		t.Fatalf("%d people", len(seen.People))
	}
	p := seen.People[0]
	if !p.Chosen || !p.Top || !p.Bottom || !p.Face || p.View != "front" || len(p.Points) != 33 {
		t.Errorf("person %+v", p)
	}
	if p.Box[0] >= p.Box[2] || p.Box[3]-p.Box[1] < float64(seen.Height)/2 {
		t.Errorf("box %v in %d×%d", p.Box, seen.Width, seen.Height)
	}
}

func TestInspectSaysWhatGarmentItIs(t *testing.T) {
	e := open(t, kept)
	for name, want := range map[string]struct {
		kind recipe.Kind
		side int
	}{
		"garment-tee.jpg":      {recipe.KindTop, small},
		"garment-trousers.jpg": {recipe.KindTrousers, small},
		"garment-skirt.jpg":    {recipe.KindSkirt, small},
		// Smaller, its pattern makes the network think of a tie.
		"garment-dress.jpg": {recipe.KindOnePiece, 640},
	} {
		seen := run(t, e, enginetest.Inspect(t, sampleOf(t, name, want.side), engine.AsAuto)).Inspection
		if seen.Shows != engine.AsGarment || seen.Garment == nil {
			t.Errorf("%s: read as %s", name, seen.Shows)
			continue
		}
		g := seen.Garment
		if g.Category != recipe.Clothing || g.Kind != want.kind || g.Worn || len(g.Landmarks) == 0 || len(g.Palette) == 0 {
			t.Errorf("%s: %+v, want %s", name, g, want.kind)
		}
	}
}

// nobody is a picture of a plain wall with a box in front.
func nobody(t testing.TB) string {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 320, 400))
	for y := range 400 {
		for x := range 320 {
			c := color.NRGBA{R: 214, G: 208, B: uint8(190 + y/20), A: 255}
			if x > 60 && x < 260 && y > 250 && y < 360 {
				c = color.NRGBA{R: 120, G: 84, B: 50, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	path := filepath.Join(t.TempDir(), "wall.png")
	if err := imaging.WritePNG(path, m, imaging.PNGOptions{}); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNobodyToDress(t *testing.T) {
	e := open(t, kept)
	wall, tee := nobody(t), sample(t, "garment-tee.jpg")
	for name, req := range map[string]engine.Request{
		"try-on":  enginetest.TryOn(t, enginetest.Inputs{Person: wall, Garment: tee}, 1),
		"inspect": enginetest.Inspect(t, wall, engine.AsPerson),
	} {
		_, err := e.Run(context.Background(), req, nil)
		if !errors.Is(err, engine.ErrNoPerson) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(req.OutDir); len(left) != 0 {
			t.Errorf("%s left %v", name, left)
		}
	}
}

func TestVerdictsSpeakForEachGarmentAndTheWhole(t *testing.T) {
	person := sample(t, "person-woman.jpg")
	req := enginetest.TryOn(t, enginetest.Inputs{Person: person, Garment: sample(t, "garment-skirt.jpg")}, 1)
	tee := enginetest.Picture(t, sample(t, "garment-tee.jpg"))
	req.TryOn.Pictures = append(req.TryOn.Pictures, tee)
	req.TryOn.Recipe.Garments = append(req.TryOn.Recipe.Garments, recipe.Garment{Digest: tee.Digest})
	res := run(t, open(t, kept), req)
	got := map[string][]int{}
	for _, v := range res.Verdicts {
		got[v.Name] = append(got[v.Name], v.Garment)
		if v.Name == "outside" && (!v.Pass || v.Value != 0) {
			t.Errorf("pixels outside the changed region: %+v", v)
		}
	}
	for name, want := range map[string][]int{"color": {0, 1}, "blank": {0, 1}, "outside": {-1}} {
		if !slices.Equal(got[name], want) {
			t.Errorf("verdict %s on %v, want %v", name, got[name], want)
		}
	}
}

// TestProgressCountsEveryStage: no stage is reported as the last but the last,
// and the end is not announced before it.
func TestProgressCountsEveryStage(t *testing.T) {
	e := open(t, kept)
	person, tee, skirt := sample(t, "person-woman.jpg"), sample(t, "garment-tee.jpg"), sample(t, "garment-skirt.jpg")
	for _, garments := range [][]string{{tee}, {tee, skirt}} {
		req := enginetest.TryOn(t, enginetest.Inputs{Person: person, Garment: garments[0]}, 1)
		for _, g := range garments[1:] {
			more := enginetest.TryOn(t, enginetest.Inputs{Person: person, Garment: g}, 1).TryOn
			req.TryOn.Recipe.Garments = append(req.TryOn.Recipe.Garments, more.Recipe.Garments...)
			req.TryOn.Pictures = append(req.TryOn.Pictures, more.Pictures...)
		}
		var seen []engine.Progress
		if _, err := e.Run(t.Context(), req, func(p engine.Progress) { seen = append(seen, p) }); err != nil {
			t.Fatal(err)
		}
		if want := len(seen) - 1; seen[want].Total != want || seen[want].Done != want {
			t.Errorf("%d garments: %d stages, but the end says %+v", len(garments), want, seen[want])
		}
		for i, p := range seen {
			if p.Done != i || p.Total != seen[0].Total {
				t.Errorf("%d garments: report %d is %+v", len(garments), i, p)
			}
		}
	}
}

// TestNoticesNameTheirPicture: with several garments a notice says which one it
// is about.
func TestNoticesNameTheirPicture(t *testing.T) {
	list := engine.About("tee", []engine.Notice{{Code: "a"}, {Code: "b", Picture: "skirt"}})
	if list[0].Picture != "tee" || list[1].Picture != "skirt" {
		t.Errorf("%+v", list)
	}
}

// TestPointsAreOfTheUprightPictureAtAnySize: the same correction moves the same
// joint in a small result as in a large one.
func TestPointsAreOfTheUprightPictureAtAnySize(t *testing.T) {
	e := open(t, "")
	in := enginetest.Inputs{Person: sampleOf(t, "person-man.jpg", 480), Garment: sample(t, "garment-longsleeve.jpg")}
	req := enginetest.TryOn(t, in, 1)
	digest := req.TryOn.Recipe.Person.Digest
	look := enginetest.TryOn(t, in, 1)
	look.TryOn, look.Inspect = nil, &engine.Inspect{
		Picture: engine.Picture{Digest: digest, Path: in.Person}, As: engine.AsPerson,
	}
	who := run(t, e, look).Inspection.People[0]
	edit := recipe.PersonEdit{Points: map[string][2]float64{}}
	for _, p := range who.Points {
		edit.Points[p.Name] = [2]float64{p.X, p.Y}
	}
	pictures := [2][]byte{}
	for i, e2 := range []recipe.PersonEdit{{}, edit} {
		req.TryOn.Recipe.Person.Edit, req.TryOn.Recipe.Size = e2, 240
		req.OutDir = t.TempDir()
		pictures[i] = read(t, run(t, e, req).Picture)
	}
	// Points where they are anyway change next to nothing; points at twice
	// their place would throw the garment out of the picture.
	if d := difference(t, pictures[0], pictures[1]); d > 6 {
		t.Errorf("mean difference of %.1f gray levels", d)
	}
}

// difference is the mean difference of two PNG pictures in gray levels.
func difference(t testing.TB, a, b []byte) float64 {
	t.Helper()
	ma, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	mb, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if ma.Bounds() != mb.Bounds() {
		t.Fatalf("%v and %v", ma.Bounds(), mb.Bounds())
	}
	sum, r := 0.0, ma.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p, q := color.GrayModel.Convert(ma.At(x, y)).(color.Gray), color.GrayModel.Convert(mb.At(x, y)).(color.Gray)
			sum += math.Abs(float64(p.Y) - float64(q.Y))
		}
	}
	return sum / float64(r.Dx()*r.Dy())
}
