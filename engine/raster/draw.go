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
	box := boxOf(pts, math.Ceil(3*soft)+1).Intersect(image.Rect(0, 0, w, h))
	if len(pts) < 3 || box.Empty() {
		return p
	}
	// Only the polygon's surroundings are drawn and blurred.
	bw, bh := box.Dx(), box.Dy()
	z := vector.NewRasterizer(bw, bh)
	for i, q := range pts {
		// Far outside points are pulled in: the rasteriser works in float32.
		x := float32(Clip(q.X+0.5-float64(box.Min.X), -4*float64(w)-16, 5*float64(w)+16))
		y := float32(Clip(q.Y+0.5-float64(box.Min.Y), -4*float64(h)-16, 5*float64(h)+16))
		if i == 0 {
			z.MoveTo(x, y)
		} else {
			z.LineTo(x, y)
		}
	}
	z.ClosePath()
	a := image.NewAlpha(image.Rect(0, 0, bw, bh))
	z.Draw(a, a.Bounds(), image.Opaque, image.Point{})
	part := NewPlane(bw, bh)
	for i, v := range a.Pix {
		part.Pix[i] = float32(v) / 255
	}
	if soft > 0 {
		part = Gaussian(part, soft)
	}
	p.Paste(part, box.Min.X, box.Min.Y)
	return p
}

// boxOf is the box around points with a margin.
func boxOf(pts []Pt, margin float64) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range pts {
		x0, x1 = math.Min(x0, q.X), math.Max(x1, q.X)
		y0, y1 = math.Min(y0, q.Y), math.Max(y1, q.Y)
	}
	lim := func(v float64) int { return int(Clip(v, -1e6, 1e6)) }
	return image.Rect(lim(math.Floor(x0-margin)), lim(math.Floor(y0-margin)), lim(math.Ceil(x1+margin))+1, lim(math.Ceil(y1+margin))+1)
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
