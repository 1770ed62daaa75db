package field

import (
	"math"

	"lookbook/engine/color"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// backdrop fills the person's place from the background and measures the photo's
// grain (standard deviation of sRGB 0..1). Deep inside the bare body, which
// always covers it, the fill is only smooth.
func backdrop(p *vision.Person, body *raster.Plane) (*raster.RGB, float64) {
	unit := math.Max(1, p.Ref/200)
	known := p.Mask.Above(.03).Dilate(int(glow*unit) + 2).Not()
	if known.Count() < 50 {
		return p.Image, .004
	}
	// The guess is smooth, so a quarter of the size is enough.
	w, h := max(1, p.W/4), max(1, p.H/4)
	weight := known.Erode(1).Plane().Area(w, h)
	weight.Map(func(v float32) float32 {
		if v < .99 {
			return 0
		}
		return 1
	})
	guess := raster.PushPull(p.Image.Area(w, h), weight).Linear(p.W, p.H)
	deep := body.Above(.9).Erode(int(coveredDeep * p.Ref))
	hole := make([]uint8, len(known.Pix))
	for i, k := range known.Pix {
		switch {
		case k != 0:
			copy(guess.Pix[3*i:3*i+3], p.Image.Pix[3*i:3*i+3])
		case deep.Pix[i] != 0:
			hole[i] = notShown
		default:
			hole[i] = 1
		}
	}
	return inpaint(p.Image, guess, hole, p.Ref), grainOf(p.Image, known)
}

// coveredDeep is how deep inside the bare body, in Ref, no background is ever
// seen.
const coveredDeep = .06

// grainOf is the robust spread of the picture's finest detail on known pixels.
func grainOf(img *raster.RGB, known *raster.Mask) float64 {
	g := img.Gray()
	fine := raster.Gaussian(g, 1.2)
	var hist [512]int
	n := 0
	for i, k := range known.Pix {
		if k == 0 {
			continue
		}
		hist[min(511, int(math.Abs(float64(g.Pix[i]-fine.Pix[i]))*8192))]++
		n++
	}
	if n < 500 {
		return .004
	}
	for i, seen := 0, 0; i < len(hist); i++ {
		if seen += hist[i]; seen*2 >= n {
			return (float64(i) + .5) / 8192 * 1.48
		}
	}
	return .004
}

// LightSide tells from which side the face is lit: right minus left cheek over
// their mean, -0.3..0.3.
func LightSide(p *vision.Person) float64 {
	if !p.Face.Found || len(p.Face.Mesh) < 468 {
		return 0
	}
	l, r := p.Face.Mesh[50], p.Face.Mesh[280]
	if l.X >= r.X {
		return 0
	}
	cheek := func(c raster.Pt) float64 {
		var s, n float64
		for y := int(c.Y) - 4; y <= int(c.Y)+4; y++ {
			for x := int(c.X) - 4; x <= int(c.X)+4; x++ {
				if x < 0 || y < 0 || x >= p.W || y >= p.H {
					continue
				}
				i := 3 * (y*p.W + x)
				lab := labAt(p.Image, i)
				s += float64(lab[0])
				n++
			}
		}
		return s / math.Max(1, n)
	}
	a, b := cheek(l), cheek(r)
	return raster.Clip((b-a)/math.Max(20, (a+b)/2), -.3, .3)
}

// skinAround is the person's skin colour spread over the picture: beside known
// skin it goes on from there, so that no border shows; far away it is the mean
// of a wide surrounding. Without any known skin it is the median tone.
func (c *Canvas) skinAround() *raster.RGB {
	const small = 4
	w, h := max(1, c.p.W/small), max(1, c.p.H/small)
	known := c.p.Skin.Above(.8).Erode(3).Plane().Area(w, h).Map(func(v float32) float32 {
		if v < .95 {
			return 0
		}
		return 1
	})
	r, g, b := color.Lab(c.p.SkinLab).RGB()
	tone := [3]float32{float32(r) / 255, float32(g) / 255, float32(b) / 255}
	spread := raster.NewRGB(w, h)
	if known.Sum() >= 8 {
		spread = raster.PushPull(c.p.Image.Area(w, h), known)
	}
	// Shade at the edge of known skin, or cloth taken for it, must not grow into
	// a whole limb: the tone bounds what is spread. Rendered people, whose skin is
	// even, ask for tight bounds (assets/make/truth).
	for i, v := range spread.Pix {
		spread.Pix[i] = raster.Clip32(v, .95*tone[i%3], 1.10*tone[i%3])
	}
	// A little blur takes pores and seams out of what was copied.
	return raster.GaussianRGB(spread, .02*c.p.Ref).Linear(c.p.W, c.p.H)
}

// limbPower says how fast a limb darkens towards its sides.
var limbPower = newPower(2.2)

// limbShade is the light across a round limb: darkest at the sides, brightest
// a little towards the light. side is the signed place across, -1..1.
func (c *Canvas) limbShade(side, depth float32) float32 {
	u := float32(math.Abs(float64(side) - .9*c.light))
	return raster.Clip32(1.02-depth*limbPower.of(min(u, 1.2)), .6, 1.05)
}

// mix blends src into dst by weight at pixel i.
func mix(dst *raster.RGB, i int, w float32, r, g, b float32) {
	q := dst.Pix[3*i : 3*i+3]
	q[0] += (r - q[0]) * w
	q[1] += (g - q[1]) * w
	q[2] += (b - q[2]) * w
}

// fillSkin blends the bare body's skin into the fill at pixel i.
func (d *dressing) fillSkin(i int, w float32) { d.fillWith(d.bare.rgb, i, w) }

// fillWith blends a picture of the body or of what is worn on it into the fill
// at pixel i.
func (d *dressing) fillWith(img *raster.RGB, i int, w float32) {
	s := img.Pix[3*i : 3*i+3]
	mix(d.fill, i, w, s[0], s[1], s[2])
	d.body.Pix[i] += (1 - d.body.Pix[i]) * w
}

// filling paints what becomes visible where something is erased, from the
// background up: backdrop, neck and chest, garment or skin below the hem,
// legs, arms.
func (d *dressing) filling() {
	d.fill, d.body = d.background.Clone(), raster.NewPlane(d.p.W, d.p.H)
	if d.upperBody() {
		d.fillChest()
		d.fillBelowHem()
	}
	if d.whole() || (d.f.Cover.Slot == "lower" && !d.f.Cover.LongLegs) {
		d.fillLegs()
	}
	d.fillArms()
	if d.rim == nil {
		return
	}
	for i, w := range d.rim.Pix {
		if w > 0 {
			d.fillSkin(i, w)
		}
	}
}

// chestEnd is the height down to which a neckline may bare the trunk.
const chestEnd = .5

// fillChest paints skin where a wide or low neckline bares the body.
func (d *dressing) fillChest() {
	soft := float32(d.p.Torso) / float32(3*d.unit())
	for i, w := range d.bare.trunk.Pix {
		if w *= raster.Clip32((chestEnd-d.axes.v.Pix[i])*soft+.5, 0, 1); w > 0 {
			d.fillSkin(i, w)
		}
	}
}

// fillLegs paints skin in the shape of the legs.
func (d *dressing) fillLegs() {
	for i, w := range d.bareLegs().Pix {
		if w > 0 {
			d.fillSkin(i, w)
		}
	}
}

// underSleeve is how far under a sleeve, in arm lengths, the arm is painted:
// its hem is not straight.
const underSleeve = .06

// fillArms paints skin in the shape of the arms and finds forearms that an old
// sleeve covered and that lie before the new garment.
func (d *dressing) fillArms() {
	d.newArm = raster.NewPlane(d.p.W, d.p.H)
	share := d.bareArms()
	d.eachArm(func(i, side, bin int) {
		in := d.bare.arms.Pix[i] * share[side][bin]
		beyond := d.arms.along.Pix[i] - d.arms.covered(i, d.f.Cover.Arm)
		d.fillSkin(i, in*raster.Clip32((beyond+underSleeve)/.02, 0, 1))
		if d.upperBody() && beyond > .01 && d.upper.Pix[i]*(1-d.laid.Pix[i]) > .4 {
			d.newArm.Pix[i] = in
		}
	})
	d.newArm = raster.Gaussian(d.newArm, .7)
	for i, v := range d.newArm.Pix {
		if v > 0 {
			d.newArm.Pix[i] = v * (1 - max(d.p.Hair.Pix[i], d.face.Pix[i])) * (1 - d.hand.Pix[i]) * (1 - d.sleeves.Pix[i])
		}
	}
}
