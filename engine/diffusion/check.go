package diffusion

import (
	"lookbook/engine/arch/qwen"
	"lookbook/engine/arch/vae"
	"lookbook/engine/graph/safetensors"
)

// Check writes all graphs of the model without opening them: an error says what
// is wrong with the weights.
func (k *Klein) Check() error {
	if _, err := k.build(); err != nil {
		return err
	}
	set, err := safetensors.Open(k.Root, k.at("text_encoder"))
	if err != nil {
		return err
	}
	if _, err := qwen.Build(k.text, set, k.Dialect, k.Words, k.After...); err != nil {
		return err
	}
	return checkVAE(k.Folder, k.vae, k.Phases)
}

// Check is that of Klein.
func (p *Inpainter) Check() error {
	if _, err := p.Build(); err != nil {
		return err
	}
	return checkVAE(p.Folder, p.vae, p.Phases)
}

func checkVAE(f Folder, c *vae.Config, p Phases) error {
	set, err := safetensors.Open(f.Root, f.at("vae"))
	if err != nil {
		return err
	}
	if _, err := vae.Encoder(c, set, p.Dialect); err != nil {
		return err
	}
	_, err = vae.Decoder(c, set, p.Dialect)
	return err
}
