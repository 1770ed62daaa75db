package painter

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lookbook/engine"
	"lookbook/engine/device"
	"lookbook/engine/diffusion"
	"lookbook/engine/graph"
	"lookbook/engine/imaging"
	"lookbook/engine/internal/ort"
	"lookbook/engine/pack"
	"lookbook/engine/quality"
	"lookbook/engine/tryon"
)

// run is one request on its way.
type run struct {
	e    *Engine
	req  engine.Request
	sink engine.Sink
	res  engine.Result
	pack *pack.Installed

	files       []string // written so far, removed when the run fails
	done, total int
	// walks are forgotten when the result is there.
	walks []*walk
	// tile is the largest side that autoencoders see at once, in pixels.
	tile int64
	// pixels of the photo.
	pixels int
	// onCPU tells that the main processor had to do it.
	onCPU bool
}

// stage reports the beginning of a stage and returns the function that records
// what it cost.
func (r *run) stage(name string) func() {
	r.report(name)
	wall, before := time.Now(), device.Usage()
	return func() {
		after := device.Usage()
		r.res.Timings = append(r.res.Timings, engine.StageTime{
			Stage: name, WallMS: float64(time.Since(wall).Microseconds()) / 1000,
			CPUMS: float64((after.CPU - before.CPU).Microseconds()) / 1000, PeakBytes: after.PeakBytes,
		})
	}
}

func (r *run) report(name string) {
	r.sink.Report(engine.Progress{Stage: name, Done: r.done, Total: r.total})
	r.done = min(r.done+1, r.total-1)
}

// eyes passes on the stages of the starter tier in the count of this run.
func (r *run) eyes(p engine.Progress) { r.report(p.Stage) }

// sweep removes what a failed run wrote.
func (r *run) sweep() {
	for _, f := range r.files {
		_ = os.Remove(f) // one that is already gone is as good as removed
	}
}

func (r *run) input(digest string) (engine.Picture, error) {
	for _, p := range r.req.TryOn.Pictures {
		if p.Digest == digest {
			return p, nil
		}
	}
	return engine.Picture{}, engine.AsFault(fmt.Errorf("no picture was given for digest %s", digest))
}

// paint looks at everything, has the garments painted and concludes.
func (r *run) paint(ctx context.Context) error {
	rc := r.req.TryOn.Recipe
	passes := len(r.groups())
	// Photo and person; picture and garment of each; steps, paste and check of
	// each pass; the whole, encode.
	r.total = 2 + 2*len(rc.Garments) + passes*(r.pack.Can.Steps+2) + 2
	limit := tryon.MaxSide
	if rc.Size > 0 {
		limit = min(limit, rc.Size)
	}
	in, err := r.input(rc.Person.Digest)
	if err != nil {
		return err
	}
	seen, err := r.e.opts.Starter.LookAtPerson(ctx, in, limit, rc.Person.Edit, r.eyes)
	if err != nil {
		return err
	}
	r.note(seen.Notices, seen.Timings)
	garments, err := r.garments(ctx, seen)
	if err != nil {
		return err
	}
	c := newCanvas(seen.Photo)
	r.pixels = c.now.Rect.Dx() * c.now.Rect.Dy()
	for i, group := range r.groups() {
		if err := r.pass(ctx, c, seen, garments, group, i); err != nil {
			return err
		}
	}
	if r.onCPU {
		r.res.Notices = append(r.res.Notices, engine.Info("pack.processor", "No graphics processor could be used, so this took long."))
	}
	r.res.Notices = append(r.res.Notices, engine.Info("pack.painted",
		"The garment was painted by a model, not taken from its picture: look at prints and lettering."))
	return r.conclude(c)
}

func (r *run) note(notices []engine.Notice, timings []engine.StageTime) {
	r.res.Notices = append(r.res.Notices, notices...)
	r.res.Timings = append(r.res.Timings, timings...)
}

// groups cuts the garments of a recipe into what goes into one pass: one
// garment, or as many as the pack takes.
func (r *run) groups() (out [][]int) {
	size := max(r.pack.Can.References, 1)
	for i := range r.req.TryOn.Recipe.Garments {
		if i%size == 0 {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], i)
	}
	return out
}

// write encodes a picture into the output folder.
func (r *run) write(name string, m *image.NRGBA) (string, error) {
	path := filepath.Join(r.req.OutDir, name)
	r.files = append(r.files, path)
	return path, imaging.WritePNG(path, m, imaging.PNGOptions{Fast: true})
}

// conclude checks the whole picture and writes it.
func (r *run) conclude(c *canvas) error {
	done := r.stage(engine.StageVerdict)
	outside := quality.Outside(c.before, c.now, c.changed)
	r.res.Verdicts = append(r.res.Verdicts, outside)
	done()
	done = r.stage(engine.StageEncode)
	var err, err2 error
	r.res.Picture, err = r.write("result.png", c.now)
	r.res.Before, err2 = r.write("before.png", c.before)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	r.res.Width, r.res.Height = c.now.Rect.Dx(), c.now.Rect.Dy()
	done()
	return nil
}

// onProvider does work with the provider of the runtime and, when its memory is
// not enough, once more in small tiles, and then with the main processor. A
// painting that was begun is gone on with.
func (r *run) onProvider(ctx context.Context, work func(diffusion.Phases) error) error {
	library, err := r.e.open(ctx)
	if err != nil {
		return err
	}
	if err := r.enough(ctx, library.Info().Provider.Name); err != nil {
		return err
	}
	p := diffusion.Phases{Runtime: library, Dialect: r.e.dialect, Threads: r.e.opts.Threads, Accelerate: r.e.accelerate}
	r.tile = tile
	err = work(p)
	if errors.Is(err, engine.ErrOutOfMemory) {
		r.tile = smallTile
		err = work(p)
	}
	if p.Accelerate && errors.Is(err, engine.ErrOutOfMemory) {
		p.Dialect, p.Accelerate = graph.ForProvider(ort.ProviderCPU), false
		err = work(p)
	}
	r.onCPU = r.onCPU || !p.Accelerate
	if errors.Is(err, engine.ErrOutOfMemory) {
		return r.tooSmall(engine.AsFault(err).Cause)
	}
	return err
}

// enough refuses, before anything is loaded, what the memory here cannot hold.
func (r *run) enough(ctx context.Context, provider string) error {
	if !r.e.accelerate {
		provider = ort.ProviderCPU
	}
	needs := slices.SortedFunc(slices.Values(r.pack.Memory), func(a, b pack.Need) int { return a.Width*a.Height - b.Width*b.Height })
	size := min(r.pixels, r.area())
	for i, n := range needs {
		if n.Width*n.Height < size && i+1 < len(needs) {
			continue // the next larger one decides
		}
		machine := device.Look()
		if r.e.accelerate {
			machine.Graphics = device.FindGraphics(ctx)
		}
		if f := pack.Advise(&pack.Manifest{Memory: []pack.Need{n}}, machine, provider)[0]; f.Fit == pack.FitsNot {
			return r.tooSmall(f.Words)
		}
		break
	}
	return nil
}

func (r *run) tooSmall(cause string) error {
	return &engine.Fault{
		Kind: engine.FaultOutOfMemory, Code: "pack.memory", Args: map[string]string{"pack": r.pack.Name},
		What:  fmt.Sprintf("There is not enough memory for the pack %q at this size.", r.pack.Name),
		Next:  "Close other programs, choose a smaller size, or use the starter engine.",
		Cause: cause,
	}
}
