package vision

import (
	"lookbook/engine/raster"
)

// costCap bounds prices, and veto is a price nothing can pay.
const (
	costCap = 14
	veto    = 60
)

func pos(v float32) float32 { return max(0, v) }

// fillCosts prices every label at every pixel: how badly the color fits the
// label's model plus how odd the label would be at that place of the body.
func (q *parser) fillCosts() {
	m := &q.models
	hair := m.hair.plane(q.lab, toneCap)
	skin := m.skin.plane(q.lab, toneCap)
	upper := m.upper.plane(q.lab, 3)
	lower := m.lower.plane(q.lab, 4)
	shoes := m.shoes.plane(q.lab, 4)
	legs := skin.Clone()
	if m.legSkin != nil {
		own := m.legSkin.plane(q.lab, toneCap)
		legs.Combine(own, func(a, b float32) float32 { return min(a, b) })
	}
	for i := range hair.Pix {
		hair.Pix[i] += q.placeHair(i)
		skin.Pix[i] += q.placeSkin(i)
		upper.Pix[i] = min(upper.Pix[i], 7) + q.placeUpper(i)
		lower.Pix[i] = min(lower.Pix[i], 7) + q.placeLower(i)
		legs.Pix[i] += q.placeLegs(i)
		shoes.Pix[i] = min(shoes.Pix[i], 5) + q.placeShoes(i)
	}
	q.costs = []*raster.Plane{hair, skin, upper, lower, legs, shoes}
	for k, c := range q.costs {
		for i, v := range c.Pix {
			if q.face.Pix[i] != 0 {
				v = veto
				if parseLabels[k] == LabelSkin {
					v = 0
				}
			}
			if q.hand.Pix[i] != 0 && parseLabels[k] != LabelSkin {
				v += 2.5
			}
			c.Pix[i] = min(v, costCap)
		}
	}
}

// placeHair: round the head, down to the chest, seldom in front of the
// throat.
func (q *parser) placeHair(i int) float32 {
	v := q.v[i]
	c := pos(q.head[i]-.95)*1.6 + pos(v-.45)*8
	if v > .1 {
		c += .8
	}
	if v > q.chinV && v < .1 && abs32(q.lat[i]) < .17 {
		c += 2
	}
	if v > 0 && v < q.neck+.05 && abs32(q.lat[i]) < .3 {
		c++
	}
	return c
}

// placeSkin: head, neck, the chest down to the neckline, arms beyond the
// sleeve; hardly anywhere else. Below the hips only hands.
func (q *parser) placeSkin(i int) float32 {
	v, lat := q.v[i], abs32(q.lat[i])
	if q.hand.Pix[i] != 0 {
		return 0
	}
	if v > 1.05 && q.fore[i] >= 1.2 {
		if q.armsHidden && q.leg[i] > 1 {
			return 1.2
		}
		return veto
	}
	if q.aboveBrow(i) {
		return 4
	}
	best := q.chestSkin(v, lat, i)
	for s := range q.arms {
		if d := q.arms[s].dist[i]; d < 1.1 {
			best = min(best, q.armSkin(s, i))
		}
	}
	return best
}

// chestSkin is the price of skin on neck, shoulders and chest.
func (q *parser) chestSkin(v, lat float32, i int) float32 {
	switch {
	case lat < .24 && v < .10 && v > q.chinV-.25:
		return 0
	case v < q.neck && q.bareShoulder(i):
		return .8
	case v < .05:
		return 1 + q.shoulderCloth(i)
	case v < q.neck+.05 && lat < .05+.30*(1-max(0, v)/.55):
		return .6
	case v < .42 && lat < .30*(1-max(0, v)/.42)+.02:
		return 1.4
	}
	return 3.2
}

// bareShoulder tells whether the arm on the pixel's side is bare from the
// shoulder on, so that the chest beside the straps is bare, too.
func (q *parser) bareShoulder(i int) bool {
	e := q.sleeve[q.sideAt(i)]
	return e.sure > .5 && e.at < .1
}

func (q *parser) sideAt(i int) int {
	if q.lat[i] > 0 {
		return 1
	}
	return 0
}

// shoulderCloth is how sure the shoulder on the pixel's side is clothed.
func (q *parser) shoulderCloth(i int) float32 {
	if abs32(q.lat[i]) < .24 {
		return 0
	}
	e := q.sleeve[q.sideAt(i)]
	return e.sure * 2.4 * raster.Clip32((e.at-.08)/.12, 0, 1)
}

// armSkin is the price of skin in an arm: little beyond the end of the
// sleeve, much above it, as sure as the end is.
func (q *parser) armSkin(s, i int) float32 {
	t := q.arms[s].along[i]
	base := float32(.6)
	if q.fore[i] <= 1 {
		base = .2
	}
	e := q.sleeve[s]
	return base + e.sure*2.4*raster.Clip32((e.at-t)/.12, 0, 1)
}

// placeUpper: from below the chin to the waist line, and along the arms as
// far as the sleeve goes.
func (q *parser) placeUpper(i int) float32 {
	v, lat := q.v[i], abs32(q.lat[i])
	c := pos(q.chinV+.10-v)*30 + pos(v-1.18)*14
	if lat < .24 && v < .10 && v > q.chinV-.25 {
		c += 1.2
	}
	w := &q.waist
	if q.arm[i] > 1.1 {
		c += w.sure * 5 * raster.Clip32((v-w.at-.03)/.12, 0, 1)
	}
	for s := range q.arms {
		if q.arms[s].dist[i] < .75 {
			e := q.sleeve[s]
			c += e.sure * 2.4 * raster.Clip32((q.arms[s].along[i]-e.at)/.12, 0, 1)
		}
	}
	return c
}

// placeLower: from the waist line to the hem.
func (q *parser) placeLower(i int) float32 {
	v := q.v[i]
	w := &q.waist
	top := .86 + (min(w.at, .95)-.86)*w.sure
	c := pos(min(top, .86)-v) * 22
	c += w.sure * 5 * raster.Clip32((w.at-.03-v)/.12, 0, 1)
	for s := range q.legs {
		if q.legs[s].dist[i] < 1 {
			e := q.hem[s]
			c += e.sure * 3 * raster.Clip32((q.legs[s].along[i]-e.at-.01)/.05, 0, 1)
		}
	}
	switch {
	case q.toe[i] < 1.1, q.underAnkle(i):
		c += 5
	case q.foot[i] < .8:
		c += 2.5
	}
	return c
}

// placeLegs: bare legs, only below the hem, and never where a hand hangs.
func (q *parser) placeLegs(i int) float32 {
	if q.v[i] < .95 {
		return veto
	}
	c := float32(.4) + pos(1.1-q.v[i])*20
	near := float32(farFromLimb)
	for s := range q.legs {
		if d := q.legs[s].dist[i]; d < near {
			near = d
			e := q.hem[s]
			c = .4 + pos(1.1-q.v[i])*20 + max(.3, e.sure)*5*raster.Clip32((e.at-.01-q.legs[s].along[i])/.05, 0, 1)
		}
	}
	c += pos(near-1) * 2
	if q.fore[i] < 1 {
		c += 2
	}
	return c
}

// placeShoes: the foot, and the ankle for boots.
func (q *parser) placeShoes(i int) float32 {
	if q.foot[i] < 1 {
		return pos(q.foot[i]-.7) * 2
	}
	c := float32(veto)
	for s := range q.legs {
		if t := q.legs[s].along[i]; q.legs[s].dist[i] < 1.1 && t > .62 {
			rise := float32(8)
			if q.bareFrom[s] == 1 {
				rise = 4
			}
			c = min(c, .6+(1-t)*rise)
		}
	}
	if q.underAnkle(i) {
		c = min(c, 1)
	}
	return min(c, 1+pos(q.foot[i]-1)*12)
}

// underAnkle tells whether a pixel lies below the ankle of the nearer leg.
func (q *parser) underAnkle(i int) bool {
	s := 0
	if q.legs[1].dist[i] < q.legs[0].dist[i] {
		s = 1
	}
	return q.v[i] > q.ankleV[s]+.04
}

// aboveBrow tells whether a pixel lies so far above the face oval that only
// hair, a hat or a bald head can be there; bald heads have no hair model.
func (q *parser) aboveBrow(i int) bool {
	f := &q.p.Face
	return f.Found && q.models.hair != nil && q.head[i] < 1.4 && q.above(i, f.Mesh[10], .2*f.Height)
}
