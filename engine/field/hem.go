package field

import (
	"math"

	"lookbook/engine/raster"
)

// hem.go paints what shows below a hem that ends higher than the old one: the
// lower garment mirrored upwards, or the midriff.

// naturalWaist is the height below which an uncovered place shows the lower
// garment, above which it shows skin.
const naturalWaist = 0.84

// fillBelowHem paints the lower garment and the midriff under the new hem.
func (d *dressing) fillBelowHem() {
	hem := float32(d.f.Cover.Hem)
	body := d.bodyBelow()
	known := d.lower.Above(.5).Erode(2)
	enough := known.Count() >= 200
	lower := d.bare.rgb
	if enough && !d.whole() {
		lower = d.mirrorLower(known, body, hem)
	}
	soft := float32(d.p.Torso) / float32(3*d.unit())
	for i, v := range d.axes.v.Pix {
		if body.Pix[i] == 0 || v <= hem-.15 {
			continue
		}
		cloth := body.Pix[i] * raster.Clip32((v-naturalWaist)*soft+.5, 0, 1)
		skin := body.Pix[i] * raster.Clip32((naturalWaist-v)*soft+.5, 0, 1)
		if !enough {
			skin, cloth = max(skin, cloth), 0
		}
		if d.whole() {
			cloth = 0
			if v >= .9 {
				skin = 0
			}
		}
		d.fillSkin(i, skin)
		d.fillWith(lower, i, cloth)
	}
}

// clothEase is how much wider than the body a garment at the waist is, a side,
// in Ref.
const clothEase = .015

// bodyBelow is where the lower garment may be invented; the rim takes background.
// It is the fitted body with some ease, else the torso between its measured
// sides and what lies deep inside the person below it.
func (d *dressing) bodyBelow() *raster.Plane {
	p := d.p
	if p.Body != nil {
		body := d.bare.trunk.Clone().Max(d.bare.legs)
		return raster.MaxFilter(body, max(1, int(clothEase*p.Ref)))
	}
	var pts []raster.Pt
	for v := .2; v < 1.15; v += .08 {
		pts = append(pts, p.At(v, -p.HalfWidth(v, 0)))
	}
	for v := 1.12; v > .19; v -= .08 {
		pts = append(pts, p.At(v, p.HalfWidth(v, 1)))
	}
	body := raster.Polygon(p.W, p.H, pts, 1)
	deep := p.Mask.Above(.5).Distance()
	for i, v := range deep.Pix {
		if d.axes.v.Pix[i] > .75 && d.arms.dist.Pix[i] > 1.25 {
			body.Pix[i] = max(body.Pix[i], raster.Clip32((v-float32(.10*p.Ref))/float32(.03*p.Ref), 0, 1))
		}
	}
	return body
}

// mirrorLower continues the lower garment upwards: three quarters its own
// texture mirrored per column, one quarter its smooth colour.
func (d *dressing) mirrorLower(known *raster.Mask, body *raster.Plane, hem float32) *raster.RGB {
	w, h := d.p.W, d.p.H
	sw, sh := max(1, w/2), max(1, h/2)
	weight := known.Plane().Area(sw, sh).Map(func(v float32) float32 {
		if v < .9 {
			return 0
		}
		return 1
	})
	smooth := raster.PushPull(d.work.Area(sw, sh), weight).Linear(w, h)
	out := smooth.Clone()
	from := float32(math.Max(.55, float64(hem)-.12))
	for x := range w {
		last := -1
		for y := range h {
			i := y*w + x
			if d.erase.Pix[i] > 0 && d.coverage.Pix[i] < .98 && d.axes.v.Pix[i] > from && body.Pix[i] > .3 {
				last = y
			}
		}
		if last >= 0 {
			d.mirrorColumn(x, last, known, out, smooth)
		}
	}
	return out
}

// mirrorColumn reflects the garment below row last upwards in column x.
func (d *dressing) mirrorColumn(x, last int, known *raster.Mask, out, smooth *raster.RGB) {
	w, h := d.p.W, d.p.H
	first, n := -1, 0
	for y := max(0, last-int(.05*d.p.Ref)); y < h; y++ {
		if known.Pix[y*w+x] != 0 {
			if first < 0 {
				first = y
			}
			n++
		}
	}
	if first < 0 || n < int(.08*d.p.Ref) {
		return
	}
	y0 := first + 2
	period := max(4, n*6/10)
	for y := range min(h, last+2) {
		s := (y0 - y) % (2 * period)
		if s < 0 {
			s = -s
		}
		if s >= period {
			s = 2*period - 1 - s
		}
		if s += y0; s >= h {
			continue
		}
		i, j := 3*(y*w+x), 3*(s*w+x)
		for c := range 3 {
			out.Pix[i+c] = .75*d.work.Pix[j+c] + .25*smooth.Pix[i+c]
		}
	}
}
