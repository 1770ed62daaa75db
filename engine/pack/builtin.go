package pack

import (
	"slices"
	"strings"
)

// apache is what the Apache License 2.0 asks of users of a model, in words.
const apache = `Apache License, Version 2.0.
You may use, copy, change and pass on the model and what it makes, also for
money. If you pass on the model itself, keep its license, its notices and a
statement of what you changed. It comes without any warranty. The license covers
the model, not the rights of third persons in pictures that you put in or that
come out: rights in people's images and in designs are yours to clear.
The full words are at https://www.apache.org/licenses/LICENSE-2.0`

// openRAIL is what the license of Stable Diffusion 1.5 asks, in words.
const openRAIL = `CreativeML Open RAIL-M.
You may use, copy, change and pass on the model and what it makes, also for
money, but not for the uses that the license forbids, among them: breaking laws,
harming minors, false information meant to harm, defaming or harassing people,
and medical advice. If you pass on the model, pass on these limits.
Try-on weights that you add to it have a license of their own: those of CatVTON
are for non-commercial use only, so only add weights that you may use.
The full words are at https://huggingface.co/spaces/CompVis/stable-diffusion-license`

const hub = "https://huggingface.co/"

// hubFiles are files at their place in a repository of the hub.
func hubFiles(repository string, names ...string) []File {
	out := make([]File, len(names))
	for i, n := range names {
		out[i] = File{Path: n, URL: hub + repository + "/resolve/main/" + n}
	}
	return out
}

// Builtin are the recipes that this program brings with it. Sizes and work are
// computed from the numbers of parameters and tokens: weights of 16 bits and
// the activations of one pass, of the largest phase.
func Builtin() []Manifest { return []Manifest{fashnRecipe(), kleinRecipe(), catRecipe()} }

// Find returns a recipe by name.
func Find(name string) (*Manifest, error) {
	list := Builtin()
	i := slices.IndexFunc(list, func(m Manifest) bool { return strings.EqualFold(m.Name, name) })
	if i < 0 {
		return nil, unknown(name)
	}
	return &list[i], nil
}

const gb = 1_000_000_000

func fashnRecipe() Manifest {
	const repository = "fashn-ai/fashn-vton-1.5"
	m := Manifest{
		Format: 1, Name: "fashn", Title: "FASHN VTON 1.5", Family: FASHN, Home: hub + repository,
		License: License{Name: "Apache-2.0", Text: apache, URL: "https://www.apache.org/licenses/LICENSE-2.0", Commercial: true},
		Parts:   []string{"model.safetensors", "config.json"},
		Files:   hubFiles(repository, "model.safetensors"),
		About:   1_943_700_000,
		Can: Can{
			Tasks: []string{"model-based"}, Categories: []string{"clothing"}, References: 1,
			Steps: 30, Guidance: 1.5,
		},
		// 6,912 tokens; a pass costs 15.5 TFLOP, 59 of them make a picture.
		Memory: []Need{{Width: 576, Height: 864, Device: 4 * gb, Host: 6 * gb, Work: 0.93e15}},
	}
	return m
}

func kleinRecipe() Manifest {
	const repository = "black-forest-labs/FLUX.2-klein-4B"
	return Manifest{
		Format: 1, Name: "klein", Title: "FLUX.2 klein 4B", Family: Klein, Home: hub + repository,
		License: License{Name: "Apache-2.0", Text: apache, URL: "https://www.apache.org/licenses/LICENSE-2.0", Commercial: true},
		Parts:   []string{"model_index.json", "scheduler", "text_encoder", "tokenizer", "transformer", "vae"},
		Files: hubFiles(
			repository, "model_index.json", "scheduler/scheduler_config.json",
			"text_encoder/config.json", "text_encoder/model.safetensors.index.json",
			"text_encoder/model-00001-of-00002.safetensors", "text_encoder/model-00002-of-00002.safetensors",
			"tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json",
			"transformer/config.json", "transformer/diffusion_pytorch_model.safetensors",
			"vae/config.json", "vae/diffusion_pytorch_model.safetensors",
		),
		About: 15_970_000_000,
		Can: Can{
			Tasks: []string{"model-based"}, Categories: []string{"clothing", "bag", "shoes", "other"}, References: 5,
			Steps: 4, Guidance: 1,
		},
		// One reference as large as the result, beside it.
		Memory: []Need{
			{Width: 512, Height: 768, Device: 9 * gb, Host: 18 * gb, Work: 0.11e15},
			{Width: 832, Height: 1248, Device: 11 * gb, Host: 20 * gb, Work: 0.33e15},
		},
	}
}

func catRecipe() Manifest {
	return Manifest{
		Format: 1, Name: "sd15", Title: "Stable Diffusion 1.5 inpainting, used in CatVTON's way", Family: CatVTON,
		Home:    hub + "stable-diffusion-v1-5/stable-diffusion-inpainting",
		License: License{Name: "CreativeML Open RAIL-M", Text: openRAIL, URL: hub + "spaces/CompVis/stable-diffusion-license", Commercial: true},
		Parts:   []string{"model_index.json", "scheduler", "unet", "vae"},
		Can: Can{
			Tasks: []string{"model-based"}, Categories: []string{"clothing"}, References: 1,
			Steps: 50, Guidance: 2.5,
		},
		// Person and garment one over the other; two passes a step.
		Memory: []Need{
			{Width: 384, Height: 512, Device: 3 * gb, Host: 5 * gb, Work: 0.08e15},
			{Width: 768, Height: 1024, Device: 5 * gb, Host: 8 * gb, Work: 0.42e15},
		},
	}
}
