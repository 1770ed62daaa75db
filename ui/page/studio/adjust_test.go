package studio_test

import (
	"path/filepath"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/page/studio"
)

func (b *bench) count(call string) int {
	n := 0
	for _, c := range b.fake.Calls() {
		if c == call {
			n++
		}
	}
	return n
}

// elbow is where the stage shows the person's left elbow.
func elbow(s studio.State) [2]float64 {
	if at, ok := s.Person.Item.Person.Points["left_elbow"]; ok {
		return at
	}
	for _, p := range s.Person.Chosen().Points {
		if p.Name == "left-elbow" {
			return [2]float64{p.X, p.Y}
		}
	}
	return [2]float64{}
}

func TestAMovedJointIsPreviewedKeptAndMadeAtFullSize(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	b.model.Dress()
	first := b.idle().Result
	b.model.Adjust(s.Person.Item.ID)
	if s = b.idle(); !s.Adjust || s.Preview == nil || s.Subject.ItemID != s.Person.Item.ID {
		t.Fatalf("not adjusting: %+v", s.Subject)
	}
	b.model.MovePoint(s.Person.Item.ID, "left_elbow", [2]float64{33, 44}, "drag 1", true)
	if s = b.model.State(); elbow(s) != [2]float64{33, 44} || !s.Stale {
		t.Error("the handle does not follow at once")
	}
	b.model.MovePoint(s.Person.Item.ID, "left_elbow", [2]float64{35, 46}, "drag 1", false)
	s = b.idle()
	if s.Result == nil || s.Result.ID == first.ID || s.Stale || !s.Adjust || s.Result.Parent != first.ID {
		t.Errorf("no new result: stale %v, adjusting %v", s.Stale, s.Adjust)
	}
	if got := s.Result.Recipe.Person.Edit.Points["left_elbow"]; got != [2]float64{35, 46} {
		t.Errorf("the recipe says %v", got)
	}
	stored, err := b.fake.Item(t.Context(), s.Person.Item.ID)
	if err != nil || stored.Person.Points["left_elbow"] != [2]float64{35, 46} {
		t.Errorf("stored %+v, %v", stored.Person, err)
	}
	if b.count("Keep") == 0 || b.count("Preview") < 2 || b.count("Correct") == 0 {
		t.Errorf("calls %v", b.fake.Calls())
	}
}

func TestASittingLeavesOneResultInTheHistory(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	b.model.Dress()
	first := b.idle().Result
	move := func(x float64, gesture string) studio.State {
		b.model.MovePoint(s.Person.Item.ID, "left_elbow", [2]float64{x, 44}, gesture, false)
		return b.idle()
	}
	b.model.Adjust(s.Person.Item.ID)
	b.idle()
	move(33, "drag 1")
	now := move(34, "drag 2")
	if len(now.History) != 2 || now.History[0].ID != now.Result.ID || now.History[1].ID != first.ID || now.Result.Parent != first.ID {
		t.Errorf("the history holds %d results after two quiet moments", len(now.History))
	}
	b.model.Export(filepath.Join(b.dir, "kept.png"), false)
	kept := b.idle().Result.ID
	if now = move(35, "drag 3"); len(now.History) != 3 || now.History[1].ID != kept {
		t.Errorf("an exported result is not kept: %d in the history", len(now.History))
	}
	b.model.Leave()
	b.model.Adjust(s.Person.Item.ID)
	b.idle()
	if now = move(36, "drag 4"); len(now.History) != 4 {
		t.Errorf("the result of the sitting before is gone: %d in the history", len(now.History))
	}
	// Back to what there was before any sitting.
	for len(now.History) == 4 && now.Result.ID != first.ID {
		b.model.Undo()
		now = b.idle()
	}
	if len(now.History) != 3 {
		t.Errorf("%d results in the history after taking everything back", len(now.History))
	}
}

func TestOneDragIsOneStepOfUndoAndRedo(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	id := s.Person.Item.ID
	b.model.Adjust(id)
	before := elbow(b.idle())
	for i, done := range []bool{false, false, true} {
		b.model.MovePoint(id, "left_elbow", [2]float64{float64(i), 1}, "drag 1", !done)
	}
	b.model.MovePoint(id, "left_elbow", [2]float64{9, 9}, "drag 2", false)
	steps := []struct {
		act  func()
		want [2]float64
	}{
		{b.model.Undo, [2]float64{2, 1}},
		{b.model.Undo, before},
		{b.model.Redo, [2]float64{2, 1}},
		{b.model.Redo, [2]float64{9, 9}},
		{func() { b.model.ResetPoint(id, "left_elbow") }, before},
		{b.model.Undo, [2]float64{9, 9}},
		{func() { b.model.ResetCard(id) }, before},
	}
	for i, step := range steps {
		step.act()
		if got := elbow(b.model.State()); got != step.want {
			t.Errorf("step %d at once: %v, want %v", i, got, step.want)
		}
		if got := elbow(b.idle()); got != step.want {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
	}
	if s = b.idle(); s.CanRedo || s.Person.Item.Person.Points != nil {
		t.Errorf("after the reset: %+v, redo %v", s.Person.Item.Person, s.CanRedo)
	}
}

// TestOnlyThePreviewOfTheNewestIsShown: while a preview is made, changes pile
// up; one more preview answers all of them, and the old one is dropped.
func TestOnlyThePreviewOfTheNewestIsShown(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	shirt := s.Garments[0].Item.ID
	b.model.Adjust(shirt)
	b.idle()
	release := b.hold("preview")
	settle := b.hold(engine.StageDecode)
	long := func(x float64, done bool) {
		b.model.TuneGarment(shirt, "length", done, func(e *recipe.GarmentEdit) { e.Length = x })
	}
	before := b.count("Preview")
	long(1.1, true)
	b.await("the preview", func(s studio.State) bool {
		return slices.ContainsFunc(s.Work, func(w studio.Work) bool { return w.Kind == studio.WorkTry && w.Stage == "preview" })
	})
	shown := b.model.State().Preview
	long(1.2, false)
	long(1.3, false)
	long(1.4, true)
	if s = b.model.State(); s.Preview == nil || s.Preview.Picture != shown.Picture {
		t.Error("the previous preview is gone")
	}
	release()
	settle()
	s = b.idle()
	if n := b.count("Preview") - before; n != 2 {
		t.Errorf("%d previews for four changes", n)
	}
	if s.Garments[0].Item.Garment.Length != 1.4 || s.PreviewFault != nil {
		t.Errorf("%+v", s.Garments[0].Item.Garment)
	}
}

func TestACorrectionWithoutACounterpartIsStillKept(t *testing.T) {
	b := newBench(t)
	s := b.add("shirt.png")
	id := s.Garments[0].Item.ID
	b.model.Adjust("")
	b.model.MovePoint(id, "hem", [2]float64{1, 2}, "drag 1", false)
	if s = b.idle(); !s.Adjust || s.Result != nil || b.count("Preview") != 0 || b.count("Correct") != 1 {
		t.Errorf("calls %v", b.fake.Calls())
	}
	stored, err := b.fake.Item(t.Context(), id)
	if err != nil || stored.Garment.Points["hem"] != [2]float64{1, 2} {
		t.Errorf("%+v %v", stored.Garment, err)
	}
}

func TestATunedCardWaitsForTheCorrectionUnderWay(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "shirt.png")
	id := s.Garments[0].Item.ID
	b.model.Adjust(id)
	b.idle()
	release := b.hold(engine.StageGarment)
	b.model.EditGarment(id, func(e *recipe.GarmentEdit) { e.Kind = recipe.KindOuterwear })
	b.model.TuneGarment(id, "loose", true, func(e *recipe.GarmentEdit) { e.Looseness = 1.2 })
	release()
	s = b.idle()
	if g := s.Garments[0]; g.Busy || g.Kind() != recipe.KindOuterwear || g.Item.Garment.Looseness != 1.2 {
		t.Errorf("%+v", g.Item.Garment)
	}
}

func TestAnUnusualOrderIsTheUsersOwn(t *testing.T) {
	b := newBench(t)
	s := b.add("model.png", "skirt.png", "shirt.png")
	b.model.Move(s.Garments[1].Item.ID, -1)
	if s = b.idle(); !s.Ordered {
		t.Error("the order does not count")
	}
	b.model.Dress()
	s = b.idle()
	got := []string{s.Result.Recipe.Garments[0].Digest, s.Result.Recipe.Garments[1].Digest}
	if !slices.Equal(got, []string{s.Garments[0].Item.ID, s.Garments[1].Item.ID}) || s.Garments[0].Item.Name != "shirt.png" {
		t.Errorf("order %v", got)
	}
}

func TestChoosingSomebodyElseForgetsPoints(t *testing.T) {
	b := newBench(t)
	s := b.add("people.png")
	id := s.Person.Item.ID
	b.model.MovePoint(id, "left_knee", [2]float64{5, 5}, "drag 1", false)
	b.idle()
	b.model.ChoosePerson(id, 1)
	if s = b.idle(); s.Person.Item.Person.Index != 1 || len(s.Person.Item.Person.Points) != 0 {
		t.Errorf("%+v", s.Person.Item.Person)
	}
}
