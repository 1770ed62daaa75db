package color

import (
	"fmt"
	"image"
	"math"
	"testing"
)

// sharma holds the test data published with the paper of Sharma, Wu and Dalal
// (2005), table 1: two Labs and their CIEDE2000 distance.
var sharma = [][7]float64{
	{50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425},
	{50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615},
	{50.0000, 2.8361, -74.0200, 50.0000, 0.0000, -82.7485, 3.4412},
	{50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000},
	{50.0000, -1.1848, -84.8006, 50.0000, 0.0000, -82.7485, 1.0000},
	{50.0000, -0.9009, -85.5211, 50.0000, 0.0000, -82.7485, 1.0000},
	{50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669},
	{50.0000, -1.0000, 2.0000, 50.0000, 0.0000, 0.0000, 2.3669},
	{50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0009, 7.1792},
	{50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0010, 7.1792},
	{50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195},
	{50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0012, 7.2195},
	{50.0000, -0.0010, 2.4900, 50.0000, 0.0009, -2.4900, 4.8045},
	{50.0000, -0.0010, 2.4900, 50.0000, 0.0010, -2.4900, 4.8045},
	{50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461},
	{50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065},
	{50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492},
	{50.0000, 2.5000, 0.0000, 61.0000, -5.0000, 29.0000, 22.8977},
	{50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030},
	{50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535},
	{50.0000, 2.5000, 0.0000, 50.0000, 3.1736, 0.5854, 1.0000},
	{50.0000, 2.5000, 0.0000, 50.0000, 3.2972, 0.0000, 1.0000},
	{50.0000, 2.5000, 0.0000, 50.0000, 1.8634, 0.5757, 1.0000},
	{50.0000, 2.5000, 0.0000, 50.0000, 3.2592, 0.3350, 1.0000},
	{60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644},
	{63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630},
	{61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731},
	{35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645},
	{22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373},
	{36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146},
	{90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441},
	{90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381},
	{6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377},
	{2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082},
}

func TestDeltaE2000AgainstPublishedPairs(t *testing.T) {
	for i, v := range sharma {
		a, b := Lab{v[0], v[1], v[2]}, Lab{v[3], v[4], v[5]}
		for _, d := range []float64{DeltaE2000(a, b), DeltaE2000(b, a)} {
			if math.Abs(d-v[6]) > 5e-5 {
				t.Errorf("pair %d: %.5f, published %.4f", i+1, d, v[6])
			}
		}
	}
}

func TestLightnessWeightHalvesOnlyLightness(t *testing.T) {
	a := Lab{50, 10, 10}
	if d, half := DeltaE2000(a, Lab{60, 10, 10}), DeltaE(a, Lab{60, 10, 10}, 2, 1, 1); math.Abs(d-2*half) > 1e-9 {
		t.Errorf("lightness: %g and %g", d, half)
	}
	if d, same := DeltaE2000(a, Lab{50, 20, 10}), DeltaE(a, Lab{50, 20, 10}, 2, 1, 1); d != same {
		t.Errorf("chroma: %g and %g", d, same)
	}
}

// Reference Labs under D65 computed with scikit-image 0.25 (rgb2lab).
func TestLabOfKnownColors(t *testing.T) {
	cases := []struct {
		hex  string
		want Lab
	}{
		{"#000000", Lab{0, 0, 0}},
		{"#ffffff", Lab{100, 0, 0}},
		{"#ff0000", Lab{53.2408, 80.0925, 67.2032}},
		{"#00ff00", Lab{87.7347, -86.1827, 83.1793}},
		{"#0000ff", Lab{32.2970, 79.1875, -107.8602}},
		{"#808080", Lab{53.5850, 0, 0}},
		{"#0a0a0a", Lab{2.7417, 0, 0}},
	}
	for _, c := range cases {
		var r, g, b uint8
		if _, err := fmt.Sscanf(c.hex, "#%02x%02x%02x", &r, &g, &b); err != nil {
			t.Fatal(err)
		}
		got := LabFromRGB(r, g, b)
		if math.Sqrt(square(got, c.want)) > 0.02 {
			t.Errorf("%s: %v, want %v", c.hex, got, c.want)
		}
		if got.Hex() != c.hex {
			t.Errorf("%s came back as %s", c.hex, got.Hex())
		}
	}
}

func TestEveryByteComesBackAndTablesAgree(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 64, 1331))
	i := 0
	for r := 0; r < 256; r += 6 {
		for g := 0; g < 256; g += 6 {
			for b := 0; b < 256; b += 6 {
				px := m.Pix[4*(i%(64*1331)):]
				px[0], px[1], px[2], px[3] = uint8(r), uint8(g), uint8(b), 255
				i++
				exact, fast := LabFromRGB(uint8(r), uint8(g), uint8(b)), LabFast(uint8(r), uint8(g), uint8(b))
				for c := range 3 {
					if math.Abs(exact[c]-float64(fast[c])) > 0.01 {
						t.Fatalf("%d %d %d: %v by table, %v exactly", r, g, b, fast, exact)
					}
				}
				if r2, g2, b2 := exact.RGB(); r2 != uint8(r) || g2 != uint8(g) || b2 != uint8(b) {
					t.Fatalf("%d %d %d came back as %d %d %d", r, g, b, r2, g2, b2)
				}
			}
		}
	}
	back := FromImage(m).Image()
	for i := range m.Pix {
		if i%4 == 3 {
			continue
		}
		if d := int(back.Pix[i]) - int(m.Pix[i]); d > 1 || d < -1 {
			t.Fatalf("byte %d: %d became %d", i, m.Pix[i], back.Pix[i])
		}
	}
}

func BenchmarkFromImage1024x1365(b *testing.B) {
	m := image.NewNRGBA(image.Rect(0, 0, 1024, 1365))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 2654435761 >> 13)
	}
	b.SetBytes(int64(len(m.Pix)))
	for b.Loop() {
		FromImage(m)
	}
}

func BenchmarkPlaneImage1024x1365(b *testing.B) {
	m := image.NewNRGBA(image.Rect(0, 0, 1024, 1365))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 2654435761 >> 13)
	}
	p := FromImage(m)
	for b.Loop() {
		p.Image()
	}
}
