package body

import (
	"image"
	"math"
)

// Window draws parts of the body, as if all others were transparent, into a
// box of the picture: pixel (x, y) of the drawing is pixel box.Min + (x, y) of
// the fit. With scale 2 each of those is four pixels, for smooth outlines.
// Without parts it draws the whole body. The inner side of the skin, which is
// seen where a part is cut off, is left out. Costs what the parts cover.
func (f *Fitted) Window(box image.Rectangle, scale int, parts ...Part) *Drawn {
	wanted := chosen(parts)
	z := NewZBuffer(max(1, scale*box.Dx()), max(1, scale*box.Dy()))
	k := float32(scale)
	ox, oy := float32(box.Min.X), float32(box.Min.Y)
	at := func(i uint16) [3]float32 {
		v := f.Screen[i]
		return [3]float32{k*(v[0]-ox+.5) - .5, k*(v[1]-oy+.5) - .5, v[2]}
	}
	for i, t := range f.Model.Triangles {
		if wanted[f.Model.trianglePart(i)] {
			a, b, c := at(t[0]), at(t[1]), at(t[2])
			if (b[0]-a[0])*(c[1]-a[1])-(b[1]-a[1])*(c[0]-a[0]) < 0 {
				z.Draw(&a, &b, &c, int32(i))
			}
		}
	}
	return &Drawn{z, f}
}

// Extent is the smallest box of the picture that holds these parts; it may
// reach beyond the picture. Without parts it is that of the whole body.
func (f *Fitted) Extent(parts ...Part) image.Rectangle {
	wanted := chosen(parts)
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for i, p := range f.Model.Part[:f.Model.Body.Count] {
		if !wanted[p] {
			continue
		}
		for k := range lo {
			lo[k] = math.Min(lo[k], float64(f.Screen[i][k]))
			hi[k] = math.Max(hi[k], float64(f.Screen[i][k]))
		}
	}
	if lo[0] > hi[0] {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(lo[0])), int(math.Floor(lo[1])), int(math.Ceil(hi[0]))+1, int(math.Ceil(hi[1]))+1)
}

// chosen marks parts, all of them when none is named.
func chosen(parts []Part) (wanted [PartCount]bool) {
	for i := range wanted {
		wanted[i] = len(parts) == 0
	}
	for _, p := range parts {
		wanted[p] = true
	}
	return wanted
}
