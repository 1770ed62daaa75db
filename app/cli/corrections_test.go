package cli

import (
	"strings"
	"testing"

	"lookbook/engine/recipe"
)

// TestCorrectionsGoIntoTheRecipeAndAreRemembered: flags about a garment belong
// to the one before them, and the next call knows them.
func TestCorrectionsGoIntoTheRecipeAndAreRemembered(t *testing.T) {
	s := newShop(t)
	p, g, h := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20), s.picture("h.png", 22, 22)
	base := []string{"tryon", "--json", "--person", p, "--garment", g}
	two := []string{"--garment", h, "--kind", ",skirt"}
	args := append(append(append([]string{}, base...), "--length", "1.2", "--loose=0.9", "--cm", "length=62,chest=48"), two...)
	args = append(args, "--sleeves", "0", "--garment-point", "HEM=4,5", "--group", "girl", "--age", "8", "--build", "slim",
		"--waist", "0.8", "--one-piece=false", "--point", "left-elbow=12.5,30")
	want := func(name string, r recipe.Recipe, length, waist float64, points int) {
		t.Helper()
		top, skirt := r.Garments[1].Edit, r.Garments[0].Edit
		if top.Length != length || skirt.Length != 0 || len(skirt.Points) != points || r.Person.Edit.Waist != waist {
			t.Errorf("%s: %+v", name, r)
		}
	}
	r := decode[tryonReport](t, s.run(append(args, "-o", s.path("1.png"))...).want(t, ExitOK).out).Recipe
	want("said", r, 1.2, 0.8, 1)
	e := r.Person.Edit
	if e.Group != recipe.Girl || e.Age != 8 || e.Build != -1 || e.OnePiece == nil || *e.OnePiece || e.Points["left_elbow"] != [2]float64{12.5, 30} {
		t.Errorf("person: %+v", e)
	}
	if g := r.Garments[1].Edit; g.Centimeters["chest"] != 48 || g.Looseness != 0.9 || r.Garments[0].Edit.Points["hem"] != [2]float64{4, 5} {
		t.Errorf("garments: %+v", r.Garments)
	}
	again := append(append(append([]string{}, base...), two...), "-o")
	r = decode[tryonReport](t, s.run(append(again, s.path("2.png"))...).want(t, ExitOK).out).Recipe
	want("remembered", r, 1.2, 0.8, 1)
	back := append(append(append([]string{}, base...), "--length", "0", "--cm", "chest="), two...)
	back = append(back, "--garment-point", "hem=", "--waist", "0", "-o", s.path("3.png"))
	r = decode[tryonReport](t, s.run(back...).want(t, ExitOK).out).Recipe
	want("taken back", r, 0, 0, 0)
	if cm := r.Garments[1].Edit.Centimeters; len(cm) != 1 || cm["length"] != 62 {
		t.Errorf("centimeters: %v", cm)
	}
	r = decode[tryonReport](t, s.run(append(again, s.path("4.png"), "--as-seen", "--as-given")...).want(t, ExitOK).out).Recipe
	if r.Person.Edit.Group != "" || len(r.Garments[0].Edit.Centimeters) != 0 || r.Garments[1].Edit.Kind != recipe.KindSkirt {
		t.Errorf("as seen, in the order given: %+v", r)
	}
}

func TestAPointThatIsNotThereIsRefused(t *testing.T) {
	s := newShop(t)
	p, g := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20)
	o := s.run("tryon", "--person", p, "--garment", g, "-o", s.path("o.png"), "--garment-point", "tail=3,4").want(t, ExitNobody)
	if !strings.Contains(o.errout, `no point "tail"`) || !strings.Contains(o.errout, "inspect --json") {
		t.Errorf("%s", o.errout)
	}
}
