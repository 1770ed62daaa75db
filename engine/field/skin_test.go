package field

import (
	"math"
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// arm is a horizontal cylinder from x 20 to 180 at height 50, radius 20.
func arm() *sheet {
	s := &sheet{cover: raster.NewPlane(200, 100), normal: make([]float32, 3*200*100)}
	s.box.Max.X, s.box.Max.Y = 200, 100
	for y := 30; y <= 70; y++ {
		for x := 20; x < 180; x++ {
			i := y*200 + x
			up := float64(50-y) / 20
			s.cover.Pix[i] = 1
			s.normal[3*i+1], s.normal[3*i+2] = float32(up), float32(math.Sqrt(max(0, 1-up*up)))
		}
	}
	return s
}

func TestLightFromAboveIsFoundOnSkin(t *testing.T) {
	for _, c := range []struct {
		name  string
		up    float64
		least float64
		most  float64
	}{
		{"from above", .2, .12, .24},
		{"from below", -.2, -.24, -.05},
		{"level", 0, -.06, .08},
	} {
		var sheets [sheetCount]*sheet
		s := arm()
		sheets[leftArmSheet] = s
		p := &vision.Person{W: 200, H: 100, Image: raster.NewRGB(200, 100)}
		known, face := make([]uint8, 200*100), raster.NewPlane(200, 100)
		light := skinLight{[3]float64{0, c.up, .35}}
		for i, v := range s.cover.Pix {
			if v == 0 {
				continue
			}
			known[i] = leftArmSheet + 1
			for q, shade := range light.shade(s.normal[3*i : 3*i+3]) {
				p.Image.Pix[3*i+q] = shade * [3]float32{.6, .45, .38}[q]
			}
		}
		got := fitLight(p, &sheets, known, face)
		if got.b[1] < c.least || got.b[1] > c.most || math.Abs(got.b[0]) > .05 {
			t.Errorf("%s: light %v", c.name, got.b)
		}
	}
}

func TestWithoutSkinTheLightIsTheUsualOne(t *testing.T) {
	if got := solveLight(nil).b; math.Abs(got[1]-usualLight[1]) > 1e-9 || math.Abs(got[2]-usualLight[2]) > 1e-9 {
		t.Errorf("light %v", got)
	}
}

func TestLeatherLendsNoTone(t *testing.T) {
	face := [3]float64{.75, .55, .45}
	for name, c := range map[string]struct {
		tone [3]float64
		want bool
	}{
		"the same in shade": {[3]float64{.55, .40, .32}, true},
		"leather":           {[3]float64{.35, .20, .13}, false},
		"denim":             {[3]float64{.40, .50, .65}, false},
		"black":             {[3]float64{.05, .04, .04}, false},
	} {
		if got := likeSkin(c.tone, face); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestBackdropContinuesStripes(t *testing.T) {
	const w, h = 160, 160
	img := raster.NewRGB(w, h)
	stripe := func(y int) float32 { return .3 + .4*float32(y/16%2) }
	hole := make([]uint8, w*h)
	guess := raster.NewRGB(w, h)
	for y := range h {
		for x := range w {
			i := y*w + x
			inside := x >= 60 && x < 100 && y >= 40 && y < 120
			for c := range 3 {
				img.Pix[3*i+c], guess.Pix[3*i+c] = stripe(y), stripe(y)
				if inside {
					img.Pix[3*i+c], guess.Pix[3*i+c] = 1, .5
				}
			}
			if inside {
				hole[i] = 1
			}
		}
	}
	out := inpaint(img, guess, hole, 120)
	var wrong, all float64
	for i, v := range hole {
		if v == 1 {
			all++
			wrong += math.Abs(float64(out.Pix[3*i] - stripe(i/w)))
		} else if out.Pix[3*i] != img.Pix[3*i] {
			t.Fatalf("pixel %d outside the hole changed", i)
		}
	}
	if wrong/all > .04 {
		t.Errorf("stripes differ by %.3f on average", wrong/all)
	}
}
