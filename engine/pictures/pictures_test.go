package pictures_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"lookbook/engine/imaging"
	"lookbook/engine/pictures"
)

// noise writes a PNG that packs as badly as can be.
func noise(t *testing.T, w, h int) (string, *image.NRGBA) {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(r.Uint32())
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	path := filepath.Join(t.TempDir(), "noise.png")
	if err := imaging.WritePNG(path, m, imaging.PNGOptions{}); err != nil {
		t.Fatal(err)
	}
	return path, m
}

func TestAThumbnailAlwaysFitsTheCatalogue(t *testing.T) {
	for _, size := range []image.Point{{300, 200}, {256, 256}, {20, 900}, {16, 16}} {
		path, _ := noise(t, size.X, size.Y)
		b, err := pictures.Files{}.Thumb(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil || len(b) > 32<<10 || max(c.Width, c.Height) > 256 {
			t.Errorf("%v gives %d bytes of %d×%d, %v", size, len(b), c.Width, c.Height, err)
		}
	}
}

func TestMarkedFilesKeepPixelsAndMarks(t *testing.T) {
	ctx := context.Background()
	src, want := noise(t, 60, 40)
	packet := []byte("<x:xmpmeta xmlns:x='adobe:ns:meta/'>any packet</x:xmpmeta>")
	for _, format := range []string{"png", "jpeg"} {
		var b bytes.Buffer
		if err := (pictures.Files{}).WriteMarked(ctx, &b, src, format, 92, packet); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := pictures.Files{}.XMP(ctx, path)
		if err != nil || !bytes.Equal(got, packet) {
			t.Errorf("%s: marks %q %v", format, got, err)
		}
		p, err := imaging.Open(ctx, path, imaging.Limits{})
		if err != nil || p.Width != 60 || p.Height != 40 || p.Profile == "" {
			t.Fatalf("%s: %+v %v", format, p, err)
		}
		if format == "png" && !bytes.Equal(p.Image.Pix, want.Pix) {
			t.Error("an exported PNG has other pixels")
		}
	}
}

func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	ctx := context.Background()
	src, _ := noise(t, 20, 20)
	var b bytes.Buffer
	if err := (pictures.Files{}).WriteMarked(ctx, &b, src, "gif", 92, nil); err == nil || b.Len() != 0 {
		t.Error("a format that is not offered was written")
	}
	if err := (pictures.Files{}).WriteMarked(ctx, &b, src, "jpeg", 92, make([]byte, 70_000)); err == nil || b.Len() != 0 {
		t.Error("marks that do not fit were written")
	}
	if _, err := (pictures.Files{}).Thumb(ctx, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a thumbnail of nothing")
	}
}
