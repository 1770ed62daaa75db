package raster

import (
	"math"
	"testing"
)

// A prepared guide filters like the plain function.
func TestGuideIsGuided(t *testing.T) {
	g, p := NewPlane(40, 30), NewPlane(40, 30)
	for i := range g.Pix {
		g.Pix[i] = float32(math.Sin(float64(i)*.37)*.5 + .5)
		p.Pix[i] = float32(i%40) / 40
	}
	want, got := Guided(g, p, 3, 1e-3), NewGuide(g, 3, 1e-3).Filter(p)
	for i, v := range want.Pix {
		if math.Abs(float64(v-got.Pix[i])) > 1e-3 {
			t.Fatalf("pixel %d: %v, want %v", i, got.Pix[i], v)
		}
	}
}
