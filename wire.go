package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/term"

	"lookbook/app"
	"lookbook/app/cli"
	"lookbook/assets/body"
	"lookbook/assets/networks"
	"lookbook/assets/targets"
	"lookbook/engine"
	"lookbook/engine/device"
	"lookbook/engine/device/probe"
	"lookbook/engine/pack"
	"lookbook/engine/painter"
	"lookbook/engine/pictures"
	"lookbook/engine/recipe"
	"lookbook/engine/stage"
	"lookbook/engine/tryon"
	"lookbook/engine/worker"
)

// version is set by release builds with -ldflags "-X main.version=...".
var version string

// program is the command line with everything wired.
func program() cli.Program {
	return cli.Program{
		Version: buildVersion(),
		Stdout:  os.Stdout, Stderr: os.Stderr, Terminal: term.IsTerminal(int(os.Stderr.Fd())),
		Open: func(ctx context.Context, dataDir string) (cli.Studio, error) {
			return openStudio(ctx, dataDir)
		},
		Packs: func(dataDir string) cli.Packs { return packStore(dataDir) },
		Shrink: func(ctx context.Context, dataDir, name string, bits int64) (*pack.Shrunk, error) {
			return painter.Shrink(ctx, packStore(dataDir), name, bits, nil)
		},
		Engine:  newEngine,
		Library: library,
		Window:  window,
		Worker:  work,
		Probe:   func(ctx context.Context) (device.Library, error) { return probe.Library(ctx, "") },
		Truth:   measureTruth,
		Sheet:   contactSheet,
	}
}

// buildVersion is the release, or what the Go tool knows of the source.
func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, set := range info.Settings {
		if set.Key == "vcs.revision" && info.Main.Version == "(devel)" {
			return "development " + set.Value[:min(10, len(set.Value))]
		}
	}
	return info.Main.Version
}

// studio is an app.Studio together with its engine.
type studio struct {
	*app.Studio
	engine engine.Engine
}

// Close closes the studio and then the engine.
func (s studio) Close() error { return errors.Join(s.Studio.Close(), s.engine.Close()) }

// openStudio opens the studio with an engine in a child process, which starts
// when it is first needed.
func openStudio(ctx context.Context, dataDir string) (studio, error) {
	if dataDir == "" {
		d, err := app.DefaultDataDir()
		if err != nil {
			return studio{}, err
		}
		dataDir = d
	}
	// Stage results may be deleted at any time.
	e, err := newEngine(filepath.Join(dataDir, "stages"))
	if err != nil {
		return studio{}, err
	}
	s, err := app.Open(ctx, app.Options{
		DataDir: dataDir, Engine: e, Pictures: pictures.Files{}, Pack: painter.Starter, PackDigest: packDigest(),
		Tier: func(name string) (app.Tier, error) { return tier(packStore(dataDir), name) },
	})
	if err != nil {
		return studio{}, errors.Join(err, e.Close())
	}
	return studio{s, e}, nil
}

// packStore holds the engine tiers that are not built in.
func packStore(dataDir string) *pack.Store {
	return pack.OpenStore(filepath.Join(dataDir, "packs"), painter.Check)
}

// tier is a pack as recipes name it.
func tier(store *pack.Store, name string) (app.Tier, error) {
	p, err := store.Open(name)
	if err != nil {
		return app.Tier{}, err
	}
	t := app.Tier{Name: p.Name, Digest: painter.Digest(p), Commercial: p.License.Commercial}
	for _, c := range p.Can.Categories {
		t.Categories = append(t.Categories, recipe.Category(c))
	}
	return t, nil
}

// packDigest names what the engine consists of: algorithm, networks, body and
// learned targets.
func packDigest() string {
	sum := sha256.Sum256([]byte(tryon.Algorithm + "\n" + networks.Digest() + "\n" + body.Digest() + "\n" + targets.Digest()))
	return hex.EncodeToString(sum[:])
}

// newEngine is this binary again, as a worker.
func newEngine(stageDir string) (engine.Engine, error) {
	abs, err := filepath.Abs(stageDir)
	if err != nil {
		return nil, err
	}
	cmd, err := worker.Self("worker", "--stages", abs)
	if err != nil {
		return nil, err
	}
	return worker.New(cmd, worker.Options{}), nil
}

// work is the worker process. Its parent gets the same signals from the
// terminal and decides what becomes of the job.
func work(ctx context.Context, stageDir string) error {
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	in, out, err := worker.Stdio()
	if err != nil {
		return err
	}
	worker.Volunteer()
	return worker.Serve(ctx, in, out, func() (engine.Engine, error) { return openEngine(stageDir) })
}

// openEngine opens the engine inside the worker; tests put another one here.
var openEngine = func(stageDir string) (engine.Engine, error) {
	e, err := tryon.Open(tryon.Options{StageDir: stageDir})
	if err != nil {
		return nil, err // a nil *tryon.Engine must not become an Engine
	}
	o := painter.Options{Starter: e, Packs: pack.OpenStore("", nil), Threads: runtime.GOMAXPROCS(0)}
	if stageDir != "" { // packs lie beside the folder of the stages
		o.Packs = packStore(filepath.Dir(stageDir))
		o.WalkDir = filepath.Join(stageDir, "walks")
		if o.Cache, err = stage.Open(filepath.Join(stageDir, "texts"), textBytes); err != nil {
			return nil, errors.Join(err, e.Close())
		}
	}
	return painter.Open(o), nil
}

// textBytes holds the embeddings of about a hundred texts.
const textBytes = 2 << 30

// library asks a child process, because a library that does not fit may end
// the process that loads it.
func library(ctx context.Context) (device.Library, error) {
	self, err := os.Executable()
	if err != nil {
		return device.Library{}, err
	}
	out, err := exec.CommandContext(ctx, self, "probe").Output()
	if ctx.Err() != nil {
		return device.Library{}, engine.AsFault(ctx.Err())
	}
	if err != nil {
		return device.Library{}, &engine.Fault{
			Kind: engine.FaultLibrary, Code: "library.crashed", Args: map[string]string{"reason": err.Error()},
			What:  "Loading the ONNX Runtime library ended the process that tried it (" + err.Error() + ").",
			Next:  "Get the library again as the README says; it must fit this system and processor.",
			Cause: err.Error(),
		}
	}
	return cli.ReadProbed(out)
}
