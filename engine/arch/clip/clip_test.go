package clip

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
)

const folder = "../testdata/sd15-inpaint"

func integers(t *testing.T, s *safetensors.Set, key string) ort.Tensor {
	t.Helper()
	v, err := s.Numbers(key)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := s.Get(key)
	out := ort.Tensor{Shape: x.Shape}
	for _, f := range v {
		out.I64 = append(out.I64, int64(f))
	}
	return out
}

func read(t *testing.T) *Config {
	t.Helper()
	c, err := Read(folder, "text_encoder/config.json")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEncoder(t *testing.T) {
	c := read(t)
	set := graphtest.Golden(t, folder+"/text_encoder/model.safetensors")
	prefixed := map[string]ort.Tensor{"text_model.embeddings.position_ids": {Shape: []int64{1, 2}, F32: []float32{0, 1}}}
	for key, x := range graphtest.All(t, set) {
		prefixed["text_model."+key] = x
	}
	dir := t.TempDir()
	graphtest.Write(t, dir+"/m.safetensors", safetensors.F32, prefixed)
	for name, x := range map[string]struct {
		d   graph.Dialect
		set *safetensors.Set
	}{
		"cpu":      {graph.ForProvider(ort.ProviderCPU), set},
		"portable": {graph.Dialect{Kind: onnx.Float, QueryTiles: 4}, set},
		"prefixed": {graph.ForProvider(ort.ProviderCPU), graphtest.Golden(t, dir+"/m.safetensors")},
	} {
		n, err := Build(c, x.set, x.d)
		if err != nil {
			t.Fatal(err)
		}
		g := graphtest.Golden(t, folder+"/golden.safetensors")
		out := graphtest.Run(t, n, integers(t, g, "text.ids"))
		graphtest.Near(t, name, out[0].F32, graphtest.Floats(t, g, "text.out"), 1e-5)
		// The pipeline's numbers come positive first, its embeddings last.
		g = graphtest.Golden(t, folder+"/pipeline.safetensors")
		ids := integers(t, g, "prompt_ids")
		ids.I64 = append(slices.Clone(ids.I64[77:]), ids.I64[:77]...)
		out = graphtest.Run(t, n, ids)
		graphtest.Near(t, name+" of two", out[0].F32, graphtest.Floats(t, g, "prompt_embeds"), 1e-5)
	}
}

func TestPrompts(t *testing.T) {
	c := read(t)
	p, err := ReadPrompts(folder, "tokenizer", c)
	if err != nil {
		t.Fatal(err)
	}
	want := integers(t, graphtest.Golden(t, folder+"/pipeline.safetensors"), "prompt_ids").I64
	for i, text := range []string{"a shirt", "bad"} {
		got, cut, err := p.Encode(text)
		if err != nil || cut || !slices.Equal(got, want[77*i:77*(i+1)]) {
			t.Errorf("%q: got %v cut %v %v", text, got, cut, err)
		}
	}
	got, cut, err := p.Encode(strings.Repeat("a shirt ", 100))
	if err != nil || !cut || len(got) != 77 || got[76] != p.end {
		t.Errorf("a long prompt: %d tokens, cut %v, %v", len(got), cut, err)
	}
}

// TestPadding reads the pad token in both forms that published files have.
func TestPadding(t *testing.T) {
	c := read(t)
	dir := t.TempDir()
	b, err := os.ReadFile(folder + "/tokenizer/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("tokenizer.json", string(b))
	for config, want := range map[string]int64{"": 517, `{"pad_token":"!"}`: 0, `{"pad_token":{"content":"!"}}`: 0, `{"pad_token":"none"}`: -1, `{"pad_token":3}`: -1} {
		if config != "" {
			write("tokenizer_config.json", config)
		}
		p, err := ReadPrompts(dir, ".", c)
		switch {
		case want < 0:
			if !errors.Is(err, engine.ErrWeights) {
				t.Errorf("%s: got %v", config, err)
			}
		case err != nil || p.pad != want:
			t.Errorf("%s: got %v %v", config, p, err)
		}
		if config != "" {
			os.Remove(dir + "/tokenizer_config.json")
		}
	}
}

func TestWrongConfigs(t *testing.T) {
	good, err := os.ReadFile(folder + "/text_encoder/config.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][2]string{
		"heads":      {`"num_attention_heads": 2`, `"num_attention_heads": 3`},
		"layers":     {`"num_hidden_layers": 2`, `"num_hidden_layers": 2000`},
		"activation": {`"quick_gelu"`, `"relu"`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(dir+"/c.json", []byte(strings.Replace(string(good), x[0], x[1], 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Read(dir, "c.json"); !errors.Is(err, engine.ErrWeights) {
				t.Errorf("got %v", err)
			}
		})
	}
}
