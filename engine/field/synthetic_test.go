package field_test

import (
	"context"
	"image"
	"math"
	"testing"

	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// figure is a drawn person, standing, arms down and a little apart, in a gray
// shirt and dark trousers on a light ground, full times larger than its
// working picture of 300×500.
func figure(full float64) (*vision.Person, *image.NRGBA) {
	const w, h = 300, 500
	p := &vision.Person{W: w, H: h, Scale: full, Image: raster.NewRGB(w, h), SkinLab: [3]float64{70, 15, 18}, SkinSeen: true}
	at := func(x, y float64) vision.Landmark {
		return vision.Landmark{Pt: raster.Pt{X: x, Y: y}, Visibility: 1}
	}
	for side := range 2 {
		o := float64(2*side - 1)
		p.Side[side] = vision.Limbs{
			Shoulder: at(150+40*o, 120), Elbow: at(150+58*o, 185), Wrist: at(150+68*o, 245),
			Index: at(150+72*o, 265), Pinky: at(150+68*o, 265), Thumb: at(150+66*o, 258),
			Hip: at(150+22*o, 250), Knee: at(150+26*o, 350), Ankle: at(150+28*o, 450),
			Heel: at(150+28*o, 460), Foot: at(150+34*o, 470),
		}
	}
	p.N, p.Hip = raster.Pt{X: 150, Y: 120}, raster.Pt{X: 150, Y: 250}
	p.Axis, p.Perp = raster.Pt{Y: 1}, raster.Pt{X: 1}
	p.ShoulderWidth, p.Torso = 80, 130
	p.Ref = math.Max(80, .62*130)
	p.Face = vision.Face{Center: raster.Pt{X: 150, Y: 75}, Chin: raster.Pt{X: 150, Y: 98}, Width: 40, Height: 50}
	for v := .2; v < 1.65; v += .05 {
		p.Widths.V = append(p.Widths.V, v)
		for side := range 2 {
			p.Widths.Half[side] = append(p.Widths.Half[side], .5*p.Ref)
			p.Widths.Measured[side] = append(p.Widths.Measured[side], true)
		}
	}
	paint(p)
	return p, p.Image.Linear(int(w*full), int(h*full)).NRGBA()
}

// paint draws the figure and its label planes.
func paint(p *vision.Person) {
	planes := map[string]*raster.Mask{}
	region := func(name string, caps ...raster.Capsule) {
		m := raster.NewMask(p.W, p.H)
		for _, c := range caps {
			m.FillCapsule(c)
		}
		planes[name] = m
	}
	limb := func(a, b vision.Landmark, r float64) raster.Capsule {
		return raster.Capsule{A: a.Pt, B: b.Pt, RA: r, RB: r}
	}
	l, r := &p.Side[0], &p.Side[1]
	region("skin", raster.Capsule{A: raster.Pt{X: 150, Y: 75}, B: raster.Pt{X: 150, Y: 112}, RA: 22, RB: 14},
		limb(l.Shoulder, l.Elbow, 9), limb(l.Elbow, l.Wrist, 7), limb(l.Wrist, l.Index, 7),
		limb(r.Shoulder, r.Elbow, 9), limb(r.Elbow, r.Wrist, 7), limb(r.Wrist, r.Index, 7))
	region("lower", limb(l.Hip, l.Knee, 20), limb(l.Knee, l.Ankle, 14), limb(r.Hip, r.Knee, 20), limb(r.Knee, r.Ankle, 14))
	region("upper", raster.Capsule{A: raster.Pt{X: 128, Y: 140}, B: raster.Pt{X: 128, Y: 235}, RA: 18, RB: 18},
		raster.Capsule{A: raster.Pt{X: 172, Y: 140}, B: raster.Pt{X: 172, Y: 235}, RA: 18, RB: 18},
		raster.Capsule{A: raster.Pt{X: 150, Y: 135}, B: raster.Pt{X: 150, Y: 240}, RA: 20, RB: 20},
		limb(l.Shoulder, l.Shoulder, 14), limb(r.Shoulder, r.Shoulder, 14))
	planes["skin"].Sub(planes["upper"])
	planes["lower"].Sub(planes["upper"]).Sub(planes["skin"])
	mask := planes["skin"].Clone().Or(planes["upper"]).Or(planes["lower"])
	tone := map[string][3]float32{"skin": {.85, .66, .56}, "upper": {.5, .5, .52}, "lower": {.15, .16, .2}}
	for i := range mask.Pix {
		c := [3]float32{.92, .93, .94}
		for name, m := range planes {
			if m.Pix[i] != 0 {
				c = tone[name]
			}
		}
		copy(p.Image.Pix[3*i:], c[:])
	}
	p.Mask, p.Skin = mask.Plane(), planes["skin"].Plane()
	p.Upper, p.Lower = planes["upper"].Plane(), planes["lower"].Plane()
	p.Hair, p.LegSkin = raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)
	p.CanTop, p.CanBottom = true, true
}

// vest is a drawn sleeveless top of one colour, 400×500.
func vest(r, g, b float32) (*vision.Garment, *image.NRGBA) {
	const w, h = 400, 500
	m := raster.NewMask(w, h)
	for y := 60; y < 440; y++ {
		half := 130
		if y < 170 {
			half = 90
		}
		for x := 200 - half; x <= 200+half; x++ {
			if y > 110 || x < 160 || x > 240 {
				m.Pix[y*w+x] = 1
			}
		}
	}
	q := &vision.Garment{
		W: w, H: h, Scale: 1, Image: raster.NewRGB(w, h), Alpha: m.Plane(),
		Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 1,
	}
	for i := range m.Pix {
		copy(q.Image.Pix[3*i:], []float32{r, g, b})
	}
	pt := func(x, y float64) raster.Pt { return raster.Pt{X: x, Y: y} }
	k := &q.Marks
	k.Box, k.Axis, k.AxisTop, k.Half = [4]float64{70, 60, 330, 439}, 200, 200, 130
	k.Armpit = [2]raster.Pt{pt(70, 172), pt(330, 172)}
	k.Shoulder = [2]raster.Pt{pt(110, 60), pt(290, 60)}
	k.Neck = [2]raster.Pt{pt(159, 60), pt(241, 60)}
	k.NeckLow, k.NeckDeep, k.HemY = pt(200, 110), 50, 439
	for i := 1; i <= 4; i++ {
		y := 172 + 255*float64(i)/4
		k.Levels = append(k.Levels, y)
		k.Sides[0] = append(k.Sides[0], pt(70, y))
		k.Sides[1] = append(k.Sides[1], pt(330, y))
	}
	return q, q.Image.NRGBA()
}

func dressVest(t testing.TB, full float64) (*image.NRGBA, *image.NRGBA, *raster.Mask, *field.Laid) {
	t.Helper()
	ctx := context.Background()
	p, before := figure(full)
	g, pic := vest(.8, .1, .1)
	f, err := spline.Source{}.Field(ctx, p, g, field.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := field.NewCanvas(ctx, p, before, 1, f)
	if err != nil {
		t.Fatal(err)
	}
	laid, err := c.Dress(ctx, f, g, pic, field.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, changed := c.Result()
	return before, out, changed, laid
}

func TestOutsideTheChangedRegionEveryByteStays(t *testing.T) {
	for _, full := range []float64{1, 2.5} {
		before, out, changed, _ := dressVest(t, full)
		for i, on := range changed.Pix {
			if on == 0 && [4]uint8(before.Pix[4*i:4*i+4]) != [4]uint8(out.Pix[4*i:4*i+4]) {
				t.Fatalf("scale %v: pixel %d changed outside the region", full, i)
			}
		}
		if n := changed.Count(); n == 0 || n > len(changed.Pix)/2 {
			t.Errorf("scale %v: %d of %d pixels changed", full, n, len(changed.Pix))
		}
	}
}

func TestTheGarmentKeepsItsColourOnTheBody(t *testing.T) {
	for _, full := range []float64{1, 2.5} {
		_, out, _, laid := dressVest(t, full)
		n := laid.Weight.Count()
		if share := float64(n) / float64(len(laid.Weight.Pix)); share < .05 {
			t.Fatalf("scale %v: garment covers %.3f of the picture", full, share)
		}
		var red, green float64
		for i, on := range laid.Weight.Pix {
			if on != 0 {
				red += float64(out.Pix[4*i])
				green += float64(out.Pix[4*i+1])
			}
		}
		red, green = red/float64(n), green/float64(n)
		if red < 160 || red > 220 || green > 45 {
			t.Errorf("scale %v: mean colour %.0f %.0f, want about 204 26", full, red, green)
		}
	}
}

func TestTheSameRecipeGivesTheSameBytes(t *testing.T) {
	_, a, _, _ := dressVest(t, 1.5)
	_, b, _, _ := dressVest(t, 1.5)
	for i := range a.Pix {
		if a.Pix[i] != b.Pix[i] {
			t.Fatalf("byte %d differs", i)
		}
	}
}

func TestFaceAndHandsStay(t *testing.T) {
	before, out, _, _ := dressVest(t, 2)
	for _, q := range []image.Point{{150, 75}, {150 - 70, 255}, {150 + 70, 255}} {
		i := before.PixOffset(2*q.X, 2*q.Y)
		if [3]uint8(before.Pix[i:i+3]) != [3]uint8(out.Pix[i:i+3]) {
			t.Errorf("pixel %v of face or hands changed", q)
		}
	}
}

func TestCancelledDressingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p, before := figure(1)
	g, pic := vest(.2, .3, .8)
	f, err := spline.Source{}.Field(ctx, p, g, field.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := field.NewCanvas(ctx, p, before, 1, f)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := c.Dress(ctx, f, g, pic, field.Options{}); err == nil {
		t.Error("dressing went on after the cancel")
	}
}

func BenchmarkDress(b *testing.B) {
	ctx := context.Background()
	p, before := figure(2.5)
	g, pic := vest(.8, .1, .1)
	for b.Loop() {
		f, err := spline.Source{}.Field(ctx, p, g, field.Options{})
		if err != nil {
			b.Fatal(err)
		}
		c, err := field.NewCanvas(ctx, p, before, 1, f)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Dress(ctx, f, g, pic, field.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
