// Package raster holds the picture arithmetic that analysis and compositing
// share: float planes, three-channel pictures, masks, filters, shapes.
//
// A Plane is one float32 value a pixel (usually 0..1), an RGB three
// interleaved ones (sRGB-encoded 0..1 unless a caller says Lab or linear), a
// Mask one byte a pixel (0 or 1). Row 0 is the top row; pixel (x, y) covers
// the square from (x, y) to (x+1, y+1) in drawing functions, and its value
// sits at the integer position (x, y) in sampling functions.
//
// Everything is pure, deterministic and single-threaded: the same input gives
// the same bytes on every machine. Functions never keep their arguments.
package raster

import (
	"bytes"
	"image"
	"math"
)

// Plane is a single-channel picture, row-major.
type Plane struct {
	W, H int
	Pix  []float32
}

// NewPlane returns a plane of zeros. Width and height must be at least 1.
func NewPlane(w, h int) *Plane { return &Plane{W: w, H: h, Pix: make([]float32, w*h)} }

// Clone returns a copy.
func (p *Plane) Clone() *Plane {
	return &Plane{W: p.W, H: p.H, Pix: append([]float32(nil), p.Pix...)}
}

// At returns the value at (x, y), clamped to the border.
func (p *Plane) At(x, y int) float32 {
	return p.Pix[clampInt(y, p.H-1)*p.W+clampInt(x, p.W-1)]
}

// Map replaces every value by f(value) and returns p.
func (p *Plane) Map(f func(float32) float32) *Plane {
	for i, v := range p.Pix {
		p.Pix[i] = f(v)
	}
	return p
}

// Combine replaces every value a of p by f(a, b) with b from q, and returns p.
// Both planes must have the same size.
func (p *Plane) Combine(q *Plane, f func(a, b float32) float32) *Plane {
	for i, v := range p.Pix {
		p.Pix[i] = f(v, q.Pix[i])
	}
	return p
}

// Max replaces every value by the larger of the two planes' and returns p.
func (p *Plane) Max(q *Plane) *Plane {
	for i, v := range q.Pix {
		if v > p.Pix[i] {
			p.Pix[i] = v
		}
	}
	return p
}

// Above returns the mask of values greater than t.
func (p *Plane) Above(t float32) *Mask {
	m := NewMask(p.W, p.H)
	for i, v := range p.Pix {
		if v > t {
			m.Pix[i] = 1
		}
	}
	return m
}

// Sum of all values.
func (p *Plane) Sum() float64 {
	var s float64
	for _, v := range p.Pix {
		s += float64(v)
	}
	return s
}

// RGB is a three-channel picture, row-major, channels interleaved.
type RGB struct {
	W, H int
	Pix  []float32
}

// NewRGB returns a black picture.
func NewRGB(w, h int) *RGB { return &RGB{W: w, H: h, Pix: make([]float32, 3*w*h)} }

// Clone returns a copy.
func (p *RGB) Clone() *RGB { return &RGB{W: p.W, H: p.H, Pix: append([]float32(nil), p.Pix...)} }

// FromNRGBA converts to floats 0..1, ignoring alpha.
func FromNRGBA(m *image.NRGBA) *RGB {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	out := NewRGB(w, h)
	o := 0
	for y := 0; y < h; y++ {
		row := m.Pix[(y+b.Min.Y-m.Rect.Min.Y)*m.Stride:]
		for x := 0; x < w; x++ {
			out.Pix[o] = float32(row[4*x]) / 255
			out.Pix[o+1] = float32(row[4*x+1]) / 255
			out.Pix[o+2] = float32(row[4*x+2]) / 255
			o += 3
		}
	}
	return out
}

// NRGBA converts to 8 bits, rounding and clipping, opaque.
func (p *RGB) NRGBA() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
	for i := 0; i < p.W*p.H; i++ {
		m.Pix[4*i] = Byte(p.Pix[3*i])
		m.Pix[4*i+1] = Byte(p.Pix[3*i+1])
		m.Pix[4*i+2] = Byte(p.Pix[3*i+2])
		m.Pix[4*i+3] = 255
	}
	return m
}

// Gray returns the mean of the three channels.
func (p *RGB) Gray() *Plane {
	g := NewPlane(p.W, p.H)
	for i := range g.Pix {
		g.Pix[i] = (p.Pix[3*i] + p.Pix[3*i+1] + p.Pix[3*i+2]) / 3
	}
	return g
}

// Channel copies channel c (0..2).
func (p *RGB) Channel(c int) *Plane {
	g := NewPlane(p.W, p.H)
	for i := range g.Pix {
		g.Pix[i] = p.Pix[3*i+c]
	}
	return g
}

// Times returns the picture with every pixel multiplied by w.
func (p *RGB) Times(w *Plane) *RGB {
	o := NewRGB(p.W, p.H)
	for i, v := range w.Pix {
		o.Pix[3*i] = p.Pix[3*i] * v
		o.Pix[3*i+1] = p.Pix[3*i+1] * v
		o.Pix[3*i+2] = p.Pix[3*i+2] * v
	}
	return o
}

// Byte converts 0..1 to 0..255 with rounding and clipping; NaN becomes 0.
func Byte(v float32) uint8 {
	v = v*255 + 0.5
	if !(v > 0) {
		return 0
	}
	if v >= 255 {
		return 255
	}
	return uint8(v)
}

// Mask is one byte a pixel, 0 or 1.
type Mask struct {
	W, H int
	Pix  []uint8
}

// NewMask returns an empty mask.
func NewMask(w, h int) *Mask { return &Mask{W: w, H: h, Pix: make([]uint8, w*h)} }

// Clone returns a copy.
func (m *Mask) Clone() *Mask { return &Mask{W: m.W, H: m.H, Pix: append([]uint8(nil), m.Pix...)} }

// Has reports whether (x, y) lies inside the picture and is set.
func (m *Mask) Has(x, y int) bool {
	return x >= 0 && y >= 0 && x < m.W && y < m.H && m.Pix[y*m.W+x] != 0
}

// Count of set pixels.
func (m *Mask) Count() int {
	n := 0
	for _, v := range m.Pix {
		n += int(v)
	}
	return n
}

// Not returns the complement.
func (m *Mask) Not() *Mask {
	o := NewMask(m.W, m.H)
	for i, v := range m.Pix {
		o.Pix[i] = 1 - v
	}
	return o
}

// And clears every pixel that is not set in q and returns m.
func (m *Mask) And(q *Mask) *Mask {
	for i, v := range q.Pix {
		m.Pix[i] &= v
	}
	return m
}

// Or sets every pixel that is set in q and returns m.
func (m *Mask) Or(q *Mask) *Mask {
	for i, v := range q.Pix {
		m.Pix[i] |= v
	}
	return m
}

// Sub clears every pixel that is set in q and returns m.
func (m *Mask) Sub(q *Mask) *Mask {
	for i, v := range q.Pix {
		m.Pix[i] &^= v
	}
	return m
}

// Plane converts to 0 and 1.
func (m *Mask) Plane() *Plane {
	p := NewPlane(m.W, m.H)
	for i, v := range m.Pix {
		p.Pix[i] = float32(v)
	}
	return p
}

// Bounds returns the tight box of set pixels, max exclusive; empty when none.
func (m *Mask) Bounds() image.Rectangle {
	r := image.Rectangle{Min: image.Pt(m.W, m.H)}
	for y := 0; y < m.H; y++ {
		row := m.Pix[y*m.W : (y+1)*m.W]
		first := bytes.IndexByte(row, 1)
		if first < 0 {
			continue
		}
		r.Min.X, r.Max.X = min(r.Min.X, first), max(r.Max.X, bytes.LastIndexByte(row, 1)+1)
		r.Min.Y, r.Max.Y = min(r.Min.Y, y), y+1
	}
	if r.Max.X == 0 {
		return image.Rectangle{}
	}
	return r
}

// Pt is a position or a vector in pixels.
type Pt struct{ X, Y float64 }

// Add returns p+q.
func (p Pt) Add(q Pt) Pt { return Pt{p.X + q.X, p.Y + q.Y} }

// Sub returns p-q.
func (p Pt) Sub(q Pt) Pt { return Pt{p.X - q.X, p.Y - q.Y} }

// Mul returns k·p.
func (p Pt) Mul(k float64) Pt { return Pt{p.X * k, p.Y * k} }

// Dot returns the scalar product.
func (p Pt) Dot(q Pt) float64 { return p.X*q.X + p.Y*q.Y }

// Cross returns the z component of the vector product.
func (p Pt) Cross(q Pt) float64 { return p.X*q.Y - p.Y*q.X }

// Len returns the length.
func (p Pt) Len() float64 { return math.Hypot(p.X, p.Y) }

// Unit returns p/|p|, or zero for a vector shorter than 1e-9.
func (p Pt) Unit() Pt {
	l := p.Len()
	if l < 1e-9 {
		return Pt{}
	}
	return p.Mul(1 / l)
}

// Lerp returns p + t(q-p).
func (p Pt) Lerp(q Pt, t float64) Pt { return Pt{p.X + (q.X-p.X)*t, p.Y + (q.Y-p.Y)*t} }

// Perp returns p turned by a quarter so that x points to y (clockwise on screen).
func (p Pt) Perp() Pt { return Pt{-p.Y, p.X} }

// Clip limits v to lo..hi.
func Clip(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }

// Clip32 limits v to lo..hi.
func Clip32(v, lo, hi float32) float32 {
	if v < lo {
		return lo
	}
	if v > hi {
		return hi
	}
	return v
}

// Interp interpolates linearly in the table xs (ascending) → ys, constant
// outside it.
func Interp(x float64, xs, ys []float64) float64 {
	if x <= xs[0] {
		return ys[0]
	}
	for i := 1; i < len(xs); i++ {
		if x <= xs[i] {
			if xs[i] == xs[i-1] {
				return ys[i]
			}
			return ys[i-1] + (ys[i]-ys[i-1])*(x-xs[i-1])/(xs[i]-xs[i-1])
		}
	}
	return ys[len(ys)-1]
}

func clampInt(v, hi int) int {
	if v < 0 {
		return 0
	}
	if v > hi {
		return hi
	}
	return v
}
