//go:build !nowindow

package main

import (
	"context"
	"errors"
	"image"
	"os"
	"runtime"

	"fyne.io/fyne/v2/lang"
	"github.com/ncruces/zenity"

	"lookbook/app"
	"lookbook/app/cli"
	"lookbook/assets/icon"
	"lookbook/assets/locales"
	"lookbook/assets/samples"
	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/ui"
	"lookbook/ui/hush"
	"lookbook/ui/words"
)

func init() { hush.Over() }

// window opens the studio window.
func window(ctx context.Context, o cli.WindowOptions) (err error) {
	if headless() {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "window.no-display",
			What: "There is no display to open a window on.",
			Next: "Use the command line, \"lookbook help\" explains it, or set DISPLAY or WAYLAND_DISPLAY.",
		}
	}
	s, err := openStudio(ctx, o.DataDir)
	if app.Explain(err).Code == "storage.damaged" && ask(ctx, err) {
		if _, err = app.Repair(ctx, o.DataDir); err == nil {
			s, err = openStudio(ctx, o.DataDir)
		}
	}
	if err != nil {
		tell(ctx, err)
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return ui.Run(ctx, s.Studio, ui.Options{
		OpenPaths: o.Files, OpenSamples: o.Samples, Samples: sampleShop, Decode: decode, Icon: icon.PNG,
	})
}

// headless is true where opening a window would end the process.
func headless() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return false
	}
	return os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == ""
}

// ask shows an error that has a remedy and asks whether to apply it. There is
// no window yet, so it is a dialog of the system; without one the answer is no.
func ask(ctx context.Context, err error) bool {
	return zenity.Question(inWords(err), zenity.Title(ui.Title), zenity.Context(ctx)) == nil
}

// tell shows an error to people who see no terminal. It is printed as well.
func tell(ctx context.Context, err error) {
	if ctx.Err() == nil {
		_ = zenity.Error(inWords(err), zenity.Title(ui.Title), zenity.Context(ctx))
	}
}

// inWords is an error in the language of the system.
func inWords(err error) string {
	w := words.New(locales.Match(lang.SystemLocale().String()))
	what, next := w.Message(app.Explain(err))
	return what + "\n\n" + next
}

// sampleShop returns the built-in pictures.
func sampleShop() ([]app.Source, error) {
	var out []app.Source
	for _, s := range samples.List() {
		out = append(out, app.Source{Name: s.Name, Bytes: s.Bytes})
	}
	return out, nil
}

// decode shows pictures as the engine sees them.
func decode(ctx context.Context, path string) (image.Image, error) {
	p, err := imaging.Open(ctx, path, imaging.Limits{})
	if err != nil {
		return nil, err
	}
	return p.Image, nil
}
