package fashn

import (
	"fmt"

	"lookbook/engine/arch"
	"lookbook/engine/graph"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

const (
	normEps = 1e-6
	// timeWidth and timeScale are those of the embedding of time.
	timeWidth, timeScale = 256, 1000
)

// builder writes one network. Streams flow in 32 bits, as their sums grow from
// block to block; the products of matrices are of the dialect's kind.
type builder struct {
	*graph.Builder
	c      *Config
	heads  graph.Heads
	signal graph.Value // SiLU of time and category, [B, Width]
}

// Build writes the network. Inputs, in this order, of one size H×W, the
// configured Input: x [B, 3, H, W], the picture in the making; times [B] from 0
// (noise) to 1 (picture); ca_images [B, 3, H, W], the person; person_poses [B,
// 1, H, W]; garment_images [B, 3, H, W]; garment_poses [B, 1, H, W];
// garment_categories [B] of type int64. Pictures are -1 to 1. Output: velocity
// [B, 3, H, W] from noise towards the picture. Errors are *engine.Fault of kind
// weights.
func Build(c *Config, set *safetensors.Set, d graph.Dialect) (*graph.Network, error) {
	b := &builder{Builder: graph.New("fashn vton", set, d), c: c, heads: graph.Heads{Count: c.Heads, Width: c.Width / c.Heads}}
	in := func(name string, channels int) graph.Value {
		return b.Input(name, onnx.Float, fmt.Sprintf("B %d %d %d", channels, c.Input[0], c.Input[1]))
	}
	x, times := in("x", 3), b.Input("times", onnx.Float, "B")
	person, pose := in("ca_images", 3), in("person_poses", 1)
	garment, garmentPose := in("garment_images", 3), in("garment_poses", 1)
	category := b.Input("garment_categories", onnx.Int64, "B")

	b.signal = b.embedTime(times, category)
	own := b.rotation()
	img := b.patches("x_embedder.proj", 7, x, person, pose)
	txt := b.patches("garment_embedder.proj", 4, garment, garmentPose)
	for i := range c.Mixers {
		img = b.single(img, fmt.Sprintf("x_patch_mixer.%d", i), own)
	}
	both := graph.Rotation{Cos: b.Concat(0, own.Cos, own.Cos), Sin: b.Concat(0, own.Sin, own.Sin), Adjacent: true}
	for i := range c.Double {
		img, txt = b.double(img, txt, fmt.Sprintf("double_blocks.%d", i), both)
	}
	all := b.Concat(1, txt, img)
	for i := range c.Single {
		all = b.single(all, fmt.Sprintf("single_blocks.%d", i), both)
	}
	img = b.Split(all, 1, 2)[1]
	b.Output("velocity", b.pixels(img), fmt.Sprintf("B 3 %d %d", c.Input[0], c.Input[1]))
	return b.Builder.Build("patch_mixer_token")
}

func (b *builder) embedTime(times, category graph.Value) graph.Value {
	w := b.c.Width
	t := b.Cast(arch.Sinusoid(b.Builder, times, timeWidth, timeScale, 0), b.Kind())
	t = b.SiLU(b.Linear(t, "t_embedder.mlp.in_layer", timeWidth, w))
	t = b.Linear(t, "t_embedder.mlp.out_layer", w, w)
	return b.SiLU(b.Add(t, b.Embedding("y_embedder.weight", b.c.Classes+1, w, category)))
}

// rotation is that of one stream: a token's place is (0, row, column), the same
// for a pixel of the person and of the garment.
func (b *builder) rotation() graph.Rotation {
	rows, columns := b.c.Input[0]/b.c.Patch, b.c.Input[1]/b.c.Patch
	var places [][]float64
	for y := range rows {
		for x := range columns {
			places = append(places, []float64{0, float64(y), float64(x)})
		}
	}
	cos, sin := graph.Angles(places, b.c.Axes, b.c.Theta)
	shape := []int64{rows * columns, b.heads.Width / 2}
	return graph.Rotation{Cos: b.Table(onnx.Float, shape, cos), Sin: b.Table(onnx.Float, shape, sin), Adjacent: true}
}

// patches joins pictures on channels and makes a token of each patch.
func (b *builder) patches(p string, channels int64, pictures ...graph.Value) graph.Value {
	x := b.Cast(b.Concat(1, pictures...), b.Kind())
	x = b.Conv(x, p, channels, b.c.Width, b.c.Patch, b.c.Patch, [4]int64{})
	return b.Cast(b.Transpose(b.Reshape(x, 0, b.c.Width, -1), 0, 2, 1), onnx.Float)
}

// modulation is n values of [B, 1, Width].
func (b *builder) modulation(p string, n int) []graph.Value {
	w := b.c.Width
	m := b.Cast(b.Linear(b.signal, p, w, int64(n)*w), onnx.Float)
	return b.Split(b.Reshape(m, 0, 1, int64(n)*w), -1, n)
}

// modulated is the normalized stream, ready for a product.
func (b *builder) modulated(x, shift, scale graph.Value) graph.Value {
	return b.Cast(b.Modulate(b.PlainNorm(x, b.c.Width, normEps), shift, scale), b.Kind())
}

// gated adds a gated change to a stream.
func (b *builder) gated(x, gate, change graph.Value) graph.Value {
	return b.Add(x, b.Mul(gate, b.Cast(change, onnx.Float)))
}

// normed are queries and keys, normalized head by head.
func (b *builder) normed(q, k graph.Value, p string) (graph.Value, graph.Value) {
	return b.HeadNorm(q, p+".query_norm.scale", b.heads, normEps), b.HeadNorm(k, p+".key_norm.scale", b.heads, normEps)
}

func (b *builder) attend(q, k, v graph.Value, r graph.Rotation) graph.Value {
	return b.Attention(b.Rotate(q, r, b.heads), b.Rotate(k, r, b.heads), v, b.heads)
}

func (b *builder) single(x graph.Value, p string, r graph.Rotation) graph.Value {
	w, inner := b.c.Width, b.c.Ratio*b.c.Width
	m := b.modulation(p+".modulation.lin", 3)
	h := b.Linear(b.modulated(x, m[0], m[1]), p+".linear1", w, 3*w+inner)
	qkv := b.Split(b.Slice(h, -1, 0, 3*w), -1, 3)
	q, k := b.normed(qkv[0], qkv[1], p+".norm")
	mlp := b.TanhGELU(b.Slice(h, -1, 3*w, 3*w+inner))
	h = b.Linear(b.Concat(-1, b.attend(q, k, qkv[2], r), mlp), p+".linear2", w+inner, w)
	return b.gated(x, m[2], h)
}

// double lets both streams attend to each other; garment tokens come first.
func (b *builder) double(img, txt graph.Value, p string, r graph.Rotation) (graph.Value, graph.Value) {
	w := b.c.Width
	mi, mt := b.modulation(p+".img_mod.lin", 6), b.modulation(p+".txt_mod.lin", 6)
	project := func(x graph.Value, m []graph.Value, side string) (q, k, v graph.Value) {
		h := b.Linear(b.modulated(x, m[0], m[1]), p+side+"_attn.qkv", w, 3*w)
		qkv := b.Split(h, -1, 3)
		q, k = b.normed(qkv[0], qkv[1], p+side+"_attn.norm")
		return q, k, qkv[2]
	}
	iq, ik, iv := project(img, mi, ".img")
	tq, tk, tv := project(txt, mt, ".txt")
	all := b.attend(b.Concat(1, tq, iq), b.Concat(1, tk, ik), b.Concat(1, tv, iv), r)
	parts := b.Split(all, 1, 2)
	finish := func(x, attended graph.Value, m []graph.Value, side string) graph.Value {
		x = b.gated(x, m[2], b.Linear(attended, p+side+"_attn.proj", w, w))
		h := b.Linear(b.modulated(x, m[3], m[4]), p+side+"_mlp.0", w, b.c.Ratio*w)
		return b.gated(x, m[5], b.Linear(b.TanhGELU(h), p+side+"_mlp.2", b.c.Ratio*w, w))
	}
	return finish(img, parts[1], mi, ".img"), finish(txt, parts[0], mt, ".txt")
}

// pixels makes patches of tokens and puts them side by side.
func (b *builder) pixels(x graph.Value) graph.Value {
	c := b.c
	m := b.modulation("final_layer.adaLN_modulation.1", 2)
	x = b.Linear(b.modulated(x, m[0], m[1]), "final_layer.linear", c.Width, 3*c.Patch*c.Patch)
	rows, columns := c.Input[0]/c.Patch, c.Input[1]/c.Patch
	x = b.Transpose(b.Reshape(x, -1, rows, columns, 3, c.Patch, c.Patch), 0, 3, 1, 4, 2, 5)
	return b.Reshape(x, -1, 3, c.Input[0], c.Input[1])
}
