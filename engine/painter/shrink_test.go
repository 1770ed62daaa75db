package painter_test

import (
	"errors"
	"testing"

	"lookbook/engine"
	"lookbook/engine/painter"
)

// TestShrink: smaller copies of each family are packs of their own, say how far
// they are from the original, and dress.
func TestShrink(t *testing.T) {
	s := newShop(t, "fashn", "klein")
	person, garment := sample(t, woman), sample(t, shirt)
	for _, name := range []string{"fashn", "klein"} { // the small one of the third family has no weight that large
		limits := map[int64]float64{8: 0.01, 4: 0.15}
		for bits, limit := range limits {
			r, err := painter.Shrink(t.Context(), s.packs, name, bits, nil)
			if err != nil {
				t.Fatal(name, err, engine.AsFault(err).Cause)
			}
			if r.After >= r.Before || r.Error <= 0 || r.Error > limit || r.Worst < r.Error || r.WorstKey == "" {
				t.Errorf("%s in %d bits: %+v", name, bits, r)
			}
			base, err := s.packs.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			if r.Pack.Identity() == base.Identity() || r.Pack.Linked {
				t.Error("the copy passes for the original")
			}
			if _, err := s.packs.Verify(t.Context(), r.Pack.Name, nil); err != nil {
				t.Error(err)
			}
			if bits == 8 || name == "fashn" {
				if _, err := s.run(t.Context(), s.request(r.Pack.Name, 1, person, garment), nil); err != nil {
					t.Errorf("%s: %v %s", r.Pack.Name, err, engine.AsFault(err).Cause)
				}
			}
		}
	}
	var f *engine.Fault
	if _, err := painter.Shrink(t.Context(), s.packs, "fashn", 8, nil); !errors.As(err, &f) || f.Code != "pack.exists" {
		t.Errorf("got %v", err)
	}
	if _, err := painter.Shrink(t.Context(), s.packs, "gone", 8, nil); !errors.As(err, &f) || f.Code != "pack.not-installed" {
		t.Errorf("got %v", err)
	}
	if _, err := painter.Shrink(t.Context(), s.packs, "klein", 5, nil); err == nil {
		t.Error("5 bits were taken")
	}
	if list := s.packs.Leftovers(); len(list) > 0 {
		t.Errorf("%v is left", list)
	}
}
