package studio_test

import (
	"testing"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

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
