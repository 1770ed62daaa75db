package app_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
	"lookbook/storage"
)

// bench is a studio with a fake engine and one person and one top in it.
type bench struct {
	*app.Studio
	fake        *enginetest.Fake
	dir         string
	person, top string
}

func newBench(t *testing.T, o enginetest.Options) bench {
	t.Helper()
	return benchAt(t, t.TempDir(), enginetest.New(o))
}

func benchAt(t *testing.T, dir string, fake *enginetest.Fake) bench {
	t.Helper()
	b := bench{Studio: apptest.OpenAt(t, dir, fake), fake: fake, dir: dir}
	b.person = b.take(t, "person.png", 48, 64).ID
	b.top = b.take(t, "top.png", 40, 40).ID
	return b
}

// take ingests a painted picture.
func (b bench) take(t *testing.T, name string, w, h int) app.Item {
	t.Helper()
	return b.one(t, app.Source{Path: enginetest.Paint(t, name, w, h)}, engine.AsAuto)
}

func (b bench) one(t *testing.T, src app.Source, as engine.As) app.Item {
	t.Helper()
	out := b.Ingest(context.Background(), []app.Source{src}, as, nil)
	if len(out) != 1 || out[0].Err != nil || out[0].Item == nil {
		t.Fatalf("ingest %s: %+v", src.Path, out)
	}
	return *out[0].Item
}

// recipe plans the top on the person under a seed.
func (b bench) recipe(t *testing.T, seed uint64) recipe.Recipe {
	t.Helper()
	r, err := b.Plan(context.Background(), app.Order{
		PersonID: b.person, Garments: []app.OrderGarment{{ItemID: b.top}}, Seed: seed,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (b bench) try(t *testing.T, seed uint64) app.Variant {
	t.Helper()
	v, err := b.TryOn(context.Background(), b.recipe(t, seed), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wantCode checks that an error explains itself under a code, with words.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	m := app.Explain(err)
	if m.Code != code || m.What == "" || m.Next == "" {
		t.Errorf("error %v explains itself as %+v, want code %s with words", err, m, code)
	}
}

// wantClean checks that no temporary file is left in the data folder.
func wantClean(t *testing.T, dir string) {
	t.Helper()
	for _, pattern := range []string{"tmp/run-*/*-*/*", "tmp/run-*/stage-*", "tmp/run-*/write-*", "records/incoming/*"} {
		left, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

func TestARepeatedRequestIsAnsweredFromTheCatalogue(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	first := b.try(t, 1)
	if first.Cached || len(first.Timings) == 0 || len(first.Thumb) == 0 {
		t.Errorf("first result: %+v", first)
	}
	runs := b.fake.Runs()
	again := b.try(t, 1)
	if !again.Cached || again.ID != first.ID || b.fake.Runs() != runs || len(again.Timings) != 0 {
		t.Errorf("second result: cached %v, %d new runs", again.Cached, b.fake.Runs()-runs)
	}
	if again.Picture != first.Picture || len(again.Verdicts) != len(first.Verdicts) || !bytes.Equal(again.Thumb, first.Thumb) {
		t.Error("the catalogue gives back something else than was made")
	}
	if other := b.try(t, 2); other.ID == first.ID || b.fake.Runs() != runs+1 {
		t.Error("another seed must be another result")
	}
	wantClean(t, b.dir)
}

func TestEverythingSurvivesAReopen(t *testing.T) {
	dir := t.TempDir()
	fake := enginetest.New(enginetest.Options{})
	b := benchAt(t, dir, fake)
	v := b.try(t, 1)
	if err := b.SaveSettings(context.Background(), app.Settings{Language: "zh-Hans", Theme: "dark"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again := apptest.OpenAt(t, dir, fake)
	ctx := context.Background()
	got, err := again.History(ctx, app.Page{})
	if err != nil || len(got) != 1 || got[0].ID != v.ID || len(got[0].Verdicts) != 3 {
		t.Errorf("history %+v %v", got, err)
	}
	items, err := again.Items(ctx, app.Page{})
	if err != nil || len(items) != 2 || items[0].ID != b.top || len(items[0].Thumb) == 0 {
		t.Errorf("items %+v %v", items, err)
	}
	if set, err := again.Settings(ctx); err != nil || set.Language != "zh-Hans" || set.Theme != "dark" {
		t.Errorf("settings %+v %v", set, err)
	}
}

func TestALostPictureIsMadeAgain(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	v := b.try(t, 1)
	if err := os.Remove(v.Picture); err != nil {
		t.Fatal(err)
	}
	again := b.try(t, 1)
	if _, err := os.Stat(again.Picture); err != nil || again.Cached {
		t.Errorf("cached %v, %v", again.Cached, err)
	}
}

func TestALostThumbnailIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	fake := enginetest.New(enginetest.Options{})
	b := benchAt(t, dir, fake)
	v := b.try(t, 1)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "catalog.db")); err != nil {
		t.Fatal(err)
	}
	_, err := app.Open(context.Background(), app.Options{DataDir: dir, Engine: fake, Pictures: apptest.Pictures{}})
	wantCode(t, err, "storage.damaged")
	done, err := app.Repair(context.Background(), dir)
	if err != nil || done.Items != 2 || done.Variants != 1 {
		t.Fatalf("repaired %+v %v", done, err)
	}
	list, err := apptest.OpenAt(t, dir, fake).History(context.Background(), app.Page{})
	if err != nil || len(list) != 1 || !bytes.Equal(list[0].Thumb, v.Thumb) {
		t.Errorf("history after repair %+v %v", list, err)
	}
}

func TestCancelActsAtOnceAndLeavesNothing(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	sink := func(p engine.Progress) {
		if p.Stage == engine.StagePerson {
			cancel()
		}
	}
	_, err := b.TryOn(ctx, b.recipe(t, enginetest.SeedHang), "", sink)
	if !errors.Is(err, engine.ErrCancelled) {
		t.Errorf("cancelled run gives %v", err)
	}
	wantClean(t, b.dir)
	if list, err := b.History(context.Background(), app.Page{}); err != nil || len(list) != 0 {
		t.Errorf("history %v %v", list, err)
	}
	if v := b.try(t, 1); v.ID == "" {
		t.Error("the next run must work")
	}
}

func TestAFinishedPictureIsKeptWhenCancelComesTooLate(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	r := b.recipe(t, 1)
	_, err := b.TryOn(ctx, r, "", func(p engine.Progress) {
		if p.Done == p.Total {
			cancel() // the engine has written everything
		}
	})
	if err != nil && !errors.Is(err, engine.ErrCancelled) {
		t.Fatal(err)
	}
	if v, err := b.TryOn(context.Background(), r, "", nil); err != nil || !v.Cached {
		t.Errorf("the finished picture was lost: cached %v, %v", v.Cached, err)
	}
}

func TestEngineRunsQueueAndEqualOnesRunOnce(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	runs := b.fake.Runs()
	r := b.recipe(t, 7)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if _, err := b.TryOn(context.Background(), r, "", nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := b.fake.Runs() - runs; n != 1 {
		t.Errorf("%d runs for one recipe", n)
	}
}

func TestAWaitingRunCanBeCancelled(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	inside := make(chan struct{})
	hang, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		_, err := b.TryOn(hang, b.recipe(t, enginetest.SeedHang), "", func(p engine.Progress) {
			if p.Stage == engine.StagePerson {
				close(inside)
			}
		})
		if !errors.Is(err, engine.ErrCancelled) {
			t.Error(err)
		}
	})
	<-inside
	waiting, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := b.TryOn(waiting, b.recipe(t, 1), "", nil); !errors.Is(err, engine.ErrCancelled) {
		t.Errorf("waiting run gives %v", err)
	}
	// Everything that needs no engine goes on beside the run.
	if _, err := b.Items(context.Background(), app.Page{}); err != nil {
		t.Error(err)
	}
	stop()
	all.Wait()
}

func TestACloseWaitsAndThenRefuses(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := b.Items(context.Background(), app.Page{})
	wantCode(t, err, "studio.closed")
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

func TestHistoryPagesNewestFirst(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	var ids []string
	for seed := range uint64(5) {
		ids = append(ids, b.try(t, seed).ID)
	}
	var got []string
	for page := (app.Page{Limit: 2}); ; page.Before = got[len(got)-1] {
		list, err := b.History(ctx, page)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, v := range list {
			got = append(got, v.ID)
		}
	}
	for i, id := range got {
		if len(got) != 5 || id != ids[4-i] {
			t.Fatalf("pages give %v, made were %v", got, ids)
		}
	}
	_, err := b.History(ctx, app.Page{Before: "unknown"})
	wantCode(t, err, "storage.not-found")
}

func TestForgetRemovesOnlyWhatNobodyElseShows(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	one, two := b.try(t, 1), b.try(t, 2) // two pictures, one "before"
	if err := b.Forget(ctx, one.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(one.Picture); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the forgotten picture is still there: %v", err)
	}
	for _, p := range []string{two.Picture, two.Before} {
		if _, err := os.Stat(p); err != nil {
			t.Error(err)
		}
	}
	wantCode(t, b.Forget(ctx, one.ID), "storage.not-found")
	if err := b.Forget(ctx, two.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(two.Before); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the last user of a picture is gone, the picture is not: %v", err)
	}
}

func TestCorrectStoresAndInspectsAgain(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	edit := recipe.GarmentEdit{Kind: recipe.KindSkirt}
	item, err := b.Correct(ctx, b.top, engine.AsGarment, recipe.PersonEdit{}, edit, nil)
	if err != nil || item.Garment.Kind != recipe.KindSkirt {
		t.Fatalf("%+v %v", item, err)
	}
	stored, err := b.Item(ctx, b.top)
	if err != nil || stored.Garment.Kind != recipe.KindSkirt || len(stored.Thumb) == 0 {
		t.Errorf("stored %+v %v", stored, err)
	}
	_, err = b.Correct(ctx, "unknown", engine.AsAuto, recipe.PersonEdit{}, edit, nil)
	wantCode(t, err, "storage.not-found")
}

func TestInspectDrawsIntoFilesThatCloseRemoves(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	seen, overlays, err := b.Inspect(context.Background(), b.person, nil)
	if err != nil || seen.Shows != engine.AsPerson || len(overlays) == 0 {
		t.Fatalf("%+v %v %v", seen, overlays, err)
	}
	for _, o := range overlays {
		if _, err := os.Stat(o.Path); err != nil {
			t.Error(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(overlays[0].Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("overlay after Close: %v", err)
	}
}

func TestSettingsRefuseNonsense(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	wantCode(t, b.SaveSettings(context.Background(), app.Settings{Theme: "pink"}), "settings.invalid")
}

func TestOpenNeedsItsParts(t *testing.T) {
	if _, err := app.Open(context.Background(), app.Options{DataDir: t.TempDir()}); err == nil {
		t.Error("a studio without an engine was opened")
	}
}

func TestDefaultDataDirFollowsTheEnvironment(t *testing.T) {
	t.Setenv("LOOKBOOK_DATA", filepath.Join(t.TempDir(), "mine"))
	if d, err := app.DefaultDataDir(); err != nil || d != os.Getenv("LOOKBOOK_DATA") {
		t.Errorf("%s %v", d, err)
	}
	t.Setenv("LOOKBOOK_DATA", "")
	if d, err := app.DefaultDataDir(); err != nil || filepath.Base(d) != "lookbook" {
		t.Errorf("%s %v", d, err)
	}
}

func TestEveryStorageErrorIsExplained(t *testing.T) {
	for code, kind := range map[string]error{
		"storage.newer": storage.ErrNewerSchema, "storage.damaged": storage.ErrDamaged, "storage.busy": storage.ErrBusy,
		"storage.damaged-file": storage.ErrDamagedFile, "storage.full": storage.ErrDiskFull, "storage.permission": storage.ErrNoPermission, "storage.not-found": storage.ErrNotFound,
	} {
		wantCode(t, errors.Join(&storage.Error{Kind: kind, Op: "try", Path: "/there"}, nil), code)
	}
	wantCode(t, context.Canceled, "cancelled")
	wantCode(t, errors.New("surprise"), "internal")
	if m := app.Explain(nil); m.Code != "" {
		t.Errorf("no error explains itself as %+v", m)
	}
}
