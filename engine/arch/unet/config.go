// Package unet writes the denoising network of the Stable Diffusion 1.5 family
// (UNet2DConditionModel of the diffusers library) as a graph.
//
// Words: a level is a part at one size, with resnets (two convolutions beside a
// shortcut) and, in most levels, transformers (attention over all pixels); the
// skip values of the way down are joined on the way up; text form and try-on
// form differ in the second attention of each transformer, see Form. Input
// channels are 4 for plain generation, 9 with a mask and a masked picture, 12
// with a pose map besides.
//
// Formulas: diffusers models/unets/unet_2d_condition.py, resnet.py, attention.py.
package unet

import (
	"encoding/json"
	"fmt"

	"lookbook/engine/arch"
)

// Form says what the second attention of each transformer looks at.
type Form int

// Forms.
const (
	// Text attends to the embedded prompt.
	Text Form = iota
	// TryOn has no prompt: the second attention returns its input, which is
	// the normalized state, so that each block adds LayerNorm2 of itself. That
	// is how try-on models that stack garment and person on height are
	// trained (CatVTON).
	TryOn
)

// Config is what the configuration file of a folder says.
type Config struct {
	InChannels    int64    `json:"in_channels"`
	OutChannels   int64    `json:"out_channels"`
	Widths        []int64  `json:"block_out_channels"`
	Down          []string `json:"down_block_types"`
	Up            []string `json:"up_block_types"`
	Mid           string   `json:"mid_block_type"`
	Layers        int64    `json:"layers_per_block"`
	Heads         perLevel `json:"attention_head_dim"` // the number of heads, in spite of its name
	HeadCount     perLevel `json:"num_attention_heads"`
	Transformers  perLevel `json:"transformer_layers_per_block"`
	TextWidth     int64    `json:"cross_attention_dim"`
	Groups        int64    `json:"norm_num_groups"`
	Eps           float64  `json:"norm_eps"`
	CosineFirst   bool     `json:"flip_sin_to_cos"`
	FrequencyStep float64  `json:"freq_shift"`
	Activation    string   `json:"act_fn"`
	TimeKind      string   `json:"time_embedding_type"`
	ClassKind     *string  `json:"class_embed_type"`
	AdditionKind  *string  `json:"addition_embed_type"`
	OnlyCross     bool     `json:"only_cross_attention"`
	DualCross     bool     `json:"dual_cross_attention"`
	TimeScale     string   `json:"resnet_time_scale_shift"`
}

// perLevel is one number for all levels or one for each.
type perLevel []int64

// UnmarshalJSON reads a number, a list of numbers, or null.
func (p *perLevel) UnmarshalJSON(text []byte) error {
	var one *int64
	if err := json.Unmarshal(text, &one); err == nil {
		*p = nil
		if one != nil {
			*p = perLevel{*one}
		}
		return nil
	}
	return json.Unmarshal(text, (*[]int64)(p))
}

// at returns the number of a level.
func (p perLevel) at(level int) int64 {
	if len(p) == 1 {
		return p[0]
	}
	return p[level]
}

const (
	plainDown, crossDown = "DownBlock2D", "CrossAttnDownBlock2D"
	plainUp, crossUp     = "UpBlock2D", "CrossAttnUpBlock2D"
	crossMid             = "UNetMidBlock2DCrossAttn"
)

// Read reads and checks a configuration; root and name as for
// safetensors.Open. Errors are *engine.Fault of kind weights.
func Read(root, name string) (*Config, error) {
	c := &Config{Mid: crossMid, Activation: "silu", TimeKind: "positional", TimeScale: "default", CosineFirst: true}
	if err := arch.ReadConfig(root, name, c); err != nil {
		return nil, err
	}
	if c.HeadCount != nil {
		c.Heads = c.HeadCount
	}
	if c.Transformers == nil {
		c.Transformers = perLevel{1}
	}
	if reason := c.check(); reason != "" {
		return nil, arch.Unfit(name, reason)
	}
	return c, nil
}

// check returns why a configuration cannot be built, in words.
func (c *Config) check() string {
	levels := len(c.Widths)
	perLevel := func(p perLevel) bool { return len(p) == 1 || len(p) == levels }
	reason := arch.FirstBroken(
		arch.Rule{
			Met:    arch.Within(int64(levels), 1, 8) && len(c.Down) == levels && len(c.Up) == levels,
			Reason: "it does not describe 1 to 8 levels down and as many up",
		},
		arch.Rule{
			Met:    arch.Within(c.InChannels, 1, 64) && arch.Within(c.OutChannels, 1, 64) && arch.Within(c.Layers, 1, 8),
			Reason: "its channels or layers are out of range",
		},
		arch.Rule{
			Met:    arch.Within(c.Groups, 1, 1024) && arch.Within(c.TextWidth, 1, 1<<14) && c.Eps > 0,
			Reason: "its groups, text width or epsilon are out of range",
		},
		arch.Rule{
			Met:    c.Activation == "silu" && c.TimeKind == "positional" && c.TimeScale == "default" && c.CosineFirst,
			Reason: "its activation or its embedding of time is of a kind that is not supported",
		},
		arch.Rule{Met: c.isFamily(), Reason: "it belongs to another family than Stable Diffusion 1.5"},
		arch.Rule{Met: perLevel(c.Heads) && perLevel(c.Transformers), Reason: "heads or transformers are not given for each level"},
	)
	for i := 0; reason == "" && i < levels; i++ {
		reason = c.checkLevel(i)
	}
	return reason
}

func (c *Config) isFamily() bool {
	return c.ClassKind == nil && c.AdditionKind == nil && !c.OnlyCross && !c.DualCross && c.Mid == crossMid
}

func (c *Config) checkLevel(i int) string {
	width, heads, depth := c.Widths[i], c.Heads.at(i), c.Transformers.at(i)
	fits := arch.Within(width, 1, 1<<14) && arch.Within(heads, 1, 256) && width%heads == 0 && width%c.Groups == 0
	return arch.FirstBroken(
		arch.Rule{
			Met:    fits && arch.Within(depth, 0, 16),
			Reason: fmt.Sprintf("level %d has %d channels, %d heads and %d groups, which do not go together", i, width, heads, c.Groups),
		},
		arch.Rule{
			Met:    c.Down[i] == plainDown || c.Down[i] == crossDown,
			Reason: fmt.Sprintf("a level of the kind %.40q is not supported", c.Down[i]),
		},
		arch.Rule{
			Met:    c.Up[i] == plainUp || c.Up[i] == crossUp,
			Reason: fmt.Sprintf("a level of the kind %.40q is not supported", c.Up[i]),
		},
	)
}
