package vision

import (
	"math"

	"lookbook/engine/raster"
)

// learn makes the first color models from places where each label must be:
// the face, the ring round it, the middle of the torso, the thighs, the feet.
func (q *parser) learn() {
	q.learnSkin()
	q.learnHair()
	for s := range q.legs {
		q.bareFrom[s] = q.bareLegFrom(q.legs[s])
	}
	if a, b := q.bareFrom[0], q.bareFrom[1]; q.legsSeen() && (a == 1) != (b == 1) {
		q.bareFrom = [2]float32{1, 1}
	}
	skin := q.models.skin.plane(q.lab, toneCap)
	q.models.legSkin = q.learnTones(q.legSeeds(), 3, nil)
	q.models.upper = q.learnTones(q.torsoSeeds(skin), 5, q.clothUpper)
	q.models.lower = q.learnTones(q.thighSeeds(), 4, q.clothLower)
	q.models.shoes = q.learnTones(q.where(func(i int) bool { return q.toe[i] < .7 }), 3, nil)
	q.findEnds()
}

// defaultSkin is a middle skin tone for pictures that show none.
var defaultSkin = [3]float32{65, 15, 18}

// learnSkin takes the tone from the face; without one from hands, wrists and
// neck, where colors fall into the usual range of skin.
func (q *parser) learnSkin() {
	var seeds []int
	if q.p.Face.Found {
		inner := q.ovalMask(.82)
		seeds = q.where(func(i int) bool { return inner.Pix[i] != 0 })
	} else {
		seeds = q.bareSeeds()
	}
	seeds = q.central(seeds)
	if len(seeds) < 50 {
		seeds = q.central(q.where(q.usualSkin))
	}
	t := defaultSkin
	if q.models.toneSeen = len(seeds) >= 50; q.models.toneSeen {
		t = q.medianColor(seeds)
	}
	q.models.tone = [3]float64{float64(t[0]), float64(t[1]), float64(t[2])}
	q.models.skin = skinModel(t)
}

// central drops the seeds far from their median (eyes, mouth, glasses, hair).
func (q *parser) central(seeds []int) []int {
	if len(seeds) == 0 {
		return nil
	}
	m := q.medianColor(seeds)
	var out []int
	for _, i := range seeds {
		c := q.color(i)
		if abs32(c[0]-m[0]) < 22 && abs32(c[1]-m[1]) < 9 && abs32(c[2]-m[2]) < 9 {
			out = append(out, i)
		}
	}
	return out
}

func abs32(v float32) float32 { return float32(math.Abs(float64(v))) }

func (q *parser) usualSkin(i int) bool {
	c := q.color(i)
	return usualSkinColor([3]float64{float64(c[0]), float64(c[1]), float64(c[2])})
}

// usualSkinColor is a wide box in Lab that holds skin of all people in common
// light: reddish yellow of medium chroma.
func usualSkinColor(c [3]float64) bool {
	hue := math.Atan2(c[2], c[1]) * 180 / math.Pi
	chroma := math.Hypot(c[1], c[2])
	return c[0] > 18 && c[0] < 95 && hue > 12 && hue < 82 && chroma > 6 && chroma < 45
}

func (q *parser) bareSeeds() []int {
	p := q.p
	var spots []raster.Capsule
	for _, l := range p.Side {
		spots = append(spots,
			q.capsule(l.Wrist.Pt, l.Wrist.Lerp(l.Index.Pt, .9), .07, .08),
			q.capsule(l.Elbow.Lerp(l.Wrist.Pt, .75), l.Wrist.Pt, .05, .05))
	}
	neck := p.N.Sub(p.Axis.Mul(.2 * p.Ref))
	spots = append(spots, q.capsule(neck, p.N.Sub(p.Axis.Mul(.1*p.Ref)), .1, .1))
	m := raster.NewMask(q.w, q.h)
	for _, c := range spots {
		m.FillCapsule(c)
	}
	return q.where(func(i int) bool { return m.Pix[i] != 0 && q.usualSkin(i) })
}

// learnHair looks at the crown and the sides of the head. A crown that looks
// like the face is a bald head: no model.
func (q *parser) learnHair() {
	if !q.p.Face.Found {
		return
	}
	f := &q.p.Face
	face := q.ovalMask(1.04)
	crown := q.where(func(i int) bool {
		return face.Pix[i] == 0 && q.head[i] < .95 && q.above(i, f.Center, .32*f.Height)
	})
	ring := q.where(func(i int) bool {
		return face.Pix[i] == 0 && q.head[i] < .95 && q.above(i, f.Center, -.1*f.Height) &&
			q.models.skin.distance(q.color(i)) > 1.6
	})
	if len(crown) > 30 {
		c := q.medianColor(crown)
		if d := q.models.skin[:1].distance(c); d > .9 {
			limit := min(1.6, .6*d)
			for _, i := range crown {
				if q.models.skin[:1].distance(q.color(i)) > limit {
					ring = append(ring, i)
				}
			}
		}
	}
	q.models.hair = q.learnTones(ring, 3, nil)
}

// above tells whether pixel i lies more than d working pixels above c.
func (q *parser) above(i int, c raster.Pt, d float64) bool {
	return float64(i/q.w) < q.at(raster.Pt{X: c.X, Y: c.Y - d}).Y
}

// torsoSeeds is the torso without its border, the neckline and forearms that
// look like skin.
func (q *parser) torsoSeeds(skin *raster.Plane) []int {
	p := q.p
	l, r := &p.Side[0], &p.Side[1]
	mid := func(t float64) raster.Pt { return p.N.Lerp(p.Hip, t) }
	top := mid(.22).Sub(p.N)
	quad := []raster.Pt{
		q.at(p.N.Add(l.Shoulder.Sub(p.N).Mul(.62)).Add(top)),
		q.at(p.N.Add(r.Shoulder.Sub(p.N).Mul(.62)).Add(top)),
		q.at(mid(.58).Add(r.Hip.Sub(p.Hip))),
		q.at(mid(.58).Add(l.Hip.Sub(p.Hip))),
	}
	m := raster.Polygon(q.w, q.h, quad, 0).Above(.5)
	return q.where(func(i int) bool {
		return m.Pix[i] != 0 && (q.fore[i] >= 1 || skin.Pix[i] >= 1.2)
	})
}

// clothUpper refuses skin and hair clusters in the upper part of the torso.
func (q *parser) clothUpper(c [3]float32, share, v float64) bool {
	skin := q.models.skinLike(c) < 1.3 || q.models.skin.distance(c) < .9
	if skin && v < .42 && share < .35 {
		return false
	}
	return q.models.hair == nil || q.models.hair.distance(c) > .8 || v >= .4 || share >= .22
}

// thighSeeds are the thighs above the guessed hem; of very short clothes the
// hips.
func (q *parser) thighSeeds() []int {
	short := min(q.bareFrom[0], q.bareFrom[1]) < .2
	return q.where(func(i int) bool {
		if q.fore[i] <= 1 || q.hand.Pix[i] != 0 {
			return false
		}
		if short && q.v[i] > .93 && abs32(q.lat[i]) < .42 && q.along[i] < q.bareFrom[q.sideAt(i)]-.03 {
			return true
		}
		for s := range q.legs {
			t := q.legs[s].along[i]
			if q.legs[s].dist[i] >= .6 {
				continue
			}
			if t > .06 && t < min(.24, q.bareFrom[s]-.03) {
				return true
			}
		}
		return false
	})
}

// legSeeds are legs below the guessed hem, without feet.
func (q *parser) legSeeds() []int {
	return q.where(func(i int) bool {
		for s := range q.legs {
			t := q.legs[s].along[i]
			if q.legs[s].dist[i] < .6 && t > q.bareFrom[s]+.04 && t < .82 && q.fore[i] > 1 {
				return true
			}
		}
		return false
	})
}

func (q *parser) clothLower(c [3]float32, share, _ float64) bool {
	return share >= .03 && (q.models.skinLike(c) >= 1 || share >= .6)
}

// relearn takes each model from the pixels that have its label, well inside
// its region and where the label is likely.
func (q *parser) relearn() {
	type filter = func(mean [3]float32, share, v float64) bool
	from := func(label uint8, k int, old toneModel, keep filter, ok func(i int) bool) toneModel {
		inner := q.labelMask(label).Erode(1)
		m := q.learnTones(q.where(func(i int) bool { return inner.Pix[i] != 0 && ok(i) }), k, keep)
		if m == nil {
			return old
		}
		return m
	}
	always := func(int) bool { return true }
	q.models.upper = from(LabelUpper, 5, q.models.upper, q.clothUpper, always)
	q.models.lower = from(LabelLower, 4, q.models.lower, q.clothLower, func(i int) bool { return q.fore[i] > 1 })
	q.models.hair = from(LabelHair, 3, q.models.hair, nil, func(i int) bool { return q.head[i] < 1.3 && q.v[i] < q.chinV-.05 })
	q.models.shoes = from(LabelShoes, 3, q.models.shoes, nil, func(i int) bool { return q.toe[i] < 1 })
	q.models.legSkin = from(LabelLegSkin, 3, q.models.legSkin, nil, func(i int) bool { return q.leg[i] < .9 })
	q.findEnds()
}

func (q *parser) labelMask(label uint8) *raster.Mask {
	m := raster.NewMask(q.w, q.h)
	for i, l := range q.labels {
		if l == label {
			m.Pix[i] = 1
		}
	}
	return m
}
