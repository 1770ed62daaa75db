package tryon

import (
	"image"
	"os"
	"path/filepath"
	"time"

	"lookbook/engine"
	"lookbook/engine/device"
	"lookbook/engine/imaging"
)

// run is one request on its way.
type run struct {
	e    *Engine
	req  engine.Request
	sink engine.Sink
	res  engine.Result
	// files written so far, removed when the run fails.
	files       []string
	done, total int
}

// stage reports the beginning of a stage and returns the function that records
// what it cost; cached tells whether the stage cache answered.
func (r *run) stage(name string) func(cached bool) {
	r.sink.Report(engine.Progress{Stage: name, Done: r.done, Total: r.total})
	r.done = min(r.done+1, r.total-1)
	wall, before := time.Now(), device.Usage()
	return func(cached bool) {
		after := device.Usage()
		r.res.Timings = append(r.res.Timings, engine.StageTime{
			Stage: name, Cached: cached,
			WallMS: float64(time.Since(wall).Microseconds()) / 1000,
			CPUMS:  float64((after.CPU - before.CPU).Microseconds()) / 1000, PeakBytes: after.PeakBytes,
		})
	}
}

// finish reports the end.
func (r *run) finish() {
	r.sink.Report(engine.Progress{Stage: engine.StageEncode, Done: r.total, Total: r.total})
}

// sweep removes what a failed run wrote.
func (r *run) sweep() {
	for _, f := range r.files {
		// A file that is already gone is as good as removed.
		_ = os.Remove(f)
	}
}

// write encodes a picture into the output folder and returns its path.
func (r *run) write(name string, m *image.NRGBA) (string, error) {
	path := filepath.Join(r.req.OutDir, name)
	r.files = append(r.files, path)
	if err := imaging.WritePNG(path, m, imaging.PNGOptions{Fast: true}); err != nil {
		return "", err
	}
	return path, nil
}

// overlay writes one drawing of what was seen.
func (r *run) overlay(name string, m *image.NRGBA) error {
	path, err := r.write(name+".png", m)
	if err != nil {
		return err
	}
	r.res.Overlays = append(r.res.Overlays, engine.Overlay{Name: name, Path: path})
	return nil
}
