// Package uitest is what the window is tried and tested with: a Fake studio
// that answers at once and always the same, made pictures of any size, and a
// real drop from another program (package xdnd).
//
// A Fake tells a person from a garment by the file's name: one that contains
// "model", "person" or "people" shows a person. Its results are the person's
// photo with a field of the garment's color.
package uitest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/disintegration/imaging"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Fake is a studio without engine and storage. Its zero value is not ready;
// use NewFake.
type Fake struct {
	// Dir is where it writes results.
	Dir string
	// Gate is called at every stage of every call and may wait; an error
	// ends the call. Nil never waits.
	Gate func(ctx context.Context, stage string) error

	mu       sync.Mutex
	items    map[string]app.Item
	variants []app.Variant
	settings app.Settings
	exported map[string]recipe.Recipe // by path
	calls    []string
}

// NewFake returns a fake that writes its results to dir.
func NewFake(dir string) *Fake {
	return &Fake{Dir: dir, items: map[string]app.Item{}, exported: map[string]recipe.Recipe{}}
}

// Calls lists the calls so far by name, for tests.
func (f *Fake) Calls() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.calls...)
}

func (f *Fake) called(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, name)
}

// stages reports stages one by one and waits at the gate of each.
func (f *Fake) stages(ctx context.Context, sink engine.Sink, list ...string) error {
	for i, s := range list {
		sink.Report(engine.Progress{Stage: s, Done: i, Total: len(list)})
		if f.Gate != nil {
			if err := f.Gate(ctx, s); err != nil {
				return engine.AsFault(err)
			}
		}
		if err := ctx.Err(); err != nil {
			return engine.AsFault(err)
		}
	}
	return nil
}

// Ingest implements the studio.
func (f *Fake) Ingest(ctx context.Context, sources []app.Source, as engine.As, sink engine.Sink) []app.Ingested {
	f.called("Ingest")
	var list []app.Ingested
	for _, src := range sources {
		if back := f.restored(src.Path); back != nil {
			list = append(list, app.Ingested{Source: src, Restored: back})
			continue
		}
		item, err := f.ingest(ctx, src, as, sink)
		out := app.Ingested{Source: src, Err: err}
		if err == nil {
			out.Item = &item
		}
		list = append(list, out)
	}
	return list
}

func (f *Fake) ingest(ctx context.Context, src app.Source, as engine.As, sink engine.Sink) (app.Item, error) {
	if err := f.stages(ctx, sink, engine.StageDecode, engine.StagePerson, engine.StageGarment); err != nil {
		return app.Item{}, err
	}
	b, name := src.Bytes, src.Name
	if src.Path != "" {
		var err error
		if b, err = os.ReadFile(src.Path); err != nil {
			return app.Item{}, err
		}
		name = filepath.Base(src.Path)
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return app.Item{}, &engine.Fault{
			Kind: engine.FaultBadPicture, Code: "picture.unreadable",
			What: "This file is not a picture that Lookbook can read.", Next: "Save it as JPEG or PNG and drop it again.",
		}
	}
	sum := sha256.Sum256(b)
	item := app.Item{ID: hex.EncodeToString(sum[:]), Name: name, Time: time.Unix(0, 0), Path: src.Path, Thumb: Thumb(img)}
	item.Inspection = inspect(name, img.Bounds().Size(), as)
	f.mu.Lock()
	defer f.mu.Unlock()
	if old, ok := f.items[item.ID]; ok {
		return old, nil
	}
	f.items[item.ID] = item
	return item, nil
}

// inspect says what a file's name promises.
func inspect(name string, size image.Point, as engine.As) engine.Inspection {
	in := engine.Inspection{Width: size.X, Height: size.Y, Shows: as, Sure: 0.98}
	if as == engine.AsAuto || as == "" {
		in.Shows = engine.AsGarment
		for _, s := range []string{"model", "person", "people"} {
			if strings.Contains(name, s) {
				in.Shows = engine.AsPerson
			}
		}
	}
	w, h := float64(size.X), float64(size.Y)
	if in.Shows == engine.AsPerson {
		in.People = []engine.PersonSummary{{
			Box: [4]float64{w * .2, h * .05, w * .8, h * .97}, Chosen: true, View: "front",
			Top: true, Bottom: true, SkinTone: "#c68863", Face: true, Hands: 2, Points: joints(w, h),
		}}
		if strings.Contains(name, "people") {
			in.People[0].Box[2] = w * .5
			in.People = append(in.People, engine.PersonSummary{Box: [4]float64{w * .52, h * .1, w * .95, h * .97}, View: "profile", Top: true})
		}
		return in
	}
	in.Garment = &engine.GarmentSummary{
		Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 0.93, Sleeve: "short",
		Palette:   []engine.Swatch{{Hex: "#b03a4a", Share: .7}, {Hex: "#e8d9c4", Share: .2}, {Hex: "#2b2b33", Share: .1}},
		Box:       [4]float64{w * .2, h * .1, w * .8, h * .9},
		Landmarks: landmarks(w, h),
	}
	for word, kind := range map[string]recipe.Kind{"skirt": recipe.KindSkirt, "coat": recipe.KindOuterwear, "dress": recipe.KindOnePiece} {
		if strings.Contains(name, word) {
			in.Garment.Kind = kind
		}
	}
	if strings.Contains(name, "unsure") {
		in.Garment.KindSure = 0.4
		in.Notices = append(in.Notices, engine.Warn("garment.unsure", "It is hard to tell what kind of garment this is."))
	}
	return in
}

// Thumb is a JPEG of at most 256 px a side.
func Thumb(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, imaging.Fit(img, 256, 256, imaging.Box), nil); err != nil {
		return nil
	}
	return b.Bytes()
}

// Item implements the studio.
func (f *Fake) Item(_ context.Context, id string) (app.Item, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	item, ok := f.items[id]
	if !ok {
		return app.Item{}, fmt.Errorf("no item %s", id)
	}
	return item, nil
}

// Items implements the studio.
func (f *Fake) Items(context.Context, app.Page) ([]app.Item, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.Collect(maps.Values(f.items))
	slices.SortFunc(list, func(a, b app.Item) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Correct implements the studio.
func (f *Fake) Correct(ctx context.Context, id string, as engine.As, person recipe.PersonEdit, garment recipe.GarmentEdit,
	sink engine.Sink,
) (app.Item, error) {
	f.called("Correct")
	if err := f.stages(ctx, sink, engine.StageDecode, engine.StageGarment); err != nil {
		return app.Item{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	item, ok := f.items[id]
	if !ok {
		return app.Item{}, fmt.Errorf("no item %s", id)
	}
	item.Person, item.Garment = person, garment
	size := image.Pt(item.Inspection.Width, item.Inspection.Height)
	item.Inspection = inspect(item.Name, size, as)
	for i := range item.Inspection.People {
		item.Inspection.People[i].Chosen = i == person.Index
		moveTo(item.Inspection.People[i].Points, person.Points)
	}
	if g := item.Inspection.Garment; g != nil {
		moveTo(g.Landmarks, garment.Points)
	}
	f.items[id] = item
	return item, nil
}

// Inspect implements the studio: each overlay is a picture with a frame.
func (f *Fake) Inspect(ctx context.Context, id string, sink engine.Sink) (engine.Inspection, []engine.Overlay, error) {
	f.called("Inspect")
	if err := f.stages(ctx, sink, engine.StageDecode, engine.StagePerson, engine.StageParse); err != nil {
		return engine.Inspection{}, nil, err
	}
	item, err := f.Item(ctx, id)
	if err != nil {
		return engine.Inspection{}, nil, err
	}
	var list []engine.Overlay
	for i, name := range []string{"skeleton", "parse", "mask", "cutout", "landmarks", "body"} {
		img := image.NewNRGBA(image.Rect(0, 0, item.Inspection.Width, item.Inspection.Height))
		c := color.NRGBA{uint8(60 * i), 200, uint8(255 - 50*i), 120}
		w, h := img.Rect.Dx(), img.Rect.Dy()
		draw.Draw(img, image.Rect(w/4, h/8, w/4+w/2, h-h/8), image.NewUniform(c), image.Point{}, draw.Src)
		path := filepath.Join(f.Dir, id[:8]+"-"+name+".png")
		if err := writePNG(path, img); err != nil {
			return engine.Inspection{}, nil, err
		}
		list = append(list, engine.Overlay{Name: name, Path: path})
	}
	return item.Inspection, list, nil
}

func writePNG(path string, img image.Image) error {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}
