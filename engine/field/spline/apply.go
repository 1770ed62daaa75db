package spline

import (
	"math"

	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// apply.go moves control points from where rules put them to where they lay on
// rendered people alike. What the user corrects moves the rules' points, and
// the learned moves, those of the garment as it is, are added to that.

// Tutor answers where the control points of a lesson lie, in the person's
// working picture; nil where it does not know.
type Tutor func(l *Lesson) []raster.Pt

// ask returns the moves of a lesson's control points, nil for none.
func (f *fitter) ask(l *Lesson) []raster.Pt {
	var to []raster.Pt
	if f.tutor != nil {
		to = f.tutor(l)
	} else if m := learned(l.Family); m != nil {
		to = m.places(f.p, l)
	}
	if len(to) != len(l.Dst) {
		return nil
	}
	moves := make([]raster.Pt, len(to))
	for i := range to {
		moves[i] = to[i].Sub(l.Dst[i])
		if v := moves[i].Dot(moves[i]); math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	}
	return moves
}

// plain is f without the user's corrections of length, looseness and waist.
func (f *fitter) plain() *fitter {
	c := *f
	c.o = withDefaults(field.Options{})
	return &c
}

// corrected tells whether there are such corrections.
func (f *fitter) corrected() bool { return f.o != withDefaults(field.Options{}) }

// learn moves the torso and places sleeves.
func (t *topFit) learn() {
	if t.p.Body == nil {
		return
	}
	base := t
	if t.corrected() {
		base = &topFit{fitter: t.plain(), dress: t.dress, seams: t.seams}
		base.place()
	}
	var lessons []Lesson
	if Taught(t.g) {
		lessons = base.lessons()
	}
	if len(lessons) > 0 {
		t.moveTorso(&lessons[0])
	}
	for side := range 2 {
		if !t.setIn(side) {
			continue
		}
		c := t.newSleeve(side).placed()
		for i := range lessons {
			if l := &lessons[i]; len(l.Dst) == len(c.dst) && l.Twin == nil && l.Side == side {
				t.sleeveMoves(c, l, base)
			}
		}
		t.cuffs[side] = c
	}
}

// moveTorso moves the torso's control points, but not the armholes of sleeves
// that another source sets in: those are where the body has them.
func (t *topFit) moveTorso(l *Lesson) {
	moves := t.ask(l)
	if moves == nil {
		return
	}
	for side := range 2 {
		if t.m.Sleeves[side] != nil && !t.setIn(side) {
			for _, i := range []int{atShoulder, atArmhole, atArmpit} {
				moves[i+side] = raster.Pt{}
			}
		}
	}
	was := t.lastLevel()
	t.torso.move(moves, t.torsoGrid())
	t.hem += t.lastLevel() - was
	t.follow()
}

// sleeveMoves places the control points c of a sleeve.
func (t *topFit) sleeveMoves(c *controls, l *Lesson, base *topFit) {
	moves := t.ask(l)
	if moves == nil {
		return
	}
	// The rule's sleeve hangs on the armhole that was learned, the lesson's on
	// that of the rules.
	to := base.newSleeve(l.Side).placed()
	for i := range c.dst {
		moves[i] = moves[i].Add(l.Dst[i]).Sub(to.dst[i])
	}
	c.move(moves, sleeveGrid(len(c.dst)))
}

// torsoGrid are the triangles of the torso below the armpits.
func (t *topFit) torsoGrid() [][3]int {
	armpits := []int{atArmpit, atArmpitRow, atArmpitRow + 2, atArmpitRow + 1, atArmpit + 1}
	return grid(append([][]int{armpits}, t.torso.levels(atLevels)...)...)
}

// sleeveGrid are the triangles of a sleeve of n control points.
func sleeveGrid(n int) [][3]int {
	var rows [][]int
	for i := 1; i+3 <= n; i += 3 {
		rows = append(rows, []int{i, i + 1, i + 2})
	}
	return grid(rows...)
}

// grid are the triangles of both legs.
func (q *legsFit) grid() (tri [][3]int) {
	for side := range 2 {
		var rows [][]int
		for i := atStations + side; i+stationSize <= len(q.all.dst)+side; i += stationSize {
			rows = append(rows, []int{i, i + 4, i + 2})
		}
		tri = append(tri, grid(rows...)...)
	}
	return tri
}

// follow takes over neck, shoulder tips, and armpits as they were moved.
func (t *topFit) follow() {
	dst := t.torso.dst
	for side := range 2 {
		for i := range t.upper[side] {
			t.upper[side][i].dst = dst[2*i+side]
		}
		t.neck[side], t.tip[side], t.armpit[side] = dst[atNeck+side], dst[atShoulder+side], dst[atArmpit+side]
	}
}

// lastLevel is the mean height v of the lowest level.
func (t *topFit) lastLevel() float64 {
	v, dst := 0.0, t.torso.dst
	for _, q := range dst[len(dst)-levelSize:] {
		v += t.p.Depth(q) / levelSize
	}
	return v
}

// lessons of trousers.
func (q *legsFit) lessons() []Lesson {
	const stations = 5
	if len(q.all.dst) != atStations+stations*stationSize {
		return nil
	}
	zero := q.m.Waist[0].Lerp(q.m.Waist[1], 0.5)
	short := 0.0
	if q.g.Kind == recipe.KindShorts {
		short = 1
	}
	return q.below(FamilyLegs, q.all, q.hip/2, zero, q.s*q.hip/q.p.Ref, q.shares[0], q.shares[1], short)
}

// lessons of a skirt.
func (q *skirtFit) lessons() []Lesson {
	const levels = 6
	if len(q.all.dst) != levels*levelSize {
		return nil
	}
	unit := math.Max(1, q.flatWaist()/2)
	return q.below(FamilySkirt, q.all, unit, q.m.Waist[0].Lerp(q.m.Waist[1], 0.5), q.s*unit/q.p.Ref)
}

// below is the lesson of a garment that hangs from the waist.
func (f *fitter) below(family string, c *controls, unit float64, zero raster.Pt, more ...float64) []Lesson {
	marks := f.p.Body.Landmarks()
	l := Lesson{Family: family, Src: c.src, Dst: c.dst, Twin: c.twin}
	for flip := range 2 {
		e := &eye{fitter: f, flip: flip, unit: unit, zero: zero}
		e.person(marks)
		e.garment(c)
		e.num(more...)
		l.Features[flip] = e.v
	}
	return []Lesson{l}
}

// hold keeps the ends of a waistband, points i and i+1 of c, on the person: under
// an old top hardly any were seen.
func (f *fitter) hold(c *controls, i int) {
	const loose = 1.03
	for side := range 2 {
		q := c.dst[i+side]
		x := f.p.Lateral(q) * sign(side)
		if most := loose * f.p.HalfWidth(f.p.Depth(q), side); x > most {
			c.dst[i+side] = q.Add(f.p.Perp.Mul(sign(side) * (most - x)))
		}
	}
}

// learn moves the control points of trousers.
func (q *legsFit) learn() {
	if q.p.Body == nil || !Taught(q.g) {
		return
	}
	base := q
	if q.corrected() {
		base = &legsFit{fitter: q.plain()}
		base.place()
	}
	if l := base.lessons(); len(l) > 0 {
		if moves := q.ask(&l[0]); moves != nil {
			q.all.move(moves, q.grid())
			q.hold(q.all, atWaist)
			q.moved = true
			q.crotch = q.all.dst[atCrotch]
			if q.o.Waist <= 0 {
				q.waist = q.p.Depth(q.all.dst[atWaistMid])
			}
		}
	}
}

// learn moves the control points of a skirt.
func (q *skirtFit) learn() {
	if q.p.Body == nil || !Taught(q.g) {
		return
	}
	base := q
	if q.corrected() {
		base = &skirtFit{fitter: q.plain()}
		base.place()
	}
	if l := base.lessons(); len(l) > 0 {
		last := len(q.all.dst) - 1
		was, waist := q.p.Depth(q.all.dst[last]), q.p.Depth(q.all.dst[levelSize-1])
		q.all.move(q.ask(&l[0]), grid(q.all.levels(0)...))
		q.hold(q.all, 0)
		q.hem += q.p.Depth(q.all.dst[last]) - was
		q.waist += q.p.Depth(q.all.dst[levelSize-1]) - waist
	}
}
