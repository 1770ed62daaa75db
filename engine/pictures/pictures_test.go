package pictures

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"lookbook/engine"
	"lookbook/engine/imaging"
)

// sample writes a PNG of w×h pixels.
func sample(t *testing.T, w, h int) string {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	p := filepath.Join(t.TempDir(), "result.png")
	if err := imaging.WritePNG(p, m, imaging.PNGOptions{}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMarkedFilesKeepPixelsAndMarks(t *testing.T) {
	src := sample(t, 61, 47)
	want, err := imaging.Open(t.Context(), src, imaging.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	packet := []byte("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
	for _, format := range []string{PNG, JPEG} {
		out := filepath.Join(t.TempDir(), "out."+format)
		var b bytes.Buffer
		if err := (Files{}).WriteMarked(t.Context(), &b, src, format, 90, packet); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(out, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Files{}.XMP(t.Context(), out)
		if err != nil || !bytes.Equal(got, packet) {
			t.Errorf("%s: marks %q, %v", format, got, err)
		}
		p, err := imaging.Open(t.Context(), out, imaging.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Width != 61 || p.Height != 47 || p.Profile == "" {
			t.Errorf("%s: %d×%d, profile %q", format, p.Width, p.Height, p.Profile)
		}
		if format == PNG && !bytes.Equal(p.Image.Pix, want.Image.Pix) {
			t.Error("the pixels of the PNG changed")
		}
	}
}

func TestThumb(t *testing.T) {
	b, err := Files{}.Thumb(t.Context(), sample(t, 600, 900))
	if err != nil {
		t.Fatal(err)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || c.Height != 256 || c.Width != 171 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestFailures(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone.png")
	if _, err := (Files{}).Thumb(t.Context(), gone); !errors.Is(err, engine.ErrBadPicture) {
		t.Errorf("thumb of nothing: %v", err)
	}
	if _, err := (Files{}).XMP(t.Context(), gone); !errors.Is(err, engine.ErrBadPicture) {
		t.Errorf("marks of nothing: %v", err)
	}
	if err := (Files{}).WriteMarked(t.Context(), &bytes.Buffer{}, sample(t, 4, 4), "gif", 0, nil); err == nil {
		t.Error("wrote a GIF")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Files{}).WriteMarked(ctx, &bytes.Buffer{}, sample(t, 4, 4), PNG, 0, nil); !errors.Is(err, engine.ErrCancelled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFilesWithoutMarks(t *testing.T) {
	b, err := Files{}.XMP(t.Context(), sample(t, 4, 4))
	if b != nil || err != nil {
		t.Errorf("%q, %v", b, err)
	}
}
