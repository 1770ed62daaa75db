package studio_test

import (
	"context"
	"image"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/bridge"
	"lookbook/ui/look"
	"lookbook/ui/page/studio"
	"lookbook/ui/pixels"
	"lookbook/ui/widgets"
	"lookbook/ui/words"
)

// files is a picker that answers with prepared paths.
type files struct{ paths []string }

func (f *files) Open(_ string, done func([]string, error)) { done(f.paths, nil) }
func (f *files) Folder(_ string, done func(string, error)) { done("", nil) }

// openPage shows a bench's model in a window of the test driver. Its decoder
// never returns before the test ends: whatever works in these tests works
// without decoding on the window's goroutine.
func openPage(t *testing.T, b *bench) (*studio.View, *words.Catalog, fyne.Window) {
	t.Helper()
	a := test.NewTempApp(t)
	theme := &look.Theme{Variant: "light"}
	a.Settings().SetTheme(theme)
	w := test.NewTempWindow(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	stuck := func(context.Context, string) (image.Image, error) { <-ctx.Done(); return nil, ctx.Err() }
	loader, text := pixels.NewLoader(stuck), words.New("en")
	done := make(chan struct{})
	go func() { defer close(done); loader.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	v := studio.NewView(studio.Kit{
		Window: w, Words: text, Loader: loader, Bridge: bridge.NewWith(func(func()) {}), Look: theme,
		Files: &files{}, Spawn: func(f func()) { f() },
		Paste:   func(string) ([]app.Source, error) { return nil, nil },
		Samples: func() ([]app.Source, error) { return []app.Source{b.file("model.png"), b.file("shirt.png")}, nil },
	}, b.model)
	w.SetContent(v.Root())
	w.Resize(fyne.NewSize(1200, 800))
	return v, text, w
}

// TestShowNeverWaitsForPictures goes through every state of the page while the
// decoder is stuck on a picture.
func TestShowNeverWaitsForPictures(t *testing.T) {
	b := newBench(t)
	v, _, _ := openPage(t, b)
	v.Show(b.model.State())
	v.OpenSamples()
	v.Show(b.idle())
	b.model.Dress()
	s := b.idle()
	v.Show(s)
	b.model.ShowOverlay("skeleton")
	v.Show(b.idle())
	b.model.Remove(s.Garments[0].Item.ID)
	v.Show(b.idle())
}

func TestDropsGoWhereTheyFall(t *testing.T) {
	cases := []struct {
		name    string
		at      fyne.Position
		file    string
		person  bool
		garment bool
	}{
		{"a person on the stage", fyne.NewPos(700, 400), "model.png", true, false},
		{"a garment on the stage", fyne.NewPos(700, 400), "shirt.png", false, true},
		{"a garment's picture on the person", fyne.NewPos(120, 120), "shirt.png", true, false},
		{"a person's picture on the garments", fyne.NewPos(120, 600), "model.png", false, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			v, _, _ := openPage(t, b)
			v.Show(b.model.State())
			v.Dropped(c.at, []fyne.URI{storage.NewFileURI(b.file(c.file).Path)})
			s := b.idle()
			if (s.Person != nil) != c.person || (len(s.Garments) > 0) != c.garment {
				t.Errorf("person %v, garments %d", s.Person != nil, len(s.Garments))
			}
		})
	}
}

// TestEveryKeyDoesSomethingSafe presses every key on an empty and on a full
// page: nothing may panic, and every key has its text.
func TestEveryKeyDoesSomethingSafe(t *testing.T) {
	b := newBench(t)
	v, text, _ := openPage(t, b)
	press := func() {
		for _, k := range v.Keys() {
			if text.T(k.Text) == k.Text {
				t.Errorf("%s has no text %q", k.Shown, k.Text)
			}
			k.Run()
			v.Show(b.idle())
		}
	}
	press()
	v.OpenSamples()
	v.Show(b.idle())
	press()
}

func TestLanguageAndLookSwitch(t *testing.T) {
	b := newBench(t)
	v, text, w := openPage(t, b)
	v.OpenSamples()
	v.Show(b.idle())
	english := test.RenderToMarkup(w.Canvas())
	b.model.SetSettings(func(s *app.Settings) { s.Language, s.Theme = "zh-Hans", "dark" })
	v.Show(b.idle())
	chinese := test.RenderToMarkup(w.Canvas())
	if !strings.Contains(english, "Garments") || strings.Contains(chinese, "Garments") || !strings.Contains(chinese, text.T("ui.garments")) {
		t.Error("not every text changed with the language")
	}
	for _, markup := range []string{english, chinese} {
		if key := regexp.MustCompile(`>[^<]*\b(ui|overlay|kind|sleeve|category|view)\.[a-z]`).FindString(markup); key != "" {
			t.Errorf("a key is shown: %s", key)
		}
	}
	if wears := text.T("ui.wears.auto"); !strings.Contains(chinese, wears) || strings.Contains(chinese, "Wears") {
		t.Error("the person's card kept its language")
	}
	b.model.Remove(b.model.State().Person.Item.ID)
	b.model.Add([]app.Source{b.file("another-model.png")}, engine.AsPerson)
	v.Show(b.idle())
	if after := test.RenderToMarkup(w.Canvas()); !strings.Contains(after, "another-model") {
		t.Error("the person's card stands still after the language changed")
	}
}

// TestKeysWorkWhereverTheFocusIs: Escape and the other keys of the page reach
// it while a control has the focus, and do not reach it below a dialog.
func TestKeysWorkWhereverTheFocusIs(t *testing.T) {
	b := newBench(t)
	v, _, w := openPage(t, b)
	v.OpenSamples()
	v.Show(b.idle())
	c := w.Canvas()
	for range 12 {
		c.FocusNext()
		if c.Focused() == nil {
			t.Fatal("nothing has the focus")
		}
		b.model.Fail(&engine.Fault{Code: "picture.empty", What: "It is empty.", Next: "Take another."}, "x.jpg")
		v.Show(b.idle())
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if s := b.idle(); len(s.Notes) != 0 {
			t.Fatalf("%T swallows Escape", c.Focused())
		}
		v.Show(b.idle())
	}
	b.model.Dress()
	v.Show(b.idle())
	for _, open := range []string{"ui.help", "ui.export"} {
		for _, k := range v.Keys() {
			if k.Text == open && c.Overlays().Top() == nil {
				k.Run()
			}
		}
		if c.Overlays().Top() == nil {
			t.Fatalf("%s opens nothing", open)
		}
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if c.Overlays().Top() != nil {
			t.Errorf("%s stays open after Escape", open)
		}
	}
}

// TestAdjustingShowsItsPanelInBothLanguages: every text is there, for a person
// and for a garment, and the results come back behind it.
func TestAdjustingShowsItsPanelInBothLanguages(t *testing.T) {
	b := newBench(t)
	v, text, w := openPage(t, b)
	v.OpenSamples()
	s := b.idle()
	v.Show(s)
	raw := regexp.MustCompile(`>[^<]*\b(ui|joint|landmark|measure|group|age|build)\.[a-z]`)
	for _, tag := range []string{"en", "zh-Hans"} {
		b.model.SetSettings(func(s *app.Settings) { s.Language = tag })
		for id, want := range map[string]string{s.Person.Item.ID: "ui.adjust.person", s.Garments[0].Item.ID: "ui.adjust.loose"} {
			b.model.Adjust(id)
			v.Show(b.idle())
			markup := test.RenderToMarkup(w.Canvas())
			if !strings.Contains(markup, text.T(want)) {
				t.Errorf("%s: no %q", tag, text.T(want))
			}
			if key := raw.FindString(markup); key != "" {
				t.Errorf("%s: a key is shown: %s", tag, key)
			}
		}
	}
	b.model.Leave()
	v.Show(b.idle())
	if strings.Contains(test.RenderToMarkup(w.Canvas()), text.T("ui.adjust.loose")) {
		t.Error("the panel stays")
	}
}

// TestAnUnsureKindIsAskedWithOneClick: the question has its answers beside it.
func TestAnUnsureKindIsAskedWithOneClick(t *testing.T) {
	b := newBench(t)
	v, text, w := openPage(t, b)
	v.Show(b.add("model.png", "unsure.png"))
	for range 40 {
		w.Canvas().FocusNext()
		if c, ok := w.Canvas().Focused().(*widgets.Chip); ok && c.Text == text.T("kind.skirt") {
			test.Tap(c)
			break
		}
	}
	if g := b.idle().Garments[0]; g.Kind() != recipe.KindSkirt || g.KindUnsure() {
		t.Errorf("kind %q", g.Kind())
	}
}

// TestANoticeNamesItsGarment: with several garments one must see which of them
// a notice is about.
func TestANoticeNamesItsGarment(t *testing.T) {
	b := newBench(t)
	v, text, w := openPage(t, b)
	b.add("model.png", "skirt.png", "shirt.png")
	b.model.Dress()
	v.Show(b.idle())
	markup := test.RenderToMarkup(w.Canvas())
	if !strings.Contains(markup, "runs out of") {
		t.Fatal("no notice")
	}
	// The fake's verdicts are about the skirt, so the shirt has this name only
	// on its notice.
	if !strings.Contains(markup, text.T("kind.top")+": shirt") {
		t.Error("the notice does not say that it is about the shirt")
	}
}

// TestNoDisplayNeeded keeps the graphics driver, and with it cgo and X11, out
// of everything but package ui.
func TestNoDisplayNeeded(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "lookbook/ui/page/studio", "lookbook/ui/widgets",
		"lookbook/ui/pick", "lookbook/ui/events", "lookbook/ui/uitest").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(string(out)) {
		if p == "fyne.io/fyne/v2/app" {
			t.Errorf("%s is needed by a page", p)
		}
	}
}
