package diffusion

import (
	"context"
	"fmt"
	"image"
	"slices"

	"lookbook/engine"
	"lookbook/engine/arch"
	"lookbook/engine/arch/unet"
	"lookbook/engine/arch/vae"
	"lookbook/engine/graph"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/imaging"
	"lookbook/engine/internal/ort"
	"lookbook/engine/sampler"
)

// Inpainter makes pictures with a folder of Stable Diffusion 1.5 for inpainting,
// used in CatVTON's way: person and garment stand one over the other, and a mask
// says what to paint. There is no text. It is used by one goroutine and needs no
// closing.
//
// Formulas: Zheng-Chong/CatVTON model/pipeline.py. It walks by DDIM without the
// noise that CatVTON adds at each step, so that a walk goes on after an
// interruption without it.
type Inpainter struct {
	Folder
	Phases
	// TileSize as in Klein.
	TileSize int64

	net *unet.Config
	vae *vae.Config
}

// latentChannels of the autoencoder; the network sees them twice and a mask.
const latentChannels, inpaintChannels = 4, 9

// OpenInpainter reads the configurations of a folder. Errors are *engine.Fault
// of kind weights.
func OpenInpainter(f Folder, p Phases) (*Inpainter, error) {
	n, err := unet.Read(f.Root, f.at("unet/config.json"))
	if err != nil {
		return nil, err
	}
	v, err := vae.Read(f.Root, f.at("vae/config.json"))
	if err != nil {
		return nil, err
	}
	if n.InChannels != inpaintChannels || v.Channels != latentChannels {
		return nil, arch.Unfit(f.at("unet/config.json"), "it is not a network for inpainting")
	}
	return &Inpainter{Folder: f, Phases: p, net: n, vae: v}, nil
}

// Build writes the network without opening it.
func (p *Inpainter) Build() (*graph.Network, error) {
	set, err := safetensors.Open(p.Root, p.at("unet"))
	if err != nil {
		return nil, err
	}
	return unet.Build(p.net, set, p.Dialect, unet.TryOn)
}

// Grid is what both sides of a picture must be multiples of.
func (p *Inpainter) Grid() int { return int(p.vae.Scale()) << (len(p.net.Widths) - 1) }

// InpaintOrder is one person to dress in one garment.
type InpaintOrder struct {
	// Person and Garment are opaque and of one size, multiples of Grid; the
	// garment lies on white. Mask is 255 where the person is to be painted.
	Person, Garment *image.NRGBA
	Mask            *image.Gray
	Steps           int
	Guidance        float64
	Seed            uint64
	State           *State
	Watch           Watch
}

// Streams of noise beside those of the walk, which count up from 0.
const personStream, garmentStream = 1 << 32, 1<<32 + 1

// Make makes one picture of the size of the person's. Errors are *engine.Fault.
func (p *Inpainter) Make(ctx context.Context, o InpaintOrder) (*image.NRGBA, error) {
	w, h := o.Person.Rect.Dx(), o.Person.Rect.Dy()
	if g := p.Grid(); w%g != 0 || h%g != 0 || o.Garment.Rect.Size() != o.Person.Rect.Size() || o.Mask.Rect.Size() != o.Person.Rect.Size() {
		return nil, engine.AsFault(fmt.Errorf("a picture of %d×%d cannot be made", w, h))
	}
	walker, err := sampler.New(sampler.DDIM, o.Steps, sampler.StableDiffusion())
	if err != nil {
		return nil, err
	}
	both, err := p.encode(ctx, o)
	if err != nil {
		return nil, err
	}
	n, err := p.Build()
	if err != nil {
		return nil, err
	}
	s := p.vae.Scale()
	lw, lh := int64(w)/s, 2*int64(h)/s
	state := o.State
	err = p.With(ctx, n, func(net *ort.Session) error {
		step := p.step(o, both, lw, lh)
		step.Net = net
		walk := &Walk{
			Sampler: walker, Predict: step.Predict, Seed: o.Seed,
			Seen: o.Watch.Seen, Keep: o.Watch.Keep, KeepEvery: o.Watch.KeepEvery,
		}
		if size := int(latentChannels * lw * lh); state == nil || len(state.X) != size {
			state = walk.Begin(size)
		}
		return walk.Run(ctx, state)
	})
	if err != nil {
		return nil, err
	}
	return p.decode(ctx, state.X, w, h)
}

// step lays out what the network sees beside the latents: the mask over
// nothing, and the person without what is to be painted over the garment. The
// prediction without instructions has no garment.
func (p *Inpainter) step(o InpaintOrder, both [2][]float32, w, h int64) *SD15 {
	plane := int(w * h)
	mask := make([]float32, plane)
	scale := int(p.vae.Scale())
	for i := range plane / 2 {
		x, y := i%int(w)*scale, i/int(w)*scale
		if o.Mask.Pix[y*o.Mask.Stride+x] >= 128 {
			mask[i] = 1
		}
	}
	stacked := func(garment []float32) []float32 {
		out := slices.Clone(mask)
		half := plane / 2
		for c := range latentChannels {
			out = append(append(out, both[0][c*half:(c+1)*half]...), garment[c*half:(c+1)*half]...)
		}
		return out
	}
	return &SD15{
		Height: h, Width: w, Guidance: o.Guidance,
		Extra: stacked(both[1]), Without: stacked(make([]float32, len(both[1]))),
	}
}

// encode brings the person without what is to be painted, and the garment, into
// latents.
func (p *Inpainter) encode(ctx context.Context, o InpaintOrder) (both [2][]float32, err error) {
	set, err := safetensors.Open(p.Root, p.at("vae"))
	if err != nil {
		return both, err
	}
	n, err := vae.Encoder(p.vae, set, p.Dialect)
	if err != nil {
		return both, err
	}
	person := FromPicture(o.Person)
	plane := len(person) / 3
	for i := range plane {
		if o.Mask.Pix[i/o.Mask.Rect.Dx()*o.Mask.Stride+i%o.Mask.Rect.Dx()] >= 128 {
			person[i], person[plane+i], person[2*plane+i] = 0, 0, 0
		}
	}
	shape := []int64{1, 3, int64(o.Person.Rect.Dy()), int64(o.Person.Rect.Dx())}
	err = p.With(ctx, n, func(s *ort.Session) error {
		for i, x := range [2][]float32{person, FromPicture(o.Garment)} {
			out, err := s.Run(ctx, ort.Tensor{Shape: shape, F32: x})
			if err != nil {
				return err
			}
			both[i] = Sample(out[0].F32, out[1].F32, p.vae.Shift, p.vae.Scaling, o.Seed, []uint64{personStream, garmentStream}[i])
		}
		return nil
	})
	return both, err
}

// decode makes a picture of the upper half of the latents.
func (p *Inpainter) decode(ctx context.Context, x []float32, w, h int) (*image.NRGBA, error) {
	set, err := safetensors.Open(p.Root, p.at("vae"))
	if err != nil {
		return nil, err
	}
	n, err := vae.Decoder(p.vae, set, p.Dialect)
	if err != nil {
		return nil, err
	}
	s := int64(p.vae.Scale())
	z := ort.Tensor{Shape: []int64{1, latentChannels, int64(h) / s, int64(w) / s}}
	half := len(x) / latentChannels / 2
	for c := range latentChannels {
		for _, v := range x[2*c*half : (2*c+1)*half] {
			z.F32 = append(z.F32, float32(float64(v)/p.vae.Scaling+p.vae.Shift))
		}
	}
	var m *image.NRGBA
	err = p.With(ctx, n, func(net *ort.Session) error {
		size := p.TileSize / s
		out, err := vae.Tiled(ctx, z, vae.Tiling{Size: size, Overlap: size / 4, Up: s, Down: 1}, first(net))
		if err != nil {
			return err
		}
		m, err = Finished(out.F32, w, h)
		return err
	})
	return m, err
}

// Fitted is a picture scaled to lie inside a size, in the middle of a color.
func Fitted(m *image.NRGBA, size image.Point, around uint8) *image.NRGBA {
	f := FrameOf(m.Rect.Dx(), m.Rect.Dy(), size.X, size.Y)
	inner := imaging.Resize(m, f.Inner.Dx(), f.Inner.Dy())
	out := image.NewNRGBA(image.Rectangle{Max: size})
	for i := range out.Pix {
		out.Pix[i] = around
		if i%4 == 3 {
			out.Pix[i] = 255
		}
	}
	for y := range f.Inner.Dy() {
		copy(out.Pix[(f.Inner.Min.Y+y)*out.Stride+4*f.Inner.Min.X:], inner.Pix[y*inner.Stride:][:4*f.Inner.Dx()])
	}
	return out
}
