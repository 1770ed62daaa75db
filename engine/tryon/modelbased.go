package tryon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"path/filepath"

	"lookbook/engine"
	"lookbook/engine/field"
	"lookbook/engine/imaging"
	"lookbook/engine/quality"
	"lookbook/engine/recipe"
	"lookbook/engine/stage"
	"lookbook/engine/vision"
)

// tryOn dresses the person of a recipe.
func (r *run) tryOn(ctx context.Context) error {
	rc := r.req.TryOn.Recipe
	if rc.Task != recipe.ModelBased || len(rc.Garments) == 0 {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "tryon.task",
			What: "The starter tier dresses a person in a photo with at least one garment.", Next: "Choose a photo of a person and a garment.",
		}
	}
	limit := MaxSide
	if rc.Size > 0 {
		limit = min(limit, rc.Size)
	}
	in, err := r.input(rc.Person.Digest)
	if err != nil {
		return err
	}
	photo, scale, err := r.photo(ctx, in, limit)
	if err != nil {
		return err
	}
	r.res.Notices = append(r.res.Notices, engine.About(in.Digest, photo.Notices)...)
	full := opaque(photo)
	edit := atScale(rc.Person.Edit, scale)
	p, err := r.person(ctx, in, full, edit)
	if err != nil {
		return err
	}
	if p, err = r.embodied(in, full, p, edit); err != nil {
		return err
	}
	r.res.Notices = append(r.res.Notices, engine.About(in.Digest, p.Notices)...)
	layers, err := r.layers(ctx, p)
	if err != nil {
		return err
	}
	var fields []*field.Field
	for _, l := range layers {
		fields = append(fields, l.field)
	}
	c, err := field.NewCanvas(ctx, p, full, rc.Seed, fields...)
	if err != nil {
		return err
	}
	for i, l := range layers {
		done := r.stage(engine.StageComposite)
		laid, err := c.Dress(ctx, l.field, l.garment, l.picture.Image, l.options)
		if err != nil {
			return err
		}
		done(false)
		r.judge(c, i, l.garment, laid)
	}
	return r.conclude(c, full)
}

// layer is one garment of the recipe, ready to be laid on.
type layer struct {
	picture *imaging.Picture
	garment *vision.Garment
	field   *field.Field
	options field.Options
}

// layers analyses the garments and makes their fields.
func (r *run) layers(ctx context.Context, p *vision.Person) ([]layer, error) {
	var out []layer
	for _, rg := range r.req.TryOn.Recipe.Garments {
		l, err := r.layer(ctx, p, rg)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func (r *run) layer(ctx context.Context, p *vision.Person, rg recipe.Garment) (l layer, err error) {
	in, err := r.input(rg.Digest)
	if err != nil {
		return l, err
	}
	if l.picture, err = r.picture(ctx, in, MaxSide); err != nil {
		return l, err
	}
	if l.garment, err = r.garment(ctx, in, l.picture.Image, rg.Edit); err != nil {
		return l, err
	}
	r.res.Notices = append(r.res.Notices, engine.About(in.Digest, l.garment.Notices)...)
	if err := fits(p, l.garment); err != nil {
		return l, err
	}
	l.options = field.Options{
		Length: rg.Edit.Length, Looseness: rg.Edit.Looseness, Sleeves: rg.Edit.Sleeves,
		Waist:  r.req.TryOn.Recipe.Person.Edit.Waist,
		Tucked: rg.Tucked != nil && *rg.Tucked,
	}
	done := r.stage(engine.StageField)
	if l.options, err = r.measured(ctx, p, l.garment, rg.Edit.Centimeters, l.options); err != nil {
		return l, err
	}
	l.field, err = r.e.source.Field(ctx, p, l.garment, l.options)
	if err == nil {
		done(false)
	}
	return l, err
}

// input finds the file of a digest.
func (r *run) input(digest string) (engine.Picture, error) {
	for _, p := range r.req.TryOn.Pictures {
		if p.Digest == digest {
			return p, nil
		}
	}
	return engine.Picture{}, engine.AsFault(fmt.Errorf("no picture was given for digest %s", digest))
}

// fits refuses garments for a region that the picture does not show.
func fits(p *vision.Person, g *vision.Garment) error {
	if g.Category != recipe.Clothing {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "garment.not-on-this-tier", Args: map[string]string{"category": string(g.Category)},
			What: "The starter tier puts clothing on your photo; bags, shoes, hats and jewellery need another tier.",
			Next: "Choose clothing, or correct the category if this is clothing.",
		}
	}
	slot := g.Kind.Slot()
	if (slot != "lower" && !p.CanTop) || (slot == "lower" && !p.CanBottom) {
		return &engine.Fault{
			Kind: engine.FaultNoPerson, Code: "person.region-missing", Args: map[string]string{"kind": string(g.Kind)},
			What: "The part of the body that this garment covers is not in the photo.",
			Next: "Use a photo that shows it, or another garment.",
		}
	}
	return nil
}

// judge measures the garment that was just laid on.
func (r *run) judge(c *field.Canvas, i int, g *vision.Garment, laid *field.Laid) {
	done := r.stage(engine.StageVerdict)
	out, _ := c.Result()
	v := quality.Color(quality.ColorInput{
		Garment: g.Image.NRGBA(), GarmentAlpha: g.Alpha.Pix,
		Shown: laid.Unlit, Result: out, Weight: laid.Weight.Pix,
	})
	v.Garment = i
	blank := quality.Blank(out, laid.Weight.Pix)
	blank.Garment = i
	r.res.Verdicts = append(r.res.Verdicts, v, blank)
	done(false)
}

// conclude checks the whole picture and writes it.
func (r *run) conclude(c *field.Canvas, before *image.NRGBA) error {
	out, changed := c.Result()
	done := r.stage(engine.StageVerdict)
	outside := quality.Outside(before, out, changed.Pix)
	outside.Garment = -1
	r.res.Verdicts = append(r.res.Verdicts, outside)
	done(false)
	done = r.stage(engine.StageEncode)
	var err, err2 error
	r.res.Picture, err = r.write("result.png", out)
	r.res.Before, err2 = r.writeBefore(before)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	r.res.Width, r.res.Height = out.Rect.Dx(), out.Rect.Dy()
	done(false)
	return nil
}

// writeBefore writes the photo as it was, encoded once for all its garments.
func (r *run) writeBefore(photo *image.NRGBA) (string, error) {
	k := stage.Key(r.req.TryOn.Recipe.Person.Digest, fmt.Sprint(photo.Rect.Dx(), photo.Rect.Dy()))
	data, ok := r.e.memory.before.Get(k)
	if !ok {
		var b bytes.Buffer
		if err := imaging.EncodePNG(&b, photo, imaging.PNGOptions{Fast: true}); err != nil {
			return "", err
		}
		data = b.Bytes()
		r.e.memory.before.Put(k, data)
	}
	path := filepath.Join(r.req.OutDir, "before.png")
	r.files = append(r.files, path)
	return path, imaging.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
