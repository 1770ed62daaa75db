package studio_test

import (
	"path/filepath"
	"testing"

	"lookbook/engine/recipe"
)

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
