package vision

import (
	"image"

	"lookbook/engine/raster"
)

// largestArticle keeps the largest connected part of a cut-out and the small
// parts that belong to it, and reports how many other articles were dropped:
// separate parts of at least an eighth of its area.
func largestArticle(a *raster.Plane) (*raster.Plane, int) {
	labels, comps := a.Above(0.5).Components()
	if len(comps) < 2 {
		return a, 0
	}
	best := 0
	for i, c := range comps {
		if c.Area > comps[best].Area {
			best = i
		}
	}
	keep := make([]bool, len(comps))
	others := 0
	for i, c := range comps {
		keep[i] = i == best
		if i == best || c.Area < comps[best].Area*3/100 {
			continue
		}
		if c.Area*8 >= comps[best].Area {
			others++
			continue
		}
		keep[i] = nearBoxes(boxOf(c), boxOf(comps[best]), a.H/20)
	}
	m := raster.NewMask(a.W, a.H)
	for i, l := range labels {
		if l > 0 && keep[l-1] {
			m.Pix[i] = 1
		}
	}
	m = m.Dilate(2)
	for i, v := range m.Pix {
		if v == 0 {
			a.Pix[i] = 0
		}
	}
	return a, others
}

func boxOf(c raster.Component) image.Rectangle { return image.Rect(c.X0, c.Y0, c.X1, c.Y1) }

func nearBoxes(a, b image.Rectangle, gap int) bool { return a.Inset(-gap).Overlaps(b) }

// decontaminate returns the picture with the colours of a cut-out's inside
// spread over its edge and beyond, so that no ground shines through at a soft
// border. Pixels well inside keep their colour.
func decontaminate(img *raster.RGB, a *raster.Plane) *raster.RGB {
	in := a.Above(0.97).Erode(2)
	return spreadColors(img, in, a.Above(0.003).Dilate(max(4, img.H/60)))
}

// spreadColors fills the pixels of where that are not in known from the nearest
// known ones, by a pyramid of means.
func spreadColors(img *raster.RGB, known, where *raster.Mask) *raster.RGB {
	out := img.Clone()
	r := where.Bounds()
	if r.Empty() {
		return out
	}
	lv := pyramid(img, known, r)
	fill := lv[len(lv)-1].mean(nil)
	for i := len(lv) - 2; i >= 0; i-- {
		fill = lv[i].mean(fill)
	}
	up := fill.Linear(2*fill.W, 2*fill.H)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			i := y*img.W + x
			if where.Pix[i] != 0 && known.Pix[i] == 0 {
				j := 3 * ((y-r.Min.Y)*up.W + x - r.Min.X)
				copy(out.Pix[3*i:3*i+3], up.Pix[j:j+3])
			}
		}
	}
	return out
}

// weighted is a picture of sums with their weights.
type weighted struct {
	c *raster.RGB
	w *raster.Plane
}

// pyramid halves the known colours inside r again and again; level 0 is half
// size.
func pyramid(img *raster.RGB, known *raster.Mask, r image.Rectangle) []weighted {
	l := halveKnown(img, known, r)
	lv := []weighted{l}
	for min(l.w.W, l.w.H) > 2 && len(lv) < 9 {
		l = l.halve()
		lv = append(lv, l)
	}
	return lv
}

func halveKnown(img *raster.RGB, known *raster.Mask, r image.Rectangle) weighted {
	w, h := (r.Dx()+1)/2, (r.Dy()+1)/2
	o := weighted{raster.NewRGB(w, h), raster.NewPlane(w, h)}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			i := y*img.W + x
			if known.Pix[i] == 0 {
				continue
			}
			j := (y-r.Min.Y)/2*w + (x-r.Min.X)/2
			o.w.Pix[j] += 0.25
			for k := range 3 {
				o.c.Pix[3*j+k] += 0.25 * img.Pix[3*i+k]
			}
		}
	}
	return o
}

func (l weighted) halve() weighted {
	w, h := (l.w.W+1)/2, (l.w.H+1)/2
	o := weighted{raster.NewRGB(w, h), raster.NewPlane(w, h)}
	for y := range l.w.H {
		for x := range l.w.W {
			i, j := y*l.w.W+x, y/2*w+x/2
			o.w.Pix[j] += 0.25 * l.w.Pix[i]
			for k := range 3 {
				o.c.Pix[3*j+k] += 0.25 * l.c.Pix[3*i+k]
			}
		}
	}
	return o
}

// mean returns the colours of a level; where little is known, those of the
// coarser level show through.
func (l weighted) mean(coarse *raster.RGB) *raster.RGB {
	o := raster.NewRGB(l.w.W, l.w.H)
	var up *raster.RGB
	if coarse != nil {
		up = coarse.Linear(2*coarse.W, 2*coarse.H)
	}
	for y := range l.w.H {
		for x := range l.w.W {
			i := y*l.w.W + x
			wt := l.w.Pix[i]
			t := raster.Clip32(2*wt, 0, 1)
			for k := range 3 {
				v := l.c.Pix[3*i+k] / (wt + 1e-6)
				if up != nil {
					u := up.Pix[3*(y*up.W+x)+k]
					v = u + (v-u)*t
				}
				o.Pix[3*i+k] = v
			}
		}
	}
	return o
}
