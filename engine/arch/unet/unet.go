package unet

import (
	"fmt"

	"lookbook/engine/arch"
	"lookbook/engine/graph"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// builder writes one network.
type builder struct {
	*graph.Builder
	c      *Config
	form   Form
	time   graph.Value // SiLU of the embedded time, [B, 4·first width]
	text   graph.Value // [B, tokens, TextWidth]; unused in the try-on form
	unused []string
}

// Build writes the network. Inputs, in this order: sample [B, InChannels, H, W],
// timestep [B] (0 to 999) and, in the text form, encoder_hidden_states [B,
// tokens, TextWidth]. Output: [B, OutChannels, H, W], what the network was
// trained to predict (the noise). H and W must be divisible by 2 to the power
// of the number of levels less one. Errors are *engine.Fault of kind weights.
func Build(c *Config, set *safetensors.Set, d graph.Dialect, form Form) (*graph.Network, error) {
	b := &builder{Builder: graph.New("unet", set, d), c: c, form: form}
	sample := b.Input("sample", onnx.Float, fmt.Sprintf("B %d H W", c.InChannels))
	time := b.Input("timestep", onnx.Float, "B")
	if form == Text {
		b.text = b.Cast(b.Input("encoder_hidden_states", onnx.Float, fmt.Sprintf("B L %d", c.TextWidth)), b.Kind())
	}
	first := c.Widths[0]
	embedded := b.Cast(arch.Sinusoid(b.Builder, time, first, 1, c.FrequencyStep), b.Kind())
	embedded = b.SiLU(b.Linear(embedded, "time_embedding.linear_1", first, 4*first))
	b.time = b.SiLU(b.Linear(embedded, "time_embedding.linear_2", 4*first, 4*first))

	x := b.Conv3(b.Cast(sample, b.Kind()), "conv_in", c.InChannels, first)
	x, skips := b.down(x)
	last := len(c.Widths) - 1
	width := c.Widths[last]
	x = b.resnet(x, "mid_block.resnets.0", width, width)
	x = b.transformer(x, "mid_block.attentions.0", last)
	x = b.resnet(x, "mid_block.resnets.1", width, width)
	x = b.up(x, skips)
	x = b.SiLU(b.GroupNorm(x, "conv_norm_out", first, c.Groups, c.Eps))
	x = b.Conv3(x, "conv_out", first, c.OutChannels)
	b.Output("out_sample", x, fmt.Sprintf("B %d H W", c.OutChannels))
	return b.Builder.Build(b.unused...)
}

// skip is a value of the way down, kept for the way up.
type skip struct {
	v     graph.Value
	width int64
}

func (b *builder) down(x graph.Value) (graph.Value, []skip) {
	c := b.c
	width := c.Widths[0]
	skips := []skip{{x, width}}
	for i, kind := range c.Down {
		for j := range c.Layers {
			x = b.resnet(x, fmt.Sprintf("down_blocks.%d.resnets.%d", i, j), width, c.Widths[i])
			width = c.Widths[i]
			if kind == crossDown {
				x = b.transformer(x, fmt.Sprintf("down_blocks.%d.attentions.%d", i, j), i)
			}
			skips = append(skips, skip{x, width})
		}
		if i+1 < len(c.Down) {
			x = b.Conv(x, fmt.Sprintf("down_blocks.%d.downsamplers.0.conv", i), width, width, 3, 2, [4]int64{1, 1, 1, 1})
			skips = append(skips, skip{x, width})
		}
	}
	return x, skips
}

func (b *builder) up(x graph.Value, skips []skip) graph.Value {
	c := b.c
	last := len(c.Widths) - 1
	width := c.Widths[last]
	for i, kind := range c.Up {
		level := last - i
		for j := range c.Layers + 1 {
			s := skips[len(skips)-1]
			skips = skips[:len(skips)-1]
			x = b.resnet(b.Concat(1, x, s.v), fmt.Sprintf("up_blocks.%d.resnets.%d", i, j), width+s.width, c.Widths[level])
			width = c.Widths[level]
			if kind == crossUp {
				x = b.transformer(x, fmt.Sprintf("up_blocks.%d.attentions.%d", i, j), level)
			}
		}
		if i < last {
			x = b.Conv3(b.Double(x), fmt.Sprintf("up_blocks.%d.upsamplers.0.conv", i), width, width)
		}
	}
	return x
}

func (b *builder) resnet(x graph.Value, p string, in, out int64) graph.Value {
	c := b.c
	h := b.SiLU(b.GroupNorm(x, p+".norm1", in, c.Groups, c.Eps))
	h = b.Conv3(h, p+".conv1", in, out)
	time := b.Linear(b.time, p+".time_emb_proj", 4*c.Widths[0], out)
	h = b.Add(h, b.Reshape(time, 0, out, 1, 1))
	h = b.SiLU(b.GroupNorm(h, p+".norm2", out, c.Groups, c.Eps))
	h = b.Conv3(h, p+".conv2", out, out)
	if in != out {
		x = b.Conv(x, p+".conv_shortcut", in, out, 1, 1, [4]int64{})
	}
	return b.Add(x, h)
}

// transformerEps is the epsilon of the group norm before a transformer, which
// the configuration does not name.
const transformerEps = 1e-6

// transformer lets all pixels of x attend to each other and to the text.
func (b *builder) transformer(x graph.Value, p string, level int) graph.Value {
	width := b.c.Widths[level]
	heads := b.c.Heads.at(level)
	h := b.GroupNorm(x, p+".norm", width, b.c.Groups, transformerEps)
	h = b.Conv(h, p+".proj_in", width, width, 1, 1, [4]int64{})
	h = b.Transpose(b.Reshape(h, 0, width, -1), 0, 2, 1)
	for i := range b.c.Transformers.at(level) {
		h = b.block(h, fmt.Sprintf("%s.transformer_blocks.%d", p, i), graph.Heads{Count: heads, Width: width / heads})
	}
	h = b.Like(b.Transpose(h, 0, 2, 1), x)
	return b.Add(b.Conv(h, p+".proj_out", width, width, 1, 1, [4]int64{}), x)
}

// layerEps is torch's default for LayerNorm.
const layerEps = 1e-5

// block is one layer of a transformer over [B, pixels, width].
func (b *builder) block(h graph.Value, p string, heads graph.Heads) graph.Value {
	width := heads.Count * heads.Width
	n := b.LayerNorm(h, p+".norm1", width, layerEps)
	h = b.Add(h, b.AttentionLayer(n, n, p+".attn1", width, heads))
	n = b.LayerNorm(h, p+".norm2", width, layerEps)
	if b.form == Text {
		n = b.AttentionLayer(n, b.text, p+".attn2", b.c.TextWidth, heads)
	} else {
		b.unused = append(b.unused, p+".attn2.")
	}
	h = b.Add(h, n)
	n = b.LayerNorm(h, p+".norm3", width, layerEps)
	gated := b.Split(b.Linear(n, p+".ff.net.0.proj", width, 8*width), -1, 2)
	n = b.Mul(gated[0], b.GELU(gated[1]))
	return b.Add(h, b.Linear(n, p+".ff.net.2", 4*width, width))
}
