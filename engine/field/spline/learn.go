package spline

import (
	"math"

	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// Families of control points that were learned of rendered people. A sleeve's
// points are those of the image's left; a right one is learned mirrored.
const (
	FamilyTorso  = "torso"
	FamilyDress  = "dress"
	FamilySleeve = "sleeve"
	FamilyLong   = "long"
	FamilySkirt  = "skirt"
	FamilyLegs   = "legs"
)

// Lesson is one set of control points as rules place them, with what is known
// of person and garment: what a learned target starts from.
type Lesson struct {
	Family string
	// Side is the image side of a sleeve.
	Side int
	// Src are garment positions, Dst those of the rules in the person's working
	// picture.
	Src, Dst []raster.Pt
	// Twin is the index of the same place on the other side; nil for sleeves.
	Twin []int
	// Features describe person and garment, and the same seen in a mirror; for
	// sleeves the first alone, seen so that the sleeve is on the left.
	Features [2][]float64
}

// Taught tells whether anything was learned of garments like this one: of flat
// ones without a hood.
func Taught(g *vision.Garment) bool { return !g.Worn && !g.Marks.Hood }

// Lessons returns the control points of a garment on a person with a fitted
// body; nil without one, and for garments of which nothing is learned. Seams
// are those that a source joins its sleeves at.
func Lessons(p *vision.Person, g *vision.Garment, seams [2]*Seam) []Lesson {
	f := &fitter{p: p, g: g, m: &g.Marks, o: withDefaults(field.Options{}), body: p.Mask.Above(0.5)}
	switch {
	case p.Body == nil, !Taught(g):
	case g.Kind == recipe.KindTop, g.Kind == recipe.KindOuterwear, g.Kind == recipe.KindOnePiece:
		t := f.newTop()
		t.seams = seams
		t.place()
		return t.lessons()
	case g.Kind == recipe.KindTrousers, g.Kind == recipe.KindShorts:
		q := &legsFit{fitter: f}
		q.place()
		return q.lessons()
	case g.Kind == recipe.KindSkirt:
		q := &skirtFit{fitter: f}
		q.place()
		return q.lessons()
	}
	return nil
}

// lessons of a torso and those of its sleeves that are set in here.
func (t *topFit) lessons() []Lesson {
	family := FamilyTorso
	if t.dress {
		family = FamilyDress
	}
	if t.strapless || len(t.m.Levels) != map[string]int{FamilyTorso: 4, FamilyDress: 6}[family] {
		return nil
	}
	marks := t.p.Body.Landmarks()
	unit, zero := t.m.Half, raster.Pt{X: t.m.AxisTop, Y: t.armpitRow()}
	var sleeves [2]*controls
	for side := range 2 {
		if t.m.Sleeves[side] != nil {
			sleeves[side] = t.newSleeve(side).controls(shortShares)
		}
	}
	var out [2][]float64
	for flip := range 2 {
		e := &eye{fitter: t.fitter, flip: flip, unit: unit, zero: zero}
		e.person(marks)
		e.garment(t.torso)
		e.num(t.s * unit / t.p.Ref)
		for k := range 2 {
			e.sleeve(t, sleeves[k^flip], k^flip)
		}
		out[flip] = e.v
	}
	list := []Lesson{{Family: family, Src: t.torso.src, Dst: t.torso.dst, Twin: t.torso.twin, Features: out}}
	for side, c := range sleeves {
		if c != nil {
			e := &eye{fitter: t.fitter, flip: side, unit: unit, zero: zero}
			list = append(list, t.sleeveLesson(e, c, out[side]))
		}
	}
	return list
}

// sleeveLesson is the lesson of a sleeve whose short controls are c, of a torso
// with the given features. Sleeves are learned of tops and dresses alike, whose
// torsos have different numbers of points.
func (t *topFit) sleeveLesson(e *eye, c *controls, torso []float64) Lesson {
	n := len(torso) - 2*sleeveSize - 1
	e.v = append(append(e.v, torso[:personSize]...), torso[n:]...)
	for i := range 2 * levelSize {
		// Neck to armpit of both sides.
		if e.flip == 1 {
			i = t.torso.twin[i]
		}
		e.flat(t.torso.src[i])
		e.place(t.torso.dst[i])
	}
	l := Lesson{Family: FamilySleeve, Side: e.flip, Src: c.src, Dst: c.dst}
	if t.share(e.flip) > ribbonShare {
		c = t.newSleeve(e.flip).controls(longShares)
		for i := range c.src {
			e.flat(c.src[i])
			e.place(c.dst[i])
		}
		l = Lesson{Family: FamilyLong, Side: e.flip, Src: c.src, Dst: c.dst}
	}
	l.Features[0] = e.v
	return l
}

// eye collects features, in the unit and frame of person and garment, as seen
// in a mirror when flip is 1.
type eye struct {
	*fitter
	flip int
	unit float64   // garment pixels
	zero raster.Pt // of the garment
	v    []float64
}

func (e *eye) num(v ...float64) { e.v = append(e.v, v...) }

// turned is x, or -x in a mirror.
func (e *eye) turned(x float64) float64 { return x * float64(1-2*e.flip) }

// place adds a position on the person, in Ref from the middle of the shoulders.
func (e *eye) place(q raster.Pt) {
	e.num(e.turned(e.p.Lateral(q))/e.p.Ref, e.down(q)/e.p.Ref)
}

// flat adds a position on the garment.
func (e *eye) flat(q raster.Pt) {
	q = q.Sub(e.zero).Mul(1 / e.unit)
	e.num(e.turned(q.X), q.Y)
}

// Heights at which widths are told: of the body, and of what the person wears.
var (
	bodyRows = []float64{0.2, 0.4, 0.6, 0.8, 1.0, 1.2}
	wornRows = []float64{0.2, 0.35, 0.6, 0.85, 1.05, 1.3}
)

// personSize is the number of features of a person.
const personSize = 2*(6*2+4*2+6+6) + 6

// person adds what is known of the person.
func (e *eye) person(m *body.Landmarks) {
	p := e.p
	for k := range 2 {
		side := k ^ e.flip
		l, b := &p.Side[side], &m.Side[side]
		for _, j := range []raster.Pt{l.Shoulder.Pt, l.Elbow.Pt, l.Wrist.Pt, l.Hip.Pt, l.Knee.Pt, l.Ankle.Pt} {
			e.place(j)
		}
		for _, q := range []raster.Pt{b.Tip, b.Armhole[len(b.Armhole)/2], b.Armpit, b.NeckSide} {
			e.place(q)
		}
		for _, v := range bodyRows {
			e.num(math.Abs(p.Lateral(levelEnd(m, v, side))) / p.Ref)
		}
		for _, v := range wornRows {
			e.num(p.HalfWidth(v, side) / p.Ref)
		}
	}
	e.num(p.Torso/p.Ref, p.ShoulderWidth/p.Ref, e.turned(m.Yaw), p.Depth(m.Crotch), p.Depth(m.Chin), e.seenWaist())
}

// levelEnd is an end of the trunk's line at height v.
func levelEnd(m *body.Landmarks, v float64, side int) raster.Pt {
	var q raster.Pt
	for _, l := range m.Levels {
		if q = l.Left; side == 1 {
			q = l.Right
		}
		if l.V >= v {
			break
		}
	}
	return q
}

// garment adds control points on garment and person.
func (e *eye) garment(c *controls) {
	for i := range c.src {
		if e.flip == 1 {
			i = c.twin[i]
		}
		e.flat(c.src[i])
		e.place(c.dst[i])
	}
}

// sleeveSize is the number of features of one sleeve.
const sleeveSize = 2 + 4*(sleevePoints+1)

// sleeve adds one sleeve, or zeros for none.
func (e *eye) sleeve(t *topFit, c *controls, side int) {
	if c == nil {
		e.v = append(e.v, make([]float64, sleeveSize)...)
		return
	}
	e.num(1, t.share(side))
	e.flat(t.m.Shoulder[side])
	e.place(t.tip[side])
	for i := range c.src {
		e.flat(c.src[i])
		e.place(c.dst[i])
	}
}
