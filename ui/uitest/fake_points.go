package uitest

import (
	"context"
	"fmt"
	"path/filepath"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// joints are those of somebody who stands in the middle of a picture.
func joints(w, h float64) []engine.Point {
	var list []engine.Point
	for _, j := range []struct {
		name string
		x, y float64
	}{
		{"shoulder", .1, .22},
		{"elbow", .15, .37},
		{"wrist", .17, .5},
		{"hip", .06, .5},
		{"knee", .06, .7},
		{"ankle", .06, .9},
	} {
		list = append(list,
			engine.Point{Name: "left-" + j.name, X: w * (.5 + j.x), Y: h * j.y, Visibility: 1},
			engine.Point{Name: "right-" + j.name, X: w * (.5 - j.x), Y: h * j.y, Visibility: .9})
	}
	return list
}

// landmarks are those of a top that fills a picture.
func landmarks(w, h float64) []engine.Point {
	var list []engine.Point
	for _, l := range []struct {
		name string
		x, y float64
	}{{"neck", .1, .12}, {"shoulder", .25, .15}, {"armpit", .22, .35}, {"cuff_outer", .4, .32}, {"cuff_inner", .34, .4}, {"side1", .22, .6}} {
		list = append(list,
			engine.Point{Name: l.name + "_l", X: w * (.5 - l.x), Y: h * l.y, Visibility: 1},
			engine.Point{Name: l.name + "_r", X: w * (.5 + l.x), Y: h * l.y, Visibility: 1})
	}
	return append(list,
		engine.Point{Name: "neck_low", X: w / 2, Y: h * .2, Visibility: 1},
		engine.Point{Name: "hem", X: w / 2, Y: h * .9, Visibility: 1})
}

// moveTo puts points where the user moved them.
func moveTo(list []engine.Point, points map[string][2]float64) {
	for i := range list {
		if at, ok := points[recipe.PointName(list[i].Name)]; ok {
			list[i].X, list[i].Y = at[0], at[1]
		}
	}
}

// Keep implements the studio.
func (f *Fake) Keep(_ context.Context, id string, person recipe.PersonEdit, garment recipe.GarmentEdit) error {
	f.called("Keep")
	f.mu.Lock()
	defer f.mu.Unlock()
	item, ok := f.items[id]
	if !ok {
		return fmt.Errorf("no item %s", id)
	}
	item.Person, item.Garment = person, garment
	f.items[id] = item
	return nil
}

// Preview implements the studio: the same stand-in as a result, not kept.
func (f *Fake) Preview(ctx context.Context, r recipe.Recipe, sink engine.Sink) (app.Preview, error) {
	f.called("Preview")
	if err := f.stages(ctx, sink, "preview"); err != nil {
		return app.Preview{}, err
	}
	id, err := r.Digest()
	if err != nil {
		return app.Preview{}, err
	}
	person, err := f.Item(ctx, r.Person.Digest)
	if err != nil {
		return app.Preview{}, err
	}
	v := app.Variant{
		ID: id, Width: person.Inspection.Width, Height: person.Inspection.Height,
		Picture: filepath.Join(f.Dir, "preview-"+id[:12]+".png"), Before: filepath.Join(f.Dir, "preview-before-"+id[:12]+".png"),
	}
	if err := f.draw(&v, person); err != nil {
		return app.Preview{}, err
	}
	return app.Preview{Picture: v.Picture, Before: v.Before, Width: v.Width, Height: v.Height, Verdicts: verdicts()}, nil
}
