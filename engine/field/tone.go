package field

import (
	"math"
	"sort"

	"lookbook/engine/color"
	"lookbook/engine/raster"
)

const (
	// toneStep is how much smaller the picture of tones is.
	toneStep = 4
	// leastTone is how many of its pixels a limb must show to lend its own tone.
	leastTone = 10
	// toneReach is how far from seen skin its own local tone goes on, in Ref;
	// farther away the limb's median counts.
	toneReach = .18
	// toneSpan bounds the local tone about the median.
	toneSpan = .22
	// sureSkin is the probability of skin that lends tone and light, skinInset
	// how far inside its region, pixels at Ref 200: its border mixes.
	sureSkin, skinInset = .85, 2
)

// knownSkin says which sheet's skin each pixel shows, plus one.
func (c *Canvas) knownSkin() []uint8 {
	p := c.p
	m := raster.NewMask(p.W, p.H)
	for i := range m.Pix {
		if max(p.Skin.Pix[i], p.LegSkin.Pix[i]) > sureSkin && p.Hair.Pix[i] < .1 {
			m.Pix[i] = 1
		}
	}
	m = m.Erode(int(math.Round(skinInset * c.unit())))
	out := make([]uint8, p.W*p.H)
	for i, on := range m.Pix {
		if on != 0 {
			out[i] = c.nearest[i]
		}
	}
	return out
}

// leastCover of a pixel makes a sheet be there: less than half, so that two
// that meet leave no slit.
const leastCover = .25

// nearestSheets says which sheet is in front at each pixel, plus one; 0 where
// there is no body.
func (c *Canvas) nearestSheets() []uint8 {
	out := make([]uint8, c.p.W*c.p.H)
	for k, s := range c.sheets {
		if s == nil {
			continue
		}
		for j, v := range s.cover.Pix {
			if v < leastCover {
				continue
			}
			i := (s.box.Min.Y+j/s.cover.W)*c.p.W + s.box.Min.X + j%s.cover.W
			if o := int(out[i]); o == 0 || c.before(k, o-1, i) {
				out[i] = uint8(k + 1)
			}
		}
	}
	return out
}

// behind is how far behind another sheet a limb must lie to be hidden by it,
// meters: where they touch, limbs are seen.
const behind = .03

// medianTone are the channels' medians of the colours at the chosen pixels.
func medianTone(img *raster.RGB, w *raster.Plane) (tone [3]float64, n int) {
	var v [3][]float64
	for i, on := range w.Pix {
		if on > 0 {
			for c := range v {
				v[c] = append(v[c], float64(img.Pix[3*i+c]))
			}
		}
	}
	if n = len(v[0]); n == 0 {
		return tone, 0
	}
	for c := range v {
		sort.Float64s(v[c])
		tone[c] = v[c][n/2]
	}
	return tone, n
}

// unlit is the small picture of a sheet's seen skin without its light, and
// where that is known.
func (c *Canvas) unlit(k int, known []uint8) (*raster.RGB, *raster.Plane) {
	s := c.sheets[k]
	w, h := s.cover.W, s.cover.H
	img, on := raster.NewRGB(w, h), raster.NewPlane(w, h)
	for j := range on.Pix {
		i := (s.box.Min.Y+j/w)*c.p.W + s.box.Min.X + j%w
		if int(known[i]) != k+1 || c.face.Pix[i] > .1 {
			continue
		}
		on.Pix[j] = 1
		shade := c.sun.shade(s.normal[3*j : 3*j+3])
		for q := range 3 {
			img.Pix[3*j+q] = min(1, c.p.Image.Pix[3*i+q]/shade[q])
		}
	}
	sw, sh := max(1, w/toneStep), max(1, h/toneStep)
	share := on.Area(sw, sh)
	img = img.Area(sw, sh)
	for i, v := range share.Pix {
		if v < .6 {
			share.Pix[i] = 0
			continue
		}
		for q := range 3 {
			img.Pix[3*i+q] /= v
		}
		share.Pix[i] = 1
	}
	return img, share
}

// setTones gives each sheet its own tone: the colour of skin seen on that very
// limb, which near to it goes on and farther away becomes its median; a limb
// that shows none takes the tone of the other limbs, or of neck and face.
// Towards the shoulder an arm takes the tone of the trunk.
func (c *Canvas) setTones(known []uint8) {
	r, g, b := color.Lab(c.p.SkinLab).RGB()
	face := [3]float64{float64(r) / 255, float64(g) / 255, float64(b) / 255}
	var imgs [sheetCount]*raster.RGB
	var seen [sheetCount]*raster.Plane
	var own [sheetCount]*[3]float64
	for k, s := range c.sheets {
		if s == nil {
			continue
		}
		imgs[k], seen[k] = c.unlit(k, known)
		if tone, n := medianTone(imgs[k], seen[k]); n >= leastTone && likeSkin(tone, face) {
			own[k] = &tone
		} else {
			seen[k] = raster.NewPlane(seen[k].W, seen[k].H)
		}
	}
	if own[trunkSheet] != nil {
		// A neck lies in the shadow of its chin: half of it, half of the face.
		for q := range 3 {
			own[trunkSheet][q] = (own[trunkSheet][q] + face[q]) / 2
		}
	}
	tone := func(k int) [3]float64 {
		for _, from := range toneFrom[k] {
			if own[from] != nil {
				return *own[from]
			}
		}
		return face
	}
	for k, s := range c.sheets {
		if s != nil {
			base := c.baseTone(k, tone(k), tone(trunkSheet))
			s.tone = c.spreadTone(imgs[k], seen[k], base).Linear(s.cover.W, s.cover.H)
		}
	}
}

// toneFrom lists for each sheet whose tone it takes, first what is nearest.
var toneFrom = [sheetCount][]int{
	trunkSheet:    {trunkSheet},
	legSheet:      {legSheet, leftArmSheet, rightArmSheet, trunkSheet},
	leftArmSheet:  {leftArmSheet, rightArmSheet, legSheet, trunkSheet},
	rightArmSheet: {rightArmSheet, leftArmSheet, legSheet, trunkSheet},
}

// Skin of one person differs less than this from its face: in brightness, as a
// factor, because light does; in the logarithms of its channels' ratios. What
// differs more was not skin.
const mostBrighter, mostOther = 1.7, .22

// likeSkin tells whether a tone may be that of the person whose face has
// another.
func likeSkin(tone, face [3]float64) bool {
	bright := (tone[0] + tone[1] + tone[2]) / math.Max(.03, face[0]+face[1]+face[2])
	if bright > mostBrighter || bright < 1/mostBrighter {
		return false
	}
	for q := range 2 {
		a, b := tone[q]/math.Max(.02, tone[q+1]), face[q]/math.Max(.02, face[q+1])
		if math.Abs(math.Log(math.Max(.02, a)/math.Max(.02, b))) > mostOther {
			return false
		}
	}
	return true
}

// atShoulder and atElbow bound the share of the arm over which the trunk's
// tone becomes the arm's own.
const atShoulder, atElbow = .04, .36

// baseTone is a sheet's tone far from any skin that is seen, at toneStep.
func (c *Canvas) baseTone(k int, own, trunk [3]float64) *raster.RGB {
	s := c.sheets[k]
	out := raster.NewRGB(max(1, s.cover.W/toneStep), max(1, s.cover.H/toneStep))
	for y := range out.H {
		for x := range out.W {
			w := 1.
			if k >= leftArmSheet {
				w = c.alongArm(k, (s.box.Min.Y+y*toneStep)*c.p.W+s.box.Min.X+x*toneStep)
			}
			for q := range 3 {
				out.Pix[3*(y*out.W+x)+q] = float32(trunk[q] + (own[q]-trunk[q])*w)
			}
		}
	}
	return raster.GaussianRGB(out, 2)
}

// alongArm is 0 where an arm is still shoulder, 1 where it is an arm of its
// own.
func (c *Canvas) alongArm(k, i int) float64 {
	if int(c.arms.side[i]) != k-leftArmSheet+1 {
		return 0 // far from the arm's axis: beside the shoulder
	}
	return raster.Clip((float64(c.arms.along.Pix[i])-atShoulder)/(atElbow-atShoulder), 0, 1)
}

// spreadTone is the base tone with that of seen skin, both small, around it.
func (c *Canvas) spreadTone(img *raster.RGB, seen *raster.Plane, base *raster.RGB) *raster.RGB {
	if seen.Sum() < leastTone {
		return base
	}
	local := raster.PushPull(img, seen)
	far := seen.Above(.5).Not().Distance()
	for i, d := range far.Pix {
		k := float32(math.Exp(-float64(d) * toneStep / (toneReach * c.p.Ref)))
		for q := 3 * i; q < 3*i+3; q++ {
			v := raster.Clip32(local.Pix[q], (1-toneSpan)*base.Pix[q], (1+toneSpan)*base.Pix[q])
			base.Pix[q] += (v - base.Pix[q]) * k
		}
	}
	return raster.GaussianRGB(base, 1)
}
