package imaging

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/png"
	"io"

	"lookbook/engine/imaging/internal/exif"
	"lookbook/engine/imaging/internal/icc"
)

var pngCodec = codec{
	format: "PNG", extensions: []string{"png", "apng"},
	head: pngHead, decode: pngDecode,
}

const pngSignature = "\x89PNG\r\n\x1a\n"

// maxProfile bounds an unpacked profile; the largest real ones (CMYK with fine
// tables) have about 3 MB.
const maxProfile = 16 << 20

// chunk is one PNG chunk.
type chunk struct {
	kind string
	body []byte
	// at is the offset of the chunk's length field.
	at int
}

// pngChunks calls f for each chunk until f returns false or the file ends.
func pngChunks(data []byte, f func(chunk) bool) error {
	if !has(data, 0, pngSignature) {
		return errors.New("no PNG signature")
	}
	for at := len(pngSignature); ; {
		if at+8 > len(data) {
			return io.ErrUnexpectedEOF
		}
		n := int(binary.BigEndian.Uint32(data[at:]))
		if n < 0 || n > len(data)-at-12 {
			return io.ErrUnexpectedEOF
		}
		c := chunk{kind: string(data[at+4 : at+8]), body: data[at+8 : at+8+n], at: at}
		if !f(c) || c.kind == "IEND" {
			return nil
		}
		at += 12 + n
	}
}

// pngColor collects the colour chunks; the order of precedence is that of the
// PNG specification, third edition, section 4.3.
type pngColor struct {
	cicp, iccp, gama, chrm []byte
	srgb                   bool
}

func pngHead(data []byte) (head, error) {
	h := head{frames: 1}
	var col pngColor
	err := pngChunks(data, func(c chunk) bool {
		switch c.kind {
		case "IHDR":
			if len(c.body) >= 8 {
				h.width = int(binary.BigEndian.Uint32(c.body))
				h.height = int(binary.BigEndian.Uint32(c.body[4:]))
			}
		case "acTL":
			if len(c.body) >= 4 {
				h.frames = int(min(binary.BigEndian.Uint32(c.body), 1<<20))
			}
		case "eXIf":
			h.orientation = orientation(exif.Read(c.body).Orientation)
		case "cICP":
			col.cicp = c.body
		case "iCCP":
			col.iccp = c.body
		case "sRGB":
			col.srgb = true
		case "gAMA":
			col.gama = c.body
		case "cHRM":
			col.chrm = c.body
		}
		return true
	})
	if h.width == 0 { // the size is known: a cut file is found by the decoder
		if err == nil {
			err = errors.New("no header")
		}
		return h, err
	}
	col.apply(&h)
	return h, nil
}

// apply settles the colour space of the head.
func (c pngColor) apply(h *head) {
	if len(c.cicp) >= 4 {
		if p, ok := icc.FromCICP(c.cicp[0], c.cicp[1]); ok && c.cicp[3] == 1 {
			h.space = p
			return
		}
	}
	if c.iccp != nil {
		h.icc = unpackICCP(c.iccp)
		return
	}
	if c.srgb {
		h.srgb = true
		return
	}
	if len(c.gama) < 4 {
		return
	}
	gamma := float64(binary.BigEndian.Uint32(c.gama)) / 100000
	var chroma []float64
	for b := c.chrm; len(b) >= 4 && len(c.chrm) == 32; b = b[4:] {
		chroma = append(chroma, float64(binary.BigEndian.Uint32(b))/100000)
	}
	h.space = icc.FromGamma(gamma, chroma)
}

// unpackICCP returns the profile in an iCCP chunk, nil when it is damaged.
func unpackICCP(body []byte) []byte {
	end := bytes.IndexByte(body, 0)
	if end < 0 || end > 79 || end+2 > len(body) || body[end+1] != 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(body[end+2:]))
	if err != nil {
		return nil
	}
	defer z.Close()
	out, err := io.ReadAll(io.LimitReader(z, maxProfile))
	if err != nil {
		return nil
	}
	return out
}

func pngDecode(_ context.Context, data []byte, _ *head) (image.Image, error) {
	return png.Decode(bytes.NewReader(data))
}
