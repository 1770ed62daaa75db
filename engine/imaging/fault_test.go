package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/engine"
)

// wantFault checks code, kind and that the words tell what and next.
func wantFault(t *testing.T, err error, code string, kind error) *engine.Fault {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a fault %s", err, code)
	}
	if f.Code != code || !errors.Is(err, kind) || f.What == "" || f.Next == "" {
		t.Fatalf("got %s %s %q %q (%s), want %s", f.Kind, f.Code, f.What, f.Next, f.Cause, code)
	}
	return f
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata/pictures", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	path := func(name string, content []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	picture := path("a.png", fixture(t, "plain.png"))
	cases := []struct{ name, path, code string }{
		{"empty", path("empty.jpg", nil), "picture.empty"},
		{"text renamed", path("notes.jpg", []byte("Dear customer,\nplease find attached")), "picture.not-a-picture"},
		{"BM starts a text", path("bm.bmp", []byte("BMW dealers of the region and others")), "picture.not-a-picture"},
		{"folder", dir, "picture.is-folder"},
		{"missing", filepath.Join(dir, "gone.png"), "picture.missing"},
		{"below a file", filepath.Join(picture, "x.png"), "picture.missing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(context.Background(), c.path, Limits{})
			f := wantFault(t, err, c.code, engine.ErrBadPicture)
			if name := filepath.Base(c.path); f.Args["file"] != name || !strings.Contains(f.What, name) {
				t.Errorf("fault does not name %q: %v", name, f)
			}
		})
	}
}

func TestForbiddenFile(t *testing.T) {
	if os.Getuid() == 0 {
		wantFault(t, openFault("a.png", os.ErrPermission), "picture.no-permission", engine.ErrBadPicture)
		return // root may read everything
	}
	p := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(p, fixture(t, "plain.png"), 0); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), p, Limits{})
	wantFault(t, err, "picture.no-permission", engine.ErrBadPicture)
}

func TestFileOverTheLimit(t *testing.T) {
	p := filepath.Join(t.TempDir(), "big.png")
	f, err := os.Create(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(DefaultMaxBytes + 1); err != nil { // sparse: costs no disk
		t.Fatal(err)
	}
	f.Close()
	_, err = Open(context.Background(), p, Limits{})
	wantFault(t, err, "picture.too-large", engine.ErrBadPicture)
}

// headers make the first bytes of pictures of any size.
var headers = map[string]func(w, h int) []byte{
	"png": func(w, h int) []byte {
		body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
		return append([]byte(pngSignature), pngChunk("IHDR", append(body, 8, 2, 0, 0, 0))...)
	},
	"jpg": func(w, h int) []byte {
		return []byte{0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xDA, 0, 2}
	},
	"bmp": func(w, h int) []byte {
		b := make([]byte, 54)
		copy(b, "BM")
		b[14] = 40
		binary.LittleEndian.PutUint32(b[18:], uint32(w))
		binary.LittleEndian.PutUint32(b[22:], uint32(-h))
		return b
	},
	"gif": func(w, h int) []byte {
		return append([]byte("GIF89a"), byte(w), byte(w>>8), byte(h), byte(h>>8), 0, 0, 0)
	},
	"webp": func(w, h int) []byte {
		return append([]byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00"),
			byte(w-1), byte((w-1)>>8), byte((w-1)>>16), byte(h-1), byte((h-1)>>8), byte((h-1)>>16))
	},
	"tif": func(w, h int) []byte {
		b := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
		for i, v := range []int{w, h} {
			b = append(b, byte(i), 1, 4, 0, 1, 0, 0, 0)
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		}
		return append(b, 0, 0, 0, 0)
	},
	"avif": func(w, h int) []byte {
		return withExtents(w, h)
	},
}

// withExtents changes the size that an AVIF file announces.
func withExtents(w, h int) []byte {
	b, err := os.ReadFile("testdata/pictures/plain.avif")
	if err != nil {
		panic(err)
	}
	at := bytes.Index(b, []byte("ispe")) + 8
	binary.BigEndian.PutUint32(b[at:], uint32(w))
	binary.BigEndian.PutUint32(b[at+4:], uint32(h))
	return b
}

func TestSizesAreRefusedFromTheHeader(t *testing.T) {
	cases := []struct {
		w, h      int
		code, say string
	}{
		{30000, 30000, "picture.too-large", "30000×30000 pixels; the limit is 16384 pixels a side"},
		{16000, 16000, "picture.too-large", "16000×16000 pixels; the limit is 80 megapixels"},
		{1, 1, "picture.too-small", "1×1 pixels; at least 16 pixels"},
		{4000, 15, "picture.too-small", "4000×15"},
	}
	for format, header := range headers {
		for _, c := range cases {
			_, err := Decode(context.Background(), header(c.w, c.h), "a."+format, Limits{})
			f := wantFault(t, err, c.code, engine.ErrBadPicture)
			if !strings.Contains(f.What, c.say) {
				t.Errorf("%s: %q does not say %q", format, f.What, c.say)
			}
			if _, err := Probe(header(c.w, c.h), "a."+format, Limits{}); err == nil {
				t.Errorf("%s: Probe took %d×%d", format, c.w, c.h)
			}
		}
	}
}

func TestCutFiles(t *testing.T) {
	for _, name := range []string{
		"plain.jpg", "progressive-420.jpg", "cmyk-adobe.jpg", "p3.png", "lossless.webp", "lossy-p3.webp",
		"animated.webp", "animated.gif", "plain.bmp", "plain.tif", "lzw.tif", "planes.tif", "plain.heic", "plain.avif",
	} {
		whole := fixture(t, name)
		for _, part := range []int{50, 75, 97} {
			_, err := Decode(context.Background(), whole[:len(whole)*part/100], name, Limits{})
			if err == nil && strings.HasPrefix(name, "animated") && part > 50 {
				continue // the first frame is whole
			}
			var f *engine.Fault
			if !errors.As(err, &f) || f.Code != "picture.truncated" {
				t.Errorf("%s cut to %d%%: %v", name, part, err)
			}
		}
	}
}

func TestJPEGWithoutItsEndMarkerIsWhole(t *testing.T) {
	b := fixture(t, "plain.jpg")
	if _, err := Decode(context.Background(), b[:len(b)-2], "a.jpg", Limits{}); err != nil {
		t.Error(err)
	}
}

func TestForeignFormatsAreNamed(t *testing.T) {
	for magic, want := range map[string]string{
		"8BPS\x00\x01": "Photoshop", "%PDF-1.7": "PDF", "\xff\x0aXX": "JPEG XL", "PK\x03\x04": "ZIP",
		"<?xml version=\"1.0\"?><svg>": "SVG", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isom": "video",
		"II*\x00\x10\x00\x00\x00CR\x02\x00": "raw camera",
	} {
		_, err := Decode(context.Background(), []byte(magic+strings.Repeat("\x00", 64)), "a.jpg", Limits{})
		if f := wantFault(t, err, "picture.unsupported-format", engine.ErrUnsupported); !strings.Contains(f.What, want) {
			t.Errorf("%q does not say %q", f.What, want)
		}
	}
}

func TestWrongExtensionIsDecodedWithANotice(t *testing.T) {
	p, err := Decode(context.Background(), fixture(t, "plain.png"), "dress.jpg", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Notices) != 1 || p.Notices[0].Code != "picture.extension" || p.Notices[0].Level != "info" {
		t.Errorf("notices %v", p.Notices)
	}
}

func TestNoticesSayWhatWasDone(t *testing.T) {
	for file, code := range map[string]string{
		"p3.jpg": "picture.profile-converted", "cmyk.tif": "picture.cmyk", "animated.gif": "picture.animated", "srgb.jpg": "",
	} {
		p, err := Decode(context.Background(), fixture(t, file), file, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if code == "" && len(p.Notices) != 0 || code != "" && (len(p.Notices) != 1 || p.Notices[0].Code != code || p.Notices[0].Words == "") {
			t.Errorf("%s: %v", file, p.Notices)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Open(ctx, "testdata/pictures/plain.png", Limits{})
	wantFault(t, err, "cancelled", engine.ErrCancelled)
	for _, name := range []string{"plain.heic", "plain.avif"} {
		c, h, err := readHead(fixture(t, name), name, Limits{}.filled())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.decode(ctx, fixture(t, name), &h); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the decoder went on: %v", name, err)
		}
	}
}

func TestDecoderPanicIsAFault(t *testing.T) {
	_, err := guard(func() (image.Image, error) {
		parallelRows(1000, func(y0, _ int) {
			if y0 == 0 {
				panic("index out of range")
			}
		})
		return nil, nil
	})
	f := wantFault(t, decodeFault("a.png", "PNG", err), "picture.damaged", engine.ErrBadPicture)
	if !strings.Contains(f.Cause, "index out of range") {
		t.Errorf("cause %q", f.Cause)
	}
}
