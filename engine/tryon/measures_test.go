package tryon

import (
	"context"
	"math"
	"testing"

	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// lawful is a source whose garments end where a simple law says.
type lawful struct{ waist float64 }

func (l lawful) Field(_ context.Context, _ *vision.Person, g *vision.Garment, o field.Options) (*field.Field, error) {
	one := func(x float64) float64 {
		if x == 0 {
			return 1
		}
		return x
	}
	c := field.Cover{Slot: g.Kind.Slot(), Hem: .1 + .8*one(o.Length), Arm: [2]float64{.4 * one(o.Sleeves), .4 * one(o.Sleeves)}}
	if c.Slot == "lower" {
		c.Waist, c.Hem, c.Legs = l.waist, l.waist+1.2*one(o.Length), g.Kind != recipe.KindSkirt
	}
	return &field.Field{Cover: c}, nil
}

// standing is a person on whom an average body stands upright.
func standing(t *testing.T) *vision.Person {
	t.Helper()
	m, err := bodyModel()
	if err != nil {
		t.Fatal(err)
	}
	e := body.Evidence{W: 600, H: 900, Who: body.Average()}
	for i, q := range map[int][2]float64{
		11: {355, 230}, 12: {245, 230}, 13: {385, 340}, 14: {215, 340}, 15: {395, 440}, 16: {205, 440},
		23: {332, 440}, 24: {268, 440}, 25: {335, 600}, 26: {265, 600}, 27: {335, 760}, 28: {265, 760},
		7: {325, 140}, 8: {275, 140}, 0: {300, 150},
	} {
		e.Points[i] = body.Seen{X: q[0], Y: q[1], Visibility: 1}
	}
	f, err := m.Fit(e)
	if err != nil {
		t.Fatal(err)
	}
	p := &vision.Person{W: 600, H: 900}
	p.N, p.Axis, p.Perp, p.Torso = raster.Pt{X: 300, Y: 230}, raster.Pt{Y: 1}, raster.Pt{X: 1}, 210
	return p.Embodied(f)
}

func TestCentimetersDecideLengths(t *testing.T) {
	p := standing(t)
	tape := p.Body.Tape()
	r := &run{e: &Engine{source: lawful{waist: .6}}}
	for name, tc := range map[string]struct {
		kind recipe.Kind
		cm   map[string]float64
		got  func(o field.Options, c field.Cover, m *meter) float64
		want float64
	}{
		"length of a top":     {recipe.KindTop, map[string]float64{"length": 62}, func(_ field.Options, c field.Cover, m *meter) float64 { return (c.Hem - m.neck) * m.perV }, 62},
		"sleeve":              {recipe.KindTop, map[string]float64{"sleeve": 30}, func(_ field.Options, c field.Cover, _ *meter) float64 { return c.Arm[0] * 100 * tape.Arm }, 30},
		"chest":               {recipe.KindTop, map[string]float64{"chest": 58}, func(o field.Options, _ field.Cover, _ *meter) float64 { return o.Looseness }, 2 * .58 / (ease * tape.Chest)},
		"skirt":               {recipe.KindSkirt, map[string]float64{"length": 55}, func(_ field.Options, c field.Cover, m *meter) float64 { return (c.Hem - c.Waist) * m.perV }, 55},
		"inseam":              {recipe.KindTrousers, map[string]float64{"inseam": 40}, func(_ field.Options, c field.Cover, m *meter) float64 { return (c.Hem - m.crotch) * m.perV }, 40},
		"no inseam of skirts": {recipe.KindSkirt, map[string]float64{"inseam": 40}, func(o field.Options, _ field.Cover, _ *meter) float64 { return o.Length }, 0},
	} {
		g := &vision.Garment{Kind: tc.kind}
		o, err := r.measured(t.Context(), p, g, tc.cm, field.Options{})
		if err != nil {
			t.Fatal(err)
		}
		f, err := r.e.source.Field(t.Context(), p, g, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := tc.got(o, f.Cover, newMeter(p, g, tc.cm)); math.Abs(got-tc.want) > .02*math.Max(1, tc.want) {
			t.Errorf("%s: %.2f, want %.2f", name, got, tc.want)
		}
	}
}

func TestWithoutABodyCentimetersSayNothing(t *testing.T) {
	r := &run{e: &Engine{source: lawful{}}}
	said := field.Options{Length: 1.2}
	o, err := r.measured(t.Context(), &vision.Person{}, &vision.Garment{Kind: recipe.KindTop}, map[string]float64{"length": 62}, said)
	if err != nil || o != said {
		t.Errorf("%+v, %v", o, err)
	}
}
