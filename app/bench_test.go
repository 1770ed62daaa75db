package app_test

import (
	"context"
	"testing"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/engine"
	"lookbook/engine/enginetest"
)

// benchStudio is a studio with 200 results.
func benchStudio(b *testing.B) (*app.Studio, app.Order) {
	b.Helper()
	ctx := context.Background()
	s := apptest.Open(b, enginetest.New(enginetest.Options{}))
	var ids []string
	for _, src := range []string{enginetest.Paint(b, "person.png", 48, 64), enginetest.Paint(b, "top.png", 40, 40)} {
		out := s.Ingest(ctx, []app.Source{{Path: src}}, engine.AsAuto, nil)
		if out[0].Err != nil {
			b.Fatal(out[0].Err)
		}
		ids = append(ids, out[0].Item.ID)
	}
	o := app.Order{PersonID: ids[0], Garments: []app.OrderGarment{{ItemID: ids[1]}}}
	for o.Seed = range uint64(200) {
		r, err := s.Plan(ctx, o)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.TryOn(ctx, r, "", nil); err != nil {
			b.Fatal(err)
		}
	}
	return s, o
}

// BenchmarkRepeatFromTheCatalogue is one planned request that was made before.
func BenchmarkRepeatFromTheCatalogue(b *testing.B) {
	s, o := benchStudio(b)
	for b.Loop() {
		r, err := s.Plan(context.Background(), o)
		if err != nil {
			b.Fatal(err)
		}
		if v, err := s.TryOn(context.Background(), r, "", nil); err != nil || !v.Cached {
			b.Fatal(v.Cached, err)
		}
	}
}

// BenchmarkHistoryPage is a page of 50 results with thumbnails and verdicts.
func BenchmarkHistoryPage(b *testing.B) {
	s, _ := benchStudio(b)
	for b.Loop() {
		if list, err := s.History(context.Background(), app.Page{}); err != nil || len(list) != 50 {
			b.Fatal(len(list), err)
		}
	}
}
