package tryon

import (
	"errors"
	"fmt"
	"image"
	"sync"

	asset "lookbook/assets/body"
	"lookbook/engine"
	"lookbook/engine/body"
	"lookbook/engine/recipe"
	"lookbook/engine/stage"
	"lookbook/engine/vision"
)

// bodyModel is the body, read when first needed and the same for all engines.
var bodyModel = sync.OnceValues(func() (*body.Model, error) { return body.Load(asset.Bytes()) })

// Ages of groups when none is given, years.
const (
	adultAge = 30
	childAge = 8
)

// whoIs turns what the user said about a person into the shape to start from;
// what was not said stays between woman and man, grown up, of average build.
func whoIs(e recipe.PersonEdit) body.Shape {
	s := body.Average()
	switch e.Group {
	case recipe.Woman, recipe.Girl:
		s.Male = 0
	case recipe.Man, recipe.Boy:
		s.Male = 1
	}
	switch {
	case e.Age > 0:
		s.Age = e.Age
	case e.Group == recipe.Girl || e.Group == recipe.Boy:
		s.Age = childAge
	case e.Group != "":
		s.Age = adultAge
	}
	return s.Built(e.Build)
}

// evidence is what the analysis of a person saw, as the fit takes it.
func evidence(p *vision.Person, who body.Shape) body.Evidence {
	e := body.Evidence{W: p.W, H: p.H, Mask: p.Mask, Who: who}
	for i, l := range p.Skeleton.Points {
		e.Points[i] = body.Seen{X: l.X, Y: l.Y, Visibility: l.Visibility, World: l.World}
	}
	return e
}

// embodied returns the person with the body that lies on it, if there is one to
// rely on.
func (r *run) embodied(in engine.Picture, full *image.NRGBA, p *vision.Person, edit recipe.PersonEdit) (*vision.Person, error) {
	f, err := r.body(in, full, p, edit)
	if err != nil {
		return nil, err
	}
	if f == nil || !f.Reliable() {
		return p, nil
	}
	return p.Embodied(f), nil // people are shared between runs
}

// body lays a body on an analyzed person, or finds the fit; nil without an
// error when too little of the person is seen.
func (r *run) body(in engine.Picture, full *image.NRGBA, p *vision.Person, edit recipe.PersonEdit) (*body.Fitted, error) {
	done := r.stage(engine.StageBody)
	model, err := bodyModel()
	if err != nil {
		return nil, err
	}
	k := stage.Key(key("body", in.Digest, max(full.Rect.Dx(), full.Rect.Dy()), edit), asset.Digest(), fmt.Sprint(body.Version))
	if f, ok := r.e.memory.bodies.Get(k); ok {
		done(true)
		return f, nil
	}
	if b, ok := r.cached(k); ok {
		if f, err := model.DecodeFitted(b); err == nil {
			f = f.Aligned(p.Mask, p.Skin, p.LegSkin)
			r.e.memory.bodies.Put(k, f)
			done(true)
			return f, nil
		}
	}
	f, err := model.Fit(evidence(p, whoIs(edit)))
	if errors.Is(err, body.ErrUnseen) {
		done(false)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if b, err := f.Encode(); err == nil && r.e.cache != nil {
		// As with every stage, what cannot be kept costs time later only.
		_ = r.e.cache.Put(k, b)
	}
	f = f.Aligned(p.Mask, p.Skin, p.LegSkin)
	r.e.memory.bodies.Put(k, f)
	done(false)
	return f, nil
}
