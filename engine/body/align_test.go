package body

import (
	"slices"
	"testing"

	"lookbook/engine/raster"
)

// union is the share of two masks' union in which they agree.
func union(a, b *raster.Mask) float64 {
	return float64(a.Clone().And(b).Count()) / float64(a.Clone().Or(b).Count())
}

func TestAlignedLiesOnBareSkinAndNotOnClothes(t *testing.T) {
	f := standing(t, .2, nil)
	m := f.Model
	stout := Average()
	stout.Weight = .75
	who := m.build(Found{W: f.W, H: f.H, Form: m.form(stout), Pose: f.Pose, Unit: f.Unit})
	truth := who.Draw(f.W, f.H).Mask()
	skin := raster.NewPlane(f.W, f.H).Map(func(float32) float32 { return 1 })

	bare := f.Aligned(truth.Plane(), skin)
	before, after := union(f.Draw(f.W, f.H).Mask(), truth), union(bare.Draw(f.W, f.H).Mask(), truth)
	if after < before+.5*(1-before) {
		t.Errorf("agreement was %.3f and is %.3f", before, after)
	}
	for _, covered := range []*raster.Plane{nil, raster.NewPlane(f.W, f.H)} {
		dressed := f.Aligned(truth.Plane(), covered)
		if u := union(dressed.Draw(f.W, f.H).Mask(), f.Draw(f.W, f.H).Mask()); u < .97 {
			t.Errorf("clothes pulled the body: agreement with itself %.3f", u)
		}
	}
	slim := who.Aligned(f.Draw(f.W, f.H).Mask().Plane(), nil)
	before, after = union(truth, f.Draw(f.W, f.H).Mask()), union(slim.Draw(f.W, f.H).Mask(), f.Draw(f.W, f.H).Mask())
	if after < before+.5*(1-before) {
		t.Errorf("what stuck out still does: agreement was %.3f and is %.3f", before, after)
	}
}

func TestAlignedLeavesTheFitAlone(t *testing.T) {
	f := standing(t, 0, nil)
	v := slices.Clone(f.Figure.V)
	mask := standing(t, .1, nil).Draw(f.W, f.H).Mask().Plane()
	if g := f.Aligned(mask, nil); g == f || !slices.Equal(f.Figure.V, v) {
		t.Error("the fit itself was changed")
	}
	for _, bad := range []*raster.Plane{nil, raster.NewPlane(f.W, f.H), raster.NewPlane(20, 20)} {
		if f.Aligned(bad, nil) != f {
			t.Error("an unusable mask moved the body")
		}
	}
}

func BenchmarkAligned(b *testing.B) {
	f := standing(b, 0, nil)
	mask := standing(b, .1, nil).Draw(f.W, f.H).Mask().Plane()
	for b.Loop() {
		f.Aligned(mask, nil)
	}
}
