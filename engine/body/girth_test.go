package body

import "testing"

func TestGirthsOfBuilds(t *testing.T) {
	m := model(t)
	for _, c := range []struct {
		who                string
		male, build        float64
		waistMin, waistMax float64
		hipsMin, hipsMax   float64
	}{
		{"slim woman", 0, -1, .5, .7, .7, .95},
		{"woman", 0, 0, .6, .8, .85, 1.05},
		{"plus-size woman", 0, 1, .87, 1, 1.05, 1.2},
		{"man", 1, 0, .75, .95, .85, 1.1},
		{"plus-size man", 1, 1, .97, 1.1, 1.05, 1.2},
	} {
		s := Average()
		s.Male = c.male
		got := m.tape(m.Rest(s.Built(c.build)))
		t.Logf("%s: %+v", c.who, got)
		if got.Waist < c.waistMin || got.Waist > c.waistMax || got.Hips < c.hipsMin || got.Hips > c.hipsMax {
			t.Errorf("%s: waist %.2f m, hips %.2f m", c.who, got.Waist, got.Hips)
		}
		if got.Chest < got.Waist || got.Chest > 1.3 || got.Arm < .42 || got.Arm > .7 || got.Leg < .65 || got.Leg > 1 {
			t.Errorf("%s: %+v", c.who, got)
		}
	}
}
