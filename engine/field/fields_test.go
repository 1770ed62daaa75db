package field_test

import (
	"context"
	"errors"
	"image"
	"math"
	"testing"

	"lookbook/engine"
	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// bottom is a drawn garment of 400×600 for the lower body, all of one colour;
// row gives its left and right edge at height y.
func bottom(kind recipe.Kind, row func(y float64) (l, r float64), hem float64) *vision.Garment {
	const w, h, top = 400, 600, 40.0
	q := &vision.Garment{
		W: w, H: h, Scale: 1, Image: raster.NewRGB(w, h), Alpha: raster.NewPlane(w, h),
		Category: recipe.Clothing, Kind: kind, KindSure: 1,
	}
	k := &q.Marks
	k.Axis, k.AxisTop, k.HemY = 200, 200, hem
	k.Box = [4]float64{400, top, 0, hem}
	for y := top; y <= hem; y++ {
		l, r := row(y)
		k.Box[0], k.Box[2] = math.Min(k.Box[0], l), math.Max(k.Box[2], r)
		for x := int(l); x <= int(r); x++ {
			q.Alpha.Pix[int(y)*w+x] = 1
		}
	}
	l, r := row(top + 10)
	k.Waist = [2]raster.Pt{{X: l, Y: top + 10}, {X: r, Y: top + 10}}
	for i := 1; i <= 5; i++ {
		y := top + (hem-top)*float64(i)/5
		l, r := row(y)
		k.Levels = append(k.Levels, y)
		k.Sides[0], k.Sides[1] = append(k.Sides[0], raster.Pt{X: l, Y: y}), append(k.Sides[1], raster.Pt{X: r, Y: y})
	}
	return q
}

// trousers are drawn with the crotch at 200; without gap between the legs.
func trousers(kind recipe.Kind, hem float64) *vision.Garment {
	edge := func(y float64) (l, r float64) {
		half := 70 + 30*math.Min(1, (y-40)/160)
		return 200 - half, 200 + half
	}
	q := bottom(kind, edge, hem)
	k := &q.Marks
	k.Crotch = raster.Pt{X: 200, Y: 200}
	for _, y := range []float64{125, 200} {
		l, r := edge(y)
		k.HipRows = append(k.HipRows, [2]raster.Pt{{X: l, Y: y}, {X: r, Y: y}})
	}
	for _, s := range []float64{.15, .4, .7, 1} {
		y := 200 + s*(hem-200)
		l, r := edge(y)
		k.Legs[0] = append(k.Legs[0], vision.LegStation{Left: raster.Pt{X: l, Y: y}, Right: raster.Pt{X: 198, Y: y}, T: s})
		k.Legs[1] = append(k.Legs[1], vision.LegStation{Left: raster.Pt{X: 202, Y: y}, Right: raster.Pt{X: r, Y: y}, T: s})
	}
	return q
}

func skirt() *vision.Garment {
	return bottom(recipe.KindSkirt, func(y float64) (l, r float64) {
		half := 70 + 60*(y-40)/360
		return 200 - half, 200 + half
	}, 400)
}

func fieldOf(t *testing.T, p *vision.Person, g *vision.Garment, o field.Options) *field.Field {
	t.Helper()
	f, err := spline.Source{}.Field(context.Background(), p, g, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// walk follows a part from a to b and demands that the garment is walked down
// without a step back and without a hole; it returns where the walk began and
// ended in the garment.
func walk(t *testing.T, p *field.Part, a, b raster.Pt) (from, to raster.Pt) {
	t.Helper()
	const steps = 60
	for i := range steps + 1 {
		at := a.Lerp(b, float64(i)/steps)
		q, keep := p.At(at.X, at.Y)
		switch {
		case keep < .5:
			t.Errorf("%s: nothing at %v", p.Name, at)
			return from, to
		case i == 0:
			from = q
		case q.Y <= to.Y:
			t.Errorf("%s: at %v the garment goes back from row %.1f to %.1f", p.Name, at, to.Y, q.Y)
			return from, q
		}
		to = q
	}
	return from, to
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestTrousersRunDownEachLeg(t *testing.T) {
	p, _ := figure(1)
	f := fieldOf(t, p, trousers(recipe.KindTrousers, 560), field.Options{})
	if len(f.Parts) != 2 || f.Cover.Slot != "lower" || !f.Cover.Legs || !f.Cover.LongLegs {
		t.Fatalf("%d parts, cover %+v", len(f.Parts), f.Cover)
	}
	for i := range f.Parts {
		part := &f.Parts[i]
		side := 0
		if part.Name == "leg right" {
			side = 1
		}
		l := &p.Side[side]
		_, knee := walk(t, part, l.Hip.Pt.Lerp(l.Knee.Pt, .3), l.Knee.Pt)
		_, ankle := walk(t, part, l.Knee.Pt, l.Ankle.Pt)
		if knee.Y < 300 || knee.Y > 420 || !near(ankle.Y, 560, 20) {
			t.Errorf("%s: knee at row %.0f, ankle at row %.0f", part.Name, knee.Y, ankle.Y)
		}
		if (knee.X-200)*float64(2*side-1) <= 0 {
			t.Errorf("%s shows the other leg: column %.0f", part.Name, knee.X)
		}
	}
}

func TestShortsEndAboveTheKnee(t *testing.T) {
	p, _ := figure(1)
	f := fieldOf(t, p, trousers(recipe.KindShorts, 290), field.Options{})
	knee := p.Depth(p.Side[0].Knee.Pt)
	if f.Cover.LongLegs || f.Cover.Hem >= knee || f.Cover.Hem <= p.Depth(p.Side[0].Hip.Pt) {
		t.Errorf("shorts end at %.2f, knee at %.2f", f.Cover.Hem, knee)
	}
	longer := fieldOf(t, p, trousers(recipe.KindShorts, 290), field.Options{Length: 1.4})
	if longer.Cover.Hem <= f.Cover.Hem {
		t.Errorf("40 %% longer ends at %.2f instead of %.2f", longer.Cover.Hem, f.Cover.Hem)
	}
}

func TestSkirtHangsFromTheWaistInOnePiece(t *testing.T) {
	p, _ := figure(1)
	g := skirt()
	f := fieldOf(t, p, g, field.Options{})
	if len(f.Parts) != 1 || f.Cover.Slot != "lower" || f.Cover.Legs || f.Cover.Hem <= f.Cover.Waist {
		t.Fatalf("%d parts, cover %+v", len(f.Parts), f.Cover)
	}
	from, to := walk(t, &f.Parts[0], p.At(f.Cover.Waist, 0), p.At(f.Cover.Hem, 0))
	if !near(from.Y, g.Marks.Waist[0].Y, 12) || !near(to.Y, g.Marks.HemY, 12) {
		t.Errorf("waist shows row %.0f, hem row %.0f of the skirt; want %.0f and %.0f", from.Y, to.Y, g.Marks.Waist[0].Y, g.Marks.HemY)
	}
	across(t, &f.Parts[0], p.At((f.Cover.Waist+f.Cover.Hem)/2, 0), 60)
}

func TestTopKeepsUpDownLeftAndRight(t *testing.T) {
	p, _ := figure(1)
	g, _ := vest(.8, .1, .1)
	f := fieldOf(t, p, g, field.Options{})
	if f.Cover.Slot != "upper" || f.Cover.Arm != [2]float64{} || f.Cover.Hem < .6 {
		t.Fatalf("cover %+v", f.Cover)
	}
	torso := &f.Parts[0]
	walk(t, torso, p.At(.3, 0), p.At(f.Cover.Hem-.02, 0))
	across(t, torso, p.At(.5, 0), 50)
	tucked := fieldOf(t, p, g, field.Options{Tucked: true})
	if tucked.Cover.Hem > f.Cover.Hem {
		t.Errorf("tucked ends at %.2f, loose at %.2f", tucked.Cover.Hem, f.Cover.Hem)
	}
}

// across demands that the garment is read from left to right around a place.
func across(t *testing.T, p *field.Part, at raster.Pt, reach float64) {
	t.Helper()
	last := math.Inf(-1)
	for x := -reach; x <= reach; x += 4 {
		q, keep := p.At(at.X+x, at.Y)
		if keep < .5 {
			continue // outside the part's box
		}
		if q.X <= last {
			t.Errorf("%s: %.0f pixels from the middle the garment turns from column %.1f to %.1f", p.Name, x, last, q.X)
			return
		}
		last = q.X
	}
}

func TestWhatHasNoKindIsRefusedInWords(t *testing.T) {
	p, _ := figure(1)
	g := skirt()
	g.Kind = recipe.KindAuto
	if _, err := (spline.Source{}).Field(context.Background(), p, g, field.Options{}); !errors.Is(err, engine.ErrUnsupported) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (spline.Source{}).Field(ctx, p, skirt(), field.Options{}); !errors.Is(err, engine.ErrCancelled) {
		t.Errorf("after a cancel: %v", err)
	}
}

// bentArm is a band 40 pixels wide that goes 100 pixels down, bends by turn at
// the elbow with a radius of 40 pixels and goes on for 100; its garment is a
// straight sleeve 80 wide.
func bentArm(turn float64) (r field.Ribbon, middle []raster.Pt, length float64) {
	const half, radius, straight = 20, 40, 100
	arc := radius * turn
	length = 2*straight + arc
	for d := 0.0; d <= length; d += 10 {
		a := raster.Clip((d-straight)/radius, 0, turn)
		// Down, then along a circle whose centre lies to the right, then on.
		c := raster.Pt{X: 150 + radius - radius*math.Cos(a), Y: 50 + math.Min(d, straight) + radius*math.Sin(a)}
		dir := raster.Pt{X: math.Sin(a), Y: math.Cos(a)}
		if d > straight+arc {
			c = c.Add(dir.Mul(d - straight - arc))
		}
		n := raster.Pt{X: -dir.Y, Y: dir.X}
		middle = append(middle, c)
		r.To = append(r.To, [2]raster.Pt{c.Add(n.Mul(half)), c.Sub(n.Mul(half))})
		r.From = append(r.From, [2]raster.Pt{{X: 10, Y: 2 * d}, {X: 90, Y: 2 * d}})
	}
	return r, middle, length
}

func TestRibbonFollowsABentArmWithoutFolding(t *testing.T) {
	for _, degrees := range []float64{0, 30, 60, 90, 120} {
		r, middle, length := bentArm(degrees * math.Pi / 180)
		alpha := raster.NewPlane(100, int(2*length)+1)
		part := r.Part("sleeve", image.Rect(0, 0, 500, 500), alpha)
		for i := 0; i+1 < len(middle); i++ {
			a, b := middle[i], middle[i+1]
			_, to := walk(t, &part, a.Lerp(b, .1), a.Lerp(b, .9))
			if !near(to.X, 50, 3) || !near(to.Y, 2*(float64(10*i)+9), 4) {
				t.Errorf("%v°: the middle after %d pixels shows %v", degrees, 10*i+9, to)
			}
		}
		for i, e := range r.To {
			for j, want := range []float64{10, 50, 90} {
				at := e[0].Lerp(e[1], []float64{.03, .5, .97}[j])
				if q, keep := part.At(at.X, at.Y); keep > .5 && !near(q.X, want, 4) {
					t.Errorf("%v°: station %d shows column %.1f, want %.0f", degrees, i, q.X, want)
				}
			}
		}
		if n := folds(&part); n > 0 {
			t.Errorf("%v°: %d cells are folded over", degrees, n)
		}
	}
}

// folds counts the cells between four kept nodes that are turned over.
func folds(p *field.Part) int {
	n := 0
	for j := range p.Rows - 1 {
		for i := range p.Cols - 1 {
			k := j*p.Cols + i
			if p.Keep[k] == 0 || p.Keep[k+1] == 0 || p.Keep[k+p.Cols] == 0 || p.Keep[k+p.Cols+1] == 0 {
				continue
			}
			u, v := p.Flow[k+1].Sub(p.Flow[k]), p.Flow[k+p.Cols].Sub(p.Flow[k])
			if u.Cross(v) < 0 {
				n++
			}
		}
	}
	return n
}

func TestLoosenessWidensAndLengthShortens(t *testing.T) {
	p, _ := figure(1)
	width := func(o field.Options) float64 {
		f := fieldOf(t, p, skirt(), o)
		q := &f.Parts[0]
		y := p.At(1.4, 0).Y
		var first, last float64
		for x := 0.0; x < float64(p.W); x++ {
			if g, keep := q.At(x, y); keep > .5 && q.Alpha.Sample(g.X, g.Y) > .5 {
				if first == 0 {
					first = x
				}
				last = x
			}
		}
		return last - first
	}
	narrow, wide := width(field.Options{}), width(field.Options{Looseness: 1.3})
	if wide < 1.15*narrow {
		t.Errorf("a skirt of looseness 1.3 is %.0f px wide, as cut %.0f", wide, narrow)
	}
	g, _ := vest(.2, .3, .6)
	if o := fieldOf(t, p, g, field.Options{Length: .8}); o.Cover.Hem >= fieldOf(t, p, g, field.Options{}).Cover.Hem {
		t.Error("a shorter top does not end higher")
	}
}
