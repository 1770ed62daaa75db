package enginetest

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lookbook/engine"
)

// deaf is how long after a cancel an engine counts as not listening. The
// promise is half a second; the suite logs what it measured and fails only
// where no loaded machine can be the excuse.
const deaf = 20 * time.Second

// Suite runs the contract of engine.Engine against engines from open. One of
// in replaces the painted pictures.
func Suite(t *testing.T, open func() engine.Engine, in ...Inputs) {
	t.Helper()
	var pics Inputs
	if len(in) > 0 {
		pics = in[0]
	}
	s := suite{open: open, in: pics.fill(t)}
	t.Run("a request asks for exactly one thing", s.oneOf)
	t.Run("inspects a person and a garment", s.inspects)
	t.Run("a try-on leaves its files inside OutDir", s.tryOn)
	t.Run("equal recipes give equal pictures", s.repeats)
	t.Run("progress only grows", s.progress)
	t.Run("a sink may be nil", s.noSink)
	t.Run("an unknown digest is a fault", s.unknownDigest)
	t.Run("a missing file is a bad picture", s.missingFile)
	t.Run("an unreadable picture is a bad picture", s.unreadable)
	t.Run("a failure does not poison the next run", s.afterFailure)
	t.Run("a canceled context is a canceled fault", s.cancelledBefore)
	t.Run("cancel at each stage leaves nothing", s.cancelAtStages)
	t.Run("runs from two goroutines are served", s.concurrent)
	t.Run("a closed engine refuses", s.closed)
}

type suite struct {
	open func() engine.Engine
	in   Inputs
}

// engine opens an engine that is closed at the end of the test.
func (s suite) engine(t *testing.T) engine.Engine {
	t.Helper()
	e := s.open()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

func (s suite) oneOf(t *testing.T) {
	e := s.engine(t)
	none := engine.Request{ID: "none", OutDir: t.TempDir()}
	both := TryOn(t, s.in, 1)
	both.Inspect = Inspect(t, s.in.Person, engine.AsAuto).Inspect
	for _, req := range []engine.Request{none, both} {
		_, err := e.Run(t.Context(), req, nil)
		wantFault(t, err)
		wantEmpty(t, req.OutDir)
	}
}

func (s suite) inspects(t *testing.T) {
	e := s.engine(t)
	for path, as := range map[string]engine.As{s.in.Person: engine.AsPerson, s.in.Garment: engine.AsGarment} {
		req := Inspect(t, path, as)
		res, err := e.Run(t.Context(), req, nil)
		if err != nil {
			t.Fatalf("%s: %v", as, err)
		}
		seen := res.Inspection
		if seen == nil || seen.Shows != as || seen.Width < 1 || seen.Height < 1 {
			t.Fatalf("inspection as %s: %+v", as, seen)
		}
		if as == engine.AsPerson && len(seen.People) == 0 {
			t.Error("nobody in the picture of a person")
		}
		if as == engine.AsGarment && seen.Garment == nil {
			t.Error("no garment in the picture of a garment")
		}
		if len(res.Overlays) == 0 {
			t.Error("overlays were asked for and did not come")
		}
		for _, o := range res.Overlays {
			wantInside(t, req.OutDir, o.Path)
		}
	}
}

func (s suite) tryOn(t *testing.T) {
	e := s.engine(t)
	req := TryOn(t, s.in, 7)
	res, err := e.Run(t.Context(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{res.Picture, res.Before} {
		wantInside(t, req.OutDir, p)
		wantPNG(t, p, res.Width, res.Height)
	}
	if len(res.Verdicts) == 0 {
		t.Error("no verdict on a result")
	}
	for _, v := range res.Verdicts {
		if v.Name == "" || v.Words == "" || v.Garment < -1 || v.Garment >= 1 {
			t.Errorf("verdict without name, words or garment: %+v", v)
		}
	}
}

func (s suite) repeats(t *testing.T) {
	e := s.engine(t)
	var bytes [2]string
	for i := range bytes {
		res, err := e.Run(t.Context(), TryOn(t, s.in, 11), nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(res.Picture)
		if err != nil {
			t.Fatal(err)
		}
		bytes[i] = string(b)
	}
	if bytes[0] != bytes[1] {
		t.Error("two runs of one recipe differ")
	}
}

func (s suite) progress(t *testing.T) {
	e := s.engine(t)
	var seen []engine.Progress
	_, err := e.Run(t.Context(), TryOn(t, s.in, 3), func(p engine.Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) < 2 {
		t.Fatalf("%d reports of progress", len(seen))
	}
	for i, p := range seen {
		if !slices.Contains(engine.Stages(), p.Stage) {
			t.Errorf("unknown stage %q", p.Stage)
		}
		if p.Total < 1 || p.Done < 0 || p.Done > p.Total {
			t.Errorf("progress out of range: %+v", p)
		}
		if i > 0 && p.Done < seen[i-1].Done {
			t.Errorf("progress went back from %+v to %+v", seen[i-1], p)
		}
		if p.Done == p.Total && i < len(seen)-1 {
			t.Errorf("report %d of %d says that all is done", i+1, len(seen))
		}
	}
}

func (s suite) noSink(t *testing.T) {
	if _, err := s.engine(t).Run(t.Context(), TryOn(t, s.in, 4), nil); err != nil {
		t.Error(err)
	}
}

func (s suite) unknownDigest(t *testing.T) {
	req := TryOn(t, s.in, 5)
	req.TryOn.Recipe.Garments[0].Digest = strings.Repeat("0", 64)
	_, err := s.engine(t).Run(t.Context(), req, nil)
	wantFault(t, err)
	wantEmpty(t, req.OutDir)
}

func (s suite) missingFile(t *testing.T) {
	req := Inspect(t, s.in.Person, engine.AsPerson)
	req.Inspect.Picture.Path = filepath.Join(t.TempDir(), "gone.png")
	_, err := s.engine(t).Run(t.Context(), req, nil)
	wantKind(t, err, engine.ErrBadPicture)
	wantEmpty(t, req.OutDir)
}

func (s suite) unreadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.jpg")
	if err := os.WriteFile(path, []byte("Dear shop, please find attached"), 0o600); err != nil {
		t.Fatal(err)
	}
	req := Inspect(t, path, engine.AsAuto)
	_, err := s.engine(t).Run(t.Context(), req, nil)
	wantKind(t, err, engine.ErrBadPicture)
	wantEmpty(t, req.OutDir)
}

func (s suite) afterFailure(t *testing.T) {
	e := s.engine(t)
	bad := TryOn(t, s.in, 6)
	bad.TryOn.Pictures = nil
	_, err := e.Run(t.Context(), bad, nil)
	wantFault(t, err)
	if _, err := e.Run(t.Context(), TryOn(t, s.in, 6), nil); err != nil {
		t.Errorf("the run after a failure: %v", err)
	}
}

func (s suite) cancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req := TryOn(t, s.in, 8)
	_, err := s.engine(t).Run(ctx, req, nil)
	wantKind(t, err, engine.ErrCancelled)
	wantEmpty(t, req.OutDir)
}

func (s suite) cancelAtStages(t *testing.T) {
	e := s.engine(t)
	for _, stage := range []string{engine.StageDecode, engine.StageGarment, engine.StageComposite} {
		s.cancelAt(t, e, stage)
	}
	if _, err := e.Run(t.Context(), TryOn(t, s.in, 9), nil); err != nil {
		t.Errorf("the run after a cancel: %v", err)
	}
}

func (s suite) cancelAt(t *testing.T, e engine.Engine, stage string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var asked time.Time
	req := TryOn(t, s.in, 9)
	_, err := e.Run(ctx, req, func(p engine.Progress) {
		if p.Stage == stage && asked.IsZero() {
			asked = time.Now()
			cancel()
		}
	})
	took := time.Since(asked)
	if asked.IsZero() {
		t.Fatalf("stage %s was never reported (%v)", stage, err)
	}
	wantKind(t, err, engine.ErrCancelled)
	wantEmpty(t, req.OutDir)
	t.Logf("cancel at %s acted after %s", stage, took.Round(time.Millisecond))
	if took > deaf {
		t.Errorf("cancel at %s acted only after %s", stage, took)
	}
}

func (s suite) concurrent(t *testing.T) {
	e := s.engine(t)
	errs := make(chan error, 2)
	for i := range cap(errs) {
		req := TryOn(t, s.in, uint64(20+i))
		go func() {
			_, err := e.Run(t.Context(), req, nil)
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func (s suite) closed(t *testing.T) {
	e := s.open()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	req := TryOn(t, s.in, 10)
	_, err := e.Run(t.Context(), req, nil)
	wantFault(t, err)
	wantEmpty(t, req.OutDir)
}

// wantFault demands a fault with a code and words.
func wantFault(t *testing.T, err error) {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) {
		t.Fatalf("want a fault, got %v", err)
	}
	if f.Kind == "" || f.Code == "" || f.What == "" {
		t.Errorf("fault without kind, code or words: %+v", f)
	}
}

// wantKind demands a fault of the kind of target.
func wantKind(t *testing.T, err error, target *engine.Fault) {
	t.Helper()
	wantFault(t, err)
	if !errors.Is(err, target) {
		t.Errorf("want a fault of kind %s, got %v", target.Kind, err)
	}
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("%s was left behind", e.Name())
	}
}

func wantInside(t *testing.T, dir, path string) {
	t.Helper()
	rel, err := filepath.Rel(dir, path)
	if err != nil || !filepath.IsLocal(rel) {
		t.Errorf("%q is not inside OutDir", path)
	}
}

func wantPNG(t *testing.T, path string, w, h int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := png.DecodeConfig(f)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	if c.Width != w || c.Height != h {
		t.Errorf("%s is %d×%d, the result says %d×%d", filepath.Base(path), c.Width, c.Height, w, h)
	}
}
