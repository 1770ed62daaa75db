package graph

import (
	"context"
	"fmt"

	"lookbook/engine/internal/ort"
)

// ForRuntime returns the dialect for the provider of a runtime after the
// self-test of attention on it; accelerate is false where the main processor
// does the work because there is no other, or none that computes right. Words
// say what was found.
func ForRuntime(ctx context.Context, r *ort.Runtime) (d Dialect, accelerate bool, words string) {
	provider := r.Info().Provider.Name
	accelerate = provider != ort.ProviderCPU
	run := func(n *Network, q, k, v []float32) ([]float32, error) {
		s, err := r.Session(n.Name, n.Model, ort.SessionOptions{Accelerate: accelerate})
		if err != nil {
			return nil, err
		}
		if got := s.Provider(); got.Name != provider {
			return nil, fmt.Errorf("%s: %s", provider, got.Reason)
		}
		shape := []int64{1, testTokens, testHeads * testWidth}
		out, err := s.Run(ctx, ort.Tensor{Shape: shape, F32: q}, ort.Tensor{Shape: shape, F32: k}, ort.Tensor{Shape: shape, F32: v})
		if e := s.Close(); err == nil {
			err = e
		}
		if err != nil {
			return nil, err
		}
		return out[0].F32, nil
	}
	d, words, err := Tested(ForProvider(provider), run)
	if err == nil {
		return d, accelerate, words
	}
	return ForProvider(ort.ProviderCPU), false, words + "the main processor is used"
}
