package quant

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
)

func normal(n int, seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

// TestPackedProduct: a packed layer computes what its unpacked weights compute,
// also where rows do not come out even, and the error is that of the bits.
func TestPackedProduct(t *testing.T) {
	for _, bits := range graph.PackedBits() {
		for _, in := range []int64{64, 96, 80} {
			const out = 70
			dir := t.TempDir()
			weight := normal(int(out*in), 2)
			bias := normal(out, 3)
			graphtest.Write(t, filepath.Join(dir, "m.safetensors"), safetensors.F32, map[string]ort.Tensor{
				"l.weight": {Shape: []int64{out, in}, F32: weight}, "l.bias": {Shape: []int64{out}, F32: bias},
			})
			set := graphtest.Golden(t, filepath.Join(dir, "m.safetensors"))
			r, err := Write(t.Context(), set, []string{"l.weight"}, bits, filepath.Join(dir, "q.safetensors"), nil)
			if err != nil {
				t.Fatal(err)
			}
			limit := map[int64]float64{8: 0.01, 4: 0.12}[bits]
			if r.Packed != 1 || r.Error > limit || r.Error < limit/10 || r.After >= r.Before*bits/16 || r.WorstKey != "l.weight" {
				t.Errorf("%d bits: %+v", bits, r)
			}
			b := graph.New("test", graphtest.Golden(t, filepath.Join(dir, "q.safetensors")), graph.ForProvider(ort.ProviderCPU))
			b.Output("y", b.Linear(b.Input("x", onnx.Float, "B N "+map[int64]string{64: "64", 96: "96", 80: "80"}[in]), "l", in, out), "B N 70")
			n, err := b.Build()
			if err != nil {
				t.Fatal(err)
			}
			x := normal(int(2*in), 4)
			want := make([]float32, 2*out)
			for o := range out {
				row := weight[int64(o)*in : int64(o+1)*in]
				q, s := Row(row, bits)
				row = Unpack(q, s, bits, len(row))
				for k := range 2 {
					sum := float64(bias[o])
					for i, w := range row {
						sum += float64(w) * float64(x[int64(k)*in+int64(i)])
					}
					want[k*out+o] = float32(sum)
				}
			}
			got := graphtest.Run(t, n, ort.Tensor{Shape: []int64{1, 2, in}, F32: x})
			graphtest.Near(t, "packed", got[0].F32, ort.Tensor{F32: want}, 2e-4)
		}
	}
}

// TestRow: extremes survive, zeros stay zeros.
func TestRow(t *testing.T) {
	for _, bits := range graph.PackedBits() {
		row := make([]float32, 70)
		row[0], row[1], row[40] = 3, -1.5, -2
		q, s := Row(row, bits)
		back := Unpack(q, s, bits, len(row))
		for i, v := range row {
			if d := math.Abs(float64(v - back[i])); d > 3.0/float64(int(1)<<(bits-1)) || (v == 0 && back[i] != 0) {
				t.Errorf("%d bits: %g became %g", bits, v, back[i])
			}
		}
		if back[0] != 3 || back[40] != -2 {
			t.Errorf("%d bits: %g %g", bits, back[0], back[40])
		}
	}
}

// TestOthersStay: what is no linear weight is copied byte by byte, and sizes
// that are not possible are refused.
func TestOthersStay(t *testing.T) {
	dir := t.TempDir()
	table := normal(64*80, 5)
	for _, kind := range []safetensors.DType{safetensors.F32, safetensors.BF16, safetensors.F16} {
		graphtest.Write(t, filepath.Join(dir, "m.safetensors"), kind, map[string]ort.Tensor{
			"table": {Shape: []int64{64, 80}, F32: table}, "tiny": {Shape: []int64{2, 2}, F32: table[:4]},
		})
		set := graphtest.Golden(t, filepath.Join(dir, "m.safetensors"))
		r, err := Write(t.Context(), set, []string{"tiny"}, 8, filepath.Join(dir, "q.safetensors"), nil)
		if err != nil || r.Packed != 0 || r.After != r.Before {
			t.Fatalf("%v %+v", err, r)
		}
		got := graphtest.Golden(t, filepath.Join(dir, "q.safetensors"))
		graphtest.Near(t, string(kind), graphtest.Floats(t, got, "table").F32, graphtest.Floats(t, set, "table"), 0)
		if _, err := Write(t.Context(), set, nil, 3, filepath.Join(dir, "x"), nil); err == nil {
			t.Error("3 bits were taken")
		}
	}
}
