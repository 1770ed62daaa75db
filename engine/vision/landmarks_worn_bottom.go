package vision

import (
	"math"

	"lookbook/engine/raster"
)

// waistRow returns the height v at which worn trousers or a skirt begin at
// the middle, and the two ends of that row.
func (w *wornCut) waistRow() (float64, [2]raster.Pt) {
	p := w.p
	v := 1.0
	for t := 0.45; t < 1.2; t += 0.01 {
		if w.has(p.At(t, 0)) {
			v = t
			break
		}
	}
	in := math.Min(v+0.03, 1.25)
	var ends [2]raster.Pt
	for s := range ends {
		q := w.across(in, s, 0.8)
		ends[s] = q.Add(p.Axis.Mul((v - in + 0.005) * p.Torso))
	}
	return v, ends
}

// across is the garment's border at height v on a side, at most limit·Ref
// from the axis.
func (w *wornCut) across(v float64, s int, limit float64) raster.Pt {
	p := w.p
	d := p.Perp.Mul(outward(s))
	from := p.At(v, 0)
	last := 0.0
	for t := 0.0; t < limit*p.Ref; t++ {
		q := from.Add(d.Mul(t))
		x, y := int(math.Round(q.X)), int(math.Round(q.Y))
		if x < 0 || x >= w.g.W || y < 0 || y >= w.g.H {
			break
		}
		if w.whole.Has(x, y) {
			last = t
		} else if last > 0.2*p.Ref && t-last > 0.06*p.Ref {
			break
		}
	}
	if last == 0 {
		last = 0.4 * p.Ref
	}
	return from.Add(d.Mul(last))
}

// bottomMarks places the landmarks of worn trousers and shorts.
func (w *wornCut) bottomMarks(o *outline) Landmarks {
	p := w.p
	l := Landmarks{Box: o.box(), Axis: o.ax}
	waist, ends := w.waistRow()
	l.Waist = ends
	l.AxisTop = (ends[0].X + ends[1].X) / 2
	l.Crotch = p.Hip.Add(p.Axis.Mul(0.17 * p.Ref))
	cv := p.Depth(l.Crotch)
	for i := 1; i <= 2; i++ {
		v := waist + (cv-waist)*float64(i)/2
		l.HipRows = append(l.HipRows, [2]raster.Pt{w.across(v, 0, 0.95), w.across(v, 1, 0.95)})
	}
	for s := range l.Legs {
		w.leg(&l, s)
	}
	l.HemY = float64(o.y1)
	return l
}

// legLine is the axis of a worn leg from the middle of its thigh's upper end.
func (w *wornCut) legLine(l *Landmarks, s int) chain {
	thigh := l.Crotch.Lerp(w.p.At(w.p.Depth(l.Crotch), 0.5*w.p.Ref*outward(s)), 0.5)
	return newChain(thigh, w.p.Side[s].Knee.Pt, w.p.Side[s].Ankle.Pt)
}

// leg places the stations of one leg along the wearer's joints. The inner
// edge never passes the middle between both legs.
func (w *wornCut) leg(l *Landmarks, s int) {
	c, other := w.legLine(l, s), w.legLine(l, 1-s)
	cover := math.Max(w.legEnd(c), 0.8*w.legEnd(other))
	for _, t := range legStations {
		at := t * cover
		m := c.at(at)
		n := c.dir(at).Perp()
		if n.X > 0 {
			n = n.Mul(-1)
		}
		r := raster.Interp(at, limbShares, legWidths) * w.p.Ref
		reach := [2]float64{w.legReach(m, n, r), w.legReach(m, n.Mul(-1), r)}
		middle := math.Abs(other.at(at).Sub(m).Dot(n)) / 2
		if w.p.Lateral(m)*outward(s) > w.p.Lateral(other.at(at))*outward(s) {
			reach[1-s] = math.Min(reach[1-s], middle)
		}
		l.Legs[s] = append(l.Legs[s], LegStation{T: t, Left: m.Add(n.Mul(reach[0])), Right: m.Sub(n.Mul(reach[1]))})
	}
}

func (w *wornCut) legReach(m, n raster.Pt, r float64) float64 {
	return raster.Clip(w.whole.Ray(m, n, 2.1*r), 0.5*r, 2.1*r)
}

// legEnd is the share of a leg's chain that the garment covers.
func (w *wornCut) legEnd(c chain) float64 {
	last := 0.12
	for t := 0.05; t <= 1.05; t += 0.01 {
		q := c.at(t)
		if w.has(q) {
			last = math.Max(last, t)
		}
	}
	return last
}

// skirtMarks places the landmarks of a worn skirt.
func (w *wornCut) skirtMarks(o *outline) Landmarks {
	p := w.p
	l := Landmarks{Box: o.box(), Axis: o.ax}
	waist, ends := w.waistRow()
	l.Waist = ends
	l.AxisTop = (ends[0].X + ends[1].X) / 2
	from := p.At(waist+0.02, 0)
	long := w.lastAlong(from, p.Axis) / p.Torso
	for _, x := range []float64{-0.2, 0.2} {
		long = math.Max(long, w.lastAlong(p.At(waist+0.05, x*p.Ref), p.Axis)/p.Torso)
	}
	for _, t := range []float64{0.12, 0.25, 0.5, 0.75, 0.97} {
		v := waist + long*t
		l.Levels = append(l.Levels, p.At(v, 0).Y)
		for s := range l.Sides {
			l.Sides[s] = append(l.Sides[s], w.across(v, s, 2))
		}
	}
	l.HemY = p.At(waist+long, 0).Y
	return l
}
