package unet

import (
	"errors"
	"os"
	"path/filepath"
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

func build(t testing.TB, root, name string, d graph.Dialect, form Form) *graph.Network {
	t.Helper()
	c, err := Read(folder, "unet/config.json")
	if err != nil {
		t.Fatal(err)
	}
	set, err := safetensors.Open(root, name)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(c, set, d, form)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var dialects = map[string]graph.Dialect{
	"cpu":      graph.ForProvider(ort.ProviderCPU),
	"portable": {Kind: onnx.Float},
	"tiled":    {Kind: onnx.Float, QueryTiles: 3},
}

func TestText(t *testing.T) {
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	for name, d := range dialects {
		n := build(t, folder, "unet", d, Text)
		out := graphtest.Run(t, n, graphtest.Floats(t, g, "unet.in"),
			ort.Tensor{Shape: []int64{2}, F32: []float32{501, 501}}, graphtest.Floats(t, g, "unet.ctx"))
		t.Logf("%s: %d bytes of graph", name, len(n.Model))
		graphtest.Near(t, name, out[0].F32, graphtest.Floats(t, g, "unet.out"), 1e-5)
	}
}

// TestTryOn runs the form without a prompt on pictures stacked on height.
func TestTryOn(t *testing.T) {
	g := graphtest.Golden(t, folder+"/no_cross_attention.safetensors")
	for name, d := range dialects {
		out := graphtest.Run(t, build(t, folder, "unet", d, TryOn), graphtest.Floats(t, g, "unet.in"),
			ort.Tensor{Shape: []int64{2}, F32: []float32{501, 501}})
		graphtest.Near(t, name, out[0].F32, graphtest.Floats(t, g, "unet.out"), 1e-5)
	}
}

// TestHalfFiles compares a file of 16 bits with one of 32 bits that holds the
// same, rounded numbers: the graph must compute the same from both.
func TestHalfFiles(t *testing.T) {
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	in := []ort.Tensor{
		graphtest.Floats(t, g, "unet.in"),
		{Shape: []int64{2}, F32: []float32{501, 501}},
		graphtest.Floats(t, g, "unet.ctx"),
	}
	weights := graphtest.All(t, graphtest.Golden(t, folder+"/unet/diffusion_pytorch_model.safetensors"))
	for _, kind := range []safetensors.DType{safetensors.F16, safetensors.BF16} {
		dir := t.TempDir()
		graphtest.Write(t, dir+"/half.safetensors", kind, weights)
		graphtest.Write(t, dir+"/full.safetensors", safetensors.F32, graphtest.All(t, graphtest.Golden(t, dir+"/half.safetensors")))
		full := graphtest.Run(t, build(t, dir, "full.safetensors", dialects["cpu"], Text), in...)
		half := graphtest.Run(t, build(t, dir, "half.safetensors", dialects["cpu"], Text), in...)
		graphtest.Near(t, string(kind), half[0].F32, full[0], 1e-6)
		// What rounding the weights costs, and computing in 16 bits besides.
		golden := graphtest.Floats(t, g, "unet.out")
		graphtest.Near(t, string(kind)+" against the original", half[0].F32, golden, 0.05)
		d := graph.ForProvider("a graphics processor")
		out := graphtest.Run(t, build(t, dir, "half.safetensors", d, Text), in...)
		graphtest.Near(t, string(kind)+" computed in 16 bits", out[0].F32, golden, 0.05)
	}
}

// TestInputChannels cuts the first convolution to 4 channels and widens it to
// 12: with the missing channels empty the outputs are those of the 9.
func TestInputChannels(t *testing.T) {
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	weights := graphtest.All(t, graphtest.Golden(t, folder+"/unet/diffusion_pytorch_model.safetensors"))
	original := weights["conv_in.weight"]
	sample, times, text := graphtest.Floats(t, g, "unet.in"), ort.Tensor{Shape: []int64{2}, F32: []float32{7, 700}}, graphtest.Floats(t, g, "unet.ctx")
	clear(sample.F32[4*48 : 9*48])
	clear(sample.F32[13*48:])
	want := graphtest.Run(t, build(t, folder, "unet", dialects["cpu"], Text), sample, times, text)
	for _, channels := range []int64{4, 12} {
		c, err := Read(folder, "unet/config.json")
		if err != nil {
			t.Fatal(err)
		}
		c.InChannels = channels
		weights["conv_in.weight"] = channelsOf(original, 1, channels)
		dir := t.TempDir()
		graphtest.Write(t, dir+"/m.safetensors", safetensors.F32, weights)
		n, err := Build(c, graphtest.Golden(t, dir+"/m.safetensors"), dialects["cpu"], Text)
		if err != nil {
			t.Fatal(err)
		}
		out := graphtest.Run(t, n, channelsOf(sample, 1, channels), times, text)
		graphtest.Near(t, "channels", out[0].F32, want[0], 1e-5)
	}
}

// channelsOf cuts or zero-fills an axis of a tensor.
func channelsOf(x ort.Tensor, axis int, n int64) ort.Tensor {
	inner := int64(1)
	for _, d := range x.Shape[axis+1:] {
		inner *= d
	}
	old := x.Shape[axis]
	out := ort.Tensor{Shape: append([]int64{}, x.Shape...)}
	out.Shape[axis] = n
	out.F32 = make([]float32, out.Size())
	for i := range int64(len(x.F32)) / (old * inner) {
		copy(out.F32[i*n*inner:(i+1)*n*inner], x.F32[i*old*inner:(i+1)*old*inner])
	}
	return out
}

func wantFault(t *testing.T, err error, code string, says ...string) {
	t.Helper()
	var f *engine.Fault
	if !errors.As(err, &f) || !errors.Is(err, engine.ErrWeights) || f.Code != code {
		t.Fatalf("got %v, want code %s", err, code)
	}
	for _, s := range says {
		if !strings.Contains(f.Error(), s) {
			t.Errorf("%q does not say %q", f.Error(), s)
		}
	}
}

func TestWrongWeights(t *testing.T) {
	c, err := Read(folder, "unet/config.json")
	if err != nil {
		t.Fatal(err)
	}
	key := "mid_block.attentions.0.transformer_blocks.0.norm2.bias"
	for name, x := range map[string]struct {
		change func(map[string]ort.Tensor)
		says   []string
	}{
		"missing":     {func(w map[string]ort.Tensor) { delete(w, key) }, []string{key, "missing", "[16]"}},
		"wrong shape": {func(w map[string]ort.Tensor) { w[key] = channelsOf(w[key], 0, 15) }, []string{key, "[15]", "[16]"}},
		"too much":    {func(w map[string]ort.Tensor) { w["add_embedding.linear_1.weight"] = w[key] }, []string{"add_embedding.linear_1.weight", "not part"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := graphtest.All(t, graphtest.Golden(t, folder+"/unet/diffusion_pytorch_model.safetensors"))
			x.change(w)
			dir := t.TempDir()
			graphtest.Write(t, dir+"/m.safetensors", safetensors.F32, w)
			_, err := Build(c, graphtest.Golden(t, dir+"/m.safetensors"), dialects["cpu"], Text)
			wantFault(t, err, "weights.mismatch", append(x.says, "m.safetensors")...)
		})
	}
}

func TestWrongConfigs(t *testing.T) {
	good, err := os.ReadFile(filepath.Join(folder, "unet/config.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][3]string{
		"not JSON":     {`{`, `[`, "not the JSON"},
		"no levels":    {`"block_out_channels": [`, `"block_out_channels": [], "x": [`, "levels"},
		"many layers":  {`"layers_per_block": 1`, `"layers_per_block": 1000000`, "layers"},
		"huge":         {`"cross_attention_dim": 16`, `"cross_attention_dim": 999999999`, "text width"},
		"no groups":    {`"norm_num_groups": 4`, `"norm_num_groups": 0`, "groups"},
		"odd groups":   {`"norm_num_groups": 4`, `"norm_num_groups": 3`, "do not go together"},
		"heads":        {`"attention_head_dim": 2`, `"attention_head_dim": [2, 2, 2]`, "each level"},
		"zero heads":   {`"attention_head_dim": 2`, `"attention_head_dim": 0`, "do not go together"},
		"other family": {`"addition_embed_type": null`, `"addition_embed_type": "text_time"`, "another family"},
		"other level":  {`"UpBlock2D"`, `"AttnUpBlock2D"`, "AttnUpBlock2D"},
		"activation":   {`"act_fn": "silu"`, `"act_fn": "gelu"`, "activation"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			text := strings.Replace(string(good), x[0], x[1], 1)
			if err := os.WriteFile(dir+"/config.json", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Read(dir, "config.json")
			wantFault(t, err, "weights.damaged", "config.json", x[2])
		})
	}
	_, err = Read(folder, "unet/none.json")
	wantFault(t, err, "weights.missing", "none.json")
	_, err = Read(folder, "../../arch.go")
	wantFault(t, err, "weights.damaged", "leads out")
}
