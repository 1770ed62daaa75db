package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"lookbook/engine"
	"lookbook/storage"
)

// Pictures reads and writes picture files for the studio, which itself knows
// no pixels. Its methods may be called from any goroutine; errors are
// *engine.Fault. Package engine/pictures is the one for users.
type Pictures interface {
	// Thumb returns a JPEG of at most 256 px a side and 32 kB of a picture file.
	Thumb(ctx context.Context, path string) ([]byte, error)
	// WriteMarked writes the PNG file at src to w in a format, "png" or
	// "jpeg", with an sRGB profile and the XMP packet. Quality (1..100) is
	// that of a JPEG.
	WriteMarked(ctx context.Context, w io.Writer, src, format string, quality int, xmp []byte) error
	// XMP returns the XMP packet of a PNG or JPEG file, nil when it has none
	// or is of another format.
	XMP(ctx context.Context, path string) ([]byte, error)
}

// Options of Open.
type Options struct {
	// DataDir is the data folder; "" is DefaultDataDir.
	DataDir string
	// Engine runs requests. It stays the caller's: close it after the studio.
	Engine engine.Engine
	// Pictures reads and writes picture files.
	Pictures Pictures
	// Pack and PackDigest name the engine's tier and what it consists of; they
	// go into every planned recipe. An empty Pack is "starter".
	Pack       string
	PackDigest string
	// Tier finds the other tiers that orders may name; nil when there are none.
	// Errors are *engine.Fault.
	Tier func(name string) (Tier, error)
	// Clock gives the time; nil is time.Now.
	Clock func() time.Time
	// Storage is for tests that need a full disk; the zero value is right.
	Storage storage.Options
}

// Studio is everything people do with Lookbook. Its methods may be called from
// any goroutine and beside other processes on the same data folder; runs of
// the engine queue up, everything else goes on beside them. Every method obeys
// its context and returns errors that Explain understands.
type Studio struct {
	opts  Options
	store *storage.Store
	// temp holds drawings that live as long as the studio.
	temp string
	// turn is the right to run the engine.
	turn     chan struct{}
	previews previews

	mu     sync.Mutex
	closed bool
	calls  sync.WaitGroup
}

// Open opens the studio on its data folder. On storage.ErrDamaged call Repair
// and open again.
func Open(ctx context.Context, o Options) (*Studio, error) {
	if o.Engine == nil || o.Pictures == nil {
		return nil, errors.New("open studio: an engine and pictures are needed")
	}
	if o.DataDir == "" {
		d, err := DefaultDataDir()
		if err != nil {
			return nil, err
		}
		o.DataDir = d
	}
	if o.Pack == "" {
		o.Pack = "starter"
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	store, err := storage.Open(ctx, o.DataDir, o.Storage)
	if err != nil {
		return nil, err
	}
	temp, err := store.TempDir("overlays")
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &Studio{opts: o, store: store, temp: temp, turn: make(chan struct{}, 1)}, nil
}

// Close waits for the calls that are under way, removes temporary files and
// closes the data folder. Cancel the calls' contexts first to make it quick.
// Later calls of any method but Close fail.
func (s *Studio) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	if again {
		return nil
	}
	s.calls.Wait()
	return s.store.Close()
}

// DataDir is the absolute path of the data folder.
func (s *Studio) DataDir() string { return s.store.Dir() }

// begin enters a call; leave it with s.calls.Done.
func (s *Studio) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return engine.AsFault(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return &engine.Fault{
			Kind: engine.FaultInternal, Code: "studio.closed",
			What: "The studio has been closed.", Next: "Start Lookbook again.",
		}
	}
	s.calls.Add(1)
	return nil
}

// run waits for its turn and runs the engine; see runNow.
func (s *Studio) run(ctx context.Context, req engine.Request, sink engine.Sink, use func(engine.Result) error) error {
	if err := s.takeTurn(ctx); err != nil {
		return err
	}
	defer s.giveTurn()
	return s.runNow(ctx, req, sink, use)
}

// takeTurn waits for the right to run the engine; giveTurn hands it on.
func (s *Studio) takeTurn(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return engine.AsFault(ctx.Err())
	}
}

func (s *Studio) giveTurn() { <-s.turn }

// runNow runs the engine with a fresh OutDir, which it hands to use together
// with the result and removes afterwards. The caller has the turn.
func (s *Studio) runNow(ctx context.Context, req engine.Request, sink engine.Sink, use func(engine.Result) error) error {
	out, err := s.store.TempDir("engine")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out) //nolint:errcheck // swept at the next start
	req.OutDir = out
	req.ID = filepath.Base(out)
	res, err := s.opts.Engine.Run(ctx, req, sink)
	if err != nil {
		return engine.AsFault(err)
	}
	return use(res)
}

// DefaultDataDir is $LOOKBOOK_DATA, or "lookbook" in the folder in which the
// operating system keeps a user's application data.
func DefaultDataDir() (string, error) {
	if d := os.Getenv("LOOKBOOK_DATA"); d != "" {
		return filepath.Abs(d)
	}
	if d := os.Getenv("XDG_DATA_HOME"); runtime.GOOS != "windows" && runtime.GOOS != "darwin" && filepath.IsAbs(d) {
		return filepath.Join(d, "lookbook"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the data folder (set LOOKBOOK_DATA): %w", err)
	}
	switch runtime.GOOS {
	case "windows":
		if d := os.Getenv("LocalAppData"); d != "" {
			return filepath.Join(d, "lookbook"), nil
		}
		return filepath.Join(home, "AppData", "Local", "lookbook"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "lookbook"), nil
	}
	return filepath.Join(home, ".local", "share", "lookbook"), nil
}
