package vae

import (
	"fmt"

	"lookbook/engine/graph"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// builder writes one of the two networks.
type builder struct {
	*graph.Builder
	c *Config
}

// eps of all group norms, which the configuration does not name.
const eps = 1e-6

func start(name string, c *Config, set *safetensors.Set, d graph.Dialect) *builder {
	if c.Upcast { // known to leave the range of 16 bits
		d.Kind = onnx.Float
	}
	return &builder{graph.New(name, set, d), c}
}

// Encoder writes the way in. Input: image [B, 3, H, W]; outputs: mean and logvar
// [B, Channels, H/Scale, W/Scale]. H and W must be divisible by Scale. Errors
// are *engine.Fault of kind weights.
func Encoder(c *Config, set *safetensors.Set, d graph.Dialect) (*graph.Network, error) {
	b := start("vae encoder", c, set, d)
	width := c.Widths[0]
	x := b.Conv3(b.Cast(b.Input("image", onnx.Float, "B 3 H W"), b.Kind()), "encoder.conv_in", 3, width)
	for i, w := range c.Widths {
		for j := range c.Layers {
			x = b.resnet(x, fmt.Sprintf("encoder.down_blocks.%d.resnets.%d", i, j), width, w)
			width = w
		}
		if i+1 < len(c.Widths) {
			x = b.Conv(x, fmt.Sprintf("encoder.down_blocks.%d.downsamplers.0.conv", i), w, w, 3, 2, [4]int64{0, 0, 1, 1})
		}
	}
	x = b.mid(x, "encoder", width)
	x = b.SiLU(b.GroupNorm(x, "encoder.conv_norm_out", width, c.Groups, eps))
	x = b.Conv3(x, "encoder.conv_out", width, 2*c.Channels)
	if c.Quant {
		x = b.Conv(x, "quant_conv", 2*c.Channels, 2*c.Channels, 1, 1, [4]int64{})
	}
	halves := b.Split(x, 1, 2)
	dims := fmt.Sprintf("B %d h w", c.Channels)
	b.Output("mean", halves[0], dims)
	b.Output("logvar", halves[1], dims)
	return b.Build("decoder.", "post_quant_conv.", "bn.")
}

// Decoder writes the way out. Input: latent [B, Channels, h, w], without the
// scaling of the diffusion model; output: image [B, 3, h·Scale, w·Scale], about
// -1 to 1. Errors are *engine.Fault of kind weights.
func Decoder(c *Config, set *safetensors.Set, d graph.Dialect) (*graph.Network, error) {
	b := start("vae decoder", c, set, d)
	last := len(c.DecoderWidths) - 1
	width := c.DecoderWidths[last]
	x := b.Cast(b.Input("latent", onnx.Float, fmt.Sprintf("B %d h w", c.Channels)), b.Kind())
	if c.PostQuant {
		x = b.Conv(x, "post_quant_conv", c.Channels, c.Channels, 1, 1, [4]int64{})
	}
	x = b.Conv3(x, "decoder.conv_in", c.Channels, width)
	x = b.mid(x, "decoder", width)
	for i := range c.DecoderWidths {
		w := c.DecoderWidths[last-i]
		for j := range c.Layers + 1 {
			x = b.resnet(x, fmt.Sprintf("decoder.up_blocks.%d.resnets.%d", i, j), width, w)
			width = w
		}
		if i < last {
			x = b.Conv3(b.Double(x), fmt.Sprintf("decoder.up_blocks.%d.upsamplers.0.conv", i), w, w)
		}
	}
	x = b.SiLU(b.GroupNorm(x, "decoder.conv_norm_out", width, c.Groups, eps))
	b.Output("image", b.Conv3(x, "decoder.conv_out", width, 3), "B 3 H W")
	return b.Build("encoder.", "quant_conv.", "bn.")
}

func (b *builder) mid(x graph.Value, side string, width int64) graph.Value {
	x = b.resnet(x, side+".mid_block.resnets.0", width, width)
	if b.c.Attention {
		x = b.attention(x, side+".mid_block.attentions.0", width)
	}
	return b.resnet(x, side+".mid_block.resnets.1", width, width)
}

func (b *builder) resnet(x graph.Value, p string, in, out int64) graph.Value {
	h := b.SiLU(b.GroupNorm(x, p+".norm1", in, b.c.Groups, eps))
	h = b.Conv3(h, p+".conv1", in, out)
	h = b.SiLU(b.GroupNorm(h, p+".norm2", out, b.c.Groups, eps))
	h = b.Conv3(h, p+".conv2", out, out)
	if in != out {
		x = b.Conv(x, p+".conv_shortcut", in, out, 1, 1, [4]int64{})
	}
	return b.Add(x, h)
}

// attention lets all positions attend to each other, with one head. Files from
// before 2023 name its layers differently.
func (b *builder) attention(x graph.Value, p string, width int64) graph.Value {
	names := [4]string{".to_q", ".to_k", ".to_v", ".to_out.0"}
	if b.Has(p + ".query.weight") {
		names = [4]string{".query", ".key", ".value", ".proj_attn"}
	}
	h := b.Reshape(b.GroupNorm(x, p+".group_norm", width, b.c.Groups, eps), 0, width, -1)
	h = b.Transpose(h, 0, 2, 1)
	var qkv [3]graph.Value
	for i := range qkv {
		qkv[i] = b.Linear(h, p+names[i], width, width)
	}
	h = b.Attention(qkv[0], qkv[1], qkv[2], graph.Heads{Count: 1, Width: width})
	h = b.Linear(h, p+names[3], width, width)
	return b.Add(x, b.Like(b.Transpose(h, 0, 2, 1), x))
}
