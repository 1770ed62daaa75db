package vision

import (
	"context"
	"errors"
	"image"
	"math"
	"reflect"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// eyes stand in for the networks: nobody is seen, the salient thing is a
// blurred cut-out, the classes say nothing.
type eyes struct {
	sal    *raster.Plane
	groups map[nets.Group]float64
	asked  int
}

func (e *eyes) People(context.Context, *image.NRGBA) ([]nets.Detection, error) { return nil, nil }

func (e *eyes) Pose(context.Context, *image.NRGBA, nets.Detection) (*nets.Pose, error) {
	return nil, errors.New("not asked")
}

func (e *eyes) SecondPose(context.Context, *image.NRGBA, nets.Box, ...nets.Box) (*nets.SecondPose, error) {
	return &nets.SecondPose{}, nil
}

func (e *eyes) Hands(context.Context, *image.NRGBA, *nets.Pose) (left, right *nets.Hand, err error) {
	return nil, nil, nil
}

func (e *eyes) Face(context.Context, *image.NRGBA, *nets.Pose) (*nets.Face, error) { return nil, nil }

func (e *eyes) Mesh(context.Context, *image.NRGBA, nets.Face) (*nets.Mesh, error) {
	return &nets.Mesh{}, nil
}

func (e *eyes) Salient(context.Context, *image.NRGBA) (*raster.Plane, error) {
	e.asked++
	return e.sal, nil
}

func (e *eyes) Features(context.Context, *image.NRGBA) (*nets.Features, error) {
	f := &nets.Features{P: make([]float64, 1000)}
	f.Groups[nets.GroupClothing] = 0.5
	for g, p := range e.groups {
		f.Groups[g] = p
	}
	return f, nil
}

// seenFlats are the drawn garments that were looked at without any word of the
// user; tests share them.
var seenFlats = map[string]*Garment{}

// analyze looks at a drawn garment through eyes.
func analyze(t testing.TB, f flat, edit recipe.GarmentEdit, words ...string) (*Garment, raster.Pt) {
	t.Helper()
	a, o := f.draw()
	plain := reflect.DeepEqual(edit, recipe.GarmentEdit{}) && len(words) == 0
	if g := seenFlats[f.name]; plain && g != nil {
		c, alpha := *g, *g.Alpha
		c.Alpha = &alpha
		return &c, o
	}
	e := &eyes{sal: raster.Gaussian(a, 3)}
	g, err := AnalyzeGarment(context.Background(), e, picture(a, [3]float32{.2, .3, .6}), edit, words...)
	if err != nil {
		t.Fatal(err)
	}
	if plain {
		seenFlats[f.name] = g
	}
	return g, o
}

func TestDrawnGarmentsAreNamedAndMeasured(t *testing.T) {
	for _, f := range flats() {
		t.Run(f.name, func(t *testing.T) {
			g, o := analyze(t, f, recipe.GarmentEdit{})
			if string(g.Kind) != f.kind {
				t.Errorf("kind %s (%.2f), want %s", g.Kind, g.KindSure, f.kind)
			}
			at := map[string]raster.Pt{}
			for _, p := range g.Points() {
				at[p.Name] = raster.Pt{X: p.X, Y: p.Y}
			}
			for name, q := range f.truth {
				want := o.Add(raster.Pt{X: q[0], Y: q[1]}.Mul(float64(f.h)))
				if d := at[name].Sub(want).Len() / float64(f.h); d > 0.035 {
					t.Errorf("%s is %.3f of the height off: %v, want %v", name, d, at[name], want)
				}
			}
		})
	}
}

func TestCutoutEdgeIsWithinAPixel(t *testing.T) {
	f := flats()[0]
	want, _ := f.draw()
	g, _ := analyze(t, f, recipe.GarmentEdit{})
	var off, edge float64
	for i, v := range want.Pix {
		off += math.Abs(float64(v - g.Alpha.Pix[i]))
		if v > 0 && v < 1 {
			edge++
		}
	}
	if off > 1.2*edge {
		t.Errorf("cut-out differs by %.0f pixels along %.0f of edge", off, edge)
	}
}

func TestSleeves(t *testing.T) {
	for name, want := range map[string]string{"tee": "short", "long sleeves spread": "long", "tank": "none", "dress": "none"} {
		for _, f := range flats() {
			if f.name != name {
				continue
			}
			if g, _ := analyze(t, f, recipe.GarmentEdit{}); g.Sleeve != want {
				t.Errorf("%s: sleeve %q (%.2f), want %q", name, g.Sleeve, g.Marks.SleeveRatio, want)
			}
		}
	}
}

func TestUserOutweighsGuesses(t *testing.T) {
	f := flats()[0]
	g, _ := analyze(t, f, recipe.GarmentEdit{Kind: recipe.KindOnePiece, Sleeve: "none"})
	if g.Kind != recipe.KindOnePiece || g.KindSure != 1 || g.Sleeve != "none" || g.Marks.Sleeves[0] != nil {
		t.Errorf("got %s %.2f %s", g.Kind, g.KindSure, g.Sleeve)
	}
	g, _ = analyze(t, f, recipe.GarmentEdit{}, "Summer-Jacket 2.jpg")
	if g.Kind != recipe.KindOuterwear {
		t.Errorf("a file named jacket is a %s", g.Kind)
	}
}

func TestEveryNamedLandmarkCanBeMoved(t *testing.T) {
	for _, f := range flats() {
		g, _ := analyze(t, f, recipe.GarmentEdit{})
		names := Names(g.Kind)
		marks := g.Marks
		for _, p := range g.Points() {
			if !slices.Contains(names, p.Name) {
				t.Errorf("%s: %q is not in Names", f.name, p.Name)
			}
			to := [2]float64{p.X + 11, p.Y + 7}
			g.Marks = marks.clone()
			g.movePoints(map[string][2]float64{p.Name: to})
			for _, q := range g.Points() {
				if q.Name == p.Name && (p.Name != "hem" && math.Abs(q.X-to[0]) > 0.01 || math.Abs(q.Y-to[1]) > 0.01) {
					t.Errorf("%s: %s moved to %v, not %v", f.name, p.Name, q, to)
				}
			}
		}
	}
}

func TestDerivedLandmarksFollow(t *testing.T) {
	f := flats()[0]
	g, _ := analyze(t, f, recipe.GarmentEdit{})
	p := g.Marks.Armpit[0]
	to := map[string][2]float64{"armpit_l": {p.X + 40, p.Y}, "hem": {0, g.Marks.HemY + 50}}
	h, _ := analyze(t, f, recipe.GarmentEdit{Points: to})
	if math.Abs(h.Marks.Half-(g.Marks.Half-20)) > 1e-6 {
		t.Errorf("half is %v after moving an armpit by 40 from %v", h.Marks.Half, g.Marks.Half)
	}
	if h.Marks.Levels[3] <= g.Marks.Levels[3] || h.Marks.Sides[0][3].Y != h.Marks.Levels[3] {
		t.Errorf("rows did not follow the hem: %v", h.Marks.Levels)
	}
	if h.Marks.Sleeves[0].Inner[0].X <= g.Marks.Sleeves[0].Inner[0].X {
		t.Error("the sleeve's stations did not follow the armpit")
	}
}

func TestTransparencyIsTheCutout(t *testing.T) {
	a, _ := flats()[0].draw()
	m := picture(a, [3]float32{.9, .9, .9})
	for i, v := range a.Pix {
		m.Pix[4*i+3] = raster.Byte(v)
	}
	e := &eyes{}
	g, err := AnalyzeGarment(context.Background(), e, m, recipe.GarmentEdit{})
	if err != nil {
		t.Fatal(err)
	}
	if e.asked != 0 || !g.OwnAlpha {
		t.Error("the network was asked although the file brings its cut-out")
	}
	full := RefineCutout(m, g)
	for i, v := range full.Pix {
		if math.Abs(float64(v-a.Pix[i])) > 0.01 {
			t.Fatalf("pixel %d: %v, want %v", i, v, a.Pix[i])
		}
	}
}

func TestNothingInThePicture(t *testing.T) {
	e := &eyes{sal: raster.NewPlane(320, 320)}
	_, err := AnalyzeGarment(context.Background(), e, picture(raster.NewPlane(300, 400), [3]float32{}), recipe.GarmentEdit{})
	var f *engine.Fault
	if !errors.As(err, &f) || f.Code != "garment.none" || f.Kind != engine.FaultNoGarment {
		t.Errorf("got %v", err)
	}
}

func TestOtherArticlesAreDeclinedPolitely(t *testing.T) {
	a, _ := flats()[6].draw()
	for group, code := range map[nets.Group]string{
		nets.GroupBag: "garment.bag", nets.GroupShoes: "garment.shoes", nets.GroupAccessory: "garment.not-clothing",
	} {
		e := &eyes{sal: a, groups: map[nets.Group]float64{nets.GroupClothing: 0.02, group: 0.4}}
		g, err := AnalyzeGarment(context.Background(), e, picture(a, [3]float32{.2, .2, .2}), recipe.GarmentEdit{})
		if err != nil {
			t.Fatal(err)
		}
		if g.Category == recipe.Clothing || len(g.Notices) != 1 || g.Notices[0].Code != code {
			t.Errorf("%v: %s %v", group, g.Category, g.Notices)
		}
	}
}

func TestSeveralArticlesGiveTheLargest(t *testing.T) {
	a := raster.Polygon(400, 400, []raster.Pt{{X: 20, Y: 20}, {X: 180, Y: 20}, {X: 180, Y: 300}, {X: 20, Y: 300}}, 0)
	a.Max(raster.Polygon(400, 400, []raster.Pt{{X: 280, Y: 200}, {X: 380, Y: 200}, {X: 380, Y: 300}, {X: 280, Y: 300}}, 0))
	g, err := AnalyzeGarment(context.Background(), &eyes{sal: a}, picture(a, [3]float32{.6, .2, .2}), recipe.GarmentEdit{})
	if err != nil {
		t.Fatal(err)
	}
	if g.Marks.Box[2] > 200 || g.Notices[0].Code != "garment.several" {
		t.Errorf("box %v, notices %v", g.Marks.Box, g.Notices)
	}
}

func TestFullSizeCutoutFollowsTheFullPicture(t *testing.T) {
	f := flats()[0]
	f.h = 1500 // larger than the working picture
	want, _ := f.draw()
	full := picture(want, [3]float32{.2, .3, .6})
	g, err := AnalyzeGarment(context.Background(), &eyes{sal: raster.Gaussian(want.Area(320, 320), 1)}, full, recipe.GarmentEdit{})
	if err != nil {
		t.Fatal(err)
	}
	if g.H > GarmentHeight {
		t.Errorf("working height %d", g.H)
	}
	got := RefineCutout(full, g)
	wrong := 0
	for i, v := range want.Pix {
		if math.Abs(float64(v-got.Pix[i])) > 0.5 {
			wrong++
		}
	}
	if float64(wrong) > 1.5*float64(f.h) {
		t.Errorf("%d pixels on the wrong side", wrong)
	}
}

func TestKindFromWords(t *testing.T) {
	for words, want := range map[string]recipe.Kind{
		"red_shirt_dress_01.jpg": recipe.KindOnePiece, "连衣裙.png": recipe.KindOnePiece, "半身裙 黑": recipe.KindSkirt,
		"Jeans-blue": recipe.KindTrousers, "shorts2": recipe.KindShorts, "IMG_0012": recipe.KindAuto,
		"stopper": recipe.KindAuto, "男士T恤": recipe.KindTop, "hoodies": recipe.KindTop,
	} {
		if got := KindFromWords(words); got != want {
			t.Errorf("%q is %q, want %q", words, got, want)
		}
	}
}

func BenchmarkGarment1400(b *testing.B) {
	f := flats()[0]
	f.h = 1280
	a, _ := f.draw()
	m := picture(a, [3]float32{.2, .3, .6})
	e := &eyes{sal: raster.Gaussian(a, 4).Area(320, 320)}
	for b.Loop() {
		if _, err := AnalyzeGarment(context.Background(), e, m, recipe.GarmentEdit{}); err != nil {
			b.Fatal(err)
		}
	}
}
