package vae

import (
	"context"
	"errors"
	"math"
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

const folder = "../testdata/sd15-inpaint"

var dialects = map[string]graph.Dialect{
	"cpu":      graph.ForProvider(ort.ProviderCPU),
	"portable": {Kind: onnx.Float, QueryTiles: 2},
}

func read(t *testing.T) (*Config, *safetensors.Set) {
	t.Helper()
	c, err := Read(folder, "vae/config.json")
	if err != nil {
		t.Fatal(err)
	}
	return c, graphtest.Golden(t, folder+"/vae/diffusion_pytorch_model.safetensors")
}

func network(t *testing.T) func(n *graph.Network, err error) *graph.Network {
	return func(n *graph.Network, err error) *graph.Network {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

func TestBothWays(t *testing.T) {
	c, set := read(t)
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	for name, d := range dialects {
		out := graphtest.Run(t, network(t)(Encoder(c, set, d)), graphtest.Floats(t, g, "vae.img"))
		graphtest.Near(t, name+" mean", out[0].F32, graphtest.Floats(t, g, "vae.mean"), 1e-5)
		graphtest.Near(t, name+" logvar", out[1].F32, graphtest.Floats(t, g, "vae.logvar"), 1e-5)
		out = graphtest.Run(t, network(t)(Decoder(c, set, d)), graphtest.Floats(t, g, "vae.z"))
		graphtest.Near(t, name+" decoded", out[0].F32, graphtest.Floats(t, g, "vae.dec"), 1e-5)
	}
}

// TestFLUX: the variant of FLUX.2 has batch statistics beside its weights, which
// its pipeline applies to latents.
func TestFLUX(t *testing.T) {
	const folder = "../testdata/flux2-klein"
	c, err := Read(folder, "vae/config.json")
	if err != nil {
		t.Fatal(err)
	}
	set := graphtest.Golden(t, folder+"/vae/diffusion_pytorch_model.safetensors")
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	for name, d := range dialects {
		out := graphtest.Run(t, network(t)(Encoder(c, set, d)), graphtest.Floats(t, g, "vae.img"))
		graphtest.Near(t, name+" mean", out[0].F32, graphtest.Floats(t, g, "vae.mean"), 1e-5)
		out = graphtest.Run(t, network(t)(Decoder(c, set, d)), graphtest.Floats(t, g, "vae.z"))
		graphtest.Near(t, name+" decoded", out[0].F32, graphtest.Floats(t, g, "vae.dec"), 1e-5)
	}
}

// TestOldNames renames the attention as files from before 2023 have it, with
// its matrices as convolutions.
func TestOldNames(t *testing.T) {
	c, set := read(t)
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	old := strings.NewReplacer(".to_q.", ".query.", ".to_k.", ".key.", ".to_v.", ".value.", ".to_out.0.", ".proj_attn.")
	weights := map[string]ort.Tensor{}
	for key, x := range graphtest.All(t, set) {
		name := old.Replace(key)
		if name != key && len(x.Shape) == 2 {
			x.Shape = append(x.Shape, 1, 1)
		}
		weights[name] = x
	}
	dir := t.TempDir()
	graphtest.Write(t, dir+"/m.safetensors", safetensors.F32, weights)
	out := graphtest.Run(t, network(t)(Decoder(c, graphtest.Golden(t, dir+"/m.safetensors"), dialects["cpu"])), graphtest.Floats(t, g, "vae.z"))
	graphtest.Near(t, "old names", out[0].F32, graphtest.Floats(t, g, "vae.dec"), 1e-5)
}

// TestTilesOfALocalNetwork: where a network looks at nothing around, cutting
// changes nothing.
func TestTilesOfALocalNetwork(t *testing.T) {
	double := func(_ context.Context, x ort.Tensor) (ort.Tensor, error) {
		c, h, w := x.Shape[1], x.Shape[2], x.Shape[3]
		out := ort.Tensor{Shape: []int64{1, c, 2 * h, 2 * w}, F32: make([]float32, 4*c*h*w)}
		for i := range out.F32 {
			x2, y2 := int64(i)%(2*w), int64(i)/(2*w)%(2*h)
			out.F32[i] = x.F32[int64(i)/(4*h*w)*h*w+y2/2*w+x2/2]
		}
		return out, nil
	}
	for _, size := range [][2]int64{{7, 5}, {8, 20}, {9, 23}, {31, 8}, {40, 33}} {
		x := ort.Tensor{Shape: []int64{1, 3, size[0], size[1]}, F32: make([]float32, 3*size[0]*size[1])}
		for i := range x.F32 {
			x.F32[i] = float32(math.Sin(float64(i)))
		}
		want, err := double(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Tiled(t.Context(), x, Tiling{Size: 8, Overlap: 3, Up: 2, Down: 1}, double)
		if err != nil {
			t.Fatal(err)
		}
		graphtest.Near(t, "tiles", got.F32, want, 1e-6)
	}
}

// TestTilesOfTheDecoder cuts a smooth latent: the mixture leaves no jump between
// neighbors that the whole does not have.
func TestTilesOfTheDecoder(t *testing.T) {
	c, set := read(t)
	for _, way := range []struct {
		name     string
		build    func(*Config, *safetensors.Set, graph.Dialect) (*graph.Network, error)
		channels int64
		tiling   Tiling
	}{
		{"decoder", Decoder, 4, Tiling{Size: 16, Overlap: 8, Up: c.Scale(), Down: 1}},
		{"encoder", Encoder, 3, Tiling{Size: 32, Overlap: 16, Up: 1, Down: c.Scale()}},
	} {
		s := graphtest.Open(t, network(t)(way.build(c, set, dialects["cpu"])))
		run := func(ctx context.Context, x ort.Tensor) (ort.Tensor, error) {
			out, err := s.Run(ctx, x)
			if err != nil {
				return ort.Tensor{}, err
			}
			return out[0], nil
		}
		const h, w = 48, 40
		x := ort.Tensor{Shape: []int64{1, way.channels, h, w}, F32: make([]float32, way.channels*h*w)}
		for i := range x.F32 {
			x.F32[i] = float32(math.Sin(float64(i%w)*0.4) * math.Cos(float64(i/w)*0.3))
		}
		whole, err := run(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		tiled, err := Tiled(t.Context(), x, way.tiling, run)
		if err != nil {
			t.Fatal(err)
		}
		width := int(whole.Shape[3])
		var off, jump, jumpWhole float64
		for i := range whole.F32 {
			off = max(off, math.Abs(float64(whole.F32[i]-tiled.F32[i])))
			if i%width > 0 {
				jump = max(jump, math.Abs(float64(tiled.F32[i]-tiled.F32[i-1])))
				jumpWhole = max(jumpWhole, math.Abs(float64(whole.F32[i]-whole.F32[i-1])))
			}
		}
		t.Logf("%s: off by %.3f, largest step %.3f against %.3f of the whole", way.name, off, jump, jumpWhole)
		// How far off says nothing on random weights, which look at everything.
		if jump > 1.2*jumpWhole {
			t.Errorf("%s: tiles show", way.name)
		}
	}
}

func TestTilesEndWithTheirNetwork(t *testing.T) {
	x := ort.Tensor{Shape: []int64{1, 1, 20, 20}, F32: make([]float32, 400)}
	calls := 0
	_, err := Tiled(t.Context(), x, Tiling{Size: 8, Overlap: 2, Up: 1, Down: 1}, func(context.Context, ort.Tensor) (ort.Tensor, error) {
		calls++
		return ort.Tensor{}, engine.AsFault(context.Canceled)
	})
	if !errors.Is(err, engine.ErrCancelled) || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	if _, err := Tiled(t.Context(), ort.Tensor{Shape: []int64{2, 1}}, Tiling{}, nil); !errors.Is(err, engine.ErrInternal) {
		t.Errorf("got %v", err)
	}
}

func TestWrongConfigs(t *testing.T) {
	good, err := os.ReadFile(folder + "/vae/config.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][3]string{
		"levels":  {`"block_out_channels": [`, `"block_out_channels": [8, `, "levels"},
		"groups":  {`"norm_num_groups": 4`, `"norm_num_groups": 5`, "do not go together"},
		"latent":  {`"latent_channels": 4`, `"latent_channels": 99999`, "channels"},
		"scaling": {`"scaling_factor": 0.18215`, `"scaling_factor": 0`, "scaling"},
		"kind":    {`"UpDecoderBlock2D"`, `"AttnUpDecoderBlock2D"`, "kind"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(dir+"/config.json", []byte(strings.Replace(string(good), x[0], x[1], 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Read(dir, "config.json")
			var f *engine.Fault
			if !errors.As(err, &f) || f.Code != "weights.damaged" || !strings.Contains(f.What, x[2]) {
				t.Errorf("got %v", err)
			}
		})
	}
}
