package studio

import (
	"math"
	"strings"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/words"
)

// standing is a card of somebody 100 pixels from shoulders to hips.
func standing(edit recipe.PersonEdit) Card {
	who := engine.PersonSummary{Chosen: true, Points: []engine.Point{
		{Name: "left-shoulder", X: 120, Y: 100, Visibility: 1},
		{Name: "right-shoulder", X: 80, Y: 100, Visibility: 1},
		{Name: "left-hip", X: 115, Y: 200, Visibility: 1},
		{Name: "right-hip", X: 85, Y: 200, Visibility: 1},
	}}
	return Card{Item: app.Item{Person: edit, Inspection: engine.Inspection{
		Width: 200, Height: 300, Shows: engine.AsPerson, People: []engine.PersonSummary{who},
	}}}
}

func TestTheWaistbandIsMeasuredAlongTheTorso(t *testing.T) {
	c := standing(recipe.PersonEdit{})
	body, ok := torsoOf(c)
	if !ok || body.at(0.8) != [2]float64{100, 180} {
		t.Fatalf("%+v %v", body, ok)
	}
	for _, x := range []struct{ y, want float64 }{{180, 0.8}, {100, 0.5}, {290, 1.1}, {180.4, 0.805}} {
		if got := body.height(140, x.y); math.Abs(got-x.want) > 1e-9 {
			t.Errorf("at %v: %v, want %v", x.y, got, x.want)
		}
	}
	if v, said := waistOf(c); v != usualWaist || said {
		t.Errorf("%v %v", v, said)
	}
	c.Item.Inspection.People[0].Waist = 0.9
	if v, said := waistOf(c); v != 0.9 || said {
		t.Errorf("seen: %v %v", v, said)
	}
	if v, said := waistOf(standing(recipe.PersonEdit{Waist: 0.7})); v != 0.7 || !said {
		t.Errorf("said: %v %v", v, said)
	}
	moved := standing(recipe.PersonEdit{Points: map[string][2]float64{"left_hip": {115, 220}, "right_hip": {85, 220}}})
	if body, _ = torsoOf(moved); body.bottom[1] != 220 {
		t.Error("the torso does not follow its joints")
	}
	moved.Item.Inspection.People[0].Points = nil
	if _, ok = torsoOf(moved); ok {
		t.Error("a torso without joints")
	}
}

func TestBandsStandForNumbers(t *testing.T) {
	for _, c := range []struct {
		years, build float64
		age, body    string
	}{{4, -1, "small", "slim"}, {9, 0, "child", "average"}, {34, 0.4, "young", "full"}, {90, 1, "old", "plus"}} {
		if ages[nearestAge(c.years)].key != c.age || builds[nearestBuild(c.build)].key != c.body {
			t.Errorf("%+v", c)
		}
	}
}

// TestEveryLandmarkHasItsName: none of the names that the engine gives is shown
// as it is.
func TestEveryLandmarkHasItsName(t *testing.T) {
	for tag, want := range map[string]string{"en": "Leg 3, left edge, right", "zh-Hans": "裤腿 3 左缘（右）"} {
		texts := words.New(tag)
		for _, name := range []string{
			"neck_l", "neck_low", "shoulder_r", "armpit_l", "cuff_outer_l", "cuff_inner_r", "side4_l", "hem",
			"waist_l", "hip2_r", "crotch", "leg1_l_a", "leg5_r_b",
		} {
			got := landmark(texts, name)
			if strings.ContainsAny(got, "_{") || strings.Contains(got, strings.TrimRight(name, "_lr")) {
				t.Errorf("%s: %s is %q", tag, name, got)
			}
		}
		if got := landmark(texts, "leg3_r_a"); got != want {
			t.Errorf("%s: %q", tag, got)
		}
	}
}
