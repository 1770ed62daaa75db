package painter

import (
	"context"
	"fmt"
	"image"
	"math"
	"strings"

	"lookbook/engine"
	"lookbook/engine/arch/fashn"
	"lookbook/engine/diffusion"
	"lookbook/engine/imaging"
	"lookbook/engine/pack"
	"lookbook/engine/posemap"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/tryon"
)

// pass has the garments of one group painted and pastes the painting back.
func (r *run) pass(ctx context.Context, c *canvas, seen *tryon.PersonLook, garments []garment, group []int, number int) error {
	var list []garment
	for _, i := range group {
		list = append(list, garments[i])
	}
	allowed := region(seen.Person, list)
	w, err := r.walk(number)
	if err != nil {
		return err
	}
	r.walks = append(r.walks, w)
	done := r.stage(engine.StageDenoise)
	var painting *image.NRGBA
	err = r.onProvider(ctx, func(p diffusion.Phases) error {
		painting, err = r.painting(ctx, p, job{photo: c.now, seen: seen, garments: list, allowed: allowed, walk: w})
		return err
	})
	if err != nil {
		return err
	}
	done()
	done = r.stage(engine.StageComposite)
	slip, weight := c.paste(painting, allowed)
	if slip != (image.Point{}) {
		r.res.Notices = append(r.res.Notices, slipNotice(slip))
	}
	done()
	r.judge(c, weight, garments, group)
	return nil
}

// job is one painting.
type job struct {
	photo    *image.NRGBA
	seen     *tryon.PersonLook
	garments []garment
	allowed  *raster.Mask
	walk     *walk
}

// painting asks the model of the pack's family.
func (r *run) painting(ctx context.Context, p diffusion.Phases, j job) (*image.NRGBA, error) {
	folder := diffusion.Folder{Root: r.pack.Root, Sub: r.pack.Sub}
	switch r.pack.Family {
	case pack.FASHN:
		return r.dressed(ctx, folder, p, j)
	case pack.Klein:
		return r.edited(ctx, folder, p, j)
	case pack.CatVTON:
		return r.inpainted(ctx, folder, p, j)
	}
	return nil, engine.AsFault(fmt.Errorf("no model for the family %q", r.pack.Family))
}

// watch follows a walk: progress, and what is kept.
func (r *run) watch(w *walk) diffusion.Watch {
	return diffusion.Watch{
		Seen:      func(int, int, []float32) { r.report(engine.StageDenoise) },
		Keep:      w.keep,
		KeepEvery: w.every,
	}
}

// seed of a pass, so that two garments do not get the same noise.
func (r *run) seed(j job) uint64 { return r.req.TryOn.Recipe.Seed + uint64(j.walk.number)<<32 }

func (r *run) dressed(ctx context.Context, f diffusion.Folder, p diffusion.Phases, j job) (*image.NRGBA, error) {
	d, err := diffusion.OpenDresser(f, p)
	if err != nil {
		return nil, err
	}
	g := j.garments[0]
	return d.Make(ctx, diffusion.DressOrder{
		Person: j.photo, Garment: g.picture, PersonPose: posemap.Of(j.seen.Person), GarmentPose: g.pose,
		Category: map[string]int64{"upper": fashn.Tops, "lower": fashn.Bottoms, "whole": fashn.OnePieces}[g.kind.Slot()],
		Steps:    r.pack.Can.Steps, Guidance: r.pack.Can.Guidance, Seed: r.seed(j), State: j.walk.state, Watch: r.watch(j.walk),
	})
}

const (
	// usualArea bounds a painting where the pack does not say its sizes.
	usualArea = 1 << 20
	// tile is the largest side that autoencoders see at once: usual paintings
	// are not cut. With too little memory smallTile takes its place.
	tile, smallTile = 1536, 512
)

// area is that of the largest painting that a pack is meant for, in pixels.
func (r *run) area() int {
	largest := 0
	for _, n := range r.pack.Memory {
		largest = max(largest, n.Width*n.Height)
	}
	if largest == 0 {
		return usualArea
	}
	return largest
}

// onGrid is the size of a painting in the proportions of a photo: not larger
// than the photo or an area, and a multiple of grid.
func onGrid(photo image.Point, area, grid int) image.Point {
	f := min(1, math.Sqrt(float64(area)/float64(photo.X*photo.Y)))
	side := func(n int) int { return max(grid, int(math.Round(f*float64(n)/float64(grid)))*grid) }
	return image.Pt(side(photo.X), side(photo.Y))
}

func (r *run) edited(ctx context.Context, f diffusion.Folder, p diffusion.Phases, j job) (*image.NRGBA, error) {
	k, err := diffusion.OpenKlein(f, p)
	if err != nil {
		return nil, err
	}
	k.TileSize, k.Identity = r.tile, r.pack.Identity()
	if r.e.opts.Cache != nil {
		k.Cache = r.e.opts.Cache
	}
	size := onGrid(j.photo.Rect.Size(), r.area(), k.Grid())
	o := diffusion.KleinOrder{
		Prompt: caption(j.garments), Width: size.X, Height: size.Y,
		References: []*image.NRGBA{imaging.Resize(j.photo, size.X, size.Y)},
		Steps:      r.pack.Can.Steps, Guidance: r.pack.Can.Guidance, Seed: r.seed(j), State: j.walk.state, Watch: r.watch(j.walk),
	}
	for _, g := range j.garments {
		to := onGrid(g.picture.Rect.Size(), r.area(), k.Grid())
		o.References = append(o.References, diffusion.Fitted(g.picture, to, 255))
	}
	return k.Make(ctx, o)
}

// names of garments in a caption.
var names = map[recipe.Kind]string{
	recipe.KindTop: "top", recipe.KindOuterwear: "jacket", recipe.KindTrousers: "trousers", recipe.KindShorts: "shorts",
	recipe.KindSkirt: "skirt", recipe.KindOnePiece: "dress",
}

// caption tells the model what to do: short for what references show, explicit
// for what only words control, above all what must stay.
func caption(list []garment) string {
	var b strings.Builder
	b.WriteString("Dress the person of image 1 in ")
	for i, g := range list {
		what := names[g.kind]
		if what == "" {
			what = map[recipe.Category]string{recipe.Bag: "bag", recipe.Shoes: "shoes"}[g.seen.Category]
		}
		if what == "" {
			what = "item"
		}
		if i > 0 {
			b.WriteString(" and ")
		}
		fmt.Fprintf(&b, "the %s of image %d", what, i+2)
	}
	b.WriteString(". Keep the face, hair, pose, hands, background, light and all other clothes of image 1 as they are.")
	return b.String()
}

func (r *run) inpainted(ctx context.Context, f diffusion.Folder, p diffusion.Phases, j job) (*image.NRGBA, error) {
	m, err := diffusion.OpenInpainter(f, p)
	if err != nil {
		return nil, err
	}
	m.TileSize = r.tile
	size := onGrid(j.photo.Rect.Size(), r.area(), m.Grid())
	mask := image.NewGray(image.Rectangle{Max: size})
	for i, v := range toSize(j.allowed, size.X, size.Y).Pix {
		mask.Pix[i] = v * 255
	}
	return m.Make(ctx, diffusion.InpaintOrder{
		Person: imaging.Resize(j.photo, size.X, size.Y), Garment: diffusion.Fitted(j.garments[0].picture, size, 255), Mask: mask,
		Steps: r.pack.Can.Steps, Guidance: r.pack.Can.Guidance, Seed: r.seed(j), State: j.walk.state, Watch: r.watch(j.walk),
	})
}
