package posemap

import (
	"image"
	"math"
)

// Shapes are rounded to pixels as OpenCV's drawing functions do, because the
// network saw millions of those and no others.

// bits of the fraction of a position in the middle of drawing.
const bits = 16

// dots are the half widths of the rows of a disk, from the middle outwards.
var dots = map[int][]int{1: {1, 0}, 3: {3, 2, 2, 0}, 4: {4, 3, 3, 2, 0}}

// dot draws a disk.
func dot(m *image.Gray, at image.Point, radius int, gray uint8) {
	for dy, half := range dots[radius] {
		row(m, at.Y-dy, at.X-half, at.X+half, gray)
		row(m, at.Y+dy, at.X-half, at.X+half, gray)
	}
}

// row draws pixels x0 to x1, both included, where they are inside.
func row(m *image.Gray, y, x0, x1 int, gray uint8) {
	if y < 0 || y >= m.Rect.Dy() {
		return
	}
	for x := max(x0, 0); x <= min(x1, m.Rect.Dx()-1); x++ {
		m.Pix[y*m.Stride+x] = gray
	}
}

// thick draws a line of two pixels with round ends.
func thick(m *image.Gray, a, b image.Point, gray uint8) {
	dx, dy := float64(a.X-b.X), float64(b.Y-a.Y)
	if r := math.Hypot(dx, dy); r > 0 {
		half := float64(int(1) << bits)
		off := image.Pt(round(dy*half/r), round(dx*half/r))
		fa, fb := a.Mul(1<<bits), b.Mul(1<<bits)
		fill(m, []image.Point{fa.Add(off), fa.Sub(off), fb.Sub(off), fb.Add(off)}, bits, gray)
	}
	dot(m, a, 1, gray)
	dot(m, b, 1, gray)
}

// side is one of the two edges that a scan of rows runs between.
type side struct {
	at, step int // corner and direction in which the next one lies
	until    int // row at which the edge ends
	x, slope int64
}

// fill fills a convex outline, whose corners have a fraction of shift bits, and
// draws its outline.
func fill(m *image.Gray, corners []image.Point, shift int, gray uint8) {
	n := len(corners)
	rowOf := func(p image.Point) int { return (p.Y + 1<<shift>>1) >> shift }
	top, bottom := 0, 0
	for i, p := range corners {
		edge(m, corners[(i+n-1)%n], p, shift, gray)
		if p.Y < corners[top].Y {
			top = i
		}
		if p.Y > corners[bottom].Y {
			bottom = i
		}
	}
	first, last := rowOf(corners[top]), rowOf(corners[bottom])
	left := n // edges
	sides := [2]side{{at: top, step: 1, until: first}, {at: top, step: n - 1, until: first}}
	for y := first; y <= last; y++ {
		for i := range sides {
			s := &sides[i]
			if y < s.until {
				continue
			}
			for ; left > 0; left-- {
				from := corners[s.at]
				s.at = (s.at + s.step) % n
				if to := rowOf(corners[s.at]); to > y {
					rows := int64(to - y)
					wide := func(x int) int64 { return int64(x) << (bits - shift) }
					s.x, s.until = wide(from.X), to
					s.slope = (2*(wide(corners[s.at].X)-s.x) + rows) / (2 * rows)
					left--
					break
				}
			}
		}
		x0, x1 := sides[0].x, sides[1].x
		row(m, y, pixel(min(x0, x1)), pixel(max(x0, x1)), gray)
		sides[0].x += sides[0].slope
		sides[1].x += sides[1].slope
	}
}

// pixel is the nearest one.
func pixel(x int64) int { return int((x + 1<<(bits-1)) >> bits) }

// edge draws a line of one pixel, a step along its longer direction at a time.
// Halves between pixels go to the end further left.
func edge(m *image.Gray, a, b image.Point, shift int, gray uint8) {
	if a.X > b.X {
		a, b = b, a
	}
	fixed := func(v int) int64 { return int64(v) << (bits - shift) }
	x, y, dx, dy := fixed(a.X), fixed(a.Y), fixed(b.X)-fixed(a.X), fixed(b.Y)-fixed(a.Y)
	steps := max(dx, abs(dy)) >> bits
	for i := range steps + 1 {
		k := max(steps, 1)
		px := pixel(x + dx*i/k - 1)
		py := pixel(y + dy*i/k - sign(dy))
		row(m, py, px, px, gray)
	}
}

func abs(v int64) int64 { return max(v, -v) }

func sign(v int64) int64 {
	if v < 0 {
		return -1
	}
	return 1
}
