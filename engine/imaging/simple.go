package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	"image/gif"
	"io"

	"golang.org/x/image/bmp"
)

var bmpCodec = codec{
	format: "BMP", extensions: []string{"bmp", "dib"},
	head: bmpHead, decode: bmpDecode,
}

func bmpHead(data []byte) (head, error) {
	if len(data) < 26 {
		return head{}, io.ErrUnexpectedEOF
	}
	var h head
	if data[14] == 12 { // the first version has 16-bit sides
		h.width = int(binary.LittleEndian.Uint16(data[18:]))
		h.height = int(binary.LittleEndian.Uint16(data[20:]))
		return h, nil
	}
	h.width = int(int32(binary.LittleEndian.Uint32(data[18:])))
	h.height = int(int32(binary.LittleEndian.Uint32(data[22:])))
	if h.height < 0 { // rows from the top
		h.height = -h.height
	}
	return h, nil
}

func bmpDecode(_ context.Context, data []byte, _ *head) (image.Image, error) {
	return bmp.Decode(bytes.NewReader(data))
}

var gifCodec = codec{
	format: "GIF", extensions: []string{"gif"},
	head: gifHead, decode: gifDecode,
}

// gifHead reads the size of the canvas and counts the frames by walking over
// the blocks (GIF89a, sections 18 to 27), without unpacking any.
func gifHead(data []byte) (head, error) {
	if len(data) < 13 {
		return head{}, io.ErrUnexpectedEOF
	}
	h := head{
		width:  int(binary.LittleEndian.Uint16(data[6:])),
		height: int(binary.LittleEndian.Uint16(data[8:])),
	}
	at := 13 + colorTable(data[10])
	for at < len(data) && data[at] != 0x3B {
		switch data[at] {
		case 0x21: // extension: label, then sub-blocks
			at = skipSubBlocks(data, at+2)
		case 0x2C:
			if at+10 > len(data) {
				return h, nil
			}
			if err := gifFrameInside(data[at+1:], h); err != nil {
				return h, err
			}
			h.frames++
			at = skipSubBlocks(data, at+10+colorTable(data[at+9])+1)
			if h.frames == 1 && at > len(data) {
				return h, io.ErrUnexpectedEOF
			}
		default:
			return h, nil // rubbish after a frame: the decoder judges
		}
	}
	return h, nil
}

// gifFrameInside bounds a frame by the canvas that was checked.
func gifFrameInside(d []byte, h head) error {
	x, y := int(binary.LittleEndian.Uint16(d)), int(binary.LittleEndian.Uint16(d[2:]))
	w, ht := int(binary.LittleEndian.Uint16(d[4:])), int(binary.LittleEndian.Uint16(d[6:]))
	if x+w > h.width || y+ht > h.height {
		return errors.New("frame outside its canvas")
	}
	return nil
}

// colorTable returns the bytes of the colour table that packed flags announce.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func skipSubBlocks(data []byte, at int) int {
	for at < len(data) && data[at] != 0 {
		at += 1 + int(data[at])
	}
	return at + 1
}

// gifDecode decodes the first frame and lays it on the transparent canvas.
func gifDecode(_ context.Context, data []byte, h *head) (image.Image, error) {
	m, err := gif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, h.width, h.height))
	draw.Draw(canvas, m.Bounds(), m, m.Bounds().Min, draw.Src)
	return canvas, nil
}
