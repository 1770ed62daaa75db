package tryon

import (
	"context"
	"encoding/json"
	"fmt"
	"image"

	"lookbook/engine"
	"lookbook/engine/body"
	"lookbook/engine/imaging"
	"lookbook/engine/recipe"
	"lookbook/engine/stage"
	"lookbook/engine/vision"
)

// Algorithm names the version of everything between pixels and pixels; it is
// part of the pack digest and of every stage key, so raise it whenever a
// result can change.
const Algorithm = "starter-4"

// MaxSide is the longest side of a result in pixels.
const MaxSide = 4096

// memory keeps what the last runs worked with.
type memory struct {
	pictures *stage.Memo[*imaging.Picture]
	people   *stage.Memo[*vision.Person]
	bodies   *stage.Memo[*body.Fitted]
	garments *stage.Memo[*vision.Garment]
	// before holds encoded photos by digest and size: the next garment on the
	// same photo is compared with the same bytes.
	before *stage.Memo[[]byte]
	// eyes hold the networks' answers about pictures: after a correction only
	// what follows from them is computed anew.
	eyes *stage.Memo[*vision.Remembered]
}

// newMemory bounds memory: a decoded 4096 px picture takes 50 MB, an analysed
// person 40 MB.
func newMemory() memory {
	return memory{
		pictures: stage.NewMemo[*imaging.Picture](4),
		people:   stage.NewMemo[*vision.Person](2),
		bodies:   stage.NewMemo[*body.Fitted](4),
		garments: stage.NewMemo[*vision.Garment](4),
		before:   stage.NewMemo[[]byte](2),
		eyes:     stage.NewMemo[*vision.Remembered](6),
	}
}

// key names a stage's result by all that it depends on.
func key(name, digest string, size int, edit any) string {
	b, err := json.Marshal(edit)
	if err != nil {
		// Edits are plain data; this cannot fail for values that were parsed.
		panic(fmt.Sprintf("encode edit: %v", err))
	}
	return stage.Key(Algorithm, name, digest, fmt.Sprint(size), string(b))
}

// picture decodes an input, flattened on white, at most limit pixels a side.
func (r *run) picture(ctx context.Context, in engine.Picture, limit int) (*imaging.Picture, error) {
	k := stage.Key(in.Digest, fmt.Sprint(limit))
	done := r.stage(engine.StageDecode)
	if p, ok := r.e.memory.pictures.Get(k); ok && in.Digest != "" {
		done(true)
		return p, nil
	}
	p, err := imaging.Open(ctx, in.Path, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	if w, h := imaging.FitSize(p.Width, p.Height, limit); w < p.Width {
		p.Image = imaging.Resize(p.Image, w, h)
		p.Width, p.Height = w, h
	}
	r.e.memory.pictures.Put(k, p)
	done(false)
	return p, nil
}

// opaque is the picture on white.
func opaque(p *imaging.Picture) *image.NRGBA {
	if !p.HasAlpha {
		return p.Image
	}
	return imaging.Flatten(p.Image)
}

// eyes returns the networks with their memory for a picture.
func (r *run) eyes(ctx context.Context, in engine.Picture, full *image.NRGBA) (*vision.Remembered, error) {
	k := stage.Key(in.Digest, fmt.Sprint(full.Rect.Size()))
	if n, ok := r.e.memory.eyes.Get(k); ok && in.Digest != "" {
		return n, nil
	}
	set, err := r.e.networks(ctx)
	if err != nil {
		return nil, err
	}
	n := vision.Remember(set)
	r.e.memory.eyes.Put(k, n)
	return n, nil
}

// seenPerson is the part of a correction that changes what is seen; the rest
// says how the body is fitted.
func seenPerson(e recipe.PersonEdit) recipe.PersonEdit {
	return recipe.PersonEdit{Index: e.Index, Points: e.Points, OnePiece: e.OnePiece, Waist: e.Waist}
}

// seenGarment is the part of a correction that the analysis of a garment
// needs: landmarks are moved afterwards, and lengths and looseness are the
// field's.
func seenGarment(e recipe.GarmentEdit) recipe.GarmentEdit {
	return recipe.GarmentEdit{Category: e.Category, Kind: e.Kind, Words: e.Words, Sleeve: e.Sleeve, Worn: e.Worn, Index: e.Index}
}

// person analyses the person in a picture, or finds the analysis.
func (r *run) person(ctx context.Context, in engine.Picture, full *image.NRGBA, edit recipe.PersonEdit) (*vision.Person, error) {
	done := r.stage(engine.StagePerson)
	edit = seenPerson(edit)
	k := key("person", in.Digest, max(full.Rect.Dx(), full.Rect.Dy()), edit)
	if p, ok := r.e.memory.people.Get(k); ok {
		done(true)
		return p, nil
	}
	if b, ok := r.cached(k); ok {
		if p, err := vision.DecodePerson(b, full); err == nil {
			r.e.memory.people.Put(k, p)
			done(true)
			return p, nil
		}
	}
	eyes, err := r.eyes(ctx, in, full)
	if err != nil {
		return nil, err
	}
	p, err := vision.AnalyzePerson(ctx, eyes, full, edit)
	if err != nil {
		return nil, err
	}
	if p, err = asKept(r, k, p, full, vision.EncodePerson, vision.DecodePerson); err != nil {
		return nil, err
	}
	r.e.memory.people.Put(k, p)
	done(false)
	return p, nil
}

// garment analyses the garment in a picture, or finds the analysis, and moves
// the landmarks that the user moved.
func (r *run) garment(ctx context.Context, in engine.Picture, full *image.NRGBA, edit recipe.GarmentEdit) (*vision.Garment, error) {
	g, err := r.seenGarment(ctx, in, full, seenGarment(edit))
	if err != nil {
		return nil, err
	}
	return g.WithPoints(edit.Points), nil
}

func (r *run) seenGarment(ctx context.Context, in engine.Picture, full *image.NRGBA, edit recipe.GarmentEdit) (*vision.Garment, error) {
	done := r.stage(engine.StageGarment)
	k := key("garment", in.Digest, max(full.Rect.Dx(), full.Rect.Dy()), edit)
	if g, ok := r.e.memory.garments.Get(k); ok {
		done(true)
		return g, nil
	}
	if b, ok := r.cached(k); ok {
		if g, err := vision.DecodeGarment(b, full); err == nil {
			r.e.memory.garments.Put(k, g)
			done(true)
			return g, nil
		}
	}
	eyes, err := r.eyes(ctx, in, full)
	if err != nil {
		return nil, err
	}
	g, err := vision.AnalyzeGarment(ctx, eyes, full, edit, edit.Words)
	if err != nil {
		return nil, err
	}
	if g, err = asKept(r, k, g, full, vision.EncodeGarment, vision.DecodeGarment); err != nil {
		return nil, err
	}
	r.e.memory.garments.Put(k, g)
	done(false)
	return g, nil
}

// cached asks the stage cache on disk.
func (r *run) cached(k string) ([]byte, bool) {
	if r.e.cache == nil {
		return nil, false
	}
	return r.e.cache.Get(k)
}

// asKept returns an analysis as every later run will read it from the stage
// cache, and offers it to the cache. What is kept is rounded to bytes; were the
// first run to go on with the unrounded one, a recipe would have two results. A
// cache that cannot take it costs time later, never a result, so its error is
// not the run's.
func asKept[T any](r *run, k string, v T, full *image.NRGBA,
	encode func(T) ([]byte, error), decode func([]byte, *image.NRGBA) (T, error),
) (T, error) {
	b, err := encode(v)
	if err != nil {
		return v, err
	}
	if r.e.cache != nil {
		_ = r.e.cache.Put(k, b)
	}
	return decode(b, full)
}
