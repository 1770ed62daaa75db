package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lookbook/app"
	"lookbook/assets/samples"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// benchFlags are what the user asks of a measurement.
type benchFlags struct {
	person   string
	garments list
	runs     int
	size     int
}

func benchVerb() verb {
	return verb{
		name: "bench", summary: "measure every stage on this computer",
		args: "[--person PICTURE --garment PICTURE [--garment PICTURE]] [--runs N]",
		detail: `Measures with empty caches: the first picture, a second garment on the same
photo, the whole way from file to result through the studio, and the same
request again. Prints medians over N runs. Without pictures it takes built-in
ones. CPU time counts all threads; peak is the engine process's resident memory.`,
		example: "lookbook bench --runs 5 --json > bench.json",
		setup: func(fs *flagSet) runner {
			var f benchFlags
			fs.StringVar(&f.person, "person", "", "`PICTURE` of a person")
			fs.Var(&f.garments, "garment", "`PICTURE` of a garment; a second one is the second garment")
			fs.IntVar(&f.runs, "runs", 3, "measure `N` times")
			fs.IntVar(&f.size, "size", 0, "longest side of the result in pixels, `N` = 0 as the photo")
			return func(ctx context.Context, c *call, args []string) error { return f.run(ctx, c, args) }
		},
	}
}

func (f benchFlags) run(ctx context.Context, c *call, args []string) (err error) {
	switch {
	case len(args) > 0:
		return usage("bench", "%q stands alone; put --person or --garment before it", args[0])
	case f.runs < 1:
		return usage("bench", "--runs is at least 1")
	case (f.person == "") != (len(f.garments) == 0) || len(f.garments) > 2:
		return usage("bench", "give a person and one or two garments, or none of them")
	}
	dir, err := os.MkdirTemp("", "lookbook-bench-*")
	if err != nil {
		return cannotWrite(os.TempDir(), err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if f.person == "" {
		if f.person, f.garments, err = benchSamples(dir); err != nil {
			return err
		}
	}
	b := &bench{call: c, flags: f, dir: dir}
	for i := range f.runs {
		if err := b.once(ctx, i); err != nil {
			return err
		}
	}
	return c.print(b.report())
}

// benchSamples writes the built-in pictures to measure with: the first person
// and the first two garments.
func benchSamples(dir string) (person string, garments list, err error) {
	for _, s := range samples.List() {
		path := filepath.Join(dir, s.Name)
		switch {
		case s.Role == samples.Person && person == "":
			person = path
		case s.Role == samples.Garment && len(garments) < 2:
			garments = append(garments, path)
		default:
			continue
		}
		if err := writeFile(path, s.Bytes); err != nil {
			return "", nil, err
		}
	}
	if person == "" || len(garments) == 0 {
		return "", nil, usage("bench", "this build has no sample pictures; give --person and --garment")
	}
	return person, garments, nil
}

// Names of the cases.
const (
	caseFirst  = "first picture"
	caseSecond = "second garment, same photo"
	caseStudio = "file to result, in the studio"
	caseAgain  = "same request again"
)

// bench collects measurements.
type bench struct {
	*call
	flags  benchFlags
	dir    string
	width  int
	height int
	order  []string
	cases  map[string]*benchCase
}

// benchCase holds every run of one case.
type benchCase struct {
	wall   []float64
	order  []string
	stages map[string][]engine.StageTime
}

// once measures every case with empty caches.
func (b *bench) once(ctx context.Context, i int) error {
	dir := filepath.Join(b.dir, fmt.Sprint("run-", i))
	if err := b.engineCases(ctx, dir); err != nil {
		return err
	}
	return b.studioCases(ctx, filepath.Join(dir, "data"))
}

// engineCases measures the engine itself.
func (b *bench) engineCases(ctx context.Context, dir string) (err error) {
	e, err := b.Engine(filepath.Join(dir, "stages"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	for i, path := range b.flags.garments {
		name := caseFirst
		if i > 0 {
			name = caseSecond
		}
		req, err := tryOnRequest(b.flags.person, path, b.flags.size)
		if err != nil {
			return err
		}
		req.OutDir = filepath.Join(dir, fmt.Sprint("out-", i))
		if err := os.MkdirAll(req.OutDir, 0o700); err != nil {
			return cannotWrite(req.OutDir, err)
		}
		sink, done := b.progress("bench")
		begin := time.Now()
		res, err := e.Run(ctx, req, sink)
		took := time.Since(begin)
		done()
		if err != nil {
			return err
		}
		b.width, b.height = res.Width, res.Height
		b.add(name, took, res.Timings)
	}
	return nil
}

// studioCases measures what a user waits for.
func (b *bench) studioCases(ctx context.Context, dataDir string) (err error) {
	s, err := b.Open(ctx, dataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	f := tryonFlags{person: b.flags.person, garments: b.flags.garments[:1], size: b.flags.size, index: -1}
	for _, name := range []string{caseStudio, caseAgain} {
		begin := time.Now()
		order, err := f.order(ctx, b.call, s, make([]recipe.Kind, 1))
		if err != nil {
			return err
		}
		v, err := b.dress(ctx, s, order)
		if err != nil {
			return err
		}
		if v.Cached != (name == caseAgain) {
			return fmt.Errorf("%s: answered from the catalog: %t", name, v.Cached)
		}
		b.add(name, time.Since(begin), nil)
	}
	return nil
}

// dress plans and runs one order.
func (b *bench) dress(ctx context.Context, s Studio, o app.Order) (app.Variant, error) {
	r, err := s.Plan(ctx, o)
	if err != nil {
		return app.Variant{}, err
	}
	sink, done := b.progress("bench")
	defer done()
	return s.TryOn(ctx, r, "", sink)
}

// add keeps one measurement. A stage that comes several times in one run (one
// per garment) counts as one with the sum of its times.
func (b *bench) add(name string, wall time.Duration, stages []engine.StageTime) {
	if b.cases == nil {
		b.cases = map[string]*benchCase{}
	}
	c := b.cases[name]
	if c == nil {
		c = &benchCase{stages: map[string][]engine.StageTime{}}
		b.cases[name] = c
		b.order = append(b.order, name)
	}
	c.wall = append(c.wall, wall.Seconds()*1000)
	merged := map[string]engine.StageTime{}
	for _, s := range stages {
		m, again := merged[s.Stage]
		if !slices.Contains(c.order, s.Stage) {
			c.order = append(c.order, s.Stage)
		}
		merged[s.Stage] = engine.StageTime{
			Stage: s.Stage, WallMS: m.WallMS + s.WallMS, CPUMS: m.CPUMS + s.CPUMS,
			PeakBytes: max(m.PeakBytes, s.PeakBytes), Cached: s.Cached && (m.Cached || !again),
		}
	}
	for stage, m := range merged {
		c.stages[stage] = append(c.stages[stage], m)
	}
}

// tryOnRequest asks the engine for one garment on one person.
func tryOnRequest(person, garment string, size int) (engine.Request, error) {
	p, err := picture(person)
	if err != nil {
		return engine.Request{}, err
	}
	g, err := picture(garment)
	if err != nil {
		return engine.Request{}, err
	}
	return engine.Request{ID: "bench", TryOn: &engine.TryOn{
		Recipe: recipe.Recipe{
			Version: recipe.Version, Task: recipe.ModelBased, Pack: "starter", Size: size,
			Person: recipe.Person{Digest: p.Digest}, Garments: []recipe.Garment{{Digest: g.Digest}},
		},
		Pictures: []engine.Picture{p, g},
	}}, nil
}

// picture hashes a file.
func picture(path string) (engine.Picture, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return engine.Picture{}, &engine.Fault{
			Kind: engine.FaultBadPicture, Code: "picture.unreadable", Args: map[string]string{"file": path},
			What: fmt.Sprintf("%q could not be read from the disk.", path), Next: "Check the name and try again.", Cause: err.Error(),
		}
	}
	sum := sha256.Sum256(b)
	return engine.Picture{Digest: hex.EncodeToString(sum[:]), Path: path}, nil
}
