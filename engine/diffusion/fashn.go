package diffusion

import (
	"context"
	"slices"

	"lookbook/engine/internal/ort"
)

// FASHN predicts with the network of FASHN VTON 1.5.
type FASHN struct {
	// Net is the network that fashn.Build wrote.
	Net *ort.Session
	// Height and Width of all pictures in pixels.
	Height, Width int64
	// Person and Garment are [3, Height, Width], their poses [1, Height,
	// Width], all from -1 to 1; a pose without anybody is -1 everywhere.
	Person, PersonPose, Garment, GarmentPose []float32
	// Category is one of package fashn.
	Category int64
	// Steps of the walk: the last one goes without guidance, which would
	// saturate colors.
	Steps int
	// Guidance is the scale of Guide; 1 or less predicts once per step.
	Guidance float64
}

// Predict is the Predict of a Walk over sampler.Rising places. The prediction
// without instructions sees zeros, which is mid grey and not an empty pose, and
// category 0.
func (p *FASHN) Predict(ctx context.Context, step int, time float64, x []float32) ([]float32, error) {
	batch := int64(1)
	if p.Guidance > 1 && step+1 < p.Steps {
		batch = 2
	}
	given := []int64{p.Category, 0}
	pictures := [][]float32{p.Person, p.PersonPose, p.Garment, p.GarmentPose}
	in := []ort.Tensor{
		p.tensor(batch, slices.Repeat(x, int(batch))),
		{Shape: []int64{batch}, F32: slices.Repeat([]float32{float32(time)}, int(batch))},
	}
	for _, v := range pictures {
		in = append(in, p.tensor(batch, append(slices.Clone(v), make([]float32, int(batch-1)*len(v))...)))
	}
	in = append(in, ort.Tensor{Shape: []int64{batch}, I64: given[:batch]})
	out, err := p.Net.Run(ctx, in...)
	if err != nil {
		return nil, err
	}
	v := out[0].F32
	if batch == 1 {
		return v, nil
	}
	return Guide(v[len(v)/2:], v[:len(v)/2], p.Guidance), nil
}

func (p *FASHN) tensor(batch int64, v []float32) ort.Tensor {
	channels := int64(len(v)) / (batch * p.Height * p.Width)
	return ort.Tensor{Shape: []int64{batch, channels, p.Height, p.Width}, F32: v}
}
