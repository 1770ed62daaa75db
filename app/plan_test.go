package app_test

import (
	"context"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
)

// wardrobe is a bench with one garment of each kind, and things.
func wardrobe(t *testing.T) (bench, map[string]string) {
	b := newBench(t, enginetest.Options{})
	ids := map[string]string{"person": b.person}
	edits := map[string]recipe.GarmentEdit{"bag": {Category: recipe.Bag}, "hat": {Category: recipe.Other}, "shoes": {Category: recipe.Shoes}}
	for _, k := range recipe.Kinds() {
		edits[string(k)] = recipe.GarmentEdit{Category: recipe.Clothing, Kind: k}
	}
	edits["top 2"] = edits["top"]
	for name, e := range edits {
		item := b.take(t, name+".png", 40, 40)
		if _, err := b.Correct(context.Background(), item.ID, engine.AsGarment, recipe.PersonEdit{}, e, nil); err != nil {
			t.Fatal(err)
		}
		ids[name] = item.ID
	}
	return b, ids
}

func order(ids map[string]string, person string, garments ...string) app.Order {
	o := app.Order{PersonID: ids[person], Seed: 5}
	for _, g := range garments {
		o.Garments = append(o.Garments, app.OrderGarment{ItemID: ids[g]})
	}
	return o
}

func TestGarmentsAreOrderedAsTheyAreWorn(t *testing.T) {
	b, ids := wardrobe(t)
	for _, c := range []struct{ in, want []string }{
		{[]string{"top"}, []string{"top"}},
		{[]string{"outerwear", "top", "trousers"}, []string{"trousers", "top", "outerwear"}},
		{[]string{"top", "skirt"}, []string{"skirt", "top"}},
		{[]string{"outerwear", "one-piece"}, []string{"one-piece", "outerwear"}},
	} {
		r, err := b.Plan(context.Background(), order(ids, "person", c.in...))
		if err != nil {
			t.Errorf("%v: %v", c.in, err)
			continue
		}
		for i, g := range r.Garments {
			if g.Digest != ids[c.want[i]] || g.Edit.Kind != recipe.Kind(c.want[i]) {
				t.Errorf("%v: garment %d is a %s", c.in, i, g.Edit.Kind)
			}
		}
		if r.Pack != "starter" || r.Seed != 5 || r.Task != recipe.ModelBased {
			t.Errorf("recipe %+v", r)
		}
	}
}

func TestPlanRefusesInWordsWhatCannotBe(t *testing.T) {
	b, ids := wardrobe(t)
	for _, c := range []struct {
		code  string
		order app.Order
	}{
		{"plan.no-garment", order(ids, "person")},
		{"plan.same-place", order(ids, "person", "trousers", "skirt")},
		{"plan.same-place", order(ids, "person", "top", "top 2")},
		{"plan.one-piece", order(ids, "person", "one-piece", "shorts")},
		{"plan.one-piece", order(ids, "person", "top", "one-piece")},
		{"plan.not-clothing", order(ids, "person", "bag")},
		{"plan.not-clothing", order(ids, "person", "top", "shoes")},
		{"plan.not-clothing", order(ids, "person", "hat")},
		{"plan.not-a-garment", order(ids, "person", "person")},
		{"plan.no-person", order(ids, "skirt", "top")},
		{"plan.unknown-item", order(ids, "nobody", "top")},
		{"plan.unknown-item", order(ids, "person", "nothing")},
		{"plan.size", app.Order{PersonID: ids["person"], Size: 5000}},
		{"plan.size", app.Order{PersonID: ids["person"], Size: -1}},
	} {
		_, err := b.Plan(context.Background(), c.order)
		wantCode(t, err, c.code)
	}
}

func TestPlanRefusesAPersonWhoIsNotThere(t *testing.T) {
	b, ids := wardrobe(t)
	_, err := b.Correct(context.Background(), ids["person"], engine.AsPerson, recipe.PersonEdit{Index: 40}, recipe.GarmentEdit{}, nil)
	if err != nil {
		t.Fatal("the fake should store the choice, so that Plan is what refuses it:", err)
	}
	_, err = b.Plan(context.Background(), order(ids, "person", "top"))
	wantCode(t, err, "plan.no-such-person")
}
