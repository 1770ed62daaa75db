// Package pictures reads and writes picture files for callers that know no
// pixels: thumbnails, exports with their marks, the marks of a file.
//
// Words: a marked file is a PNG or JPEG with an sRGB profile and an XMP
// packet; the packet is opaque here. Everything is done in this process with
// package imaging, in which any file is bounded before it is decoded.
package pictures

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"lookbook/engine"
	"lookbook/engine/imaging"
)

// Formats that WriteMarked writes.
const (
	PNG  = "png"
	JPEG = "jpeg"
)

// Files is the zero-size value whose methods do the work; they may be called
// from any goroutine.
type Files struct{}

// Thumb returns a JPEG of at most 256 px a side and about 20 kB of the picture
// file at path.
func (Files) Thumb(ctx context.Context, path string) ([]byte, error) {
	p, err := imaging.Open(ctx, path, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	return imaging.Thumbnail(p.Image)
}

// WriteMarked writes the PNG file at src to w as PNG or JPEG with an sRGB
// profile and the XMP packet. Quality (1..100, 0 = 92) is that of a JPEG. A PNG
// that has a profile already keeps its bytes, so its pixels cannot change.
func (Files) WriteMarked(ctx context.Context, w io.Writer, src, format string, quality int, xmp []byte) error {
	file, err := encoded(ctx, src, format, quality)
	if err != nil {
		return err
	}
	if file, err = imaging.EmbedXMP(file, xmp); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return engine.AsFault(err)
	}
	_, err = w.Write(file)
	return err
}

// encoded returns the file's bytes in the format.
func encoded(ctx context.Context, src, format string, quality int) ([]byte, error) {
	data, err := imaging.ReadFile(ctx, src, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	if format == PNG && profiled(data) {
		return data, nil
	}
	p, err := imaging.Decode(ctx, data, "", imaging.Limits{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	switch format {
	case PNG:
		err = imaging.EncodePNG(&b, p.Image, imaging.PNGOptions{})
	case JPEG:
		err = imaging.EncodeJPEG(&b, p.Image, quality)
	default:
		err = fmt.Errorf("format %q is not one that can be written", format)
	}
	return b.Bytes(), err
}

// profiled is true for a PNG whose second chunk is an sRGB profile of ours;
// the first, IHDR, always ends at byte 33.
func profiled(png []byte) bool {
	const second = 33 + 4 // behind the length
	return bytes.HasPrefix(png, []byte("\x89PNG")) && len(png) > second+10 &&
		bytes.HasPrefix(png[second:], []byte("iCCPsRGB\x00"))
}

// XMP returns the packet of a PNG or JPEG file, nil when it has none or is of
// another format.
func (Files) XMP(ctx context.Context, path string) ([]byte, error) {
	data, err := imaging.ReadFile(ctx, path, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	packet, err := imaging.ReadXMP(data)
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	return packet, nil
}
