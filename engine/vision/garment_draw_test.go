package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// flat is a drawn garment: the right half of its outline, from the middle of
// the neck or waist downwards, in units of its height, x from the middle line.
type flat struct {
	name  string
	half  [][2]float64
	h     int
	kind  string
	truth map[string][2]float64 // landmarks of the right side, same units
}

// flats are cut like real garments laid flat.
func flats() []flat {
	return []flat{
		{
			name: "tee", kind: "top", h: 360,
			half:  [][2]float64{{0, .06}, {.08, .04}, {.12, 0}, {.33, .07}, {.56, .26}, {.46, .38}, {.36, .30}, {.35, 1}, {0, 1}},
			truth: map[string][2]float64{"armpit_r": {.36, .30}, "cuff_outer_r": {.56, .26}, "cuff_inner_r": {.46, .38}, "neck_r": {.12, 0}},
		},
		{
			name: "long sleeves spread", kind: "top", h: 360,
			half:  [][2]float64{{0, .06}, {.12, 0}, {.33, .07}, {.75, .70}, {.63, .78}, {.36, .32}, {.35, 1}, {0, 1}},
			truth: map[string][2]float64{"armpit_r": {.36, .32}, "cuff_outer_r": {.75, .70}, "cuff_inner_r": {.63, .78}},
		},
		{
			name: "tank", kind: "top", h: 360,
			half:  [][2]float64{{0, .18}, {.10, .12}, {.14, 0}, {.22, 0}, {.25, .18}, {.36, .31}, {.35, 1}, {0, 1}},
			truth: map[string][2]float64{"armpit_r": {.36, .31}, "neck_r": {.14, 0}},
		},
		{
			name: "dress", kind: "one-piece", h: 540,
			half:  [][2]float64{{0, .10}, {.05, .08}, {.07, 0}, {.12, 0}, {.13, .10}, {.18, .18}, {.15, .36}, {.32, 1}, {0, 1}},
			truth: map[string][2]float64{"armpit_r": {.18, .18}},
		},
		{
			name: "trousers", kind: "trousers", h: 540,
			half:  [][2]float64{{0, 0}, {.17, 0}, {.22, .20}, {.24, 1}, {.09, 1}, {.02, .27}, {0, .27}},
			truth: map[string][2]float64{"crotch": {0, .27}, "waist_r": {.17, .02}},
		},
		{
			name: "shorts", kind: "shorts", h: 320,
			half:  [][2]float64{{0, 0}, {.40, 0}, {.50, .60}, {.54, 1}, {.08, 1}, {.02, .62}, {0, .62}},
			truth: map[string][2]float64{"crotch": {0, .62}, "waist_r": {.40, .02}},
		},
		{
			name: "skirt", kind: "skirt", h: 360,
			half:  [][2]float64{{0, 0}, {.26, 0}, {.33, .25}, {.45, 1}, {0, 1}},
			truth: map[string][2]float64{"waist_r": {.26, .02}},
		},
	}
}

// frame is the border of ground round a drawn garment, in pixels.
const frame = 36

// draw returns the cut-out and where the middle of the top lies.
func (f flat) draw() (*raster.Plane, raster.Pt) {
	w := 0.0
	for _, p := range f.half {
		w = math.Max(w, p[0])
	}
	k := float64(f.h)
	o := raster.Pt{X: frame + w*k, Y: frame}
	var pts []raster.Pt
	for _, p := range f.half {
		pts = append(pts, raster.Pt{X: o.X + p[0]*k, Y: o.Y + p[1]*k})
	}
	for i := len(f.half) - 1; i >= 0; i-- {
		p := f.half[i]
		pts = append(pts, raster.Pt{X: o.X - p[0]*k, Y: o.Y + p[1]*k})
	}
	return raster.Polygon(int(2*o.X), f.h+2*frame, pts, 0), o
}

// picture paints a cut-out in a colour on light ground with fine noise.
func picture(a *raster.Plane, ink [3]float32) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, a.W, a.H))
	seed := uint32(7)
	for i, v := range a.Pix {
		seed = seed*1664525 + 1013904223
		n := (float32(seed>>16&255)/255 - 0.5) * 0.02
		for c := range 3 {
			m.Pix[4*i+c] = raster.Byte(ink[c]*v + 0.93*(1-v) + n)
		}
		m.Pix[4*i+3] = 255
	}
	return m
}
