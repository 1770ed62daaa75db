// Package fashn writes the network of FASHN VTON 1.5 as a graph: a transformer
// that works on pixels and dresses a person in a garment without masks, text or
// an autoencoder.
//
// Words: a patch is a square of pixels that becomes one token; the person
// stream holds the tokens of the picture in the making, joined with the photo
// of the person and a drawing of its pose; the garment stream those of the
// garment's photo and pose; mixer blocks see the person stream only, double
// blocks have weights of their own for each stream, single blocks share them;
// modulation shifts, scales and gates each block by time and category.
//
// Formulas: fashn-AI/fashn-vton-1.5, src/fashn_vton/tryon_mmdit.py (Apache-2.0).
package fashn

import (
	"lookbook/engine"
	"lookbook/engine/arch"
)

// Config is the size of the network. The published folder has no such file; it
// is Published.
type Config struct {
	Input   []int64 `json:"input_shape"` // height, width in pixels
	Width   int64   `json:"hidden_size"`
	Heads   int64   `json:"n_heads"`
	Double  int64   `json:"double_blocks_depth"`
	Single  int64   `json:"single_blocks_depth"`
	Mixers  int64   `json:"patch_mixer_depth"`
	Axes    []int64 `json:"axes_dim"`
	Ratio   int64   `json:"mlp_ratio"`
	Patch   int64   `json:"patch_size"`
	Theta   float64 `json:"theta"`
	Classes int64   `json:"n_classes"`
}

// Categories of garments as the network numbers them; 0 is none.
const (
	Tops      = 1
	Bottoms   = 2
	OnePieces = 3
)

// Published is the configuration of the released weights.
func Published() *Config {
	return &Config{
		Input: []int64{864, 576}, Width: 1280, Heads: 10, Double: 8, Single: 16, Mixers: 4,
		Axes: []int64{16, 56, 56}, Ratio: 4, Patch: 12, Theta: 10000, Classes: 3,
	}
}

// Read reads a configuration of another size; where there is no such file it is
// Published. Errors are *engine.Fault of kind weights.
func Read(root, name string) (*Config, error) {
	c := Published()
	if err := arch.ReadConfig(root, name, c); err != nil {
		if engine.AsFault(err).Code == "weights.missing" {
			return Published(), nil
		}
		return nil, err
	}
	if reason := c.check(); reason != "" {
		return nil, arch.Unfit(name, reason)
	}
	return c, nil
}

func (c *Config) check() string {
	if len(c.Input) != 2 || len(c.Axes) != 3 || !arch.Within(c.Heads, 1, 256) || !arch.Within(c.Patch, 1, 64) {
		return "its size, axes, heads or patches are out of range"
	}
	side := func(n int64) bool { return arch.Within(n, c.Patch, 4096) && n%c.Patch == 0 }
	axes, even := int64(0), true
	for _, a := range c.Axes {
		axes, even = axes+a, even && a > 0 && a%2 == 0
	}
	return arch.FirstBroken(
		arch.Rule{Met: side(c.Input[0]) && side(c.Input[1]), Reason: "its size is out of range or no multiple of its patches"},
		arch.Rule{Met: arch.Within(c.Width, 1, 1<<14) && c.Width%c.Heads == 0, Reason: "its width does not go with its heads"},
		arch.Rule{Met: even && axes*c.Heads == c.Width, Reason: "its axes do not add up to the width of a head"},
		arch.Rule{Met: arch.Within(min(c.Double, c.Single, c.Mixers), 0, 64) && max(c.Double, c.Single, c.Mixers) <= 64, Reason: "it has too many blocks"},
		arch.Rule{Met: arch.Within(c.Ratio, 1, 16) && arch.Within(c.Classes, 1, 64) && c.Theta > 1, Reason: "its ratio, classes or theta are out of range"},
	)
}
