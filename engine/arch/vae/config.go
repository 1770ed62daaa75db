// Package vae writes the two networks between pictures and latents
// (AutoencoderKL of the diffusers library, and its variant for FLUX.2) as
// graphs.
//
// Words: a latent is the small picture of 4 to 32 channels that a diffusion
// model works on; the encoder says of each latent number its mean and the
// logarithm of its variance; the decoder makes pixels again; a tile is a part
// of a picture that goes through a network by itself, see Tiled. Pixels are
// [B, 3, H, W] in sRGB from -1 to 1.
//
// Formulas: diffusers models/autoencoders/autoencoder_kl.py and vae.py.
package vae

import (
	"fmt"
	"slices"

	"lookbook/engine/arch"
)

// Config is what the configuration file of a folder says.
type Config struct {
	Widths   []int64  `json:"block_out_channels"`
	Down     []string `json:"down_block_types"`
	Up       []string `json:"up_block_types"`
	Layers   int64    `json:"layers_per_block"`
	Channels int64    `json:"latent_channels"`
	Groups   int64    `json:"norm_num_groups"`
	// Scaling multiplies latents before a diffusion model sees them, after
	// Shift is taken off; both are unused by FLUX.2.
	Scaling      float64 `json:"scaling_factor"`
	Shift        float64 `json:"shift_factor"`
	Activation   string  `json:"act_fn"`
	Attention    bool    `json:"mid_block_add_attention"`
	Quant        bool    `json:"use_quant_conv"`
	PostQuant    bool    `json:"use_post_quant_conv"`
	Upcast       bool    `json:"force_upcast"`
	BatchNormEps float64 `json:"batch_norm_eps"`
	// DecoderWidths, where given, are those of a smaller decoder.
	DecoderWidths []int64 `json:"decoder_block_out_channels"`
}

// Read reads and checks a configuration; root and name as for
// safetensors.Open. Errors are *engine.Fault of kind weights.
func Read(root, name string) (*Config, error) {
	c := &Config{
		Activation: "silu", Attention: true, Quant: true, PostQuant: true, Scaling: 0.18215, Upcast: true,
		Groups: 32, Layers: 1, Channels: 4, BatchNormEps: 1e-4,
	}
	if err := arch.ReadConfig(root, name, c); err != nil {
		return nil, err
	}
	if c.DecoderWidths == nil {
		c.DecoderWidths = c.Widths
	}
	if reason := c.check(); reason != "" {
		return nil, arch.Unfit(name, reason)
	}
	return c, nil
}

// check returns why a configuration cannot be built, in words.
func (c *Config) check() string {
	levels := len(c.Widths)
	other := func(want string) func(string) bool { return func(kind string) bool { return kind != want } }
	reason := arch.FirstBroken(
		arch.Rule{
			Met:    arch.Within(int64(levels), 1, 8) && len(c.Down) == levels && len(c.Up) == levels && len(c.DecoderWidths) == levels,
			Reason: "it does not describe 1 to 8 levels down and as many up",
		},
		arch.Rule{
			Met:    arch.Within(c.Layers, 1, 8) && arch.Within(c.Channels, 1, 256) && arch.Within(c.Groups, 1, 1024),
			Reason: "its layers, channels or groups are out of range",
		},
		arch.Rule{
			Met:    !slices.ContainsFunc(c.Down, other("DownEncoderBlock2D")) && !slices.ContainsFunc(c.Up, other("UpDecoderBlock2D")),
			Reason: "it has levels of a kind that is not supported",
		},
		arch.Rule{Met: c.Activation == "silu", Reason: "its activation is of a kind that is not supported"},
		arch.Rule{Met: c.Scaling > 0 && c.BatchNormEps > 0, Reason: "its scaling factor or epsilon is not positive"},
	)
	if reason != "" {
		return reason
	}
	for i, w := range append(slices.Clone(c.Widths), c.DecoderWidths...) {
		if !arch.Within(w, 1, 1<<14) || w%c.Groups != 0 {
			return fmt.Sprintf("level %d has %d channels and %d groups, which do not go together", i%levels, w, c.Groups)
		}
	}
	return ""
}

// Scale is the number of pixels to one latent in each direction.
func (c *Config) Scale() int64 { return 1 << (len(c.Widths) - 1) }
