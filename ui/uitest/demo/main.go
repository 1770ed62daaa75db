// Command demo opens the real window on the fake studio, to look at the window
// and to test it from outside without an engine.
//
//	go run -tags gles ./ui/uitest/demo [-slow 300ms] [-lang zh-Hans] [-theme dark] [PICTURE...]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"lookbook/app"
	"lookbook/ui"
	"lookbook/ui/uitest"
)

func main() {
	slow := flag.Duration("slow", 0, "how long each stage of the fake takes")
	language := flag.String("lang", "", "en or zh-Hans; empty follows the system")
	theme := flag.String("theme", "", "light or dark; empty follows the system")
	flag.Parse()
	if err := run(*slow, app.Settings{Language: *language, Theme: *theme}, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(slow time.Duration, settings app.Settings, paths []string) error {
	dir, err := os.MkdirTemp("", "lookbook-demo-*")
	if err != nil {
		return err
	}
	// A folder in the temporary folder that stays harms nobody.
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	fake := uitest.NewFake(dir)
	fake.Gate = func(ctx context.Context, _ string) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(slow):
			return nil
		}
	}
	if err := fake.SaveSettings(ctx, settings); err != nil {
		return err
	}
	return ui.Run(ctx, fake, ui.Options{
		OpenPaths: paths,
		Samples:   func() ([]app.Source, error) { return nil, nil },
	})
}
