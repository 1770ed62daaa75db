package painter

import (
	"errors"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/diffusion"
	"lookbook/engine/pack"
)

// TestOutOfMemory: with too little memory at run time smaller tiles are tried
// before it fails, and a failure of another kind is not tried again.
func TestOutOfMemory(t *testing.T) {
	full := &engine.Fault{Kind: engine.FaultOutOfMemory, Code: "memory.network", What: "Full.", Cause: "bad_alloc"}
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		answers []error
		tiles   []int64
		want    func(error) bool
	}{
		"enough": {[]error{nil}, []int64{tile}, func(err error) bool { return err == nil }},
		"small":  {[]error{full, nil}, []int64{tile, smallTile}, func(err error) bool { return err == nil }},
		"never":  {[]error{full, full}, []int64{tile, smallTile}, func(err error) bool { return engine.AsFault(err).Code == "pack.memory" }},
		"broken": {[]error{broken}, []int64{tile}, func(err error) bool { return errors.Is(err, broken) }},
	} {
		e := &Engine{opts: Options{Provider: "cpu"}}
		r := &run{e: e, pack: &pack.Installed{Manifest: pack.Manifest{Name: "x"}}}
		var tiles []int64
		err := r.onProvider(t.Context(), func(p diffusion.Phases) error {
			if p.Accelerate || p.Runtime == nil {
				t.Errorf("%s: %+v", name, p)
			}
			tiles = append(tiles, r.tile)
			return c.answers[len(tiles)-1]
		})
		if !c.want(err) || !slices.Equal(tiles, c.tiles) {
			t.Errorf("%s: %v with tiles %v", name, err, tiles)
		}
		if err := e.runtime.Close(); err != nil {
			t.Error(err)
		}
	}
}
