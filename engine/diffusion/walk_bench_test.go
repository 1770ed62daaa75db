package diffusion

import (
	"context"
	"testing"

	"lookbook/engine/sampler"
)

// BenchmarkLoop is what the walk itself costs beside the networks: 30 guided
// steps at the size of FASHN VTON 1.5, with networks that answer at once.
func BenchmarkLoop(b *testing.B) {
	const size = 3 * 864 * 576
	v := make([]float32, 2*size)
	for range b.N {
		w := &Walk{
			Sampler: sampler.NewFlow(sampler.Rising(30, rising), 1),
			Predict: func(context.Context, int, float64, []float32) ([]float32, error) {
				return Guide(v[size:], v[:size], 1.5), nil
			},
		}
		if err := w.Run(b.Context(), w.Begin(size)); err != nil {
			b.Fatal(err)
		}
	}
}
