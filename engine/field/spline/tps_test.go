package spline

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"lookbook/engine/raster"
)

// scattered are n places in a square of 400 pixels that do not change.
func scattered(n int, seed uint64) []raster.Pt {
	r := rand.New(rand.NewPCG(seed, 1))
	list := make([]raster.Pt, n)
	for i := range list {
		list[i] = raster.Pt{X: 400 * r.Float64(), Y: 400 * r.Float64()}
	}
	return list
}

func fit(t *testing.T, dst, src []raster.Pt) *tps {
	t.Helper()
	s, err := newTPS(dst, src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A grid of targets whose garment positions are bent by a smooth wave.
func TestSplineMeetsItsPoints(t *testing.T) {
	var dst, src []raster.Pt
	for y := 0.0; y <= 400; y += 80 {
		for x := 0.0; x <= 300; x += 60 {
			dst = append(dst, raster.Pt{X: x, Y: y})
			src = append(src, raster.Pt{X: 1.5*x + 12*math.Sin(y/90), Y: 1.4*y + 10*math.Cos(x/80)})
		}
	}
	s := fit(t, dst, src)
	for i, p := range dst {
		if d := s.at(p).Sub(src[i]).Len(); d > 1 {
			t.Errorf("point %d is missed by %.2f pixels", i, d)
		}
	}
}

func TestSplineOfAnAffineMapIsThatMapEverywhere(t *testing.T) {
	affine := func(p raster.Pt) raster.Pt {
		return raster.Pt{X: 30 + 1.2*p.X - 0.3*p.Y, Y: -8 + 0.2*p.X + 0.9*p.Y}
	}
	dst := scattered(12, 7)
	src := make([]raster.Pt, len(dst))
	for i, p := range dst {
		src[i] = affine(p)
	}
	s := fit(t, dst, src)
	for _, p := range append(scattered(50, 8), raster.Pt{X: -300, Y: 900}) {
		if d := s.at(p).Sub(affine(p)).Len(); d > 1e-3 {
			t.Errorf("at %v off by %g pixels", p, d)
		}
	}
}

func TestSplineDoesNotDependOnTheOrderOfItsPoints(t *testing.T) {
	dst, src := scattered(15, 3), scattered(15, 4)
	a := fit(t, dst, src)
	var rd, rs []raster.Pt
	for i := len(dst) - 1; i >= 0; i-- {
		rd, rs = append(rd, dst[i]), append(rs, src[i])
	}
	b := fit(t, rd, rs)
	for _, p := range scattered(20, 5) {
		if d := a.at(p).Sub(b.at(p)).Len(); d > 1e-6 {
			t.Errorf("at %v the two differ by %g pixels", p, d)
		}
	}
}

func TestSplineRefusesPointsWithoutArea(t *testing.T) {
	line := make([]raster.Pt, 6)
	for i := range line {
		line[i] = raster.Pt{X: float64(10 * i), Y: float64(20 * i)}
	}
	for name, dst := range map[string][]raster.Pt{
		"none": nil, "three": scattered(3, 1), "one spot": make([]raster.Pt, 6), "one line": line,
	} {
		s, err := newTPS(dst, dst)
		if err == nil {
			// Rounding may save a line; what comes out must still be numbers.
			if q := s.at(raster.Pt{X: 5, Y: 5}); math.IsNaN(q.X+q.Y) || math.IsInf(q.X+q.Y, 0) {
				t.Errorf("%s: %v", name, q)
			}
			t.Logf("%s: accepted", name)
			continue
		}
		if !errors.Is(err, errDegenerate) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkSpline(b *testing.B) {
	dst, src := scattered(30, 1), scattered(30, 2)
	for b.Loop() {
		s, err := newTPS(dst, src)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range dst {
			s.at(p)
		}
	}
}
