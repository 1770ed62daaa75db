package qwen

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
	"lookbook/engine/internal/ort"
)

const folder = "../testdata/flux2-klein"

// TestStates: 15 words and 5 of padding.
func TestStates(t *testing.T) {
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	c, err := Read(folder, "text_encoder/config.json")
	if err != nil {
		t.Fatal(err)
	}
	ids := ort.Tensor{Shape: []int64{1, 20}}
	numbers, err := g.Numbers("text.ids")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range numbers {
		ids.I64 = append(ids.I64, int64(v))
	}
	h := [][]float32{graphtest.Floats(t, g, "text.h1").F32, graphtest.Floats(t, g, "text.h2").F32, graphtest.Floats(t, g, "text.h3").F32}
	var want []float32
	for i := range int64(20) {
		want = slices.Concat(want, h[0][i*c.Width:(i+1)*c.Width], h[1][i*c.Width:(i+1)*c.Width], h[2][i*c.Width:(i+1)*c.Width])
	}
	for name, d := range map[string]graph.Dialect{"cpu": graph.ForProvider(ort.ProviderCPU), "portable": {Kind: onnx.Float, QueryTiles: 3}} {
		n, err := Build(c, graphtest.Golden(t, folder+"/text_encoder/model.safetensors"), d, 20, 1, 2, 3)
		if err != nil {
			t.Fatal(err)
		}
		out := graphtest.Run(t, n, ids, graphtest.Floats(t, g, "text.mask"))
		graphtest.Near(t, name, out[0].F32, ort.Tensor{F32: want}, 1e-5)
	}
}

func TestWrongConfigs(t *testing.T) {
	good, err := os.ReadFile(folder + "/text_encoder/config.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][2]string{
		"heads":   {`"num_key_value_heads": 1`, `"num_key_value_heads": 0`},
		"layers":  {`"num_hidden_layers": 4`, `"num_hidden_layers": 4000`},
		"sliding": {`"use_sliding_window": false`, `"use_sliding_window": true`},
		"theta":   {`"rope_theta": 10000.0`, `"rope_theta": 0`},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(dir+"/c.json", []byte(strings.Replace(string(good), x[0], x[1], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(dir, "c.json"); !errors.Is(err, engine.ErrWeights) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
