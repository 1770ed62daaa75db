package imaging

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"lookbook/engine/imaging/internal/icc"
)

// PNGOptions say how a PNG is packed.
type PNGOptions struct {
	// Fast packs quickly instead of tightly; the pixels are the same.
	Fast bool
}

// DefaultQuality of JPEG files where none is given.
const DefaultQuality = 92

// SRGBProfile returns the bytes of the sRGB profile that is put into every
// file written here. It is made from the standard's numbers and free of any
// copyright.
func SRGBProfile() []byte { return icc.BuildSRGB() }

// EncodePNG writes m as PNG with an sRGB profile. Opaque pictures become RGB,
// others RGBA with straight alpha.
func EncodePNG(w io.Writer, m *image.NRGBA, o PNGOptions) error {
	level := png.DefaultCompression
	if o.Fast {
		level = png.BestSpeed
	}
	e := png.Encoder{CompressionLevel: level}
	return e.Encode(&insertWriter{w: w, after: pngHeaderBytes, extra: iccpChunk()}, m)
}

// pngHeaderBytes are the signature and the IHDR chunk.
const pngHeaderBytes = len(pngSignature) + 12 + 13

// iccpChunk holds the profile (PNG, third edition, section 11.3.2.3).
func iccpChunk() []byte {
	var b bytes.Buffer
	b.WriteString("sRGB\x00\x00")
	z := zlib.NewWriter(&b)
	_, _ = z.Write(SRGBProfile()) // a buffer does not fail
	_ = z.Close()
	return pngChunk("iCCP", b.Bytes())
}

// pngChunk frames a body with length, kind and checksum.
func pngChunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, kind...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// insertWriter passes bytes on and puts extra in after the first few.
type insertWriter struct {
	w     io.Writer
	after int
	extra []byte
}

func (i *insertWriter) Write(p []byte) (int, error) {
	if i.extra == nil {
		return i.w.Write(p)
	}
	if len(p) < i.after {
		n, err := i.w.Write(p)
		i.after -= n
		return n, err
	}
	n, err := i.w.Write(p[:i.after])
	if err != nil {
		return n, err
	}
	if _, err := i.w.Write(i.extra); err != nil {
		return n, err
	}
	i.extra = nil
	m, err := i.w.Write(p[n:])
	return n + m, err
}

// EncodeJPEG writes m on white as JPEG with an sRGB profile. Quality is 1..100,
// 0 means DefaultQuality.
func EncodeJPEG(w io.Writer, m *image.NRGBA, quality int) error {
	if quality <= 0 {
		quality = DefaultQuality
	}
	if !opaque(m) {
		m = Flatten(m)
	}
	// The encoder has a fast path for RGBA; opaque pixels are the same bytes.
	rgba := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	return jpeg.Encode(&insertWriter{w: w, after: 2, extra: jpegHeader()}, rgba, &jpeg.Options{Quality: min(quality, 100)})
}

// jpegHeader is the JFIF segment (72 dpi, no thumbnail) and the profile.
func jpegHeader() []byte {
	out := []byte("\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00")
	profile := SRGBProfile()
	out = append(out, 0xFF, jpegAPP2)
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(iccMark)+2+len(profile)))
	out = append(out, iccMark...)
	out = append(out, 1, 1) // segment 1 of 1: the profile has 3 KB
	return append(out, profile...)
}
