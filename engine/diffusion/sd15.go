package diffusion

import (
	"context"
	"math"
	"slices"

	"lookbook/engine/internal/ort"
	"lookbook/engine/sampler"
)

// SD15 predicts with the network of the Stable Diffusion 1.5 family.
type SD15 struct {
	// Net is the network that unet.Build wrote.
	Net *ort.Session
	// Height and Width of the latents.
	Height, Width int64
	// Extra are the input channels behind the latents: of 9 channels the mask
	// and the masked picture's latents. Without is what the prediction without
	// instructions gets in their place; nil means the same.
	Extra, Without []float32
	// Text is [tokens, width] of the prompt, NoText of the negative one; both
	// are nil for a network in the try-on form. Tokens is their first
	// dimension.
	Text, NoText []float32
	Tokens       int64
	// Guidance is the scale of Guide; 1 or less predicts once per step.
	Guidance float64
}

// Predict is the Predict of a Walk.
func (p *SD15) Predict(ctx context.Context, _ int, time float64, x []float32) ([]float32, error) {
	inputs, texts := [][]float32{x, p.Extra}, [][]float32{p.Text}
	batch := int64(1)
	if p.Guidance > 1 {
		without := p.Without
		if without == nil {
			without = p.Extra
		}
		batch, inputs, texts = 2, [][]float32{x, without, x, p.Extra}, [][]float32{p.NoText, p.Text}
	}
	sample := slices.Concat(inputs...)
	channels := int64(len(sample)) / (batch * p.Height * p.Width)
	in := []ort.Tensor{
		{Shape: []int64{batch, channels, p.Height, p.Width}, F32: sample},
		{Shape: []int64{batch}, F32: slices.Repeat([]float32{float32(time)}, int(batch))},
	}
	if p.Text != nil {
		in = append(in, ort.Tensor{Shape: []int64{batch, p.Tokens, int64(len(p.Text)) / p.Tokens}, F32: slices.Concat(texts...)})
	}
	out, err := p.Net.Run(ctx, in...)
	if err != nil {
		return nil, err
	}
	v := out[0].F32
	if batch == 1 {
		return v, nil
	}
	return Guide(v[:len(v)/2], v[len(v)/2:], p.Guidance), nil
}

// Sample draws latents from what an encoder says of them, scaled for the
// diffusion model: (mean + noise·e^(logvar/2) − shift)·scale. Noise is that of
// seed and stream.
func Sample(mean, logvar []float32, shift, scale float64, seed, stream uint64) []float32 {
	out := make([]float32, len(mean))
	sampler.Noise(out, seed, stream)
	for i := range out {
		spread := math.Exp(min(max(float64(logvar[i]), -30), 20) / 2)
		v := float64(mean[i]) + float64(spread*float64(out[i]))
		out[i] = float32((v - shift) * scale)
	}
	return out
}
