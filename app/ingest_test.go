package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/enginetest"
	"lookbook/engine/recipe"
)

func TestTheSameBytesAreTheSameItem(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	path := enginetest.Paint(t, "shirt.png", 40, 40)
	first := b.one(t, app.Source{Path: path}, engine.AsAuto)
	runs := b.fake.Runs()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pasted := b.one(t, app.Source{Bytes: data, Name: "pasted"}, engine.AsAuto)
	if pasted.ID != first.ID || pasted.Name != "shirt.png" || b.fake.Runs() != runs {
		t.Errorf("pasted %s %q after %d runs", pasted.ID, pasted.Name, b.fake.Runs()-runs)
	}
	asPerson := b.one(t, app.Source{Path: path}, engine.AsPerson)
	if asPerson.ID != first.ID || asPerson.Inspection.Shows != engine.AsPerson {
		t.Errorf("the user's reading was not taken: %+v", asPerson.Inspection)
	}
}

func TestTheOriginalIsKeptUnchanged(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	path := enginetest.Paint(t, "shirt.png", 40, 40)
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	item := b.one(t, app.Source{Path: path}, engine.AsAuto)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(item.Path)
	if err != nil || string(got) != string(want) {
		t.Errorf("the stored bytes differ: %v", err)
	}
	if st, err := os.Stat(item.Path); err != nil || st.Mode().Perm()&0o222 != 0 {
		t.Errorf("the original can be written to: %v %v", st.Mode(), err)
	}
}

// badSources are inputs that must be refused, each with the code of its words.
func badSources(t *testing.T) map[string]app.Source {
	dir := t.TempDir()
	write := func(name, text string) app.Source {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return app.Source{Path: p}
	}
	huge := write("huge.tif", "II*\x00")
	if err := os.Truncate(huge.Path, 257<<20); err != nil { // sparse: takes no room
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "nothing")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	return map[string]app.Source{
		"picture.empty":       write("zero.jpg", ""),
		"picture.missing":     {Path: filepath.Join(dir, "none.jpg")},
		"picture.format":      write("text.jpg", "this is text"),
		"picture.too-large":   huge,
		"picture.not-a-file":  {Path: os.DevNull},
		"ingest.folder-empty": {Path: empty},
	}
}

func TestABadSourceNeverStopsTheOthers(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	var sources []app.Source
	var codes []string
	for code, src := range badSources(t) {
		good := app.Source{Path: enginetest.Paint(t, code+".png", 40, 40)}
		sources, codes = append(sources, src, good), append(codes, code)
	}
	sources = append(sources, app.Source{})
	codes = append(codes, "picture.empty")
	out := b.Ingest(context.Background(), sources, engine.AsAuto, nil)
	if len(out) != len(sources) {
		t.Fatalf("%d outcomes for %d sources", len(out), len(sources))
	}
	for i, one := range out {
		if i%2 == 0 {
			wantCode(t, one.Err, codes[i/2])
		} else if one.Err != nil || one.Item == nil {
			t.Errorf("%s: %v", one.Source.Path, one.Err)
		}
	}
	wantClean(t, b.dir)
}

func TestMessagesNameTheUsersFile(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	p := filepath.Join(t.TempDir(), "my sweater ż.jpg")
	if err := os.WriteFile(p, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := b.Ingest(context.Background(), []app.Source{{Path: p}}, engine.AsAuto, nil)
	if got := app.Explain(out[0].Err).Args["file"]; got != "my sweater ż.jpg" {
		t.Errorf("the message is about %q", got)
	}
}

func TestAFolderGivesItsPicturesAndSaysWhatItSkipped(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	dir := t.TempDir()
	data, err := os.ReadFile(enginetest.Paint(t, "a", 40, 40))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a.png": string(data), "b-without-extension": string(data) + "x", "c.txt": "hello", ".hidden": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "d"), 0o700); err != nil {
		t.Fatal(err)
	}
	out := b.Ingest(context.Background(), []app.Source{{Path: dir}}, engine.AsAuto, nil)
	if len(out) != 4 {
		t.Fatalf("outcomes %+v", out)
	}
	if out[0].Item == nil || out[1].Item == nil || out[1].Item.Name != "b-without-extension" {
		t.Errorf("pictures %+v %+v", out[0], out[1])
	}
	wantCode(t, out[2].Err, "ingest.skipped-file")
	wantCode(t, out[3].Err, "ingest.skipped-folder")
}

func TestACancelledIngestSaysSoForTheRest(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	sources := []app.Source{
		{Path: enginetest.Paint(t, "one.png", 40, 40)}, {Path: enginetest.Paint(t, "two.png", 40, 40)},
	}
	out := b.Ingest(ctx, sources, engine.AsAuto, func(engine.Progress) { cancel() })
	for _, one := range out {
		if !errors.Is(one.Err, engine.ErrCancelled) {
			t.Errorf("%s: %v", one.Source.Path, one.Err)
		}
	}
	wantClean(t, b.dir)
}

func TestALostOriginalDroppedInAgainKeepsItsCorrections(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	path := enginetest.Paint(t, "shirt.png", 40, 40)
	item := b.one(t, app.Source{Path: path}, engine.AsAuto)
	edit := recipe.GarmentEdit{Kind: recipe.KindOuterwear}
	if _, err := b.Correct(ctx, item.ID, engine.AsGarment, recipe.PersonEdit{}, edit, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(item.Path); err != nil {
		t.Fatal(err)
	}
	again := b.one(t, app.Source{Path: path}, engine.AsAuto)
	if _, err := os.Stat(again.Path); err != nil || again.Garment.Kind != recipe.KindOuterwear {
		t.Errorf("%+v %v", again.Garment, err)
	}
}
