package imaging

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wanted is one line of testdata/cases.txt, which testdata/make.py writes with
// references from Pillow, littleCMS and numpy.
type wanted struct {
	file, format, size, profile string
	alpha                       bool
	frames, tolerance           int
	colors                      []string
}

func readCases(t *testing.T) []wanted {
	t.Helper()
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []wanted
	for s := bufio.NewScanner(f); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		if strings.HasPrefix(c[0], "#") {
			continue
		}
		w := wanted{file: c[0], format: c[1], size: c[2], profile: strings.TrimPrefix(c[3], "-"), alpha: c[4] == "1", colors: strings.Fields(c[7])}
		if _, err := fmt.Sscan(c[5]+" "+c[6], &w.frames, &w.tolerance); err != nil {
			t.Fatal(err)
		}
		out = append(out, w)
	}
	return out
}

// cellOff compares the colour at the centre of cell i (of three by two) and
// returns the largest difference of a channel.
func cellOff(m *image.NRGBA, i int, want string) int {
	x, y := (2*(i%3)+1)*m.Rect.Dx()/6, (2*(i/3)+1)*m.Rect.Dy()/4
	got := m.NRGBAAt(x, y)
	var r, g, b, a int
	if n, _ := fmt.Sscanf(want, "#%02x%02x%02x/%d", &r, &g, &b, &a); n < 4 {
		a = 255
	}
	if a == 0 && got.A == 0 {
		return 0 // no colour can be seen
	}
	off := 0
	for _, d := range []int{int(got.R) - r, int(got.G) - g, int(got.B) - b, int(got.A) - a} {
		off = max(off, d, -d)
	}
	return off
}

func TestPicturesAgainstReferences(t *testing.T) {
	for _, c := range readCases(t) {
		t.Run(c.file, func(t *testing.T) {
			p, err := Open(context.Background(), filepath.Join("testdata/pictures", c.file), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if p.Format != c.format || p.Profile != c.profile || p.Frames != c.frames || p.HasAlpha != c.alpha {
				t.Errorf("format %q profile %q frames %d alpha %v, want %+v", p.Format, p.Profile, p.Frames, p.HasAlpha, c)
			}
			if s := fmt.Sprintf("%dx%d", p.Width, p.Height); s != c.size || p.Image.Rect.Dx() != p.Width || p.Image.Rect.Dy() != p.Height {
				t.Fatalf("%s, want %s", s, c.size)
			}
			for i, want := range c.colors {
				if off := cellOff(p.Image, i, want); off > c.tolerance {
					t.Errorf("cell %d is off by %d: want %s, got %v", i, off, want, p.Image.NRGBAAt((2*(i%3)+1)*p.Width/6, (2*(i/3)+1)*p.Height/4))
				}
			}
		})
	}
}

// TestCornersOfBoxedPictures: decoders in WebAssembly hand over memory, and a
// mistake there shows in the first and last pixels.
func TestCornersOfBoxedPictures(t *testing.T) {
	for _, c := range readCases(t) {
		if c.format != "HEIC" && c.format != "AVIF" {
			continue
		}
		p, err := Open(context.Background(), filepath.Join("testdata/pictures", c.file), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		w, h := p.Width, p.Height
		one := func(x, y, cell int) {
			corner := p.Image.SubImage(image.Rect(x, y, x+1, y+1)).(*image.NRGBA)
			spread := image.NewNRGBA(image.Rect(0, 0, 6, 4))
			for i := range 24 {
				copy(spread.Pix[4*i:], corner.Pix[:4])
			}
			if off := cellOff(spread, cell, c.colors[cell]); off > 2*c.tolerance {
				t.Errorf("%s: pixel %d,%d is off by %d", c.file, x, y, off)
			}
		}
		one(0, 0, 0)
		one(3, 0, 0)
		one(w-1, 0, 2)
		one(0, h-1, 3)
		one(w-1, h-1, 5)
	}
}
