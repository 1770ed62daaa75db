package icc

import (
	"math"
	"testing"
)

func TestBuiltProfileIsSRGB(t *testing.T) {
	b := BuildSRGB()
	p, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "sRGB IEC61966-2.1" || p.Kind != Matrix || len(b) > 4096 {
		t.Errorf("%q kind %d, %d bytes", p.Name, p.Kind, len(b))
	}
	tr, ok := NewTransform(p)
	if !ok || !tr.Identity() {
		t.Error("not the identity")
	}
	// The columns as in the profiles of the International Color Consortium.
	want := Mat3{{0.43607, 0.38515, 0.14307}, {0.22249, 0.71687, 0.06061}, {0.01392, 0.09708, 0.71410}}
	for i := range 3 {
		for j := range 3 {
			if math.Abs(p.toPCS[i][j]-want[i][j]) > 3e-4 {
				t.Errorf("column %d row %d: %.5f, want %.5f", j, i, p.toPCS[i][j], want[i][j])
			}
		}
	}
}

// Reference values by the formulas of CSS Color 4 (display-p3 and a98-rgb to
// srgb), computed with 64-bit floats in Python.
func TestNamedSpaces(t *testing.T) {
	p3, ok := FromCICP(12, 13)
	if !ok {
		t.Fatal("no P3")
	}
	cases := []struct {
		p        *Profile
		in, want [3]uint8
	}{
		{p3, [3]uint8{255, 255, 255}, [3]uint8{255, 255, 255}},
		{p3, [3]uint8{128, 128, 128}, [3]uint8{128, 128, 128}},
		{p3, [3]uint8{200, 100, 100}, [3]uint8{215, 93, 97}},
		{p3, [3]uint8{255, 0, 0}, [3]uint8{255, 0, 0}},
		{AdobeRGB(), [3]uint8{128, 128, 128}, [3]uint8{129, 129, 129}},
		{AdobeRGB(), [3]uint8{180, 90, 90}, [3]uint8{205, 90, 90}},
	}
	for _, c := range cases {
		tr, ok := NewTransform(c.p)
		if !ok {
			t.Fatal(c.p.Name)
		}
		px := [4]uint8{c.in[0], c.in[1], c.in[2], 77}
		tr.Apply8(px[:])
		for i := range 3 {
			if far(px[i], int(c.want[i])) {
				t.Errorf("%s %v: %v, want %v", c.p.Name, c.in, px, c.want)
			}
		}
		if px[3] != 77 {
			t.Error("alpha changed")
		}
	}
}

func TestCodePoints(t *testing.T) {
	if p, ok := FromCICP(1, 13); p != nil || !ok {
		t.Error("sRGB is not plain")
	}
	for _, c := range [][2]byte{{9, 16}, {9, 18}, {200, 13}} { // PQ, HLG, nonsense
		if _, ok := FromCICP(c[0], c[1]); ok {
			t.Errorf("%v was taken", c)
		}
	}
	if FromGamma(0.45455, nil) != nil || FromGamma(0, nil) != nil || FromGamma(1, nil) == nil {
		t.Error("gamma")
	}
}

func TestCurves(t *testing.T) {
	para := func(kind int, v ...float64) Curve {
		c := Curve{kind: kind}
		copy(c.params[:], v)
		return c
	}
	cases := []struct {
		name  string
		c     Curve
		x, y  float64
		exact float64
	}{
		{"gamma", gammaCurve(2), 0.5, 0.25, 1e-9},
		{"type 1 below", para(1, 2, 1, -0.5), 0.25, 0, 1e-9},
		{"type 2", para(2, 2, 1, -0.5, 0.1), 0.75, 0.1625, 1e-9},
		{"type 3 linear part", srgbCurve(), 0.02, 0.02 / 12.92, 1e-9},
		{"type 3 power part", srgbCurve(), 0.5, 0.21404, 1e-5},
		{"type 4", para(4, 2, 1, 0, 0.5, 0.1, 0.01, 0.02), 0.05, 0.045, 1e-9},
		{"table", Curve{table: []float64{0, 0.2, 1}}, 0.75, 0.6, 1e-9},
		{"clipped", gammaCurve(2), 7, 1, 1e-9},
	}
	for _, c := range cases {
		if got := c.c.At(c.x); math.Abs(got-c.y) > c.exact {
			t.Errorf("%s at %g: %g, want %g", c.name, c.x, got, c.y)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(BuildSRGB())
	f.Add(assemble([]tag{{"kTRC", curveTag()}}))
	f.Add(assemble([]tag{{"desc", []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS\x00\x00\x00\x04\x00\x00\x00\x1c\x00P\x003")}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			return
		}
		tr, ok := NewTransform(p)
		if !ok {
			return
		}
		px := []uint8{0, 10, 200, 255, 255, 255, 255, 0}
		tr.Apply8(px)
		if px[3] != 255 || px[7] != 0 {
			t.Fatal("alpha changed")
		}
	})
}
