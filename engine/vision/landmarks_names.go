package vision

import (
	"slices"
	"strconv"

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// sideNames are the endings of landmark names by image side.
var sideNames = [2]string{"_l", "_r"}

// Names lists the landmarks of a kind that users may move, in drawing order.
func Names(k recipe.Kind) []string {
	var l Landmarks
	switch k {
	case recipe.KindTrousers, recipe.KindShorts:
		for s := range l.Legs {
			l.Legs[s] = make([]LegStation, len(legStations))
		}
		l.HipRows = make([][2]raster.Pt, 2)
	case recipe.KindSkirt:
		for s := range l.Sides {
			l.Sides[s] = make([]raster.Pt, 5)
		}
	default:
		for s := range l.Sides {
			l.Sides[s] = make([]raster.Pt, 4)
			l.Sleeves[s] = &Sleeve{}
		}
		if k == recipe.KindOnePiece {
			l.Sides = [2][]raster.Pt{make([]raster.Pt, 6), make([]raster.Pt, 6)}
		}
	}
	var names []string
	l.visit(k, func(name string, _ *raster.Pt) { names = append(names, name) })
	return names
}

// visit calls f for every landmark of the kind that has a name.
func (l *Landmarks) visit(k recipe.Kind, f func(name string, p *raster.Pt)) {
	switch k {
	case recipe.KindTrousers, recipe.KindShorts:
		l.visitLegs(f)
	case recipe.KindSkirt:
		l.visitPair("waist", &l.Waist, f)
		l.visitSides(f)
	case recipe.KindAuto:
	default:
		l.visitPair("neck", &l.Neck, f)
		f("neck_low", &l.NeckLow)
		l.visitPair("shoulder", &l.Shoulder, f)
		l.visitPair("armpit", &l.Armpit, f)
		for s, sl := range l.Sleeves {
			if sl != nil {
				f("cuff_outer"+sideNames[s], &sl.CuffOuter)
				f("cuff_inner"+sideNames[s], &sl.CuffInner)
			}
		}
		l.visitSides(f)
	}
}

func (l *Landmarks) visitPair(name string, p *[2]raster.Pt, f func(string, *raster.Pt)) {
	for s := range p {
		f(name+sideNames[s], &p[s])
	}
}

// visitSides names the outline "side1_l" … downwards; the hem is the middle
// of the lowest pair.
func (l *Landmarks) visitSides(f func(string, *raster.Pt)) {
	for i := range l.Sides[0] {
		for s := range l.Sides {
			if i < len(l.Sides[s]) {
				f("side"+strconv.Itoa(i+1)+sideNames[s], &l.Sides[s][i])
			}
		}
	}
	hem := raster.Pt{X: l.AxisTop, Y: l.HemY}
	f("hem", &hem)
	l.HemY = hem.Y
}

func (l *Landmarks) visitLegs(f func(string, *raster.Pt)) {
	l.visitPair("waist", &l.Waist, f)
	for i := range l.HipRows {
		l.visitPair("hip"+strconv.Itoa(i+1), &l.HipRows[i], f)
	}
	f("crotch", &l.Crotch)
	for s := range l.Legs {
		for i := range l.Legs[s] {
			q := &l.Legs[s][i]
			n := "leg" + strconv.Itoa(i+1) + sideNames[s]
			f(n+"_a", &q.Left)
			f(n+"_b", &q.Right)
		}
	}
}

// Points lists the named landmarks in pixels of the upright picture.
func (g *Garment) Points() []engine.Point {
	var out []engine.Point
	l := g.Marks.clone()
	l.visit(g.Kind, func(name string, p *raster.Pt) {
		out = append(out, engine.Point{Name: name, X: p.X * g.Scale, Y: p.Y * g.Scale, Visibility: 1})
	})
	return out
}

// clone copies everything that visit lets change.
func (l Landmarks) clone() Landmarks {
	for s := range l.Sides {
		l.Sides[s] = slices.Clone(l.Sides[s])
		l.Legs[s] = slices.Clone(l.Legs[s])
		if l.Sleeves[s] != nil {
			c := *l.Sleeves[s]
			l.Sleeves[s] = &c
		}
	}
	l.HipRows = slices.Clone(l.HipRows)
	return l
}

// WithPoints returns the garment with landmarks moved to where the user put
// them (names as in the inspection, pixels of the upright picture); g itself
// is not changed. Unknown names and values that are no numbers are left out.
func (g *Garment) WithPoints(points map[string][2]float64) *Garment {
	if len(points) == 0 {
		return g
	}
	moved := *g
	moved.Marks = g.Marks.clone()
	moved.movePoints(points)
	return &moved
}

// movePoints puts the landmarks that the user moved in their places (pixels
// of the upright picture); what derives from them follows.
func (g *Garment) movePoints(points map[string][2]float64) {
	if len(points) == 0 {
		return
	}
	l := &g.Marks
	before := l.clone()
	l.visit(g.Kind, func(name string, p *raster.Pt) {
		if q, ok := points[name]; ok && finitePair(q) {
			p.X = raster.Clip(q[0]/g.Scale, -float64(g.W), 2*float64(g.W))
			p.Y = raster.Clip(q[1]/g.Scale, -float64(g.H), 2*float64(g.H))
		}
	})
	if s := g.Kind.Slot(); s == "upper" || s == "whole" {
		l.follow(&before, points)
	} else {
		l.AxisTop = (l.Waist[0].X + l.Waist[1].X) / 2
	}
}

func finitePair(q [2]float64) bool { return finite(q[0]) && finite(q[1]) }
