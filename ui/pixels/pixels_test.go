package pixels_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"lookbook/ui/pixels"
)

func checker(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if (x+y)%2 == 0 {
				img.SetNRGBA(x, y, color.NRGBA{255, 255, 255, 255})
			} else {
				img.SetNRGBA(x, y, color.NRGBA{0, 0, 0, 255})
			}
		}
	}
	return img
}

func TestFitShowsAll(t *testing.T) {
	v := pixels.Fit(image.Pt(2000, 1000), 500, 500)
	if v.Zoom != 0.25 || v.X != 1000 || v.Y != 500 {
		t.Errorf("%+v", v)
	}
	if v := pixels.Fit(image.Pt(10, 10), 500, 500); v.Zoom != 2 {
		t.Errorf("a tiny picture is blown up to %v", v.Zoom)
	}
	if v := pixels.Fit(image.Point{}, 500, 500); v.Zoom != 1 {
		t.Errorf("no picture: %+v", v)
	}
}

func TestZoomKeepsThePointUnderThePointer(t *testing.T) {
	v := pixels.View{Zoom: 0.5, X: 300, Y: 200}
	for _, factor := range []float64{1.2, 3, 0.3, 1000, 1e-6} {
		z := v.ZoomAt(factor, 80, -40)
		ax, ay := v.ToPicture(480, 260, 800, 600)
		bx, by := z.ToPicture(480, 260, 800, 600)
		if math.Hypot(ax-bx, ay-by) > 1e-6 {
			t.Errorf("factor %v: the point moved from %v,%v to %v,%v", factor, ax, ay, bx, by)
		}
	}
	x, y := v.ToPicture(10, 20, 800, 600)
	if bx, by := v.ToViewport(x, y, 800, 600); math.Hypot(bx-10, by-20) > 1e-9 {
		t.Errorf("there and back: %v %v", bx, by)
	}
	if w := v.Pan(1e9, 0).Within(image.Pt(100, 100)); w.X != 0 || w.Y != 100 {
		t.Errorf("panned out of the picture: %+v", w)
	}
}

// TestSinglePixelsAreSquares: above 200 % every device pixel has the color of
// exactly one picture pixel.
func TestSinglePixelsAreSquares(t *testing.T) {
	p := pixels.NewPyramid(checker(40, 40), 4096)
	f := p.Frame(pixels.View{Zoom: 8, X: 20, Y: 20}, 160, 160)
	for y := range 160 {
		for x := range 160 {
			want := uint8(0)
			if (10+x/8+10+y/8)%2 == 0 {
				want = 255
			}
			if got := f.RGBAAt(x, y); got.R != want || got.A != 255 {
				t.Fatalf("device pixel %d,%d is %v, want %d", x, y, got, want)
			}
		}
	}
}

func TestPixelForPixelIsExact(t *testing.T) {
	img := checker(64, 48)
	f := pixels.NewPyramid(img, 4096).Frame(pixels.View{Zoom: 1, X: 32, Y: 24}, 64, 48)
	for y := range 48 {
		for x := range 64 {
			if f.RGBAAt(x, y).R != img.NRGBAAt(x, y).R {
				t.Fatalf("pixel %d,%d differs at 100 %%", x, y)
			}
		}
	}
}

func TestSmallViewsAreAveragedAndOutsideIsClear(t *testing.T) {
	p := pixels.NewPyramid(checker(512, 512), 4096)
	f := p.Frame(pixels.View{Zoom: 0.2, X: 256, Y: 256}, 140, 140)
	if c := f.RGBAAt(70, 70); c.R < 120 || c.R > 135 {
		t.Errorf("a fine pattern is shown as %v instead of gray", c)
	}
	if c := f.RGBAAt(2, 2); c.A != 0 {
		t.Errorf("outside the picture: %v", c)
	}
}

func TestDisplayCopyIsBounded(t *testing.T) {
	p := pixels.NewPyramid(image.NewGray(image.Rect(0, 0, 1500, 750)), 640)
	if k := p.Kept(); k.X != 640 || k.Y != 320 {
		t.Errorf("kept %v", k)
	}
	if p.Size != image.Pt(1500, 750) {
		t.Errorf("positions refer to %v", p.Size)
	}
	if limit := 640 * 320 * 4 * 4 / 3; p.Bytes() > limit+1<<12 {
		t.Errorf("%d bytes", p.Bytes())
	}
}

// running starts a loader or painter for a test.
func running(t *testing.T, run func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
}

// TestLoaderNeverDecodesForItsCaller: Picture returns although the decoder is
// stuck, so whoever calls it cannot be held up by a large picture.
func TestLoaderNeverDecodesForItsCaller(t *testing.T) {
	gate := make(chan struct{})
	l := pixels.NewLoader(func(ctx context.Context, _ string) (image.Image, error) {
		<-gate
		return image.NewGray(image.Rect(0, 0, 1024, 1024)), nil
	})
	running(t, l.Run)
	got := make(chan *pixels.Pyramid, 2)
	done := func(p *pixels.Pyramid, err error) { got <- p }
	if p := l.Picture("big", 512, done); p != nil {
		t.Fatal("a picture before it was decoded")
	}
	l.Picture("big", 512, done)
	close(gate)
	first, second := <-got, <-got
	if first == nil || first != second {
		t.Error("the same picture was decoded twice, or not at all")
	}
	if p := l.Picture("big", 512, done); p != first {
		t.Error("a kept picture is not there at once")
	}
}

func TestLoaderReportsErrors(t *testing.T) {
	wrong := errors.New("wrong")
	l := pixels.NewLoader(func(context.Context, string) (image.Image, error) { return nil, wrong })
	running(t, l.Run)
	got := make(chan error, 1)
	l.Picture("x", 512, func(_ *pixels.Pyramid, err error) { got <- err })
	if err := <-got; !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
}

func TestThumbs(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, checker(800, 400), nil); err != nil {
		t.Fatal(err)
	}
	l := pixels.NewLoader(pixels.Plain)
	running(t, l.Run)
	got := make(chan image.Image, 1)
	if l.Thumb("k", b.Bytes(), func(i image.Image) { got <- i }) != nil {
		t.Fatal("a thumb before it was decoded")
	}
	img := <-got
	if s := img.Bounds().Size(); s.X != 256 || s.Y != 128 {
		t.Errorf("thumb of %v", s)
	}
	if l.Thumb("k", nil, nil) != img {
		t.Error("not kept")
	}
	if l.Thumb("none", nil, nil) != nil {
		t.Error("a thumb from nothing")
	}
}

func TestPlainRefusesHugeHeadersAndText(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var ok bytes.Buffer
	if err := png.Encode(&ok, checker(3, 2)); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(ok.Bytes())
	copy(huge[16:], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30}) // 30,000 x 30,000
	for name, b := range map[string][]byte{"huge.png": huge, "text.jpg": []byte("text"), "empty.png": nil} {
		if _, err := pixels.Plain(t.Context(), write(name, b)); err == nil {
			t.Errorf("%s was decoded", name)
		}
	}
	img, err := pixels.Plain(t.Context(), write("ok.png", ok.Bytes()))
	if err != nil || img.Bounds().Dx() != 3 {
		t.Errorf("%v %v", img, err)
	}
	if _, err := pixels.Plain(t.Context(), filepath.Join(dir, "none")); err == nil {
		t.Error("a missing file was decoded")
	}
}

func TestPainterDrawsTheNewest(t *testing.T) {
	started, gate := make(chan struct{}), make(chan struct{})
	var got []pixels.Painted
	finished := make(chan struct{})
	p := pixels.NewPainter(func(a pixels.Painted) {
		got = append(got, a)
		if len(got) == 1 {
			close(started)
			<-gate
			return
		}
		close(finished)
	})
	running(t, p.Run)
	pic := pixels.NewPyramid(checker(32, 32), 4096)
	ask := func(w int) {
		p.Ask(pixels.Ask{After: pic, Before: pic, Overlay: pic, View: pixels.View{Zoom: 1, X: 16, Y: 16}, W: w, H: 8})
	}
	ask(1)
	<-started
	for w := 2; w <= 9; w++ {
		ask(w)
	}
	close(gate)
	<-finished
	if len(got) != 2 || got[1].W != 9 {
		t.Errorf("%d frames, the last %d wide", len(got), got[len(got)-1].W)
	}
	if got[1].AfterFrame == nil || got[1].BeforeFrame == nil {
		t.Error("a frame is missing")
	}
}

func BenchmarkFrame(b *testing.B) {
	p := pixels.NewPyramid(checker(2731, 4096), 4096)
	v := pixels.Fit(p.Size, 1400, 1000)
	for b.Loop() {
		p.Frame(v, 1400, 1000)
	}
}

func BenchmarkPyramid4096(b *testing.B) {
	img := checker(2731, 4096)
	for b.Loop() {
		pixels.NewPyramid(img, 4096)
	}
}
