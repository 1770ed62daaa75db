package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
)

func TestKeepStoresWithoutTheEngine(t *testing.T) {
	fake := enginetest.New(enginetest.Options{})
	b := benchAt(t, t.TempDir(), fake)
	ctx, runs := context.Background(), fake.Runs()
	edit := recipe.GarmentEdit{Length: 1.2, Points: map[string][2]float64{"hem": {4, 5}}}
	if err := b.Keep(ctx, b.top, recipe.PersonEdit{}, edit); err != nil {
		t.Fatal(err)
	}
	item, err := b.Item(ctx, b.top)
	if err != nil || item.Garment.Length != 1.2 || item.Garment.Points["hem"] != [2]float64{4, 5} || item.Inspection.Garment == nil {
		t.Errorf("%+v %v", item, err)
	}
	if fake.Runs() != runs {
		t.Error("the engine was asked")
	}
	r, err := b.Plan(ctx, app.Order{PersonID: b.person, Garments: []app.OrderGarment{{ItemID: b.top}}})
	if err != nil || r.Garments[0].Edit.Length != 1.2 {
		t.Errorf("not in the recipe: %+v %v", r, err)
	}
	wantCode(t, b.Keep(ctx, "unknown", recipe.PersonEdit{}, edit), "storage.not-found")
}

func TestCorrectionsOutOfRangeAreRefused(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	bad := recipe.PersonEdit{Waist: 9}
	wantCode(t, b.Keep(ctx, b.person, bad, recipe.GarmentEdit{}), "plan.correction")
	_, err := b.Correct(ctx, b.person, engine.AsPerson, bad, recipe.GarmentEdit{}, nil)
	wantCode(t, err, "plan.correction")
	_, err = b.Plan(ctx, app.Order{PersonID: b.person, Person: &bad, Garments: []app.OrderGarment{{ItemID: b.top}}})
	wantCode(t, err, "plan.correction")
	_, err = b.Plan(ctx, app.Order{
		PersonID: b.person,
		Garments: []app.OrderGarment{{ItemID: b.top, Edit: &recipe.GarmentEdit{Looseness: 7}}},
	})
	wantCode(t, err, "plan.correction")
}

func TestAnOrderMayBringItsOwnCorrectionsAndOrder(t *testing.T) {
	b, ids := wardrobe(t)
	o := order(ids, "person", "top", "skirt")
	o.AsGiven, o.Person = true, &recipe.PersonEdit{Waist: 0.8}
	o.Garments[0].Edit = &recipe.GarmentEdit{Kind: recipe.KindTop, Sleeves: 0.6}
	r, err := b.Plan(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Garments[0].Digest != ids["top"] || r.Garments[0].Edit.Sleeves != 0.6 || r.Person.Edit.Waist != 0.8 {
		t.Errorf("%+v", r)
	}
	item, err := b.Item(context.Background(), ids["person"])
	if err != nil || item.Person.Waist != 0 {
		t.Errorf("the order's correction was stored: %+v %v", item.Person, err)
	}
}

func TestPreviewsAreNotKept(t *testing.T) {
	fake := enginetest.New(enginetest.Options{})
	b := benchAt(t, t.TempDir(), fake)
	ctx := context.Background()
	first, err := b.Preview(ctx, b.recipe(t, 1), nil)
	if err != nil || first.Width == 0 || len(first.Verdicts) == 0 {
		t.Fatalf("%+v %v", first, err)
	}
	runs := fake.Runs()
	if again, err := b.Preview(ctx, b.recipe(t, 1), nil); err != nil || again.Picture != first.Picture || fake.Runs() != runs {
		t.Errorf("made twice: %v %v", again, err)
	}
	if list, err := b.History(ctx, app.Page{}); err != nil || len(list) != 0 {
		t.Errorf("in the history: %v %v", list, err)
	}
	for seed := range uint64(20) {
		if _, err := b.Preview(ctx, b.recipe(t, 100+seed), nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(first.Picture); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("old previews fill the disk: %v", err)
	}
	last, err := b.Preview(ctx, b.recipe(t, 119), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(last.Picture); err != nil {
		t.Error(err)
	}
	wantCode(t, fail(b.Preview(ctx, recipe.Recipe{}, nil)), "plan.no-garment")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(last.Picture); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a preview after Close: %v", err)
	}
}

// fail is the error of a call that must not succeed.
func fail(v any, err error) error {
	if err == nil {
		return fmt.Errorf("got %v", v)
	}
	return err
}
