package studio_test

import (
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/page/studio"
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

func TestOnlyClothingIsAskedForItsKind(t *testing.T) {
	yes := false
	cases := []struct {
		name   string
		seen   engine.GarmentSummary
		said   recipe.GarmentEdit
		unsure bool
	}{
		{"a sure top", engine.GarmentSummary{Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 0.9}, recipe.GarmentEdit{}, false},
		{"a guess", engine.GarmentSummary{Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 0.4}, recipe.GarmentEdit{}, true},
		{
			"a guess that the user has settled",
			engine.GarmentSummary{Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 0.4},
			recipe.GarmentEdit{Kind: recipe.KindSkirt},
			false,
		},
		{
			"a guess corrected in another way",
			engine.GarmentSummary{Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 0.4},
			recipe.GarmentEdit{Worn: &yes},
			true,
		},
		{"a bag, which has no kind", engine.GarmentSummary{Category: recipe.Bag}, recipe.GarmentEdit{}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			card := studio.Card{Item: app.Item{Garment: c.said, Inspection: engine.Inspection{Garment: &c.seen}}}
			if got := card.KindUnsure(); got != c.unsure {
				t.Errorf("asks %v", got)
			}
		})
	}
}
