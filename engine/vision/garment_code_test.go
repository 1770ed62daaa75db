package vision

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"lookbook/engine/recipe"
)

func TestGarmentSurvivesTheCache(t *testing.T) {
	for _, f := range flats()[1:6] {
		a, _ := f.draw()
		m := picture(a, [3]float32{.2, .3, .6})
		g, _ := analyze(t, f, recipe.GarmentEdit{})
		data, err := EncodeGarment(g)
		if err != nil {
			t.Fatal(err)
		}
		h, err := DecodeGarment(data, m)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(g.Marks, h.Marks) || g.Kind != h.Kind || g.Sleeve != h.Sleeve || !reflect.DeepEqual(g.Palette, h.Palette) {
			t.Errorf("%s: landmarks or words changed", f.name)
		}
		for i, v := range g.Alpha.Pix {
			if math.Abs(float64(v-h.Alpha.Pix[i])) > 0.5/255+1e-6 {
				t.Fatalf("%s: alpha %d changed", f.name, i)
			}
		}
		again, err := EncodeGarment(h)
		if err != nil || !bytes.Equal(data, again) {
			t.Errorf("%s: encoding is not stable (%v)", f.name, err)
		}
		if len(data) > 40000 {
			t.Errorf("%s: %d bytes", f.name, len(data))
		}
	}
}

func TestDamagedGarmentsAreRefused(t *testing.T) {
	g, _ := analyze(t, flats()[0], recipe.GarmentEdit{})
	data, err := EncodeGarment(g)
	if err != nil {
		t.Fatal(err)
	}
	future := append([]byte(nil), data...)
	future[3]++
	for name, d := range map[string][]byte{"empty": nil, "cut": data[:len(data)/2], "future": future, "text": []byte("LBG\x02hello")} {
		if _, err := DecodeGarment(d, nil); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzDecodeGarment(f *testing.F) {
	g, _ := analyze(f, flats()[6], recipe.GarmentEdit{})
	g.H, g.W = 4, 4
	g.Alpha.Pix = g.Alpha.Pix[:16]
	g.Alpha.W, g.Alpha.H = 4, 4
	data, err := EncodeGarment(g)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("LBG\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := DecodeGarment(data, nil)
		if err != nil {
			return
		}
		if len(g.Alpha.Pix) != g.W*g.H {
			t.Fatal("alpha does not fit")
		}
		if _, err := EncodeGarment(g); err != nil {
			t.Fatal(err)
		}
	})
}
