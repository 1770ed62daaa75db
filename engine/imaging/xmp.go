package imaging

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"lookbook/engine"
)

// xmpMark starts an XMP segment in a JPEG (XMP specification part 3, 1.1.3).
const xmpMark = "http://ns.adobe.com/xap/1.0/\x00"

// xmpKeyword names the iTXt chunk in a PNG (part 3, 1.1.5).
const xmpKeyword = "XML:com.adobe.xmp"

// maxXMP bounds a packet that is read or written, packed or not.
const maxXMP = 4 << 20

// maxJPEGXMP is what one segment holds. More would need the extended form,
// which splits a packet over segments and which many programs drop.
const maxJPEGXMP = 0xFFFF - 2 - len(xmpMark)

// EmbedXMP returns a copy of a PNG or JPEG file with the packet as its XMP, in
// place of any that it had. The pixels' bytes stay as they are. A packet that
// the format cannot hold is refused with a *engine.Fault: 65,504 bytes in a
// JPEG, 4 MiB in a PNG.
func EmbedXMP(file, packet []byte) ([]byte, error) {
	switch {
	case has(file, 0, pngSignature):
		if len(packet) > maxXMP {
			return nil, xmpTooLarge(len(packet), maxXMP)
		}
		return embedPNG(file, packet)
	case has(file, 0, "\xff\xd8\xff"):
		if len(packet) > maxJPEGXMP {
			return nil, xmpTooLarge(len(packet), maxJPEGXMP)
		}
		return embedJPEG(file, packet)
	}
	return nil, errors.New("metadata can be put into PNG and JPEG files only")
}

func xmpTooLarge(size, limit int) error {
	return &engine.Fault{
		Kind: engine.FaultUnsupported, Code: "picture.xmp-too-large",
		Args: map[string]string{"size": fmt.Sprint(size), "limit": fmt.Sprint(limit)},
		What: fmt.Sprintf("The recipe has %d bytes; this kind of file holds %d.", size, limit),
		Next: "Export as PNG.",
	}
}

// ReadXMP returns the XMP packet in a PNG or JPEG file; nil without an error
// when there is none. The result does not share memory with file.
func ReadXMP(file []byte) ([]byte, error) {
	switch {
	case has(file, 0, pngSignature):
		return readPNGXMP(file)
	case has(file, 0, "\xff\xd8\xff"):
		var found []byte
		err := jpegSegments(file, func(s segment) bool {
			if isXMP(s) {
				found = bytes.Clone(s.body[len(xmpMark):])
			}
			return found == nil
		})
		return found, err
	}
	return nil, nil
}

func isXMP(s segment) bool { return s.marker == jpegAPP1 && has(s.body, 0, xmpMark) }

func readPNGXMP(file []byte) ([]byte, error) {
	var found []byte
	var inner error
	err := pngChunks(file, func(c chunk) bool {
		if c.kind == "iTXt" && has(c.body, 0, xmpKeyword+"\x00") {
			found, inner = internationalText(c.body[len(xmpKeyword)+1:])
			return false
		}
		return true
	})
	return found, errors.Join(inner, err)
}

// internationalText returns the text of an iTXt body after its keyword (PNG,
// third edition, section 11.3.3.4).
func internationalText(b []byte) ([]byte, error) {
	cut := errors.New("text chunk ends early")
	if len(b) < 2 {
		return nil, cut
	}
	packed := b[0] == 1
	b = b[2:]
	for range 2 { // language and translated keyword
		end := bytes.IndexByte(b, 0)
		if end < 0 {
			return nil, cut
		}
		b = b[end+1:]
	}
	if !packed {
		if len(b) > maxXMP {
			return nil, errors.New("text chunk larger than any that is written here")
		}
		return bytes.Clone(b), nil
	}
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("unpack text chunk: %w", err)
	}
	defer z.Close()
	out, err := io.ReadAll(io.LimitReader(z, maxXMP+1))
	if err == nil && len(out) > maxXMP {
		err = errors.New("text chunk unpacks to more than is written here")
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// embedPNG puts the chunk right before the first image data, where every
// reader looks.
func embedPNG(file, packet []byte) ([]byte, error) {
	text := append([]byte(xmpKeyword), 0, 0, 0, 0, 0)
	extra := pngChunk("iTXt", append(text, packet...))
	out := append(make([]byte, 0, len(file)+len(extra)), pngSignature...)
	done := false
	err := pngChunks(file, func(c chunk) bool {
		if c.kind == "iTXt" && has(c.body, 0, xmpKeyword+"\x00") {
			return true
		}
		if c.kind == "IDAT" && !done {
			out = append(out, extra...)
			done = true
		}
		out = append(out, file[c.at:c.at+12+len(c.body)]...)
		return true
	})
	if err != nil || !done {
		return nil, errors.Join(errors.New("not a complete PNG"), err)
	}
	return out, nil
}

// embedJPEG puts the segment behind the JFIF and EXIF segments.
func embedJPEG(file, packet []byte) ([]byte, error) {
	extra := []byte{0xFF, jpegAPP1}
	extra = binary.BigEndian.AppendUint16(extra, uint16(2+len(xmpMark)+len(packet)))
	extra = append(append(extra, xmpMark...), packet...)
	out := append(make([]byte, 0, len(file)+len(extra)), file[:2]...)
	done, copied := false, 2
	err := jpegSegments(file, func(s segment) bool {
		first := s.marker == 0xE0 || s.marker == jpegAPP1
		if isXMP(s) {
			out = append(out, file[copied:s.at]...)
			copied = s.at + 4 + len(s.body)
			return true
		}
		if !first && !done {
			out = append(append(out, file[copied:s.at]...), extra...)
			done, copied = true, s.at
		}
		return true
	})
	if err != nil || !done {
		return nil, errors.Join(errors.New("not a complete JPEG"), err)
	}
	return append(out, file[copied:]...), nil
}
