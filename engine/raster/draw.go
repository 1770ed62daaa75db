package raster

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// Polygon returns the antialiased coverage 0..1 of a closed polygon, blurred
// by soft pixels when soft > 0. Points are pixel positions (integer = centre).
func Polygon(w, h int, pts []Pt, soft float64) *Plane {
	p := NewPlane(w, h)
	if len(pts) < 3 {
		return p
	}
	z := vector.NewRasterizer(w, h)
	for i, q := range pts {
		// Far outside points are pulled in: the rasteriser works in float32.
		x := float32(Clip(q.X+0.5, -4*float64(w)-16, 5*float64(w)+16))
		y := float32(Clip(q.Y+0.5, -4*float64(h)-16, 5*float64(h)+16))
		if i == 0 {
			z.MoveTo(x, y)
		} else {
			z.LineTo(x, y)
		}
	}
	z.ClosePath()
	a := image.NewAlpha(image.Rect(0, 0, w, h))
	z.Draw(a, a.Bounds(), image.Opaque, image.Point{})
	for i, v := range a.Pix {
		p.Pix[i] = float32(v) / 255
	}
	if soft > 0 {
		return Gaussian(p, soft)
	}
	return p
}

// Capsule is a limb-like shape from A with radius RA to B with radius RB, in
// pixels.
type Capsule struct {
	A, B   Pt
	RA, RB float64
}

// At returns, for a position: dist = distance to the axis over the local
// radius (below 1 inside), t = place along the axis 0..1, and side = signed
// distance across over the radius (positive to the left of A→B on screen).
func (c Capsule) At(x, y float64) (dist, t, side float64) {
	dx, dy := c.B.X-c.A.X, c.B.Y-c.A.Y
	l := math.Max(1e-3, math.Sqrt(dx*dx+dy*dy))
	dx, dy = dx/l, dy/l
	ox, oy := x-c.A.X, y-c.A.Y
	t = Clip((ox*dx+oy*dy)/l, 0, 1)
	ex, ey := ox-dx*t*l, oy-dy*t*l
	r := math.Max(1e-3, c.RA+(c.RB-c.RA)*t)
	return math.Sqrt(ex*ex+ey*ey) / r, t, (-ex*dy + ey*dx) / r
}

// Bounds is the box in which dist < reach, cut to w×h.
func (c Capsule) Bounds(w, h int, reach float64) image.Rectangle {
	r := math.Max(c.RA, c.RB)*reach + 1
	return image.Rect(
		int(math.Floor(math.Min(c.A.X, c.B.X)-r)), int(math.Floor(math.Min(c.A.Y, c.B.Y)-r)),
		int(math.Ceil(math.Max(c.A.X, c.B.X)+r))+1, int(math.Ceil(math.Max(c.A.Y, c.B.Y)+r))+1,
	).Intersect(image.Rect(0, 0, w, h))
}

// FillCapsule sets the pixels inside c.
func (m *Mask) FillCapsule(c Capsule) {
	b := c.Bounds(m.W, m.H, 1)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if d, _, _ := c.At(float64(x), float64(y)); d < 1 {
				m.Pix[y*m.W+x] = 1
			}
		}
	}
}
