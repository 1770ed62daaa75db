package imaging

import "image"

// yccKind says how Y'CbCr samples become R'G'B'. The zero value is JPEG's:
// ITU-R BT.601 coefficients over the full range of a byte.
type yccKind struct {
	// kr and kb are the luma weights of red and blue; 0 means BT.601's.
	kr, kb float64
	// limited is true when luma fills 16..235 and chroma 16..240.
	limited bool
	// gbr is true when the planes hold green, blue and red as they are.
	gbr bool
}

// webpYCC is what VP8 pictures use (RFC 6386, section 9.2).
var webpYCC = yccKind{limited: true}

// yccFactors are 16.16 fixed-point factors of the conversion.
type yccFactors struct {
	y, rv, gu, gv, bu int32
	yOff              int32
}

func (k yccKind) factors() yccFactors {
	kr, kb := k.kr, k.kb
	if kr == 0 {
		kr, kb = 0.299, 0.114
	}
	ys, cs, off := 1.0, 1.0, int32(0)
	if k.limited {
		ys, cs, off = 255.0/219, 255.0/224, 16
	}
	kg := 1 - kr - kb
	fix := func(v float64) int32 { return int32(v*65536 + 0.5) }
	return yccFactors{
		y: fix(ys), yOff: off,
		rv: fix(2 * (1 - kr) * cs), bu: fix(2 * (1 - kb) * cs),
		gu: fix(2 * (1 - kb) * kb / kg * cs), gv: fix(2 * (1 - kr) * kr / kg * cs),
	}
}

// yccToNRGBA converts planes to pixels. Halved chroma is interpolated linearly
// between sample centres (the "fancy" rule of libjpeg and libwebp): the copying
// of the standard library leaves steps of two pixels at coloured edges.
func yccToNRGBA(src *image.YCbCr, k yccKind) *image.NRGBA {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	f := k.factors()
	parallelRows(h, func(y0, y1 int) {
		up := newUpsampler(src)
		for y := y0; y < y1; y++ {
			luma := src.Y[src.YOffset(src.Rect.Min.X, src.Rect.Min.Y+y):][:w]
			cb, cr := up.rows(y)
			row := dst.Pix[y*dst.Stride:][:w*4]
			if k.gbr {
				gbrRow(row, luma, cb, cr)
			} else {
				f.row(row, luma, cb, cr)
			}
		}
	})
	return dst
}

// row converts one row; cb and cr are as long as luma.
func (f yccFactors) row(dst, luma, cb, cr []uint8) {
	cb, cr = cb[:len(luma)], cr[:len(luma)]
	for x, l := range luma {
		y := (int32(l)-f.yOff)*f.y + 1<<15
		u, v := int32(cb[x])-128, int32(cr[x])-128
		p := dst[x*4 : x*4+4 : x*4+4]
		p[0] = clamp8((y + v*f.rv) >> 16)
		p[1] = clamp8((y - u*f.gu - v*f.gv) >> 16)
		p[2] = clamp8((y + u*f.bu) >> 16)
		p[3] = 255
	}
}

func gbrRow(dst, g, b, r []uint8) {
	for x := range g {
		dst[x*4], dst[x*4+1], dst[x*4+2], dst[x*4+3] = r[x], g[x], b[x], 255
	}
}

func clamp8(v int32) uint8 {
	if uint32(v) > 255 {
		return uint8(^(v >> 31)) // below 0 gives 0, above 255 gives 255
	}
	return uint8(v)
}

// upsampler yields chroma rows at the width of the luma.
type upsampler struct {
	src      *image.YCbCr
	hx, vx   int // how many luma samples one chroma sample covers
	cw, ch   int // chroma plane in samples
	mix      []int32
	cbU, crU []uint8
}

func newUpsampler(src *image.YCbCr) *upsampler {
	u := &upsampler{src: src, hx: 1, vx: 1}
	switch src.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		u.hx = 2
	case image.YCbCrSubsampleRatio420:
		u.hx, u.vx = 2, 2
	case image.YCbCrSubsampleRatio440:
		u.vx = 2
	case image.YCbCrSubsampleRatio411:
		u.hx = 4
	case image.YCbCrSubsampleRatio410:
		u.hx, u.vx = 4, 2
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	u.cw, u.ch = (w+u.hx-1)/u.hx, (h+u.vx-1)/u.vx
	u.mix = make([]int32, u.cw)
	u.cbU, u.crU = make([]uint8, u.cw*u.hx), make([]uint8, u.cw*u.hx)
	return u
}

// rows returns both chroma rows for luma row y; valid until the next call.
func (u *upsampler) rows(y int) (cb, cr []uint8) {
	w := u.src.Rect.Dx()
	if u.hx == 1 && u.vx == 1 {
		return u.src.Cb[y*u.src.CStride:][:w], u.src.Cr[y*u.src.CStride:][:w]
	}
	u.plane(u.cbU, u.src.Cb, y)
	u.plane(u.crU, u.src.Cr, y)
	return u.cbU[:w], u.crU[:w]
}

func (u *upsampler) plane(dst, plane []uint8, y int) {
	near, far := y, y
	if u.vx == 2 {
		near = y / 2
		far = min(max(near-1+2*(y&1), 0), u.ch-1)
	}
	a, b := plane[near*u.src.CStride:][:u.cw], plane[far*u.src.CStride:][:u.cw]
	for i := range u.mix {
		u.mix[i] = 3*int32(a[i]) + int32(b[i])
	}
	switch u.hx {
	case 1:
		for i, v := range u.mix {
			dst[i] = uint8((v + 2) >> 2)
		}
	case 2:
		for i, v := range u.mix {
			left, right := u.mix[max(i-1, 0)], u.mix[min(i+1, u.cw-1)]
			dst[2*i] = uint8((3*v + left + 8) >> 4)
			dst[2*i+1] = uint8((3*v + right + 7) >> 4)
		}
	default: // a quarter of the width: old video formats, copied
		for i := range dst {
			dst[i] = uint8((u.mix[i/u.hx] + 2) >> 2)
		}
	}
}
