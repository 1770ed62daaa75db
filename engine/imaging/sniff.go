package imaging

import (
	"bytes"
	"context"
	"image"
	"strings"
	"unicode/utf8"

	"lookbook/engine"
	"lookbook/engine/imaging/internal/icc"
)

// head is what a codec found before it decodes pixels.
type head struct {
	width, height int
	frames        int
	orientation   orientation
	// icc holds the bytes of an embedded profile.
	icc []byte
	// space is a colour space that the file names without a profile; nil for
	// sRGB or when icc is set.
	space *icc.Profile
	// srgb is true when the file says that it is sRGB without a profile.
	srgb bool
	// ycc says how the Y'CbCr samples of the codec are to be read.
	ycc yccKind
	// ink is true when the decoded four channels are CMYK, 0 = no ink.
	ink     bool
	notices []engine.Notice
}

// codec reads one format.
type codec struct {
	format     string
	extensions []string
	head       func(data []byte) (head, error)
	decode     func(ctx context.Context, data []byte, h *head) (image.Image, error)
}

// sniff finds the codec for the bytes, by content alone.
func sniff(data []byte, name string) (codec, error) {
	switch {
	case has(data, 0, "\xff\xd8\xff"):
		return jpegCodec, nil
	case has(data, 0, pngSignature):
		return pngCodec, nil
	case has(data, 0, "RIFF") && has(data, 8, "WEBP"):
		return webpCodec, nil
	case has(data, 0, "GIF87a"), has(data, 0, "GIF89a"):
		return gifCodec, nil
	case has(data, 4, "ftyp"):
		return sniffBoxes(data, name)
	case has(data, 0, "BM") && looksLikeBMP(data):
		return bmpCodec, nil
	case has(data, 0, "II*\x00") && !has(data, 8, "CR"), has(data, 0, "MM\x00*"):
		return tiffCodec, nil
	}
	if format := foreign(data); format != "" {
		return codec{}, unsupportedFormat(name, format, nil)
	}
	if prefixOf(data) {
		return codec{}, truncated(name, nil)
	}
	return codec{}, notAPicture(name)
}

func has(data []byte, at int, magic string) bool {
	return len(data) >= at+len(magic) && string(data[at:at+len(magic)]) == magic
}

// prefixOf reports whether the bytes are so few that they may be the start of
// a picture file: the signature itself is cut.
func prefixOf(data []byte) bool {
	for _, m := range []string{"\xff\xd8\xff", pngSignature, "RIFF", "GIF8", "II*\x00", "MM\x00*"} {
		if len(data) < len(m) && strings.HasPrefix(m, string(data)) {
			return true
		}
	}
	return has(data, 0, "RIFF") && len(data) < 12
}

// looksLikeBMP checks the length of the information header, since "BM" alone
// also starts many a text.
func looksLikeBMP(data []byte) bool {
	if len(data) < 18 {
		return false
	}
	switch data[14] {
	case 12, 40, 52, 56, 64, 108, 124:
		return data[15] == 0 && data[16] == 0 && data[17] == 0
	}
	return false
}

// foreign names formats that people drop in and that are not read, so that the
// message can say what the file is.
func foreign(data []byte) string {
	for _, f := range []struct {
		at          int
		magic, name string
	}{
		{0, "8BPS", "a Photoshop document"},
		{0, "%PDF", "a PDF document"},
		{0, "%!PS", "a PostScript document"},
		{0, "\xff\x0a", "a JPEG XL picture"},
		{0, "\x00\x00\x00\x0cJXL ", "a JPEG XL picture"},
		{0, "\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"},
		{0, "\xff\x4f\xff\x51", "a JPEG 2000 picture"},
		{0, "II+\x00", "a BigTIFF picture"},
		{0, "MM\x00+", "a BigTIFF picture"},
		{0, "II*\x00", "a raw camera file"}, // Canon CR2; others went to TIFF
		{0, "FUJIFILM", "a raw camera file"},
		{0, "IIRO", "a raw camera file"},
		{0, "IIU\x00", "a raw camera file"},
		{0, "\x00\x00\x01\x00", "an icon"},
		{0, "gimp xcf", "a GIMP document"},
		{0, "v/1\x01", "an OpenEXR picture"},
		{0, "#?RADIANCE", "a Radiance picture"},
		{0, "qoif", "a QOI picture"},
		{0, "DDS ", "a DDS texture"},
		{0, "PK\x03\x04", "a ZIP archive or an office document"},
		{0, "\x1a\x45\xdf\xa3", "a video"},
	} {
		if has(data, f.at, f.magic) {
			return f.name
		}
	}
	start := bytes.TrimLeft(data[:min(len(data), 1024)], "\ufeff \t\r\n")
	if bytes.HasPrefix(start, []byte("<svg")) || bytes.HasPrefix(start, []byte("<?xml")) && bytes.Contains(start, []byte("<svg")) {
		return "a drawing (SVG)"
	}
	return ""
}

// printable shortens text from a file for messages: control characters and
// invalid bytes go, and no more than 80 characters stay.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == utf8.RuneError || r < ' ' || r >= 0x7f && r < 0xa0 {
			continue
		}
		if b.Len() >= 80 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}
