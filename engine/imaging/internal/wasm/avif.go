package wasm

import (
	"bytes"
	"context"
	"fmt"
	"image"

	_ "unsafe" // for go:linkname

	_ "github.com/gen2brain/avif" // holds the compiled code
)

// avifWasm is the compiled code inside the module; it is not exported.
//
//go:linkname avifWasm github.com/gen2brain/avif.decodeWasm
var avifWasm []byte

var avifProgram = newProgram(&avifWasm)

// AVIF decodes the first frame of an AVIF file as stored: turn, mirror and crop
// are not applied. The result is *image.RGBA, or *image.RGBA64 above 8 bits,
// with premultiplied alpha, and shares no memory with the decoder.
func AVIF(ctx context.Context, data []byte) (m image.Image, err error) {
	err = avifProgram.run(ctx, func(c *call) { m = c.avif(ctx, data) })
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (c *call) avif(ctx context.Context, data []byte) image.Image {
	in := c.alloc(ctx, len(data))
	c.write(in, data)
	head := c.alloc(ctx, 4*4+8)
	ask := func(onlyHead uint64, out uint32) []int {
		p := uint64(head)
		ok := c.invoke(ctx, "decode", uint64(in), uint64(len(data)), onlyHead, 0, p, p+4, p+8, p+12, p+16, uint64(out))
		if c.err == nil && ok == 0 {
			c.err = ErrDecode
		}
		if c.err != nil {
			return nil
		}
		return c.words(head, 3)
	}
	h := ask(1, 0)
	if c.err != nil {
		return nil
	}
	w, ht, deep := h[0], h[1], h[2] > 8
	if w <= 0 || ht <= 0 || w > 1<<16 || ht > 1<<16 {
		c.err = fmt.Errorf("decoder says %d by %d pixels", w, ht)
		return nil
	}
	size := w * ht * 4
	if deep {
		size *= 2
	}
	out := c.alloc(ctx, size)
	ask(0, out)
	pix := c.view(out, size)
	if c.err != nil {
		return nil
	}
	pix = bytes.Clone(pix)
	rect := image.Rect(0, 0, w, ht)
	if !deep {
		return &image.RGBA{Pix: pix, Stride: w * 4, Rect: rect}
	}
	for i := 0; i+1 < len(pix); i += 2 { // the decoder's words are little-endian
		pix[i], pix[i+1] = pix[i+1], pix[i]
	}
	return &image.RGBA64{Pix: pix, Stride: w * 8, Rect: rect}
}
