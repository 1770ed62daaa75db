package vision

import (
	"math"

	"lookbook/engine/raster"
)

// limbEnd says how far along a limb clothes reach (0 root, 1 wrist or ankle)
// and how sure that is, 0..1.
type limbEnd struct {
	at   float32
	sure float32
}

// waistLine is the height v of the border between upper and lower clothes.
type waistLine struct {
	at   float32
	sure float32
}

// Stations along a limb or the torso.
const stations = 32

// changePoint finds the station from which on b is the better explanation;
// prior is added to the total for each candidate. It returns the station
// (0 = b everywhere, n = a everywhere) and the mean gain per station over the
// worse of "a everywhere" and "b everywhere".
func changePoint(a, b []float32, prior func(i int) float32) (at int, gain float32) {
	n := len(a)
	var total float32
	for _, v := range b {
		total += v
	}
	allB := total
	best := total + prior(0)
	for i := 0; i < n; i++ {
		total += a[i] - b[i]
		if c := total + prior(i+1); c < best {
			best, at = c, i+1
		}
	}
	worse := max(allB, total)
	return at, (worse - best) / float32(max(n, 1))
}

// clothPrice is what "some cloth, whatever its color" costs.
const clothPrice = 2.2

// findEnds measures where sleeves and legs of the clothes end, where the
// neckline lies and where the waist is. All four are one-dimensional
// questions with one answer, which a pixel alone cannot give.
func (q *parser) findEnds() {
	skin := q.models.skin.plane(q.lab, toneCap)
	upper := q.models.upper.plane(q.lab, 3)
	lower := q.models.lower.plane(q.lab, 4)
	legSkin := skin.Clone()
	if q.models.legSkin != nil {
		legSkin.Combine(q.models.legSkin.plane(q.lab, toneCap), func(a, b float32) float32 { return min(a, b) })
	}
	for s := range q.arms {
		q.sleeve[s] = q.limbEnd(q.arms[s], upper, skin, 1.25, 1)
		q.hem[s] = q.limbEnd(q.legs[s], lower, legSkin, .97, 1.1)
	}
	for s := range q.hem {
		// What looks like bare ankles without a change of color is boots.
		if q.bareFrom[s] == 1 && q.hem[s].at > .7 {
			q.hem[s].at = .97
		}
	}
	if abs32(q.hem[0].at-q.hem[1].at) > .25 && q.legsSeen() {
		both := limbField{dist: q.leg, along: q.along}
		q.hem[0] = q.limbEnd(both, lower, legSkin, .97, 1.1)
		q.hem[1] = q.hem[0]
	}
	q.findWaist(upper, lower)
	q.findNeck(upper, skin)
}

// legsSeen tells whether both legs are seen for most of their length, so that
// a hem found on one of them must be on the other, too.
func (q *parser) legsSeen() bool {
	for s := range q.p.Side {
		l := &q.p.Side[s]
		if l.Knee.Visibility < .3 || l.Knee.Lerp(l.Ankle.Pt, .5).Y > float64(q.p.H) {
			return false
		}
	}
	return true
}

// limbEnd averages the prices along the core of a limb.
func (q *parser) limbEnd(f limbField, cloth, skin *raster.Plane, reach, skinScale float32) limbEnd {
	var c, s, n [stations]float32
	for i, d := range f.dist {
		if d > .5 || q.mask.Pix[i] < .6 || f.along[i] >= reach {
			continue
		}
		k := min(int(f.along[i]/reach*stations), stations-1)
		c[k] += min(cloth.Pix[i], clothPrice)
		s[k] += min(skin.Pix[i]*skinScale, 6)
		n[k]++
	}
	var cs, ss []float32
	var index []int
	for k := range n {
		if n[k] >= 3 {
			cs, ss = append(cs, c[k]/n[k]), append(ss, s[k]/n[k])
			index = append(index, k)
		}
	}
	if len(cs) < 4 {
		return limbEnd{at: 1}
	}
	at, gain := changePoint(cs, ss, func(int) float32 { return 0 })
	end := limbEnd{at: reach, sure: raster.Clip32(gain/.8, 0, 1)}
	if at < len(index) {
		end.at = float32(index[at]) / stations * reach
	}
	return end
}

// findWaist compares the upper and lower model along the torso's middle.
func (q *parser) findWaist(upper, lower *raster.Plane) {
	if q.waistWord > 0 {
		q.waist = waistLine{at: q.waistWord, sure: 1}
		return
	}
	const lo, hi = .5, 1.45
	var a, b, n [stations]float32
	for i, m := range q.mask.Pix {
		v := q.v[i]
		if m < .6 || v < lo || v >= hi || abs32(q.lat[i]) > .32 || q.fore[i] < 1 || q.belowHem(i) {
			continue
		}
		k := int((v - lo) / (hi - lo) * stations)
		a[k] += min(upper.Pix[i], 6)
		b[k] += min(lower.Pix[i], 6)
		n[k]++
	}
	var as, bs []float32
	for k := range n {
		if n[k] >= 3 {
			as, bs = append(as, a[k]/n[k]), append(bs, b[k]/n[k])
		}
	}
	q.waist = waistLine{at: .95}
	if len(as) < stations/3 || q.models.upper == nil || q.models.lower == nil {
		return
	}
	step := float32(hi-lo) / stations
	at, gain := changePoint(as, bs, func(i int) float32 {
		d := abs32(lo+float32(i)*step-.95) - .15
		return max(0, d) * 3
	})
	q.waist = waistLine{at: lo + float32(at)*step, sure: raster.Clip32(gain/.8, 0, 1)}
}

// belowHem tells whether a pixel lies in a leg where it is bare.
func (q *parser) belowHem(i int) bool {
	for s := range q.legs {
		if q.legs[s].dist[i] < 1 && (q.legs[s].along[i] > q.hem[s].at || q.legs[s].along[i] > q.bareFrom[s]) {
			return true
		}
	}
	return false
}

// findNeck follows the skin down the middle of the chest.
func (q *parser) findNeck(upper, skin *raster.Plane) {
	lo, hi := q.chinV+.02, float32(.55)
	q.neck = .08
	if hi-lo < .2 {
		return
	}
	var a, b, n [stations]float32
	for i, m := range q.mask.Pix {
		v := q.v[i]
		if m < .6 || v < lo || v >= hi || abs32(q.lat[i]) > .1 || q.fore[i] < 1 {
			continue
		}
		k := int((v - lo) / (hi - lo) * stations)
		a[k] += min(skin.Pix[i], 6)
		b[k] += min(upper.Pix[i], 3)
		n[k]++
	}
	var as, bs []float32
	var at []float32
	for k := range n {
		if n[k] >= 2 {
			as, bs = append(as, a[k]/n[k]), append(bs, b[k]/n[k])
			at = append(at, lo+float32(k)/stations*(hi-lo))
		}
	}
	if len(as) < 6 {
		return
	}
	k, _ := changePoint(as, bs, func(int) float32 { return 0 })
	q.neck = hi
	if k < len(at) {
		q.neck = at[k]
	}
}

// bareLegFrom looks for the strongest change of color along a leg and returns
// its place when what lies below looks like skin and what lies above less so;
// else 1 (clothed or not to be told).
func (q *parser) bareLegFrom(f limbField) float32 {
	const lo, hi = .0, .85
	var sum [stations][4]float64
	for i, d := range f.dist {
		if t := f.along[i]; d < .5 && q.mask.Pix[i] > .6 && q.fore[i] > 1 && t < hi {
			s := &sum[int(t/hi*stations)]
			for k, c := range q.color(i) {
				s[k] += float64(c)
			}
			s[3]++
		}
	}
	var row [][3]float64
	var at []float32
	for k, s := range sum {
		if s[3] >= 3 {
			row = append(row, [3]float64{s[0] / s[3], s[1] / s[3], s[2] / s[3]})
			at = append(at, lo+float32(k)/stations*hi)
		}
	}
	k, above, below := splitColors(row)
	if k == 0 {
		return 1
	}
	if !q.looksBare(at[k], above, below) {
		return 1
	}
	return at[k]
}

// looksBare judges the colors above and below a change at t along a leg.
func (q *parser) looksBare(t float32, above, below [3]float64) bool {
	m := &q.models
	skin := m.skinLike(to32(below))
	// Bare ankles alone are seldom; brown boots look like skin.
	if t > .7 && skin > 1.5 {
		return false
	}
	return usualSkinColor(below) && skin <= 3.2 && m.skinLike(to32(above)) >= skin+.7 && labGap(above, below) >= 14
}

// labGap weighs hue more than light: shade changes along a leg.
func labGap(a, b [3]float64) float64 {
	return math.Sqrt(.25*sq(a[0]-b[0]) + 2*sq(a[1]-b[1]) + 2*sq(a[2]-b[2]))
}

func sq(v float64) float64 { return v * v }

func to32(c [3]float64) [3]float32 {
	return [3]float32{float32(c[0]), float32(c[1]), float32(c[2])}
}

// splitColors cuts a row of colors into two runs with the least squared
// deviation from their means; at least two stations on each side, 0 when
// there are too few.
func splitColors(row [][3]float64) (at int, above, below [3]float64) {
	n := len(row)
	if n < 6 {
		return 0, above, below
	}
	best := math.Inf(1)
	for k := 2; k <= n-2; k++ {
		a, da := meanRun(row[:k])
		b, db := meanRun(row[k:])
		if da+db < best {
			best, at, above, below = da+db, k, a, b
		}
	}
	return at, above, below
}

func meanRun(row [][3]float64) (m [3]float64, dev float64) {
	for _, c := range row {
		for k := range m {
			m[k] += c[k] / float64(len(row))
		}
	}
	for _, c := range row {
		d := labGap(c, m)
		dev += d * d
	}
	return m, dev
}
