package color

import (
	"image"
	"math"
	"runtime"
	"sync"
)

// Plane is a picture in Lab, one slice a component, row by row without gaps:
// pixel (x, y) is at y*W+x. L is 0..100.
type Plane struct {
	W, H    int
	L, A, B []float32
}

// At returns the colour at index i = y*W+x.
func (p *Plane) At(i int) Lab {
	return Lab{float64(p.L[i]), float64(p.A[i]), float64(p.B[i])}
}

// NewPlane returns a black plane.
func NewPlane(w, h int) *Plane {
	all := make([]float32, 3*w*h)
	n := w * h
	return &Plane{W: w, H: h, L: all[:n:n], A: all[n : 2*n : 2*n], B: all[2*n:]}
}

// cubeSteps of the table for the cube root in Lab. Its second derivative is
// largest at ε, where the linear interpolation errs by 3e-7, so L by 4e-5.
const cubeSteps = 1 << 14

// tables for whole pictures, built on first use (0.4 ms).
var tables = sync.OnceValue(func() *labTables {
	t := &labTables{}
	white := [3]float64{whiteX, 1, whiteZ}
	for v := range 256 {
		lin := Linear(float64(v) / 255)
		t.linear[v] = float32(lin)
		for c := range 3 {
			for row := range 3 {
				t.part[c][v][row] = float32(toXYZ[row][c] * lin / white[row] * cubeSteps)
			}
		}
	}
	for i := range t.cube {
		t.cube[i] = float32(labF(float64(i) / cubeSteps))
	}
	return t
})

// labTables hold what each byte of each channel adds to X/Xn, Y/Yn and Z/Zn,
// in steps of the cube table.
type labTables struct {
	linear [256]float32
	part   [3][256][3]float32
	cube   [cubeSteps + 2]float32
}

func (t *labTables) root(v float32) float32 {
	i := int32(v)
	if uint32(i) > cubeSteps {
		i = cubeSteps
	}
	lo := t.cube[i]
	return lo + (t.cube[i+1]-lo)*(v-float32(i))
}

func (t *labTables) lab(r, g, b uint8) (l, a, bb float32) {
	pr, pg, pb := &t.part[0][r], &t.part[1][g], &t.part[2][b]
	x := t.root(pr[0] + pg[0] + pb[0])
	y := t.root(pr[1] + pg[1] + pb[1])
	z := t.root(pr[2] + pg[2] + pb[2])
	return 116*y - 16, 500 * (x - y), 200 * (y - z)
}

// LabFast converts sRGB bytes through the tables; within 0.01 of LabFromRGB.
func LabFast(r, g, b uint8) [3]float32 {
	l, a, bb := tables().lab(r, g, b)
	return [3]float32{l, a, bb}
}

// LinearByte returns the light of an sRGB byte.
func LinearByte(v uint8) float32 { return tables().linear[v] }

// FromImage converts a whole picture to Lab; alpha is not looked at.
func FromImage(m *image.NRGBA) *Plane {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	p := NewPlane(w, h)
	t := tables()
	rows(h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			row, at := m.Pix[y*m.Stride:][:w*4], y*w
			ls, as, bs := p.L[at:at+w], p.A[at:at+w], p.B[at:at+w]
			for x := range ls {
				px := row[4*x : 4*x+4 : 4*x+4]
				ls[x], as[x], bs[x] = t.lab(px[0], px[1], px[2])
			}
		}
	})
	return p
}

// Image converts the plane back to an opaque sRGB picture, clipping colours
// outside sRGB a channel each.
func (p *Plane) Image() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
	t := encodeTable()
	rows(p.H, func(y0, y1 int) {
		for i := y0 * p.W; i < y1*p.W; i++ {
			px := m.Pix[4*i : 4*i+4 : 4*i+4]
			px[0], px[1], px[2] = t.bytes(p.L[i], p.A[i], p.B[i])
			px[3] = 255
		}
	})
	return m
}

// encodeSteps: sRGB is steepest at black, 0.2 levels a step.
const encodeSteps = 1 << 14

type encodeBytes [encodeSteps + 1]uint8

var encodeTable = sync.OnceValue(func() *encodeBytes {
	t := &encodeBytes{}
	for i := range t {
		t[i] = uint8(math.Round(255 * Encode(float64(i)/encodeSteps)))
	}
	return t
})

// EncodeByte turns light 0..1 into an sRGB byte by table; values outside are
// clipped.
func EncodeByte(v float32) uint8 { return encodeTable().at(v) }

func (t *encodeBytes) at(v float32) uint8 {
	if !(v > 0) { // also NaN
		return 0
	}
	if v >= 1 {
		return 255
	}
	return t[int32(v*encodeSteps+0.5)]
}

func (t *encodeBytes) bytes(l, a, b float32) (uint8, uint8, uint8) {
	inverse := func(f float32) float32 {
		if c := f * f * f; c > epsilon {
			return c
		}
		return (116*f - 16) / float32(kappa)
	}
	fy := (l + 16) / 116
	x, y, z := inverse(fy+a/500)*float32(whiteX), inverse(fy), inverse(fy-b/200)*float32(whiteZ)
	row := func(m *[3]float64) uint8 {
		return t.at(float32(m[0])*x + float32(m[1])*y + float32(m[2])*z)
	}
	return row(&fromXYZ[0]), row(&fromXYZ[1]), row(&fromXYZ[2])
}

// rows calls f with ranges that cover 0..h on all processors and waits.
func rows(h int, f func(y0, y1 int)) {
	n := min(runtime.GOMAXPROCS(0), (h+63)/64)
	if n <= 1 {
		f(0, h)
		return
	}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(h*i/n, h*(i+1)/n) })
	}
	wg.Wait()
}
