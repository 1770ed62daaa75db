package field

import (
	"math"

	"lookbook/engine/raster"
)

// figure is the bare body as it would be seen in the photo: what goes where a
// garment no longer covers skin.
type figure struct {
	// rgb is lit skin: that of the sheet in front, beyond the body the tone
	// around.
	rgb *raster.RGB
	// trunk, legs and arms are what is seen of them when nothing is worn, 0..1;
	// all is their union.
	trunk, legs, arms, all *raster.Plane
}

const (
	// Near other parts of the body less light arrives: creaseArm on an arm
	// beside the trunk, creaseTrunk on the trunk beside an arm, as shares, over
	// a distance in Ref.
	creaseArm, creaseTrunk = .20, .22
	creaseReach            = .045
	// rimDark darkens skin that turns away, where a limb's own hairline edge is
	// seen.
	rimDark = .16
	// trunkSmooth softens the mesh's chest in Ref: it is that of the average
	// body, and only a hint for this one.
	trunkSmooth = .05
)

// newFigure paints the bare body over the tone around.
func (c *Canvas) newFigure(around *raster.RGB) *figure {
	p := c.p
	f := &figure{rgb: around.Clone(), trunk: raster.NewPlane(p.W, p.H), legs: raster.NewPlane(p.W, p.H), arms: raster.NewPlane(p.W, p.H)}
	c.setCovers(f)
	lit := c.litSkin(f)
	for pass := range paintPasses {
		c.eachSheet(func(k, i, j int, s *sheet) {
			if w := c.paintWeight(pass, k, i, s.cover.Pix[j]); w > 0 && !s.bare(j) {
				mix(f.rgb, i, w, lit[k].Pix[3*j], lit[k].Pix[3*j+1], lit[k].Pix[3*j+2])
			}
		})
	}
	return f
}

// seamGain closes what two soft edges that meet leave between them.
const seamGain = 1.4

// setCovers finds what is seen of trunk, legs and arms.
func (c *Canvas) setCovers(f *figure) {
	planes := [sheetCount]*raster.Plane{f.trunk, f.legs, f.arms, f.arms}
	c.eachSheet(func(k, i, j int, s *sheet) {
		if c.seen(k, i) {
			planes[k].Pix[i] = max(planes[k].Pix[i], s.cover.Pix[j])
		}
	})
	c.eachSheet(func(k, i, j int, s *sheet) {
		if n := int(c.nearest[i]) - 1; !c.seen(k, i) {
			// At shoulders and hips a limb has no edge of its own.
			v := s.cover.Pix[j]
			if n >= leftArmSheet {
				v *= float32(1 - c.alongArm(n, i))
			}
			planes[n].Pix[i] = min(1, planes[n].Pix[i]+seamGain*v)
		}
	})
	f.all = f.trunk.Clone().Max(f.legs).Max(f.arms)
}

// paintPasses paint a pixel from back to front: each limb on and beyond its
// edge, then all that lies under the nearest, then that, then soft edges before
// it.
const paintPasses = 4

// paintWeight is how much of sheet k, which covers v there, a pass paints at
// pixel i.
func (c *Canvas) paintWeight(pass, k, i int, v float32) float32 {
	n := int(c.nearest[i]) - 1
	own := n < 0 || n == k
	switch {
	case pass == 0 && own:
		return 1
	case pass == 1 && !own:
		return v
	case pass == 2 && n == k:
		if k >= leftArmSheet {
			// At the shoulder it comes out of the trunk.
			v *= raster.Clip32(4*float32(c.alongArm(k, i)), 0, 1)
		}
		return v
	case pass == 3 && !own && c.seen(k, i):
		return v
	}
	return 0
}

// eachSheet visits all pixels of all sheets: k the sheet, i the canvas's
// pixel, j the sheet's.
func (c *Canvas) eachSheet(visit func(k, i, j int, s *sheet)) {
	for k, s := range c.sheets {
		if s == nil {
			continue
		}
		w := s.cover.W
		for y := range s.cover.H {
			i := (s.box.Min.Y+y)*c.p.W + s.box.Min.X
			for x := range w {
				visit(k, i+x, y*w+x, s)
			}
		}
	}
}

// seen tells that sheet k is not hidden by the one in front at pixel i: it is
// that one, or its soft edge lies before it.
func (c *Canvas) seen(k, i int) bool {
	n := int(c.nearest[i]) - 1
	return n < 0 || n == k || c.before(k, n, i)
}

// before tells whether sheet k lies before sheet n at pixel i. Where they
// touch, limbs are before the trunk and arms before legs.
func (c *Canvas) before(k, n, i int) bool {
	gap := float32(behind)
	if k > n {
		gap = -behind
	}
	return c.sheets[k].nearer(c.sheets[n], i%c.p.W, i/c.p.W, gap)
}

// litSkin is each sheet's skin in the person's light.
func (c *Canvas) litSkin(f *figure) (lit [sheetCount]*raster.RGB) {
	byTrunk, byArms := quick(f.trunk, creaseReach*c.p.Ref), quick(f.arms, creaseReach*c.p.Ref)
	texture := c.skinTexture()
	for k, s := range c.sheets {
		if s != nil {
			lit[k] = c.sheetShade(k)
		}
	}
	c.eachSheet(func(k, i, j int, s *sheet) {
		less := 1 + texture.Pix[i]
		if k >= leftArmSheet {
			less *= 1 - creaseArm*byTrunk.Pix[i]*float32(c.alongArm(k, i))
		} else {
			// Shoulders are one surface with their arms.
			less *= 1 - creaseTrunk*byArms.Pix[i]*raster.Clip32((c.axes.v.Pix[i]-.25)*5, 0, 1)
		}
		for q := 3 * j; q < 3*j+3; q++ {
			lit[k].Pix[q] = min(1, lit[k].Pix[q]*s.tone.Pix[q]*less)
		}
	})
	return lit
}

// sheetShade is a sheet's light per channel.
func (c *Canvas) sheetShade(k int) *raster.RGB {
	s := c.sheets[k]
	out := raster.NewRGB(s.cover.W, s.cover.H)
	for j := range s.cover.Pix {
		if s.bare(j) {
			copy(out.Pix[3*j:3*j+3], []float32{1, 1, 1})
			continue
		}
		n := s.normal[3*j : 3*j+3]
		away := 1 - raster.Clip32(n[2], 0, 1)
		rim := 1 - rimDark*away*away*away
		for q, v := range c.sun.shade(n) {
			out.Pix[3*j+q] = v * rim
		}
	}
	if k != trunkSheet {
		return out
	}
	on := raster.NewPlane(out.W, out.H)
	for j := range on.Pix {
		if !s.bare(j) {
			on.Pix[j] = 1
		}
	}
	w, h := max(1, out.W/4), max(1, out.H/4)
	share := on.Area(w, h)
	small := raster.GaussianRGB(out.Times(on).Area(w, h), trunkSmooth*c.p.Ref/4)
	for j, v := range raster.Gaussian(share, trunkSmooth*c.p.Ref/4).Pix {
		for q := 3 * j; q < 3*j+3; q++ {
			small.Pix[q] /= v + 1e-3
		}
	}
	return small.Linear(out.W, out.H)
}

// quick is a wide blur at a quarter of the size.
func quick(p *raster.Plane, sigma float64) *raster.Plane {
	w, h := max(1, p.W/4), max(1, p.H/4)
	return raster.Gaussian(p.Area(w, h), sigma/4).Linear(p.W, p.H)
}

const (
	// Skin is uneven at the scale of pores and blotches: at a share of fine and
	// of coarse waves, in Ref, as strong as on the skin that is seen between
	// these bounds.
	fineSkin, coarseSkin    = .008, .03
	leastUneven, mostUneven = .003, .008
)

// skinTexture is the unevenness of skin, a share of its light at each pixel.
func (c *Canvas) skinTexture() *raster.Plane {
	p := c.p
	fine := noisePlane(p.W, p.H, math.Max(.6, fineSkin*p.Ref), c.seed^0x5eed)
	coarse := noisePlane(max(1, p.W/2), max(1, p.H/2), math.Max(.6, coarseSkin*p.Ref/2), c.seed^0xc0a5).Linear(p.W, p.H)
	amount := float32(c.uneven)
	return fine.Combine(coarse, func(a, b float32) float32 { return amount * (.8*a + .6*b) })
}

// noisePlane is smooth noise of unit deviation and the given size.
func noisePlane(w, h int, sigma float64, seed uint64) *raster.Plane {
	p := raster.NewPlane(w, h)
	for i := range p.Pix {
		p.Pix[i] = gaussianHash(seed ^ uint64(i)<<1)
	}
	p = raster.Gaussian(p, sigma)
	var sum float64
	for _, v := range p.Pix {
		sum += float64(v) * float64(v)
	}
	k := float32(1 / math.Sqrt(sum/float64(len(p.Pix))+1e-12))
	return p.Map(func(v float32) float32 { return v * k })
}

// unevenness measures how uneven the seen skin is: the robust deviation of its
// luminance over that of its surroundings.
func (c *Canvas) unevenness(known []uint8) float64 {
	p := c.p
	g := p.Image.Gray()
	smooth := quick(g, coarseSkin*p.Ref)
	var d []float64
	for i := 0; i < len(known); i += 3 {
		if known[i] != 0 && c.face.Pix[i] < .1 && smooth.Pix[i] > .05 {
			d = append(d, math.Abs(float64(g.Pix[i]/smooth.Pix[i]-1)))
		}
	}
	if len(d) < 100 {
		return leastUneven
	}
	return raster.Clip(percentile(d, .5)*.7, leastUneven, mostUneven)
}
