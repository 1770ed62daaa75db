package tryon

import (
	"context"
	"math"

	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// ease is the girth of ready-made clothes over the body's that a looseness of 1
// stands for.
const ease = 1.10

// measured returns the options under which a garment comes out as long and as
// wide as its measures say, on a person whose size in centimeters is that of the
// fitted body. Without measures or without a body they stay what they are. A
// field is made for each turn: a source knows how long a garment would be
// without them.
func (r *run) measured(ctx context.Context, p *vision.Person, g *vision.Garment, cm map[string]float64, o field.Options) (field.Options, error) {
	if len(cm) == 0 || p.Body == nil {
		return o, nil
	}
	m := newMeter(p, g, cm)
	if l := m.looseness(); l > 0 {
		o.Looseness = l
	}
	said := o
	// The second turn takes up what does not grow in proportion.
	for range 2 {
		f, err := r.e.source.Field(ctx, p, g, o)
		if err != nil {
			return said, err
		}
		o = m.lengths(o, f.Cover)
	}
	return o, nil
}

// meter compares a garment's measures with a person.
type meter struct {
	cm    map[string]float64
	lower bool
	tape  body.Tape
	// perV is centimeters per unit of height v; neck and crotch are heights: of
	// the neck points, from which lengths of tops are measured, and of the crotch.
	perV, neck, crotch float64
}

func newMeter(p *vision.Person, g *vision.Garment, cm map[string]float64) *meter {
	marks, tape := p.Body.Landmarks(), p.Body.Tape()
	perPixel := 100 * tape.Trunk / math.Max(1, marks.Hip.Sub(marks.Neck).Len())
	return &meter{
		cm: cm, lower: g.Kind.Slot() == "lower", tape: tape,
		perV: perPixel * p.Torso, crotch: p.Depth(marks.Crotch),
		neck: p.Depth(marks.Side[0].NeckSide.Lerp(marks.Side[1].NeckSide, .5)),
	}
}

// looseness compares twice the flat width with the girth; 0 without a width.
func (m *meter) looseness() float64 {
	flat, girth := m.cm["chest"], m.tape.Chest
	if m.lower {
		flat, girth = m.cm["waist"], m.tape.Waist
	}
	if flat <= 0 || girth <= 0 {
		return 0
	}
	return recipe.LoosenessRange.Clip(2 * flat / 100 / (ease * girth))
}

// scaled multiplies a factor of which 0 means 1.
func scaled(said, by float64) float64 {
	if said == 0 {
		said = 1
	}
	return said * by
}

// lengths corrects the options of a field that came out with this cover.
func (m *meter) lengths(o field.Options, c field.Cover) field.Options {
	top := m.neck
	if m.lower {
		top = c.Waist
	}
	is := (c.Hem - top) * m.perV
	want := m.cm["length"]
	if want == 0 && m.lower && c.Legs && m.cm["inseam"] > 0 {
		want = m.cm["inseam"] + (m.crotch-top)*m.perV
	}
	if want > 0 && is > 0 && !o.Tucked {
		o.Length = recipe.LengthRange.Clip(scaled(o.Length, want/is))
	}
	arm := math.Max(c.Arm[0], c.Arm[1]) * 100 * m.tape.Arm
	if want := m.cm["sleeve"]; want > 0 && arm > 0 {
		o.Sleeves = recipe.SleevesRange.Clip(scaled(o.Sleeves, want/arm))
	}
	return o
}
