package painter

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lookbook/engine"
	"lookbook/engine/diffusion"
	"lookbook/engine/imaging"
)

// walk is one painting in the making, kept under the digest of its recipe, so
// that the same request goes on where a killed one was.
type walk struct {
	path   string // "" keeps nothing
	number int
	every  int
	// state to go on from; nil begins anew.
	state *diffusion.State
}

const (
	walkSuffix = ".walk"
	// abandoned is the age at which nobody goes on with a walk any more.
	abandoned = 7 * 24 * time.Hour
	// keeps is how often a painting is kept while it is made.
	keeps = 10
)

// walk finds what was kept of the number-th painting.
func (r *run) walk(number int) (*walk, error) {
	w := &walk{number: number, every: max(1, r.pack.Can.Steps/keeps)}
	dir := r.e.opts.WalkDir
	if dir == "" {
		return w, nil
	}
	digest, err := r.req.TryOn.Recipe.Digest()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &engine.Fault{
			Kind: engine.FaultDisk, Code: "stage.folder", Args: map[string]string{"path": dir},
			What: "The folder for intermediate results cannot be used: " + dir + ".",
			Next: "Check that you may write there and that the disk is not full.", Cause: err.Error(),
		}
	}
	sweepWalks(dir, time.Now())
	w.path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", digest, number, walkSuffix))
	b, err := os.ReadFile(w.path)
	if err != nil {
		return w, nil //nolint:nilerr // nothing was kept
	}
	state := &diffusion.State{}
	if state.UnmarshalBinary(b) != nil {
		w.forget() // damaged
		return w, nil
	}
	w.state = state
	n := engine.Info("pack.resumed", "Went on from step %d of an earlier run.", state.Next)
	n.Args = map[string]string{"step": fmt.Sprint(state.Next)}
	r.res.Notices = append(r.res.Notices, n)
	return w, nil
}

// keep writes a state; the file shows a whole one whatever happens.
func (w *walk) keep(s *diffusion.State) error {
	if w.path == "" {
		return nil
	}
	b, err := s.MarshalBinary()
	if err != nil {
		return err
	}
	err = imaging.WriteFile(w.path, func(out io.Writer) error {
		_, err := out.Write(b)
		return err
	})
	if err != nil {
		return err
	}
	// A second try in this run goes on there too; s itself moves on.
	w.state = &diffusion.State{}
	return w.state.UnmarshalBinary(b)
}

// forget removes what was kept.
func (w *walk) forget() {
	if w.path != "" {
		_ = os.Remove(w.path) // swept later otherwise
	}
}

// sweepWalks removes walks that nobody goes on with.
func sweepWalks(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), walkSuffix) && now.Sub(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, e.Name())) // tried again next time
		}
	}
}
