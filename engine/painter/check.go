package painter

import (
	"context"
	"fmt"

	"lookbook/engine"
	"lookbook/engine/diffusion"
	"lookbook/engine/graph"
	"lookbook/engine/internal/ort"
	"lookbook/engine/pack"
)

// Check looks at the networks of a pack that is about to be installed: it
// writes their graphs, which names every tensor that is missing, too many or of
// another shape, without opening them.
func Check(ctx context.Context, p *pack.Installed) error {
	if ctx.Err() != nil {
		return engine.AsFault(ctx.Err())
	}
	folder := diffusion.Folder{Root: p.Root, Sub: p.Sub}
	phases := diffusion.Phases{Dialect: graph.ForProvider(ort.ProviderCPU)}
	var err error
	switch p.Family {
	case pack.FASHN:
		var d *diffusion.Dresser
		if d, err = diffusion.OpenDresser(folder, phases); err == nil {
			_, err = d.Build()
		}
	case pack.Klein:
		var k *diffusion.Klein
		if k, err = diffusion.OpenKlein(folder, phases); err == nil {
			err = k.Check()
		}
	case pack.CatVTON:
		var m *diffusion.Inpainter
		if m, err = diffusion.OpenInpainter(folder, phases); err == nil {
			err = m.Check()
		}
	default:
		err = fmt.Errorf("no model for the family %q", p.Family)
	}
	if err != nil {
		return engine.AsFault(err)
	}
	return nil
}
