package cli

import (
	"context"
	"errors"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/device"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
	"lookbook/storage"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func TestTryonWritesThePictureAndSaysTheVerdicts(t *testing.T) {
	s := newShop(t)
	p, g := s.picture("anna.png", 30, 40), s.picture("blouse.png", 20, 20)
	out := s.path("look.png")
	o := s.run("tryon", "--person", p, "--garment", g, "-o", out).want(t, ExitOK)
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c, err := png.DecodeConfig(f); err != nil || c.Width != 30 || c.Height != 40 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, want := range []string{out, "30×40", "ok   color of garment 1: The color matches", "ΔE2000", "marks: "} {
		if !strings.Contains(o.out, want) {
			t.Errorf("%q is not in\n%s", want, o.out)
		}
	}
	if o.errout != "" {
		t.Errorf("progress without a terminal: %q", o.errout)
	}
}

func TestTryonAsJSONAndFromTheCatalogue(t *testing.T) {
	s := newShop(t)
	p, g, h := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20), s.picture("h.png", 22, 22)
	args := []string{"tryon", "--json", "--person", p, "--garment", g, "--garment", h, "--kind", ",skirt", "--tucked", "--seed", "5", "--size", "38"}
	first := decode[tryonReport](t, s.run(append(args, "-o", s.path("1.png"))...).want(t, ExitOK).out)
	if first.Cached || len(first.Verdicts) != 4 || len(first.Timings) == 0 || first.Recipe.Seed != 5 || first.Recipe.Size != 38 {
		t.Errorf("%+v", first)
	}
	var skirt, tucked bool
	for _, g := range first.Recipe.Garments {
		skirt = skirt || g.Edit.Kind == recipe.KindSkirt
		tucked = tucked || (g.Tucked != nil && *g.Tucked)
	}
	if !skirt || !tucked {
		t.Errorf("garments of the recipe: %+v", first.Recipe.Garments)
	}
	again := decode[tryonReport](t, s.run(append(args, "-o", s.path("2.jpg"), "--quality", "80")...).want(t, ExitOK).out)
	if !again.Cached || again.Variant != first.Variant {
		t.Errorf("%+v", again)
	}
}

func TestTryonRemembersThePersonIndex(t *testing.T) {
	s := newShop(t)
	s.fake = enginetest.Options{People: 3}
	p, g := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20)
	for i, args := range [][]string{{"--person-index", "2"}, nil} {
		out := s.path(string(rune('a'+i)) + ".png")
		args = append([]string{"tryon", "--json", "--person", p, "--garment", g, "-o", out}, args...)
		r := decode[tryonReport](t, s.run(args...).want(t, ExitOK).out)
		if r.Recipe.Person.Edit.Index != 2 {
			t.Errorf("call %d dressed person %d", i, r.Recipe.Person.Edit.Index)
		}
	}
}

func TestAWrongPersonIndexIsNotRemembered(t *testing.T) {
	s := newShop(t)
	p, g, out := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20), s.path("o.png")
	o := s.run("tryon", "--person", p, "--garment", g, "-o", out, "--person-index", "2").want(t, ExitNobody)
	golden(t, "error-index", o.errout)
	s.run("tryon", "--person", p, "--garment", g, "-o", out).want(t, ExitOK)
}

func TestAnExistingFileIsKept(t *testing.T) {
	s := newShop(t)
	p, g, out := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20), s.path("o.png")
	if err := os.WriteFile(out, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run("tryon", "--person", p, "--garment", g, "-o", out).want(t, ExitUsage)
	if b, _ := os.ReadFile(out); string(b) != "mine" {
		t.Fatal("the file was replaced")
	}
	s.run("tryon", "--person", p, "--garment", g, "-o", out, "--force").want(t, ExitOK)
	if b, _ := os.ReadFile(out); string(b) == "mine" {
		t.Error("the file was not replaced")
	}
}

func TestInspectDrawsWhatIsSeen(t *testing.T) {
	s := newShop(t)
	dir := s.path("seen")
	o := s.run("inspect", s.picture("anna.png", 30, 40), "-o", dir).want(t, ExitOK)
	golden(t, "inspect-person", strings.ReplaceAll(o.out, dir+string(filepath.Separator), "DIR/"))
	o = s.run("inspect", s.picture("blouse.png", 20, 20), "-o", dir).want(t, ExitOK)
	golden(t, "inspect-garment", strings.ReplaceAll(o.out, dir+string(filepath.Separator), "DIR/"))
	for _, name := range []string{"anna-skeleton", "anna-parse", "anna-mask", "blouse-cutout", "blouse-landmarks"} {
		if _, err := os.Stat(filepath.Join(dir, name+".png")); err != nil {
			t.Error(err)
		}
	}
}

func TestHistoryAndExport(t *testing.T) {
	s := newShop(t)
	if o := s.run("history").want(t, ExitOK); !strings.Contains(o.out, "Nothing yet") {
		t.Errorf("empty history: %q", o.out)
	}
	p, g := s.picture("anna.png", 30, 40), s.picture("blouse.png", 20, 20)
	for _, seed := range []string{"1", "2"} {
		s.run("tryon", "--person", p, "--garment", g, "--seed", seed, "-o", s.path(seed+".png")).want(t, ExitOK)
	}
	list := decode[historyReport](t, s.run("history", "--json").want(t, ExitOK).out).Variants
	if len(list) != 2 || list[0].Person != "anna.png" || !slices.Equal(list[0].Garments, []string{"blouse.png"}) {
		t.Fatalf("%+v", list)
	}
	o := s.run("history", "--before", list[0].ID[:16]).want(t, ExitOK)
	if !strings.Contains(o.out, short(list[1].ID)) || strings.Contains(o.out, short(list[0].ID)) ||
		!strings.Contains(o.out, "anna.png: blouse.png  (verdicts 3 of 3 ok)") {
		t.Errorf("before the newest:\n%s", o.out)
	}
	for _, want := range []string{"last", list[1].ID[:16], list[0].ID} {
		s.run("export", want, "-o", s.path(want+".jpg")).want(t, ExitOK)
	}
	s.run("export", "ffff", "-o", s.path("x.jpg")).want(t, ExitFailed)
	s.run("export", "", "-o", s.path("x.jpg")).want(t, ExitUsage)
}

func TestSamples(t *testing.T) {
	s := newShop(t)
	dir := s.path("shop")
	r := decode[samplesReport](t, s.run("samples", dir, "--json").want(t, ExitOK).out)
	if len(r.Files) == 0 {
		t.Fatal("no samples")
	}
	s.run("samples", dir).want(t, ExitOK)
	if err := os.WriteFile(r.Files[0].Path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run("samples", dir).want(t, ExitUsage)
	s.run("samples", dir, "--force").want(t, ExitOK)
}

func TestVersion(t *testing.T) {
	o := newShop(t).run("--version").want(t, ExitOK)
	if !strings.HasPrefix(o.out, "lookbook 1.2.3 (go") {
		t.Errorf("%q", o.out)
	}
}

func TestBench(t *testing.T) {
	s := newShop(t)
	dir := s.path("data")
	args := []string{
		"bench", "--person", s.picture("p.png", 30, 40), "--garment", s.picture("g.png", 20, 20),
		"--garment", s.picture("h.png", 22, 22), "--runs", "2", "--data", dir,
	}
	r := decode[benchReport](t, s.run(append(args, "--json")...).want(t, ExitOK).out)
	var names []string
	for _, c := range r.Cases {
		names = append(names, c.Name)
		if c.WallMS <= 0 || c.WallMin > c.WallMS || c.WallMax < c.WallMS {
			t.Errorf("%+v", c)
		}
	}
	if !slices.Equal(names, []string{caseFirst, caseSecond, caseStudio, caseAgain}) {
		t.Errorf("cases %v", names)
	}
	if first := r.Cases[0]; len(first.Stages) != len(engine.Stages()) || first.CPUMS != float64(len(engine.Stages())) {
		t.Errorf("%+v", first)
	}
	o := s.run(args...).want(t, ExitOK)
	for _, want := range []string{"medians of 2 runs", "composite", "CPU ms", "total"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("%q is not in\n%s", want, o.out)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the measurement wrote into the user's data folder")
	}
}

func TestExitCodes(t *testing.T) {
	text := filepath.Join(t.TempDir(), "letter.jpg")
	if err := os.WriteFile(text, []byte("Dear shop"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty.png")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newShop(t)
	s.run("inspect", text).want(t, ExitPicture)
	s.run("inspect", empty).want(t, ExitPicture)
	s.run("inspect", s.path("gone.png")).want(t, ExitPicture)
	s.run("inspect", t.TempDir()).want(t, ExitPicture)

	cases := []struct {
		err  error
		code int
	}{
		{engine.ErrNoPerson, ExitNobody},
		{engine.ErrNoGarment, ExitNobody},
		{engine.ErrUnsupported, ExitNobody},
		{engine.ErrBadPicture, ExitPicture},
		{engine.ErrLibrary, ExitEnvironment},
		{engine.ErrOutOfMemory, ExitEnvironment},
		{engine.ErrDisk, ExitEnvironment},
		{engine.ErrWeights, ExitEnvironment},
		{engine.ErrWorker, ExitFailed},
		{engine.ErrInternal, ExitFailed},
		{engine.ErrInvalidOutput, ExitFailed},
		{engine.ErrCancelled, ExitCancelled},
		{context.Canceled, ExitCancelled},
		{storage.ErrNewerSchema, ExitEnvironment},
		{storage.ErrDamaged, ExitEnvironment},
		{storage.ErrBusy, ExitEnvironment},
		{storage.ErrDiskFull, ExitEnvironment},
		{storage.ErrNoPermission, ExitEnvironment},
		{storage.ErrNotFound, ExitFailed},
		{errors.New("surprise"), ExitFailed},
	}
	for _, tc := range cases {
		s.prog.Open = func(context.Context, string) (Studio, error) { return nil, tc.err }
		if o := s.run("history", "--json"); o.code != tc.code {
			t.Errorf("%v: exit code %d, want %d", tc.err, o.code, tc.code)
		} else if f := decode[map[string]failure](t, o.out)["error"]; f.Exit != tc.code {
			t.Errorf("%v: JSON says %d", tc.err, f.Exit)
		}
	}
}

func TestErrorsSayWhatAndWhatNext(t *testing.T) {
	s := newShop(t)
	s.prog.Open = func(context.Context, string) (Studio, error) {
		return nil, &engine.Fault{
			Kind: engine.FaultLibrary, Code: "library.missing", Args: map[string]string{"version": "1"},
			What: "The library is missing.", Next: "Get it.", Cause: "looked everywhere",
		}
	}
	golden(t, "error-text", s.run("history").want(t, ExitEnvironment).errout)
	golden(t, "error-verbose", s.run("history", "--verbose").want(t, ExitEnvironment).errout)
	golden(t, "error-json", s.run("history", "--json").want(t, ExitEnvironment).out)
}

func TestCancelLeavesNoResult(t *testing.T) {
	s := newShop(t)
	p, g, out := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20), s.path("o.png")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	open := s.prog.Open
	s.prog.Open = func(c context.Context, dir string) (Studio, error) {
		st, err := open(c, dir)
		return impatient{st, cancel}, err
	}
	o := s.runCtx(ctx, "tryon", "--person", p, "--garment", g, "-o", out).want(t, ExitCancelled)
	if o.errout != "lookbook: Cancelled. Start again when you like.\n" {
		t.Errorf("%q", o.errout)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a result was written")
	}
}

// impatient is a studio whose user presses Ctrl-C in the first stage.
type impatient struct {
	Studio
	cancel context.CancelFunc
}

func (c impatient) TryOn(ctx context.Context, r recipe.Recipe, parent string, _ engine.Sink) (app.Variant, error) {
	return c.Studio.TryOn(ctx, r, parent, func(engine.Progress) { c.cancel() })
}

func TestProgressOnATerminal(t *testing.T) {
	s := newShop(t)
	s.prog.Terminal = true
	o := s.run("inspect", s.picture("p.png", 30, 40)).want(t, ExitOK)
	if !strings.Contains(o.errout, clearLine+"[1/3] p.png: looking for the person") || !strings.HasSuffix(o.errout, clearLine) {
		t.Errorf("%q", o.errout)
	}
}

func TestEveryStageHasWords(t *testing.T) {
	for _, stage := range engine.Stages() {
		if stageWords[stage] == "" {
			t.Errorf("stage %s has no words", stage)
		}
	}
}

func TestFilesOpenTheWindow(t *testing.T) {
	s := newShop(t)
	var got WindowOptions
	s.prog.Window = func(_ context.Context, o WindowOptions) error {
		got = o
		return nil
	}
	p := s.picture("p.png", 3, 4)
	for _, tc := range []struct {
		args []string
		want WindowOptions
	}{
		{nil, WindowOptions{}},
		{[]string{p}, WindowOptions{Files: []string{p}}},
		{[]string{"--samples"}, WindowOptions{Samples: true}},
		{[]string{"--data", "d", p}, WindowOptions{DataDir: "d", Files: []string{p}}},
		{[]string{p, "--data", "d", p}, WindowOptions{DataDir: "d", Files: []string{p, p}}},
	} {
		s.run(tc.args...).want(t, ExitOK)
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%v opened %+v", tc.args, got)
		}
	}
}

func TestProbeSpeaksJSON(t *testing.T) {
	s := newShop(t)
	s.prog.Probe = func(context.Context) (device.Library, error) { return device.Library{Version: "9"}, nil }
	lib, err := ReadProbed([]byte(s.run("probe").want(t, ExitOK).out))
	if err != nil || lib.Version != "9" {
		t.Errorf("%+v, %v", lib, err)
	}
	s.prog.Probe = func(context.Context) (device.Library, error) { return device.Library{}, engine.ErrLibrary }
	if _, err := ReadProbed([]byte(s.run("probe").want(t, ExitOK).out)); !errors.Is(err, engine.ErrLibrary) {
		t.Errorf("%v", err)
	}
	if _, err := ReadProbed([]byte("Segmentation fault")); err == nil {
		t.Error("read a crash")
	}
}

var _ Studio = (*app.Studio)(nil)
