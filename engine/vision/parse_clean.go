package vision

import (
	"lookbook/engine/raster"
)

// clean absorbs specks into what surrounds them, frees hair that is not
// joined to the head, and finds things carried.
func (q *parser) clean() {
	least := int(.04 * q.r * q.r / 4)
	for _, l := range parseLabels {
		labels, comps := q.labelMask(l).Components()
		for k, c := range comps {
			if c.Area < least {
				q.absorb(labels, int32(k+1), c, l)
			}
		}
	}
	q.looseHair()
	q.vetoIslands()
	q.carried()
	q.wholeCarried()
	q.partOpenFront()
}

// absorb gives a small component the commonest label around it.
func (q *parser) absorb(labels []int32, id int32, c raster.Component, own uint8) {
	var votes [LabelCount]int
	q.rim(labels, id, c, func(j int) { votes[q.labels[j]]++ })
	best := uint8(LabelBackground)
	for l := 1; l < LabelCount; l++ {
		if uint8(l) != own && votes[l] > votes[best] || best == LabelBackground && votes[l] > 0 && uint8(l) != own {
			best = uint8(l)
		}
	}
	if best == LabelBackground {
		return
	}
	q.give(labels, id, c, best)
}

// rim calls f for every pixel within two pixels of the component.
func (q *parser) rim(labels []int32, id int32, c raster.Component, f func(j int)) {
	for y := max(0, c.Y0-2); y < min(q.h, c.Y1+2); y++ {
		for x := max(0, c.X0-2); x < min(q.w, c.X1+2); x++ {
			j := y*q.w + x
			if labels[j] != id && q.touches(labels, id, x, y) {
				f(j)
			}
		}
	}
}

func (q *parser) touches(labels []int32, id int32, x, y int) bool {
	for dy := -2; dy <= 2; dy++ {
		for dx := -2; dx <= 2; dx++ {
			if u, v := x+dx, y+dy; u >= 0 && v >= 0 && u < q.w && v < q.h && labels[v*q.w+u] == id {
				return true
			}
		}
	}
	return false
}

// looseHair turns hair that does not reach the head into clothes or skin,
// whichever is cheaper.
func (q *parser) looseHair() {
	if !q.p.Face.Found {
		return
	}
	labels, comps := q.labelMask(LabelHair).Components()
	near := make([]int, len(comps))
	for i, l := range labels {
		if l > 0 && q.head[i] < .95 && q.above(i, q.p.Face.Center, .2*q.p.Face.Height) {
			near[l-1]++
		}
	}
	for i, l := range labels {
		if l == 0 || float64(near[l-1]) >= .02*float64(comps[l-1].Area)+3 {
			continue
		}
		q.labels[i] = LabelSkin
		if q.costs[2].Pix[i] < q.costs[1].Pix[i] && q.v[i] > .05 {
			q.labels[i] = LabelUpper
		}
	}
}

// carried marks clothes-colored regions beside the body that hang from a
// hand: bags and coats on the arm. A region counts when most of it lies
// outside every limb and the torso, beyond the knees' span, and it touches
// the lower half of a forearm or hand.
func (q *parser) carried() {
	m := raster.NewMask(q.w, q.h)
	for i, l := range q.labels {
		cloth := l == LabelUpper || l == LabelLower || l == LabelShoes || l == LabelLegSkin
		if cloth && q.offBody(i) {
			m.Pix[i] = 1
		}
	}
	m = m.Open(max(1, int(.03*q.r)))
	labels, comps := m.Components()
	touch := make([]int, len(comps))
	for i, l := range labels {
		if l > 0 && q.nearHand(i) {
			touch[l-1]++
		}
	}
	var bag []int
	for i, l := range labels {
		if l > 0 && touch[l-1] > 5 && float64(comps[l-1].Area) > .08*q.r*q.r {
			q.labels[i] = LabelOther
			bag = append(bag, i)
		}
	}
	q.growCarried(bag)
}

// growCarried lets a thing carried spread into clothes beside it that have
// its colors and are off the legs.
func (q *parser) growCarried(bag []int) {
	model := q.learnTones(bag, 3, nil)
	if model == nil {
		return
	}
	for len(bag) > 0 {
		i := bag[len(bag)-1]
		bag = bag[:len(bag)-1]
		for _, j := range []int{i - 1, i + 1, i - q.w, i + q.w} {
			if j < 0 || j >= len(q.labels) || abs32(q.lat[j]) < .38 || !q.besideBody(j) {
				continue
			}
			l := q.labels[j]
			cloth := l == LabelLower || l == LabelLegSkin || l == LabelShoes
			if cloth && q.leg[j] > 1 && model.distance(q.color(j)) < 1.5 {
				q.labels[j] = LabelOther
				bag = append(bag, j)
			}
		}
	}
}

func (q *parser) offBody(i int) bool {
	v, lat := q.v[i], abs32(q.lat[i])
	return q.arm[i] >= 1.15 && q.leg[i] >= 1.4 && v > .7 && lat > .62 && q.besideBody(i)
}

// besideBody leaves out what is above the hands or near the ground.
func (q *parser) besideBody(i int) bool {
	low := min(q.ankleV[0], q.ankleV[1])
	wrist := float32(q.p.Depth(q.p.Side[q.sideAt(i)].Wrist.Pt))
	return q.v[i] > max(.7, wrist-.05) && q.v[i] < low-.1 && q.foot[i] > 1.2 && q.hand.Pix[i] == 0
}

func (q *parser) nearHand(i int) bool {
	for s := range q.arms {
		if q.arms[s].dist[i] < 2.2 && q.arms[s].along[i] > .85 {
			return true
		}
	}
	return false
}
