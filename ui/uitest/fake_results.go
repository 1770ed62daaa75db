package uitest

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"slices"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Plan implements the studio.
func (f *Fake) Plan(_ context.Context, o app.Order) (recipe.Recipe, error) {
	f.called("Plan")
	f.mu.Lock()
	defer f.mu.Unlock()
	r := recipe.Recipe{Version: recipe.Version, Task: recipe.ModelBased, Pack: "starter", PackDigest: "fake", Size: o.Size, Seed: o.Seed}
	r.Person = recipe.Person{Digest: o.PersonID, Edit: f.items[o.PersonID].Person}
	if o.Person != nil {
		r.Person.Edit = *o.Person
	}
	for _, g := range o.Garments {
		edit := f.items[g.ItemID].Garment
		if g.Edit != nil {
			edit = *g.Edit
		}
		r.Garments = append(r.Garments, recipe.Garment{Digest: g.ItemID, Edit: edit, Tucked: g.Tucked})
	}
	return r, nil
}

// TryOn implements the studio.
func (f *Fake) TryOn(ctx context.Context, r recipe.Recipe, parent string, sink engine.Sink) (app.Variant, error) {
	f.called("TryOn")
	if err := f.stages(ctx, sink, engine.Stages()...); err != nil {
		return app.Variant{}, err
	}
	id, err := r.Digest()
	if err != nil {
		return app.Variant{}, err
	}
	if v, err := f.Variant(ctx, id); err == nil {
		v.Cached = true
		return v, nil
	}
	person, err := f.Item(ctx, r.Person.Digest)
	if err != nil {
		return app.Variant{}, err
	}
	v := app.Variant{
		ID: id, Recipe: r, Parent: parent, Width: person.Inspection.Width, Height: person.Inspection.Height,
		Picture: filepath.Join(f.Dir, id[:12]+".png"), Before: filepath.Join(f.Dir, r.Person.Digest[:12]+"-before.png"),
		Verdicts: verdicts(), Timings: []engine.StageTime{{Stage: engine.StageComposite, WallMS: 1800}},
		Notices: []engine.Notice{engine.Info("result.sample", "This is a stand-in result that only the tests make.")},
	}
	if n := len(r.Garments); n > 1 {
		about := []engine.Notice{engine.Warn("garment.cut", "The garment runs out of the picture; only what is seen can be put on.")}
		v.Notices = append(v.Notices, engine.About(r.Garments[n-1].Digest, about)...)
	}
	if err := f.draw(&v, person); err != nil {
		return app.Variant{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.variants = append([]app.Variant{v}, f.variants...)
	return v, nil
}

// draw writes the pictures of a result.
func (f *Fake) draw(v *app.Variant, person app.Item) error {
	file, err := os.Open(person.Path)
	if err != nil {
		return err
	}
	before, _, err := image.Decode(file)
	if err = firstError(err, file.Close()); err != nil {
		return err
	}
	if err := writePNG(v.Before, before); err != nil {
		return err
	}
	after := image.NewNRGBA(before.Bounds())
	draw.Draw(after, after.Rect, before, before.Bounds().Min, draw.Src)
	w, h := after.Rect.Dx(), after.Rect.Dy()
	ink := color.NRGBA{v.ID[0] * 3, v.ID[1] * 2, v.ID[2] * 2, 150}
	draw.Draw(after, image.Rect(w*35/100, h*25/100, w*65/100, h*52/100), image.NewUniform(ink), image.Point{}, draw.Over)
	v.Thumb = Thumb(after)
	return writePNG(v.Picture, after)
}

func firstError(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func verdicts() []engine.Verdict {
	return []engine.Verdict{
		{
			Name: "color", Pass: false, Value: 4.2, Threshold: 3, Unit: "ΔE2000", Garment: 0,
			Words:  "The red of the garment came out 4.2 ΔE2000 from its picture; more than 3 is visible side by side.",
			Detail: []engine.Measure{{Name: "red", Value: 4.2, Color: "#b03a4a", Share: .7}, {Name: "cream", Value: 1.1, Color: "#e8d9c4", Share: .3}},
		},
		{
			Name: "outside", Pass: true, Value: 0, Threshold: 0, Unit: "px", Garment: -1,
			Words: "Every pixel outside the changed region equals your photo.",
		},
		{
			Name: "blank", Pass: true, Value: 23.4, Threshold: 2, Unit: "L* spread", Garment: -1,
			Words: "The dressed region shows folds and texture.",
		},
	}
}

// Variant implements the studio.
func (f *Fake) Variant(_ context.Context, id string) (app.Variant, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.variants {
		if v.ID == id {
			return v, nil
		}
	}
	return app.Variant{}, fmt.Errorf("no variant %s", id)
}

// History implements the studio.
func (f *Fake) History(_ context.Context, p app.Page) ([]app.Variant, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := 0
	if p.Before != "" {
		at = slices.IndexFunc(f.variants, func(v app.Variant) bool { return v.ID == p.Before }) + 1
	}
	limit := p.Limit
	if limit == 0 {
		limit = 50
	}
	return slices.Clone(f.variants[at:min(at+limit, len(f.variants))]), nil
}

// Forget implements the studio.
func (f *Fake) Forget(_ context.Context, id string) error {
	f.called("Forget")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.variants = slices.DeleteFunc(f.variants, func(v app.Variant) bool { return v.ID == id })
	return nil
}

// Export implements the studio: it copies the result.
func (f *Fake) Export(ctx context.Context, id string, o app.ExportOptions) (app.Exported, error) {
	f.called("Export")
	v, err := f.Variant(ctx, id)
	if err != nil {
		return app.Exported{}, err
	}
	b, err := os.ReadFile(v.Picture)
	if err != nil {
		return app.Exported{}, err
	}
	flags := os.O_CREATE | os.O_WRONLY | os.O_EXCL
	if o.Replace {
		flags = os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	}
	file, err := os.OpenFile(o.Path, flags, 0o600)
	if err != nil {
		return app.Exported{}, err
	}
	_, err = file.Write(b)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.exported[o.Path] = v.Recipe
	return app.Exported{Path: o.Path, Bytes: int64(len(b)), Marks: []string{"IPTC digital source type", "recipe"}},
		firstError(err, file.Close())
}

// restored is what comes back from a file that Export wrote, nil for others.
func (f *Fake) restored(path string) *app.Restored {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, ok := f.exported[path]
	if !ok {
		return nil
	}
	back := &app.Restored{Recipe: r}
	for _, v := range f.variants {
		if id, err := r.Digest(); err == nil && v.ID == id {
			back.VariantID = id
		}
	}
	for _, id := range append([]string{r.Person.Digest}, digests(r.Garments)...) {
		if _, ok := f.items[id]; !ok {
			back.Missing = append(back.Missing, id)
		}
	}
	return back
}

func digests(garments []recipe.Garment) []string {
	var list []string
	for _, g := range garments {
		list = append(list, g.Digest)
	}
	return list
}

// Lose takes a picture out, as if the catalog never had it.
func (f *Fake) Lose(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.items, id)
}

// Settings implements the studio.
func (f *Fake) Settings(context.Context) (app.Settings, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings, nil
}

// SaveSettings implements the studio.
func (f *Fake) SaveSettings(_ context.Context, v app.Settings) error {
	f.called("SaveSettings")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settings = v
	return nil
}
