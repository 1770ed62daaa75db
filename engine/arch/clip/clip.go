// Package clip writes the text encoder of the Stable Diffusion 1.5 family
// (CLIPTextModel of the transformers library) as a graph and prepares its
// input.
//
// Words: a prompt is turned into a fixed number of tokens (77): begin, text,
// end, padding; the encoder gives each token a vector of the text's meaning,
// the last hidden state; a token looks only at itself and those before it.
//
// Formulas: transformers models/clip/modeling_clip.py.
package clip

import (
	"encoding/json"
	"fmt"
	"path"

	"lookbook/engine"
	"lookbook/engine/arch"
	"lookbook/engine/arch/bpe"
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
	Tokens     int64   `json:"max_position_embeddings"`
	Vocabulary int64   `json:"vocab_size"`
	Eps        float64 `json:"layer_norm_eps"`
	Activation string  `json:"hidden_act"`
}

// Read reads and checks a configuration; root and name as for
// safetensors.Open. Errors are *engine.Fault of kind weights.
func Read(root, name string) (*Config, error) {
	c := &Config{Tokens: 77, Vocabulary: 49408, Eps: 1e-5, Activation: "quick_gelu"}
	if err := arch.ReadConfig(root, name, c); err != nil {
		return nil, err
	}
	switch {
	case !arch.Within(c.Width, 1, 1<<14) || !arch.Within(c.Heads, 1, 256) || c.Width%c.Heads != 0 || !arch.Within(c.Inner, 1, 1<<16):
		return nil, arch.Unfit(name, "its width, heads or inner width are out of range")
	case !arch.Within(c.Layers, 1, 64) || !arch.Within(c.Tokens, 3, 1024) || !arch.Within(c.Vocabulary, 1, 1<<20) || c.Eps <= 0:
		return nil, arch.Unfit(name, "its layers, tokens, vocabulary or epsilon are out of range")
	case c.Activation != "quick_gelu" && c.Activation != "gelu":
		return nil, arch.Unfit(name, fmt.Sprintf("the activation %.40q is not supported", c.Activation))
	}
	return c, nil
}

// Build writes the encoder. Input: ids [B, Tokens] of type int64; output: the
// last hidden state [B, Tokens, Width]. Keys may or may not begin with
// "text_model.". Errors are *engine.Fault of kind weights.
func Build(c *Config, set *safetensors.Set, d graph.Dialect) (*graph.Network, error) {
	b := graph.New("text encoder", set, d)
	p := ""
	if b.Has("text_model.embeddings.token_embedding.weight") {
		p = "text_model."
	}
	ids := b.Input("ids", onnx.Int64, fmt.Sprintf("B %d", c.Tokens))
	table := b.Embedding(p+"embeddings.token_embedding.weight", c.Vocabulary, c.Width, ids)
	places := b.Weight(p+"embeddings.position_embedding.weight", b.Kind(), []int64{c.Tokens, c.Width}, nil)
	x := b.Add(table, places)
	heads := graph.Heads{Count: c.Heads, Width: c.Width / c.Heads, Bias: b.Causal(c.Tokens)}
	for i := range c.Layers {
		layer := fmt.Sprintf("%sencoder.layers.%d.", p, i)
		n := b.LayerNorm(x, layer+"layer_norm1", c.Width, c.Eps)
		x = b.Add(x, attention(b, n, layer+"self_attn.", heads))
		n = b.LayerNorm(x, layer+"layer_norm2", c.Width, c.Eps)
		n = b.Linear(n, layer+"mlp.fc1", c.Width, c.Inner)
		if c.Activation == "gelu" {
			n = b.GELU(n)
		} else {
			n = b.QuickGELU(n)
		}
		x = b.Add(x, b.Linear(n, layer+"mlp.fc2", c.Inner, c.Width))
	}
	x = b.LayerNorm(x, p+"final_layer_norm", c.Width, c.Eps)
	b.Output("last_hidden_state", x, fmt.Sprintf("B %d %d", c.Tokens, c.Width))
	return b.Build(p + "embeddings.position_ids")
}

func attention(b *graph.Builder, x graph.Value, p string, h graph.Heads) graph.Value {
	width := h.Count * h.Width
	q := b.Linear(x, p+"q_proj", width, width)
	k := b.Linear(x, p+"k_proj", width, width)
	v := b.Linear(x, p+"v_proj", width, width)
	return b.Linear(b.Attention(q, k, v, h), p+"out_proj", width, width)
}

// Prompts turns texts into input of the encoder.
type Prompts struct {
	tokens          *bpe.Tokenizer
	count           int
	begin, end, pad int64
}

// ReadPrompts reads the tokenizer folder that belongs to a configuration.
func ReadPrompts(root, folder string, c *Config) (*Prompts, error) {
	t, err := bpe.Read(root, folder, bpe.CLIP)
	if err != nil {
		return nil, err
	}
	name := path.Join(folder, "tokenizer_config.json")
	special := struct {
		Pad token `json:"pad_token"`
	}{"<|endoftext|>"}
	if err := arch.ReadConfig(root, name, &special); err != nil && engine.AsFault(err).Code != "weights.missing" {
		return nil, err
	}
	p := &Prompts{tokens: t, count: int(c.Tokens)}
	for _, s := range []struct {
		text string
		into *int64
	}{{"<|startoftext|>", &p.begin}, {"<|endoftext|>", &p.end}, {string(special.Pad), &p.pad}} {
		n, ok := t.Number(s.text)
		if !ok || n < 0 || n >= c.Vocabulary {
			return nil, arch.Unfit(name, fmt.Sprintf("the token %.40q is not in the vocabulary", s.text))
		}
		*s.into = n
	}
	return p, nil
}

// token is a text, or an object with that text as its content.
type token string

// UnmarshalJSON reads either form.
func (t *token) UnmarshalJSON(b []byte) error {
	var object struct{ Content string }
	if json.Unmarshal(b, (*string)(t)) == nil {
		return nil
	}
	if err := json.Unmarshal(b, &object); err != nil {
		return err
	}
	*t = token(object.Content)
	return nil
}

// Encode returns the Tokens numbers of a prompt. What does not fit is cut off,
// and cut tells so.
func (p *Prompts) Encode(prompt string) (ids []int64, cut bool, err error) {
	text, err := p.tokens.Encode(prompt)
	if err != nil {
		return nil, false, err
	}
	if room := p.count - 2; len(text) > room {
		text, cut = text[:room], true
	}
	ids = append(append([]int64{p.begin}, text...), p.end)
	for len(ids) < p.count {
		ids = append(ids, p.pad)
	}
	return ids, cut, nil
}
