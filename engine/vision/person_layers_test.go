package vision

import (
	"image/color"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

func hasNotice(p *Person, code string) bool {
	return slices.ContainsFunc(p.Notices, func(n engine.Notice) bool { return n.Code == code })
}

// An open jacket is told, and the trousers between its fronts are trousers.
func TestOpenJacket(t *testing.T) {
	o := newDoll(plainDress)
	o.poly([]raster.Pt{{X: 164, Y: 138}, {X: 196, Y: 138}, {X: 196, Y: 262}, {X: 164, Y: 262}}, color.NRGBA{R: 236, G: 232, B: 226, A: 255}, LabelUpper)
	o.poly([]raster.Pt{{X: 164, Y: 262}, {X: 196, Y: 262}, {X: 196, Y: 300}, {X: 164, Y: 300}}, dollGreen, LabelLower)
	p := analyzeDoll(t, o, recipe.PersonEdit{})
	if !p.OpenFront || !hasNotice(p, "person.open-jacket") {
		t.Errorf("open front %v, notices %v", p.OpenFront, p.Notices)
	}
	if got := o.share(p, LabelLower); got < .88 {
		t.Errorf("%.0f %% of the trousers found", 100*got)
	}
	if _, p := plainDoll(); p.OpenFront {
		t.Error("a closed top is called an open jacket")
	}
}

// A coat over the arm is one thing without holes, whatever its lining's color.
func TestCarriedCoatIsWhole(t *testing.T) {
	o := newDoll(plainDress)
	navy, lining := color.NRGBA{R: 30, G: 34, B: 70, A: 255}, color.NRGBA{R: 120, G: 60, B: 50, A: 255}
	coat := []raster.Pt{{X: 268, Y: 300}, {X: 312, Y: 296}, {X: 330, Y: 470}, {X: 226, Y: 476}}
	o.poly(coat, navy, LabelOther)
	o.poly([]raster.Pt{{X: 284, Y: 380}, {X: 294, Y: 380}, {X: 294, Y: 396}, {X: 284, Y: 396}}, lining, LabelOther)
	for i, v := range raster.Gaussian(raster.Polygon(dollW, dollH, coat, 0), 1).Pix {
		o.mask.Pix[i] = max(o.mask.Pix[i], v)
	}
	p := analyzeDoll(t, o, recipe.PersonEdit{})
	if got := o.share(p, LabelOther); got < .85 {
		t.Errorf("%.0f %% of the coat found", 100*got)
	}
	for y := 384; y < 392; y++ {
		for x := 286; x < 292; x++ {
			if l := p.Labels.Pix[y*dollW+x]; l != LabelOther {
				t.Fatalf("a hole of label %d in the coat", l)
			}
		}
	}
}

// The turn of a fitted body gives the view.
func TestViewAt(t *testing.T) {
	for turn, want := range map[float64]string{0: ViewFront, 15: ViewFront, 30: ViewThreeQuarter, 50: ViewThreeQuarter, 80: ViewProfile} {
		if got := viewAt(turn); got != want {
			t.Errorf("turned by %v degrees: %s", turn, got)
		}
	}
}

// The notices about the view follow the body; other notices stay.
func TestEmbodiedCorrectsTheView(t *testing.T) {
	_, shared := plainDoll()
	p := *shared
	p.View = ViewThreeQuarter
	p.Notices = nil
	judgeView(&p)
	p.note(engine.Info("person.several", "Others."))
	q := p.Embodied(nil)
	if q.View != ViewFront || hasNotice(q, "person.turned") || !hasNotice(q, "person.several") || !hasNotice(&p, "person.turned") {
		t.Errorf("view %s, notices %v", q.View, q.Notices)
	}
}

// Skin cannot be seen through a sleeve or below a neckline, whatever the color
// of the cloth.
func TestIslandsOfSkinAreCloth(t *testing.T) {
	o := newDoll(dress{upper: dollBlue, lower: dollGreen, sleeve: .95, hem: .97})
	o.poly([]raster.Pt{{X: 166, Y: 215}, {X: 190, Y: 215}, {X: 190, Y: 240}, {X: 166, Y: 240}}, dollSkin, LabelUpper)
	p := analyzeDoll(t, o, recipe.PersonEdit{})
	if l := p.Labels.Pix[228*dollW+178]; l != LabelUpper {
		t.Errorf("a patch of skin's color on the belly has label %d", l)
	}
}
