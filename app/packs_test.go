package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
)

// tiers are a pack for research that puts on bags, and nothing else.
func tiers(name string) (app.Tier, error) {
	if name != "studio" {
		return app.Tier{}, &engine.Fault{Kind: engine.FaultWeights, Code: "pack.not-installed", What: "No.", Next: "Add it."}
	}
	return app.Tier{Name: name, Digest: strings.Repeat("a", 64), Categories: []recipe.Category{recipe.Clothing, recipe.Bag}}, nil
}

// withTiers opens the data of a bench again, with packs.
func withTiers(t *testing.T, b bench) *app.Studio {
	t.Helper()
	dir := b.DataDir()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(context.Background(), app.Options{
		DataDir: dir, Engine: enginetest.New(enginetest.Options{}), Pictures: apptest.Pictures{}, Tier: tiers,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestPlanWithAPack: the recipe names the pack and what it consists of; what the
// starter tier cannot put on, a pack may.
func TestPlanWithAPack(t *testing.T) {
	b, ids := wardrobe(t)
	s := withTiers(t, b)
	for _, c := range []struct {
		pack    string
		garment string
		code    string
	}{
		{"studio", "top", ""},
		{"studio", "bag", ""},
		{"", "top", ""},
		{"starter", "top", ""},
		{"", "bag", "plan.not-clothing"},
		{"studio", "shoes", "plan.not-clothing"},
		{"gone", "top", "pack.not-installed"},
	} {
		o := order(ids, "person", c.garment)
		o.Pack = c.pack
		r, err := s.Plan(t.Context(), o)
		if c.code != "" {
			wantCode(t, err, c.code)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		want, digest := "starter", 0
		if c.pack == "studio" {
			want, digest = c.pack, 64
		}
		if r.Pack != want || len(r.PackDigest) != digest {
			t.Errorf("%+v: pack %q %q", c, r.Pack, r.PackDigest)
		}
	}
	plain, _ := wardrobe(t)
	o := order(ids, "person", "top")
	o.Pack = "studio"
	_, err := plain.Plan(t.Context(), o)
	wantCode(t, err, "pack.unknown")
}

// TestNotForSale: what was made under a license for research leaves the studio
// only with the user's statement, also when the pack is gone.
func TestNotForSale(t *testing.T) {
	b, ids := wardrobe(t)
	s := withTiers(t, b)
	for _, pack := range []string{"studio", "gone", ""} {
		o := order(ids, "person", "top")
		if pack == "studio" {
			o.Pack = pack
		}
		r, err := s.Plan(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if pack == "gone" {
			r.Pack = pack
		}
		v, err := s.TryOn(t.Context(), r, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		out := app.ExportOptions{Path: filepath.Join(dir, "look.png")}
		_, err = s.Export(t.Context(), v.ID, out)
		if pack == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		wantCode(t, err, "export.not-for-sale")
		wantOnly(t, dir, 0)
		out.NotForSale = true
		if _, err := s.Export(t.Context(), v.ID, out); err != nil {
			t.Error(err)
		}
	}
}
