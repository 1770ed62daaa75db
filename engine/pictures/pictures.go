// Package pictures is what the studio needs from picture files beside an
// engine: thumbnails, finished files with their marks, and the marks of files
// that come back.
//
// Words: Files is the set of these abilities, ready for package app's
// consumer interface; a marked file is a PNG or JPEG with an sRGB profile and
// an XMP packet. The package holds no state and decides nothing: package
// imaging does the work, package app says what the marks are.
package pictures

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"lookbook/engine"
	"lookbook/engine/imaging"
)

// maxThumb is the largest thumbnail in bytes that the catalogue takes.
const maxThumb = 32 << 10

// Files reads and writes picture files. The zero value is ready; its methods
// may be called from any goroutine.
type Files struct{}

// Thumb returns a JPEG of at most 256 px a side and 32 kB. A picture so noisy
// that it would be larger gets a smaller one.
func (Files) Thumb(ctx context.Context, path string) ([]byte, error) {
	p, err := imaging.Open(ctx, path, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	small := p.Image
	for side := imaging.ThumbSide; ; side /= 2 {
		if w, h := imaging.FitSize(small.Rect.Dx(), small.Rect.Dy(), side); side < imaging.ThumbSide {
			small = imaging.Resize(small, w, h)
		}
		b, err := imaging.Thumbnail(small)
		if err != nil || len(b) <= maxThumb {
			return b, err
		}
	}
}

// WriteMarked writes the PNG file at src to w in a format, "png" or "jpeg",
// with the XMP packet. A PNG keeps its bytes, profile included (a result's is
// sRGB); a JPEG is encoded anew with an sRGB profile at a quality of 1..100.
func (Files) WriteMarked(ctx context.Context, w io.Writer, src, format string, quality int, xmp []byte) error {
	data, err := imaging.ReadFile(ctx, src, imaging.Limits{})
	if err != nil {
		return err
	}
	switch format {
	case "png":
	case "jpeg":
		if data, err = toJPEG(ctx, data, src, quality); err != nil {
			return err
		}
	default:
		return fmt.Errorf("pictures are written as png or jpeg, not as %q", format)
	}
	marked, err := imaging.EmbedXMP(data, xmp)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return engine.AsFault(err)
	}
	_, err = w.Write(marked)
	return err
}

func toJPEG(ctx context.Context, data []byte, src string, quality int) ([]byte, error) {
	p, err := imaging.Decode(ctx, data, filepath.Base(src), imaging.Limits{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := imaging.EncodeJPEG(&b, p.Image, quality); err != nil {
		return nil, fmt.Errorf("encode JPEG: %w", err)
	}
	return b.Bytes(), nil
}

// XMP returns the XMP packet of a PNG or JPEG file, nil when it has none or is
// of another format.
func (Files) XMP(ctx context.Context, path string) ([]byte, error) {
	data, err := imaging.ReadFile(ctx, path, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	return imaging.ReadXMP(data)
}
