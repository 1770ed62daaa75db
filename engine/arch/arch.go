// Package arch holds what the families of networks below it share: their
// configuration files and the embedding of time.
//
// Words: an architecture is the plan of a network, an importer of a published
// folder; a configuration is the JSON file of such a folder that says how many
// layers of which width there are. Each architecture is a package of its own
// that turns a configuration and the tensors of the folder into a
// graph.Network; none of them runs anything.
package arch

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"lookbook/engine"
	"lookbook/engine/graph"
	"lookbook/engine/graph/onnx"
)

// maxConfig bounds a JSON file of a model folder; a tokenizer's vocabulary of
// 150,000 words takes 12 MB.
const maxConfig = 32 << 20

// ReadFile reads a small file of a model folder: root and name as for
// safetensors.Open, links may not lead out of root. Errors are *engine.Fault of
// kind weights.
func ReadFile(root, name string) ([]byte, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, Unfit(name, "its name leads out of the folder of the model")
	}
	f, err := openInside(root, name)
	if err != nil {
		return nil, &engine.Fault{
			Kind: engine.FaultWeights, Code: "weights.missing", Args: map[string]string{"file": name},
			What: fmt.Sprintf("The model file %s is missing or cannot be opened.", name),
			Next: "Verify the pack, or fetch this file again from where it came.", Cause: err.Error(),
		}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil || len(text) > maxConfig {
		return nil, Unfit(name, "it cannot be read or is too large")
	}
	return text, nil
}

// openInside opens a plain file whose real place is below the real root.
func openInside(root, name string) (*os.File, error) {
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	path, err := filepath.EvalSymlinks(filepath.Join(real, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	if rel, err := filepath.Rel(real, path); err != nil || !filepath.IsLocal(rel) {
		return nil, fmt.Errorf("%s leads out of %s", name, root)
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a plain file", name)
	}
	return os.Open(path)
}

// ReadConfig decodes a configuration. Fields that into does not know are left
// out.
func ReadConfig(root, name string, into any) error {
	text, err := ReadFile(root, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return Unfit(name, "it is not the JSON expected ("+err.Error()+")")
	}
	return nil
}

// Unfit says that a file of a model cannot be used, with the reason in words.
func Unfit(name, reason string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultWeights, Code: "weights.damaged",
		Args: map[string]string{"file": name, "reason": reason},
		What: fmt.Sprintf("The model file %s cannot be used: %s.", name, reason),
		Next: "Verify the pack, or fetch this file again from where it came.",
	}
}

// Within tells whether a number of a configuration lies between bounds; graphs
// for absurd ones would take all memory.
func Within(v, low, high int64) bool { return v >= low && v <= high }

// Rule is a condition that a configuration must meet, and what to say when it
// does not.
type Rule struct {
	Met    bool
	Reason string
}

// FirstBroken returns the reason of the first rule that is not met, else "".
func FirstBroken(rules ...Rule) string {
	for _, r := range rules {
		if !r.Met {
			return r.Reason
		}
	}
	return ""
}

// Sinusoid embeds times [B] as [B, width]: cosines first, then sines, of
// time·scale·exp(-ln(10000)·k/(half-shift)). All families use it, most with
// shift 0.
func Sinusoid(b *graph.Builder, time graph.Value, width int64, scale, shift float64) graph.Value {
	half := width / 2
	freqs := make([]float32, half)
	for k := range freqs {
		freqs[k] = float32(scale * math.Exp(-math.Log(10000)*float64(k)/(float64(half)-shift)))
	}
	angle := b.Mul(b.Reshape(time, -1, 1), b.Table(onnx.Float, []int64{1, half}, freqs))
	return b.Concat(-1, b.Op("Cos", graph.List{angle}), b.Op("Sin", graph.List{angle}))
}
