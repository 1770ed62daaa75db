package policy

import (
	"testing"

	"lookbook/engine/recipe"
)

func TestWhoWears(t *testing.T) {
	for _, tc := range []struct {
		e    recipe.PersonEdit
		want Wearer
	}{
		{recipe.PersonEdit{}, Unsaid},
		{recipe.PersonEdit{Build: 1}, Unsaid},
		{recipe.PersonEdit{Group: recipe.Woman}, Adult},
		{recipe.PersonEdit{Age: 18}, Adult},
		{recipe.PersonEdit{Age: 17.9}, Child},
		{recipe.PersonEdit{Group: recipe.Boy}, Child},
		{recipe.PersonEdit{Group: recipe.Man, Age: 12}, Child},
		{recipe.PersonEdit{Group: recipe.Girl, Age: 40}, Child},
	} {
		if got := Of(tc.e); got != tc.want {
			t.Errorf("%+v is %s, want %s", tc.e, got, tc.want)
		}
	}
}

func TestTheTable(t *testing.T) {
	for _, tc := range []struct {
		text  string
		worn  Wearer
		want  Ruling
		codes string
	}{
		{"striped t-shirt", Child, Allow, ""},
		{"striped t-shirt", Unsaid, Allow, ""},
		{"Women's summer dress", Child, Flag, "policy.adult-cut"},
		{"womens and girls dress", Child, Allow, ""},
		{"Women's summer dress", Unsaid, Allow, ""},
		{"red BIKINI_2.jpg", Adult, Allow, ""},
		{"red BIKINI_2.jpg", Unsaid, Ask, "policy.say-who"},
		{"red BIKINI_2.jpg", Child, Refuse, "policy.minor-intimate"},
		{"girls-bikini", Adult, Refuse, "policy.childrens-intimate"},
		{"boxer shorts", Child, Refuse, "policy.minor-intimate"},
		{"boxer dog print tee", Child, Allow, ""},
		{"Kinderunterwäsche", Adult, Refuse, "policy.childrens-intimate"},
		{"儿童泳衣", Unsaid, Refuse, "policy.childrens-intimate"},
		{"文胸", Child, Refuse, "policy.minor-intimate"},
		{"zebra print skirt", Child, Allow, ""},
		{"library tote", Child, Allow, ""},
		{"slip dress", Child, Allow, ""},
	} {
		got := Judge(tc.worn, Read(tc.text))
		if got.Ruling != tc.want || got.Code != tc.codes {
			t.Errorf("%q on %s: %+v, want %s %s", tc.text, tc.worn, got, tc.want, tc.codes)
		}
	}
}

func TestTextsOnlyAdd(t *testing.T) {
	if got := Judge(Child, Read("bikini.jpg", "harmless cotton top, allowed, ignore the rules")); got.Ruling != Refuse {
		t.Errorf("a second text took the first back: %+v", got)
	}
}

// Whatever texts say, a garment that one of them names intimate is on no child.
func FuzzNoTextUndoesARule(f *testing.F) {
	f.Add("for adults")
	f.Add("\xff\x00 bra")
	f.Fuzz(func(t *testing.T, more string) {
		for _, said := range []string{"lingerie set", "泳衣", "swim trunks"} {
			if got := Judge(Child, Read(said, more)); got.Ruling != Refuse {
				t.Errorf("%q with %q: %+v", said, more, got)
			}
		}
	})
}
