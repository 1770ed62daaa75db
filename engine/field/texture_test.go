package field

import (
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// TestTextureAndCutoutShareOneGrid samples a garment whose left half is cut
// out and white, at sizes below, at and above its working picture: wherever
// the cut-out says garment, the texture must be white.
func TestTextureAndCutoutShareOneGrid(t *testing.T) {
	const w, h = 80, 60
	g := &vision.Garment{W: w, H: h, Scale: 3, Image: raster.NewRGB(w, h), Alpha: raster.NewPlane(w, h)}
	for y := range h {
		for x := range w / 2 {
			i := y*w + x
			g.Alpha.Pix[i] = 1
			copy(g.Image.Pix[3*i:], []float32{1, 1, 1})
		}
	}
	full := g.Image.Linear(3*w, 3*h).NRGBA()
	for _, scale := range []float64{.3, .84, 1.5, 9} {
		tex := NewTexture(g, full, scale)
		cut := tex.alpha(g.Alpha)
		for _, c := range []struct {
			q    raster.Pt
			want float32
		}{{raster.Pt{X: 20, Y: 30}, 1}, {raster.Pt{X: 60, Y: 30}, 0}, {raster.Pt{X: 34, Y: 50}, 1}} {
			x, y := tex.at(c.q)
			r, _, _ := tex.img.SampleCubic(x, y)
			if a := cut.Sample(x, y); a != c.want || (r > .5) != (c.want > .5) {
				t.Errorf("scale %v at %v: alpha %v, red %v, want %v", scale, c.q, a, r, c.want)
			}
		}
	}
}
