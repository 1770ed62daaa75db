package main

import (
	"context"
	"errors"
	"fmt"

	"lookbook/app/cli"
	assets "lookbook/assets/body"
	"lookbook/engine/body"
	"lookbook/engine/cloth"
	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/truth"
	"lookbook/engine/vision/nets"
)

// fieldSources are the sources of fields that can be measured, by name.
var fieldSources = map[string]field.Source{
	"spline": spline.Source{},
	"cloth":  cloth.Source{},
	"oracle": truth.Oracle{With: func(t spline.Tutor) field.Source { return cloth.Source{Flat: spline.Source{Tutor: t}} }},
}

// measureTruth runs sources of fields, in this process, on samples of which
// everything is known.
func measureTruth(ctx context.Context, o cli.TruthOptions) (r cli.TruthReport, err error) {
	model, err := body.Load(assets.Bytes())
	if err != nil {
		return nil, err
	}
	opts := truth.Options{Model: model, Keypoints: truth.Keypoints(o.Keypoints), Kinds: o.Kinds, Seed: 1}
	if len(o.Sources) == 0 {
		o.Sources = []string{"spline", "cloth"}
	}
	opts.Sources = map[string]field.Source{}
	for _, name := range o.Sources {
		src, ok := fieldSources[name]
		if !ok {
			return nil, fmt.Errorf("there is no source of fields %q", name)
		}
		opts.Sources[name] = src
	}
	if opts.Keypoints == truth.Seen {
		set, err := nets.Open(ctx, nets.Options{})
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, set.Close()) }()
		opts.Nets = set
	}
	if o.Lessons {
		return truth.WriteLessons(ctx, o.Dir, cloth.Source{}.Lessons, opts)
	}
	sheet := truth.Sheet{Rows: o.Rows, Worst: o.Worst}
	if o.Sheet != "" {
		opts.Done = sheet.Add
	}
	report, err := truth.Measure(ctx, o.Dir, opts)
	if err != nil {
		return nil, err
	}
	if o.Sheet != "" {
		return report, sheet.Write(o.Sheet)
	}
	return report, nil
}
