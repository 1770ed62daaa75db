package studio_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/page/studio"
)

// exportedLook dresses a person in two garments with corrections, exports the
// result and empties the page. It returns the full page and the exported file.
func exportedLook(b *bench) (studio.State, app.Source) {
	b.t.Helper()
	s := b.add("model.png", "skirt.png", "shirt.png")
	yes := true
	b.model.Tuck(s.Garments[1].Item.ID, &yes)
	b.model.EditGarment(s.Garments[1].Item.ID, func(e *recipe.GarmentEdit) { e.Sleeve = "long" })
	b.idle()
	b.model.EditPerson(func(e *recipe.PersonEdit) { e.OnePiece = &yes })
	b.idle()
	b.model.Dress()
	full := b.idle()
	path := filepath.Join(b.dir, "look.png")
	b.model.Export(path, false)
	b.idle()
	b.model.EditGarment(s.Garments[1].Item.ID, func(e *recipe.GarmentEdit) { e.Sleeve = "none" })
	b.idle()
	b.model.Clear()
	b.idle()
	return full, app.Source{Path: path}
}

func TestAnExportedFileBringsEverythingBack(t *testing.T) {
	cases := []struct {
		name   string
		forget bool
	}{
		{"the catalog still has the result", false},
		{"the result was removed and is made again", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			full, file := exportedLook(b)
			if c.forget {
				b.model.Forget(full.Result.ID)
				b.idle()
			}
			b.model.Add([]app.Source{file}, engine.AsAuto)
			s := b.idle()
			if s.Result == nil || s.Result.ID != full.Result.ID || !s.Subject.Result || s.Stale {
				t.Fatalf("result not back: %+v, stale %v", s.Result, s.Stale)
			}
			if !reflect.DeepEqual(garments(s), garments(full)) || s.Person == nil || s.Person.Item.ID != full.Person.Item.ID {
				t.Fatalf("person and garments not back: %v", garments(s))
			}
			if top := s.Garments[1]; top.Sleeve() != "long" || top.Tucked == nil || !*top.Tucked {
				t.Errorf("corrections of the top not back: %+v", top)
			}
			if one := s.Person.Item.Person.OnePiece; one == nil || !*one {
				t.Error("correction of the person not back")
			}
		})
	}
}

// TestAnExportedFileWithoutItsPictures: what is there comes back, and one
// message says what is missing and what to do.
func TestAnExportedFileWithoutItsPictures(t *testing.T) {
	b := newBench(t)
	full, file := exportedLook(b)
	b.model.Forget(full.Result.ID)
	b.idle()
	for _, n := range b.model.State().Notes {
		b.model.Dismiss(n)
	}
	b.fake.Lose(full.Person.Item.ID)
	b.fake.Lose(full.Garments[0].Item.ID)
	b.model.Add([]app.Source{file}, engine.AsAuto)
	s := b.idle()
	if len(s.Notes) != 1 || s.Notes[0].Code != "ui.restore.missing" || s.Notes[0].Args["count"] != "2" {
		t.Errorf("notes %+v", s.Notes)
	}
	if s.Person != nil || len(s.Garments) != 1 || s.Garments[0].Sleeve() != "long" || s.Result != nil {
		t.Errorf("person %v, garments %v", s.Person, garments(s))
	}
}

// TestErrorsGoWhenTheFileGoesWell: a message about a file does not outlive the
// file's success.
func TestErrorsGoWhenTheFileGoesWell(t *testing.T) {
	b := newBench(t)
	src := b.file("model.png")
	b.model.Fail(&engine.Fault{Code: "worker.crashed", What: "The engine stopped.", Next: "Try again."}, "model.png")
	b.model.Fail(&engine.Fault{Code: "worker.crashed", What: "The engine stopped.", Next: "Try again."}, "other.png")
	b.model.Add([]app.Source{src}, engine.AsAuto)
	if s := b.idle(); len(s.Notes) != 1 || s.Notes[0].Name != "other.png" {
		t.Errorf("notes %+v", s.Notes)
	}
}
