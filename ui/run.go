// Package ui is the window of Lookbook.
//
// Run opens the studio window and returns when it is closed. Everything else
// lives in packages that need no display: the page with its view model
// (ui/page/studio), the widgets (ui/widgets), pictures for showing (ui/pixels),
// the way onto the window's goroutine (ui/bridge), texts (ui/words), colors
// and type (ui/look), dialogs and clipboard (ui/pick), the diagnostic record
// (ui/events). Only this package imports Fyne's app package, and with it the
// graphics driver and cgo.
package ui

import (
	"context"
	"os"
	"sync"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"

	"lookbook/app"
	"lookbook/assets/locales"
	"lookbook/engine"
	"lookbook/ui/bridge"
	"lookbook/ui/events"
	"lookbook/ui/look"
	"lookbook/ui/page/studio"
	"lookbook/ui/pick"
	"lookbook/ui/pixels"
	"lookbook/ui/words"
)

// Title of the window.
const Title = "Lookbook"

// Options say how the window starts. The zero value works.
type Options struct {
	// Samples returns the pictures of the sample shop, nil for none. It is
	// called off the window's goroutine.
	Samples func() ([]app.Source, error)
	// OpenPaths are picture files to take in at the start.
	OpenPaths []string
	// OpenSamples takes the sample shop in at the start.
	OpenSamples bool
	// Decode reads a picture file upright and in sRGB for showing it; nil is
	// a plain decoder that knows fewer formats and no color profiles.
	Decode pixels.Decoder
	// Explain puts errors into the user's words; nil is app.Explain.
	Explain func(error) app.Message
	// Icon of the window: PNG or SVG bytes, empty for none.
	Icon []byte
}

// Run opens the window and returns when it was closed or ctx has ended, after
// everything it started has stopped. It must be called from the main
// goroutine.
func Run(ctx context.Context, s studio.Studio, o Options) error {
	quietLocale()
	record, err := events.Open()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	a := fyneapp.NewWithID("app.lookbook.studio")
	theme := &look.Theme{}
	a.Settings().SetTheme(theme)
	if len(o.Icon) > 0 {
		a.SetIcon(fyne.NewStaticResource("icon", o.Icon))
	}
	w := a.NewWindow(Title)
	page := newPage(ctx, w, theme, s, o, wg.Go)
	show := page.show(record)
	page.changed = func() { page.kit.Bridge.Put("state", show) }
	w.SetContent(page.view.Root())
	w.Resize(fyne.NewSize(1360, 860))
	w.SetMaster()
	for _, run := range page.runners() {
		wg.Go(func() { run(ctx) })
	}
	stop := context.AfterFunc(ctx, func() { fyne.Do(a.Quit) })
	page.begin(o)
	w.ShowAndRun()
	stop()
	cancel()
	wg.Wait()
	return record.Close()
}

// page is the studio page with everything around it.
type page struct {
	model   *studio.Model
	view    *studio.View
	kit     studio.Kit
	changed func()
}

func newPage(ctx context.Context, w fyne.Window, theme *look.Theme, s studio.Studio, o Options,
	spawn func(func()),
) *page {
	if o.Explain == nil {
		o.Explain = app.Explain
	}
	if o.Decode == nil {
		o.Decode = pixels.Plain
	}
	p := &page{}
	p.kit = studio.Kit{
		Window: w, Words: words.New(locales.Match(lang.SystemLocale().String())), Loader: pixels.NewLoader(o.Decode),
		Bridge: bridge.New(), Look: theme, Samples: o.Samples, Spawn: spawn,
		Paste: func(text string) ([]app.Source, error) { return pick.Paste(ctx, text) },
	}
	post := func(f func()) { p.kit.Bridge.Put("dialog", f) }
	p.kit.Files = pick.Best(w, spawn, post)
	p.changed = func() {}
	p.model = studio.New(s, o.Explain, func() { p.changed() })
	p.view = studio.NewView(p.kit, p.model)
	return p
}

// show returns the function that brings the window to the model's state.
func (p *page) show(record *events.Recorder) func() {
	return func() {
		s := p.model.State()
		p.view.Show(s)
		if err := record.Record(s); err != nil {
			fyne.LogError("cannot record events", err)
		}
	}
}

// runners lists everything that works beside the window's goroutine.
func (p *page) runners() []func(context.Context) {
	return []func(context.Context){p.model.Run, p.kit.Bridge.Run, p.kit.Loader.Run, p.view.Painter().Run}
}

// begin loads what was there before and takes in what the user asked for.
func (p *page) begin(o Options) {
	p.model.Load()
	var sources []app.Source
	for _, path := range o.OpenPaths {
		sources = append(sources, app.Source{Path: path})
	}
	p.model.Add(sources, engine.AsAuto)
	if o.OpenSamples && o.Samples != nil {
		p.view.OpenSamples()
	}
}

// quietLocale names a locale where the system names none, since the toolkit
// otherwise prints an error at start.
func quietLocale() {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" && v != "C" && v != "POSIX" && v != "C.UTF-8" {
			return
		}
	}
	for _, name := range []string{"LC_ALL", "LANG"} {
		if err := os.Setenv(name, "en_US.UTF-8"); err != nil {
			return
		}
	}
}
