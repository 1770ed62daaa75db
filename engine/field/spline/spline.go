// Package spline is the two-dimensional Source of fields: garment landmarks
// are matched with targets on the person's skeleton and outline, and a
// thin-plate spline per part (torso, sleeves, legs) carries the picture.
//
// Targets follow ratios measured in trials on real photos; units are the
// person's Ref (body size in pixels) and heights v along the torso axis
// (0 shoulders, 1 hips). Side 0 is the image's left, 1 its right.
package spline

import (
	"context"
	"image"
	"math"

	"lookbook/engine"
	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// Source makes fields from splines. The zero value is ready.
type Source struct {
	// Tutor says where control points lie, instead of what was learned; nil but
	// for measuring what is possible.
	Tutor Tutor
}

var _ field.Source = Source{}

// Field implements field.Source. It fails with engine.ErrUnsupported for
// things that are no clothing and for people whose region cannot be dressed.
func (s Source) Field(ctx context.Context, p *vision.Person, g *vision.Garment, o field.Options) (*field.Field, error) {
	if err := ctx.Err(); err != nil {
		return nil, engine.AsFault(err)
	}
	o = withDefaults(o)
	f := &fitter{p: p, g: g, m: &g.Marks, o: o, body: p.Mask.Above(0.5), tutor: s.Tutor}
	switch g.Kind {
	case recipe.KindTop, recipe.KindOuterwear, recipe.KindOnePiece:
		return f.top()
	case recipe.KindTrousers, recipe.KindShorts:
		return f.trousers()
	case recipe.KindSkirt:
		return f.skirt()
	}
	return nil, noKind()
}

// withDefaults replaces factors that were not given by 1.
func withDefaults(o field.Options) field.Options {
	for _, v := range []*float64{&o.Length, &o.Looseness, &o.Sleeves} {
		if *v == 0 {
			*v = 1
		}
	}
	return o
}

func noKind() error {
	return &engine.Fault{
		Kind: engine.FaultUnsupported, Code: "garment.no-kind",
		What: "It is not clear what kind of clothing this is.", Next: "Choose its kind (top, trousers, skirt, ...) and try again.",
	}
}

// fitter carries what the targets of one garment on one person need.
type fitter struct {
	p    *vision.Person
	g    *vision.Garment
	m    *vision.Landmarks
	o    field.Options
	body *raster.Mask
	// tutor as in Source.
	tutor Tutor
}

// sign is -1 on the image's left and +1 on its right.
func sign(side int) float64 { return float64(2*side - 1) }

// pairs are control points: target position and garment position.
type pairs struct{ dst, src []raster.Pt }

func (c *pairs) add(dst, src raster.Pt) {
	c.dst = append(c.dst, dst)
	c.src = append(c.src, src)
}

// part fits a spline through c and evaluates it where the part can show: the
// box of the targets and of the places in more.
func (f *fitter) part(name string, c *pairs, alpha *raster.Plane, more ...raster.Pt) (field.Part, error) {
	t, err := newTPS(c.dst, c.src)
	if err != nil {
		return field.Part{}, &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "garment.flat-landmarks",
			What: "The outline of the garment could not be measured.", Next: "Move its points to the neck, armpits and hem, or use another picture.", Cause: err.Error(),
		}
	}
	return field.NewPart(name, f.box(append(more, c.dst...)), alpha, t.at), nil
}

// box is the bounding box of target points with a margin of 12 %.
func (f *fitter) box(dst []raster.Pt) image.Rectangle {
	lo, hi := dst[0], dst[0]
	for _, q := range dst {
		lo = raster.Pt{X: math.Min(lo.X, q.X), Y: math.Min(lo.Y, q.Y)}
		hi = raster.Pt{X: math.Max(hi.X, q.X), Y: math.Max(hi.Y, q.Y)}
	}
	m := 0.12 * math.Max(hi.X-lo.X, hi.Y-lo.Y)
	r := image.Rect(int(math.Floor(lo.X-m)), int(math.Floor(lo.Y-m)), int(math.Ceil(hi.X+m)), int(math.Ceil(hi.Y+m)))
	return r.Intersect(image.Rect(0, 0, f.p.W, f.p.H))
}

// within drops what a part shows farther than reach pixels outside an outline:
// far from its control points a map may come back to the garment.
func within(part *field.Part, outline []raster.Pt, reach float64) {
	for k := range part.Keep {
		q := raster.Pt{X: float64(part.Box.Min.X + k%part.Cols*part.Step), Y: float64(part.Box.Min.Y + k/part.Cols*part.Step)}
		if part.Keep[k] > 0 && !near(q, outline, reach) {
			part.Keep[k] = 0
		}
	}
}

// near tells whether q lies in a closed outline or at most reach outside.
func near(q raster.Pt, outline []raster.Pt, reach float64) bool {
	inside := false
	for i, b := range outline {
		a := outline[(i+len(outline)-1)%len(outline)]
		if (a.Y > q.Y) != (b.Y > q.Y) && q.X < a.X+(q.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			inside = !inside
		}
		d := b.Sub(a)
		t := raster.Clip(q.Sub(a).Dot(d)/math.Max(1e-9, d.Dot(d)), 0, 1)
		if q.Sub(a.Add(d.Mul(t))).Len() < reach {
			return true
		}
	}
	return inside
}

// down is the distance in pixels along the torso axis.
func (f *fitter) down(q raster.Pt) float64 { return f.p.Depth(q) * f.p.Torso }
