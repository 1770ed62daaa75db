package graph

import (
	"math"

	"lookbook/engine/graph/onnx"
)

// The layers of transformers over tokens: [B, tokens, channels].

// TanhGELU is the approximation with the hyperbolic tangent.
func (b *Builder) TanhGELU(x Value) Value {
	return b.Op("Gelu", List{x}, onnx.Text("approximate", "tanh"))
}

// PlainNorm normalizes the last dimension without weights.
func (b *Builder) PlainNorm(x Value, width int64, eps float64) Value {
	ones := make([]float32, width)
	for i := range ones {
		ones[i] = 1
	}
	return b.Op("LayerNormalization", List{x, b.Table(x.kind, []int64{width}, ones)}, onnx.Int("axis", -1), onnx.Real("epsilon", eps))
}

// RMSNorm divides the last dimension by its root mean square and scales it with
// the weight of a key.
func (b *Builder) RMSNorm(x Value, key string, width int64, eps float64) Value {
	return b.Op("SimplifiedLayerNormalization", List{x, b.Weight(key, x.kind, []int64{width}, nil)},
		onnx.Int("axis", -1), onnx.Real("epsilon", eps))
}

// HeadNorm is RMSNorm over the channels of each head.
func (b *Builder) HeadNorm(x Value, key string, h Heads, eps float64) Value {
	y := b.RMSNorm(b.Reshape(x, 0, 0, h.Count, h.Width), key, h.Width, eps)
	return b.Reshape(y, 0, 0, h.Count*h.Width)
}

// Modulate is x·(1+scale)+shift.
func (b *Builder) Modulate(x, shift, scale Value) Value {
	return b.Add(b.Mul(x, b.Add(scale, b.Scalar(scale.kind, 1))), shift)
}

// Rotation turns pairs of channels of each token by angles that depend on its
// place (rotary position embedding).
type Rotation struct {
	// Cos and Sin are [tokens, half the channels of a head].
	Cos, Sin Value
	// Adjacent pairs channels 2k and 2k+1; else k and k+half.
	Adjacent bool
}

// Rotate applies a rotation to x of some heads.
func (b *Builder) Rotate(x Value, r Rotation, h Heads) Value {
	adjacent := int64(0)
	if r.Adjacent {
		adjacent = 1
	}
	in := List{x, b.Ints(0), b.Cast(r.Cos, x.kind), b.Cast(r.Sin, x.kind)}
	return b.contrib("RotaryEmbedding", onnx.Microsoft, in, onnx.Int("interleaved", adjacent), onnx.Int("num_heads", h.Count))
}

// Angles fills tables of [tokens, half] with the cosines and sines of
// places·theta^(-2k/width), axis after axis: each token has a place on every
// axis, and widths, which are even, say how many channels each axis turns.
func Angles(places [][]float64, widths []int64, theta float64) (cos, sin []float32) {
	for _, place := range places {
		for axis, width := range widths {
			for k := range width / 2 {
				s, c := math.Sincos(place[axis] * math.Pow(theta, -2*float64(k)/float64(width)))
				cos, sin = append(cos, float32(c)), append(sin, float32(s))
			}
		}
	}
	return cos, sin
}
