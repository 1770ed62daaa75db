package studio_test

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/page/studio"
	"lookbook/ui/uitest"
)

// bench is a model on a fake studio, running.
type bench struct {
	t       *testing.T
	fake    *uitest.Fake
	model   *studio.Model
	changes chan struct{}
	dir     string
	gate    sync.Mutex
	closed  map[string]chan struct{}
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, dir: t.TempDir(), changes: make(chan struct{}, 1), closed: map[string]chan struct{}{}}
	b.fake = uitest.NewFake(b.dir)
	b.fake.Gate = b.wait
	b.model = studio.New(b.fake, explain, func() {
		select {
		case b.changes <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); b.model.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return b
}

func explain(err error) app.Message {
	f := engine.AsFault(err)
	return app.Message{Code: f.Code, Args: f.Args, What: f.What, Next: f.Next}
}

// hold makes work wait at a stage until the returned function is called.
func (b *bench) hold(stage string) (release func()) {
	b.gate.Lock()
	defer b.gate.Unlock()
	c := make(chan struct{})
	b.closed[stage] = c
	return sync.OnceFunc(func() {
		b.gate.Lock()
		delete(b.closed, stage)
		b.gate.Unlock()
		close(c)
	})
}

func (b *bench) wait(ctx context.Context, stage string) error {
	b.gate.Lock()
	c := b.closed[stage]
	b.gate.Unlock()
	if c == nil {
		return ctx.Err()
	}
	select {
	case <-c:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// await returns the first state that is as wanted.
func (b *bench) await(what string, ok func(studio.State) bool) studio.State {
	b.t.Helper()
	for {
		s := b.model.State()
		if ok(s) {
			return s
		}
		select {
		case <-b.changes:
		case <-b.t.Context().Done():
			b.t.Fatalf("waited for %s; state: %+v", what, s)
		}
	}
}

// idle waits until nothing runs.
func (b *bench) idle() studio.State {
	b.t.Helper()
	return b.await("nothing to run", func(s studio.State) bool { return len(s.Work) == 0 })
}

// file makes a small picture; its name makes the bytes differ.
func (b *bench) file(name string) app.Source {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	img := image.NewNRGBA(image.Rect(0, 0, 60, 80))
	for i, c := range []byte(name) {
		img.Set(i%60, 0, color.NRGBA{c, uint8(i), 9, 255})
	}
	f, err := os.Create(path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		b.t.Fatal(err)
	}
	return app.Source{Path: path}
}

func (b *bench) add(names ...string) studio.State {
	b.t.Helper()
	var list []app.Source
	for _, n := range names {
		list = append(list, b.file(n))
	}
	b.model.Add(list, engine.AsAuto)
	return b.idle()
}

func garments(s studio.State) []string {
	var list []string
	for _, g := range s.Garments {
		list = append(list, g.Item.Name)
	}
	return list
}

func TestAddPlacesPictures(t *testing.T) {
	cases := []struct {
		name   string
		files  []string
		person string
		want   []string
	}{
		{"person and garment", []string{"model.png", "shirt.png"}, "model.png", []string{"shirt.png"}},
		{"innermost first", []string{"coat.png", "shirt.png", "skirt.png"}, "", []string{"skirt.png", "shirt.png", "coat.png"}},
		{"another top takes the place", []string{"shirt.png", "blouse.png"}, "", []string{"blouse.png"}},
		{"a dress takes the place of both", []string{"shirt.png", "skirt.png", "dress.png"}, "", []string{"dress.png"}},
		{"a coat over a dress", []string{"dress.png", "coat.png"}, "", []string{"dress.png", "coat.png"}},
		{"an unsure one displaces nothing", []string{"shirt.png", "unsure.png"}, "", []string{"shirt.png", "unsure.png"}},
		{"the last person counts", []string{"model.png", "person.png"}, "person.png", nil},
		{"the same picture twice is one card", []string{"shirt.png", "shirt.png"}, "", []string{"shirt.png"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			for _, f := range c.files {
				b.add(f)
			}
			s := b.idle()
			person := ""
			if s.Person != nil {
				person = s.Person.Item.Name
			}
			if person != c.person || !slices.Equal(garments(s), c.want) {
				t.Errorf("person %q, garments %q; want %q, %q", person, garments(s), c.person, c.want)
			}
		})
	}
}

func TestOfManyTheFirstGoesOnThePageAndAllOnTheShelf(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "person.png", "shirt.png", "blouse.png", "skirt.png")
	if s.Person.Item.Name != "model.png" || !slices.Equal(garments(s), []string{"skirt.png", "shirt.png"}) || len(s.Shelf) != 5 {
		t.Fatalf("person %s, garments %q, %d on the shelf", s.Person.Item.Name, garments(s), len(s.Shelf))
	}
	b.model.Place(s.Shelf[slices.IndexFunc(s.Shelf, func(i app.Item) bool { return i.Name == "blouse.png" })])
	if s = b.idle(); !slices.Equal(garments(s), []string{"skirt.png", "blouse.png"}) {
		t.Errorf("garments %q", garments(s))
	}
}

func TestColumnDecidesOverGuess(t *testing.T) {
	b := newBench(t)
	b.model.Add([]app.Source{b.file("model.png")}, engine.AsGarment)
	s := b.idle()
	if s.Person != nil || len(s.Garments) != 1 {
		t.Fatalf("a picture dropped on the garments went elsewhere: %+v", s)
	}
	b.model.Reread(s.Garments[0].Item.ID, engine.AsPerson)
	if s = b.idle(); s.Person == nil || len(s.Garments) != 0 {
		t.Fatal("one click did not move it to the person")
	}
}

func TestBadFileIsSaidAndTheOthersGoOn(t *testing.T) {
	b := newBench(t)
	bad := filepath.Join(b.dir, "text.jpg")
	if err := os.WriteFile(bad, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.model.Add([]app.Source{{Path: bad}, b.file("shirt.png")}, engine.AsAuto)
	s := b.idle()
	if len(s.Notes) != 1 || s.Notes[0].Code != "picture.unreadable" || s.Notes[0].Name != "text.jpg" {
		t.Errorf("notes %+v", s.Notes)
	}
	if len(s.Garments) != 1 {
		t.Error("the good file behind the bad one was lost")
	}
	b.model.Dismiss(s.Notes[0])
	if s = b.model.State(); len(s.Notes) != 0 {
		t.Error("a dismissed note stayed")
	}
}

func TestDressShowsResultAndHistory(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	if !s.CanDress {
		t.Fatal("person and garment are there, but nothing can be dressed")
	}
	release := b.hold(engine.StageField)
	b.model.Dress()
	s = b.await("the stage", func(s studio.State) bool {
		w := s.Running()
		return w != nil && w.Stage == engine.StageField
	})
	if w := s.Running(); w.Kind != studio.WorkDress || w.Total != len(engine.Stages()) {
		t.Errorf("work %+v", w)
	}
	release()
	s = b.idle()
	if s.Result == nil || !s.Subject.Result || s.Stale || len(s.History) != 1 || s.HistoryAt != 0 {
		t.Fatalf("no result on the stage: %+v", s)
	}
	b.model.Tuck(s.Garments[0].Item.ID, new(bool))
	if s = b.model.State(); !s.Stale {
		t.Error("the result is of an earlier choice, and the page does not say so")
	}
}

func TestCancelFreesThePageAtOnce(t *testing.T) {
	b := newBench(t)
	b.add("model.png", "shirt.png")
	release := b.hold(engine.StageField)
	b.model.Dress()
	b.await("the stage", func(s studio.State) bool {
		w := s.Running()
		return w != nil && w.Stage == engine.StageField
	})
	b.model.Cancel()
	if s := b.model.State(); len(s.Work) != 0 || s.Result != nil || len(s.Notes) != 0 {
		t.Fatalf("after cancel: %+v", s)
	}
	release()
	b.model.Dress()
	if s := b.idle(); s.Result == nil {
		t.Error("nothing can be dressed after a cancel")
	}
}

func TestChangedInputsDropTheRunningOrder(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "skirt.png", "shirt.png")
	release := b.hold(engine.StageField)
	b.model.Dress()
	b.await("the stage", func(s studio.State) bool {
		w := s.Running()
		return w != nil && w.Stage == engine.StageField
	})
	b.model.Remove(s.Garments[1].Item.ID)
	release()
	if s = b.idle(); s.Result != nil {
		t.Error("a result for garments that were removed was shown")
	}
}

func TestOnlyTheNewestCorrectionCounts(t *testing.T) {
	b := newBench(t)
	id := b.add("shirt.png").Garments[0].Item.ID
	release := b.hold(engine.StageGarment)
	b.model.EditGarment(id, func(e *recipe.GarmentEdit) { e.Kind = recipe.KindSkirt })
	b.model.EditGarment(id, func(e *recipe.GarmentEdit) { e.Kind = recipe.KindOuterwear })
	if s := b.model.State(); !s.Garments[0].Busy || s.Garments[0].Kind() != recipe.KindOuterwear {
		t.Errorf("the choice is not shown at once: %+v", s.Garments[0])
	}
	release()
	if s := b.idle(); s.Garments[0].Kind() != recipe.KindOuterwear || s.Garments[0].Busy {
		t.Errorf("kind %q", s.Garments[0].Kind())
	}
}

func TestUndoTakesCorrectionsAndRemovalsBack(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	id := s.Garments[0].Item.ID
	b.model.EditGarment(id, func(e *recipe.GarmentEdit) { e.Kind = recipe.KindSkirt })
	b.idle()
	b.model.Remove(id)
	if s = b.model.State(); len(s.Garments) != 0 {
		t.Fatal("not removed")
	}
	b.model.Undo()
	if s = b.idle(); len(s.Garments) != 1 || s.Garments[0].Kind() != recipe.KindSkirt {
		t.Fatalf("removal not undone: %+v", s.Garments)
	}
	b.model.Undo()
	s = b.idle()
	if s.Garments[0].Kind() != recipe.KindTop || s.Garments[0].Item.Garment.Kind != recipe.KindAuto {
		t.Errorf("correction not undone: %+v", s.Garments[0].Item.Garment)
	}
	stored, err := b.fake.Item(t.Context(), id)
	if err != nil || stored.Garment.Kind != recipe.KindAuto {
		t.Errorf("the catalogue still holds the correction: %+v, %v", stored.Garment, err)
	}
}

func TestOpenBringsEverythingBack(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	id := s.Garments[0].Item.ID
	b.model.EditGarment(id, func(e *recipe.GarmentEdit) { e.Sleeve = "long" })
	b.idle()
	b.model.Dress()
	first := b.idle().Result
	b.model.EditGarment(id, func(e *recipe.GarmentEdit) { e.Sleeve = "none" })
	b.idle()
	b.model.Dress()
	b.idle()
	b.model.Clear()
	if s = b.idle(); s.Person != nil || s.Result != nil {
		t.Fatal("not empty")
	}
	b.model.Step(1)
	b.idle()
	b.model.Step(1)
	s = b.idle()
	if s.Result == nil || s.Result.ID != first.ID || s.Stale {
		t.Fatalf("older result not shown: %+v", s.Result)
	}
	if s.Person == nil || len(s.Garments) != 1 || s.Garments[0].Sleeve() != "long" {
		t.Errorf("person, garment or correction not back: %+v", s.Garments)
	}
}

func TestAutoDressesOnlyWhenCertain(t *testing.T) {
	b := newBench(t)
	b.model.SetAuto(true)
	if s := b.add("model.png", "unsure.png"); s.Result != nil {
		t.Error("dressed although the kind was a guess")
	}
	b.model.Clear()
	if s := b.add("model.png", "shirt.png"); s.Result == nil {
		t.Error("nothing in doubt, but not dressed")
	}
}

func TestOverlaysAreDrawnOnceAndBelongToTheirPicture(t *testing.T) {
	b := newBench(t)
	b.add("model.png", "shirt.png")
	b.model.ShowOverlay("skeleton")
	b.idle()
	b.model.ShowOverlay("parse")
	s := b.idle()
	count := 0
	for _, c := range b.fake.Calls() {
		if c == "Inspect" {
			count++
		}
	}
	if s.Overlay != "parse" || len(s.Overlays) == 0 || count != 1 {
		t.Errorf("overlay %q, %d overlays, %d inspections", s.Overlay, len(s.Overlays), count)
	}
	b.model.Dress()
	b.idle()
	b.model.ShowOverlay("mask")
	if s = b.idle(); s.Subject.Result || s.Overlay != "mask" {
		t.Errorf("a drawing of the photo lies on the result: %+v", s.Subject)
	}
	b.model.Show(studio.Subject{ItemID: s.Garments[0].Item.ID})
	if s = b.model.State(); s.Overlay != "" || len(s.Overlays) != 0 {
		t.Error("the person's overlays stayed on the garment")
	}
}

func TestExportSaysWhereAndWhatMarks(t *testing.T) {
	b := newBench(t)
	b.add("model.png", "shirt.png")
	b.model.Dress()
	s := b.idle()
	path := filepath.Join(b.dir, s.ExportName())
	b.model.Export(path, false)
	s = b.idle()
	if n := s.Notes[len(s.Notes)-1]; n.Level != "done" || n.Args["path"] != path || n.Args["marks"] == "" {
		t.Errorf("note %+v", n)
	}
	b.model.Export(path, false)
	s = b.idle()
	if n := s.Notes[len(s.Notes)-1]; n.Level != "error" {
		t.Errorf("an existing file was replaced without asking: %+v", n)
	}
}

func TestForgetTakesAResultOut(t *testing.T) {
	b := newBench(t)
	b.add("model.png", "shirt.png")
	b.model.Dress()
	s := b.idle()
	b.model.Forget(s.Result.ID)
	if s = b.idle(); s.Result != nil || len(s.History) != 0 || s.Subject.Result {
		t.Errorf("still there: %+v", s)
	}
}

func TestChooseOneOfSeveralPeople(t *testing.T) {
	b := newBench(t)
	s := b.add("people.png")
	b.model.ChoosePerson(s.Person.Item.ID, 1)
	s = b.idle()
	if s.Person.Item.Person.Index != 1 || s.Person.Chosen().View != "profile" {
		t.Errorf("person %+v", s.Person.Chosen())
	}
}

func TestSettingsAreStored(t *testing.T) {
	b := newBench(t)
	b.model.SetSettings(func(v *app.Settings) { v.Language = "zh-Hans" })
	b.idle()
	if v, _ := b.fake.Settings(t.Context()); v.Language != "zh-Hans" {
		t.Errorf("settings %+v", v)
	}
}
