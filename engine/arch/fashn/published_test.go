package fashn

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/internal/ort"
)

// publishedShapes lists the tensors of the released file by its layer plan.
func publishedShapes() map[string][]int {
	const w, mlp, head = 1280, 5120, 128
	shapes := map[string][]int{"patch_mixer_token": {1, 1, 432}, "y_embedder.weight": {4, w}}
	linear := func(name string, in, out int) {
		shapes[name+".weight"], shapes[name+".bias"] = []int{out, in}, []int{out}
	}
	norms := func(name string) {
		shapes[name+".query_norm.scale"], shapes[name+".key_norm.scale"] = []int{head}, []int{head}
	}
	single := func(name string) {
		linear(name+".linear1", w, 3*w+mlp)
		linear(name+".linear2", w+mlp, w)
		linear(name+".modulation.lin", w, 3*w)
		norms(name + ".norm")
	}
	for i := range 16 {
		single(fmt.Sprintf("single_blocks.%d", i))
		if i < 4 {
			single(fmt.Sprintf("x_patch_mixer.%d", i))
		}
		for _, side := range []string{"img", "txt"} {
			if p := fmt.Sprintf("double_blocks.%d.%s", i, side); i < 8 {
				linear(p+"_mod.lin", w, 6*w)
				linear(p+"_attn.qkv", w, 3*w)
				linear(p+"_attn.proj", w, w)
				linear(p+"_mlp.0", w, mlp)
				linear(p+"_mlp.2", mlp, w)
				norms(p + "_attn.norm")
			}
		}
	}
	linear("t_embedder.mlp.in_layer", 256, w)
	linear("t_embedder.mlp.out_layer", w, w)
	linear("final_layer.linear", w, 432)
	linear("final_layer.adaLN_modulation.1", w, 2*w)
	for name, channels := range map[string]int{"x_embedder": 7, "garment_embedder": 4} {
		shapes[name+".proj.weight"], shapes[name+".proj.bias"] = []int{w, channels, 12, 12}, []int{w}
	}
	return shapes
}

// sparse makes a file with the right header and a hole in place of weights.
func sparse(t testing.TB, shapes map[string][]int) string {
	t.Helper()
	header, at := map[string]any{}, 0
	for name, shape := range shapes {
		size := 2
		for _, n := range shape {
			size *= n
		}
		header[name] = map[string]any{"dtype": "BF16", "shape": shape, "data_offsets": []int{at, at + size}}
		at += size
	}
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/model.safetensors"
	if err := os.WriteFile(path, append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(8+len(text)+at)); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	return path
}

// TestPublishedSize: the graph of the released size uses a file of exactly its
// parameters, and its session opens without taking its 1.9 GB into memory.
func TestPublishedSize(t *testing.T) {
	set := graphtest.Golden(t, sparse(t, publishedShapes()))
	const want = 971_813_808 + 432 // and the token of 3·12² numbers that only training used
	if got := set.Parameters(); got != want {
		t.Errorf("%d parameters, want %d", got, want)
	}
	n, err := Build(Published(), set, graph.ForProvider(ort.ProviderCPU))
	if err != nil {
		t.Fatal(err)
	}
	before := resident(t)
	graphtest.Open(t, n)
	grown := resident(t) - before
	t.Logf("%d bytes of graph, %d MB of memory for %d MB of weights", len(n.Model), grown>>20, 2*want>>20)
	if grown > 300<<20 {
		t.Errorf("opening took %d MB", grown>>20)
	}
}

// resident is the anonymous memory of this process in bytes; 0 where the system
// does not say.
func resident(t testing.TB) int64 {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kb); n == 1 {
			return kb << 10
		}
	}
	return 0
}
