package vision

import (
	"context"
	"image"
	"math"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// wearing is the doll asked about what it wears.
type wearing struct{ *doll }

func (wearing) Features(context.Context, *image.NRGBA) (*nets.Features, error) {
	f := &nets.Features{P: make([]float64, 1000)}
	f.Groups[nets.GroupClothing] = 0.9
	return f, nil
}

func wornBy(t *testing.T, d dress, words string) *Garment {
	t.Helper()
	o := newDoll(d).halve()
	g, err := AnalyzeGarment(context.Background(), wearing{o}, o.img, recipe.GarmentEdit{}, words)
	if err != nil {
		t.Fatal(err)
	}
	if !g.Worn {
		t.Fatal("nobody wears it")
	}
	return g
}

// Of two worn garments the upper one is taken and the user is told, even when
// the photo's name speaks of a dress.
func TestTheUpperOfTwoWornGarments(t *testing.T) {
	for _, words := range []string{"", "dress"} {
		g := wornBy(t, plainDress, words)
		told := slices.ContainsFunc(g.Notices, func(n engine.Notice) bool { return n.Code == "garment.which-upper" })
		if g.Kind.Slot() != "upper" || !told {
			t.Errorf("named %q: %s, notices %v", words, g.Kind, g.Notices)
		}
	}
}

// The armpits of a worn garment without sleeves lie on its own outline.
func TestArmpitsOfABareArmhole(t *testing.T) {
	g := wornBy(t, dress{upper: dollBlue, lower: dollGreen, sleeve: .03, hem: .97}, "")
	for s, p := range g.Marks.Armpit {
		in, out := g.Alpha.At(int(p.X-outward(s)*4), int(p.Y)), g.Alpha.At(int(p.X+outward(s)*4), int(p.Y))
		if in < .9 || out > .1 {
			t.Errorf("side %d: at %v the cut-out is %.2f inside and %.2f outside", s, p, in, out)
		}
	}
	if a, b := g.Marks.Armpit[0].Y, g.Marks.Armpit[1].Y; math.Abs(a-b) > 4 {
		t.Errorf("armpits at %.0f and %.0f", a, b)
	}
}
