package diffusion

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/arch/clip"
	"lookbook/engine/arch/unet"
	"lookbook/engine/arch/vae"
	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
	"lookbook/engine/sampler"
)

const folder = "../arch/testdata/sd15-inpaint"

// studio is the little pipeline, opened as a user's folder would be.
type studio struct {
	net, encoder, decoder, text *ort.Session
	prompts                     *clip.Prompts
	vae                         *vae.Config
	golden, steps               *safetensors.Set
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func openStudio(t testing.TB) *studio {
	t.Helper()
	d := graph.ForProvider(ort.ProviderCPU)
	open := func(part string) *safetensors.Set { return must(safetensors.Open(folder, part))(t) }
	uc := must(unet.Read(folder, "unet/config.json"))(t)
	vc := must(vae.Read(folder, "vae/config.json"))(t)
	tc := must(clip.Read(folder, "text_encoder/config.json"))(t)
	return &studio{
		net:     graphtest.Open(t, must(unet.Build(uc, open("unet"), d, unet.Text))(t)),
		encoder: graphtest.Open(t, must(vae.Encoder(vc, open("vae"), d))(t)),
		decoder: graphtest.Open(t, must(vae.Decoder(vc, open("vae"), d))(t)),
		text:    graphtest.Open(t, must(clip.Build(tc, open("text_encoder"), d))(t)),
		prompts: must(clip.ReadPrompts(folder, "tokenizer", tc))(t),
		vae:     vc,
		golden:  graphtest.Golden(t, folder+"/golden.safetensors"),
		steps:   graphtest.Golden(t, folder+"/pipeline.safetensors"),
	}
}

func picture(t testing.TB, name string) image.Image {
	t.Helper()
	b := must(os.ReadFile(folder + "/" + name))(t)
	return must(png.Decode(bytes.NewReader(b)))(t)
}

func (s *studio) embed(t testing.TB, prompt string) []float32 {
	t.Helper()
	ids, _, err := s.prompts.Encode(prompt)
	if err != nil {
		t.Fatal(err)
	}
	out := must(s.text.Run(t.Context(), ort.Tensor{Shape: []int64{1, int64(len(ids))}, I64: ids}))(t)
	return out[0].F32
}

// masked returns the mask and the picture without what lies under it.
func masked(t testing.TB) (mask, rest []float32) {
	t.Helper()
	rest = FromPicture(picture(t, "pipe_image_24x32.png"))
	m := FromPicture(picture(t, "pipe_mask_24x32.png"))
	mask = m[:len(m)/3]
	for i, v := range mask {
		mask[i] = 0
		if v >= 0 {
			mask[i] = 1
			for k := range 3 {
				rest[k*len(mask)+i] = 0
			}
		}
	}
	return mask, rest
}

const width, height, steps = 24, 32, 4

func (s *studio) predictor(t testing.TB) *SD15 {
	t.Helper()
	mask, _ := masked(t)
	latents := graphtest.Floats(t, s.steps, "masked_image_latents")
	return &SD15{
		Net: s.net, Height: 16, Width: 12, Guidance: 3, Tokens: 77,
		Extra: append(Shrink(mask, width, int(s.vae.Scale())), latents.F32...),
		Text:  s.embed(t, "a shirt"), NoText: s.embed(t, "bad"),
	}
}

// TestWholePipeline makes the picture that diffusers made from the same folder,
// pictures and noise, and compares every step on the way.
func TestWholePipeline(t *testing.T) {
	s := openStudio(t)
	p := s.predictor(t)
	walk := &Walk{
		Sampler: must(sampler.New(sampler.DDIM, steps, sampler.StableDiffusion()))(t),
		Predict: func(ctx context.Context, i int, time float64, x []float32) ([]float32, error) {
			in := graphtest.Floats(t, s.steps, fmt.Sprintf("unet.in.step%d", i))
			graphtest.Near(t, fmt.Sprintf("input %d", i), slices.Concat(x, p.Extra, x, p.Extra), in, 1e-4)
			want := must(s.steps.Numbers(fmt.Sprintf("unet.t.step%d", i)))(t)
			if time != want[0] {
				t.Errorf("step %d has time %g, want %g", i, time, want[0])
			}
			out, err := p.Predict(ctx, i, time, x)
			g := graphtest.Floats(t, s.steps, fmt.Sprintf("unet.out.step%d", i)).F32
			half := len(g) / 2
			graphtest.Near(t, fmt.Sprintf("prediction %d", i), out, ort.Tensor{F32: Guide(g[:half], g[half:], 3)}, 1e-4)
			return out, err
		},
	}
	state := &State{X: graphtest.Floats(t, s.golden, "pipe.latents").F32}
	if err := walk.Run(t.Context(), state); err != nil {
		t.Fatal(err)
	}
	compare(t, s.decode(t, state.X), must(s.golden.Floats("pipe.out"))(t))
}

func (s *studio) decode(t testing.TB, x []float32) *image.NRGBA {
	t.Helper()
	latent := slices.Clone(x)
	for i := range latent {
		latent[i] /= float32(s.vae.Scaling)
	}
	out := must(s.decoder.Run(t.Context(), ort.Tensor{Shape: []int64{1, 4, 16, 12}, F32: latent}))(t)
	return ToPicture(out[0].F32, width, height)
}

// compare wants each value within 1/255 of the reference picture [H, W, 3].
func compare(t *testing.T, got *image.NRGBA, want []float32) {
	t.Helper()
	var worst float64
	for i, w := range want {
		v := float64(got.Pix[i/3*4+i%3]) / 255
		worst = max(worst, math.Abs(v-float64(w)))
	}
	t.Logf("picture: largest difference %.2f of 255", worst*255)
	if worst > 1.0/255 {
		t.Errorf("the picture is off by %.2f of 255", worst*255)
	}
}

// TestMaskedPicture: what the reference encodes is what we encode, and its
// random sample is a likely one of our distribution.
func TestMaskedPicture(t *testing.T) {
	s := openStudio(t)
	_, rest := masked(t)
	graphtest.Near(t, "masked picture", rest, graphtest.Floats(t, s.steps, "masked_image"), 1e-6)
	out := must(s.encoder.Run(t.Context(), ort.Tensor{Shape: []int64{1, 3, height, width}, F32: rest}))(t)
	want := graphtest.Floats(t, s.steps, "masked_image_latents").F32
	ours := Sample(out[0].F32, out[1].F32, s.vae.Shift, s.vae.Scaling, 7, 1)
	for name, list := range map[string][]float32{"reference": want, "ours": ours} {
		var square float64
		for i, v := range list {
			spread := math.Exp(float64(out[1].F32[i])/2) * s.vae.Scaling
			z := (float64(v) - float64(out[0].F32[i])*s.vae.Scaling) / spread
			square += z * z / float64(len(list))
		}
		if math.Abs(square-1) > 0.2 { // 768 draws: four standard errors
			t.Errorf("%s: the variance is %.3f of the encoder's", name, square)
		}
	}
}

// TestKilledAndResumed cancels a walk after each step in turn, stores and reads
// its state, and goes on to the same bytes.
func TestKilledAndResumed(t *testing.T) {
	s := openStudio(t)
	p := s.predictor(t)
	for _, m := range []sampler.Method{sampler.DDIM, sampler.DPM2MKarras, sampler.Heun, sampler.UniPC, sampler.PNDM, sampler.LCM} {
		walk := func() *Walk {
			return &Walk{Sampler: must(sampler.New(m, steps, sampler.StableDiffusion()))(t), Predict: p.Predict, Seed: 5}
		}
		whole := walk()
		want := whole.Begin(4 * 16 * 12)
		if err := whole.Run(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		for kill := 1; kill < whole.Sampler.Steps(); kill++ {
			ctx, cancel := context.WithCancel(t.Context())
			first := walk()
			first.Seen = func(step, _ int, _ []float32) {
				if step == kill {
					cancel()
				}
			}
			state := first.Begin(4 * 16 * 12)
			if err := first.Run(ctx, state); !errors.Is(err, engine.ErrCancelled) || state.Next != kill {
				t.Fatalf("%s: stopped at %d with %v", m, state.Next, err)
			}
			var again State
			if err := again.UnmarshalBinary(must(state.MarshalBinary())(t)); err != nil {
				t.Fatal(err)
			}
			if err := walk().Run(t.Context(), &again); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(again.X, want.X) {
				t.Errorf("%s killed after step %d ends elsewhere", m, kill)
			}
		}
	}
}
