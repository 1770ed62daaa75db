package vision

import (
	"context"
	"errors"
	"image"
	"math"
	"testing"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

func analyzeDoll(t *testing.T, o *doll, edit recipe.PersonEdit) *Person {
	t.Helper()
	p, err := AnalyzePerson(context.Background(), o, o.img, edit)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A drawn person in several outfits: the parse map finds nearly all of each
// part, and the ends of sleeves and legs lie where they were drawn.
func TestParseDoll(t *testing.T) {
	for name, d := range map[string]dress{
		"tee and trousers":    {upper: dollBlue, lower: dollGreen, sleeve: .4, hem: .97},
		"long sleeves, short": {upper: dollGreen, lower: dollBlue, sleeve: .95, hem: .3},
		"sleeveless, knee":    {upper: dollBlue, lower: dollShoe, sleeve: .03, hem: .5},
	} {
		t.Run(name, func(t *testing.T) {
			o := newDoll(d)
			p := analyzeDoll(t, o, recipe.PersonEdit{})
			least := map[uint8]float64{LabelHair: .85, LabelSkin: .85, LabelUpper: .9, LabelLower: .88, LabelShoes: .6}
			if d.hem < .9 {
				least[LabelLegSkin] = .85
			}
			for label, want := range least {
				if got := o.share(p, label); got < want {
					t.Errorf("label %d: %.0f %% found, want %.0f", label, 100*got, 100*want)
				}
			}
			for s := range p.SleeveEnd {
				if math.Abs(p.SleeveEnd[s]-d.sleeve) > .12 {
					t.Errorf("sleeve ends at %.2f, drawn to %.2f", p.SleeveEnd[s], d.sleeve)
				}
				if math.Abs(p.HemEnd[s]-d.hem) > .1 {
					t.Errorf("hem at %.2f, drawn at %.2f", p.HemEnd[s], d.hem)
				}
			}
			if p.OnePiece || p.View != ViewFront || !p.CanTop || !p.CanBottom {
				t.Errorf("one-piece %v, view %q, top %v, bottom %v", p.OnePiece, p.View, p.CanTop, p.CanBottom)
			}
		})
	}
}

func TestOnePiece(t *testing.T) {
	o := newDoll(dress{upper: dollBlue, lower: dollBlue, sleeve: .3, hem: .45}).halve()
	p := analyzeDoll(t, o, recipe.PersonEdit{})
	if !p.OnePiece || p.OnePieceSure < .3 {
		t.Errorf("one colour from shoulder to knee: one-piece %v, sure %.2f", p.OnePiece, p.OnePieceSure)
	}
	no := false
	p = analyzeDoll(t, o, recipe.PersonEdit{OnePiece: &no})
	if p.OnePiece || p.OnePieceSure != 1 {
		t.Error("the user's word does not win")
	}
	for _, l := range p.Labels.Pix {
		if l == LabelOnePiece {
			t.Fatal("one-piece label although there is none")
		}
	}
}

// The measured half widths follow the drawn torso (36 px at the waist).
func TestWidths(t *testing.T) {
	_, p := plainDoll()
	measured := 0
	for i, v := range p.Widths.V {
		for s := range p.Widths.Half {
			if !p.Widths.Measured[s][i] || v < .6 || v > .95 {
				continue
			}
			measured++
			if h := p.Widths.Half[s][i]; h < 33 || h > 52 {
				t.Errorf("half width at %.2f is %.0f px", v, h)
			}
		}
	}
	if measured < 4 {
		t.Errorf("only %d rows measured", measured)
	}
}

func TestMovedPoints(t *testing.T) {
	o := newDoll(plainDress)
	p := analyzeDoll(t, o, recipe.PersonEdit{Points: map[string][2]float64{
		"left_wrist": {300, 280}, "nobody": {1, 1}, "right-knee": {math.NaN(), 3},
	}})
	w := p.Skeleton.Points[nets.LeftWrist]
	if w.X != 299.5 || w.Y != 279.5 || w.Visibility != 1 {
		t.Errorf("moved wrist is at %v, visibility %v", w.Pt, w.Visibility)
	}
	if p.Side[1].Wrist.Pt != w.Pt {
		t.Error("the limbs do not follow the moved point")
	}
	if k := p.Skeleton.Points[nets.RightKnee]; !finite(k.X) {
		t.Error("a point that is no number was taken")
	}
}

// What the studio says about awkward pictures.
func TestNotices(t *testing.T) {
	swap := func(o *doll, i int) {
		a, b := o.pose.Points[i], o.pose.Points[i+1]
		o.pose.Points[i], o.pose.Points[i+1] = b, a
	}
	cases := []struct {
		name, code  string
		change      func(o *doll)
		top, bottom bool
	}{
		{"arms crossed", "person.arms-crossed", func(o *doll) {
			o.move(nets.LeftWrist, 180-70, 220)
			o.move(nets.RightWrist, 180+70, 220)
		}, true, true},
		{"arm raised", "person.arms-raised", func(o *doll) { o.move(nets.LeftElbow, 270, 110); o.move(nets.LeftWrist, 250, 60) }, true, true},
		{"elbow in front", "person.elbow-front", func(o *doll) {
			o.move(nets.LeftElbow, 182, 230)
			o.pose.Points[nets.LeftElbow].Z = -50
		}, true, true},
		{"seated", "person.seated", func(o *doll) {
			o.move(nets.LeftKnee, 240, 330)
			o.move(nets.LeftAnkle, 240, 440)
		}, true, true},
		{"hips outside", "person.cropped-hips", func(o *doll) {
			o.img = o.img.SubImage(image.Rect(0, 0, dollW, 280)).(*image.NRGBA)
			o.mask = o.mask.Crop(o.img.Rect)
			o.pose.Mask = o.mask
		}, true, false},
		{"back", "person.back-view", func(o *doll) {
			for _, i := range []int{nets.LeftShoulder, nets.LeftElbow, nets.LeftWrist, nets.LeftHip, nets.LeftKnee, nets.LeftAnkle} {
				swap(o, i)
			}
			o.faceless = true
		}, false, true},
		{"profile", "person.profile", func(o *doll) {
			o.move(nets.LeftShoulder, 190, 152)
			o.move(nets.RightShoulder, 170, 152)
		}, false, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := newDoll(plainDress)
			c.change(o)
			p := analyzeDoll(t, o.halve(), recipe.PersonEdit{})
			found := false
			for _, n := range p.Notices {
				found = found || n.Code == c.code && n.Words != "" && n.Level != ""
			}
			if !found {
				t.Errorf("no %s among %v", c.code, p.Notices)
			}
			if p.CanTop != c.top || p.CanBottom != c.bottom {
				t.Errorf("top %v bottom %v, want %v %v", p.CanTop, p.CanBottom, c.top, c.bottom)
			}
		})
	}
}

func TestNobody(t *testing.T) {
	o := newDoll(plainDress)
	o.people = nil
	o.second = nets.SecondPose{}
	_, err := AnalyzePerson(context.Background(), o, o.img, recipe.PersonEdit{})
	var f *engine.Fault
	if !errors.As(err, &f) || f.Code != "person.nobody" || !errors.Is(err, engine.ErrNoPerson) || f.Next == "" {
		t.Errorf("nobody gives %v", err)
	}
	if list, err := People(context.Background(), o, o.img); err != nil || len(list) != 0 {
		t.Errorf("People lists %d, %v", len(list), err)
	}
}

func TestOnlyLegs(t *testing.T) {
	o := newDoll(plainDress)
	o.people = nil
	for i := 0; i <= nets.MoveRightWrist; i++ {
		o.second.Points[i].Score = .05
	}
	o.img = o.img.SubImage(image.Rect(0, 270, dollW, dollH)).(*image.NRGBA)
	o.mask = o.mask.Crop(image.Rect(0, 270, dollW, dollH))
	for i := range o.second.Points {
		o.second.Points[i].Y -= 270
	}
	p := analyzeDoll(t, o, recipe.PersonEdit{})
	if p.CanTop || !p.CanBottom || p.View != ViewFront || p.Notices[0].Code != "person.only-legs" {
		t.Errorf("top %v bottom %v view %s notices %v", p.CanTop, p.CanBottom, p.View, p.Notices)
	}
}

func TestIndexOutOfRange(t *testing.T) {
	o := newDoll(plainDress)
	for _, i := range []int{-1, 1, 7} {
		_, err := AnalyzePerson(context.Background(), o, o.img, recipe.PersonEdit{Index: i})
		var f *engine.Fault
		if !errors.As(err, &f) || f.Code != "person.index" || f.Args["count"] != "1" {
			t.Errorf("index %d gives %v", i, err)
		}
	}
}

// A folded skeleton is replaced by the second network's joints.
func TestFoldedSkeleton(t *testing.T) {
	o := newDoll(plainDress)
	want := o.second.Points[nets.MoveLeftKnee]
	for i := nets.LeftShoulder; i <= nets.RightFootIndex; i++ {
		o.pose.Points[i].Y = 180 + .2*o.pose.Points[i].Y
	}
	p := analyzeDoll(t, o, recipe.PersonEdit{})
	k := p.Skeleton.Points[nets.LeftKnee]
	if !p.Skeleton.Fallback || math.Hypot(k.X+.5-want.X, k.Y+.5-want.Y) > 1 {
		t.Errorf("fallback %v, knee at %v, want %v", p.Skeleton.Fallback, k.Pt, want)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := newDoll(plainDress)
	if _, err := AnalyzePerson(ctx, o, o.img, recipe.PersonEdit{}); !errors.Is(err, engine.ErrCancelled) {
		t.Errorf("a cancelled analysis gives %v", err)
	}
}

// The user's waist parts clothes of one colour where nothing is seen.
func TestTheWaistObeysTheUser(t *testing.T) {
	o := newDoll(dress{upper: dollBlue, lower: dollBlue, sleeve: .3, hem: .45}).halve()
	no := false
	for _, at := range []float64{.7, .9} {
		p := analyzeDoll(t, o, recipe.PersonEdit{OnePiece: &no, Waist: at})
		if math.Abs(p.WaistV-at) > 1e-6 {
			t.Errorf("waist at %v, want %v", p.WaistV, at)
		}
		for _, d := range []float64{-.08, .08} {
			q := p.At(at+d, 0)
			upper, lower := p.Upper.At(int(q.X), int(q.Y)), p.Lower.At(int(q.X), int(q.Y))
			if (upper > lower) != (d < 0) {
				t.Errorf("waist %v: at %+.2f of it upper %v, lower %v", at, d, upper, lower)
			}
		}
	}
}
