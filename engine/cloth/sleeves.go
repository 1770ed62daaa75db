package cloth

import (
	"context"
	"math"

	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// Source makes fields whose torso comes from splines and whose sleeves, where
// the arm is bent or raised, are cloth on the fitted body; so are long ones of
// garments that were photographed on a wearer. Without a fitted body, and for
// garments without such sleeves, it is the spline source.
// The zero value is ready.
type Source struct {
	// Flat is the source of everything that is not cloth.
	Flat spline.Source
	// All sets in every sleeve, for comparisons.
	All bool
}

var _ field.Source = Source{}

// Field implements field.Source.
func (s Source) Field(ctx context.Context, p *vision.Person, g *vision.Garment, o field.Options) (*field.Field, error) {
	if p.Body == nil || !sleeved(g) {
		return s.Flat.Field(ctx, p, g, o)
	}
	return s.sewn(p, g, o).field(ctx, s.Flat)
}

// sewn is a garment with its armholes, and its sleeves where they are cloth.
func (s Source) sewn(p *vision.Person, g *vision.Garment, o field.Options) *work {
	w := newWork(p, g, o)
	for side := range 2 {
		w.arm(side)
		if s.All || long(g, p, side) {
			w.sheet(side)
		}
	}
	return w
}

// Lessons are those of engine/field/spline with the armholes of this source.
func (s Source) Lessons(p *vision.Person, g *vision.Garment) []spline.Lesson {
	if p.Body == nil || !sleeved(g) {
		return spline.Lessons(p, g, [2]*spline.Seam{})
	}
	return spline.Lessons(p, g, s.sewn(p, g, field.Options{}).seams())
}

// sleeved reports garments that have sleeves.
func sleeved(g *vision.Garment) bool {
	switch g.Kind {
	case recipe.KindTop, recipe.KindOuterwear, recipe.KindOnePiece:
		return g.Marks.Half > 0 && (g.Marks.Sleeves[0] != nil || g.Marks.Sleeves[1] != nil)
	}
	return false
}

// Sleeves are cloth from the share bentShare of the arm on when that is folded. When
// nothing was learned of garments like theirs they are so on all bent arms, and
// from longShare on everywhere.
const (
	longShare = 0.5
	bentShare = 0.3
)

// long reports a sleeve that is cloth.
func long(g *vision.Garment, p *vision.Person, side int) bool {
	share := spline.SleeveShare(&g.Marks, side, 1)
	if spline.Taught(g) {
		return share > bentShare && foldedArm(p, side)
	}
	return share > longShare || share > bentShare && bentArm(p, side)
}

// foldedArm reports an arm that no flat sleeve follows: an upper arm above the
// horizontal, or a forearm that turns by more than 73 degrees. On rendered people
// in long sleeves 90 % of flow errors lie under 9.8 px so, under 11.8 with the
// bounds of bentArm.
func foldedArm(p *vision.Person, side int) bool {
	l := &p.Side[side]
	u, v := l.Elbow.Sub(l.Shoulder.Pt), l.Wrist.Sub(l.Elbow.Pt)
	return u.Dot(p.Axis) < 0 || u.Dot(v) < 0.3*u.Len()*v.Len()
}

// bentArm reports an upper arm that is raised to the side, or one whose
// forearm turns by more than a third of a right angle.
func bentArm(p *vision.Person, side int) bool {
	l := &p.Side[side]
	u, v := l.Elbow.Sub(l.Shoulder.Pt), l.Wrist.Sub(l.Elbow.Pt)
	return u.Dot(p.Axis) < 0.5*u.Len() || u.Dot(v) < 0.85*u.Len()*v.Len()
}

// work is one garment on one person.
type work struct {
	p     *vision.Person
	g     *vision.Garment
	o     field.Options
	arms  [2]*arm
	shown [2]*drawn
	mask  *raster.Mask
}

func newWork(p *vision.Person, g *vision.Garment, o field.Options) *work {
	for _, v := range []*float64{&o.Length, &o.Looseness, &o.Sleeves} {
		if *v == 0 {
			*v = 1
		}
	}
	return &work{p: p, g: g, o: o}
}

// bodySide is the body's side (0 left) whose arm is on a side of the image.
func (w *work) bodySide(side int) int {
	if w.p.Body.Mirrored() {
		return side
	}
	return 1 - side
}

// arm finds the arm of one image side.
func (w *work) arm(side int) {
	if w.g.Marks.Sleeves[side] != nil {
		if a := newArm(w.p.Body, w.bodySide(side)); a != nil {
			w.lift(a)
			w.arms[side] = a
		}
	}
}

// highestLift is how far the person's outline may lie above the body's shoulder,
// in body units: clothes are that thick. seamCover is how far the garment lies
// above the outline.
const (
	highestLift = 0.10
	seamCover   = 0.012
)

// lift raises the top of the armhole onto the person's outline: the garment goes
// over the shoulders that the picture shows.
func (w *work) lift(a *arm) {
	p, c := w.p, w.p.Body.Camera
	x, y, depth := c.Project(a.hole[0])
	tip := raster.Pt{X: x, Y: y}
	inside := tip.Add(p.Axis.Mul(.05 * p.Ref))
	over := w.outline().Ray(inside, p.Axis.Mul(-1), (.05+highestLift)*p.Ref) - .05*p.Ref
	if over >= .99*highestLift*p.Ref {
		return
	}
	k := raster.Clip(over+seamCover*p.Ref, 0, highestLift*p.Ref) * depth / c.F
	up := body.Vec{-p.Axis.X, p.Axis.Y, 0}
	for i := range a.hole {
		a.hole[i] = a.hole[i].Add(up.Mul(k * (1 + math.Cos(2*math.Pi*float64(i)/columns)) / 2))
	}
}

// outline is the person's mask.
func (w *work) outline() *raster.Mask {
	if w.mask == nil {
		w.mask = w.p.Mask.Above(.5)
	}
	return w.mask
}

// frontWidth is the flat width of a garment over that of the front that is
// seen.
const frontWidth = 1.2

// scale is meters on the body per garment pixel: the armholes lie as far apart.
func (w *work) scale(side int) float64 {
	a, b := w.arms[side], w.arms[1-side]
	half := a.hole[columns/2].Sub(a.joints[0]).Dot(a.inward)
	width := w.p.Body.Figure.Points[body.BoneLeftUpperArm].Sub(w.p.Body.Figure.Points[body.BoneRightUpperArm]).Len() - 2*half
	if b != nil {
		width = a.hole[columns/2].Sub(b.hole[columns/2]).Len()
	}
	return frontWidth * width / (2 * w.g.Marks.Half)
}

// sheet hangs the sleeve of one image side on the body.
func (w *work) sheet(side int) {
	a := w.arms[side]
	if a == nil || !measured(&w.g.Marks, side) {
		return
	}
	scale := w.scale(side) * w.o.Looseness
	s := newSheet(a, spline.SleeveShare(&w.g.Marks, side, w.o.Sleeves), func(t float64) float64 {
		outer, inner := spline.SleeveEdges(&w.g.Marks, side, t)
		return outer.Sub(inner).Len() * scale
	})
	if !s.finite() {
		return
	}
	if s.drape(); s.finite() {
		w.shown[side] = s.project(w.p.Body.Camera, side)
	}
}

// measured reports a sleeve whose edges are places.
func measured(m *vision.Landmarks, side int) bool {
	for i := range 11 {
		a, b := spline.SleeveEdges(m, side, float64(i)/10)
		if v := a.Sub(b).Len() + a.Len(); !(v < 1e6) {
			return false
		}
	}
	return true
}

// seams are the armholes in the picture, those of sheets where they begin.
func (w *work) seams() (out [2]*spline.Seam) {
	c, marks := w.p.Body.Camera, w.p.Body.Landmarks()
	for side, a := range w.arms {
		if a == nil {
			continue
		}
		at := func(k int) raster.Pt {
			x, y, _ := c.Project(a.hole[k])
			return raster.Pt{X: x, Y: y}
		}
		out[side] = &spline.Seam{
			Tip: at(0), Middle: at(columns / 4), Armpit: at(columns / 2),
			Neck: marks.Side[side].NeckSide, Elsewhere: w.shown[side] != nil,
		}
	}
	return out
}

// field joins the sheets with the torso.
func (w *work) field(ctx context.Context, flat spline.Source) (*field.Field, error) {
	seams := w.seams()
	j, err := flat.Joined(ctx, w.p, w.g, w.o, seams)
	if err != nil {
		return nil, err
	}
	c := &scene{person: w.p, fitted: w.p.Body, torso: &j.Field.Parts[0], alpha: j.Whole, light: lightOf(w.p)}
	for side, d := range w.shown {
		if d == nil {
			continue
		}
		d.lay(func(t float64) (outer, inner raster.Pt) {
			return onCloth(j.Whole, &w.g.Marks, side, t)
		})
		c.sheets = append(c.sheets, d)
		j.Field.Cover.Arm[side] = spline.SleeveShare(&w.g.Marks, side, w.o.Sleeves)
	}
	j.Field.Parts = append(j.Field.Parts, c.parts()...)
	return j.Field, nil
}

// onCloth are the flat sleeve's edges at t, moved inwards to where there is
// cloth.
func onCloth(alpha *raster.Plane, m *vision.Landmarks, side int, t float64) (outer, inner raster.Pt) {
	outer, inner = spline.SleeveEdges(m, side, min(t, 1))
	across := inner.Sub(outer)
	if t < 1 {
		lo, hi := 0.0, 0.0
		for lo < .3 && !covered(alpha, outer.Add(across.Mul(lo))) {
			lo += .02
		}
		for hi < .3 && !covered(alpha, inner.Sub(across.Mul(hi))) {
			hi += .02
		}
		if lo < .3 && hi < .3 {
			outer, inner = outer.Add(across.Mul(lo)), inner.Sub(across.Mul(hi))
		}
		return outer, inner
	}
	return spline.SleeveEdges(m, side, t)
}

func covered(alpha *raster.Plane, q raster.Pt) bool {
	return q.X >= 0 && q.Y >= 0 && q.X < float64(alpha.W) && q.Y < float64(alpha.H) && alpha.Sample(q.X, q.Y) > .6
}

// lightOf is the direction to the light: from above the viewer, from the side
// of the brighter cheek.
func lightOf(p *vision.Person) body.Vec {
	return body.Vec{1.5 * field.LightSide(p), .45, .84}.Unit()
}
