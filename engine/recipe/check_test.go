package recipe_test

import (
	"errors"
	"math"
	"testing"

	"lookbook/engine/recipe"
)

func TestCorrectionsAreChecked(t *testing.T) {
	type points = map[string][2]float64
	cases := map[string]struct {
		person  recipe.PersonEdit
		garment recipe.GarmentEdit
		field   string
	}{
		"nothing said":       {},
		"all in range":       {person: recipe.PersonEdit{Group: recipe.Girl, Age: 7, Build: -1, Waist: 1.1, Points: points{"left_knee": {3, 4}}}, garment: recipe.GarmentEdit{Length: 0.5, Looseness: 1.6, Sleeves: 2, Centimeters: map[string]float64{"chest": 48}}},
		"waist too high":     {person: recipe.PersonEdit{Waist: 0.2}, field: "waist"},
		"age of a baby":      {person: recipe.PersonEdit{Age: 1}, field: "age"},
		"no such group":      {person: recipe.PersonEdit{Group: "cat"}, field: "group"},
		"build":              {person: recipe.PersonEdit{Build: 3}, field: "build"},
		"age is no number":   {person: recipe.PersonEdit{Age: math.NaN()}, field: "age"},
		"person before one":  {person: recipe.PersonEdit{Index: -1}, field: "index"},
		"point at infinity":  {person: recipe.PersonEdit{Points: points{"left_knee": {math.Inf(1), 0}}}, field: "points.left_knee"},
		"point no number":    {garment: recipe.GarmentEdit{Points: points{"hem": {0, math.NaN()}}}, field: "points.hem"},
		"length":             {garment: recipe.GarmentEdit{Length: 9}, field: "length"},
		"looseness":          {garment: recipe.GarmentEdit{Looseness: 0.1}, field: "looseness"},
		"sleeves":            {garment: recipe.GarmentEdit{Sleeves: -1}, field: "sleeves"},
		"no such measure":    {garment: recipe.GarmentEdit{Centimeters: map[string]float64{"collar": 40}}, field: "centimeters.collar"},
		"measure of nothing": {garment: recipe.GarmentEdit{Centimeters: map[string]float64{"chest": 0}}, field: "centimeters.chest"},
		"no such kind":       {garment: recipe.GarmentEdit{Kind: "cape"}, field: "kind"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := errors.Join(c.person.Check(), c.garment.Check())
			var m *recipe.Mistake
			switch {
			case c.field == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.field != "" && !errors.As(err, &m):
				t.Error("not refused")
			case c.field != "" && (m.Field != c.field || m.Error() == ""):
				t.Errorf("%q is wrong, not %q", m.Field, c.field)
			}
		})
	}
}
