package nets

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// affine maps (x, y) to (a x + b y + c, d x + e y + f).
type affine struct{ a, b, c, d, e, f float64 }

func (t affine) at(x, y float64) Point {
	return Point{X: t.a*x + t.b*y + t.c, Y: t.d*x + t.e*y + t.f}
}

func (t affine) inverse() affine {
	det := t.a*t.e - t.b*t.d
	i := affine{a: t.e / det, b: -t.b / det, d: -t.d / det, e: t.a / det}
	i.c = -(i.a*t.c + i.b*t.f)
	i.f = -(i.d*t.c + i.e*t.f)
	return i
}

// toPicture maps positions in a crop of n×n pixels to the picture.
func (r ROI) toPicture(n int) affine {
	sin, cos := math.Sincos(r.Angle)
	k, half := r.Size/float64(n), float64(n)/2
	cos, sin = cos*k, sin*k
	return affine{
		cos, -sin, r.Center.X - half*cos + half*sin,
		sin, cos, r.Center.Y - half*sin - half*cos,
	}
}

// usable tells whether an ROI can be cut out at all; broken network output may
// make it empty, endless or absurdly far away.
func (r ROI) usable() bool {
	far := math.Max(math.Abs(r.Center.X), math.Abs(r.Center.Y))
	return r.Size >= 1 && r.Size < 1e6 && far < 1e6 && !math.IsNaN(r.Angle)
}

// roiFrom is the square round a circle given by its center and a point on it,
// turned so that this point is at the top, with the quarter of margin that
// BlazePose wants.
func roiFrom(center, top Point) ROI {
	d := top.Sub(center)
	return ROI{
		Center: center,
		Size:   2 * d.Len() * 1.25,
		Angle:  upTo(d),
	}
}

// upTo is the angle by which "up" must be turned, clockwise, to point along d;
// within half a turn either way.
func upTo(d Point) float64 { return math.Remainder(math.Pi/2-math.Atan2(-d.Y, d.X), 2*math.Pi) }

// cut returns what the ROI shows as n×n pixels; outside the picture is black.
// A region much larger than n is averaged down first, else thin lines would
// come and go.
func cut(img *image.NRGBA, r ROI, n int) pixels {
	t := r.toPicture(n)
	src := image.Image(img).Bounds()
	view := nrgbaView{img, 1, Point{}, src.Dx(), src.Dy()}
	if f := int(r.Size / float64(n)); f >= 2 {
		view = reduce(img, reach(t, n, src), f)
	}
	out := newPixels(n, n)
	inv := 1 / view.step
	for y := range n {
		for x := range n {
			p := t.at(float64(x)+0.5, float64(y)+0.5).Sub(view.origin).Mul(inv)
			if p.X >= 0 && p.Y >= 0 && p.X < float64(view.w) && p.Y < float64(view.h) {
				view.sample(p.X-0.5, p.Y-0.5, out.v[3*(n*y+x):])
			}
		}
	}
	return out
}

// nrgbaView is a part of a picture at a coarser step.
type nrgbaView struct {
	img    *image.NRGBA
	step   float64
	origin Point // of the view in the picture
	w, h   int
}

// reach is the part of the picture that a crop touches, with a margin.
func reach(t affine, n int, bounds image.Rectangle) image.Rectangle {
	lo, hi := Point{X: math.Inf(1), Y: math.Inf(1)}, Point{X: math.Inf(-1), Y: math.Inf(-1)}
	for _, c := range [4]Point{t.at(0, 0), t.at(float64(n), 0), t.at(0, float64(n)), t.at(float64(n), float64(n))} {
		lo = Point{X: math.Min(lo.X, c.X), Y: math.Min(lo.Y, c.Y)}
		hi = Point{X: math.Max(hi.X, c.X), Y: math.Max(hi.Y, c.Y)}
	}
	r := image.Rect(int(lo.X)-2, int(lo.Y)-2, int(hi.X)+3, int(hi.Y)+3)
	return r.Intersect(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
}

// reduce averages blocks of f×f pixels of the part r of the picture. Blocks
// start at multiples of f, so that the result does not depend on r.
func reduce(img *image.NRGBA, r image.Rectangle, f int) nrgbaView {
	b := img.Bounds()
	x0, y0 := r.Min.X/f*f, r.Min.Y/f*f
	w, h := (r.Max.X-x0+f-1)/f, (r.Max.Y-y0+f-1)/f
	if r.Empty() {
		w, h = 0, 0
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			block := image.Rect(x0+x*f, y0+y*f, x0+x*f+f, y0+y*f+f).Intersect(image.Rect(0, 0, b.Dx(), b.Dy()))
			mean(img, block.Add(b.Min), small.Pix[small.PixOffset(x, y):])
		}
	}
	return nrgbaView{small, float64(f), Point{X: float64(x0), Y: float64(y0)}, w, h}
}

// mean writes the rounded mean color of a block that is not empty.
func mean(img *image.NRGBA, r image.Rectangle, dst []uint8) {
	var s [3]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[img.PixOffset(r.Min.X, y) : img.PixOffset(r.Max.X-1, y)+4]
		for i := 0; i+3 < len(row); i += 4 {
			s[0] += int(row[i])
			s[1] += int(row[i+1])
			s[2] += int(row[i+2])
		}
	}
	n := r.Dx() * r.Dy()
	for c := range s {
		dst[c] = uint8((s[c] + n/2) / n)
	}
}

// sample writes the bilinear color at (x, y), pixel centers being at whole
// numbers; beyond the border the border goes on.
func (v nrgbaView) sample(x, y float64, dst []float32) {
	fx, fy := math.Floor(x), math.Floor(y)
	ax, ay := float32(x-fx), float32(y-fy)
	x0, x1 := clamp(int(fx), v.w-1), clamp(int(fx)+1, v.w-1)
	y0, y1 := clamp(int(fy), v.h-1), clamp(int(fy)+1, v.h-1)
	m := v.img.Bounds().Min
	p00, p01 := v.img.PixOffset(m.X+x0, m.Y+y0), v.img.PixOffset(m.X+x1, m.Y+y0)
	p10, p11 := v.img.PixOffset(m.X+x0, m.Y+y1), v.img.PixOffset(m.X+x1, m.Y+y1)
	pix := v.img.Pix
	for c := range 3 {
		top := float32(pix[p00+c])*(1-ax) + float32(pix[p01+c])*ax
		low := float32(pix[p10+c])*(1-ax) + float32(pix[p11+c])*ax
		dst[c] = top*(1-ay) + low*ay
	}
}

func clamp(v, hi int) int { return max(0, min(v, hi)) }

// paste lays a square of n×n values back into a plane of w×h through the
// crop's map; outside the crop it is 0.
func paste(v []float32, n int, t affine, w, h int) *raster.Plane {
	square := &raster.Plane{W: n, H: n, Pix: v}
	out := raster.NewPlane(w, h)
	inv := t.inverse()
	r := reach(t, n, image.Rect(0, 0, w, h))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p := inv.at(float64(x)+0.5, float64(y)+0.5)
			if p.X >= 0 && p.Y >= 0 && p.X < float64(n) && p.Y < float64(n) {
				out.Pix[y*w+x] = square.Sample(p.X-0.5, p.Y-0.5)
			}
		}
	}
	return out
}
