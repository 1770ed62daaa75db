package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/device"
	"lookbook/engine/pack"
	"lookbook/engine/recipe"
)

// Studio is what the verbs need of app.Studio.
type Studio interface {
	Ingest(ctx context.Context, sources []app.Source, as engine.As, sink engine.Sink) []app.Ingested
	Item(ctx context.Context, id string) (app.Item, error)
	Correct(ctx context.Context, id string, as engine.As, person recipe.PersonEdit, garment recipe.GarmentEdit, sink engine.Sink) (app.Item, error)
	Inspect(ctx context.Context, id string, sink engine.Sink) (engine.Inspection, []engine.Overlay, error)
	Plan(ctx context.Context, o app.Order) (recipe.Recipe, error)
	TryOn(ctx context.Context, r recipe.Recipe, parent string, sink engine.Sink) (app.Variant, error)
	History(ctx context.Context, p app.Page) ([]app.Variant, error)
	Export(ctx context.Context, variantID string, o app.ExportOptions) (app.Exported, error)
	Check(ctx context.Context) error
	DataDir() string
	Close() error
}

// Program is one call of the command line. The functions are its wiring; they
// are called only by the verbs that need them.
type Program struct {
	// Version of this build.
	Version string
	// Args without the program's name.
	Args []string

	Stdout io.Writer
	Stderr io.Writer
	// Terminal is true when Stderr is one: only then progress is shown.
	Terminal bool

	// Open opens the studio on a data folder, "" = the default one. The verb
	// closes it, and with it the engine.
	Open func(ctx context.Context, dataDir string) (Studio, error)
	// Engine makes an engine that keeps stage results in a folder.
	Engine func(stageDir string) (engine.Engine, error)
	// Packs opens the packs of a data folder.
	Packs func(dataDir string) Packs
	// Shrink makes a copy of a pack with weights of 8 or 4 bits.
	Shrink func(ctx context.Context, dataDir, name string, bits int64) (*pack.Shrunk, error)
	// Library says what the runtime library offers, without loading it into
	// this process.
	Library func(ctx context.Context) (device.Library, error)
	// Window shows the studio's window; nil in a build without one. It is
	// called from the goroutine of Run.
	Window func(ctx context.Context, o WindowOptions) error
	// Worker is the engine's child process, Probe the library's; hidden verbs.
	Worker func(ctx context.Context, stageDir string) error
	Probe  func(ctx context.Context) (device.Library, error)
	// Truth measures fields on samples of known truth; hidden verb.
	Truth func(ctx context.Context, o TruthOptions) (TruthReport, error)
	// Sheet makes a contact sheet; hidden verb.
	Sheet func(ctx context.Context, o SheetOptions) ([]SheetCell, error)
}

// WindowOptions say how the window starts.
type WindowOptions struct {
	// DataDir is the data folder, "" = the default one.
	DataDir string
	// Files to take in.
	Files []string
	// Samples takes in the built-in pictures.
	Samples bool
}

// call is a Program with the flags that all verbs share.
type call struct {
	Program
	json    bool
	data    string
	verbose bool
}

// Run does what the arguments ask for and returns the exit code. It obeys ctx.
func (p Program) Run(ctx context.Context) int {
	name, args := "", p.Args
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "help", "-h", "-help", "--help":
		return p.help(args)
	case "--version", "-version":
		name = "version"
	}
	v, ok := find(name)
	if !ok {
		if p.forWindow(name) {
			v, args = windowVerb(), p.Args
		} else {
			c := &call{Program: p}
			return c.fail(unknownVerb(name))
		}
	}
	return p.do(ctx, v, args)
}

// do parses the verb's flags and runs it.
func (p Program) do(ctx context.Context, v verb, args []string) int {
	c := &call{Program: p}
	fs := c.flags(v.name)
	run := v.setup(fs)
	rest, err := parse(fs, args)
	switch {
	case isHelp(err):
		fmt.Fprint(p.Stdout, v.help())
		return ExitOK
	case err != nil:
		// --json may stand behind the flag that was wrong.
		c.json = c.json || wantsJSON(args)
		return c.fail(usage(v.name, "%s", err))
	}
	if err := run(ctx, c, rest); err != nil {
		return c.fail(err)
	}
	return ExitOK
}

// forWindow is true when the first argument opens the window: none, a flag or
// an existing file.
func (p Program) forWindow(first string) bool {
	if first == "" || strings.HasPrefix(first, "-") {
		return true
	}
	_, err := os.Stat(first)
	return err == nil
}

// windowVerb is the verb that needs no name.
func windowVerb() verb {
	return verb{
		name: "", summary: "open the window", setup: func(fs *flagSet) runner {
			samples := fs.Bool("samples", false, "open the window on the built-in pictures")
			return func(ctx context.Context, c *call, files []string) error {
				if c.Window == nil {
					return usage("", "this build has no window; choose a verb")
				}
				return c.Window(ctx, WindowOptions{c.data, files, *samples})
			}
		},
	}
}

// open opens the studio.
func (c *call) open(ctx context.Context) (Studio, error) { return c.Open(ctx, c.data) }
