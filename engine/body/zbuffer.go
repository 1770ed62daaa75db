package body

import "math"

// ZBuffer draws triangles and keeps, for each pixel, which one is nearest.
type ZBuffer struct {
	W, H int
	// Depth in meters, +Inf where nothing was drawn.
	Depth []float32
	// Triangle is the number of the nearest triangle, -1 for none.
	Triangle []int32
	// B and C are the shares of its second and third corner at the pixel; the
	// first has the rest.
	B, C []float32
}

// NewZBuffer returns an empty buffer of W×H pixels.
func NewZBuffer(w, h int) *ZBuffer {
	n := w * h
	z := &ZBuffer{W: w, H: h, Depth: make([]float32, n), Triangle: make([]int32, n), B: make([]float32, n), C: make([]float32, n)}
	z.Clear()
	return z
}

// Clear empties the buffer.
func (z *ZBuffer) Clear() {
	far := float32(math.Inf(1))
	for i := range z.Depth {
		z.Depth[i] = far
		z.Triangle[i] = -1
	}
}

// Draw draws a triangle with corners (x, y in pixels, depth in meters) under a
// number, both sides alike. A pixel is covered when its integer position is
// inside. Depth and shares are linear in the picture, which is exact enough for
// the small triangles of a body.
func (z *ZBuffer) Draw(a, b, c *[3]float32, number int32) {
	x0 := max(0, int(math.Ceil(float64(min(a[0], b[0], c[0])))))
	x1 := min(z.W-1, int(math.Floor(float64(max(a[0], b[0], c[0])))))
	y0 := max(0, int(math.Ceil(float64(min(a[1], b[1], c[1])))))
	y1 := min(z.H-1, int(math.Floor(float64(max(a[1], b[1], c[1])))))
	if x0 > x1 || y0 > y1 {
		return
	}
	bx, by, cx, cy := b[0]-a[0], b[1]-a[1], c[0]-a[0], c[1]-a[1]
	area := bx*cy - by*cx
	if area == 0 {
		return
	}
	inv := 1 / area
	sx, tx := cy*inv, -by*inv // how the shares of b and c change along x
	for y := y0; y <= y1; y++ {
		px, py := float32(x0)-a[0], float32(y)-a[1]
		s, t := (px*cy-py*cx)*inv, (py*bx-px*by)*inv
		for i := y*z.W + x0; i <= y*z.W+x1; i++ {
			if s >= 0 && t >= 0 && s+t <= 1 {
				d := a[2] + s*(b[2]-a[2]) + t*(c[2]-a[2])
				if d < z.Depth[i] {
					z.Depth[i], z.Triangle[i], z.B[i], z.C[i] = d, number, s, t
				}
			}
			s += sx
			t += tx
		}
	}
}

// DrawAll draws triangles of projected vertices (see Camera.ProjectAll); the
// first gets the number first. Corners must be vertices of screen.
func DrawAll[I uint16 | int32](z *ZBuffer, screen [][3]float32, triangles [][3]I, first int32) {
	for i, t := range triangles {
		z.Draw(&screen[t[0]], &screen[t[1]], &screen[t[2]], first+int32(i))
	}
}
