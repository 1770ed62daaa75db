package raster

import (
	"bytes"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func disc(w, h int, cx, cy, r float64) *Mask {
	m := NewMask(w, h)
	m.FillCapsule(Capsule{Pt{cx, cy}, Pt{cx + .001, cy}, r, r})
	return m
}

func TestDistanceOfADiscIsItsRadiusInTheMiddle(t *testing.T) {
	m := disc(81, 81, 40, 40, 30)
	d := m.Distance()
	if got := d.At(40, 40); math.Abs(float64(got)-30) > 1.1 {
		t.Errorf("distance in the middle = %v, want about 30", got)
	}
	if d.At(0, 0) != 0 {
		t.Errorf("distance outside = %v, want 0", d.At(0, 0))
	}
}

func TestMorphology(t *testing.T) {
	m := disc(81, 81, 40, 40, 20)
	for _, c := range []struct {
		name string
		got  *Mask
		lo   int
		hi   int
	}{
		{"dilate 3 widens by 6", m.Dilate(3), 45, 46},
		{"erode 3 narrows by 6", m.Erode(3), 33, 34},
		{"open keeps", m.Open(2), 39, 40},
		{"close keeps", m.Close(2), 39, 40},
	} {
		if w := c.got.Bounds().Dx(); w < c.lo || w > c.hi {
			t.Errorf("%s: width %d, want %d..%d", c.name, w, c.lo, c.hi)
		}
	}
}

func TestMaxFilterAgreesWithDilate(t *testing.T) {
	m := disc(50, 40, 20, 18, 9)
	a, b := MaxFilter(m.Plane(), 4), m.Dilate(4)
	for i, v := range a.Pix {
		if v != float32(b.Pix[i]) {
			t.Fatalf("pixel %d: %v against %v", i, v, b.Pix[i])
		}
	}
}

func TestGaussianKeepsTheMeanAndSpreadsBySigma(t *testing.T) {
	for _, sigma := range []float64{0.8, 2, 3, 7.5} {
		p := NewPlane(121, 121)
		p.Pix[60*121+60] = 1
		g := Gaussian(p, sigma)
		var s, v float64
		for y := 0; y < 121; y++ {
			for x := 0; x < 121; x++ {
				w := float64(g.At(x, y))
				s += w
				v += w * float64((x-60)*(x-60))
			}
		}
		if math.Abs(s-1) > 1e-3 {
			t.Errorf("sigma %v: sum %v", sigma, s)
		}
		if got := math.Sqrt(v / s); math.Abs(got-sigma) > 0.06*sigma+0.1 {
			t.Errorf("sigma %v: spread %v", sigma, got)
		}
	}
}

func TestGuidedFilterKeepsAnEdgeOfTheGuide(t *testing.T) {
	g, p := NewPlane(60, 20), NewPlane(60, 20)
	for y := 0; y < 20; y++ {
		for x := 0; x < 60; x++ {
			if x >= 30 {
				g.Pix[y*60+x] = 1
			}
			p.Pix[y*60+x] = Clip32(float32(x-26)/8, 0, 1) // a blurred edge
		}
	}
	o := Guided(g, p, 6, 1e-4)
	if o.At(28, 10) > 0.4 || o.At(31, 10) < 0.6 {
		t.Errorf("edge not sharpened: %v %v", o.At(28, 10), o.At(31, 10))
	}
}

func TestAreaAndLinearKeepTheMean(t *testing.T) {
	p := NewPlane(37, 23)
	for i := range p.Pix {
		p.Pix[i] = float32(i%7) / 7
	}
	want := p.Sum() / float64(len(p.Pix))
	for _, q := range []*Plane{p.Area(11, 9), p.Area(37, 5), p.Linear(90, 61)} {
		if got := q.Sum() / float64(len(q.Pix)); math.Abs(got-want) > 0.02 {
			t.Errorf("%d×%d: mean %v, want %v", q.W, q.H, got, want)
		}
	}
}

func TestContourHullAndDefects(t *testing.T) {
	// A square with a notch in its right side.
	m := NewMask(60, 60)
	for y := 10; y < 50; y++ {
		for x := 10; x < 50; x++ {
			if !(x > 30 && y > 25 && y < 35) {
				m.Pix[y*60+x] = 1
			}
		}
	}
	c := m.Contour()
	if len(c) < 150 || len(c) > 220 {
		t.Fatalf("contour of %d points", len(c))
	}
	if s := Simplify(c, 1); len(s) > 12 {
		t.Errorf("simplified to %d points", len(s))
	}
	best := Defect{}
	for _, d := range Defects(c) {
		if d.Depth > best.Depth {
			best = d
		}
	}
	if math.Abs(best.Depth-19) > 1.5 || best.P.X > 31 {
		t.Errorf("deepest defect %+v, want depth 19 at x 30", best)
	}
}

func TestComponentsAndLargest(t *testing.T) {
	m := disc(80, 40, 15, 20, 8).Or(disc(80, 40, 55, 20, 12))
	_, comps := m.Components()
	if len(comps) != 2 {
		t.Fatalf("%d components", len(comps))
	}
	if b := m.Largest().Bounds(); b.Min.X < 40 {
		t.Errorf("largest starts at %d", b.Min.X)
	}
}

func TestPolygonCoverage(t *testing.T) {
	p := Polygon(20, 20, []Pt{{4.5, 4.5}, {9.5, 4.5}, {9.5, 14.5}, {4.5, 14.5}}, 0)
	if got := p.Sum(); math.Abs(got-50) > 0.3 {
		t.Errorf("area %v, want 50", got)
	}
	if p.At(5, 5) < 0.99 || p.At(4, 5) > 0.01 {
		t.Errorf("pixel convention: %v %v", p.At(5, 5), p.At(4, 5))
	}
}

func TestSampling(t *testing.T) {
	p := NewRGB(16, 16)
	for y := 0; y < 16; y++ {
		for x := 0; x < 16; x++ {
			p.Pix[3*(y*16+x)] = float32(x)
			p.Pix[3*(y*16+x)+1] = float32(y)
		}
	}
	for _, q := range []Pt{{4.25, 7.5}, {1.5, 13.75}, {8, 8}} {
		r, g, _ := p.Sample(q.X, q.Y)
		cr, cg, _ := p.SampleCubic(q.X, q.Y)
		for _, v := range []float64{float64(r) - q.X, float64(cr) - q.X, float64(g) - q.Y, float64(cg) - q.Y} {
			if math.Abs(v) > 1e-4 {
				t.Errorf("at %v: off by %v", q, v)
			}
		}
	}
}

func TestPushPullFillsAHoleFromItsSurroundings(t *testing.T) {
	img, w := NewRGB(64, 64), NewPlane(64, 64)
	for i := range w.Pix {
		x, y := i%64, i/64
		img.Pix[3*i] = 0.25
		w.Pix[i] = 1
		if x > 20 && x < 40 && y > 20 && y < 40 {
			img.Pix[3*i], w.Pix[i] = 1, 0
		}
	}
	o := PushPull(img, w)
	if got := o.Pix[3*(30*64+30)]; math.Abs(float64(got)-0.25) > 0.02 {
		t.Errorf("filled with %v, want 0.25", got)
	}
}

func BenchmarkGaussian(b *testing.B) {
	p := NewPlane(768, 1024)
	for b.Loop() {
		Gaussian(p, 12)
	}
}

func BenchmarkGuided(b *testing.B) {
	g, p := NewPlane(768, 1024), NewPlane(768, 1024)
	for b.Loop() {
		Guided(g, p, 6, 1e-3)
	}
}

func BenchmarkPushPull(b *testing.B) {
	g, p := NewRGB(768, 1024), NewPlane(768, 1024)
	for b.Loop() {
		PushPull(g, p)
	}
}

// naiveWindow is what Dilate and Erode mean, pixel by pixel.
func naiveWindow(m *Mask, r int, all bool) *Mask {
	o := NewMask(m.W, m.H)
	for y := range m.H {
		for x := range m.W {
			v := all
			for dy := -r; dy <= r; dy++ {
				for dx := -r; dx <= r; dx++ {
					u, w := x+dx, y+dy
					set := all
					if u >= 0 && w >= 0 && u < m.W && w < m.H {
						set = m.Pix[w*m.W+u] != 0
					}
					if all {
						v = v && set
					} else {
						v = v || set
					}
				}
			}
			if v {
				o.Pix[y*m.W+x] = 1
			}
		}
	}
	return o
}

func TestMorphologyMeansItsDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, size := range [][2]int{{1, 1}, {3, 40}, {40, 3}, {37, 29}} {
		m := NewMask(size[0], size[1])
		for i := range m.Pix {
			m.Pix[i] = uint8(rng.IntN(2))
		}
		for _, r := range []int{1, 2, 3, 7, 20} {
			if got := m.Dilate(r); !bytes.Equal(got.Pix, naiveWindow(m, r, false).Pix) {
				t.Errorf("%v: Dilate(%d) differs from its definition", size, r)
			}
			if got := m.Erode(r); !bytes.Equal(got.Pix, naiveWindow(m, r, true).Pix) {
				t.Errorf("%v: Erode(%d) differs from its definition", size, r)
			}
		}
	}
}

func TestAreaInside(t *testing.T) {
	p := NewPlane(50, 40)
	rng := rand.New(rand.NewPCG(3, 4))
	box := image.Rect(11, 7, 29, 23)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			p.Pix[y*p.W+x] = rng.Float32()
		}
	}
	for _, size := range [][2]int{{50, 40}, {31, 27}, {7, 5}} {
		if got, want := p.AreaInside(size[0], size[1], box), p.Area(size[0], size[1]); !slices.Equal(got.Pix, want.Pix) {
			t.Errorf("%v: the part inside differs from the whole", size)
		}
	}
}
