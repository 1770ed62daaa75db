// Package graphtest helps tests of networks: it runs a graph on the CPU, writes
// small weight files, and compares outputs with reference outputs ("golden").
//
// A golden file holds inputs and outputs of the original implementation on
// small random weights; testdata/README.md beside each says how it was made.
// The largest absolute difference is what counts, and each comparison logs it.
package graphtest

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
)

// Open makes a network ready on the CPU with two threads; it is freed when the
// test ends.
func Open(t testing.TB, n *graph.Network) *ort.Session {
	t.Helper()
	r, err := ort.Open(t.Context(), ort.Options{Provider: ort.ProviderCPU})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := r.Session(n.Name, n.Model, ort.SessionOptions{Threads: 2, WeightFolder: n.Folder})
	if err != nil {
		t.Fatal(cause(err))
	}
	return s
}

// Run opens a network and runs it once.
func Run(t testing.TB, n *graph.Network, in ...ort.Tensor) []ort.Tensor {
	t.Helper()
	out, err := Open(t, n).Run(t.Context(), in...)
	if err != nil {
		t.Fatal(cause(err))
	}
	return out
}

// Golden opens a file of reference outputs.
func Golden(t testing.TB, path string) *safetensors.Set {
	t.Helper()
	s, err := safetensors.Open(filepath.Dir(path), filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Floats returns a reference tensor as input of a run.
func Floats(t testing.TB, s *safetensors.Set, key string) ort.Tensor {
	t.Helper()
	v, err := s.Floats(key)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := s.Get(key)
	return ort.Tensor{Shape: g.Shape, F32: v}
}

// Near compares with a reference tensor and logs the largest difference.
func Near(t testing.TB, what string, got []float32, want ort.Tensor, tolerance float64) {
	t.Helper()
	if len(got) != len(want.F32) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want.F32))
	}
	var diff, size float64
	for i, w := range want.F32 {
		d := math.Abs(float64(got[i]) - float64(w))
		if math.IsNaN(d) {
			t.Fatalf("%s: number %d is not a number", what, i)
		}
		diff, size = max(diff, d), max(size, math.Abs(float64(w)))
	}
	t.Logf("%s: largest difference %.2g of values up to %.3g", what, diff, size)
	if diff > tolerance {
		t.Errorf("%s: largest difference %.3g, allowed is %.1g", what, diff, tolerance)
	}
}

// All returns every tensor of a set.
func All(t testing.TB, s *safetensors.Set) map[string]ort.Tensor {
	t.Helper()
	all := map[string]ort.Tensor{}
	for _, key := range s.Keys() {
		all[key] = Floats(t, s, key)
	}
	return all
}

// Write makes a weight file with elements of type F32, F16 or BF16, rounded as
// those of published files are.
func Write(t testing.TB, path string, kind safetensors.DType, tensors map[string]ort.Tensor) {
	t.Helper()
	header := map[string]any{}
	var data []byte
	for _, key := range slices.Sorted(maps.Keys(tensors)) {
		begin := len(data)
		for _, f := range tensors[key].F32 {
			if kind == safetensors.F32 {
				data = binary.LittleEndian.AppendUint32(data, math.Float32bits(f))
			} else {
				data = binary.LittleEndian.AppendUint16(data, narrow(f, kind))
			}
		}
		header[key] = map[string]any{"dtype": kind, "shape": tensors[key].Shape, "data_offsets": []int{begin, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	file := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(file, data...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// narrow rounds to 16 bits, to the nearest; numbers too small for F16 become 0.
func narrow(f float32, kind safetensors.DType) uint16 {
	bits := math.Float32bits(f)
	if kind == safetensors.BF16 {
		return uint16((bits + 0x7fff + bits>>16&1) >> 16)
	}
	sign, exp := uint16(bits>>16)&0x8000, int(bits>>23&255)-112
	if exp <= 0 {
		return sign
	}
	return sign | uint16(((uint32(exp)<<23|bits&0x7fffff)+0xfff+bits>>13&1)>>13)
}

// cause is an error with the technical text that users are spared.
func cause(err error) string {
	if f := engine.AsFault(err); f.Cause != "" {
		return f.Error() + " " + f.Cause
	}
	return err.Error()
}
