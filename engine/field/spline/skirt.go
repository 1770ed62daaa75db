package spline

import (
	"math"

	"lookbook/engine/field"
	"lookbook/engine/raster"
)

// skirtFit holds the targets of a skirt.
type skirtFit struct {
	*fitter
	s float64
	// waist and hem are heights v.
	waist, hem float64
	all        *controls
}

// skirt makes the field of a skirt.
func (f *fitter) skirt() (*field.Field, error) {
	q := &skirtFit{fitter: f}
	q.place()
	q.learn()
	q.shift()
	pts := &pairs{dst: append([]raster.Pt{}, q.all.dst...), src: append([]raster.Pt{}, q.all.src...)}
	q.all.beyond(pts, 0)
	part, err := f.part("skirt", pts, f.g.Alpha)
	if err != nil {
		return nil, err
	}
	return &field.Field{
		Parts: []field.Part{part}, Scale: q.s,
		Cover: field.Cover{Slot: "lower", Waist: q.waist, Hem: q.hem},
	}, nil
}

// place sets the control points where rules want them, the waistband where one
// is seen.
func (q *skirtFit) place() {
	p, m := q.p, q.m
	q.waist = q.seenWaist()
	q.s = (p.HalfWidth(q.waist, 0) + p.HalfWidth(q.waist, 1)) * 1.04 / math.Max(1, q.flatWaist())
	if h, w := m.Box[3]-m.Box[1], m.Box[2]-m.Box[0]; h > 0.9*w {
		hip := math.Max(math.Abs(m.Sides[0][1].X-m.AxisTop), math.Abs(m.Sides[1][1].X-m.AxisTop))
		q.s = math.Max(q.s, 0.9*(p.HalfWidth(1.05, 0)+p.HalfWidth(1.05, 1))/math.Max(1, 2*hip))
	}
	top := m.Waist[0].Y
	// A turned person is narrower, but not shorter.
	along := q.along(skirtAlong) * q.s * math.Max(1, p.Ref/(p.ShoulderWidth+0.07*p.Ref))
	q.hem = q.waist + (m.Box[3]-top)*along/p.Torso*q.o.Length
	ankle := math.Max(p.Depth(p.Side[0].Ankle.Pt), p.Depth(p.Side[1].Ankle.Pt))
	if ankle > 1.4 && q.hem > ankle+0.03 {
		q.hem = ankle + 0.02
	}
	k := (q.hem - q.waist) / math.Max(1, m.Box[3]-top)
	q.all = &controls{}
	at := func(side int) raster.Pt { return p.At(q.waist, sign(side)*p.HalfWidth(q.waist, side)*1.03) }
	q.all.level([2]raster.Pt{at(0), at(1)}, m.Waist, q.inset())
	for i, y := range m.Levels {
		v := q.waist + (y-top)*k
		var to [2]raster.Pt
		for side := range 2 {
			body := 0.0
			if v < 1.55 {
				body = p.HalfWidth(v, side)
			}
			to[side] = p.At(v, sign(side)*math.Max(body*1.03, math.Abs(m.Sides[side][i].X-m.AxisTop)*q.s*0.97*q.o.Looseness))
		}
		q.all.level(to, [2]raster.Pt{m.Sides[0][i], m.Sides[1][i]}, q.inset())
	}
}

// shift moves the whole skirt to the height that the user chose for its
// waistband, where it fits the waist as it did before.
func (q *skirtFit) shift() {
	if q.o.Waist <= 0 {
		return
	}
	p, by := q.p, q.o.Waist-q.waist
	for i := range q.all.dst {
		to := q.all.dst[i].Add(p.Axis.Mul(by * p.Torso))
		if i < levelSize {
			// The waistband is as wide as the body there.
			x := p.Lateral(to)
			side := 0
			if x > 0 {
				side = 1
			}
			k := p.HalfWidth(q.o.Waist, side) / math.Max(1, p.HalfWidth(q.waist, side))
			to = to.Add(p.Perp.Mul(x * (k - 1)))
		}
		q.all.dst[i] = to
	}
	q.waist, q.hem = q.o.Waist, q.hem+by
}
