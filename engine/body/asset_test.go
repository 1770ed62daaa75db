package body

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"testing"

	asset "lookbook/assets/body"
)

// unpacked is the asset without its compression.
func unpacked(t testing.TB) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(asset.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheModelIsWhole(t *testing.T) {
	m := model(t)
	if m.Body.Count != 13380 || m.Tights.Count != 2674 || m.Skirt.Count != 720 {
		t.Errorf("%d, %d and %d vertices", m.Body.Count, m.Tights.Count, m.Skirt.Count)
	}
	seen := map[Part]int{}
	for _, p := range m.Part[:m.Body.Count] {
		seen[p]++
	}
	for p := range PartCount {
		if seen[p] < 200 {
			t.Errorf("part %d has %d vertices", p, seen[p])
		}
	}
	for i, w := range m.Weights {
		if s := w[0] + w[1] + w[2] + w[3]; math.Abs(float64(s)-1) > 1e-5 {
			t.Fatalf("weights of vertex %d sum to %g", i, s)
		}
	}
	for _, name := range []string{"female-young", "male-old-maxmuscle-averageweight", "slider-hip-width"} {
		if m.targets[name] == nil {
			t.Errorf("no target %s", name)
		}
	}
}

func TestLeftIsTheBodysLeft(t *testing.T) {
	m := model(t)
	r := m.Rest(Average())
	for i, v := range r.V[:m.Body.Count] {
		p := m.Part[i]
		if p.Left() && v[0] < 0 || (p.Arm() || p.Leg()) && !p.Left() && v[0] > 0 {
			t.Fatalf("vertex %d of part %d is at x = %g", i, p, v[0])
		}
	}
	if r.Points[Nose][2] < r.Points[LeftEar][2] || r.Points[LeftToe][2] < r.Points[LeftHeel][2] {
		t.Error("the body does not look along z")
	}
}

func TestOutwardFaces(t *testing.T) {
	m := model(t)
	r := m.Rest(Average())
	for name, s := range map[string]Surface{"body": m.Body, "tights": m.Tights, "skirt": m.Skirt} {
		var volume float64
		for _, f := range s.Triangulate() {
			var p [3]Vec
			for k, i := range f {
				v := r.V[i]
				p[k] = Vec{float64(v[0]), float64(v[1]), float64(v[2])}
			}
			volume += p[0].Dot(p[1].Cross(p[2])) / 6
		}
		if volume < .01 || volume > .5 {
			t.Errorf("%s encloses %.3f cubic meters", name, volume)
		}
	}
}

func TestDamagedAssetIsAnError(t *testing.T) {
	if _, err := Load([]byte("no gzip")); err == nil {
		t.Error("not even gzip, and no error")
	}
	packed := asset.Bytes()
	if _, err := Load(packed[:len(packed)/2]); err == nil {
		t.Error("half a file, and no error")
	}
	raw := unpacked(t)
	for _, n := range []int{0, 4, 10, 100, 10000, len(raw) / 2, len(raw) - 1} {
		if _, err := parse(raw[:n]); err == nil {
			t.Errorf("%d bytes are no error", n)
		}
	}
	if _, err := parse(append(bytes.Clone(raw), 0)); err == nil {
		t.Error("a byte too many is no error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(assetMagic))
	f.Add([]byte(assetMagic + "\x02\x00\x00\x00{}"))
	f.Add(unpacked(f)[:20000])
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := parse(b); err == nil && m.Vertices < 1 {
			t.Error("a model without vertices")
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(asset.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRest(b *testing.B) {
	m := model(b)
	for b.Loop() {
		m.Rest(Average())
	}
}

func BenchmarkFigure(b *testing.B) {
	m := model(b)
	r := m.Rest(Average())
	p := r.RestPose(Vec{0, 0, -3})
	for b.Loop() {
		m.Figure(r, &p)
	}
}
