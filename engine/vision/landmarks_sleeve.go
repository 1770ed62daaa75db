package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// Stations of a sleeve as shares of its length: long ones bend and need more.
var (
	shortStations = []float64{1.0 / 3, 2.0 / 3}
	longStations  = []float64{0.2, 0.36, 0.52, 0.68, 0.84}
)

// sleeves fills the sleeves and their mean length.
func (f *topFinder) sleeves() {
	var sum float64
	n := 0
	for s := range f.l.Sleeves {
		if !f.sleeved[s] {
			continue
		}
		sl := f.sleeve(s)
		if sl == nil {
			continue
		}
		f.l.Sleeves[s] = sl
		sum += sl.Length
		n++
	}
	if n > 0 && f.l.Half > 0 {
		f.l.SleeveRatio = sum / float64(n) / (2 * f.l.Half)
	}
}

// sleeve measures one sleeve; nil when nothing lies outside the armhole.
func (f *topFinder) sleeve(s int) *Sleeve {
	m := f.sleeveMask(s)
	if m == nil {
		return nil
	}
	sh, ap := f.l.Shoulder[s], f.l.Armpit[s]
	sl := &Sleeve{Seam: sh.Lerp(ap, 0.5), Mask: m}
	d, ok := sleeveAxis(m, sl.Seam)
	if !ok {
		return nil
	}
	n := d.Perp()
	if s == 1 {
		n = n.Mul(-1)
	}
	if !f.cuff(sl, d, n) {
		return nil
	}
	f.stations(sl, s, n)
	f.cap(sl, s)
	return sl
}

// cuff places the corners of the cuff: the contour points farthest along the
// sleeve and to either side.
func (f *topFinder) cuff(sl *Sleeve, d, n raster.Pt) bool {
	bo, bi, count := math.Inf(-1), math.Inf(-1), 0
	for _, c := range f.c {
		if !sl.Mask.Has(int(c.X), int(c.Y)) {
			continue
		}
		count++
		along, across := c.Sub(sl.Seam).Dot(d), c.Sub(sl.Seam).Dot(n)
		if v := along + 0.9*across; v > bo {
			bo, sl.CuffOuter = v, c
		}
		if v := along - 0.9*across; v > bi {
			bi, sl.CuffInner = v, c
		}
	}
	sl.Length = sl.CuffOuter.Lerp(sl.CuffInner, 0.5).Sub(sl.Seam).Len()
	return count >= 10 && sl.Length > 2
}

// stations places the outline along the sleeve: outer points by rays across
// the axis, inner ones on the straight line from the armpit to the cuff.
func (f *topFinder) stations(sl *Sleeve, s int, n raster.Pt) {
	sl.T = longStations
	if sl.Length < 1.1*f.l.Half {
		sl.T = shortStations
	}
	end := sl.CuffOuter.Lerp(sl.CuffInner, 0.5)
	for _, t := range sl.T {
		p := sl.Seam.Lerp(end, t)
		sl.Outer = append(sl.Outer, p.Add(n.Mul(f.m.Ray(p, n, 0.8*f.l.Half))))
		sl.Inner = append(sl.Inner, f.l.Armpit[s].Lerp(sl.CuffInner, t))
	}
}

// cap finds the point of the outline farthest above the line from the neck to
// the cuff.
func (f *topFinder) cap(sl *Sleeve, s int) {
	n := sl.CuffOuter.Sub(f.l.Neck[s]).Perp().Unit()
	if n.Dot(raster.Pt{X: outward(s), Y: -1}) <= 0 {
		n = n.Mul(-1)
	}
	best := math.Inf(-1)
	for _, c := range f.c {
		if (c.X-f.l.Neck[s].X)*outward(s) <= 0 || c.Y >= sl.CuffOuter.Y {
			continue
		}
		if d := c.Sub(f.l.Neck[s]).Dot(n); d > best {
			best, sl.Cap = d, c
		}
	}
	sl.HasCap = best > 0.10*f.l.Half && sl.Length > 1.3*f.l.Half
	if !sl.HasCap {
		sl.Cap = raster.Pt{}
	}
}

// sleeveAxis is the unit direction from the seam to the far end of a sleeve.
func sleeveAxis(m *raster.Mask, seam raster.Pt) (raster.Pt, bool) {
	var c raster.Pt
	n := 0.0
	each(m, func(p raster.Pt) {
		c = c.Add(p)
		n++
	})
	if n < 50 {
		return raster.Pt{}, false
	}
	d := c.Mul(1 / n).Sub(seam).Unit()
	along := make([]float64, 0, int(n))
	each(m, func(p raster.Pt) { along = append(along, p.Sub(seam).Dot(d)) })
	limit := percentileOf(along, 93)
	c, n = raster.Pt{}, 0
	each(m, func(p raster.Pt) {
		if p.Sub(seam).Dot(d) > limit {
			c = c.Add(p)
			n++
		}
	})
	if n == 0 {
		return d, true
	}
	return c.Mul(1 / n).Sub(seam).Unit(), true
}

func each(m *raster.Mask, f func(raster.Pt)) {
	for y := 0; y < m.H; y++ {
		row := m.Pix[y*m.W : (y+1)*m.W]
		for x, v := range row {
			if v != 0 {
				f(raster.Pt{X: float64(x), Y: float64(y)})
			}
		}
	}
}

// sleeveMask is the largest part of the silhouette outside the line from the
// shoulder to the armpit and, below it, outside the line armpit – slit – hem.
func (f *topFinder) sleeveMask(s int) *raster.Mask {
	sh, ap := f.l.Shoulder[s], f.l.Armpit[s]
	n := raster.Pt{X: ap.Y - sh.Y, Y: -(ap.X - sh.X)}
	if n.X*outward(s) <= 0 {
		n = n.Mul(-1)
	}
	m := raster.NewMask(f.m.W, f.m.H)
	for y := f.y0; y <= f.y1; y++ {
		for x := f.x0; x <= f.x1; x++ {
			i := y*m.W + x
			if f.m.Pix[i] != 0 && (float64(x)-f.axc)*outward(s) > 0.55*f.l.Half &&
				(float64(y) >= ap.Y || (float64(x)-sh.X)*n.X+(float64(y)-sh.Y)*n.Y > 0) {
				m.Pix[i] = 1
			}
		}
	}
	f.cutBody(m, s)
	return largestIn(m, image.Rect(f.x0, f.y0, f.x1+1, f.y1+1))
}

// cutBody clears the body's runs inside the side line below the armpit.
func (f *topFinder) cutBody(m *raster.Mask, s int) {
	ap, slit, hem := f.l.Armpit[s], f.l.Slit[s], f.l.HemY
	low := f.edge(hem-0.04*f.h, s)
	ys := []float64{ap.Y, math.Max(ap.Y+1, slit.Y), math.Max(ap.Y+2, math.Max(hem, slit.Y+1))}
	xs := []float64{ap.X, slit.X, low}
	for y := int(ap.Y); y <= f.y1; y++ {
		line := raster.Interp(float64(y), ys, xs)
		for _, r := range f.runs[y] {
			holds := float64(r[0]) <= f.ax && f.ax <= float64(r[1])
			if !holds && (float64(r[0])-f.ax)*outward(s) >= 0 {
				continue
			}
			a, b := int(math.Min(float64(r[1]), math.Max(float64(r[0]), line))), r[1]
			if s == 1 {
				a, b = r[0], int(math.Max(float64(r[0]), math.Min(float64(r[1]), line)))
			}
			for x := a; x <= b; x++ {
				m.Pix[y*m.W+x] = 0
			}
		}
	}
}

// largestIn returns the largest component of m, which lies inside r; nil when
// there is none.
func largestIn(m *raster.Mask, r image.Rectangle) *raster.Mask {
	c := cropMask(m, r).Largest()
	o := raster.NewMask(m.W, m.H)
	n := 0
	for y := range c.H {
		for x := range c.W {
			if c.Pix[y*c.W+x] != 0 {
				o.Pix[(y+r.Min.Y)*m.W+x+r.Min.X] = 1
				n++
			}
		}
	}
	if n == 0 {
		return nil
	}
	return o
}
