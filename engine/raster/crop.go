package raster

import "image"

// Crop copies the part of p inside r, which must lie within the plane.
func (p *Plane) Crop(r image.Rectangle) *Plane {
	o := NewPlane(r.Dx(), r.Dy())
	for y := 0; y < o.H; y++ {
		copy(o.Pix[y*o.W:(y+1)*o.W], p.Pix[(y+r.Min.Y)*p.W+r.Min.X:])
	}
	return o
}

// Crop copies the part of p inside r, which must lie within the picture.
func (p *RGB) Crop(r image.Rectangle) *RGB {
	o := NewRGB(r.Dx(), r.Dy())
	for y := 0; y < o.H; y++ {
		copy(o.Pix[3*y*o.W:3*(y+1)*o.W], p.Pix[3*((y+r.Min.Y)*p.W+r.Min.X):])
	}
	return o
}

// Paste writes q into p with its top left corner at (x, y); q must fit.
func (p *Plane) Paste(q *Plane, x, y int) {
	for i := 0; i < q.H; i++ {
		copy(p.Pix[(y+i)*p.W+x:], q.Pix[i*q.W:(i+1)*q.W])
	}
}

// Paste writes q into p with its top left corner at (x, y); q must fit.
func (p *RGB) Paste(q *RGB, x, y int) {
	for i := 0; i < q.H; i++ {
		copy(p.Pix[3*((y+i)*p.W+x):], q.Pix[3*i*q.W:3*(i+1)*q.W])
	}
}

// Grow returns r widened by n on every side and cut to w×h.
func Grow(r image.Rectangle, n, w, h int) image.Rectangle {
	return r.Inset(-n).Intersect(image.Rect(0, 0, w, h))
}

// Shrink returns an 8-bit picture averaged down to w×h, neither larger than
// the picture, as floats 0..1 weighted by its alpha, and the mean alpha. It
// reads the picture once and keeps one row of sums, so that it costs little
// memory on large photos.
func Shrink(m *image.NRGBA, w, h int) (*RGB, *Plane) {
	b := m.Bounds()
	sw, sh := b.Dx(), b.Dy()
	out, alpha := NewRGB(w, h), NewPlane(w, h)
	xw := shrinkAxis(sw, w)
	acc := make([]float32, 4*w)
	y := 0
	for sy := 0; sy < sh; sy++ {
		row := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+sy):]
		lo, hi := float64(sy)*float64(h)/float64(sh), float64(sy+1)*float64(h)/float64(sh)
		for hi > float64(y+1) && y < h-1 {
			addRow(acc, row, xw, float32(float64(y+1)-lo))
			emitRow(acc, out, alpha, y)
			lo = float64(y + 1)
			y++
		}
		addRow(acc, row, xw, float32(hi-lo))
	}
	emitRow(acc, out, alpha, h-1)
	return out, alpha
}

// share is the part of one source pixel that falls into target pixel i and
// into the one after it.
type share struct {
	i    int
	a, b float32
}

func shrinkAxis(src, dst int) []share {
	s := make([]share, src)
	k := float64(dst) / float64(src)
	for x := range s {
		lo, hi := float64(x)*k, float64(x+1)*k
		i := min(int(lo), dst-1)
		s[x] = share{i: i, a: float32(hi - lo)}
		if hi > float64(i+1) && i+1 < dst {
			s[x].a, s[x].b = float32(float64(i+1)-lo), float32(hi-float64(i+1))
		}
	}
	return s
}

// addRow adds one source row, weighted by wy, to the sums of colour·alpha and
// alpha.
func addRow(acc []float32, row []uint8, xw []share, wy float32) {
	if wy <= 0 {
		return
	}
	for x, s := range xw {
		p := row[4*x : 4*x+4]
		al := float32(p[3]) * (1.0 / 255)
		k := al * wy
		r, g, b := float32(p[0])*k, float32(p[1])*k, float32(p[2])*k
		q := acc[4*s.i : 4*s.i+4]
		q[0] += r * s.a
		q[1] += g * s.a
		q[2] += b * s.a
		q[3] += k * s.a
		if s.b > 0 {
			q = acc[4*s.i+4 : 4*s.i+8]
			q[0] += r * s.b
			q[1] += g * s.b
			q[2] += b * s.b
			q[3] += k * s.b
		}
	}
}

func emitRow(acc []float32, out *RGB, alpha *Plane, y int) {
	for x := 0; x < out.W; x++ {
		q, i := acc[4*x:4*x+4], y*out.W+x
		if q[3] > 1e-6 {
			k := 1 / (255 * q[3])
			out.Pix[3*i], out.Pix[3*i+1], out.Pix[3*i+2] = q[0]*k, q[1]*k, q[2]*k
		}
		alpha.Pix[i] = q[3]
		q[0], q[1], q[2], q[3] = 0, 0, 0, 0
	}
}

// Crop copies the part of m inside r, which must lie within the mask.
func (m *Mask) Crop(r image.Rectangle) *Mask {
	o := NewMask(r.Dx(), r.Dy())
	for y := range o.H {
		copy(o.Pix[y*o.W:(y+1)*o.W], m.Pix[(y+r.Min.Y)*m.W+r.Min.X:])
	}
	return o
}
