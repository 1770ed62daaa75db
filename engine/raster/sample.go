package raster

import "math"

// Sample returns p at (x, y) bilinearly, edges replicated.
func (p *Plane) Sample(x, y float64) float32 {
	x, y = Clip(x, 0, float64(p.W-1)), Clip(y, 0, float64(p.H-1))
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, p.W-1), min(y0+1, p.H-1)
	tx, ty := float32(x-float64(x0)), float32(y-float64(y0))
	a := p.Pix[y0*p.W+x0]
	b := p.Pix[y0*p.W+x1]
	c := p.Pix[y1*p.W+x0]
	d := p.Pix[y1*p.W+x1]
	u := a + (b-a)*tx
	return u + (c+(d-c)*tx-u)*ty
}

// Sample returns p at (x, y) bilinearly, edges replicated.
func (p *RGB) Sample(x, y float64) (r, g, b float32) {
	x, y = Clip(x, 0, float64(p.W-1)), Clip(y, 0, float64(p.H-1))
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, p.W-1), min(y0+1, p.H-1)
	tx, ty := float32(x-float64(x0)), float32(y-float64(y0))
	var o [3]float32
	for c := range o {
		u := p.Pix[3*(y0*p.W+x0)+c]
		u += (p.Pix[3*(y0*p.W+x1)+c] - u) * tx
		v := p.Pix[3*(y1*p.W+x0)+c]
		v += (p.Pix[3*(y1*p.W+x1)+c] - v) * tx
		o[c] = u + (v-u)*ty
	}
	return o[0], o[1], o[2]
}

// SampleCubic returns p at (x, y) by Catmull-Rom interpolation, edges
// replicated; values may overshoot.
func (p *RGB) SampleCubic(x, y float64) (r, g, b float32) {
	x0, y0 := math.Floor(x), math.Floor(y)
	wx, wy := catmullRom(float32(x-x0)), catmullRom(float32(y-y0))
	ix, iy := int(x0)-1, int(y0)-1
	if ix >= 0 && iy >= 0 && ix+3 < p.W && iy+3 < p.H {
		for j, ky := range wy {
			q := p.Pix[3*((iy+j)*p.W+ix) : 3*((iy+j)*p.W+ix)+12]
			r += ky * (wx[0]*q[0] + wx[1]*q[3] + wx[2]*q[6] + wx[3]*q[9])
			g += ky * (wx[0]*q[1] + wx[1]*q[4] + wx[2]*q[7] + wx[3]*q[10])
			b += ky * (wx[0]*q[2] + wx[1]*q[5] + wx[2]*q[8] + wx[3]*q[11])
		}
		return r, g, b
	}
	for j, ky := range wy {
		row := clampInt(iy+j, p.H-1) * p.W
		for i, kx := range wx {
			o := 3 * (row + clampInt(ix+i, p.W-1))
			k := kx * ky
			r += k * p.Pix[o]
			g += k * p.Pix[o+1]
			b += k * p.Pix[o+2]
		}
	}
	return r, g, b
}

func catmullRom(t float32) [4]float32 {
	t2 := t * t
	t3 := t2 * t
	return [4]float32{
		(-t3 + 2*t2 - t) / 2,
		(3*t3 - 5*t2 + 2) / 2,
		(-3*t3 + 4*t2 + t) / 2,
		(t3 - t2) / 2,
	}
}

// PushPull fills the pixels of img whose weight is 0 from their surroundings,
// by a pyramid of weighted means (Gortler et al., "The Lumigraph", 1996).
// Weights are 0..1.
func PushPull(img *RGB, w *Plane) *RGB {
	type level struct {
		c *RGB
		w *Plane
	}
	lv := []level{{img.Times(w), w}}
	for {
		l := lv[len(lv)-1]
		if min(l.w.W, l.w.H) <= 4 {
			break
		}
		nw, nh := (l.w.W+1)/2, (l.w.H+1)/2
		lv = append(lv, level{GaussianRGB(l.c, 1).Area(nw, nh), Gaussian(l.w, 1).Area(nw, nh)})
	}
	var cur *RGB
	for i := len(lv) - 1; i >= 0; i-- {
		l := lv[i]
		out := NewRGB(l.w.W, l.w.H)
		var up *RGB
		if cur != nil {
			up = cur.Linear(l.w.W, l.w.H)
		}
		for j, wt := range l.w.Pix {
			t := Clip32(wt*4, 0, 1)
			for c := 3 * j; c < 3*j+3; c++ {
				v := l.c.Pix[c] / (wt + 1e-5)
				if up != nil {
					v = up.Pix[c]*(1-t) + t*v
				}
				out.Pix[c] = v
			}
		}
		cur = out
	}
	return cur
}
