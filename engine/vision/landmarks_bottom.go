package vision

import (
	"math"
	"sort"

	"lookbook/engine/raster"
)

// legStations are the shares of the inseam at which legs are measured; the
// last is measured at 0.93 at most, because of fringes.
var legStations = []float64{0.06, 0.25, 0.5, 0.75, 0.985}

// bottomMarks returns the landmarks of flat trousers and shorts.
func bottomMarks(o *outline, shorts bool) Landmarks {
	l := waistMarks(o)
	cy, seen := o.crotch(shorts)
	y0 := float64(o.y0)
	l.Crotch = raster.Pt{X: o.ax, Y: cy}
	if rs := o.row(int(cy)+2, -1); seen && len(rs) >= 2 {
		sort.Slice(rs, func(i, j int) bool { return rs[i][1]-rs[i][0] > rs[j][1]-rs[j][0] })
		a, b := rs[0], rs[1]
		if a[0] > b[0] {
			a, b = b, a
		}
		l.Crotch.X = float64(a[1]+b[0]) / 2
	}
	for i := 1; i <= 2; i++ {
		y := y0 + (cy-y0)*float64(i)/2
		rs := o.row(int(y), int(0.03*o.w))
		if len(rs) == 0 {
			rs = [][2]int{{o.x0, o.x1}}
		}
		l.HipRows = append(l.HipRows, [2]raster.Pt{
			{X: float64(rs[0][0]), Y: y}, {X: float64(rs[len(rs)-1][1]), Y: y},
		})
	}
	for _, t := range legStations {
		o.legRow(&l, t)
	}
	l.HemY = float64(o.y1)
	return l
}

// crotch is the row where the legs part: the top of the lowest contiguous
// block of rows with a gap, or a usual share of the height.
func (o *outline) crotch(shorts bool) (y float64, seen bool) {
	first, last, usual := 0.18, 0.55, 0.33
	if shorts {
		first, last, usual = 0.3, 0.93, 0.62
	}
	y0 := float64(o.y0)
	var g []int
	for _, r := range o.gaps() {
		if float64(r) > y0+first*o.h {
			g = append(g, r)
		}
	}
	cy := -1.0
	if len(g) > 3 {
		cy = float64(g[len(g)-1])
		for i := len(g) - 1; i >= 0 && cy-float64(g[i]) <= 0.06*o.h; i-- {
			cy = float64(g[i])
		}
	}
	if cy < y0+0.15*o.h || cy > y0+last*o.h {
		return y0 + usual*o.h, false
	}
	return cy, true
}

// legRow adds one station to both legs.
func (o *outline) legRow(l *Landmarks, t float64) {
	cy := l.Crotch.Y
	y := int(cy + (float64(o.y1)-cy)*math.Min(t, 0.93))
	rs := o.row(y, 4)
	if len(rs) == 0 {
		return
	}
	row := cy + (float64(o.y1)-cy)*t
	apart := len(rs) >= 2 && o.gap(y)
	last := rs[len(rs)-1]
	for s := range l.Legs {
		q := [2]int{rs[0][0], int(l.Crotch.X)}
		if s == 1 {
			q = [2]int{int(l.Crotch.X) + 1, last[1]}
		}
		if apart {
			q = rs[0]
			if s == 1 {
				q = last
			}
		}
		l.Legs[s] = append(l.Legs[s], LegStation{
			Left: raster.Pt{X: float64(q[0]), Y: row}, Right: raster.Pt{X: float64(q[1]), Y: row}, T: t,
		})
	}
}

// skirtMarks returns the landmarks of a flat skirt.
func skirtMarks(o *outline) Landmarks {
	l := waistMarks(o)
	for _, t := range []float64{0.12, 0.25, 0.5, 0.75, 0.97} {
		y := float64(o.y0) + o.h*t
		if t > 0.9 {
			y = o.aboveRounding(y, float64(o.y0)+0.8*o.h)
		}
		l.Levels = append(l.Levels, y)
		for s := range l.Sides {
			l.Sides[s] = append(l.Sides[s], raster.Pt{X: o.edge(y, s), Y: y})
		}
	}
	l.HemY = float64(o.y1)
	return l
}

// aboveRounding moves a row near a rounded hem up, at most to limit, until its
// ends are no longer cut off by the rounding.
func (o *outline) aboveRounding(y, limit float64) float64 {
	for ; y > limit; y-- {
		a, b := int(y), int(y-0.03*o.h)
		if o.width(a) >= 0.985*o.width(b) {
			return y
		}
	}
	return y
}

// waistMarks is what all garments that hang from the waist share.
func waistMarks(o *outline) Landmarks {
	l := Landmarks{Axis: o.ax, Box: o.box()}
	for s := range l.Waist {
		l.Waist[s] = raster.Pt{X: o.edge(float64(o.y0)+0.03*o.h, s), Y: float64(o.y0) + 0.02*o.h}
	}
	l.AxisTop = (l.Waist[0].X + l.Waist[1].X) / 2
	return l
}
