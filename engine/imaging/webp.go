package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"golang.org/x/image/webp"

	"lookbook/engine/imaging/internal/exif"
)

var webpCodec = codec{
	format: "WebP", extensions: []string{"webp"},
	head: webpHead, decode: webpDecode,
}

// webpChunks calls f for each RIFF chunk of the bytes after the 12-byte file
// header, or of a frame's body. The last chunk may be cut.
func webpChunks(data []byte, f func(kind string, body []byte) bool) error {
	for len(data) >= 8 {
		n := int64(binary.LittleEndian.Uint32(data[4:]))
		body := data[8:]
		whole := n <= int64(len(body))
		if whole {
			body = body[:n]
		}
		if !f(string(data[:4]), body) {
			return nil
		}
		if !whole {
			return io.ErrUnexpectedEOF
		}
		data = data[min(int64(len(data)), 8+n+n&1):]
	}
	return nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func webpHead(data []byte) (head, error) {
	h := head{ycc: webpYCC}
	if len(data) < 20 {
		return h, io.ErrUnexpectedEOF
	}
	err := webpChunks(data[12:], func(kind string, body []byte) bool {
		switch kind {
		case "VP8X":
			if len(body) >= 10 {
				h.width, h.height = uint24(body[4:])+1, uint24(body[7:])+1
			}
		case "VP8 ":
			if h.width == 0 && len(body) >= 10 { // RFC 6386, section 9.1
				h.width = int(binary.LittleEndian.Uint16(body[6:]) & 0x3FFF)
				h.height = int(binary.LittleEndian.Uint16(body[8:]) & 0x3FFF)
			}
		case "VP8L":
			if h.width == 0 && len(body) >= 5 {
				bits := binary.LittleEndian.Uint32(body[1:])
				h.width, h.height = int(bits&0x3FFF)+1, int(bits>>14&0x3FFF)+1
			}
		case "ANMF":
			h.frames++
		case "ICCP":
			h.icc = body
		case "EXIF":
			h.orientation = orientation(exif.Read(body).Orientation)
		}
		return true
	})
	if h.width == 0 {
		if err == nil {
			err = errors.New("no picture in the file")
		}
		return h, err
	}
	return h, nil
}

func webpDecode(_ context.Context, data []byte, h *head) (image.Image, error) {
	if h.frames > 0 && bytes.Contains(data[:min(len(data), 4096)], []byte("ANIM")) {
		return webpFirstFrame(data, h)
	}
	m, err := webp.Decode(bytes.NewReader(data))
	return m, webpFault(data, err)
}

// webpFault tells a cut file from a damaged one by the length in the header.
func webpFault(data []byte, err error) error {
	if err != nil && int64(binary.LittleEndian.Uint32(data[4:]))+8 > int64(len(data)) {
		return errors.Join(io.ErrUnexpectedEOF, err)
	}
	return err
}

// webpFirstFrame wraps the first frame of an animation into a still file,
// decodes that and lays it on the transparent canvas.
func webpFirstFrame(data []byte, h *head) (image.Image, error) {
	var frame []byte
	err := webpChunks(data[12:], func(kind string, body []byte) bool {
		if kind == "ANMF" {
			frame = body
		}
		return frame == nil
	})
	if err != nil {
		return nil, err
	}
	if len(frame) < 16+8 {
		return nil, io.ErrUnexpectedEOF
	}
	x, y := uint24(frame)*2, uint24(frame[3:])*2
	w, ht := uint24(frame[6:])+1, uint24(frame[9:])+1
	if x+w > h.width || y+ht > h.height {
		return nil, errors.New("frame outside its canvas")
	}
	m, err := webp.Decode(bytes.NewReader(stillWebP(frame[6:12], frame[16:])))
	if err != nil {
		return nil, webpFault(data, err)
	}
	s, err := toStraight(m, h.ycc)
	if err != nil {
		return nil, err
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, h.width, h.height))
	at := image.Pt(x, y)
	for row := range min(s.eight.Rect.Dy(), ht) {
		dst := canvas.Pix[canvas.PixOffset(at.X, at.Y+row):]
		copy(dst[:w*4], s.eight.Pix[row*s.eight.Stride:][:min(w*4, s.eight.Stride)])
	}
	return canvas, nil
}

// stillWebP builds a file of one frame: size is the six bytes of width and
// height as in ANMF, chunks the frame's own ALPH, VP8 or VP8L chunks.
func stillWebP(size, chunks []byte) []byte {
	var flags byte
	_ = webpChunks(chunks, func(kind string, _ []byte) bool {
		if kind == "ALPH" {
			flags = 1 << 4
		}
		return true
	})
	var b bytes.Buffer
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, uint32(4+18+len(chunks)))
	b.WriteString("WEBPVP8X\x0a\x00\x00\x00")
	b.Write([]byte{flags, 0, 0, 0})
	b.Write(size)
	b.Write(chunks)
	return b.Bytes()
}
