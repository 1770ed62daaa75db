package tryon

import (
	"context"
	"fmt"

	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/engine/recipe"
	"lookbook/engine/stage"
)

// photo reads a person's photo for a result of at most limit pixels a side. The
// second value is how large a pixel of the upright picture, in which
// inspections and corrections count, is in it: 1 or less.
func (r *run) photo(ctx context.Context, in engine.Picture, limit int) (*imaging.Picture, float64, error) {
	p, err := r.picture(ctx, in, MaxSide)
	if err != nil {
		return nil, 0, err
	}
	w, h := imaging.FitSize(p.Width, p.Height, limit)
	if w >= p.Width {
		return p, 1, nil
	}
	k := stage.Key(in.Digest, fmt.Sprint(limit))
	small, ok := r.e.memory.pictures.Get(k)
	if !ok {
		c := *p
		c.Image, c.Width, c.Height = imaging.Resize(p.Image, w, h), w, h
		small = &c
		r.e.memory.pictures.Put(k, small)
	}
	return small, float64(w) / float64(p.Width), nil
}

// atScale is a correction for a photo that was made smaller.
func atScale(e recipe.PersonEdit, scale float64) recipe.PersonEdit {
	if scale == 1 || len(e.Points) == 0 {
		return e
	}
	moved := make(map[string][2]float64, len(e.Points))
	for name, at := range e.Points {
		moved[name] = [2]float64{at[0] * scale, at[1] * scale}
	}
	e.Points = moved
	return e
}
