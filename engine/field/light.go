package field

import (
	"math"
	"sort"

	"lookbook/engine/color"
	"lookbook/engine/raster"
)

// clothSide is the share of the skin's sideways light that a garment takes:
// cloth hangs flatter than skin.
const clothSide = .5

// lighting finds the shade that multiplies the garment: slow light from the
// old garment where it was plain, folds from plain old clothes only, the
// roundness of the body, the shadow of the arms.
func (d *dressing) lighting() {
	d.shade = d.oldShade()
	bare := raster.NewPlane(d.p.W, d.p.H)
	for i, dist := range d.arms.dist.Pix {
		if d.arms.along.Pix[i] > d.arms.covered(i, d.f.Cover.Arm)+.02 && (d.skin.Pix[i] > .3 || d.newArm.Pix[i] > .3) {
			bare.Pix[i] = raster.Clip32((1.15-dist)*3, 0, 1)
		}
	}
	arm := raster.Gaussian(bare, .05*d.p.Ref)
	cloth := raster.Gaussian(d.sleeves, .04*d.p.Ref)
	surface := d.surfaceShade()
	side := float32(clothSide * d.sun.b[0] * (1 - d.plain))
	for i, s := range d.shade.Pix {
		x := raster.Clip(math.Abs(float64(d.axes.lat.Pix[i]))/(.60*d.p.Ref), 0, 1.1)
		round := 1 - .12*float32(x*x*x)
		// Cloth has the light of the skin, as far as no old cloth tells it.
		round *= 1 + side*raster.Clip32(d.axes.lat.Pix[i]/float32(.60*d.p.Ref), -1, 1)
		if d.arms.along.Pix[i] > d.arms.covered(i, d.f.Cover.Arm) {
			round *= 1 - .16*arm.Pix[i]
		}
		if d.upperBody() {
			// A sleeve is round and darkens the torso beside it.
			v := d.sleeves.Pix[i]
			round *= 1 - .14*cloth.Pix[i]*(1-v)
			if lit := surface.Pix[i]; v > 0 && lit > 0 {
				round *= 1 + v*(lit-1)
			} else if v > 0 && d.arms.dist.Pix[i] < 9 {
				// Not at the shoulder, where sleeve and torso are one surface.
				v *= raster.Clip32((d.arms.along.Pix[i]-.15)/.25, 0, 1)
				round *= 1 + v*(d.limbShade(d.arms.across.Pix[i]*.6, .13)-1.02)
			}
		}
		d.shade.Pix[i] = raster.Clip32(s*round, .55, 1.22)
	}
}

// surfaceShade is the light on parts that were drawn as surfaces, 0 elsewhere.
func (d *dressing) surfaceShade() *raster.Plane {
	o := raster.NewPlane(d.p.W, d.p.H)
	for n := range d.f.Parts {
		p := &d.f.Parts[n]
		if p.Shade == nil {
			continue
		}
		for y := max(0, p.Box.Min.Y); y < min(o.H, p.Box.Max.Y); y++ {
			for x := max(0, p.Box.Min.X); x < min(o.W, p.Box.Max.X); x++ {
				i := (y-p.Box.Min.Y)/p.Step*p.Cols + (x-p.Box.Min.X)/p.Step
				if p.Keep[i] > 0 {
					o.Pix[y*o.W+x] = p.Shade[i]
				}
			}
		}
	}
	return o
}

// paleCloth is the lightness above which doubtful folds would show as dirt.
const paleCloth = 75

// pale reports a garment whose median lightness is high.
func (d *dressing) pale() bool {
	var ls []float64
	for i, a := range d.coverage.Pix {
		if a > .98 && i%7 == 0 {
			ls = append(ls, float64(labAt(d.flat, 3*i)[0]))
		}
	}
	return len(ls) > 0 && percentile(ls, .5) > paleCloth
}

// plainness tells how far the old garment's light may be believed.
type plainness struct {
	// uniform is 1 for a plain cloth whose lightness shows folds, 0 for
	// prints; spread is the 80th percentile of |L - median|, median the
	// median lightness (0..100).
	uniform, spread, median float64
}

// oldShade reads light and folds from what was worn. Thresholds are in CIE L
// and separate plain shirts from prints in the trials.
func (d *dressing) oldShade() *raster.Plane {
	p, unit := d.p, d.unit()
	shade := raster.NewPlane(p.W, p.H)
	for i := range shade.Pix {
		shade.Pix[i] = 1
	}
	worn := p.Upper.Clone()
	if d.whole() {
		worn.Max(p.Lower)
	} else if !d.upperBody() {
		worn = p.Lower.Clone()
	}
	inside := worn.Above(.8).Erode(int(2 * unit))
	if float64(inside.Count()) < .05*p.Ref*p.Ref {
		return shade
	}
	l, ab := labPlanes(p.Image)
	w := inside.Plane()
	low, near := normalized(l, w, .05*p.Ref, 4)
	mid, close := normalized(l, w, .012*p.Ref, 2)
	pl := measurePlain(l, ab, mid, inside)
	if pl.uniform < .5 && d.pale() {
		return shade
	}
	u := float32(pl.uniform)
	d.plain = pl.uniform
	slowLight, foldLight, faint := newPower(.9), newPower(.85), newPower(.25)
	med := float32(math.Max(10, pl.median))
	for i := range shade.Pix {
		n := raster.Clip32(near.Pix[i]*2, 0, 1)
		if n == 0 {
			continue
		}
		slow := raster.Clip32(low.Pix[i]/med, .6, 1.35)
		fold := raster.Clip32(mid.Pix[i]/max(8, low.Pix[i]), .7, 1.25)
		rest := float32(1)
		if pl.spread < 24 {
			rest = faint.of(slow)
		}
		s := 1 + n*(u*slowLight.of(slow)+(1-u)*rest-1)
		s *= 1 + n*(foldLight.of(fold)-1)*u*raster.Clip32(close.Pix[i]*1.5-.5, 0, 1)
		shade.Pix[i] = s
	}
	return shade
}

// power is x^e for x from 0 to 1.5 by a table: exact to 1e-4 above 0.5, where
// light is.
type power [769]float32

func newPower(e float64) *power {
	var p power
	for i := range p {
		p[i] = float32(math.Pow(float64(i)/512, e))
	}
	return &p
}

func (p *power) of(x float32) float32 {
	f := min(max(x*512, 0), 767)
	i := int(f)
	return p[i] + (p[i+1]-p[i])*(f-float32(i))
}

// normalized is the blur of v over the pixels of weight w, and the blurred
// weight; div > 1 computes it at a fraction of the size.
func normalized(v, w *raster.Plane, sigma float64, div int) (mean, weight *raster.Plane) {
	vw := v.Clone().Combine(w, func(a, b float32) float32 { return a * b })
	sw, sh := max(1, v.W/div), max(1, v.H/div)
	if div > 1 {
		vw, w = vw.Area(sw, sh), w.Area(sw, sh)
	}
	vw, weight = raster.Gaussian(vw, sigma/float64(div)), raster.Gaussian(w, sigma/float64(div))
	mean = vw.Combine(weight, func(a, b float32) float32 { return a / (b + 1e-3) })
	if div > 1 {
		return mean.Linear(v.W, v.H), weight.Linear(v.W, v.H)
	}
	return mean, weight
}

// measurePlain tells plain cloth from prints by fine detail, colour spread and
// lightness spread inside m.
func measurePlain(l *raster.Plane, ab [2]*raster.Plane, mid *raster.Plane, m *raster.Mask) plainness {
	var ls, as, bs, fine []float64
	for i, on := range m.Pix {
		// Every third pixel is plenty for percentiles.
		if on == 0 || i%3 != 0 {
			continue
		}
		ls = append(ls, float64(l.Pix[i]))
		as = append(as, float64(ab[0].Pix[i]))
		bs = append(bs, float64(ab[1].Pix[i]))
		fine = append(fine, math.Abs(float64(l.Pix[i]-mid.Pix[i])))
	}
	if len(ls) == 0 {
		return plainness{}
	}
	med := percentile(ls, .5)
	chroma := deviation(as, .5) + deviation(bs, .5)
	spread := deviation(ls, .8)
	c01 := func(v float64) float64 { return raster.Clip(v, 0, 1) }
	u := c01((4.5-percentile(fine, .85))/2.5) * c01((9-chroma)/5) * c01((24-spread)/10) * c01((med-14)/30)
	return plainness{uniform: u, spread: spread, median: med}
}

// percentile sorts v and returns the value at share q.
func percentile(v []float64, q float64) float64 {
	sort.Float64s(v)
	return v[min(len(v)-1, int(q*float64(len(v))))]
}

// deviation is the percentile q of |v - median|.
func deviation(v []float64, q float64) float64 {
	med := percentile(v, .5)
	d := make([]float64, len(v))
	for i, x := range v {
		d[i] = math.Abs(x - med)
	}
	return percentile(d, q)
}

// castReach is how far contact shadows reach, castDrop how far they fall
// downwards and, for light wholly from one side, sideways, all in Ref.
const castReach, castDrop = .022, .015

// shadows finds the contact shadow that the garment casts on the person around
// it: its visible coverage blurred and moved away from the light, never on face,
// hair or background.
func (d *dressing) shadows() {
	p := d.p
	soft := raster.Gaussian(d.alpha, castReach*p.Ref)
	drop := int(castDrop * p.Ref)
	aside := int(math.Round(-castDrop * p.Ref * d.sun.b[0] / mostSide))
	d.cast = raster.NewPlane(p.W, p.H)
	for y := drop; y < p.H; y++ {
		for x := max(0, aside); x < min(p.W, p.W+aside); x++ {
			i := y*p.W + x
			e := d.erase.Pix[i]
			on := max(p.Mask.Pix[i]*(1-e), min(e, d.body.Pix[i]), d.newArm.Pix[i])
			v := soft.Pix[i-drop*p.W-aside] * (1 - d.alpha.Pix[i]) * on * (1 - d.face.Pix[i]) * (1 - p.Hair.Pix[i])
			if !d.upperBody() {
				v *= 1 - d.upper.Pix[i]
			}
			if v > .03 {
				d.cast.Pix[i] = v
			}
		}
	}
}

// headShadow is the soft shadow of head and hair on the garment.
func (d *dressing) headShadow() *raster.Plane {
	p := d.p
	drop := int(.03 * p.Ref)
	head := raster.NewPlane(p.W, p.H)
	for i := range head.Pix {
		if j := i - drop*p.W; j >= 0 && d.axes.v.Pix[j] > -.6 {
			head.Pix[i] = max(p.Hair.Pix[j], d.face.Pix[j])
		}
	}
	return raster.Gaussian(head, .03*p.Ref)
}

// labAt is the CIE Lab of the pixel whose red value is img.Pix[i].
func labAt(img *raster.RGB, i int) [3]float32 {
	return color.LabFast(raster.Byte(img.Pix[i]), raster.Byte(img.Pix[i+1]), raster.Byte(img.Pix[i+2]))
}

// labPlanes splits a picture into lightness 0..100 and the two opponents.
func labPlanes(img *raster.RGB) (l *raster.Plane, ab [2]*raster.Plane) {
	l = raster.NewPlane(img.W, img.H)
	ab = [2]*raster.Plane{raster.NewPlane(img.W, img.H), raster.NewPlane(img.W, img.H)}
	for i := range l.Pix {
		v := labAt(img, 3*i)
		l.Pix[i], ab[0].Pix[i], ab[1].Pix[i] = v[0], v[1], v[2]
	}
	return l, ab
}
