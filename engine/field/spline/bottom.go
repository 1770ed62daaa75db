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
}

// trousers makes the field of trousers and shorts, one part per leg, the leg
// whose knee is nearer on top.
func (f *fitter) trousers() (*field.Field, error) {
	q := &legsFit{fitter: f}
	q.scales()
	cover := field.Cover{Slot: "lower", Waist: q.waist, Legs: true}
	var parts []field.Part
	for side := range 2 {
		pts, share := q.leg(side)
		part, err := f.part([2]string{"leg left", "leg right"}[side], pts, q.alpha(side))
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		cover.LongLegs = share >= 1
		end := f.legEnd(side, share)
		cover.Hem = math.Max(cover.Hem, f.p.Depth(end))
	}
	if f.p.Side[0].Knee.Z < f.p.Side[1].Knee.Z {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return &field.Field{Parts: parts, Scale: q.s, Cover: cover, Joints: []raster.Pt{q.crotch}}, nil
}

// legEnd is where a leg of the given share of its length ends.
func (f *fitter) legEnd(side int, share float64) raster.Pt {
	l := &f.p.Side[side]
	return l.Hip.Pt.Lerp(l.Ankle.Pt, math.Min(share, 1))
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
	p := f.p
	if f.o.Waist > 0 {
		return f.o.Waist
	}
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

// leg returns the control points of one leg and the share of the leg that is
// covered (1.02 = down over the ankle).
func (q *legsFit) leg(side int) (*pairs, float64) {
	p, m, o := q.p, q.m, sign(side)
	l := &p.Side[side]
	thigh := q.crotch.Lerp(p.At(p.Depth(q.crotch), o*0.50*p.Ref), 0.5)
	upper := math.Max(1, l.Knee.Pt.Sub(thigh).Len())
	total := upper + l.Ankle.Pt.Sub(l.Knee.Pt).Len()
	share := q.share(side, total)
	c := &pairs{}
	q.rise(c, side)
	lc := p.Lateral(q.crotch)
	for _, st := range m.Legs[side] {
		d := st.T * share * total
		at := thigh.Lerp(l.Knee.Pt, d/upper)
		if d > upper {
			at = l.Knee.Pt.Lerp(l.Ankle.Pt, (d-upper)/math.Max(1, total-upper))
		}
		limb := raster.Interp(d/total, legHalfAt, legHalf) * p.Ref
		h := raster.Clip((st.Right.X-st.Left.X)/2*q.s*0.95*q.o.Looseness, limb, 2.3*limb*q.o.Looseness)
		a, b := at.Sub(p.Perp.Mul(h)), at.Add(p.Perp.Mul(h))
		// The inner edge may not cross the middle near the crotch.
		if st.T < 0.4 && side == 0 && p.Lateral(b) > lc {
			b = b.Add(p.Perp.Mul(lc - p.Lateral(b)))
		}
		if st.T < 0.4 && side == 1 && p.Lateral(a) < lc {
			a = a.Add(p.Perp.Mul(lc - p.Lateral(a)))
		}
		c.add(a, st.Left)
		c.add(b, st.Right)
	}
	return c, share
}

// share is the part of the leg below the crotch that is covered.
func (q *legsFit) share(side int, total float64) float64 {
	m := q.m
	st := m.Legs[side][len(m.Legs[side])-1]
	inseam := (st.Left.Y - m.Crotch.Y) * q.s * legAlong / st.T
	share := inseam / total * q.o.Length
	full := q.g.Kind == recipe.KindTrousers && (m.Box[3]-m.Crotch.Y)/q.hip > 1.25
	if q.o.Length == 1 && (share > 0.92 || full) {
		return 1.02
	}
	return raster.Clip(share, 0.12, 1.02)
}

// rise adds waist, hips and crotch.
func (q *legsFit) rise(c *pairs, side int) {
	p, m, o := q.p, q.m, sign(side)
	wx, cv := (m.Waist[0].X+m.Waist[1].X)/2, p.Depth(q.crotch)
	c.add(p.At(q.waist, o*p.HalfWidth(q.waist, side)*1.03), m.Waist[side])
	c.add(p.At(q.waist, 0), m.Waist[0].Lerp(m.Waist[1], 0.5))
	c.add(q.crotch, m.Crotch.Sub(raster.Pt{Y: 0.004 * (m.Box[3] - m.Box[1])}))
	for i, row := range m.HipRows {
		v := q.waist + (cv-q.waist)*float64(i+1)/2
		h := p.HalfWidth(v, side)
		w := h * 1.03
		if i == 1 {
			w = math.Max(w, math.Abs(row[side].X-m.AxisTop)*q.s*0.97)
		}
		c.add(p.At(v, o*math.Min(w, h*1.35)), row[side])
	}
	c.add(p.At(q.waist, 0).Lerp(q.crotch, 0.5), raster.Pt{X: (wx + m.Crotch.X) / 2, Y: (m.Waist[0].Y + m.Crotch.Y) / 2})
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

// skirt makes the field of a skirt.
func (f *fitter) skirt() (*field.Field, error) {
	p, m := f.p, f.m
	waist := f.wornWaist()
	s := (p.HalfWidth(waist, 0) + p.HalfWidth(waist, 1)) * 1.04 / math.Max(1, f.flatWaist())
	if h, w := m.Box[3]-m.Box[1], m.Box[2]-m.Box[0]; h > 0.9*w {
		hip := math.Max(math.Abs(m.Sides[0][1].X-m.AxisTop), math.Abs(m.Sides[1][1].X-m.AxisTop))
		s = math.Max(s, 0.9*(p.HalfWidth(1.05, 0)+p.HalfWidth(1.05, 1))/math.Max(1, 2*hip))
	}
	top := m.Waist[0].Y
	// A turned person is narrower, but not shorter.
	along := skirtAlong * s * math.Max(1, p.Ref/(p.ShoulderWidth+0.07*p.Ref))
	hem := waist + (m.Box[3]-top)*along/p.Torso*f.o.Length
	ankle := math.Max(p.Depth(p.Side[0].Ankle.Pt), p.Depth(p.Side[1].Ankle.Pt))
	if ankle > 1.4 && hem > ankle+0.03 {
		hem = ankle + 0.02
	}
	k := (hem - waist) / math.Max(1, m.Box[3]-top)
	c := &pairs{}
	for side := range 2 {
		c.add(p.At(waist, sign(side)*p.HalfWidth(waist, side)*1.03), m.Waist[side])
	}
	c.add(p.At(waist, 0), m.Waist[0].Lerp(m.Waist[1], 0.5))
	for i, y := range m.Levels {
		v := waist + (y-top)*k
		var x [2]float64
		for side := range 2 {
			body := 0.0
			if v < 1.55 {
				body = p.HalfWidth(v, side)
			}
			x[side] = sign(side) * math.Max(body*1.03, math.Abs(m.Sides[side][i].X-m.AxisTop)*s*0.97*f.o.Looseness)
			c.add(p.At(v, x[side]), m.Sides[side][i])
		}
		c.add(p.At(v, (x[0]+x[1])/2), m.Sides[0][i].Lerp(m.Sides[1][i], 0.5))
	}
	part, err := f.part("skirt", c, f.g.Alpha)
	if err != nil {
		return nil, err
	}
	return &field.Field{
		Parts: []field.Part{part}, Scale: s,
		Cover: field.Cover{Slot: "lower", Waist: waist, Hem: hem},
	}, nil
}
