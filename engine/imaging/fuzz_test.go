package imaging

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lookbook/engine"
)

// fuzzLimits keep one input under a few milliseconds.
var fuzzLimits = Limits{MaxSide: 256, MaxPixels: 1 << 14, MaxBytes: 1 << 16}

// addPictures seeds with the small pictures of some formats.
func addPictures(f *testing.F, patterns ...string) {
	for _, p := range patterns {
		files, err := filepath.Glob("testdata/pictures/" + p)
		if err != nil || len(files) == 0 {
			f.Fatal(p, err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
}

// checkDecode holds for every input: a sound picture or a fault.
func checkDecode(t *testing.T, b []byte) {
	p, err := Decode(context.Background(), b, "f", fuzzLimits)
	if err != nil {
		var f *engine.Fault
		if !errors.As(err, &f) || f.Code == "" || f.What == "" {
			t.Fatalf("not a fault: %v", err)
		}
		return
	}
	if p.Width < DefaultMinSide || p.Width > 256 || p.Height < DefaultMinSide || p.Height > 256 ||
		len(p.Image.Pix) != 4*p.Width*p.Height || p.Frames < 1 || p.Format == "" {
		t.Fatalf("%+v", p)
	}
}

func FuzzDecode(f *testing.F) {
	addPictures(f, "*.jpg", "*.png", "*.webp", "*.gif", "*.bmp", "*.tif")
	f.Fuzz(func(t *testing.T, b []byte) {
		if has(b, 4, "ftyp") {
			return // FuzzDecodeBoxes: those decoders are slow
		}
		checkDecode(t, b)
	})
}

func FuzzDecodeBoxes(f *testing.F) {
	addPictures(f, "p3.heic", "turn6.heic", "alpha.avif", "animated.avif")
	for _, name := range []string{"p3.heic", "alpha.avif"} { // compile now: an input has ten seconds
		if _, err := Decode(context.Background(), fixture(f, name), name, Limits{}); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(checkDecode)
}

func FuzzXMP(f *testing.F) {
	addPictures(f, "plain.png", "plain.jpg", "turn6.png", "turn6.jpg")
	f.Add([]byte(pngSignature + "\x00\x00\x00\x20iTXt" + xmpKeyword + "\x00\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = ReadXMP(b)
		out, err := EmbedXMP(b, []byte("<x/>"))
		if err != nil {
			return
		}
		got, err := ReadXMP(out)
		if err != nil || !bytes.Equal(got, []byte("<x/>")) {
			t.Fatalf("%q %v", got, err)
		}
	})
}
