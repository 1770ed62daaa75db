// Package apptest opens studios for tests: a temporary data folder, the fast
// fake engine or any other, and a simple stand-in for picture files.
//
// Words: Pictures is that stand-in; it reads PNG and JPEG with the standard
// library and puts the XMP packet behind the end of the picture, where every
// decoder ignores it. Only tests import this package.
package apptest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"testing"

	"lookbook/app"
	"lookbook/engine"
)

// Open opens a studio on a temporary data folder; it is closed with the test.
func Open(t testing.TB, e engine.Engine) *app.Studio {
	t.Helper()
	return OpenAt(t, t.TempDir(), e)
}

// OpenAt opens a studio on the data folder dir.
func OpenAt(t testing.TB, dir string, e engine.Engine) *app.Studio {
	t.Helper()
	s, err := app.Open(context.Background(), app.Options{DataDir: dir, Engine: e, Pictures: Pictures{}})
	if err != nil {
		t.Fatalf("open studio: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close studio: %v", err)
		}
	})
	return s
}

// Pictures implements app.Pictures for PNG and JPEG.
type Pictures struct{}

var _ app.Pictures = Pictures{}

func decode(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	m, _, err := image.Decode(f)
	return m, err
}

// Thumb takes every n-th pixel, enough for tests.
func (Pictures) Thumb(ctx context.Context, path string) ([]byte, error) {
	m, err := decode(path)
	if err = errors.Join(err, ctx.Err()); err != nil {
		return nil, err
	}
	r := m.Bounds()
	step := max(1, (max(r.Dx(), r.Dy())+255)/256)
	small := image.NewRGBA(image.Rect(0, 0, max(1, r.Dx()/step), max(1, r.Dy()/step)))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			small.Set(x, y, m.At(r.Min.X+x*step, r.Min.Y+y*step))
		}
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, small, &jpeg.Options{Quality: 50})
	return b.Bytes(), err
}

// trailer ends a marked file, after the packet and its length.
const trailer = "apptest-xmp"

// WriteMarked encodes the picture and appends the packet.
func (Pictures) WriteMarked(ctx context.Context, w io.Writer, src, format string, quality int, xmp []byte) error {
	m, err := decode(src)
	if err = errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	switch format {
	case "png":
		err = png.Encode(w, m)
	case "jpeg":
		err = jpeg.Encode(w, m, &jpeg.Options{Quality: quality})
	default:
		err = fmt.Errorf("format %q", format)
	}
	if err != nil {
		return err
	}
	tail := binary.BigEndian.AppendUint32(bytes.Clone(xmp), uint32(len(xmp)))
	_, err = w.Write(append(tail, trailer...))
	return err
}

// XMP reads the packet back, nil when there is none.
func (Pictures) XMP(ctx context.Context, path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err = errors.Join(err, ctx.Err()); err != nil {
		return nil, err
	}
	b, ok := bytes.CutSuffix(b, []byte(trailer))
	if !ok || len(b) < 4 {
		return nil, nil
	}
	n := int(binary.BigEndian.Uint32(b[len(b)-4:]))
	b = b[:len(b)-4]
	if n > len(b) {
		return nil, nil
	}
	return b[len(b)-n:], nil
}
