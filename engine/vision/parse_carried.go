package vision

import "lookbook/engine/raster"

// Things carried hang in front of everything else and stay in the picture as
// they are, so they must come out whole: with what hangs over the legs, and
// without holes.
const (
	// mendCarried is the width, over Ref, of gaps in a thing carried that are
	// closed.
	mendCarried = 0.10
	// leastCarried is the area of things worth that, in Ref squared: a small bag.
	leastCarried = 0.15
	// leastCoat is the area, in Ref squared, of coats over an arm, which hang over
	// the legs; bags are smaller.
	leastCoat = 0.7
	// coreCarried is half the width, over Ref, of what surely belongs to a thing:
	// ground seen past an arm is narrower.
	coreCarried = 0.15
	// likerThing is how much better, in units of color models, cloth over a leg
	// must fit the thing than the other leg's clothes.
	likerThing = 0.5
	// sureThing is how well it must fit the thing itself.
	sureThing = 1.2
)

// wholeCarried makes the things found whole.
func (q *parser) wholeCarried() {
	thing := q.labelMask(LabelOther).Largest()
	if float64(thing.Count()) < leastCarried*q.r*q.r {
		return
	}
	if float64(thing.Count()) > leastCoat*q.r*q.r {
		thing = q.overLegs(thing)
	}
	thing = filled(thing.Close(max(2, int(mendCarried*q.r))))
	for i, v := range thing.Pix {
		l := q.labels[i]
		cloth := l == LabelLower || l == LabelLegSkin || l == LabelShoes || l == LabelUpper
		if v != 0 && (cloth || l == LabelBackground && q.mask.Pix[i] > .5) && q.hand.Pix[i] == 0 && q.v[i] > .7 {
			q.labels[i] = LabelOther
		}
	}
}

// overLegs adds to a thing what of its colors lies over the leg beside it: as
// unlike the clothes of the other leg as it is like the thing, and joined to it.
func (q *parser) overLegs(thing *raster.Mask) *raster.Mask {
	var count [2]int
	for i, v := range thing.Pix {
		if v != 0 {
			count[q.sideAt(i)]++
		}
	}
	side := 0
	if count[1] > count[0] {
		side = 1
	}
	core := thing.Open(max(1, int(coreCarried*q.r)))
	own := q.learnTones(q.where(func(i int) bool { return core.Pix[i] != 0 }), 4, mainColor)
	other := q.learnTones(q.where(func(i int) bool {
		return q.labels[i] == LabelLower && q.legs[1-side].dist[i] < .8 && q.legs[side].dist[i] > 1.1
	}), 3, nil)
	if own == nil || other == nil {
		return thing
	}
	cand := thing.Clone()
	for i, l := range q.labels {
		cloth := l == LabelLower || l == LabelLegSkin
		c := q.color(i)
		if d := own.distance(c); cloth && d < sureThing && d+likerThing < other.distance(c) && q.besideBody(i) {
			cand.Pix[i] = 1
		}
	}
	return joined(cand.Open(1).Or(thing), core)
}

// mainColor refuses colors of small parts, such as ground seen past an arm.
func mainColor(_ [3]float32, share, _ float64) bool { return share >= .15 }

// joined keeps the parts of m that hold pixels of seed.
func joined(m, seed *raster.Mask) *raster.Mask {
	labels, comps := m.Components()
	keep := make([]bool, len(comps))
	for i, l := range labels {
		if l > 0 && seed.Pix[i] != 0 {
			keep[l-1] = true
		}
	}
	out := raster.NewMask(m.W, m.H)
	for i, l := range labels {
		if l > 0 && keep[l-1] {
			out.Pix[i] = 1
		}
	}
	return out
}

// filled is m without holes: what is not joined to the picture's border is m.
func filled(m *raster.Mask) *raster.Mask {
	labels, comps := m.Not().Components()
	open := make([]bool, len(comps))
	for i, c := range comps {
		open[i] = c.X0 == 0 || c.Y0 == 0 || c.X1 >= m.W || c.Y1 >= m.H
	}
	out := m.Clone()
	for i, l := range labels {
		if l > 0 && !open[l-1] {
			out.Pix[i] = 1
		}
	}
	return out
}
