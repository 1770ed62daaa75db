package painter

import (
	"image"
	"math"
	"testing"

	"lookbook/engine/raster"
)

// scene is a photo with structure everywhere.
func scene(w, h int, move image.Point) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := float64(x-move.X), float64(y-move.Y)
			p := m.Pix[y*m.Stride+4*x:]
			p[0] = uint8(128 + 90*math.Sin(fx/7)*math.Cos(fy/11))
			p[1] = uint8(128 + 90*math.Sin(fx/13+fy/5))
			p[2] = uint8(128 + 90*math.Cos(fy/9))
			p[3] = 255
		}
	}
	return m
}

// TestPaste: a painting that slipped is moved back, changes are taken where
// they are, and neither noise inside the region nor anything outside it gets in.
func TestPaste(t *testing.T) {
	const w, h = 240, 320
	for _, by := range []image.Point{{}, {X: 2, Y: -1}, {X: -3, Y: 3}} {
		c := newCanvas(scene(w, h, image.Point{}))
		painting := scene(w, h, by)
		patch := image.Rect(100, 140, 150, 200)
		for y := patch.Min.Y; y < patch.Max.Y; y++ {
			for x := patch.Min.X; x < patch.Max.X; x++ {
				copy(painting.Pix[(y+by.Y)*painting.Stride+4*(x+by.X):], []byte{250, 20, 20, 255})
			}
		}
		for i := range painting.Pix { // unrest that nobody sees
			if i%4 < 3 {
				painting.Pix[i] += uint8(i % 3)
			}
		}
		region := raster.NewMask(w, h)
		for y := 60; y < 280; y++ {
			for x := 60; x < 200; x++ {
				region.Pix[y*w+x] = 1
			}
		}
		slip, _ := c.paste(painting, region)
		if slip != by {
			t.Errorf("slipped by %v, found %v", by, slip)
		}
		inside := patch.Inset(4)
		around := patch.Inset(-12)
		for y := range h {
			for x := range w {
				i := y*w + x
				at := image.Pt(x, y)
				same := [4]byte(c.now.Pix[4*i:4*i+4]) == [4]byte(c.before.Pix[4*i:4*i+4])
				switch {
				case at.In(inside) && c.now.Pix[4*i] < 245:
					t.Fatalf("%v: the patch is missing at %v", by, at)
				case !at.In(around) && c.changed[i] != 0:
					t.Fatalf("%v: %v counts as changed", by, at)
				case c.changed[i] == 0 && !same:
					t.Fatalf("%v: %v changed and is not marked", by, at)
				}
			}
		}
	}
}

// TestPasteWithoutLikeness: a painting that has nothing of the photo is not
// moved, and stays inside the region, whatever its size.
func TestPasteWithoutLikeness(t *testing.T) {
	c := newCanvas(scene(200, 300, image.Point{}))
	painting := image.NewNRGBA(image.Rect(0, 0, 61, 90))
	for i := range painting.Pix {
		painting.Pix[i] = uint8(i * i >> 3)
	}
	region := raster.NewMask(100, 150)
	for i := range region.Pix {
		if i%100 > 30 && i%100 < 70 {
			region.Pix[i] = 1
		}
	}
	slip, _ := c.paste(painting, region)
	if slip != (image.Point{}) {
		t.Errorf("moved by %v", slip)
	}
	for i, v := range c.changed {
		if x := i % 200; v != 0 && (x < 60 || x > 141) {
			t.Fatalf("changed at %d,%d", x, i/200)
		}
	}
}

func TestOnGrid(t *testing.T) {
	for _, c := range []struct {
		photo image.Point
		area  int
		grid  int
		want  image.Point
	}{
		{image.Pt(768, 1024), 1 << 20, 16, image.Pt(768, 1024)},
		{image.Pt(3000, 4000), 768 * 1024, 64, image.Pt(768, 1024)},
		{image.Pt(100, 20), 1 << 20, 64, image.Pt(128, 64)},
	} {
		if got := onGrid(c.photo, c.area, c.grid); got != c.want {
			t.Errorf("%v: %v, want %v", c.photo, got, c.want)
		}
	}
}
