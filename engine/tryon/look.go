package tryon

import (
	"context"
	"image"

	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// PersonLook is a photo and who is in it.
type PersonLook struct {
	// Photo is opaque; it is shared and must not be changed.
	Photo   *image.NRGBA
	Person  *vision.Person
	Notices []engine.Notice
	Timings []engine.StageTime
}

// LookAtPerson decodes a photo, at most limit pixels a side, and analyzes the
// person in it, both remembered as in Run. Other engines take it for their eyes.
func (e *Engine) LookAtPerson(ctx context.Context, in engine.Picture, limit int, edit recipe.PersonEdit, sink engine.Sink) (*PersonLook, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := &run{e: e, sink: sink, total: 3}
	photo, scale, err := r.photo(ctx, in, limit)
	if err != nil {
		return nil, err
	}
	full := opaque(photo)
	p, err := r.person(ctx, in, full, atScale(edit, scale))
	if err != nil {
		return nil, err
	}
	notices := append(engine.About(in.Digest, photo.Notices), engine.About(in.Digest, p.Notices)...)
	return &PersonLook{Photo: full, Person: p, Notices: notices, Timings: r.res.Timings}, nil
}

// GarmentLook is a picture and the garment in it.
type GarmentLook struct {
	// Picture may have transparency; it is shared and must not be changed.
	Picture *imaging.Picture
	Garment *vision.Garment
	Notices []engine.Notice
	Timings []engine.StageTime
}

// LookAtGarment is LookAtPerson for a garment.
func (e *Engine) LookAtGarment(ctx context.Context, in engine.Picture, edit recipe.GarmentEdit, sink engine.Sink) (*GarmentLook, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := &run{e: e, sink: sink, total: 3}
	p, err := r.picture(ctx, in, MaxSide)
	if err != nil {
		return nil, err
	}
	g, err := r.garment(ctx, in, p.Image, edit)
	if err != nil {
		return nil, err
	}
	return &GarmentLook{Picture: p, Garment: g, Notices: engine.About(in.Digest, g.Notices), Timings: r.res.Timings}, nil
}
