package spline

import (
	"math"
	"sort"

	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// crotchDrop is how far below the hip joints the crotch of trousers lies, in
// Ref. legAlong and skirtAlong are scales of lengths over those of widths, as
// alongAcross is for tops. All three are those of rendered people and garments,
// see assets/make/truth.
const (
	crotchDrop = 0.30
	legAlong   = 1.25
	skirtAlong = 1.10
)

// waistV is the height of the natural waist in torso lengths.
const waistV = 0.80

// legHalf is the half width of a bare leg from crotch to ankle, in Ref.
var (
	legHalfAt = []float64{0, .25, .5, .75, 1}
	legHalf   = []float64{.245, .205, .15, .14, .10}
)

// legsFit holds what both legs of trousers share.
type legsFit struct {
	*fitter
	s      float64
	waist  float64 // height v of the waist edge
	crotch raster.Pt
	hip    float64 // flat width at the crotch row, garment pixels
	all    *controls
	shares [2]float64 // of each leg that is covered, 1.02 = down over the ankle
	moved  bool       // by what was learned
}

// trousers makes the field of trousers and shorts, one part per leg, the leg
// whose knee is nearer on top.
func (f *fitter) trousers() (*field.Field, error) {
	q := &legsFit{fitter: f}
	q.place()
	q.learn()
	cover := field.Cover{Slot: "lower", Waist: q.waist, Legs: true}
	var parts []field.Part
	for side := range 2 {
		part, err := f.part([2]string{"leg left", "leg right"}[side], q.leg(side), q.alpha(side))
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		cover.LongLegs = q.shares[side] >= 1
		cover.Hem = math.Max(cover.Hem, f.p.Depth(q.legEnd(side)))
	}
	if f.p.Side[0].Knee.Z < f.p.Side[1].Knee.Z {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return &field.Field{Parts: parts, Scale: q.s, Cover: cover, Joints: []raster.Pt{q.crotch}}, nil
}

// legEnd is where a leg of the garment ends.
func (q *legsFit) legEnd(side int) raster.Pt {
	l := &q.p.Side[side]
	end := l.Hip.Pt.Lerp(l.Ankle.Pt, math.Min(q.shares[side], 1))
	if q.moved {
		end = q.all.dst[len(q.all.dst)-2+side]
	}
	return end
}

// scales finds the size from hips and waist and lowers the waist edge of
// low-rise trousers.
func (q *legsFit) scales() {
	p, m := q.p, q.m
	q.crotch = p.Hip.Add(p.Axis.Mul(crotchDrop * p.Ref))
	q.hip = math.Max(1, m.HipRows[1][1].X-m.HipRows[1][0].X)
	body := 0.0
	waist := 0.0
	for side := range 2 {
		body += math.Max(p.HalfWidth(1.06, side), 0.50*p.Ref)
		waist += p.HalfWidth(waistV, side)
	}
	q.s = math.Max(body*1.02/q.hip, 0.95*waist/math.Max(1, q.flatWaist()))
	q.waist = q.wornWaist()
	rise := (m.Crotch.Y - m.Waist[0].Y) * q.s
	// Low-rise trousers sit lower, unless an old waistband would show above.
	if q.waist == waistV && rise < 0.8*q.crotch.Sub(p.At(waistV, 0)).Len() {
		q.waist = raster.Clip(p.Depth(q.crotch)-rise*1.05/p.Torso, 0.70, 1)
	}
}

// wornWaist is the height of the visible waistband of what is worn now: the
// new garment takes its place. The natural waist when none is seen.
func (f *fitter) wornWaist() float64 {
	if f.o.Waist > 0 {
		return f.o.Waist
	}
	return f.seenWaist()
}

// seenWaist is wornWaist where the user chose none.
func (f *fitter) seenWaist() float64 {
	p := f.p
	if p.OnePiece {
		return waistV
	}
	var tops []float64
	for x := -0.24; x <= 0.24; x += 0.04 {
		for v := 0.55; v < 1.2; v += 0.005 {
			q, under := p.At(v, x*p.Ref), p.At(v+0.04, x*p.Ref)
			if p.Lower.Sample(q.X, q.Y) > 0.5 && p.Lower.Sample(under.X, under.Y) > 0.5 {
				tops = append(tops, v)
				break
			}
		}
	}
	if len(tops) < 6 {
		return waistV
	}
	sort.Float64s(tops)
	return raster.Clip(tops[len(tops)/8]-0.01, 0.60, 0.95)
}

func (f *fitter) flatWaist() float64 { return f.m.Waist[1].X - f.m.Waist[0].X }

// place sets the control points of both legs where rules want them.
func (q *legsFit) place() {
	q.scales()
	q.all = &controls{}
	q.rise()
	for side := range 2 {
		q.shares[side] = q.share(side, q.legLength(side))
	}
	if len(q.m.Legs[0]) != len(q.m.Legs[1]) {
		return
	}
	for i := range q.m.Legs[0] {
		l, r := q.station(0, i), q.station(1, i)
		q.all.both(l[0], r[0])
		q.all.both(l[1], r[1])
		q.all.both(l[0].between(l[1]), r[0].between(r[1]))
	}
}

// thigh is the middle of a leg at the crotch.
func (q *legsFit) thigh(side int) raster.Pt {
	return q.crotch.Lerp(q.p.At(q.p.Depth(q.crotch), sign(side)*0.50*q.p.Ref), 0.5)
}

// legLength is the length of a leg from crotch to ankle.
func (q *legsFit) legLength(side int) float64 {
	l := &q.p.Side[side]
	return math.Max(1, l.Knee.Pt.Sub(q.thigh(side)).Len()) + l.Ankle.Pt.Sub(l.Knee.Pt).Len()
}

// station is the outer and the inner edge of a leg at one of its levels.
func (q *legsFit) station(side, i int) [2]pair {
	p, o := q.p, sign(side)
	l, st := &p.Side[side], q.m.Legs[side][i]
	thigh, total := q.thigh(side), q.legLength(side)
	upper := math.Max(1, l.Knee.Pt.Sub(thigh).Len())
	d := st.T * q.shares[side] * total
	at := thigh.Lerp(l.Knee.Pt, d/upper)
	if d > upper {
		at = l.Knee.Pt.Lerp(l.Ankle.Pt, (d-upper)/math.Max(1, total-upper))
	}
	limb := raster.Interp(d/total, legHalfAt, legHalf) * p.Ref
	h := raster.Clip((st.Right.X-st.Left.X)/2*q.s*0.95*q.o.Looseness, limb, 2.3*limb*q.o.Looseness)
	outer, inner := at.Add(p.Perp.Mul(o*h)), at.Sub(p.Perp.Mul(o*h))
	// The inner edge may not cross the middle near the crotch.
	if over := (p.Lateral(q.crotch) - p.Lateral(inner)) * o; st.T < 0.4 && over > 0 {
		inner = inner.Add(p.Perp.Mul(o * over))
	}
	if side == 0 {
		return [2]pair{{outer, st.Left}, {inner, st.Right}}
	}
	return [2]pair{{outer, st.Right}, {inner, st.Left}}
}

// Indices of the control points of trousers.
const (
	atWaist, atHips, atCrotchRow, atWaistMid, atRise, atCrotch, atStations = 0, 2, 4, 6, 7, 8, 9
	stationSize                                                            = 6
)

// leg returns the control points of one leg.
func (q *legsFit) leg(side int) *pairs {
	c, out := q.all, &pairs{}
	for _, i := range []int{atWaist + side, atHips + side, atCrotchRow + side, atWaistMid, atRise, atCrotch} {
		out.add(c.dst[i], c.src[i])
	}
	for i := atStations; i+stationSize <= len(c.dst); i += stationSize {
		for k := side; k < stationSize; k += 2 {
			out.add(c.dst[i+k], c.src[i+k])
		}
		out.outside(c, i+4+side, i+side)
		out.outside(c, i+4+side, i+2+side)
	}
	return out
}

// share is the part of the leg below the crotch that is covered.
func (q *legsFit) share(side int, total float64) float64 {
	m := q.m
	st := m.Legs[side][len(m.Legs[side])-1]
	inseam := (st.Left.Y - m.Crotch.Y) * q.s * q.along(legAlong) / st.T
	share := inseam / total * q.o.Length
	full := q.g.Kind == recipe.KindTrousers && (m.Box[3]-m.Crotch.Y)/q.hip > 1.25
	if q.o.Length == 1 && (share > 0.92 || full) {
		return 1.02
	}
	return raster.Clip(share, 0.12, 1.02)
}

// rise places waist, hips and crotch.
func (q *legsFit) rise() {
	p, m := q.p, q.m
	wx, cv := (m.Waist[0].X+m.Waist[1].X)/2, p.Depth(q.crotch)
	side := func(s int) pair {
		return pair{p.At(q.waist, sign(s)*p.HalfWidth(q.waist, s)*1.03), m.Waist[s]}
	}
	q.all.both(side(0), side(1))
	for i, row := range m.HipRows {
		v := q.waist + (cv-q.waist)*float64(i+1)/2
		hip := func(s int) pair {
			h := p.HalfWidth(v, s)
			w := h * 1.03
			if i == 1 {
				w = math.Max(w, math.Abs(row[s].X-m.AxisTop)*q.s*0.97)
			}
			return pair{p.At(v, sign(s)*math.Min(w, h*1.35)), row[s]}
		}
		q.all.both(hip(0), hip(1))
	}
	q.all.middle(pair{p.At(q.waist, 0), m.Waist[0].Lerp(m.Waist[1], 0.5)})
	q.all.middle(pair{p.At(q.waist, 0).Lerp(q.crotch, 0.5), raster.Pt{X: (wx + m.Crotch.X) / 2, Y: (m.Waist[0].Y + m.Crotch.Y) / 2}})
	q.all.middle(pair{q.crotch, m.Crotch.Sub(raster.Pt{Y: 0.004 * (m.Box[3] - m.Box[1])})})
}

// alpha splits the cut-out between the legs along the middle line, with three
// pixels of overlap above the crotch.
func (q *legsFit) alpha(side int) *raster.Plane {
	m := q.m
	ys := []float64{m.Waist[0].Y, m.Crotch.Y}
	xs := []float64{(m.Waist[0].X + m.Waist[1].X) / 2, m.Crotch.X}
	if len(m.Legs[0]) == len(m.Legs[1]) {
		for i, l := range m.Legs[0] {
			ys = append(ys, l.Left.Y)
			xs = append(xs, (l.Right.X+m.Legs[1][i].Left.X)/2)
		}
	}
	a := q.g.Alpha.Clone()
	o := sign(side)
	for y := range a.H {
		mid := raster.Interp(float64(y), ys, xs)
		e := 0.0
		if float64(y) < m.Crotch.Y {
			e = 3
		}
		row := a.Pix[y*a.W : (y+1)*a.W]
		for x := range row {
			row[x] *= float32(raster.Clip(((float64(x)-mid)*o+e)/2+0.5, 0, 1))
		}
	}
	return a
}
