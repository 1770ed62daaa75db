package app_test

import (
	"context"
	"errors"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"lookbook/app"
	"lookbook/app/apptest"
	"lookbook/app/provenance"
	"lookbook/engine"
	"lookbook/engine/enginetest"
)

func TestExportedPicturesCarryMarksAndRestoreEverything(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	v := b.try(t, 3)
	for _, name := range []string{"out.png", "out.jpg", "out.JPEG"} {
		path := filepath.Join(t.TempDir(), name)
		done, err := b.Export(ctx, v.ID, app.ExportOptions{Path: path})
		if err != nil || done.Path != path || done.Bytes == 0 || len(done.Marks) == 0 {
			t.Fatalf("%s: %+v %v", name, done, err)
		}
		packet, err := apptest.Pictures{}.XMP(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		marks, err := provenance.Parse(packet)
		if err != nil || marks.SourceType != provenance.SourceType || marks.RecipeDigest != v.ID || len(marks.Verdicts) != 3 {
			t.Errorf("%s: marks %+v %v", name, marks, err)
		}
		out := b.Ingest(ctx, []app.Source{{Path: path}}, engine.AsAuto, nil)
		if out[0].Restored == nil || out[0].Restored.VariantID != v.ID || len(out[0].Restored.Missing) != 0 {
			t.Errorf("%s: dropped back in gives %+v", name, out[0])
		}
	}
}

func TestRestoreSaysWhatIsMissing(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	v := b.try(t, 3)
	path := filepath.Join(t.TempDir(), "out.png")
	if _, err := b.Export(ctx, v.ID, app.ExportOptions{Path: path}); err != nil {
		t.Fatal(err)
	}
	empty := apptest.Open(t, b.fake)
	got, err := empty.Restore(ctx, app.Source{Path: path})
	if err != nil || got.VariantID != "" || len(got.Missing) != 2 || got.Recipe.Seed != 3 {
		t.Errorf("%+v %v", got, err)
	}
	_, err = empty.TryOn(ctx, got.Recipe, "", nil)
	wantCode(t, err, "recipe.missing-input")
}

func TestRestoreRefusesInWords(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	ctx := context.Background()
	plain := enginetest.Paint(t, "plain.png", 40, 40)
	_, err := b.Restore(ctx, app.Source{Path: plain})
	wantCode(t, err, "restore.no-recipe")
	_, err = b.Restore(ctx, app.Source{Path: filepath.Join(t.TempDir(), "none.png")})
	wantCode(t, err, "picture.missing")
	bad, err := os.Create(filepath.Join(t.TempDir(), "bad.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer bad.Close()
	if err := (apptest.Pictures{}).WriteMarked(ctx, bad, plain, "png", 90, []byte("<x><y></x>")); err != nil {
		t.Fatal(err)
	}
	_, err = b.Restore(ctx, app.Source{Path: bad.Name()})
	wantCode(t, err, "restore.damaged")
	if item := b.one(t, app.Source{Path: bad.Name()}, engine.AsAuto); item.Name != "bad.png" {
		t.Error("a picture with broken marks is a picture like any other")
	}
}

func TestExportRefusesInWords(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	v := b.try(t, 1)
	dir := t.TempDir()
	there := filepath.Join(dir, "there.png")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.png"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code string
		o    app.ExportOptions
	}{
		{"export.no-path", app.ExportOptions{}},
		{"export.extension", app.ExportOptions{Path: filepath.Join(dir, "a.gif")}},
		{"export.extension", app.ExportOptions{Path: filepath.Join(dir, "a")}},
		{"export.exists", app.ExportOptions{Path: there}},
		{"export.exists", app.ExportOptions{Path: filepath.Join(dir, "folder.png"), Replace: true}},
		{"export.no-folder", app.ExportOptions{Path: filepath.Join(dir, "none", "a.png")}},
		{"export.no-folder", app.ExportOptions{Path: filepath.Join(there, "a.png")}},
		{"export.data-folder", app.ExportOptions{Path: filepath.Join(b.dir, "blobs", "a.png")}},
		{"export.quality", app.ExportOptions{Path: filepath.Join(dir, "a.jpg"), Quality: 101}},
	} {
		_, err := b.Export(context.Background(), v.ID, c.o)
		wantCode(t, err, c.code)
	}
	_, err := b.Export(context.Background(), "none", app.ExportOptions{Path: filepath.Join(dir, "a.png")})
	wantCode(t, err, "storage.not-found")
	if got, err := os.ReadFile(there); err != nil || string(got) != "mine" {
		t.Error("an existing file was touched")
	}
	wantOnly(t, dir, 2)
}

// wantOnly checks the number of entries in a folder: no temporary files.
func wantOnly(t *testing.T, dir string, n int) {
	t.Helper()
	if list, err := os.ReadDir(dir); err != nil || len(list) != n {
		t.Errorf("%s holds %v, want %d entries (%v)", dir, list, n, err)
	}
}

func TestReplaceReplaces(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	v := b.try(t, 1)
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Export(context.Background(), v.ID, app.ExportOptions{Path: path, Replace: true}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c, _, err := image.DecodeConfig(f); err != nil || c.Width != v.Width {
		t.Errorf("%+v %v", c, err)
	}
	wantOnly(t, filepath.Dir(path), 1)
}

// troubled is a stand-in for picture files on which writing goes wrong.
type troubled struct {
	apptest.Pictures
	writeErr error
	noMarks  bool
}

func (p troubled) WriteMarked(ctx context.Context, w io.Writer, src, format string, quality int, xmp []byte) error {
	if p.writeErr != nil {
		if _, err := w.Write([]byte("half a pict")); err != nil {
			return err
		}
		return p.writeErr
	}
	return p.Pictures.WriteMarked(ctx, w, src, format, quality, xmp)
}

func (p troubled) XMP(ctx context.Context, path string) ([]byte, error) {
	if p.noMarks {
		return nil, nil
	}
	return p.Pictures.XMP(ctx, path)
}

func TestExportLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	b := benchAt(t, dir, enginetest.New(enginetest.Options{}))
	v := b.try(t, 1)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for code, pictures := range map[string]troubled{
		"export.disk-full":     {writeErr: &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}},
		"export.no-permission": {writeErr: os.ErrPermission},
		"export.failed":        {writeErr: errors.New("the network drive went away")},
		"export.marks-missing": {noMarks: true},
	} {
		s, err := app.Open(context.Background(), app.Options{DataDir: dir, Engine: b.fake, Pictures: pictures})
		if err != nil {
			t.Fatal(err)
		}
		out := t.TempDir()
		_, err = s.Export(context.Background(), v.ID, app.ExportOptions{Path: filepath.Join(out, "a.png")})
		wantCode(t, err, code)
		wantOnly(t, out, 0)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestADamagedResultIsNotExported(t *testing.T) {
	b := newBench(t, enginetest.Options{})
	v := b.try(t, 1)
	if err := os.Chmod(v.Picture, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(v.Picture, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	_, err := b.Export(context.Background(), v.ID, app.ExportOptions{Path: filepath.Join(out, "a.png")})
	wantCode(t, err, "storage.damaged-file")
	wantOnly(t, out, 0)
	wantCode(t, b.Check(context.Background()), "storage.damaged-file")
}
