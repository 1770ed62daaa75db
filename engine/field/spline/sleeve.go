package spline

import (
	"image"
	"math"

	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// armHalf is the half width of a bare arm from shoulder to wrist, in Ref.
var (
	armHalfAt = []float64{0, .25, .5, .8, 1}
	armHalf   = []float64{.17, .145, .125, .10, .085}
)

// sleeveReach turns sleeve length over armpit distance into the share of the
// arm that is covered, measured on rendered garments of known cut: the wider a
// garment, the smaller the ratio of sleeves that reach the wrist, so long ones
// begin where few sleeves end between elbow and wrist.
var (
	sleeveRatio = []float64{0, .3, .5, .62, .75, .85}
	sleeveReach = []float64{0, .30, .45, .62, .93, 1}
)

// sleeveFit holds the targets of one sleeve.
type sleeveFit struct {
	*topFit
	side  int
	s     *vision.Sleeve
	upper float64 // pixels shoulder to elbow
	total float64 // pixels shoulder to wrist
	share float64 // of the arm that is covered
	pts   pairs
}

// sleeve maps one sleeve along the arm.
func (t *topFit) sleeve(side int, s *vision.Sleeve, whole *raster.Plane) (field.Part, error) {
	if t.cuffs[side] != nil {
		return t.setSleeve(side, whole)
	}
	q := t.newSleeve(side)
	t.cover.Arm[side] = q.share
	if t.follows(side) {
		r := q.ribbon()
		name := [2]string{"sleeve left", "sleeve right"}[side]
		return r.Part(name, image.Rect(0, 0, t.p.W, t.p.H), t.sleeveAlpha(s.Mask, whole)), nil
	}
	q.pts.add(t.tip[side], t.m.Shoulder[side])
	q.pts.add(t.armpit[side], t.m.Armpit[side])
	q.pts.add(t.upper[side][3].dst, t.upper[side][3].src)
	q.stations()
	return t.part([2]string{"sleeve left", "sleeve right"}[side], &q.pts, t.sleeveAlpha(s.Mask, whole))
}

// share is the part of the arm that the sleeve covers.
func (t *topFit) share(side int) float64 { return SleeveShare(t.m, side, t.o.Sleeves) }

// follows reports a sleeve that follows the arm as a ribbon: a long one, and
// any on an arm above the horizontal, where the straight outline of a short
// sleeve would tear; on rendered people (assets/make/truth) ribbons are no better
// for arms below.
func (t *topFit) follows(side int) bool {
	return t.raised(side) || t.share(side) > ribbonShare
}

// raised reports an upper arm above the horizontal.
func (t *topFit) raised(side int) bool {
	arm := &t.p.Side[side]
	return arm.Elbow.Sub(arm.Shoulder.Pt).Dot(t.p.Axis) < 0
}

// along is the position d pixels down the arm; it runs on past the wrist.
func (q *sleeveFit) along(d float64) raster.Pt {
	arm := &q.p.Side[q.side]
	if d <= q.upper {
		return arm.Shoulder.Pt.Lerp(arm.Elbow.Pt, d/math.Max(1, q.upper))
	}
	return arm.Elbow.Pt.Lerp(arm.Wrist.Pt, math.Min(1.08, (d-q.upper)/math.Max(1, q.total-q.upper)))
}

// outward is the unit normal of the arm at d pointing away from the body.
func (q *sleeveFit) outward(d float64) raster.Pt {
	e := q.along(math.Min(q.total, d+0.12*q.total)).Sub(q.along(math.Max(0, d-0.12*q.total))).Unit()
	return outwardOf(e, q.side)
}

func outwardOf(e raster.Pt, side int) raster.Pt {
	if side == 0 {
		return e.Perp()
	}
	return e.Perp().Mul(-1)
}

// half is the half width in pixels of the sleeve at d whose garment outline
// runs through a and b.
func (q *sleeveFit) half(d float64, a, b raster.Pt) float64 {
	limb := raster.Interp(d/q.total, armHalfAt, armHalf) * q.p.Ref
	most := 1.9
	if q.share > 0.7 {
		most = 1.4
	}
	return raster.Clip(a.Sub(b).Len()*q.topFit.s*0.5*0.95*q.o.Looseness, limb*1.02, limb*most*q.o.Looseness)
}

// stations adds the outline of the sleeve: straight from tip and armpit to
// the cuff for short sleeves, along the arm for long ones.
func (q *sleeveFit) stations() {
	ref, side := q.p.Ref, q.side
	tip, armpit := q.tip[side], q.armpit[side]
	end := q.share * q.total
	ce, ne := q.along(end), q.outward(end)
	he := q.half(end, q.s.CuffOuter, q.s.CuffInner)
	outer := he
	if r := q.body.Ray(ce, ne, 0.30*ref); r < 0.29*ref {
		outer = math.Max(he, math.Min(r+0.015*ref, 0.24*ref))
	}
	cuffOut, cuffIn := ce.Add(ne.Mul(outer)), ce.Sub(ne.Mul(he))
	long := raster.Clip((q.share-0.45)/0.25, 0, 1)
	mid := tip.Lerp(armpit, 0.5)
	n0 := outwardOf(ce.Sub(mid).Unit(), side)
	chord := q.s.CuffOuter.Sub(q.m.Shoulder[side])
	for i, t := range q.s.T {
		fo, fi := q.s.Outer[i], q.s.Inner[i]
		d := end * t
		c, n := q.along(d), q.outward(d)
		h := q.half(d, fo, fi)
		bulge := math.Min(math.Abs(chord.Cross(fo.Sub(q.m.Shoulder[side])))/math.Max(1, chord.Len())*q.topFit.s, 0.12*ref)
		straight := tip.Lerp(cuffOut, t).Add(n0.Mul(bulge))
		to := straight.Lerp(c.Add(n.Mul(h)), long)
		if r := q.body.Ray(to, n, 0.14*ref); r > 0 && r < 0.13*ref {
			to = to.Add(n.Mul(r + 0.012*ref))
		}
		q.pts.add(to, fo)
		q.pts.add(armpit.Lerp(cuffIn, t).Lerp(c.Sub(n.Mul(h)), long), fi)
	}
	if q.hasCap[side] {
		q.pts.add(q.capTo[side], q.s.Cap)
	}
	q.pts.add(cuffOut, q.s.CuffOuter)
	q.pts.add(cuffIn, q.s.CuffInner)
	q.pts.add(ce, q.s.CuffOuter.Lerp(q.s.CuffInner, 0.5))
	// The map runs on straight beyond the cuff, or it bends back into the sleeve.
	to := ce.Sub(mid).Unit().Mul(0.15 * ref)
	from := q.s.CuffOuter.Lerp(q.s.CuffInner, 0.5).Sub(q.s.Seam).Unit().Mul(0.15 * ref / q.topFit.s)
	q.pts.add(cuffOut.Add(to), q.s.CuffOuter.Add(from))
	q.pts.add(cuffIn.Add(to), q.s.CuffInner.Add(from))
}

// ribbonShare is the covered share of the arm from which a sleeve follows the
// arm as a ribbon; shorter sleeves stand off it and keep their own outline.
const ribbonShare = 0.55

// ribbonStations along the sleeve are enough for a tightly bent elbow.
const ribbonStations = 48

// ribbon is the map of a long sleeve: its stations run from a little inside
// the armhole along the arm to just past the cuff.
func (q *sleeveFit) ribbon() *field.Ribbon {
	r := &bands{}
	end := q.share * q.total
	r.add(q.inside(0.30))
	r.add(q.inside(0.15))
	reach := q.outerReach(end)
	var centers []raster.Pt
	for i := range ribbonStations + 1 {
		t := 1.06 * float64(i) / ribbonStations
		fo, fi := q.flat(t)
		d := end * t
		c, n := q.smooth(d), q.smoothOutward(d)
		// The band starts on the armhole and turns into the arm's direction;
		// its outer edge follows the person's own shoulder.
		turn := raster.Clip(t/0.30, 0, 1)
		turn *= turn * (3 - 2*turn)
		axis := q.smooth(end * 0.30).Sub(q.smooth(0)).Mul(t / 0.30)
		outer := q.shoulderEdge(c, n, axis, turn, reach[i])
		inner := q.armpit[q.side].Add(axis).Lerp(c.Sub(n.Mul(q.half(d, fo, fi))), turn)
		r.To = append(r.To, [2]raster.Pt{outer, inner})
		r.From = append(r.From, [2]raster.Pt{fo, fi})
		centers = append(centers, c)
	}
	evenOut(r.To[2:], centers)
	q.outline(r.From[2:])
	return &r.Ribbon
}

// evenOut smooths the outer edge's distance from the arm along the sleeve: the
// outline that it follows may have the steps of an old short sleeve.
func evenOut(to [][2]raster.Pt, centers []raster.Pt) {
	dist := make([]float64, len(to))
	for i, e := range to {
		dist[i] = e[0].Sub(centers[i]).Len()
	}
	for i, d := range smoothed(dist, 5) {
		// The first stations stay on the shoulder tip.
		w := math.Min(1, float64(i)/6)
		v := to[i][0].Sub(centers[i])
		to[i][0] = centers[i].Add(v.Unit().Mul(v.Len() + (d-v.Len())*w))
	}
}

// shoulderEdge is the outer edge of the sleeve at the point c of the arm with
// outward normal n: it leaves the shoulder tip along the arm, ends at the
// sleeve's own reach, and in between follows the round of the shoulder as the
// person's outline shows it.
func (q *sleeveFit) shoulderEdge(c, n, axis raster.Pt, turn, reach float64) raster.Pt {
	to := q.tip[q.side].Add(axis).Lerp(c.Add(n.Mul(reach)), turn)
	v := to.Sub(c)
	r := v.Len()
	edge := q.body.Ray(c, v.Unit(), 0.24*q.p.Ref)
	if edge >= 0.235*q.p.Ref {
		return to
	}
	w := 4 * turn * (1 - turn)
	return c.Add(v.Unit().Mul(r + w*(raster.Clip(edge+0.015*q.p.Ref, 0.85*r, 1.25*r)-r)))
}

// bands collects stations.
type bands struct{ field.Ribbon }

func (b *bands) add(to, from [2]raster.Pt) {
	b.To = append(b.To, to)
	b.From = append(b.From, from)
}

// inside is a station on the torso's side of the armhole, a share of the way
// to the neck point above and to the middle below, where torso and sleeve lie
// over each other with the same texture.
func (q *sleeveFit) inside(share float64) (to, from [2]raster.Pt) {
	s, p, m := q.side, q.p, q.m
	mid := p.At(p.Depth(q.armpit[s]), 0)
	flat := m.Armpit[0].Lerp(m.Armpit[1], 0.5)
	return [2]raster.Pt{q.tip[s].Lerp(q.neck[s], share), q.armpit[s].Lerp(mid, share)},
		[2]raster.Pt{m.Shoulder[s].Lerp(m.Neck[s], share), m.Armpit[s].Lerp(flat, share)}
}

// outerReach is the half width on the outer side at each station: the
// sleeve's own, or as far as the person's outline where that is a little
// wider, smoothed along the arm so that old folds leave no bumps.
func (q *sleeveFit) outerReach(end float64) []float64 {
	raw := make([]float64, ribbonStations+1)
	for i := range raw {
		t := 1.06 * float64(i) / ribbonStations
		fo, fi := q.flat(t)
		d := end * t
		c, n := q.smooth(d), q.smoothOutward(d)
		h := q.half(d, fo, fi)
		raw[i] = h
		if r := q.body.Ray(c, n, 0.24*q.p.Ref); r < 0.235*q.p.Ref {
			limb := raster.Interp(d/q.total, armHalfAt, armHalf) * q.p.Ref
			raw[i] = math.Max(h, math.Min(r+0.012*q.p.Ref, math.Max(1.25*h, 1.5*limb)))
		}
	}
	return smoothed(raw, 6)
}

// flat returns the edges of the flat sleeve at share t of its length, linear
// beyond both ends.
func (q *sleeveFit) flat(t float64) (outer, inner raster.Pt) {
	return SleeveEdges(q.m, q.side, t)
}

// outline moves the outer edges onto the garment's own outline, which between
// the measured stations is rarely straight; the moves are smoothed along the
// sleeve, because a cut-out has notches.
func (q *sleeveFit) outline(from [][2]raster.Pt) {
	moves := make([]float64, len(from))
	for i, e := range from {
		moves[i] = q.toOutline(e[0], e[1])
	}
	for i, k := range smoothed(moves, 4) {
		e := &from[i]
		e[0] = e[0].Add(e[0].Sub(e[1]).Unit().Mul(k))
	}
}

// smoothed is the moving mean over 2w+1 values.
func smoothed(v []float64, w int) []float64 {
	out := make([]float64, len(v))
	for i := range out {
		n := 0.0
		for j := max(0, i-w); j <= min(len(v)-1, i+w); j++ {
			out[i] += v[j]
			n++
		}
		out[i] /= n
	}
	return out
}

// toOutline is the distance in garment pixels from the outer edge of a station
// to the outline, positive outwards, at most a quarter of the width.
func (q *sleeveFit) toOutline(outer, inner raster.Pt) float64 {
	across := outer.Sub(inner)
	reach, d := 0.25*across.Len(), across.Unit()
	alpha := q.g.Alpha
	inside := func(k float64) bool {
		p := outer.Add(d.Mul(k))
		return p.X >= 0 && p.Y >= 0 && p.X < float64(alpha.W) && p.Y < float64(alpha.H) && alpha.Sample(p.X, p.Y) > 0.5
	}
	k := 0.0
	for inside(k) && k < reach {
		k++
	}
	for !inside(k) && k > -reach {
		k--
	}
	return k
}

// smooth is the arm's middle line at d with a rounded elbow.
func (q *sleeveFit) smooth(d float64) raster.Pt {
	const n = 8
	var s raster.Pt
	for i := -n; i <= n; i++ {
		s = s.Add(q.along(d + 0.11*q.total*float64(i)/n))
	}
	return s.Mul(1.0 / (2*n + 1))
}

func (q *sleeveFit) smoothOutward(d float64) raster.Pt {
	return outwardOf(q.smooth(d+0.06*q.total).Sub(q.smooth(d-0.06*q.total)).Unit(), q.side)
}
