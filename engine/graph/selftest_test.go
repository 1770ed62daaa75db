package graph_test

import (
	"errors"
	"strings"
	"testing"

	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/internal/ort"
)

// onCPU runs the self-test here.
func onCPU(t *testing.T) func(n *graph.Network, q, k, v []float32) ([]float32, error) {
	return func(n *graph.Network, q, k, v []float32) ([]float32, error) {
		shape := []int64{1, 48, 128}
		out := graphtest.Run(t, n, ort.Tensor{Shape: shape, F32: q}, ort.Tensor{Shape: shape, F32: k}, ort.Tensor{Shape: shape, F32: v})
		return out[0].F32, nil
	}
}

// TestAttentionSelfTest: both forms are right here; a device whose fused form is
// wrong in silence, or does not run, gets the explicit one; one with neither is
// refused.
func TestAttentionSelfTest(t *testing.T) {
	run := onCPU(t)
	wrong := func(n *graph.Network, q, k, v []float32) ([]float32, error) {
		out, err := run(n, q, k, v)
		if strings.Contains(string(n.Model), "MultiHeadAttention") {
			for i := range out {
				out[i] *= 0.7
			}
		}
		return out, err
	}
	refused := func(n *graph.Network, q, k, v []float32) ([]float32, error) {
		if strings.Contains(string(n.Model), "MultiHeadAttention") {
			return nil, errors.New("no such operator")
		}
		return run(n, q, k, v)
	}
	for name, c := range map[string]struct {
		run   func(n *graph.Network, q, k, v []float32) ([]float32, error)
		fused bool
		says  string
	}{
		"right":   {run, true, "fused attention agrees"},
		"wrong":   {wrong, false, "fused attention is off by"},
		"refused": {refused, false, "fused attention does not run (no such operator); explicit attention agrees"},
	} {
		d, words, err := graph.Tested(graph.Dialect{Kind: onnx.Float}, c.run)
		if err != nil || d.FusedAttention != c.fused || !strings.Contains(words, c.says) {
			t.Errorf("%s: %v %q %v", name, d.FusedAttention, words, err)
		}
	}
	broken := func(_ *graph.Network, q, _, _ []float32) ([]float32, error) { return q, nil }
	if _, _, err := graph.Tested(graph.Dialect{Kind: onnx.Float}, broken); err == nil {
		t.Error("a device that computes something else was taken")
	}
}
