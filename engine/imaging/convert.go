package imaging

import (
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
)

// straight holds decoded pixels with straight alpha before their profile is
// applied, with bounds at (0, 0) and no gaps between rows. Exactly one field
// is set; sixteen keeps the depth of 16-bit files until after the profile.
type straight struct {
	eight   *image.NRGBA
	sixteen *image.NRGBA64
}

// toStraight brings what any decoder returned into one of two layouts.
func toStraight(raw image.Image, k yccKind) (straight, error) {
	if raw == nil || raw.Bounds().Empty() {
		return straight{}, errors.New("decoder returned no pixels")
	}
	switch m := raw.(type) {
	case *image.YCbCr:
		return straight{eight: yccToNRGBA(m, k)}, nil
	case *image.NYCbCrA:
		out := yccToNRGBA(&m.YCbCr, k)
		w := out.Rect.Dx()
		for y := range out.Rect.Dy() {
			for x, a := range m.A[y*m.AStride:][:w] {
				out.Pix[y*out.Stride+x*4+3] = a
			}
		}
		return straight{eight: out}, nil
	case *image.RGBA:
		return straight{eight: unpremultiply(m)}, nil
	case *image.RGBA64:
		return straight{sixteen: unpremultiply64(m)}, nil
	case *image.NRGBA64:
		return straight{sixteen: packed64(m)}, nil
	case *image.Gray16:
		return straight{sixteen: fromGray16(m)}, nil
	case *image.CMYK:
		return straight{eight: cmykToNRGBA(m.Pix, m.Stride, m.Rect)}, nil
	case *image.NRGBA:
		return straight{eight: packed(m)}, nil
	case *image.Gray:
		return straight{eight: fromIndexed(m.Pix, m.Stride, m.Rect, grays())}, nil
	case *image.Paletted:
		return straight{eight: fromIndexed(m.Pix, m.Stride, m.Rect, entries(m.Palette))}, nil
	}
	out := image.NewNRGBA(image.Rect(0, 0, raw.Bounds().Dx(), raw.Bounds().Dy()))
	draw.Draw(out, out.Rect, raw, raw.Bounds().Min, draw.Src)
	return straight{eight: out}, nil
}

// packed returns m with bounds at (0, 0) and no gaps between rows.
func packed(m *image.NRGBA) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if m.Rect.Min == (image.Point{}) && m.Stride == w*4 && len(m.Pix) == w*h*4 {
		return m
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		copy(out.Pix[y*out.Stride:][:w*4], m.Pix[y*m.Stride:])
	}
	return out
}

func packed64(m *image.NRGBA64) *image.NRGBA64 {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if m.Rect.Min == (image.Point{}) && m.Stride == w*8 && len(m.Pix) == w*h*8 {
		return m
	}
	out := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		copy(out.Pix[y*out.Stride:][:w*8], m.Pix[y*m.Stride:])
	}
	return out
}

// unpremultiply divides by alpha, rounding to nearest; it works in place.
func unpremultiply(m *image.RGBA) *image.NRGBA {
	out := packed(&image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect})
	parallelRows(out.Rect.Dy(), func(y0, y1 int) {
		p := out.Pix[y0*out.Stride : y1*out.Stride]
		for i := 0; i+3 < len(p); i += 4 {
			a := uint32(p[i+3])
			if a == 255 || a == 0 {
				continue
			}
			for c := i; c < i+3; c++ {
				p[c] = uint8(min((uint32(p[c])*255+a/2)/a, 255))
			}
		}
	})
	return out
}

func unpremultiply64(m *image.RGBA64) *image.NRGBA64 {
	out := packed64(&image.NRGBA64{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect})
	parallelRows(out.Rect.Dy(), func(y0, y1 int) {
		p := out.Pix[y0*out.Stride : y1*out.Stride]
		for i := 0; i+7 < len(p); i += 8 {
			a := uint32(binary.BigEndian.Uint16(p[i+6:]))
			if a == 0xFFFF || a == 0 {
				continue
			}
			for c := i; c < i+6; c += 2 {
				v := uint64(binary.BigEndian.Uint16(p[c:]))
				binary.BigEndian.PutUint16(p[c:], uint16(min((v*0xFFFF+uint64(a)/2)/uint64(a), 0xFFFF)))
			}
		}
	})
	return out
}

func fromGray16(m *image.Gray16) *image.NRGBA64 {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		src, dst := m.Pix[y*m.Stride:][:w*2], out.Pix[y*out.Stride:][:w*8]
		for x := range w {
			hi, lo := src[x*2], src[x*2+1]
			d := dst[x*8 : x*8+8 : x*8+8]
			d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7] = hi, lo, hi, lo, hi, lo, 0xFF, 0xFF
		}
	}
	return out
}

// grays maps a byte to the grey of that value.
func grays() (t [256][4]uint8) {
	for i := range t {
		v := uint8(i)
		t[i] = [4]uint8{v, v, v, 255}
	}
	return t
}

// entries maps palette indices to colours; indices beyond the palette are
// transparent black.
func entries(p color.Palette) (t [256][4]uint8) {
	for i, c := range p[:min(len(p), len(t))] {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		t[i] = [4]uint8{n.R, n.G, n.B, n.A}
	}
	return t
}

func fromIndexed(pix []uint8, stride int, r image.Rectangle, t [256][4]uint8) *image.NRGBA {
	w, h := r.Dx(), r.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	parallelRows(h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			dst := out.Pix[y*out.Stride:][:w*4]
			for x, v := range pix[y*stride:][:w] {
				copy(dst[x*4:x*4+4], t[v][:])
			}
		}
	})
	return out
}

// cmykToNRGBA converts ink amounts (0 = no ink) without a profile by the rule
// of PostScript with undercolour: light = (1-ink)(1-black).
func cmykToNRGBA(pix []uint8, stride int, r image.Rectangle) *image.NRGBA {
	w, h := r.Dx(), r.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	parallelRows(h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			src, dst := pix[y*stride:][:w*4], out.Pix[y*out.Stride:][:w*4]
			for i := 0; i < len(src); i += 4 {
				k := 255 - uint32(src[i+3])
				for c := range 3 {
					dst[i+c] = uint8(((255-uint32(src[i+c]))*k + 127) / 255)
				}
				dst[i+3] = 255
			}
		}
	})
	return out
}

// toEight rounds 16-bit samples to 8 bits.
func toEight(m *image.NRGBA64) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	parallelRows(m.Rect.Dy(), func(y0, y1 int) {
		src, dst := m.Pix[y0*m.Stride:y1*m.Stride], out.Pix[y0*out.Stride:y1*out.Stride]
		for i := range dst {
			v := uint32(src[2*i])<<8 | uint32(src[2*i+1])
			dst[i] = uint8((v*255 + 32767) / 65535)
		}
	})
	return out
}

// opaque reports whether every pixel has full alpha.
func opaque(m *image.NRGBA) bool {
	for i := 3; i < len(m.Pix); i += 4 {
		if m.Pix[i] != 255 {
			return false
		}
	}
	return true
}

// Flatten lays the picture on white and returns an opaque copy, as a JPEG or a
// print would show it. The mixing is done on the encoded sRGB values, which is
// what browsers and image programs do.
func Flatten(m *image.NRGBA) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	parallelRows(h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			src, dst := m.Pix[y*m.Stride:][:w*4], out.Pix[y*out.Stride:][:w*4]
			for i := 0; i < len(src); i += 4 {
				a := uint32(src[i+3])
				for c := range 3 {
					dst[i+c] = uint8((uint32(src[i+c])*a + 255*(255-a) + 127) / 255)
				}
				dst[i+3] = 255
			}
		}
	})
	return out
}
