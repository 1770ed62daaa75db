// Package flux2 writes the diffusion transformer of the FLUX.2 klein family
// (Flux2Transformer2DModel of the diffusers library) as a graph.
//
// Words: image tokens are those of the picture in the making, then those of
// each reference picture; text tokens come from the language model; double
// blocks have weights of their own for text and image, single blocks share
// them; modulation shifts, scales and gates by time, and all blocks share it; a
// place on four axes (picture, row, column, word) turns each token's channels.
//
// Formulas: diffusers models/transformers/transformer_flux2.py.
package flux2

import (
	"fmt"

	"lookbook/engine/arch"
	"lookbook/engine/graph"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// Config is what the configuration file of a folder says.
type Config struct {
	Channels  int64   `json:"in_channels"`
	Double    int64   `json:"num_layers"`
	Single    int64   `json:"num_single_layers"`
	HeadWidth int64   `json:"attention_head_dim"`
	Heads     int64   `json:"num_attention_heads"`
	TextWidth int64   `json:"joint_attention_dim"`
	TimeWidth int64   `json:"timestep_guidance_channels"`
	Ratio     float64 `json:"mlp_ratio"`
	Axes      []int64 `json:"axes_dims_rope"`
	Theta     float64 `json:"rope_theta"`
	Eps       float64 `json:"eps"`
	Guidance  bool    `json:"guidance_embeds"`
	Patch     int64   `json:"patch_size"`
}

// Read reads and checks a configuration; root and name as for
// safetensors.Open. Errors are *engine.Fault of kind weights.
func Read(root, name string) (*Config, error) {
	c := &Config{TimeWidth: 256, Ratio: 3, Theta: 2000, Eps: 1e-6, Patch: 1}
	if err := arch.ReadConfig(root, name, c); err != nil {
		return nil, err
	}
	axes, even := int64(0), true
	for _, a := range c.Axes {
		axes, even = axes+a, even && a > 0 && a%2 == 0
	}
	if reason := arch.FirstBroken(
		arch.Rule{Met: arch.Within(c.Heads, 1, 256) && arch.Within(c.HeadWidth, 1, 1024), Reason: "its heads are out of range"},
		arch.Rule{Met: len(c.Axes) == 4 && even && axes == c.HeadWidth, Reason: "its four axes do not add up to the width of a head"},
		arch.Rule{Met: arch.Within(c.Double, 0, 64) && arch.Within(c.Single, 0, 128), Reason: "it has too many blocks"},
		arch.Rule{Met: arch.Within(min(c.Channels, c.TextWidth, c.TimeWidth), 1, 1<<16), Reason: "its channels are out of range"},
		arch.Rule{Met: max(c.Channels, c.TextWidth, c.TimeWidth) <= 1<<16 && c.TimeWidth%2 == 0, Reason: "its channels are out of range"},
		arch.Rule{Met: c.Ratio >= 1 && c.Ratio <= 16 && c.Theta > 1 && c.Eps > 0, Reason: "its ratio, theta or epsilon are out of range"},
		arch.Rule{Met: !c.Guidance && c.Patch == 1, Reason: "it belongs to another member of the family than klein"},
	); reason != "" {
		return nil, arch.Unfit(name, reason)
	}
	return c, nil
}

// width of all tokens, and inner width of the feed-forward layers.
func (c *Config) width() int64 { return c.Heads * c.HeadWidth }
func (c *Config) inner() int64 { return int64(c.Ratio * float64(c.width())) }

// timeScale: times from 0 to 1 are embedded as 0 to 1000.
const timeScale = 1000

// builder writes one network. Streams flow in 32 bits, as their sums leave the
// range of 16 bits; products of matrices are of the dialect's kind.
type builder struct {
	*graph.Builder
	c        *Config
	heads    graph.Heads
	rotation graph.Rotation
}

// Build writes the network. Inputs, in this order: img [B, N, Channels], txt [B,
// S, TextWidth], t [B] from 1 (noise) to 0 (picture), cos and sin [S+N,
// HeadWidth/2] of graph.Angles over the places of text, then image. Output:
// velocity [B, N, Channels]. Errors are *engine.Fault of kind weights.
func Build(c *Config, set *safetensors.Set, d graph.Dialect) (*graph.Network, error) {
	b := &builder{Builder: graph.New("flux2", set, d), c: c, heads: graph.Heads{Count: c.Heads, Width: c.HeadWidth}}
	w := c.width()
	img := b.Input("img", onnx.Float, fmt.Sprintf("B N %d", c.Channels))
	txt := b.Input("txt", onnx.Float, fmt.Sprintf("B S %d", c.TextWidth))
	time := b.Input("t", onnx.Float, "B")
	half := fmt.Sprintf("T %d", c.HeadWidth/2)
	b.rotation = graph.Rotation{Cos: b.Input("cos", onnx.Float, half), Sin: b.Input("sin", onnx.Float, half), Adjacent: true}

	e := b.Cast(arch.Sinusoid(b.Builder, time, c.TimeWidth, timeScale, 0), b.Kind())
	e = b.SiLU(b.Linear(e, "time_guidance_embed.timestep_embedder.linear_1", c.TimeWidth, w))
	signal := b.SiLU(b.Linear(e, "time_guidance_embed.timestep_embedder.linear_2", w, w))
	forImg := b.modulation(signal, "double_stream_modulation_img.linear", 6)
	forTxt := b.modulation(signal, "double_stream_modulation_txt.linear", 6)
	forBoth := b.modulation(signal, "single_stream_modulation.linear", 3)
	last := b.modulation(signal, "norm_out.linear", 2)

	x := b.Cast(b.Linear(b.Cast(img, b.Kind()), "x_embedder", c.Channels, w), onnx.Float)
	y := b.Cast(b.Linear(b.Cast(txt, b.Kind()), "context_embedder", c.TextWidth, w), onnx.Float)
	words := b.Slice(b.Dims(y), 0, 1, 2)
	for i := range c.Double {
		x, y = b.double(x, y, words, fmt.Sprintf("transformer_blocks.%d", i), forImg, forTxt)
	}
	all := b.Concat(1, y, x)
	for i := range c.Single {
		all = b.single(all, fmt.Sprintf("single_transformer_blocks.%d.attn", i), forBoth)
	}
	x = b.after(all, words)
	x = b.Linear(b.modulated(x, last[1], last[0]), "proj_out", w, c.Channels) // scale comes first here
	b.Output("velocity", x, fmt.Sprintf("B N %d", c.Channels))
	return b.Builder.Build()
}

// end is beyond every token.
const end = 1 << 31

// before and after are the tokens of text and of image.
func (b *builder) before(x, words graph.Value) graph.Value {
	return b.Op("Slice", graph.List{x, b.Ints(0), words, b.Ints(1)})
}

func (b *builder) after(x, words graph.Value) graph.Value {
	return b.Op("Slice", graph.List{x, words, b.Ints(end), b.Ints(1)})
}

// modulation is n values of [B, 1, width].
func (b *builder) modulation(signal graph.Value, p string, n int64) []graph.Value {
	w := b.c.width()
	m := b.Cast(b.Linear(signal, p, w, n*w), onnx.Float)
	return b.Split(b.Reshape(m, 0, 1, n*w), -1, int(n))
}

func (b *builder) modulated(x, shift, scale graph.Value) graph.Value {
	return b.Cast(b.Modulate(b.PlainNorm(x, b.c.width(), b.c.Eps), shift, scale), b.Kind())
}

func (b *builder) gated(x, gate, change graph.Value) graph.Value {
	return b.Add(x, b.Mul(gate, b.Cast(change, onnx.Float)))
}

func (b *builder) attend(q, k, v graph.Value) graph.Value {
	return b.Attention(b.Rotate(q, b.rotation, b.heads), b.Rotate(k, b.rotation, b.heads), v, b.heads)
}

// swiglu is SiLU of the first half times the second half.
func (b *builder) swiglu(x graph.Value) graph.Value {
	halves := b.Split(x, -1, 2)
	return b.Mul(b.SiLU(halves[0]), halves[1])
}

// single is one shared block: attention and feed-forward side by side.
func (b *builder) single(x graph.Value, p string, m []graph.Value) graph.Value {
	w, inner := b.c.width(), b.c.inner()
	h := b.Linear(b.modulated(x, m[0], m[1]), p+".to_qkv_mlp_proj", w, 3*w+2*inner)
	qkv := b.Split(b.Slice(h, -1, 0, 3*w), -1, 3)
	q := b.HeadNorm(qkv[0], p+".norm_q.weight", b.heads, b.c.Eps)
	k := b.HeadNorm(qkv[1], p+".norm_k.weight", b.heads, b.c.Eps)
	mlp := b.swiglu(b.Slice(h, -1, 3*w, 3*w+2*inner))
	return b.gated(x, m[2], b.Linear(b.Concat(-1, b.attend(q, k, qkv[2]), mlp), p+".to_out", w+inner, w))
}

// names of the layers of one stream in a double block.
type names struct{ q, k, v, normQ, normK, out, in, down string }

var (
	imgNames = names{".to_q", ".to_k", ".to_v", ".norm_q", ".norm_k", ".to_out.0", ".ff.linear_in", ".ff.linear_out"}
	txtNames = names{
		".add_q_proj", ".add_k_proj", ".add_v_proj", ".norm_added_q", ".norm_added_k", ".to_add_out",
		".ff_context.linear_in", ".ff_context.linear_out",
	}
)

// double lets both streams attend to each other; text comes first.
func (b *builder) double(x, y, words graph.Value, p string, mx, my []graph.Value) (graph.Value, graph.Value) {
	w := b.c.width()
	project := func(x graph.Value, m []graph.Value, n names) (q, k, v graph.Value) {
		h, a := b.modulated(x, m[0], m[1]), p+".attn"
		q = b.HeadNorm(b.Linear(h, a+n.q, w, w), a+n.normQ+".weight", b.heads, b.c.Eps)
		k = b.HeadNorm(b.Linear(h, a+n.k, w, w), a+n.normK+".weight", b.heads, b.c.Eps)
		return q, k, b.Linear(h, a+n.v, w, w)
	}
	xq, xk, xv := project(x, mx, imgNames)
	yq, yk, yv := project(y, my, txtNames)
	all := b.attend(b.Concat(1, yq, xq), b.Concat(1, yk, xk), b.Concat(1, yv, xv))
	finish := func(x, attended graph.Value, m []graph.Value, n names) graph.Value {
		x = b.gated(x, m[2], b.Linear(attended, p+".attn"+n.out, w, w))
		h := b.swiglu(b.Linear(b.modulated(x, m[3], m[4]), p+n.in, w, 2*b.c.inner()))
		return b.gated(x, m[5], b.Linear(h, p+n.down, b.c.inner(), w))
	}
	return finish(x, b.after(all, words), mx, imgNames), finish(y, b.before(all, words), my, txtNames)
}
