package diffusion

import (
	"context"
	"fmt"
	"image"
	"math"

	"lookbook/engine"
	"lookbook/engine/arch"
	"lookbook/engine/arch/bpe"
	"lookbook/engine/arch/flux2"
	"lookbook/engine/arch/qwen"
	"lookbook/engine/arch/vae"
	"lookbook/engine/graph"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
	"lookbook/engine/sampler"
)

// Klein makes pictures with a published folder of FLUX.2 klein, from a text
// and any number of reference pictures. Its networks are opened one at a time:
// text encoder, encoder of pictures, transformer, decoder. It is used by one
// goroutine and needs no closing.
//
// Formulas: diffusers pipelines/flux2/pipeline_flux2_klein.py.
type Klein struct {
	Phases
	// After are the layers of the language model whose states are the
	// embedding: after a quarter, half and three quarters of them. Words is the
	// number of tokens that a text is padded to.
	After []int64
	Words int64
	// TileSize is the largest side of what the autoencoder sees at once, in
	// pixels, a multiple of 64; 0 never cuts.
	TileSize int64
	// Cache keeps embeddings of texts; nil keeps none. Identity must name the
	// weights (a digest), because it is part of the keys.
	Cache    Cache
	Identity string

	Folder

	net    *flux2.Config
	text   *qwen.Config
	vae    *vae.Config
	words  *bpe.Tokenizer
	pad    int64
	mean   []float32 // of each channel of a token
	spread []float32 // its standard deviation
}

// Cache keeps bytes under a key and may lose them at any time.
type Cache interface {
	Get(key string) ([]byte, bool)
	Put(key string, b []byte) error
}

// kleinWords is the length of a text of the published model.
const kleinWords = 512

// fold is the number of latents in each direction that make one token.
const fold = 2

// OpenKlein reads the configurations of a folder. Errors are *engine.Fault of
// kind weights.
func OpenKlein(f Folder, p Phases) (k *Klein, err error) {
	k = &Klein{Folder: f, Phases: p, Words: kleinWords}
	if k.net, err = flux2.Read(k.Root, k.at("transformer/config.json")); err != nil {
		return nil, err
	}
	if k.text, err = qwen.Read(k.Root, k.at("text_encoder/config.json")); err != nil {
		return nil, err
	}
	for i := range int64(3) { // 9, 18 and 27 of the published 36
		k.After = append(k.After, max(1, k.text.Layers*(i+1)/4))
	}
	if k.vae, err = vae.Read(k.Root, k.at("vae/config.json")); err != nil {
		return nil, err
	}
	if k.net.Channels != k.vae.Channels*fold*fold {
		return nil, arch.Unfit("transformer/config.json", "its channels do not go with those of the autoencoder")
	}
	if k.words, err = bpe.Read(k.Root, k.at("tokenizer"), bpe.Qwen); err != nil {
		return nil, err
	}
	var ok bool
	if k.pad, ok = k.words.Number("<|endoftext|>"); !ok {
		return nil, arch.Unfit("tokenizer/tokenizer.json", "it has no token for padding")
	}
	return k, k.readNorm()
}

// readNorm reads the statistics that tokens are normalized with.
func (k *Klein) readNorm() error {
	set, err := safetensors.Open(k.Root, k.at("vae"))
	if err != nil {
		return err
	}
	if k.mean, err = set.Floats("bn.running_mean"); err != nil {
		return err
	}
	if k.spread, err = set.Floats("bn.running_var"); err != nil {
		return err
	}
	if n := int(k.net.Channels); len(k.mean) != n || len(k.spread) != n {
		return set.Mismatch("bn.running_mean", fmt.Sprintf("has %d numbers, expected were %d", len(k.mean), n))
	}
	for i, v := range k.spread {
		k.spread[i] = float32(math.Sqrt(float64(v) + k.vae.BatchNormEps))
	}
	return nil
}

// Grid is the number of pixels to one token in each direction; pictures have
// multiples of it.
func (k *Klein) Grid() int { return int(k.vae.Scale()) * fold }

// KleinOrder is one picture to make.
type KleinOrder struct {
	// Prompt says what to show and names references by their order.
	Prompt string
	// References are opaque pictures of any size.
	References []*image.NRGBA
	// Width and Height of the result; multiples of Grid.
	Width, Height int
	// Steps of the walk, Guidance against an empty prompt (1 or less for
	// none); Seed of its noise.
	Steps    int
	Guidance float64
	Seed     uint64
	// State, where set, is the one to go on from.
	State *State
	// Watch follows the walk.
	Watch Watch
}

// Watch follows a walk; each part may be left out. See Walk.
type Watch struct {
	Seen      func(step, steps int, x []float32)
	Keep      func(s *State) error
	KeepEvery int
}

// Make makes one picture. Errors are *engine.Fault.
func (k *Klein) Make(ctx context.Context, o KleinOrder) (*image.NRGBA, error) {
	if g := k.Grid(); o.Width < g || o.Height < g || o.Width%g != 0 || o.Height%g != 0 || o.Steps < 1 {
		return nil, engine.AsFault(fmt.Errorf("a picture of %d×%d in %d steps cannot be made", o.Width, o.Height, o.Steps))
	}
	text, err := k.Embed(ctx, o.Prompt)
	if err != nil {
		return nil, err
	}
	var without []float32
	if o.Guidance > 1 {
		if without, err = k.Embed(ctx, ""); err != nil {
			return nil, err
		}
	}
	refs, err := k.Encode(ctx, o.References)
	if err != nil {
		return nil, err
	}
	n, err := k.build()
	if err != nil {
		return nil, err
	}
	state := o.State
	err = k.With(ctx, n, func(s *ort.Session) error {
		p := k.predictor(s, o, refs)
		p.text, p.without = text, without
		w := &Walk{
			Sampler: sampler.NewFlow(kleinPlaces(int(p.own), o.Steps), 1), Predict: p.Predict, Seed: o.Seed,
			Seen: o.Watch.Seen, Keep: o.Watch.Keep, KeepEvery: o.Watch.KeepEvery,
		}
		if size := int(p.own * k.net.Channels); state == nil || len(state.X) != size {
			state = w.Begin(size)
		}
		return w.Run(ctx, state)
	})
	if err != nil {
		return nil, err
	}
	return k.Decode(ctx, state.X, o.Width, o.Height)
}

func (k *Klein) build() (*graph.Network, error) {
	set, err := safetensors.Open(k.Root, k.at("transformer"))
	if err != nil {
		return nil, err
	}
	return flux2.Build(k.net, set, k.Dialect)
}

// kleinPlaces is the schedule of n steps for a picture of some tokens. The
// shift was fitted by the model's authors for 10 and 200 steps; it is linear
// between.
func kleinPlaces(tokens, n int) []float64 {
	const large = 4300 // from here on it no longer depends on the steps
	m := float64(tokens)
	mu200 := 0.00016927*m + 0.45666666
	if tokens > large {
		return sampler.Dynamic(n, 1/float64(n), mu200)
	}
	mu10 := 8.73809524e-05*m + 1.89833333
	slope := (mu200 - mu10) / 190
	return sampler.Dynamic(n, 1/float64(n), slope*float64(n)+mu200-200*slope)
}

// kleinStep predicts with the transformer.
type kleinStep struct {
	net           *ort.Session
	channels, own int64 // tokens of the picture itself
	tail          []float32
	text, without []float32
	words         int64
	guidance      float64
	cos, sin      ort.Tensor
}

// predictor lays out the places of all tokens: words, the picture, references.
func (k *Klein) predictor(s *ort.Session, o KleinOrder, refs []Reference) *kleinStep {
	const apart = 10 // of references on the first axis
	g := k.Grid()
	p := &kleinStep{net: s, channels: k.net.Channels, words: k.Words, guidance: o.Guidance, own: int64(o.Width / g * (o.Height / g))}
	var places [][]float64
	for i := range k.Words {
		places = append(places, []float64{0, 0, 0, float64(i)})
	}
	add := func(which float64, rows, columns int) {
		for i := range rows * columns {
			places = append(places, []float64{which, float64(i / columns), float64(i % columns), 0})
		}
	}
	add(0, o.Height/g, o.Width/g)
	for i, r := range refs {
		add(float64(apart*(i+1)), r.Rows, r.Columns)
		p.tail = append(p.tail, r.Tokens...)
	}
	cos, sin := graph.Angles(places, k.net.Axes, k.net.Theta)
	shape := []int64{int64(len(places)), k.net.HeadWidth / 2}
	p.cos, p.sin = ort.Tensor{Shape: shape, F32: cos}, ort.Tensor{Shape: shape, F32: sin}
	return p
}

// Predict is the Predict of a Walk over tokens [own, channels].
func (p *kleinStep) Predict(ctx context.Context, _ int, time float64, x []float32) ([]float32, error) {
	all := append(append(make([]float32, 0, len(x)+len(p.tail)), x...), p.tail...)
	ask := func(text []float32) ([]float32, error) {
		out, err := p.net.Run(ctx,
			ort.Tensor{Shape: []int64{1, int64(len(all)) / p.channels, p.channels}, F32: all},
			ort.Tensor{Shape: []int64{1, p.words, int64(len(text)) / p.words}, F32: text},
			ort.Tensor{Shape: []int64{1}, F32: []float32{float32(time)}}, p.cos, p.sin)
		if err != nil {
			return nil, err
		}
		return out[0].F32[:len(x)], nil
	}
	with, err := ask(p.text)
	if err != nil || p.without == nil {
		return with, err
	}
	without, err := ask(p.without)
	if err != nil {
		return nil, err
	}
	return Guide(without, with, p.guidance), nil
}
