package vision

import "lookbook/engine/raster"

// follow moves what derives from landmarks that the user moved: the middle
// line and half width from the armpits, the depth of the neckline, the
// stations of a sleeve, the rows between armpit and hem.
func (l *Landmarks) follow(before *Landmarks, points map[string][2]float64) {
	l.Half = (l.Armpit[1].X - l.Armpit[0].X) / 2
	l.AxisTop = (l.Armpit[0].X + l.Armpit[1].X) / 2
	for _, name := range []string{"neck_l", "neck_r", "neck_low"} {
		if _, moved := points[name]; moved {
			// What the user says about the neckline outweighs what was seen.
			l.Opening = nil
		}
	}
	if _, moved := points["neck_low"]; moved {
		l.NeckDeep = max(0, l.NeckLow.Y-(l.Neck[0].Y+l.Neck[1].Y)/2)
	} else {
		l.NeckLow = l.Neck[0].Lerp(l.Neck[1], 0.5).Add(raster.Pt{Y: l.NeckDeep})
	}
	for s := range l.Slit {
		l.Slit[s] = l.Slit[s].Add(l.Armpit[s].Sub(before.Armpit[s]))
	}
	l.followSleeves(before)
	l.followRows(before)
}

// followSleeves stretches the stations of each sleeve from its old seam and
// cuff to the new ones.
func (l *Landmarks) followSleeves(before *Landmarks) {
	sum, n := 0.0, 0.0
	for s, sl := range l.Sleeves {
		if sl == nil {
			continue
		}
		old := before.Sleeves[s]
		sl.Seam = l.Shoulder[s].Lerp(l.Armpit[s], 0.5)
		shift := func(p raster.Pt, t float64, a0, a1, b0, b1 raster.Pt) raster.Pt {
			return p.Add(a1.Sub(a0).Mul(1 - t)).Add(b1.Sub(b0).Mul(t))
		}
		outer, inner := make([]raster.Pt, len(sl.Outer)), make([]raster.Pt, len(sl.Inner))
		for i, t := range sl.T {
			outer[i] = shift(old.Outer[i], t, before.Shoulder[s], l.Shoulder[s], old.CuffOuter, sl.CuffOuter)
			inner[i] = shift(old.Inner[i], t, before.Armpit[s], l.Armpit[s], old.CuffInner, sl.CuffInner)
		}
		sl.Outer, sl.Inner = outer, inner
		was := old.CuffOuter.Lerp(old.CuffInner, 0.5).Sub(old.Seam).Len()
		now := sl.CuffOuter.Lerp(sl.CuffInner, 0.5).Sub(sl.Seam).Len()
		if was > 1 {
			sl.Length *= now / was
		}
		sum += sl.Length
		n++
	}
	if n > 0 && l.Half > 0 {
		l.SleeveRatio = sum / n / (2 * l.Half)
	}
}

// followRows lays the rows between the new armpits and the new hem; points of
// the outline that were not moved keep their x.
func (l *Landmarks) followRows(before *Landmarks) {
	top0, top1 := (before.Armpit[0].Y+before.Armpit[1].Y)/2, (l.Armpit[0].Y+l.Armpit[1].Y)/2
	if before.HemY-top0 < 1 {
		return
	}
	k := (l.HemY - top1) / (before.HemY - top0)
	levels := make([]float64, len(l.Levels))
	for i, y := range before.Levels {
		levels[i] = top1 + (y-top0)*k
		for s := range l.Sides {
			if l.Sides[s][i] == before.Sides[s][i] {
				l.Sides[s][i].Y = top1 + (before.Sides[s][i].Y-top0)*k
			}
		}
	}
	l.Levels = levels
}
