package recipe_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"lookbook/engine/recipe"
)

func yes() *bool { v := true; return &v }

// full is a recipe with every field set.
func full() recipe.Recipe {
	return recipe.Recipe{
		Version: recipe.Version, Task: recipe.ModelBased,
		Person: recipe.Person{Digest: "aa", Edit: recipe.PersonEdit{
			Index: 1, Points: map[string][2]float64{"right_hip": {3, 4.5}, "left_hip": {1, 2}}, OnePiece: yes(),
		}},
		Garments: []recipe.Garment{{
			Digest: "bb", Tucked: yes(),
			Edit: recipe.GarmentEdit{
				Category: recipe.Clothing, Kind: recipe.KindTop, Words: "R&D <tee>", Sleeve: "short", Worn: yes(),
				Index: 2, Points: map[string][2]float64{"hem": {5, 6}}, Length: 1.25,
			},
		}},
		Pack: "starter", PackDigest: "cc", Size: 1024, Seed: 1<<64 - 1,
	}
}

const fullBytes = `{"version":1,"task":"model-based",` +
	`"person":{"digest":"aa","edit":{"index":1,"points":{"left_hip":[1,2],"right_hip":[3,4.5]},"onePiece":true}},` +
	`"garments":[{"digest":"bb","edit":{"category":"clothing","kind":"top","words":"R&D <tee>","sleeve":"short","worn":true,` +
	`"index":2,"points":{"hem":[5,6]},"length":1.25},"tucked":true}],` +
	`"pack":"starter","packDigest":"cc","size":1024,"seed":18446744073709551615}`

func canonical(t *testing.T, r recipe.Recipe) []byte {
	t.Helper()
	b, err := r.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func digest(t *testing.T, r recipe.Recipe) string {
	t.Helper()
	d, err := r.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Catalogues hold these bytes and digests: a change here orphans the results
// of everybody who has some.
func TestCanonicalBytesStay(t *testing.T) {
	if got := string(canonical(t, full())); got != fullBytes {
		t.Errorf("canonical bytes changed:\n%s\nwant\n%s", got, fullBytes)
	}
	const empty = `{"version":1,"task":"","person":{"digest":"","edit":{}},"garments":null,"pack":"","packDigest":"","size":0,"seed":0}`
	if got := string(canonical(t, recipe.Recipe{})); got != empty {
		t.Errorf("canonical bytes of the zero recipe changed:\n%s", got)
	}
	const want = "f0c0e7cbfc6f167192b3613922056968a9405e9c47e5c70bf189d9b50e35182d"
	if got := digest(t, full()); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func TestDigestDependsOnContentOnly(t *testing.T) {
	want := digest(t, full())
	for range 20 { // maps are walked in a random order
		if got := digest(t, full()); got != want {
			t.Fatalf("digest %s, then %s", want, got)
		}
	}
	older := full()
	older.Version = 0
	if got := digest(t, older); got != want {
		t.Error("the version that the program fills in changed the digest")
	}
}

func TestEveryFieldCounts(t *testing.T) {
	no := false
	changes := map[string]func(*recipe.Recipe){
		"task":            func(r *recipe.Recipe) { r.Task = "another" },
		"person":          func(r *recipe.Recipe) { r.Person.Digest = "ab" },
		"person's index":  func(r *recipe.Recipe) { r.Person.Edit.Index = 0 },
		"person's point":  func(r *recipe.Recipe) { r.Person.Edit.Points["left_hip"] = [2]float64{1, 2.5} },
		"one-piece":       func(r *recipe.Recipe) { r.Person.Edit.OnePiece = &no },
		"one-piece open":  func(r *recipe.Recipe) { r.Person.Edit.OnePiece = nil },
		"garment":         func(r *recipe.Recipe) { r.Garments[0].Digest = "bc" },
		"another garment": func(r *recipe.Recipe) { r.Garments = append(r.Garments, r.Garments[0]) },
		"tucked":          func(r *recipe.Recipe) { r.Garments[0].Tucked = nil },
		"category":        func(r *recipe.Recipe) { r.Garments[0].Edit.Category = recipe.Bag },
		"kind":            func(r *recipe.Recipe) { r.Garments[0].Edit.Kind = recipe.KindSkirt },
		"words":           func(r *recipe.Recipe) { r.Garments[0].Edit.Words = "" },
		"sleeve":          func(r *recipe.Recipe) { r.Garments[0].Edit.Sleeve = "long" },
		"worn":            func(r *recipe.Recipe) { r.Garments[0].Edit.Worn = &no },
		"wearer":          func(r *recipe.Recipe) { r.Garments[0].Edit.Index = 0 },
		"landmark":        func(r *recipe.Recipe) { delete(r.Garments[0].Edit.Points, "hem") },
		"length":          func(r *recipe.Recipe) { r.Garments[0].Edit.Length = 1 },
		"pack":            func(r *recipe.Recipe) { r.Pack = "cloud" },
		"pack digest":     func(r *recipe.Recipe) { r.PackDigest = "cd" },
		"size":            func(r *recipe.Recipe) { r.Size = 0 },
		"seed":            func(r *recipe.Recipe) { r.Seed-- },
	}
	seen := map[string]string{digest(t, full()): "nothing"}
	for name, change := range changes {
		r := full()
		change(&r)
		d := digest(t, r)
		if other, ok := seen[d]; ok {
			t.Errorf("changing %s and changing %s give one digest", name, other)
		}
		seen[d] = name
	}
}

func TestParseReadsWhatCanonicalWrote(t *testing.T) {
	got, err := recipe.Parse(canonical(t, full()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, full()) {
		t.Errorf("got %+v", got)
	}
}

func TestParseRefuses(t *testing.T) {
	cases := map[string]struct{ data, words string }{
		"nothing":        {"", "not a recipe"},
		"text":           {"Dear shop", "not a recipe"},
		"cut short":      {fullBytes[:100], "not a recipe"},
		"no version":     {`{"task":"model-based"}`, "version 0"},
		"newer version":  {strings.Replace(fullBytes, `"version":1`, fmt.Sprintf(`"version":%d`, recipe.Version+1), 1), "version 2"},
		"unknown field":  {strings.Replace(fullBytes, `"pack"`, `"tint":1,"pack"`, 1), "tint"},
		"wrong type":     {strings.Replace(fullBytes, `"size":1024`, `"size":"large"`, 1), "not a recipe"},
		"negative seed":  {strings.Replace(fullBytes, "18446744073709551615", "-1", 1), "not a recipe"},
		"over the limit": {`{"version":1,"pack":"` + strings.Repeat("x", 1<<20) + `"}`, "larger"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := recipe.Parse([]byte(c.data))
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error %v, want one with %q", err, c.words)
			}
		})
	}
}

func TestCanonicalRefusesWhatJSONCannotSay(t *testing.T) {
	r := full()
	zero := 0.0
	r.Garments[0].Edit.Length = 1 / zero
	if _, err := r.Canonical(); err == nil {
		t.Error("an infinite length was encoded")
	}
	if _, err := r.Digest(); err == nil {
		t.Error("a recipe without bytes has a digest")
	}
}

func TestEveryKindHasASlot(t *testing.T) {
	for _, k := range recipe.Kinds() {
		if s := k.Slot(); s != "upper" && s != "lower" && s != "whole" {
			t.Errorf("%s: slot %q", k, s)
		}
	}
	if recipe.KindAuto.Slot() != "" {
		t.Error("an unknown kind has a slot")
	}
}

// FuzzParse: what is accepted has one encoding, which reads back as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(fullBytes))
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"garments":[{}],"seed":1e3}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := recipe.Parse(b)
		if err != nil {
			return
		}
		first, err := r.Canonical()
		if err != nil {
			t.Fatalf("accepted but not encodable: %v", err)
		}
		again, err := recipe.Parse(first)
		if len(first) > 1<<20 && err != nil {
			return // escapes made it longer than the limit
		}
		if err != nil {
			t.Fatalf("own bytes refused: %v", err)
		}
		second, err := again.Canonical()
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("two encodings:\n%s\n%s (%v)", first, second, err)
		}
	})
}
