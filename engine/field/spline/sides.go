package spline

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// sides.go places the sides of tops and one-pieces from the armpits to the hem.

// lengthFactor limits where the hem comes to lie: tops end between the waist
// and a little below the hips unless they are cut short, one-pieces between
// the upper thigh and the ankle. v of the armpits is armV.
func (t *topFit) lengthFactor(armV float64) float64 {
	p, m := t.p, t.m
	neckY := (m.Neck[0].Y + m.Neck[1].Y) / 2
	flat := (m.HemY - neckY) / (2 * m.Half)
	lo, hi := 1.0, 1.32
	if t.dress {
		lo, hi = 1.25, 3.6
	}
	if flat < 1.12 {
		lo = 0.45
	}
	if t.g.Kind == recipe.KindOuterwear {
		hi = 2.6
	}
	// A measured length that is given or typed in wins over the limits.
	if t.o.Length != 1 {
		lo, hi = 0.3, 3.6
	}
	reach := (m.HemY - t.armpitRow()) * t.sv / p.Torso * t.o.Length
	hem := raster.Clip(armV+reach, lo, hi)
	if t.dress {
		ankle := math.Max(p.Depth(p.Side[0].Ankle.Pt), p.Depth(p.Side[1].Ankle.Pt))
		if ankle > 1.4 && hem > ankle+0.02 {
			hem = ankle
		}
	}
	if t.o.Tucked && !t.dress {
		hem = math.Min(hem, 0.98)
	}
	return (hem - armV) * p.Torso / math.Max(1, (m.HemY-t.armpitRow())*t.sv)
}

// armpitRow is the mean row of the armpits in the garment picture.
func (t *topFit) armpitRow() float64 { return (t.m.Armpit[0].Y + t.m.Armpit[1].Y) / 2 }

// sides places the outline from the armpits to the hem.
func (t *topFit) sides() {
	p, m := t.p, t.m
	row := t.armpitRow()
	armV := (p.Depth(t.armpit[0]) + p.Depth(t.armpit[1])) / 2
	k := t.sv * t.lengthFactor(armV) / p.Torso
	for i, y := range m.Levels {
		v := armV + (y-row)*k
		var at [2]raster.Pt
		for side := range 2 {
			at[side] = p.At(v, sign(side)*t.halfAt(v, side, math.Abs(m.Sides[side][i].X-m.AxisTop)*t.s*t.o.Looseness))
		}
		t.torso.level(at, [2]raster.Pt{m.Sides[0][i], m.Sides[1][i]}, t.inset())
	}
	t.hem = armV + (m.HemY-row)*k
}

// halfAt is the half width in pixels at height v of a garment whose own half
// width there is own: at least the body's, at most 1.45 of it for tops.
func (t *topFit) halfAt(v float64, side int, own float64) float64 {
	body := t.p.HalfWidth(v, side)
	limit := 1.45 * body
	if t.dress {
		limit = 1.5 * body
		if v >= 1.1 {
			limit = math.Inf(1)
		}
		if v > 1.6 {
			body = math.Min(body, 0.9*own)
		}
	}
	if t.g.Kind == recipe.KindOuterwear {
		limit *= 1.1
	}
	limit *= t.o.Looseness
	least := body * 1.03
	return math.Min(math.Max(least+0.01*t.p.Ref, own*0.97), math.Max(limit, least))
}
