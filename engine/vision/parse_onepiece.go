package vision

import (
	"sort"

	"lookbook/engine/raster"
)

// decideOnePiece weighs three signs: how well the colors of the lower part
// fit the upper part's model and the other way round, whether there is an
// edge across the waist, and whether the legs are clothed apart, as trousers
// do. The user's word wins.
func (q *parser) decideOnePiece(word *bool) {
	p := q.p
	p.WaistV = float64(q.waist.at)
	for s := range q.sleeve {
		p.SleeveEnd[s], p.HemEnd[s] = float64(q.sleeve[s].at), float64(q.hem[s].at)
	}
	if word != nil {
		p.OnePiece, p.OnePieceSure = *word, 1
		return
	}
	if q.models.upper == nil || q.models.lower == nil {
		return
	}
	score := 1.1 - 1.5*q.foreignness() - .7*q.waistEdge() - .8*q.trousers()
	p.OnePiece = score > 0
	p.OnePieceSure = raster.Clip(score, -1, 1)
	if !p.OnePiece {
		p.OnePieceSure = -p.OnePieceSure
	}
}

// foreignness is how much worse each part's pixels fit the other part's
// colors than their own, 0 for the same cloth.
func (q *parser) foreignness() float64 {
	u, l := q.models.upper, q.models.lower
	excess := func(label uint8, own, other toneModel) float64 {
		px := q.where(func(i int) bool { return q.labels[i] == label && q.fore[i] > 1 && q.foot[i] > 1 })
		if len(px) < 40 {
			return 0
		}
		px = thin(px, toneSamples)
		var s float64
		for _, i := range px {
			c := q.color(i)
			s += float64(max(0, min(other.distance(c), 6)-min(own.distance(c), 6)))
		}
		return s / float64(len(px))
	}
	return (excess(LabelUpper, u, l) + excess(LabelLower, l, u)) / 2
}

// waistEdge is 1 when one line across the torso's middle between belly and
// thighs stands out from all others, 0 when none does.
func (q *parser) waistEdge() float64 {
	const lo, hi = .5, 1.25
	const rows = 48
	var sum [rows][4]float64
	for i, v := range q.v {
		if q.mask.Pix[i] < .6 || v < lo || v >= hi || abs32(q.lat[i]) > .28 || q.fore[i] < 1 || q.hand.Pix[i] != 0 {
			continue
		}
		s := &sum[int((v-lo)/(hi-lo)*rows)]
		for k, c := range q.color(i) {
			s[k] += float64(c)
		}
		s[3]++
	}
	var steps []float64
	mean := func(a [4]float64) [3]float64 { return [3]float64{a[0] / a[3], a[1] / a[3], a[2] / a[3]} }
	for k := 1; k+2 < rows; k++ {
		if sum[k-1][3] < 3 || sum[k+2][3] < 3 {
			continue
		}
		steps = append(steps, labGap(mean(sum[k-1]), mean(sum[k+2])))
	}
	if len(steps) < 8 {
		return 0
	}
	sort.Float64s(steps)
	top, usual := steps[len(steps)-1], steps[len(steps)/2]
	return raster.Clip((top-2.5*usual-2)/6, 0, 1)
}

// trousers is 1 when ground is seen between clothed lower legs.
func (q *parser) trousers() float64 {
	if !q.legsSeen() || q.hem[0].at < .7 || q.hem[1].at < .7 {
		return 0
	}
	a, b := &q.p.Side[0], &q.p.Side[1]
	rows, open := 0, 0
	for t := 0.0; t < .8; t += .05 {
		l, r := q.at(a.Knee.Lerp(a.Ankle.Pt, t)), q.at(b.Knee.Lerp(b.Ankle.Pt, t))
		rows++
		for u := .2; u < .8; u += .05 {
			x := l.Lerp(r, u)
			if q.mask.At(int(x.X), int(x.Y)) < .4 {
				open++
				break
			}
		}
	}
	return raster.Clip(2*float64(open)/float64(max(rows, 1)), 0, 1)
}
