package app

import (
	"encoding/json"
	"fmt"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/storage"
	"lookbook/storage/blob"
	"lookbook/storage/catalog"
)

// This file translates between the studio's types and the catalogue's rows,
// in which recipes, corrections and inspections are opaque documents.

// edits are a user's corrections as the catalogue keeps them.
type edits struct {
	Person  recipe.PersonEdit  `json:"person"`
	Garment recipe.GarmentEdit `json:"garment"`
}

// details are what a variant has beside recipe, pictures and verdicts.
type details struct {
	Notices []engine.Notice `json:"notices"`
}

func document(v any) (catalog.Document, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return catalog.Document{}, fmt.Errorf("encode for the catalogue: %w", err)
	}
	return catalog.NewDocument(b), nil
}

// undocument decodes a document; storage.ErrDamaged when it is not what was
// written.
func undocument(d catalog.Document, v any) error {
	if !d.Whole() {
		return &storage.Error{Kind: storage.ErrDamaged, Op: "read catalogue"}
	}
	if len(d.Body) == 0 {
		return nil
	}
	if err := json.Unmarshal(d.Body, v); err != nil {
		return &storage.Error{Kind: storage.ErrDamaged, Op: "read catalogue", Err: err}
	}
	return nil
}

func rowOfItem(v Item) (catalog.Item, error) {
	e, err := document(edits{Person: v.Person, Garment: v.Garment})
	if err != nil {
		return catalog.Item{}, err
	}
	i, err := document(v.Inspection)
	if err != nil {
		return catalog.Item{}, err
	}
	return catalog.Item{ID: v.ID, Name: v.Name, Time: v.Time, Edits: e, Inspection: i}, nil
}

func (s *Studio) itemOfRow(row catalog.Item) (Item, error) {
	v := Item{ID: row.ID, Name: row.Name, Time: row.Time, Path: s.store.Blobs().Path(blob.Originals, row.ID)}
	var e edits
	if err := undocument(row.Edits, &e); err != nil {
		return Item{}, err
	}
	v.Person, v.Garment = e.Person, e.Garment
	return v, undocument(row.Inspection, &v.Inspection)
}

// rowOfVariant needs Picture and Before as digests, which it is given.
func rowOfVariant(v Variant, picture, before string) (catalog.Variant, error) {
	body, err := v.Recipe.Canonical()
	if err != nil {
		return catalog.Variant{}, err
	}
	d, err := document(details{Notices: v.Notices})
	if err != nil {
		return catalog.Variant{}, err
	}
	row := catalog.Variant{
		ID: v.ID, Recipe: catalog.NewDocument(body), Time: v.Time, Picture: picture, Before: before,
		Width: v.Width, Height: v.Height, Details: d, Parent: v.Parent,
	}
	for _, w := range v.Verdicts {
		b, err := json.Marshal(w)
		if err != nil {
			return catalog.Variant{}, fmt.Errorf("encode verdict %s: %w", w.Name, err)
		}
		row.Verdicts = append(row.Verdicts, catalog.Verdict{
			Name: w.Name, Pass: w.Pass, Value: w.Value, Threshold: w.Threshold, Garment: w.Garment, Body: b,
		})
	}
	return row, nil
}

func (s *Studio) variantOfRow(row catalog.Variant) (Variant, error) {
	v := Variant{
		ID: row.ID, Time: row.Time, Width: row.Width, Height: row.Height, Parent: row.Parent, Cached: true,
		Picture: s.store.Blobs().Path(blob.Results, row.Picture),
		Before:  s.store.Blobs().Path(blob.Results, row.Before),
	}
	if !row.Recipe.Whole() {
		return Variant{}, &storage.Error{Kind: storage.ErrDamaged, Op: "read recipe " + row.ID}
	}
	var err error
	if v.Recipe, err = recipe.Parse(row.Recipe.Body); err != nil {
		return Variant{}, &storage.Error{Kind: storage.ErrDamaged, Op: "read recipe " + row.ID, Err: err}
	}
	var d details
	if err := undocument(row.Details, &d); err != nil {
		return Variant{}, err
	}
	v.Notices = d.Notices
	for _, w := range row.Verdicts {
		var one engine.Verdict
		if err := json.Unmarshal(w.Body, &one); err != nil {
			return Variant{}, &storage.Error{Kind: storage.ErrDamaged, Op: "read verdict " + w.Name, Err: err}
		}
		v.Verdicts = append(v.Verdicts, one)
	}
	return v, nil
}
