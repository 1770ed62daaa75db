package color

import (
	"math"
	"reflect"
	"testing"
)

// cloth makes n colours around c with a shading ramp of ±depth in lightness.
func cloth(c Lab, n int, depth float64) [][3]float32 {
	out := make([][3]float32, n)
	for i := range out {
		s := depth * math.Sin(float64(i)*0.37)
		out[i] = [3]float32{float32(c[0] + s), float32(c[1] * (1 + s/200)), float32(c[2] * (1 + s/200))}
	}
	return out
}

func TestPaletteFindsColorsAndShares(t *testing.T) {
	red, navy, white := Lab{45, 60, 35}, Lab{20, 5, -25}, Lab{93, 0, 2}
	cases := []struct {
		name   string
		parts  []Lab
		counts []int
		depth  float64
		most   int
		want   int
	}{
		{"one cloth, flat", []Lab{red}, []int{1000}, 0, 6, 1},
		{"one cloth in folds", []Lab{red}, []int{3000}, 8, 6, 1},
		{"white cloth in folds", []Lab{white}, []int{3000}, 5, 6, 1},
		{"three colours", []Lab{red, navy, white}, []int{5000, 3000, 2000}, 4, 6, 3},
		{"a logo of two percent is kept", []Lab{navy, white}, []int{9800, 200}, 4, 6, 2},
		{"a thread under one percent is not", []Lab{navy, white}, []int{9950, 50}, 4, 6, 1},
		{"no more than asked for", []Lab{red, navy, white}, []int{500, 300, 200}, 2, 2, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var labs [][3]float32
			total := 0
			for i, p := range c.parts {
				labs = append(labs, cloth(p, c.counts[i], c.depth)...)
				total += c.counts[i]
			}
			got := Palette(labs, nil, c.most)
			if len(got) != c.want {
				t.Fatalf("%d colours: %v", len(got), got)
			}
			sum := 0.0
			for i, k := range got {
				sum += k.Share
				if c.want == len(c.parts) {
					if d := DeltaE2000(k.Lab, c.parts[i]); d > 1.5 {
						t.Errorf("colour %d is %v, ΔE %.1f from %v", i, k.Lab, d, c.parts[i])
					}
					if want := float64(c.counts[i]) / float64(total); math.Abs(k.Share-want) > 0.01 {
						t.Errorf("share %d is %.3f, want %.3f", i, k.Share, want)
					}
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("shares add up to %g", sum)
			}
			if again := Palette(labs, nil, c.most); !reflect.DeepEqual(again, got) {
				t.Error("the same colours gave another palette")
			}
		})
	}
}

func TestPaletteLeavesOutWhatCannotCount(t *testing.T) {
	nan := float32(math.NaN())
	labs := [][3]float32{{50, 0, 0}, {nan, 0, 0}, {50, float32(math.Inf(1)), 0}, {90, 0, 0}, {10, 0, 0}}
	got := Palette(labs, []float32{1, 1, 1, 0, nan}, 4)
	if len(got) != 1 || got[0].Share != 1 || got[0].Lab != (Lab{50, 0, 0}) {
		t.Errorf("got %v", got)
	}
	if p := Palette(nil, nil, 4); p != nil {
		t.Errorf("nothing gave %v", p)
	}
	if p := Palette(labs[:1], nil, 0); p != nil {
		t.Errorf("no places gave %v", p)
	}
}

func BenchmarkPalette100k(b *testing.B) {
	var labs [][3]float32
	for _, c := range []Lab{{45, 60, 35}, {20, 5, -25}, {93, 0, 2}} {
		labs = append(labs, cloth(c, 33000, 10)...)
	}
	for b.Loop() {
		Palette(labs, nil, 6)
	}
}
