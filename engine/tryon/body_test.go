package tryon

import (
	"testing"

	"lookbook/engine/recipe"
)

func TestWhoIs(t *testing.T) {
	for _, c := range []struct {
		name              string
		edit              recipe.PersonEdit
		male, age, weight float64
	}{
		{"nothing said", recipe.PersonEdit{}, .5, 28, .5},
		{"a woman", recipe.PersonEdit{Group: recipe.Woman}, 0, adultAge, .5},
		{"a plus-size man", recipe.PersonEdit{Group: recipe.Man, Build: 1}, 1, adultAge, 1},
		{"a slim girl of 12", recipe.PersonEdit{Group: recipe.Girl, Age: 12, Build: -1}, 0, 12, 0},
		{"a boy", recipe.PersonEdit{Group: recipe.Boy}, 1, childAge, .5},
		{"somebody of 60", recipe.PersonEdit{Age: 60}, .5, 60, .5},
	} {
		s := whoIs(c.edit)
		if s.Male != c.male || s.Age != c.age || s.Weight-c.weight > 1e-9 || c.weight-s.Weight > 1e-9 {
			t.Errorf("%s: male %g, age %g, weight %g", c.name, s.Male, s.Age, s.Weight)
		}
	}
}
