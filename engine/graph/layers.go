package graph

import (
	"math"

	"lookbook/engine/graph/onnx"
)

// List is short for a list of values.
type List = []Value

// Add adds element by element and spreads the smaller one.
func (b *Builder) Add(x, y Value) Value { return b.Op("Add", List{x, y}) }

// Mul multiplies element by element.
func (b *Builder) Mul(x, y Value) Value { return b.Op("Mul", List{x, y}) }

// Reshape gives another shape: 0 keeps a dimension, -1 is what remains.
func (b *Builder) Reshape(x Value, shape ...int64) Value {
	return b.Op("Reshape", List{x, b.Ints(shape...)})
}

// Like gives x the shape of y.
func (b *Builder) Like(x, y Value) Value { return b.Op("Reshape", List{x, b.Dims(y)}) }

// Dims is the shape of x as a value.
func (b *Builder) Dims(x Value) Value {
	v := Value{b.fresh("Shape"), onnx.Int64}
	b.node("Shape", "", List{x}, []string{v.name})
	return v
}

// Transpose reorders dimensions.
func (b *Builder) Transpose(x Value, perm ...int64) Value {
	return b.Op("Transpose", List{x}, onnx.Ints("perm", perm...))
}

// Concat joins values along an axis.
func (b *Builder) Concat(axis int64, v ...Value) Value {
	return b.Op("Concat", v, onnx.Int("axis", axis))
}

// Split cuts x along an axis into n parts of equal size, the last one smaller
// where they do not come out even.
func (b *Builder) Split(x Value, axis int64, n int) []Value {
	out, names := make(List, n), make([]string, n)
	for i := range out {
		names[i] = b.fresh("Split")
		out[i] = Value{names[i], x.kind}
	}
	b.node("Split", "", List{x}, names, onnx.Int("axis", axis), onnx.Int("num_outputs", int64(n)))
	return out
}

// Slice takes from begin up to end along an axis.
func (b *Builder) Slice(x Value, axis, begin, end int64) Value {
	return b.Op("Slice", List{x, b.Ints(begin), b.Ints(end), b.Ints(axis)})
}

// SiLU is x·sigmoid(x).
func (b *Builder) SiLU(x Value) Value { return b.Mul(x, b.Op("Sigmoid", List{x})) }

// GELU is the exact form, with the error function.
func (b *Builder) GELU(x Value) Value { return b.Op("Gelu", List{x}) }

// QuickGELU is x·sigmoid(1.702x), the form of CLIP.
func (b *Builder) QuickGELU(x Value) Value {
	return b.contrib("QuickGelu", onnx.Microsoft, List{x}, onnx.Real("alpha", 1.702))
}

// Linear is x·Wᵀ+b over the last dimension: prefix.weight is [out, in] as torch
// keeps it, a convolution of size 1 counts as one, and prefix.bias is optional.
// A weight that package quant has packed is one too.
func (b *Builder) Linear(x Value, prefix string, in, out int64) Value {
	y, ok := b.packedProduct(x, prefix+".weight", in, out)
	if !ok {
		y = b.product(x, prefix, in, out)
	}
	if b.Has(prefix + ".bias") {
		y = b.Add(y, b.Weight(prefix+".bias", x.kind, []int64{out}, nil))
	}
	return y
}

// product is x·Wᵀ.
func (b *Builder) product(x Value, prefix string, in, out int64) Value {
	shape := []int64{out, in}
	if t, ok := b.set.Get(prefix + ".weight"); ok && len(t.Shape) == 4 {
		shape = []int64{out, in, 1, 1}
	} else {
		b.linears = append(b.linears, prefix+".weight")
	}
	w := b.Weight(prefix+".weight", x.kind, shape, []int64{out, in})
	if b.dialect.FusedLinear {
		return b.contrib("FusedMatMul", onnx.Microsoft, List{x, w}, onnx.Int("transB", 1))
	}
	y := b.Op("Gemm", List{b.Reshape(x, -1, in), w}, onnx.Int("transB", 1))
	dims := b.Concat(0, b.Slice(b.Dims(x), 0, 0, -1), b.Ints(out))
	return b.Op("Reshape", List{y, dims})
}

// Conv is a convolution over [B, in, H, W] with a square kernel. Pads are top,
// left, bottom, right.
func (b *Builder) Conv(x Value, prefix string, in, out, size, stride int64, pads [4]int64) Value {
	shape := []int64{out, in, size, size}
	view := shape
	if t, ok := b.set.Get(prefix + ".weight"); ok && size == 1 && len(t.Shape) == 2 {
		shape = shape[:2] // a linear layer over channels is the same thing
	}
	v := List{x, b.Weight(prefix+".weight", x.kind, shape, view)}
	if b.Has(prefix + ".bias") {
		v = append(v, b.Weight(prefix+".bias", x.kind, []int64{out}, nil))
	}
	return b.Op("Conv", v, onnx.Ints("kernel_shape", size, size), onnx.Ints("strides", stride, stride), onnx.Ints("pads", pads[:]...))
}

// Conv3 is a convolution of size 3 that keeps height and width.
func (b *Builder) Conv3(x Value, prefix string, in, out int64) Value {
	return b.Conv(x, prefix, in, out, 3, 1, [4]int64{1, 1, 1, 1})
}

// GroupNorm normalizes [B, channels, H, W] over groups of channels.
func (b *Builder) GroupNorm(x Value, prefix string, channels, groups int64, eps float64) Value {
	key := func(name string, view []int64) Value {
		return b.Weight(prefix+name, x.kind, []int64{channels}, view)
	}
	if b.dialect.FusedGroupNorm {
		return b.Op("GroupNormalization", List{x, key(".weight", nil), key(".bias", nil)},
			onnx.Int("num_groups", groups), onnx.Real("epsilon", eps))
	}
	ones, zeros := make([]float32, groups), make([]float32, groups)
	for i := range ones {
		ones[i] = 1
	}
	dim := []int64{groups}
	y := b.Reshape(x, 0, groups, -1)
	y = b.Op("InstanceNormalization", List{y, b.Table(x.kind, dim, ones), b.Table(x.kind, dim, zeros)}, onnx.Real("epsilon", eps))
	spread := []int64{channels, 1, 1}
	return b.Add(b.Mul(b.Like(y, x), key(".weight", spread)), key(".bias", spread))
}

// LayerNorm normalizes the last dimension, then scales and shifts it.
func (b *Builder) LayerNorm(x Value, prefix string, width int64, eps float64) Value {
	shape := []int64{width}
	return b.Op("LayerNormalization",
		List{x, b.Weight(prefix+".weight", x.kind, shape, nil), b.Weight(prefix+".bias", x.kind, shape, nil)},
		onnx.Int("axis", -1), onnx.Real("epsilon", eps))
}

// Embedding looks up a row of a table [rows, width] for each number of ids.
func (b *Builder) Embedding(key string, rows, width int64, ids Value) Value {
	t, ok := b.set.Get(key)
	kind := b.Kind()
	if ok && storedKind(t.DType) != 0 {
		kind = storedKind(t.DType) // only the rows needed are converted
	}
	return b.Cast(b.Op("Gather", List{b.Weight(key, kind, []int64{rows, width}, nil), ids}), b.Kind())
}

// masked is what the scores of tokens that must not be seen get: enough for a
// weight of exactly 0, and within the range of 16 bits.
const masked = -30000

// Causal is the bias of an attention in which each of n tokens sees itself and
// those before it: [1, 1, n, n].
func (b *Builder) Causal(n int64) Value {
	bias := make([]float32, n*n)
	for i := range n {
		for j := i + 1; j < n; j++ {
			bias[i*n+j] = masked
		}
	}
	return b.Table(b.Kind(), []int64{1, 1, n, n}, bias)
}

// Double repeats each pixel of [B, C, H, W] twice in both directions.
func (b *Builder) Double(x Value) Value {
	scale := b.Table(onnx.Float, []int64{4}, []float32{1, 1, 2, 2})
	return b.Op("Resize", List{x, {}, scale},
		onnx.Text("mode", "nearest"), onnx.Text("coordinate_transformation_mode", "asymmetric"), onnx.Text("nearest_mode", "floor"))
}

// Heads describes one attention.
type Heads struct {
	// Count is the number of heads, Width the channels of each.
	Count, Width int64
	// Bias, where set, is added to the scores: [1, 1, queries, keys].
	Bias Value
}

// Attention is softmax(q·kᵀ/√width + bias)·v head by head over [B, tokens,
// heads·width]. Fused, the matrix of scores never exists as a whole.
func (b *Builder) Attention(q, k, v Value, h Heads) Value {
	scale := 1 / math.Sqrt(float64(h.Width))
	if b.dialect.FusedAttention {
		in := List{q, k, v}
		if h.Bias.name != "" {
			in = append(in, Value{}, Value{}, h.Bias)
		}
		return b.contrib("MultiHeadAttention", onnx.Microsoft, in, onnx.Int("num_heads", h.Count), onnx.Real("scale", scale))
	}
	heads := func(x Value, perm ...int64) Value {
		return b.Transpose(b.Reshape(x, 0, 0, h.Count, h.Width), perm...)
	}
	k, v = heads(k, 0, 2, 3, 1), heads(v, 0, 2, 1, 3)
	q = b.Mul(heads(q, 0, 2, 1, 3), b.Scalar(q.kind, scale))
	tiles, biases := List{q}, List{h.Bias}
	if n := b.dialect.QueryTiles; n > 1 {
		tiles = b.Split(q, 2, n)
		biases = make(List, n)
		if h.Bias.name != "" {
			biases = b.Split(h.Bias, 2, n)
		}
	}
	out := make(List, len(tiles))
	for i, tile := range tiles {
		scores := b.Op("MatMul", List{tile, k})
		if biases[i].name != "" {
			scores = b.Add(scores, biases[i])
		}
		out[i] = b.Op("MatMul", List{b.Op("Softmax", List{scores}, onnx.Int("axis", -1)), v})
	}
	all := out[0]
	if len(out) > 1 {
		all = b.Concat(2, out...)
	}
	return b.Reshape(b.Transpose(all, 0, 2, 1, 3), 0, 0, h.Count*h.Width)
}

// AttentionLayer is Attention with the four linear layers that diffusers names
// to_q, to_k, to_v and to_out.0; context is x itself for self-attention.
func (b *Builder) AttentionLayer(x, context Value, prefix string, from int64, h Heads) Value {
	width := h.Count * h.Width
	q := b.Linear(x, prefix+".to_q", width, width)
	k := b.Linear(context, prefix+".to_k", from, width)
	v := b.Linear(context, prefix+".to_v", from, width)
	return b.Linear(b.Attention(q, k, v, h), prefix+".to_out.0", width, width)
}
