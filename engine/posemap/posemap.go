// Package posemap draws people as the gray stick figures that try-on networks
// were trained to see.
//
// Words: a pose is where the joints, hands and face of one person are; a joint
// is one of the 18 of the OpenPose project; a limb is drawn between two joints;
// a map is the drawing, one gray value a pixel, black where nobody is. Limbs,
// hands and face have gray values of their own, by which the network tells them
// apart.
//
// The drawing keeps to that of FASHN VTON 1.5 (Apache-2.0), which is DWPose's in
// gray: shapes, gray values and rounding are compared in the tests with a
// picture that it drew.
package posemap

import (
	"image"
	"math"
)

// Point is a place in fractions of the picture's width and height.
type Point struct {
	X, Y float64
	// Seen is false for what is not in the picture or only guessed.
	Seen bool
}

// Joints is how many joints a pose has, in the order of OpenPose: nose, neck,
// right shoulder, elbow, wrist, the same on the left, right hip, knee, ankle,
// the same on the left, right and left eye, right and left ear. Right is the
// person's.
const Joints = 18

// Pose is one person.
type Pose struct {
	Body [Joints]Point
	// Hands have 21 points each: wrist, then four of each finger from the
	// thumb on. Missing hands are left out.
	Hands [][]Point
	// Face has the 68 points of the iBUG 300-W scheme, or none.
	Face []Point
}

// limbs between joints, in the order in which they are drawn.
var limbs = [17][2]int{
	{1, 2},
	{1, 5},
	{2, 3},
	{3, 4},
	{5, 6},
	{6, 7},
	{1, 8},
	{8, 9},
	{9, 10},
	{1, 11},
	{11, 12},
	{12, 13},
	{1, 0},
	{0, 14},
	{14, 16},
	{0, 15},
	{15, 17},
}

// fingers are the lines of a hand.
var fingers = [20][2]int{
	{0, 1},
	{1, 2},
	{2, 3},
	{3, 4},
	{0, 5},
	{5, 6},
	{6, 7},
	{7, 8},
	{0, 9},
	{9, 10},
	{10, 11},
	{11, 12},
	{0, 13},
	{13, 14},
	{14, 15},
	{15, 16},
	{0, 17},
	{17, 18},
	{18, 19},
	{19, 20},
}

// Gray values: limbs rise from limbLow to limbHigh and are drawn at limbShare;
// their joints are brighter by jointShare.
const (
	limbLow, limbHigh     = 20, 240
	limbShare, jointShare = 0.6, 1.3
	fingerLow, fingerHigh = 160, 220
	handGray, faceGray    = 240, 200
	limbHalf, jointRadius = 4, 4
	faceRadius            = 3
)

// between is the i-th of n values from low to high, cut to whole numbers.
func between(low, high float64, i, n int) uint8 {
	return uint8(low + (high-low)*float64(i)/float64(n-1))
}

// Draw draws a pose on black. Nobody is an empty map, which is what networks
// expect beside a garment that lies flat.
func Draw(p Pose, width, height int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, width, height))
	at := func(q Point) image.Point { return image.Pt(int(q.X*float64(width)), int(q.Y*float64(height))) }
	gray := func(limb int) float64 { return float64(between(limbLow, limbHigh, limb, Joints)) }
	touched := [Joints]int{}
	for i := len(limbs) - 1; i >= 0; i-- {
		touched[limbs[i][0]], touched[limbs[i][1]] = i, i
	}
	for i, l := range limbs {
		if a, b := p.Body[l[0]], p.Body[l[1]]; a.Seen && b.Seen {
			fill(m, limb(at(a), at(b)), 0, uint8(gray(i)))
		}
	}
	for i, v := range m.Pix {
		m.Pix[i] = uint8(float64(v) * limbShare)
	}
	for i, j := range p.Body {
		if j.Seen {
			dot(m, at(j), jointRadius, uint8(min(255, int(gray(touched[i])*jointShare))))
		}
	}
	for _, h := range p.Hands {
		drawHand(m, h, at)
	}
	for _, f := range p.Face {
		if q := at(f); f.Seen && q.X > 0 && q.Y > 0 {
			dot(m, q, faceRadius, faceGray)
		}
	}
	return m
}

func drawHand(m *image.Gray, h []Point, at func(Point) image.Point) {
	inside := func(q Point) bool { p := at(q); return q.Seen && p.X > 0 && p.Y > 0 }
	for i, f := range fingers {
		if f[1] < len(h) && inside(h[f[0]]) && inside(h[f[1]]) {
			thick(m, at(h[f[0]]), at(h[f[1]]), between(fingerLow, fingerHigh, i, len(fingers)))
		}
	}
	for _, q := range h {
		if inside(q) {
			dot(m, at(q), jointRadius, handGray)
		}
	}
}

// limb is the outline of an ellipse from a to b, one corner a degree.
func limb(a, b image.Point) []image.Point {
	middle := image.Pt((a.X+b.X)>>1, (a.Y+b.Y)>>1)
	d := a.Sub(b)
	half := float64(int(math.Hypot(float64(d.X), float64(d.Y))) / 2)
	degrees := int(math.Atan2(float64(d.Y), float64(d.X)) * 180 / math.Pi)
	sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
	var out []image.Point
	for i := range 361 {
		s, c := math.Sincos(float64(i) * math.Pi / 180)
		x, y := half*c, limbHalf*s
		p := image.Pt(round(float64(middle.X)+x*cos-y*sin), round(float64(middle.Y)+x*sin+y*cos))
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

func round(v float64) int { return int(math.RoundToEven(v)) }
