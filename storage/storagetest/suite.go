package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"lookbook/storage"
	"lookbook/storage/blob"
	"lookbook/storage/catalog"
)

// ItemStore are the roles that RunItems tests together.
type ItemStore interface {
	catalog.ItemReader
	catalog.ItemWriter
	catalog.Thumbs
	Blobs() *blob.Store
}

// VariantStore are the roles that RunVariants tests together.
type VariantStore interface {
	catalog.VariantReader
	catalog.VariantWriter
	catalog.Thumbs
	Blobs() *blob.Store
}

// Item makes an item of bytes.
func Item(content string) catalog.Item {
	return catalog.Item{
		ID: Digest([]byte(content)), Name: content + ".png", Time: time.UnixMilli(1_700_000_000_123).UTC(),
		Edits: catalog.NewDocument([]byte(`{"edits":1}`)), Inspection: catalog.NewDocument([]byte("inspection of " + content)),
	}
}

// Variant makes a variant whose pictures hold the given texts.
func Variant(name, picture, before string) catalog.Variant {
	recipe := catalog.NewDocument([]byte("recipe " + name + " <&> é"))
	return catalog.Variant{
		ID: recipe.Digest, Recipe: recipe, Time: time.UnixMilli(1_700_000_000_456).UTC(),
		Picture: Digest([]byte(picture)), Before: Digest([]byte(before)), Width: 3, Height: 4,
		Details: catalog.NewDocument([]byte(`{"notices":null}`)), Parent: "parent",
		Verdicts: []catalog.Verdict{
			{Name: "color", Pass: false, Value: 7.5, Threshold: 5, Garment: 0, Body: []byte("one")},
			{Name: "outside", Pass: true, Garment: -1, Body: []byte("two")},
		},
	}
}

// PutVariant stages the pictures of a variant made by Variant and puts it.
func PutVariant(ctx context.Context, s VariantStore, v catalog.Variant, picture, before string) error {
	var staged []*blob.Staged
	for _, text := range []string{picture, before} {
		g, err := s.Blobs().Stage(ctx, bytes.NewReader([]byte(text)))
		if err != nil {
			return err
		}
		defer g.Discard()
		staged = append(staged, g)
	}
	return s.PutVariant(ctx, v, []byte("thumb of "+picture[:min(len(picture), 20)]), staged...)
}

// RunItems shows what item roles promise.
func RunItems(t *testing.T, s ItemStore) {
	ctx := context.Background()
	v := Item("first")
	if _, err := s.Item(ctx, v.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("missing item: %v", err)
	}
	if err := s.PutItem(ctx, v, nil, nil); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("item without its original: %v", err)
	}
	for _, name := range []string{"first", "second", "third"} {
		g, err := s.Blobs().Stage(ctx, bytes.NewReader([]byte(name)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.PutItem(ctx, Item(name), []byte("thumb "+name), g); err != nil {
			t.Fatal(err)
		}
	}
	v.Edits = catalog.NewDocument([]byte(`{"edits":2}`))
	if err := s.PutItem(ctx, v, nil, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Item(ctx, v.ID); err != nil || !reflect.DeepEqual(got, v) {
		t.Errorf("item %+v %v", got, err)
	}
	if b, err := s.Thumb(ctx, catalog.OfItem, v.ID); err != nil || string(b) != "thumb first" {
		t.Errorf("thumbnail after an update without one: %q %v", b, err)
	}
	wantOrder(t, []string{"third.png", "second.png", "first.png"}, func(p catalog.Page) ([]string, string, error) {
		list, err := s.Items(ctx, p)
		var names []string
		last := ""
		for _, v := range list {
			names, last = append(names, v.Name), v.ID
		}
		return names, last, err
	})
	if _, err := s.Items(ctx, catalog.Page{Before: "?", Limit: 1}); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("page after an unknown item: %v", err)
	}
	if err := s.PutThumb(ctx, catalog.OfItem, v.ID, make([]byte, catalog.MaxThumb+1)); err == nil {
		t.Error("a thumbnail over the limit was taken")
	}
}

// wantOrder reads a list in pages of one and of all.
func wantOrder(t *testing.T, want []string, page func(catalog.Page) ([]string, string, error)) {
	t.Helper()
	for _, limit := range []int{1, 100} {
		var got []string
		p := catalog.Page{Limit: limit}
		for {
			names, last, err := page(p)
			if err != nil {
				t.Fatal(err)
			}
			if len(names) == 0 {
				break
			}
			got, p.Before = append(got, names...), last
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("pages of %d give %v, want %v", limit, got, want)
		}
	}
}

// RunVariants shows what variant roles promise.
func RunVariants(t *testing.T, s VariantStore) {
	ctx := context.Background()
	if err := s.PutVariant(ctx, Variant("x", "nowhere", "nowhere"), nil); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("variant without pictures: %v", err)
	}
	var want []string
	for i := range 3 {
		name := fmt.Sprint("v", i)
		v := Variant(name, "picture "+name, "one photo")
		if err := PutVariant(ctx, s, v, "picture "+name, "one photo"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Variant(ctx, v.ID); err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("variant\n%+v want\n%+v %v", got, v, err)
		}
		want = append([]string{v.ID}, want...)
	}
	wantOrder(t, want, func(p catalog.Page) ([]string, string, error) {
		list, err := s.Variants(ctx, p)
		var ids []string
		last := ""
		for _, v := range list {
			if len(v.Verdicts) != 2 {
				t.Errorf("variant %s comes with %d verdicts", v.ID, len(v.Verdicts))
			}
			ids, last = append(ids, v.ID), v.ID
		}
		return ids, last, err
	})
	again := Variant("v0", "picture v0", "one photo")
	again.Verdicts = again.Verdicts[:1]
	if err := s.PutVariant(ctx, again, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Variant(ctx, again.ID); err != nil || len(got.Verdicts) != 1 {
		t.Errorf("replaced variant %+v %v", got, err)
	}
	removing(t, s, want)
}

// removing removes all three variants, which share one photo.
func removing(t *testing.T, s VariantStore, ids []string) {
	t.Helper()
	ctx := context.Background()
	photo := Digest([]byte("one photo"))
	for i, id := range ids {
		v, err := s.Variant(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RemoveVariant(ctx, id); err != nil {
			t.Fatal(err)
		}
		if s.Blobs().Has(blob.Results, v.Picture) {
			t.Error("the picture of a removed variant is still there")
		}
		if last := i == len(ids)-1; s.Blobs().Has(blob.Results, photo) == last {
			t.Errorf("after %d removals the shared photo is there: %v", i+1, !last)
		}
		if b, err := s.Thumb(ctx, catalog.OfVariant, id); err != nil || b != nil {
			t.Errorf("thumbnail of a removed variant: %q %v", b, err)
		}
	}
	if err := s.RemoveVariant(ctx, ids[0]); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

// RunSettings shows what settings promise.
func RunSettings(t *testing.T, s catalog.Settings) {
	ctx := context.Background()
	if b, err := s.Setting(ctx, "user"); err != nil || b != nil {
		t.Errorf("missing setting: %q %v", b, err)
	}
	for _, v := range []string{"one", "two"} {
		if err := s.PutSetting(ctx, "user", []byte(v)); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := s.Setting(ctx, "user"); err != nil || string(b) != "two" {
		t.Errorf("setting: %q %v", b, err)
	}
	for _, name := range []string{"", "../user", "a b", "A"} {
		if err := s.PutSetting(ctx, name, []byte("x")); err == nil {
			t.Errorf("setting with name %q was taken", name)
		}
	}
}

// RunAttempts shows what attempts promise.
func RunAttempts(t *testing.T, s catalog.Attempts) {
	ctx := context.Background()
	recipe := catalog.NewDocument([]byte("recipe"))
	for _, code := range []string{"first", "second"} {
		a := catalog.Attempt{Recipe: recipe, Time: time.UnixMilli(5).UTC(), Code: code, Words: "because"}
		if err := s.AddAttempt(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.Attempts(ctx, recipe.Digest)
	if err != nil || len(list) != 2 || list[0].Code != "second" || !list[0].Recipe.Whole() {
		t.Errorf("attempts %+v %v", list, err)
	}
	if list, err := s.Attempts(ctx, "other"); err != nil || len(list) != 0 {
		t.Errorf("attempts of another recipe %+v %v", list, err)
	}
}
