//go:build !nowindow

package main

import (
	"context"
	"errors"
	"image"
	"os"
	"runtime"

	"lookbook/app"
	"lookbook/app/cli"
	"lookbook/assets/samples"
	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/ui"
)

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
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return ui.Run(ctx, s.Studio, ui.Options{
		OpenPaths: o.Files, OpenSamples: o.Samples, Samples: sampleShop, Decode: decode,
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
