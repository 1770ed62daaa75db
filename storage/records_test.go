package storage

import (
	"encoding/json"
	"testing"

	"lookbook/storage/catalog"
)

// FuzzParseRecord shows that no bytes make the reader of records fail in any
// other way than by an error, and that what it accepts names a file of ours.
func FuzzParseRecord(f *testing.F) {
	recipe := catalog.NewDocument([]byte("recipe"))
	for _, r := range []record{
		{Format: 1, Item: &catalog.Item{ID: recipe.Digest, Name: "a"}},
		{Format: 1, Variant: &catalog.Variant{ID: recipe.Digest, Recipe: recipe}},
		{Format: 1, Setting: &setting{Name: "user", Value: []byte("x")}},
		{Format: 2},
	} {
		b, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseRecord(b)
		if err != nil {
			return
		}
		if kind, id := r.name(); kind == "" || id == "" || r.check() != nil {
			t.Errorf("accepted %q", b)
		}
	})
}
