package app_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/storage"
)

// doctored is a fake whose results are changed before the studio sees them.
type doctored struct {
	*enginetest.Fake
	change func(*engine.Result)
}

func (d doctored) Run(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	res, err := d.Fake.Run(ctx, req, sink)
	if err == nil && req.TryOn != nil {
		d.change(&res)
	}
	return res, err
}

// verdict gives access to one verdict of a result by name.
func verdict(res *engine.Result, name string) *engine.Verdict {
	i := slices.IndexFunc(res.Verdicts, func(v engine.Verdict) bool { return v.Name == name })
	return &res.Verdicts[i]
}

func TestInvalidResultsAreRefusedAndRemembered(t *testing.T) {
	for code, change := range map[string]func(*engine.Result){
		"result.outside-changed": func(r *engine.Result) { verdict(r, "outside").Pass = false },
		"result.blank":           func(r *engine.Result) { verdict(r, "blank").Pass = false },
		"result.unchecked":       func(r *engine.Result) { verdict(r, "blank").Name = "other" },
		"result.not-finite":      func(r *engine.Result) { verdict(r, "color").Value = math.NaN() },
		"result.incomplete":      func(r *engine.Result) { r.Before = filepath.Join(filepath.Dir(r.Before), "none.png") },
	} {
		t.Run(code, func(t *testing.T) {
			dir := t.TempDir()
			b := benchAt(t, dir, enginetest.New(enginetest.Options{}))
			r := b.recipe(t, 1)
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
			s := apptest.OpenAt(t, dir, doctored{Fake: b.fake, change: change})
			_, err := s.TryOn(context.Background(), r, "", nil)
			wantCode(t, err, code)
			if list, err := s.History(context.Background(), app.Page{}); err != nil || len(list) != 0 {
				t.Errorf("history %v %v", list, err)
			}
			wantClean(t, dir)
			id, err2 := r.Digest()
			if err := errors.Join(err2, s.Close()); err != nil {
				t.Fatal(err)
			}
			wantAttempt(t, dir, id, code)
		})
	}
}

// wantAttempt looks for the refused run in the catalogue; a result that broke
// the contract was no attempt at a picture.
func wantAttempt(t *testing.T, dir, id, code string) {
	t.Helper()
	store, err := storage.Open(context.Background(), dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	list, err := store.Attempts(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	if code == "result.incomplete" {
		return
	}
	if len(list) != 1 || list[0].Code != code || list[0].Words == "" || !list[0].Recipe.Whole() {
		t.Errorf("attempts %+v", list)
	}
}

func TestAWrongColorIsShownNotRefused(t *testing.T) {
	dir := t.TempDir()
	b := benchAt(t, dir, enginetest.New(enginetest.Options{}))
	r := b.recipe(t, 1)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	s := apptest.OpenAt(t, dir, doctored{Fake: b.fake, change: func(r *engine.Result) {
		verdict(r, "color").Pass = false
	}})
	v, err := s.TryOn(context.Background(), r, "", nil)
	if err != nil || v.Verdicts[0].Pass {
		t.Errorf("%+v %v", v.Verdicts, err)
	}
}

func TestAFailedRunLeavesTheStudioUsable(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	_, err := b.TryOn(context.Background(), b.recipe(t, enginetest.SeedFail), "", nil)
	wantCode(t, err, "fake.fail")
	wantClean(t, b.dir)
	b.try(t, 1)
}
