package tryon

import (
	"context"
	"errors"
	"image"

	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/engine/vision"
)

// inspect says what is in one picture.
func (r *run) inspect(ctx context.Context) error {
	q := r.req.Inspect
	pic, err := r.picture(ctx, q.Picture, MaxSide)
	if err != nil {
		return err
	}
	ins := &engine.Inspection{
		Width: pic.Width, Height: pic.Height, Profile: pic.Profile, Frames: pic.Frames, Notices: pic.Notices,
	}
	r.res.Inspection = ins
	eyes, err := r.eyes(ctx, q.Picture, opaque(pic))
	if err != nil {
		return err
	}
	ins.Shows, ins.Sure = q.As, 1
	if q.As == engine.AsAuto || q.As == "" {
		if ins.Shows, ins.Sure, err = vision.Reading(ctx, eyes, opaque(pic)); err != nil {
			return err
		}
	}
	if ins.Shows == engine.AsPerson {
		err = r.inspectPerson(ctx, ins, pic)
		if errors.Is(err, engine.ErrNoPerson) && q.As != engine.AsPerson {
			ins.Shows = engine.AsGarment
			r.total++
		}
	}
	if ins.Shows == engine.AsGarment {
		err = r.inspectGarment(ctx, ins, pic)
	}
	return err
}

// inspectPerson fills in who is in the picture.
func (r *run) inspectPerson(ctx context.Context, ins *engine.Inspection, pic *imaging.Picture) error {
	q := r.req.Inspect
	full := opaque(pic)
	p, err := r.person(ctx, q.Picture, full, q.Person)
	if err != nil {
		return err
	}
	f, err := r.body(q.Picture, full, p, q.Person)
	if err != nil {
		return err
	}
	if f != nil && f.Reliable() {
		p = p.Embodied(f)
	}
	if ins.People, err = r.everybody(ctx, full, p); err != nil {
		return err
	}
	ins.Notices = append(ins.Notices, p.Notices...)
	if !q.Overlays {
		return nil
	}
	for _, o := range []struct {
		name string
		draw func(*vision.Person) *image.NRGBA
	}{{"skeleton", vision.DrawSkeleton}, {"parse", vision.DrawParse}, {"mask", vision.DrawMask}} {
		if err := r.overlay(o.name, o.draw(p)); err != nil {
			return err
		}
	}
	if f == nil {
		return nil
	}
	return r.overlay("body", f.Overlay(p.Image))
}

// everybody lists the people in the picture; the chosen one with all that is
// known.
func (r *run) everybody(ctx context.Context, full *image.NRGBA, p *vision.Person) ([]engine.PersonSummary, error) {
	eyes, err := r.eyes(ctx, r.req.Inspect.Picture, full)
	if err != nil {
		return nil, err
	}
	all, err := vision.People(ctx, eyes, full)
	if err != nil {
		return nil, err
	}
	if i := r.req.Inspect.Person.Index; i < len(all) {
		all[i] = p.Summary()
		return all, nil
	}
	return []engine.PersonSummary{p.Summary()}, nil
}

// inspectGarment fills in what garment the picture shows.
func (r *run) inspectGarment(ctx context.Context, ins *engine.Inspection, pic *imaging.Picture) error {
	q := r.req.Inspect
	g, err := r.garment(ctx, q.Picture, pic.Image, q.Garment)
	if err != nil {
		return err
	}
	s := g.Summary()
	ins.Garment = &s
	ins.Notices = append(ins.Notices, g.Notices...)
	if !q.Overlays {
		return nil
	}
	for _, o := range []struct {
		name string
		draw func(*vision.Garment) *image.NRGBA
	}{{"cutout", vision.DrawCutout}, {"landmarks", vision.DrawLandmarks}} {
		if err := r.overlay(o.name, o.draw(g)); err != nil {
			return err
		}
	}
	return nil
}
