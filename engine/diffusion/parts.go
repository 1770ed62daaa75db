package diffusion

import (
	"lookbook/engine/arch/qwen"
	"lookbook/engine/graph/safetensors"
)

// Part is a network of a model whose weights can be made smaller.
type Part struct {
	// Name of the file or folder of its weights, in the model's folder.
	Name string
	Set  *safetensors.Set
	// Linears are the keys that can be packed, see graph.Network.
	Linears []string
}

// Parts of the model. Errors are *engine.Fault of kind weights.
func (d *Dresser) Parts() ([]Part, error) {
	const name = "model.safetensors"
	set, err := safetensors.Open(d.Root, d.at(name))
	if err != nil {
		return nil, err
	}
	n, err := d.Build()
	if err != nil {
		return nil, err
	}
	return []Part{{name, set, n.Linears}}, nil
}

// Parts of the model: the autoencoder has hardly any linear weights.
func (k *Klein) Parts() ([]Part, error) {
	net, err := safetensors.Open(k.Root, k.at("transformer"))
	if err != nil {
		return nil, err
	}
	n, err := k.build()
	if err != nil {
		return nil, err
	}
	text, err := safetensors.Open(k.Root, k.at("text_encoder"))
	if err != nil {
		return nil, err
	}
	t, err := qwen.Build(k.text, text, k.Dialect, k.Words, k.After...)
	if err != nil {
		return nil, err
	}
	return []Part{{"transformer", net, n.Linears}, {"text_encoder", text, t.Linears}}, nil
}

// Parts of the model.
func (p *Inpainter) Parts() ([]Part, error) {
	set, err := safetensors.Open(p.Root, p.at("unet"))
	if err != nil {
		return nil, err
	}
	n, err := p.Build()
	if err != nil {
		return nil, err
	}
	return []Part{{"unet", set, n.Linears}}, nil
}
