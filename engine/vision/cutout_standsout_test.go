package vision

import (
	"testing"

	"lookbook/engine/raster"
)

// onGround paints a box of one color on a plain ground.
func onGround(ground, thing [3]float32, w, h int, paint func(img *raster.RGB)) *raster.RGB {
	img := raster.NewRGB(w, h)
	fill := func(x0, y0, x1, y1 int, c [3]float32) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				copy(img.Pix[3*(y*w+x):], c[:])
			}
		}
	}
	fill(0, 0, w, h, ground)
	fill(w/4, h/4, 3*w/4, 3*h/4, thing)
	if paint != nil {
		paint(img)
	}
	return img
}

func TestStandsOut(t *testing.T) {
	white, navy, pale := [3]float32{.95, .95, .95}, [3]float32{.1, .12, .3}, [3]float32{.85, .84, .83}
	stripe := func(x0, x1 int, c [3]float32) func(*raster.RGB) {
		return func(img *raster.RGB) {
			for y := img.H * 2 / 5; y < img.H*9/20; y++ {
				for x := x0; x < x1; x++ {
					copy(img.Pix[3*(y*img.W+x):], c[:])
				}
			}
		}
	}
	cases := []struct {
		name  string
		img   *raster.RGB
		clear bool
	}{
		{"dark on white", onGround(white, navy, 400, 500, nil), true},
		{"pale on white", onGround(white, pale, 400, 500, nil), false},
		{"a stripe of the ground's colour inside", onGround(white, navy, 400, 500, stripe(150, 250, white)), false},
		{"a stripe of the ground's colour across", onGround(white, navy, 400, 500, stripe(90, 310, white)), false},
		{"a wide shadow beside", onGround(white, navy, 400, 500, stripe(320, 390, pale)), false},
		{"cut by the border", onGround(white, navy, 400, 500, stripe(0, 390, navy)), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sal := standsOut(c.img)
			if (sal != nil) != c.clear {
				t.Fatalf("stands out = %v, want %v", sal != nil, c.clear)
			}
			if sal != nil && (sal.At(200, 250) < .99 || sal.At(20, 20) > .01) {
				t.Errorf("salience inside %v, outside %v", sal.At(200, 250), sal.At(20, 20))
			}
		})
	}
}
