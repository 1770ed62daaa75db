package flux2

import (
	"errors"
	"os"
	"strings"
	"testing"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
)

const folder = "../testdata/flux2-klein"

// TestVelocity: ten words and a picture of 6×4 tokens.
func TestVelocity(t *testing.T) {
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	c, err := Read(folder, "transformer/config.json")
	if err != nil {
		t.Fatal(err)
	}
	set, err := safetensors.Open(folder, "transformer")
	if err != nil {
		t.Fatal(err)
	}
	var places [][]float64
	for i := range 10 {
		places = append(places, []float64{0, 0, 0, float64(i)})
	}
	for i := range 24 {
		places = append(places, []float64{0, float64(i / 4), float64(i % 4), 0})
	}
	cos, sin := graph.Angles(places, c.Axes, c.Theta)
	shape := []int64{34, c.HeadWidth / 2}
	for name, d := range map[string]graph.Dialect{"cpu": graph.ForProvider(ort.ProviderCPU), "portable": {Kind: onnx.Float, QueryTiles: 3}} {
		n, err := Build(c, set, d)
		if err != nil {
			t.Fatal(err)
		}
		out := graphtest.Run(t, n, graphtest.Floats(t, g, "dit.x"), graphtest.Floats(t, g, "dit.ctx"),
			ort.Tensor{Shape: []int64{1}, F32: []float32{0.5}}, ort.Tensor{Shape: shape, F32: cos}, ort.Tensor{Shape: shape, F32: sin})
		graphtest.Near(t, name, out[0].F32, graphtest.Floats(t, g, "dit.out"), 1e-5)
	}
}

func TestWrongConfigs(t *testing.T) {
	good, err := os.ReadFile(folder + "/transformer/config.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][2]string{
		"heads":    {`"num_attention_heads": 2`, `"num_attention_heads": 0`},
		"blocks":   {`"num_layers": 1`, `"num_layers": 100000`},
		"axes":     {`"attention_head_dim": 16`, `"attention_head_dim": 18`},
		"guidance": {`"guidance_embeds": false`, `"guidance_embeds": true`},
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
