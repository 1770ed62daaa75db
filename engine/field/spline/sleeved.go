package spline

import (
	"math"

	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// Sleeves on a fitted body. Their control points are the inner end of the
// armhole and then the outer edge, the middle line and the inner edge at every
// station. Torso and sleeve share the armhole's upper points and one row on
// either side of it, so both maps agree there in place and direction; below,
// where the sleeve hides the torso's armpit, each has its own.

// Stations of short sleeves, and of those that follow the arm.
var (
	shortShares = []float64{1. / 3, 2. / 3, 1}
	longShares  = []float64{.17, .33, .5, .67, .83, 1}
)

// sleevePoints is the number of control points of a short sleeve, longPoints
// that of a long one.
const sleevePoints, longPoints = 1 + 3*3, 1 + 3*6

// setIn tells whether a side's sleeve is placed by its control points.
func (t *topFit) setIn(side int) bool {
	return t.p.Body != nil && t.m.Sleeves[side] != nil && !t.elsewhere(side) && !t.raised(side) &&
		(Taught(t.g) || t.share(side) <= ribbonShare)
}

// newSleeve measures the arm of a side.
func (t *topFit) newSleeve(side int) *sleeveFit {
	arm := &t.p.Side[side]
	q := &sleeveFit{topFit: t, side: side, s: t.m.Sleeves[side]}
	q.upper = arm.Elbow.Pt.Sub(arm.Shoulder.Pt).Len()
	q.total = math.Max(1, q.upper+arm.Wrist.Pt.Sub(arm.Elbow.Pt).Len())
	q.share = t.share(side)
	return q
}

// controls places a sleeve with stations at shares of its length: straight from
// shoulder tip and armpit to its cuff, which lies across the arm; a long one
// turns into the arm's direction on its way.
func (q *sleeveFit) controls(shares []float64) *controls {
	end := q.share * q.total
	ce, ne := q.along(end), q.outward(end)
	he := q.half(end, q.s.CuffOuter, q.s.CuffInner)
	tip, armpit := q.tip[q.side], q.armpit[q.side]
	c := &controls{}
	c.add(armpit, q.m.Armpit[q.side])
	for _, t := range shares {
		outer, inner := SleeveEdges(q.m, q.side, t)
		to := [2]raster.Pt{tip.Lerp(ce.Add(ne.Mul(he)), t), armpit.Lerp(ce.Sub(ne.Mul(he)), t)}
		if q.g.Worn {
			// It hangs already, and keeps its shape.
			to[0] = q.alike(outer, [2]raster.Pt{q.m.Shoulder[q.side], q.s.CuffOuter}, [2]raster.Pt{tip, ce.Add(ne.Mul(he))})
			to[1] = q.alike(inner, [2]raster.Pt{q.m.Armpit[q.side], q.s.CuffInner}, [2]raster.Pt{armpit, ce.Sub(ne.Mul(he))})
		}
		if len(shares) > len(shortShares) {
			d := t * end
			m, n, h := q.smooth(d), q.smoothOutward(d), q.half(d, outer, inner)
			turn := raster.Clip(t/0.3, 0, 1)
			to[0], to[1] = to[0].Lerp(m.Add(n.Mul(h)), turn), to[1].Lerp(m.Sub(n.Mul(h)), turn)
		}
		c.add(to[0], outer)
		c.add(to[0].Lerp(to[1], 0.5), outer.Lerp(inner, 0.5))
		c.add(to[1], inner)
	}
	return c
}

// alike is the place of a garment position beside the line from..end once that
// line lies on the person between the places to: as far along and beside it.
func (q *sleeveFit) alike(at raster.Pt, line, to [2]raster.Pt) raster.Pt {
	d, e := line[1].Sub(line[0]), to[1].Sub(to[0])
	n := math.Max(1, d.Dot(d))
	w := at.Sub(line[0])
	return to[0].Add(e.Mul(w.Dot(d) / n)).Add(e.Unit().Perp().Mul(w.Dot(d.Unit().Perp()) * q.topFit.s))
}

// placed are the control points of the sleeve as long as it is.
func (q *sleeveFit) placed() *controls {
	if q.share > ribbonShare {
		return q.controls(longShares)
	}
	return q.controls(shortShares)
}

// torsoPairs are the control points of the torso's spline.
func (t *topFit) torsoPairs() *pairs {
	c := t.torso
	out := &pairs{dst: append([]raster.Pt{}, c.dst...), src: append([]raster.Pt{}, c.src...)}
	c.beyond(out, atLevels)
	for side := range 2 {
		if s := t.cuffs[side]; s != nil {
			// The first row of the sleeve without its inner edge, which lies
			// against the side.
			out.add(s.dst[1], s.src[1])
			out.add(s.dst[2], s.src[2])
			continue
		}
		out.outside(c, atArmpitRow+2, atArmpit+side)
	}
	return out
}

// setSleeve makes the part of a learned sleeve.
func (t *topFit) setSleeve(side int, whole *raster.Plane) (field.Part, error) {
	c, b := t.cuffs[side], t.torso
	out := &pairs{dst: append([]raster.Pt{}, c.dst...), src: append([]raster.Pt{}, c.src...)}
	for _, i := range []int{atShoulder, atArmhole, atSeam, atArmpitRow} {
		out.add(b.dst[i+side], b.src[i+side])
	}
	// Beyond the cuff the map runs on straight, or it would bend back.
	n := len(c.dst)
	for i := range 3 {
		out.add(c.dst[n-6+i].Lerp(c.dst[n-3+i], 1.6), c.src[n-6+i].Lerp(c.src[n-3+i], 1.6))
	}
	part, err := t.part([2]string{"sleeve left", "sleeve right"}[side], out, t.sleeveAlpha(t.m.Sleeves[side].Mask, whole))
	if err == nil {
		within(&part, t.sleeveOutline(side), strayCuff*t.p.Ref+field.NodeStep)
	}
	return part, err
}

// How far a part may reach over the outline of its control points, in Ref,
// besides a step of the map: sleeves with rounded cuffs and the overlap at the
// armhole, a torso between its levels.
const (
	strayCuff = 0.06
	straySide = 0.04
)

// sleeveOutline goes from the shoulder tip along the outer edge to the cuff and
// back along the inner one.
func (t *topFit) sleeveOutline(side int) []raster.Pt {
	c, b := t.cuffs[side], t.torso
	out := []raster.Pt{b.dst[atShoulder+side]}
	for i := 1; i < len(c.dst); i += 3 {
		out = append(out, c.dst[i])
	}
	for i := len(c.dst) - 1; i > 0; i -= 3 {
		out = append(out, c.dst[i])
	}
	return append(out, c.dst[0], b.dst[atArmhole+side])
}

// torsoOutline goes from above the left shoulder down to the hem and up again on
// the right; collars and hoods may reach up as they like, and tails down.
func (t *topFit) torsoOutline() []raster.Pt {
	p, c := t.p, t.torso
	var half [2][]raster.Pt
	for side := range 2 {
		up := c.dst[atNeck+side].Sub(p.Axis.Mul(2 * p.Ref)).Add(p.Perp.Mul(sign(side) * p.Ref))
		half[side] = []raster.Pt{up, c.dst[atSeam+side], c.dst[atShoulder+side], c.dst[atArmhole+side], c.dst[atArmpit+side]}
		for i := atLevels; i < len(c.dst); i += levelSize {
			half[side] = append(half[side], c.dst[i+side])
		}
		low := half[side][len(half[side])-1]
		half[side] = append(half[side], low.Add(p.Axis.Mul(0.3*p.Ref)))
	}
	out := half[0]
	for i := len(half[1]) - 1; i >= 0; i-- {
		out = append(out, half[1][i])
	}
	return out
}

// covered says what of the person the garment covers.
func (t *topFit) covered() {
	p, m := t.p, t.m
	t.cover.Slot, t.cover.Hem = t.g.Kind.Slot(), t.hem
	t.cover.Neck = t.neckCurve()
	t.cover.NeckOpen = m.BackPanel || m.NeckDeep > 0.02*(m.Box[3]-m.Box[1])
	for side, s := range t.cuffs {
		if s != nil {
			t.cover.Arm[side] = armShare(p, side, s.dst[len(s.dst)-2])
		}
	}
}

// neckCurve is the neckline on the person from the left to the right neck point:
// where its opening was seen that opening's own edge, else half an ellipse.
func (t *topFit) neckCurve() (curve []raster.Pt) {
	const points = 30
	c, m := t.torso, t.m
	if back, err := newTPS(c.src, c.dst); err == nil && m.Opening != nil {
		for i := range points {
			x := m.Neck[0].X + (m.Neck[1].X-m.Neck[0].X)*float64(i)/(points-1)
			if y, ok := lowestOf(m.Opening, x); ok && i > 0 && i < points-1 {
				curve = append(curve, back.at(raster.Pt{X: x, Y: y}))
			} else if i == 0 || i == points-1 {
				curve = append(curve, c.dst[atNeck+i/(points-1)])
			}
		}
		return curve
	}
	l, r := c.dst[atNeck], c.dst[atNeck+1]
	depth := math.Max(c.dst[atNeckLow].Sub(l.Lerp(r, 0.5)).Dot(t.p.Axis), 0.05*t.p.Ref)
	for i := range points {
		u := float64(i) / (points - 1)
		curve = append(curve, l.Lerp(r, u).Add(t.p.Axis.Mul(depth*math.Sqrt(math.Max(0, 1-(2*u-1)*(2*u-1))))))
	}
	return curve
}

// lowestOf is the last row of column x that a mask has.
func lowestOf(m *raster.Mask, x float64) (float64, bool) {
	for y := m.H - 1; y >= 0; y-- {
		if m.Has(int(x), y) {
			return float64(y), true
		}
	}
	return 0, false
}

// armShare is the share of the arm above a place beside it.
func armShare(p *vision.Person, side int, q raster.Pt) float64 {
	arm := &p.Side[side]
	a, b := arm.Elbow.Sub(arm.Shoulder.Pt), arm.Wrist.Sub(arm.Elbow.Pt)
	upper, total := a.Len(), math.Max(1, a.Len()+b.Len())
	t := q.Sub(arm.Shoulder.Pt).Dot(a) / math.Max(1, a.Dot(a))
	if t <= 1 {
		return raster.Clip(t*upper/total, 0.05, 1)
	}
	t = raster.Clip(q.Sub(arm.Elbow.Pt).Dot(b)/math.Max(1, b.Dot(b)), 0, 1)
	return (upper + t*(total-upper)) / total
}
