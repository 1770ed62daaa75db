package app_test

import (
	"context"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
)

// dressed asks for a garment of this file name on a person of this group, on
// every way there is: by order, by preview, by a recipe that comes from elsewhere.
func dressed(t *testing.T, name string, group recipe.Group) (notices []engine.Notice, errs [3]error) {
	t.Helper()
	ctx := context.Background()
	b := newBench(t, enginetest.Options{})
	who := recipe.PersonEdit{Group: group}
	if _, err := b.Correct(ctx, b.person, engine.AsPerson, who, recipe.GarmentEdit{}, nil); err != nil {
		t.Fatal(err)
	}
	item := b.take(t, name+".png", 40, 40)
	edit := recipe.GarmentEdit{Category: recipe.Clothing, Kind: recipe.KindOnePiece, Words: "plain cotton"}
	if _, err := b.Correct(ctx, item.ID, engine.AsGarment, recipe.PersonEdit{}, edit, nil); err != nil {
		t.Fatal(err)
	}
	r, plan := b.Plan(ctx, app.Order{PersonID: b.person, Garments: []app.OrderGarment{{ItemID: item.ID}}})
	if plan != nil {
		r = recipe.Recipe{
			Version: recipe.Version, Task: recipe.ModelBased, Pack: "starter", Person: recipe.Person{Digest: b.person, Edit: who},
			Garments: []recipe.Garment{{Digest: item.ID, Edit: edit}},
		}
	}
	_, preview := b.Preview(ctx, r, nil)
	v, tryon := b.TryOn(ctx, r, "", nil)
	return v.Notices, [3]error{plan, preview, tryon}
}

func TestRulesHoldOnEveryWay(t *testing.T) {
	for _, tc := range []struct {
		name  string
		group recipe.Group
		code  string
	}{
		{"red swimsuit", recipe.Girl, "policy.minor-intimate"},
		{"red swimsuit", "", "policy.say-who"},
		{"girls swimsuit", recipe.Woman, "policy.childrens-intimate"},
		{"red swimsuit", recipe.Woman, ""},
		{"red dress", "", ""},
	} {
		_, errs := dressed(t, tc.name, tc.group)
		for _, err := range errs {
			if tc.code != "" {
				wantCode(t, err, tc.code)
			} else if err != nil {
				t.Errorf("%s on %q: %v", tc.name, tc.group, err)
			}
		}
	}
}

func TestAnAdultsGarmentOnAChildIsFlagged(t *testing.T) {
	notices, errs := dressed(t, "womens dress", recipe.Girl)
	if errs != [3]error{} || len(notices) == 0 || notices[0].Code != "policy.adult-cut" {
		t.Errorf("%v, %+v", errs, notices)
	}
}
