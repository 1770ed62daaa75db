// Package qwen writes the part of the Qwen3 language model that FLUX.2 klein
// uses as its text encoder as a graph.
//
// Words: a hidden state is what the model thinks of each token after some
// layer, 0 being its embedding; a token sees those before it that are no
// padding; several heads of queries share one head of keys and values.
//
// Formulas: transformers models/qwen3/modeling_qwen3.py.
package qwen

import (
	"fmt"
	"slices"

	"lookbook/engine/arch"
	"lookbook/engine/graph"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// Config is what the configuration file of a folder says.
type Config struct {
	Width      int64   `json:"hidden_size"`
	Inner      int64   `json:"intermediate_size"`
	Layers     int64   `json:"num_hidden_layers"`
	Heads      int64   `json:"num_attention_heads"`
	KeyHeads   int64   `json:"num_key_value_heads"`
	HeadWidth  int64   `json:"head_dim"`
	Vocabulary int64   `json:"vocab_size"`
	Eps        float64 `json:"rms_norm_eps"`
	Theta      float64 `json:"rope_theta"`
	Rope       struct {
		Theta float64 `json:"rope_theta"`
		Kind  string  `json:"rope_type"`
	} `json:"rope_parameters"`
	Activation string `json:"hidden_act"`
	Bias       bool   `json:"attention_bias"`
	Sliding    bool   `json:"use_sliding_window"`
}

// Read reads and checks a configuration; root and name as for
// safetensors.Open. Errors are *engine.Fault of kind weights.
func Read(root, name string) (*Config, error) {
	c := &Config{HeadWidth: 128, Eps: 1e-6, Activation: "silu"}
	if err := arch.ReadConfig(root, name, c); err != nil {
		return nil, err
	}
	if c.Theta == 0 { // newer files keep it further down
		c.Theta = c.Rope.Theta
	}
	small, large := min(c.Width, c.Inner, c.Heads, c.KeyHeads, c.HeadWidth, c.Vocabulary), max(c.Width, c.Inner, c.HeadWidth)
	if reason := arch.FirstBroken(
		arch.Rule{Met: small >= 1 && large <= 1<<17 && c.Heads <= 256 && c.Vocabulary <= 1<<20, Reason: "its widths, heads or vocabulary are out of range"},
		arch.Rule{Met: arch.Within(c.Layers, 1, 256), Reason: "its layers are out of range"},
		arch.Rule{Met: c.KeyHeads > 0 && c.Heads%c.KeyHeads == 0 && c.HeadWidth%2 == 0, Reason: "its heads do not go together"},
		arch.Rule{Met: c.Theta > 1 && c.Eps > 0, Reason: "its theta or epsilon are out of range"},
		arch.Rule{Met: c.Activation == "silu" && !c.Bias && !c.Sliding, Reason: "it has parts that are not supported"},
		arch.Rule{Met: c.Rope.Kind == "" || c.Rope.Kind == "default", Reason: "its rotation is of a kind that is not supported"},
	); reason != "" {
		return nil, arch.Unfit(name, reason)
	}
	return c, nil
}

// builder writes one network. The stream flows in 32 bits.
type builder struct {
	*graph.Builder
	c        *Config
	heads    graph.Heads
	rotation graph.Rotation
}

// hidden is the value of masked scores, see graph.Causal.
const hidden = -30000

// Build writes the encoder for texts of a number of tokens. Inputs: ids [B,
// tokens] of type int64 and mask [B, tokens], 1 for text and 0 for padding.
// Output: the hidden states after the layers named, which rise and stay below
// the last, side by side for each token: [B, tokens, len(after)·Width]. Layers
// beyond the last one named are left out. Errors are *engine.Fault of kind
// weights.
func Build(c *Config, set *safetensors.Set, d graph.Dialect, tokens int64, after ...int64) (*graph.Network, error) {
	b := &builder{Builder: graph.New("qwen", set, d), c: c, heads: graph.Heads{Count: c.Heads, Width: c.HeadWidth}}
	ids := b.Input("ids", onnx.Int64, fmt.Sprintf("B %d", tokens))
	mask := b.Input("mask", onnx.Float, fmt.Sprintf("B %d", tokens))
	padding := b.Mul(b.Op("Sub", graph.List{b.Scalar(onnx.Float, 1), mask}), b.Scalar(onnx.Float, hidden))
	// Both masks at once stay within the range of 16 bits.
	b.heads.Bias = b.Op("Min", graph.List{b.Causal(tokens), b.Cast(b.Reshape(padding, -1, 1, 1, tokens), b.Kind())})
	b.rotation = b.places(tokens)

	x := b.Cast(b.Embedding("model.embed_tokens.weight", c.Vocabulary, c.Width, ids), onnx.Float)
	last := slices.Max(after)
	var states []graph.Value
	for i := range min(last, c.Layers) {
		x = b.layer(x, fmt.Sprintf("model.layers.%d.", i))
		if slices.Contains(after, i+1) {
			states = append(states, x)
		}
	}
	unused := []string{"model.norm.", "lm_head."}
	for i := last; i < c.Layers; i++ {
		unused = append(unused, fmt.Sprintf("model.layers.%d.", i))
	}
	b.Output("states", b.Concat(-1, states...), fmt.Sprintf("B %d %d", tokens, int64(len(states))*c.Width))
	return b.Builder.Build(unused...)
}

func (b *builder) places(tokens int64) graph.Rotation {
	list := make([][]float64, tokens)
	for i := range list {
		list[i] = []float64{float64(i)}
	}
	cos, sin := graph.Angles(list, []int64{b.c.HeadWidth}, b.c.Theta)
	shape := []int64{tokens, b.c.HeadWidth / 2}
	return graph.Rotation{Cos: b.Table(onnx.Float, shape, cos), Sin: b.Table(onnx.Float, shape, sin)}
}

func (b *builder) layer(x graph.Value, p string) graph.Value {
	c := b.c
	n := b.Cast(b.RMSNorm(x, p+"input_layernorm.weight", c.Width, c.Eps), b.Kind())
	x = b.Add(x, b.Cast(b.attention(n, p+"self_attn."), onnx.Float))
	n = b.Cast(b.RMSNorm(x, p+"post_attention_layernorm.weight", c.Width, c.Eps), b.Kind())
	n = b.Mul(b.SiLU(b.Linear(n, p+"mlp.gate_proj", c.Width, c.Inner)), b.Linear(n, p+"mlp.up_proj", c.Width, c.Inner))
	return b.Add(x, b.Cast(b.Linear(n, p+"mlp.down_proj", c.Inner, c.Width), onnx.Float))
}

func (b *builder) attention(x graph.Value, p string) graph.Value {
	c, keys := b.c, b.heads
	keys.Count = c.KeyHeads
	all, shared := c.Heads*c.HeadWidth, c.KeyHeads*c.HeadWidth
	q := b.HeadNorm(b.Linear(x, p+"q_proj", c.Width, all), p+"q_norm.weight", b.heads, c.Eps)
	k := b.HeadNorm(b.Linear(x, p+"k_proj", c.Width, shared), p+"k_norm.weight", keys, c.Eps)
	v := b.Linear(x, p+"v_proj", c.Width, shared)
	q, k = b.Rotate(q, b.rotation, b.heads), b.Rotate(k, b.rotation, keys)
	return b.Linear(b.Attention(q, b.spread(k), b.spread(v), b.heads), p+"o_proj", all, c.Width)
}

// spread repeats each head of keys or values for the queries that share it.
func (b *builder) spread(x graph.Value) graph.Value {
	c := b.c
	times := c.Heads / c.KeyHeads
	if times == 1 {
		return x
	}
	x = b.Reshape(x, 0, 0, c.KeyHeads, 1, c.HeadWidth)
	x = b.Op("Expand", graph.List{x, b.Ints(1, 1, 1, times, 1)})
	return b.Reshape(x, 0, 0, c.Heads*c.HeadWidth)
}
