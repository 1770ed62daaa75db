package quality

import (
	"fmt"
	"image"
	"math"
	"testing"

	"lookbook/engine"
	"lookbook/engine/color"
)

const testW, testH = 120, 160

// dye colours a garment: given a position, which Lab.
type dye func(x, y int) color.Lab

func plain(l color.Lab) dye { return func(int, int) color.Lab { return l } }

// stripes of three colours, 10 px wide, with a weave.
func stripes(l ...color.Lab) dye {
	return func(x, y int) color.Lab {
		c := l[y/10%len(l)]
		c[0] += float64((x+2*y)%4) - 1.5
		return c
	}
}

// shades are lights on a body: factors on linear light.
var shades = map[string]func(x, y int) float64{
	"even": func(int, int) float64 { return 1 },
	"from the side": func(x, _ int) float64 {
		return 0.45 + 0.75*float64(x)/testW
	},
	"folds and round": func(x, y int) float64 {
		r := float64(x)/testW*2 - 1
		return (1 - 0.45*r*r*math.Abs(r)) * (0.85 + 0.15*math.Sin(float64(x)/7+float64(y)/15))
	},
}

func paint(d dye, shade func(x, y int) float64, change func(color.Lab) color.Lab) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, testW, testH))
	for y := range testH {
		for x := range testW {
			l := light3(color.LinearFromXYZ(change(d(x, y)).XYZ())).times(shade(x, y))
			p := m.Pix[m.PixOffset(x, y):]
			for c := range 3 {
				p[c] = color.EncodeByte(float32(l[c]))
			}
			p[3] = 255
		}
	}
	return m
}

func same(l color.Lab) color.Lab { return l }

// shifted moves a colour in hue and chroma by the given ΔE2000.
func shifted(by, direction float64) func(color.Lab) color.Lab {
	known := map[color.Lab]color.Lab{}
	return func(l color.Lab) (out color.Lab) {
		if m, ok := known[l]; ok {
			return m
		}
		defer func() { known[l] = out }()
		lo, hi := 0.0, 200.0
		move := func(d float64) color.Lab {
			return color.Lab{l[0], l[1] + d*math.Cos(direction), l[2] + d*math.Sin(direction)}
		}
		for range 40 {
			if mid := (lo + hi) / 2; color.DeltaE2000(l, move(mid)) < by {
				lo = mid
			} else {
				hi = mid
			}
		}
		return move(lo)
	}
}

func everywhere() []uint8 {
	w := make([]uint8, testW*testH)
	for i := range w {
		w[i] = 1
	}
	return w
}

var even = shades["even"]

var dyes = map[string]dye{
	"red":     plain(color.Lab{45, 45, 25}),
	"navy":    plain(color.Lab{25, 5, -22}),
	"grey":    plain(color.Lab{60, 0, 0}),
	"beige":   plain(color.Lab{75, 4, 14}),
	"stripes": stripes(color.Lab{40, 35, 20}, color.Lab{70, -10, 20}, color.Lab{55, -5, -20}),
}

// TestShiftsKeepTheirOrderUnderEveryLight is the promise of the measure: the
// number follows the shift of the dye and not the light.
func TestShiftsKeepTheirOrderUnderEveryLight(t *testing.T) {
	for dyeName, d := range dyes {
		garment := paint(d, even, same)
		for shadeName, shade := range shades {
			t.Run(dyeName+" "+shadeName, func(t *testing.T) {
				last := -1.0
				for _, by := range []float64{0, 1, 3, 6, 10} {
					in := ColorInput{Garment: garment, Shown: garment, Weight: everywhere(), Result: paint(d, shade, shifted(by, 2))}
					v := Color(in)
					if v.Value <= last {
						t.Errorf("shift %g gives %.2f after %.2f", by, v.Value, last)
					}
					if math.Abs(v.Value-by) > 0.35+0.2*by {
						t.Errorf("shift %g measured as %.2f", by, v.Value)
					}
					if by <= 1 && !v.Pass || by >= 6 && v.Pass {
						t.Errorf("shift %g: pass %v (%s)", by, v.Pass, v.Words)
					}
					last = v.Value
				}
			})
		}
	}
}

func TestWithoutCorrespondenceTheOrderHoldsToo(t *testing.T) {
	for _, name := range []string{"red", "beige", "stripes"} {
		for shadeName, shade := range shades {
			last := -1.0
			for _, by := range []float64{1, 3, 6, 10} {
				v := Color(ColorInput{Garment: paint(dyes[name], even, same), Weight: everywhere(), Result: paint(dyes[name], shade, shifted(by, 2))})
				if v.Value <= last {
					t.Errorf("%s %s: shift %g gives %.2f after %.2f", name, shadeName, by, v.Value, last)
				}
				last = v.Value
			}
		}
	}
}

func TestOneWrongColorOfSeveralIsFound(t *testing.T) {
	d := dyes["stripes"]
	garment := paint(d, even, same)
	wrong := func(l color.Lab) color.Lab {
		if l[1] > 10 {
			return shifted(8, 4)(l)
		}
		return l
	}
	v := Color(ColorInput{Garment: garment, Shown: garment, Weight: everywhere(), Result: paint(d, shades["folds and round"], wrong)})
	bad := 0
	for _, m := range v.Detail {
		if m.Name == "cluster" && m.Value > colorThreshold {
			bad++
		}
	}
	if v.Pass || bad != 1 {
		t.Errorf("%+v", v)
	}
}

func TestAnotherLightnessIsAnotherColor(t *testing.T) {
	black, grey := plain(color.Lab{12, 0, 0}), plain(color.Lab{55, 0, 0})
	g := paint(black, even, same)
	if v := Color(ColorInput{Garment: g, Shown: g, Weight: everywhere(), Result: paint(grey, even, same)}); v.Pass {
		t.Errorf("black shown as grey passes: %+v", v)
	}
	g = paint(grey, even, same)
	if v := Color(ColorInput{Garment: g, Shown: g, Weight: everywhere(), Result: paint(black, even, same)}); v.Pass {
		t.Errorf("grey shown as black passes: %+v", v)
	}
}

// TestSamplingBesideTheGarmentIsFound: result and shown agree, but what is
// shown is no colour of the garment.
func TestSamplingBesideTheGarmentIsFound(t *testing.T) {
	beside := paint(plain(color.Lab{92, 0, 2}), even, same)
	v := Color(ColorInput{Garment: paint(dyes["red"], even, same), Shown: beside, Result: beside, Weight: everywhere()})
	if v.Pass {
		t.Errorf("%+v", v)
	}
}

func TestCutOutDecidesWhatTheGarmentIs(t *testing.T) {
	d := func(x, y int) color.Lab { // white ground, red garment in the middle
		if x < testW/4 || x >= testW*3/4 {
			return color.Lab{95, 0, 0}
		}
		return dyes["red"](x, y)
	}
	alpha := make([]float32, testW*testH)
	for i := range alpha {
		if x := i % testW; x >= testW/4 && x < testW*3/4 {
			alpha[i] = 1
		}
	}
	red := paint(dyes["red"], even, same)
	v := Color(ColorInput{Garment: paint(d, even, same), GarmentAlpha: alpha, Shown: red, Result: red, Weight: everywhere()})
	if !v.Pass || v.Value > 0.1 || len(v.Detail) != 2 || v.Detail[0].Share != 1 {
		t.Errorf("%+v", v)
	}
}

func TestNothingToMeasureFails(t *testing.T) {
	g := paint(dyes["red"], even, same)
	for name, in := range map[string]ColorInput{
		"no weight":     {Garment: g, Result: g, Weight: make([]uint8, testW*testH)},
		"wrong size":    {Garment: g, Result: g, Weight: make([]uint8, 10)},
		"no garment":    {Garment: g, GarmentAlpha: make([]float32, testW*testH), Result: g, Weight: everywhere()},
		"alpha too few": {Garment: g, GarmentAlpha: make([]float32, 10), Result: g, Weight: everywhere()},
	} {
		if v := Color(in); v.Pass || v.Words == "" || math.IsInf(v.Value, 0) || math.IsNaN(v.Value) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestOutside(t *testing.T) {
	before := paint(dyes["stripes"], even, same)
	after := paint(dyes["stripes"], even, same)
	changed := make([]uint8, testW*testH)
	changed[5] = 1
	after.Pix[5*4]++ // allowed
	if v := Outside(before, after, changed); !v.Pass || v.Value != 0 || v.Unit != "px" {
		t.Errorf("%+v", v)
	}
	after.Pix[77*4+2]++
	after.Pix[100*4+3]--
	if v := Outside(before, after, changed); v.Pass || v.Value != 2 {
		t.Errorf("%+v", v)
	}
	for _, v := range []engine.Verdict{
		Outside(before, image.NewNRGBA(image.Rect(0, 0, 1, 1)), changed),
		Outside(before, before, nil),
	} {
		if v.Pass || v.Value != testW*testH {
			t.Errorf("%+v", v)
		}
	}
}

func TestBlank(t *testing.T) {
	cases := []struct {
		name   string
		m      *image.NRGBA
		region []uint8
		pass   bool
	}{
		{"white in soft light", paint(plain(color.Lab{94, 0, 1}), shades["folds and round"], same), everywhere(), true},
		{"black in soft light", paint(plain(color.Lab{14, 0, 0}), shades["folds and round"], same), everywhere(), true},
		{"fill", paint(plain(color.Lab{60, 20, 20}), even, same), everywhere(), false},
		{"nothing drawn", image.NewNRGBA(image.Rect(0, 0, testW, testH)), everywhere(), false},
		{"no region", paint(dyes["stripes"], even, same), make([]uint8, testW*testH), false},
		{"region of another size", paint(dyes["stripes"], even, same), nil, false},
	}
	for _, c := range cases {
		if v := Blank(c.m, c.region); v.Pass != c.pass || v.Words == "" || v.Name != "blank" {
			t.Errorf("%s: %+v", c.name, v)
		}
	}
}

func BenchmarkColor1024x1365(b *testing.B) {
	big := func(m *image.NRGBA) *image.NRGBA {
		out := image.NewNRGBA(image.Rect(0, 0, 1024, 1365))
		for y := range 1365 {
			for x := range 1024 {
				copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(x%testW, y%testH):])
			}
		}
		return out
	}
	g := big(paint(dyes["stripes"], even, same))
	w := make([]uint8, 1024*1365)
	for i := range w {
		w[i] = 1
	}
	for b.Loop() {
		if v := Color(ColorInput{Garment: g, Shown: g, Result: g, Weight: w}); !v.Pass {
			b.Fatal(fmt.Sprint(v))
		}
	}
}
