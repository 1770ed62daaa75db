package wasm

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "unsafe" // for go:linkname

	"github.com/gen2brain/heic"
)

// heifWasm is the compiled code inside the module; it is not exported.
//
//go:linkname heifWasm github.com/gen2brain/heic.heifWasm
var heifWasm []byte

var heifProgram = newProgram(&heifWasm)

// Numbers of libheif's enums heif_colorspace and heif_chroma.
const (
	spaceYCbCr = 0
	spaceRGB   = 1
	spaceGray  = 2
	chroma420  = 1
	chroma422  = 2
	chroma444  = 3
)

// slack bytes behind the output, in case a stride is wider than expected.
const slack = 1 << 20

// HEIC decodes a HEIC file. Turn, mirror and crop are already applied; alpha is
// not returned. The result is *image.YCbCr, *image.Gray or *image.NRGBA and
// shares no memory with the decoder.
//
// When libheif is installed on the system (as libheif.so) it is used, which is
// ten times as fast; it cannot be cancelled.
func HEIC(ctx context.Context, data []byte) (m image.Image, err error) {
	if heic.Dynamic() == nil {
		return heic.Decode(bytes.NewReader(data))
	}
	err = heifProgram.run(ctx, func(c *call) { m = c.heic(ctx, data) })
	if err != nil {
		return nil, err
	}
	return m, nil
}

// heic asks for the layout first and then for the pixels.
func (c *call) heic(ctx context.Context, data []byte) image.Image {
	in := c.alloc(ctx, len(data))
	c.write(in, data)
	head := c.alloc(ctx, 5*4)
	ask := func(onlyHead uint64, out uint32) []int {
		p := uint64(head)
		ok := c.invoke(ctx, "decode", uint64(in), uint64(len(data)), onlyHead, p, p+4, p+8, p+12, p+16, uint64(out))
		if c.err == nil && ok == 0 {
			c.err = ErrDecode
		}
		if c.err != nil {
			return nil
		}
		return c.words(head, 5)
	}
	h := ask(1, 0)
	if c.err != nil {
		return nil
	}
	l, err := layoutOf(h[0], h[1], h[2], h[3])
	if err != nil {
		c.err = err
		return nil
	}
	out := c.alloc(ctx, l.bytes()+slack)
	ask(0, out)
	pix := c.view(out, l.bytes())
	if c.err != nil {
		return nil
	}
	return l.image(bytes.Clone(pix), h[4] == 1)
}

// layout of the planes that the decoder copies out one after the other.
type layout struct {
	rect           image.Rectangle
	space          int
	ratio          image.YCbCrSubsampleRatio
	stride, cs, ch int
}

func layoutOf(w, h, space, chroma int) (layout, error) {
	l := layout{rect: image.Rect(0, 0, w, h), space: space, stride: planeStride(w, 1)}
	if w <= 0 || h <= 0 || w > 1<<16 || h > 1<<16 {
		return l, fmt.Errorf("decoder says %d by %d pixels", w, h)
	}
	switch {
	case space == spaceYCbCr && chroma == chroma420:
		l.ratio, l.cs, l.ch = image.YCbCrSubsampleRatio420, planeStride((w+1)/2, 1), (h+1)/2
	case space == spaceYCbCr && chroma == chroma422:
		l.ratio, l.cs, l.ch = image.YCbCrSubsampleRatio422, planeStride((w+1)/2, 1), h
	case space == spaceYCbCr && chroma == chroma444:
		l.ratio, l.cs, l.ch = image.YCbCrSubsampleRatio444, l.stride, h
	case space == spaceGray:
	case space == spaceRGB:
		l.stride = planeStride(w, 4)
	default:
		return l, fmt.Errorf("decoder says colour space %d with chroma %d", space, chroma)
	}
	return l, nil
}

// planeStride is how libheif 1.18 lays out rows: an even number of samples, at
// least 64, aligned to 16 bytes.
func planeStride(w, samples int) int {
	return (max(64, (w+1)&^1)*samples + 15) &^ 15
}

func (l layout) bytes() int { return l.stride*l.rect.Dy() + 2*l.cs*l.ch }

// image gives the bytes, which must be the caller's own, their meaning.
func (l layout) image(b []byte, premultiplied bool) image.Image {
	switch l.space {
	case spaceGray:
		return &image.Gray{Pix: b, Stride: l.stride, Rect: l.rect}
	case spaceRGB:
		if premultiplied {
			return &image.RGBA{Pix: b, Stride: l.stride, Rect: l.rect}
		}
		return &image.NRGBA{Pix: b, Stride: l.stride, Rect: l.rect}
	}
	i, j := l.stride*l.rect.Dy(), l.stride*l.rect.Dy()+l.cs*l.ch
	if l.ratio == image.YCbCrSubsampleRatio420 {
		mendBorder(b[i:j], l.cs, (l.rect.Dx()+1)/2, l.ch)
		mendBorder(b[j:], l.cs, (l.rect.Dx()+1)/2, l.ch)
	}
	return &image.YCbCr{
		Y: b[:i], Cb: b[i:j], Cr: b[j:], YStride: l.stride, CStride: l.cs,
		SubsampleRatio: l.ratio, Rect: l.rect,
	}
}

// mendBorder replaces the outermost chroma samples by their inner neighbours.
// This build of libheif passes halved chroma through its full size, where it
// mixes the outermost samples with colours from elsewhere (found by comparing
// with libheif 1.23).
func mendBorder(plane []byte, stride, w, h int) {
	if w < 2 || h < 2 {
		return
	}
	copy(plane[:w], plane[stride:stride+w])
	copy(plane[(h-1)*stride:][:w], plane[(h-2)*stride:][:w])
	for y := range h {
		row := plane[y*stride:][:w]
		row[0], row[w-1] = row[1], row[w-2]
	}
}
