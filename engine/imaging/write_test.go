package imaging

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lookbook/engine"
)

func deflate(s string) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.Bytes()
}

// gradient is a picture with alpha that compresses badly enough to be a test.
func gradient(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x * 5), uint8(y * 3), uint8(x ^ y), uint8(255 - x%2*100)})
		}
	}
	return m
}

func TestPNGKeepsEveryByte(t *testing.T) {
	for _, o := range []PNGOptions{{}, {Fast: true}} {
		for _, m := range []*image.NRGBA{gradient(40, 30), Flatten(gradient(40, 30))} {
			var b bytes.Buffer
			if err := EncodePNG(&b, m, o); err != nil {
				t.Fatal(err)
			}
			p, err := Decode(context.Background(), b.Bytes(), "a.png", Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(p.Image.Pix, m.Pix) || p.Profile != "sRGB" || len(p.Notices) != 0 {
				t.Errorf("changed; profile %q notices %v", p.Profile, p.Notices)
			}
		}
	}
}

func TestJPEGCarriesProfileAndStaysNear(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		copy(m.Pix[4*i:], []uint8{uint8(i % 40 * 5), uint8(i / 40 * 6), 90, 255})
	}
	var b bytes.Buffer
	if err := EncodeJPEG(&b, m, 0); err != nil {
		t.Fatal(err)
	}
	p, err := Decode(context.Background(), b.Bytes(), "a.jpg", Limits{})
	if err != nil || p.Profile != "sRGB" || len(p.Notices) != 0 || p.HasAlpha {
		t.Fatalf("%v %+v", err, p)
	}
	sum := 0
	for i := range m.Pix {
		sum += max(int(p.Image.Pix[i])-int(m.Pix[i]), int(m.Pix[i])-int(p.Image.Pix[i]))
	}
	if mean := float64(sum) / float64(len(m.Pix)); mean > 2 {
		t.Errorf("mean difference %.1f", mean)
	}
}

func TestFlattenIsOnWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	copy(m.Pix, []uint8{200, 0, 0, 255, 200, 0, 0, 0, 200, 0, 100, 128})
	want := []uint8{200, 0, 0, 255, 255, 255, 255, 255, 227, 127, 177, 255}
	if got := Flatten(m).Pix; !bytes.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestWriteFileReplacesOnlyWhenComplete(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, code string
		write      func(w io.Writer) error
	}{
		{"disk full", "disk.full", failAfter(70_000, syscall.ENOSPC)},
		{"writer fails", "disk.write", failAfter(10, errors.New("cable pulled"))},
		{"permission", "disk.no-permission", failAfter(0, os.ErrPermission)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wantFault(t, WriteFile(path, c.write), c.code, engine.ErrDisk)
			onlyFile(t, path, "old")
		})
	}
	if err := WriteFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	onlyFile(t, path, "new")
}

// failAfter writes n bytes and then fails.
func failAfter(n int, err error) func(io.Writer) error {
	return func(w io.Writer) error {
		if _, err := w.Write(make([]byte, n)); err != nil {
			return err
		}
		return err
	}
}

// onlyFile checks the content and that nothing else is in the folder.
func onlyFile(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%q %v", got, err)
	}
	if list, err := os.ReadDir(filepath.Dir(path)); err != nil || len(list) != 1 {
		t.Errorf("the folder holds %v %v", list, err)
	}
}

func TestWriteFileKeepsAnOwnFault(t *testing.T) {
	own := &engine.Fault{Kind: engine.FaultCancelled, Code: "cancelled", What: "x"}
	err := WriteFile(filepath.Join(t.TempDir(), "a"), func(io.Writer) error { return own })
	if !errors.Is(err, engine.ErrCancelled) {
		t.Error(err)
	}
	err = WriteFile(filepath.Join(t.TempDir(), "none", "a"), func(io.Writer) error { return nil })
	wantFault(t, err, "disk.no-folder", engine.ErrDisk)
}

// TestDiskThatIsReallyFull writes to a device that is always full.
func TestDiskThatIsReallyFull(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no such device here")
	}
	defer f.Close()
	err = fill(f, func(w io.Writer) error { return EncodePNG(w, gradient(64, 64), PNGOptions{}) })
	wantFault(t, diskFault("a.png", err), "disk.full", engine.ErrDisk)
}

func TestDownscaleAveragesByAreaAndAlpha(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	for i := range 6 {
		copy(m.Pix[4*i:], []uint8{uint8(60 * (i % 3)), 10, 200, 255})
	}
	got := Downscale(m, 2, 1).Pix // columns 0, 60, 120: (0+30)/1.5 and (30+120)/1.5
	if want := []uint8{20, 10, 200, 255, 100, 10, 200, 255}; !bytes.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	copy(m.Pix, []uint8{250, 250, 250, 0}) // transparent: its colour must not show
	if got := Downscale(m, 1, 1).Pix; got[1] != 10 || got[2] != 200 || got[3] != 213 {
		t.Errorf("got %v", got)
	}
	if got := Downscale(m, 9, 9); got.Rect != m.Rect {
		t.Errorf("enlarged to %v", got.Rect)
	}
}

func TestThumbnail(t *testing.T) {
	b, err := Thumbnail(gradient(1000, 600))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Decode(context.Background(), b, "t.jpg", Limits{})
	if err != nil || p.Width != 256 || p.Height != 154 || p.HasAlpha {
		t.Errorf("%v %+v", err, p)
	}
	if b, err = Thumbnail(gradient(20, 3000)); err != nil || !strings.HasPrefix(string(b), "\xff\xd8") {
		t.Errorf("narrow picture: %v", err)
	}
}

func BenchmarkEncodePNGFast1024x1365(b *testing.B) {
	m := Flatten(Resize(gradient(256, 341), 1024, 1365))
	for b.Loop() {
		if err := EncodePNG(io.Discard, m, PNGOptions{Fast: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDownscale12MPTo1024(b *testing.B) {
	m := gradient(4000, 3000)
	for b.Loop() {
		Downscale(m, 1024, 768)
	}
}

func BenchmarkThumbnail12MP(b *testing.B) {
	m := gradient(4000, 3000)
	for b.Loop() {
		if _, err := Thumbnail(m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeJPEG12MP(b *testing.B) {
	var buf bytes.Buffer
	if err := EncodeJPEG(&buf, Flatten(gradient(4000, 3000)), 90); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Decode(context.Background(), buf.Bytes(), "a.jpg", Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
