package fashn

import (
	"fmt"
	"testing"

	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
)

const folder = "../testdata/fashn-vton"

var dialects = map[string]graph.Dialect{
	"cpu":      graph.ForProvider(ort.ProviderCPU),
	"portable": {Kind: onnx.Float, QueryTiles: 2},
}

func build(t *testing.T, d graph.Dialect) *graph.Network {
	t.Helper()
	c, err := Read(folder, "config.json")
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(c, graphtest.Golden(t, folder+"/model.safetensors"), d)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// inputs of the reference run, at a category; without gives those of the
// unconditional prediction.
func inputs(t *testing.T, g *safetensors.Set, category int64, without bool) []ort.Tensor {
	t.Helper()
	var in []ort.Tensor
	for _, key := range []string{"x0", "forward.times", "ca_images", "person_poses", "garment_images", "garment_poses"} {
		x := graphtest.Floats(t, g, key)
		if without && key != "x0" && key != "forward.times" {
			clear(x.F32)
		}
		in = append(in, x)
	}
	if without {
		category = 0
	}
	return append(in, ort.Tensor{Shape: []int64{1}, I64: []int64{category}})
}

func TestVelocity(t *testing.T) {
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	own, err := g.Numbers("garment_categories")
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range dialects {
		s := graphtest.Open(t, build(t, d))
		check := func(key string, category int64, without bool) {
			t.Helper()
			out, err := s.Run(t.Context(), inputs(t, g, category, without)...)
			if err != nil {
				t.Fatal(err)
			}
			graphtest.Near(t, name+" "+key, out[0].F32, graphtest.Floats(t, g, key), 1e-5)
		}
		check("forward.v_c", int64(own[0]), false)
		check("forward.v_u", 0, true)
		for category := range int64(3) {
			check(fmt.Sprintf("forward.v_c.category%d", category+1), category+1, false)
		}
	}
}
