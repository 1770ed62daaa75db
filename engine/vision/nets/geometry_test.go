package nets

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

func TestInverse(t *testing.T) {
	r := ROI{Center: Point{X: 120, Y: 340}, Size: 500, Angle: 0.7}
	to := r.toPicture(256)
	back := to.inverse()
	for _, p := range []Point{{X: 0, Y: 0}, {X: 256, Y: 10}, {X: 128, Y: 128}} {
		q := to.at(p.X, p.Y)
		if b := back.at(q.X, q.Y); b.Sub(p).Len() > 1e-9 {
			t.Errorf("%v came back as %v", p, b)
		}
	}
	if c := to.at(128, 128); c.Sub(r.Center).Len() > 1e-9 {
		t.Errorf("the middle of the crop is %v", c)
	}
}

func TestROIStandsUpright(t *testing.T) {
	for angle, top := range map[float64]Point{
		0: {X: 100, Y: 50}, math.Pi / 2: {X: 150, Y: 100}, -math.Pi / 2: {X: 50, Y: 100},
	} {
		r := roiFrom(Point{X: 100, Y: 100}, top)
		if math.Abs(r.Angle-angle) > 1e-9 || math.Abs(r.Size-125) > 1e-9 {
			t.Errorf("top at %v: %+v", top, r)
		}
		// The top of the body is at the top of the crop, a tenth below its edge.
		if p := r.toPicture(100).at(50, 10); p.Sub(top).Len() > 1e-9 {
			t.Errorf("top of the crop is %v, want %v", p, top)
		}
	}
}

func TestUnusableROIs(t *testing.T) {
	for _, r := range []ROI{
		{},
		{Size: math.NaN()},
		{Size: math.Inf(1)},
		{Size: -4},
		{Size: 9, Angle: math.NaN()},
		{Size: 9, Center: Point{X: math.Inf(1)}},
		{Size: 9, Center: Point{Y: math.NaN()}},
		{Size: 1e9},
	} {
		if r.usable() {
			t.Errorf("%+v passes", r)
		}
	}
}

func TestFlatPicturesStayFlat(t *testing.T) {
	img := gray(613, 401)
	crops := map[string]pixels{
		"triangle": resize(img, 100, 90, triangle), "lanczos": resize(img, 320, 320, lanczos3),
		"larger": resize(img, 700, 800, lanczos3),
		"cut":    cut(img, ROI{Center: Point{X: 300, Y: 200}, Size: 150, Angle: 0.3}, 64),
		"fine":   cut(img, ROI{Center: Point{X: 300, Y: 200}, Size: 20, Angle: 1}, 64),
		"white":  fitSquare(gray(50, 80), 80, 180).pixels,
	}
	for name, p := range crops {
		for i, v := range p.v {
			if math.Abs(float64(v)-180) > 1e-3 {
				t.Fatalf("%s: value %d is %g", name, i, v)
			}
		}
	}
}

func TestOutsideIsBlack(t *testing.T) {
	p := cut(gray(40, 40), ROI{Center: Point{X: 500, Y: 500}, Size: 300}, 32)
	for i, v := range p.v {
		if v != 0 {
			t.Fatalf("value %d is %g", i, v)
		}
	}
}

func TestLetterboxLeadsBack(t *testing.T) {
	l := fitSquare(gray(200, 100), 50, 0)
	if p := l.back(25, 25); p.Sub(Point{X: 100, Y: 52}).Len() > 1e-9 {
		t.Errorf("the middle leads to %v", p)
	}
	if l.v[0] != 0 || math.Abs(float64(l.v[3*(50*25+25)])-180) > 1e-3 {
		t.Error("bars or picture are at the wrong place")
	}
}

func TestReduceDoesNotDependOnThePart(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 101, 77))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(rng.UintN(256))
	}
	whole := reduce(img, img.Rect, 4)
	part := reduce(img, image.Rect(30, 21, 101, 77), 4)
	for y := range part.h {
		for x := range part.w {
			wx, wy := x+int(part.origin.X)/4, y+int(part.origin.Y)/4
			if part.img.NRGBAAt(x, y) != whole.img.NRGBAAt(wx, wy) {
				t.Fatalf("block %d,%d differs", x, y)
			}
		}
	}
}

func TestPasteIsWhereTheCropWas(t *testing.T) {
	mask := make([]float32, 64*64)
	for i := range mask {
		mask[i] = 1
	}
	r := ROI{Center: Point{X: 60, Y: 40}, Size: 20, Angle: 0.5}
	p := paste(mask, 64, r.toPicture(64), 100, 80)
	if p.At(60, 40) != 1 || p.At(10, 10) != 0 {
		t.Errorf("middle %g, far away %g", p.At(60, 40), p.At(10, 10))
	}
	if area := p.Sum(); math.Abs(area-400) > 20 {
		t.Errorf("area %.0f, want 400", area)
	}
}

func TestSuppress(t *testing.T) {
	boxes := []Box{{0, 0, 10, 10}, {1, 1, 11, 11}, {20, 0, 30, 10}, {8, 0, 18, 10}}
	kept := suppress(boxes, func(b Box) Box { return b }, 0.3)
	if len(kept) != 3 || kept[1] != boxes[2] || kept[2] != boxes[3] {
		t.Errorf("kept %v", kept)
	}
}

func TestBoxes(t *testing.T) {
	a, b := Box{0, 0, 4, 2}, Box{2, 0, 6, 2}
	if o := a.Overlap(b); math.Abs(o-1./3) > 1e-12 {
		t.Errorf("overlap %g", o)
	}
	if o := a.Overlap(Box{9, 9, 10, 10}); o != 0 {
		t.Errorf("overlap of separate boxes %g", o)
	}
	if (Box{3, 3, 1, 1}).Area() != 0 || a.Center() != (Point{X: 2, Y: 1}) || !a.Has(Point{X: 1, Y: 1}) {
		t.Error("area, center or inside is wrong")
	}
}

func BenchmarkCut(b *testing.B) {
	img := gray(3000, 4000)
	for range b.N {
		cut(img, ROI{Center: Point{X: 1500, Y: 2000}, Size: 3800, Angle: 0.1}, 256)
	}
}

func BenchmarkResize(b *testing.B) {
	img := gray(1024, 1365)
	for range b.N {
		resize(img, 320, 320, lanczos3)
	}
}
