package graph

import (
	"fmt"
	"math"

	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// The self-test of attention: queries, keys and values of two heads, with numbers
// large enough that scores differ.
const (
	testTokens, testHeads, testWidth = 48, 2, 64
	// testTolerance is what rounding to 16 bits explains on values up to 1; a
	// broken kernel is off by as much as the values themselves.
	testTolerance = 1e-2
)

// attentionTest is a network of one attention, without weights.
func attentionTest(d Dialect) (*Network, error) {
	b := New("attention self-test", &safetensors.Set{}, d)
	dims := fmt.Sprintf("1 %d %d", testTokens, testHeads*testWidth)
	var in [3]Value
	for i, name := range []string{"q", "k", "v"} {
		in[i] = b.Cast(b.Input(name, onnx.Float, dims), b.Kind())
	}
	b.Output("y", b.Attention(in[0], in[1], in[2], Heads{Count: testHeads, Width: testWidth}), dims)
	return b.Build()
}

// testInput is the i-th input, the same everywhere.
func testInput(i int) []float32 {
	out := make([]float32, testTokens*testHeads*testWidth)
	for k := range out {
		out[k] = float32(math.Sin(float64(k)*0.37+float64(i)) * []float64{1.5, 1.5, 1}[i])
	}
	return out
}

// testOutput is what the attention is in 64 bits.
func testOutput() []float64 {
	q, k, v := testInput(0), testInput(1), testInput(2)
	out := make([]float64, len(q))
	row := testHeads * testWidth
	for h := range testHeads {
		for t := range testTokens {
			var scores [testTokens]float64
			var sum float64
			for s := range testTokens {
				for c := range testWidth {
					scores[s] += float64(q[t*row+h*testWidth+c]) * float64(k[s*row+h*testWidth+c])
				}
				scores[s] = math.Exp(scores[s] / math.Sqrt(testWidth))
				sum += scores[s]
			}
			for s, w := range scores {
				for c := range testWidth {
					out[t*row+h*testWidth+c] += w / sum * float64(v[s*row+h*testWidth+c])
				}
			}
		}
	}
	return out
}

// Tested returns the dialect with the form of attention that a device computes
// right, fused where it can, and in words what was found. Run executes a network
// of three inputs [1, 48, 128] on the device and returns its output. An error
// says that the device computes neither form right and must not be used.
func Tested(d Dialect, run func(n *Network, q, k, v []float32) ([]float32, error)) (Dialect, string, error) {
	var words string
	for _, fused := range []bool{true, false} {
		d.FusedAttention = fused
		form := map[bool]string{true: "fused", false: "explicit"}[fused]
		diff, err := d.tryAttention(run)
		switch {
		case err == nil && diff <= testTolerance:
			return d, fmt.Sprintf("%s%s attention agrees to %.1e", words, form, diff), nil
		case err == nil:
			words += fmt.Sprintf("%s attention is off by %.2g; ", form, diff)
		default:
			words += fmt.Sprintf("%s attention does not run (%v); ", form, err)
		}
	}
	return d, words, fmt.Errorf("self-test: %s", words)
}

func (d Dialect) tryAttention(run func(n *Network, q, k, v []float32) ([]float32, error)) (float64, error) {
	n, err := attentionTest(d)
	if err != nil {
		return 0, err
	}
	got, err := run(n, testInput(0), testInput(1), testInput(2))
	if err != nil {
		return 0, err
	}
	want := testOutput()
	if len(got) != len(want) {
		return 0, fmt.Errorf("%d numbers, want %d", len(got), len(want))
	}
	var diff float64
	for i, w := range want {
		d := math.Abs(float64(got[i]) - w)
		if math.IsNaN(d) {
			return math.Inf(1), nil
		}
		diff = max(diff, d)
	}
	return diff, nil
}
