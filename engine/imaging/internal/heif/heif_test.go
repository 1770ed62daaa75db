package heif

import (
	"os"
	"path/filepath"
	"testing"
)

const pictures = "../../testdata/pictures/"

func read(t *testing.T, name string) File {
	t.Helper()
	b, err := os.ReadFile(pictures + name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParse(t *testing.T) {
	f := read(t, "p3.heic")
	if f.Kind != "hvc1" || f.Width != 96 || f.Height != 64 || f.ICC == nil || f.NCLX != nil || f.Cut || f.Frames != 1 {
		t.Errorf("%+v", f)
	}
	if c := StreamColor(f.HVCC); !c.FullRange || c.Matrix != 6 {
		t.Errorf("stream says %+v", c)
	}
}

func TestBoxAndStreamAgree(t *testing.T) {
	f := read(t, "bt709.heic")
	if c := StreamColor(f.HVCC); c.FullRange || c.Matrix != 1 || f.NCLX == nil || *f.NCLX != *c {
		t.Errorf("stream says %+v, box %+v", c, f.NCLX)
	}
}

func TestParseAVIF(t *testing.T) {
	f := read(t, "alpha.avif")
	if f.Kind != "av01" || !f.Alpha {
		t.Errorf("%+v", f)
	}
	if f = read(t, "animated.avif"); f.Frames != 2 {
		t.Errorf("%d frames", f.Frames)
	}
}

func TestStreamWithoutColor(t *testing.T) {
	for _, b := range [][]byte{nil, make([]byte, 30), {22: 1, 23: spsType, 25: 1, 27: 9}} {
		if c := StreamColor(b); c.FullRange || c.Matrix != 2 {
			t.Errorf("%v gave %+v", b, c)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, p := range []string{"*.heic", "*.avif"} {
		files, _ := filepath.Glob(pictures + p)
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Fuzz(func(_ *testing.T, b []byte) {
		Brands(b)
		if p, err := Parse(b); err == nil {
			StreamColor(p.HVCC)
		}
		StreamColor(b)
	})
}
