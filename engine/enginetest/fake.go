package enginetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Antics: seeds of a try-on at which the fake misbehaves.
const (
	// SeedFail returns a fault of kind FaultUnsupported after two stages.
	SeedFail uint64 = 1_000_001 + iota
	// SeedHang works for ever and obeys cancel.
	SeedHang
	// SeedDeaf works for ever and ignores cancel. Only in a child process.
	SeedDeaf
	// SeedPanic panics. Only in a child process.
	SeedPanic
	// SeedAbort gets SIGABRT, as from a failed native assertion. Only in a
	// child process.
	SeedAbort
	// SeedKill gets SIGKILL, as from the out-of-memory killer. Only in a
	// child process.
	SeedKill
	// SeedLeave writes a file into OutDir and then hangs, deaf. Only in a
	// child process.
	SeedLeave
	// SeedChatter prints a line to standard output, as native libraries do,
	// and works.
	SeedChatter
)

// Options of a Fake. The zero value is a well-behaved fake.
type Options struct {
	// Step is called when a stage begins, from the goroutine of Run; its
	// error ends the run. Tests use it to hold a run or to fail a stage.
	Step func(ctx context.Context, stage string) error
	// People in every picture of a person; 0 means 1.
	People int
}

// Fake is a deterministic engine.Engine that needs milliseconds: equal
// requests give equal bytes. A picture that is at least 1.2 times as high as
// wide shows a person (AsAuto), any other a garment. It reads PNG and JPEG.
type Fake struct {
	opts Options

	mu     sync.Mutex // held during Run: one at a time
	state  sync.Mutex // guards the fields below
	closed bool
	runs   int
}

// New returns a fake engine.
func New(o Options) *Fake { return &Fake{opts: o} }

var _ engine.Engine = (*Fake)(nil)

// Runs says how many runs were begun, so that tests can show what a cache
// answered.
func (f *Fake) Runs() int {
	f.state.Lock()
	defer f.state.Unlock()
	return f.runs
}

// Close makes every later Run fail.
func (f *Fake) Close() error {
	f.state.Lock()
	defer f.state.Unlock()
	f.closed = true
	return nil
}

// Run implements engine.Engine.
func (f *Fake) Run(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.begin(req); err != nil {
		return engine.Result{}, err
	}
	r := &run{fake: f, req: req, sink: sink}
	res, err := r.do(ctx)
	if err != nil {
		r.clean()
		return engine.Result{}, engine.AsFault(err)
	}
	return res, nil
}

// begin checks state and shape of a request.
func (f *Fake) begin(req engine.Request) error {
	f.state.Lock()
	defer f.state.Unlock()
	if f.closed {
		return &engine.Fault{
			Kind: engine.FaultInternal, Code: "engine.closed",
			What: "The engine has been closed.", Next: "Start Lookbook again.",
		}
	}
	if (req.Inspect == nil) == (req.TryOn == nil) {
		return &engine.Fault{
			Kind: engine.FaultInternal, Code: "engine.request",
			What: "A request must ask for exactly one thing.", Next: "Report this, it is a mistake in Lookbook.",
		}
	}
	f.runs++
	return nil
}

// run is the state of one request.
type run struct {
	fake    *Fake
	req     engine.Request
	sink    engine.Sink
	seed    uint64 // 0 in inspections
	done    int
	total   int
	files   []string
	timings []engine.StageTime
}

func (r *run) do(ctx context.Context) (engine.Result, error) {
	if r.req.Inspect != nil {
		return r.inspect(ctx, *r.req.Inspect)
	}
	return r.tryOn(ctx, *r.req.TryOn)
}

// clean removes what the run wrote.
func (r *run) clean() {
	for _, p := range r.files {
		_ = os.Remove(p)
	}
}

// path names a new file in OutDir and remembers it for clean.
func (r *run) path(name string) string {
	p := filepath.Join(r.req.OutDir, name)
	r.files = append(r.files, p)
	return p
}

// stage reports a stage, lets the test interfere and obeys ctx.
func (r *run) stage(ctx context.Context, name string) error {
	r.sink.Report(engine.Progress{Stage: name, Done: r.done, Total: r.total})
	r.done++
	r.timings = append(r.timings, engine.StageTime{Stage: name, WallMS: 1, CPUMS: 1, PeakBytes: 1 << 20})
	if r.fake.opts.Step != nil {
		if err := r.fake.opts.Step(ctx, name); err != nil {
			return err
		}
	}
	// Before ctx is looked at, so that a deaf fake is deaf from its report on.
	if name == engine.StagePerson {
		if err := r.antic(ctx, r.seed); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// finish reports the end.
func (r *run) finish(stage string) {
	r.sink.Report(engine.Progress{Stage: stage, Done: r.total, Total: r.total})
}

func (r *run) inspect(ctx context.Context, in engine.Inspect) (engine.Result, error) {
	stages := []string{engine.StageDecode, engine.StagePerson, engine.StageGarment}
	r.total = len(stages)
	for _, s := range stages {
		if err := r.stage(ctx, s); err != nil {
			return engine.Result{}, err
		}
	}
	w, h, err := size(in.Picture.Path)
	if err != nil {
		return engine.Result{}, err
	}
	seen := look(w, h, in, max(r.fake.opts.People, 1))
	res := engine.Result{Inspection: &seen, Timings: r.timings}
	if in.Overlays {
		for i, name := range overlayNames(seen.Shows) {
			p := r.path("overlay-" + name + ".png")
			if err := paint(p, w, h, fmt.Sprint(name, i, in.Picture.Digest)); err != nil {
				return engine.Result{}, err
			}
			res.Overlays = append(res.Overlays, engine.Overlay{Name: name, Path: p})
		}
	}
	r.finish(engine.StageGarment)
	return res, nil
}

func (r *run) tryOn(ctx context.Context, t engine.TryOn) (engine.Result, error) {
	stages := engine.Stages()
	r.total = len(stages)
	person, err := r.inputs(t)
	if err != nil {
		return engine.Result{}, err
	}
	r.seed = t.Recipe.Seed
	for _, s := range stages {
		if err := r.stage(ctx, s); err != nil {
			return engine.Result{}, err
		}
	}
	w, h, err := size(person)
	if err != nil {
		return engine.Result{}, err
	}
	digest, err := t.Recipe.Digest()
	if err != nil {
		return engine.Result{}, err
	}
	res := engine.Result{
		Picture: r.path("result.png"), Before: r.path("before.png"), Width: w, Height: h,
		Verdicts: verdicts(t.Recipe), Timings: r.timings,
	}
	if err := paint(res.Picture, w, h, fmt.Sprint(digest, t.Recipe.Seed)); err != nil {
		return engine.Result{}, err
	}
	if err := paint(res.Before, w, h, t.Recipe.Person.Digest); err != nil {
		return engine.Result{}, err
	}
	r.finish(engine.StageEncode)
	return res, nil
}

// inputs checks that every digest of the recipe has a picture and returns the
// path of the person's.
func (r *run) inputs(t engine.TryOn) (string, error) {
	paths := map[string]string{}
	for _, p := range t.Pictures {
		paths[p.Digest] = p.Path
	}
	wanted := []string{t.Recipe.Person.Digest}
	for _, g := range t.Recipe.Garments {
		wanted = append(wanted, g.Digest)
	}
	for _, d := range wanted {
		p, ok := paths[d]
		if !ok {
			return "", &engine.Fault{
				Kind: engine.FaultInternal, Code: "engine.unknown-digest", Args: map[string]string{"digest": d},
				What: "The recipe names a picture that was not handed over.", Next: "Add the picture again.",
			}
		}
		if _, _, err := size(p); err != nil {
			return "", err
		}
	}
	if len(t.Recipe.Garments) == 0 {
		return "", &engine.Fault{
			Kind: engine.FaultNoGarment, Code: "garment.none",
			What: "No garment was chosen.", Next: "Choose at least one garment.",
		}
	}
	return paths[t.Recipe.Person.Digest], nil
}

// antic misbehaves when the seed asks for it.
func (r *run) antic(ctx context.Context, seed uint64) error {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	switch seed {
	case SeedFail:
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "fake.fail",
			What: "The fake was asked to fail.", Next: "Use another seed.",
		}
	case SeedHang:
		<-ctx.Done()
		return ctx.Err()
	case SeedPanic:
		panic("the fake was asked to panic")
	case SeedAbort:
		return signal(self, syscall.SIGABRT)
	case SeedKill:
		return signal(self, os.Kill)
	case SeedLeave:
		if err := os.WriteFile(r.path("half.png"), []byte("half a picture"), 0o600); err != nil {
			return err
		}
		forever()
	case SeedDeaf:
		forever()
	case SeedChatter:
		fmt.Println("a native library says hello on standard output")
	}
	return nil
}

// signal sends a deadly signal to this process and waits for it to act.
func signal(self *os.Process, s os.Signal) error {
	if err := self.Signal(s); err != nil {
		return err
	}
	forever()
	return nil
}

// forever never returns, as a native call that hangs.
func forever() {
	for {
		time.Sleep(time.Hour)
	}
}

func verdicts(r recipe.Recipe) []engine.Verdict {
	out := make([]engine.Verdict, 0, len(r.Garments)+2)
	for i := range r.Garments {
		out = append(out, engine.Verdict{
			Name: "color", Pass: true, Value: 1.5, Threshold: 3, Unit: "ΔE2000", Garment: i,
			Words: "The color matches the garment's picture.",
		})
	}
	return append(
		out,
		engine.Verdict{
			Name: "outside", Pass: true, Unit: "px", Garment: -1,
			Words: "Nothing changed outside the garment.",
		},
		engine.Verdict{
			Name: "blank", Pass: true, Value: 20, Threshold: 4, Unit: "L* spread", Garment: -1,
			Words: "The picture is not blank.",
		},
	)
}
