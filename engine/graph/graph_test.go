package graph_test

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

var cpu = graph.ForProvider(ort.ProviderCPU)

// weights writes a file with one linear layer of 3 channels to 2.
func weights(t *testing.T, kind safetensors.DType) *safetensors.Set {
	t.Helper()
	path := t.TempDir() + "/m.safetensors"
	graphtest.Write(t, path, kind, map[string]ort.Tensor{
		"l.weight": {Shape: []int64{2, 3}, F32: []float32{1, 2, 3, 4, 5, 6}},
		"l.bias":   {Shape: []int64{2}, F32: []float32{0.5, -0.5}},
	})
	return graphtest.Golden(t, path)
}

func linear(b *graph.Builder) {
	x := b.Input("x", onnx.Float, "B N 3")
	b.Output("y", b.Linear(b.Cast(x, b.Kind()), "l", 3, 2), "B N 2")
}

func TestWeightsStayInTheirFile(t *testing.T) {
	for _, kind := range []safetensors.DType{safetensors.F32, safetensors.F16, safetensors.BF16} {
		for name, d := range map[string]graph.Dialect{"cpu": cpu, "other": graph.ForProvider("other")} {
			set := weights(t, kind)
			b := graph.New("test", set, d)
			linear(b)
			n, err := b.Build()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(n.Model), "\x00\x00\x80\x40") { // 4.0
				t.Error("the graph holds a weight")
			}
			out := graphtest.Run(t, n, ort.Tensor{Shape: []int64{1, 2, 3}, F32: []float32{1, 1, 1, 0, 1, 0}})
			graphtest.Near(t, name+" "+string(kind), out[0].F32, ort.Tensor{F32: []float32{6.5, 14.5, 2.5, 4.5}}, 0)
		}
	}
}

func TestMistakesAreFaults(t *testing.T) {
	set := weights(t, safetensors.F32)
	for name, c := range map[string]struct {
		write func(b *graph.Builder)
		kind  *engine.Fault
		says  string
	}{
		"unused":  {func(*graph.Builder) {}, engine.ErrWeights, "l.bias"},
		"twice":   {func(b *graph.Builder) { linear(b); b.Linear(b.Scalar(onnx.Float, 1), "l", 3, 2) }, engine.ErrInternal, "twice"},
		"missing": {func(b *graph.Builder) { linear(b); b.LayerNorm(b.Scalar(onnx.Float, 1), "n", 3, 1e-5) }, engine.ErrWeights, "n.weight is missing"},
		"shape":   {func(b *graph.Builder) { b.Linear(b.Input("x", onnx.Float, "B 4"), "l", 4, 2) }, engine.ErrWeights, "has the shape [2 3], expected was [2 4]"},
	} {
		t.Run(name, func(t *testing.T) {
			b := graph.New("test", set, cpu)
			c.write(b)
			_, err := b.Build()
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error()+engine.AsFault(err).Cause, c.says) {
				t.Errorf("got %v", err)
			}
		})
	}
	b := graph.New("test", set, cpu)
	if _, err := b.Build("l."); err != nil {
		t.Errorf("known prefixes: %v", err)
	}
}

// TestIntegersAreNoWeights: a file whose weights are whole numbers is refused
// with the key and the type.
func TestIntegersAreNoWeights(t *testing.T) {
	path := t.TempDir() + "/m.safetensors"
	header := `{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`
	if err := os.WriteFile(path, append([]byte{byte(len(header)), 0, 0, 0, 0, 0, 0, 0}, header+"12345678"...), 0o600); err != nil {
		t.Fatal(err)
	}
	b := graph.New("test", graphtest.Golden(t, path), cpu)
	b.Weight("w", onnx.Float, []int64{1}, nil)
	if _, err := b.Build(); err == nil || !strings.Contains(err.Error(), "w has elements of type I64") {
		t.Errorf("got %v", err)
	}
}

// TestFileGoneAfterwards: the file disappears between reading its header and
// opening the session.
func TestFileGoneAfterwards(t *testing.T) {
	set := weights(t, safetensors.F32)
	b := graph.New("test", set, cpu)
	linear(b)
	n, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(set.Root() + "/m.safetensors"); err != nil {
		t.Fatal(err)
	}
	r, err := ort.Open(t.Context(), ort.Options{Provider: ort.ProviderCPU})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Session(n.Name, n.Model, ort.SessionOptions{WeightFolder: n.Folder}); engine.AsFault(err).Code != "network.unreadable" {
		t.Errorf("got %v", err)
	}
}
