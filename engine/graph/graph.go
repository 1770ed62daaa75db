// Package graph writes networks of known architectures as ONNX graphs whose
// weights stay in the user's .safetensors files.
//
// Words: a Builder collects the nodes of one network; a Value is a result that
// flows from node to node, with the type of its elements; a weight is a tensor
// of the file, named by its key; a Dialect is which of several equal forms of
// an operation a provider executes best, or at all; a Network is the finished
// graph with the folder that its weights are relative to.
//
// Errors stick: an operation on something missing does nothing, and Build
// returns the first error. Every key of the file must be used exactly once or
// be named as known to be unused, so that a file of another architecture, or a
// forgotten bias, cannot pass unseen. Nothing is written to the user's folders.
package graph

import (
	"fmt"
	"strings"

	"lookbook/engine"
	"lookbook/engine/graph/onnx"
	"lookbook/engine/graph/safetensors"
)

// Value is a named result inside a graph. Its zero value stands for an
// optional input that is left out.
type Value struct {
	name string
	kind onnx.Type
}

// Network is a finished graph.
type Network struct {
	// Name appears in messages.
	Name string
	// Model is the graph in the ONNX format.
	Model []byte
	// Folder is the real folder that the weights are relative to.
	Folder string
	// Linears are the keys of the weights that only products of matrices use;
	// package quant can make them smaller.
	Linears []string
}

// Builder collects one network. It is used by one goroutine.
type Builder struct {
	name     string
	set      *safetensors.Set
	dialect  Dialect
	model    onnx.Model
	used     map[string]bool
	constant map[string]bool // names of constants that are already there
	linears  []string
	count    int
	err      error
}

// opset is the version of the standard operators: the first with
// GroupNormalization as torch defines it.
const opset = 21

// New starts a network whose weights are in set.
func New(name string, set *safetensors.Set, d Dialect) *Builder {
	b := &Builder{name: name, set: set, dialect: d, used: map[string]bool{}, constant: map[string]bool{}}
	b.model = onnx.Model{Graph: onnx.Graph{Name: name}, Opset: opset}
	return b
}

// Input declares an input; dims are separated by spaces, numbers are fixed and
// names are bound at run time, as in "B 4 H W".
func (b *Builder) Input(name string, kind onnx.Type, dims string) Value {
	p := onnx.Port{Name: name, Type: kind, Dims: strings.Fields(dims)}
	b.model.Graph.Inputs = append(b.model.Graph.Inputs, p)
	return Value{name, kind}
}

// Output declares v as an output under a name, in 32 bits; dims as in Input.
func (b *Builder) Output(name string, v Value, dims string) {
	v = b.Cast(v, onnx.Float)
	b.node("Identity", "", []Value{v}, []string{name})
	p := onnx.Port{Name: name, Type: onnx.Float, Dims: strings.Fields(dims)}
	b.model.Graph.Outputs = append(b.model.Graph.Outputs, p)
}

// Kind is the type of the numbers that the bulk of the network computes with.
func (b *Builder) Kind() onnx.Type { return b.dialect.Kind }

// Fail notes an error unless there is one already.
func (b *Builder) Fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// Build finishes the network. Known are prefixes of keys that the file may hold
// beyond those used. The error is a *engine.Fault of kind weights.
func (b *Builder) Build(known ...string) (*Network, error) {
	if b.err == nil {
		b.err = b.unused(known)
	}
	if b.err != nil {
		return nil, b.err
	}
	return &Network{Name: b.name, Model: b.model.Encode(), Folder: b.set.Root(), Linears: b.linears}, nil
}

func (b *Builder) unused(known []string) error {
	for _, key := range b.set.Keys() {
		expected := b.used[key]
		for _, prefix := range known {
			expected = expected || strings.HasPrefix(key, prefix)
		}
		if !expected {
			return b.set.Mismatch(key, "is not part of this kind of model")
		}
	}
	return nil
}

// node adds an operator whose results get the names given.
func (b *Builder) node(op, domain string, in []Value, out []string, attrs ...onnx.Attr) {
	names := make([]string, len(in))
	for i, v := range in {
		names[i] = v.name
	}
	if domain != "" {
		b.model.Contrib = true
	}
	b.model.Graph.Nodes = append(b.model.Graph.Nodes, onnx.Node{Op: op, Domain: domain, Inputs: names, Outputs: out, Attrs: attrs})
}

// Op applies a standard operator whose one result has the type of its first
// input.
func (b *Builder) Op(op string, in []Value, attrs ...onnx.Attr) Value {
	return b.contrib(op, "", in, attrs...)
}

func (b *Builder) contrib(op, domain string, in []Value, attrs ...onnx.Attr) Value {
	v := Value{b.fresh(op), in[0].kind}
	b.node(op, domain, in, []string{v.name}, attrs...)
	return v
}

func (b *Builder) fresh(stem string) string {
	b.count++
	return fmt.Sprintf("%s_%d", stem, b.count)
}

// Has tells whether the file has a key.
func (b *Builder) Has(key string) bool {
	_, ok := b.set.Get(key)
	return ok
}

// storedKind is the type of a tensor of a file, 0 for one that is no weight.
func storedKind(d safetensors.DType) onnx.Type {
	switch d {
	case safetensors.F32:
		return onnx.Float
	case safetensors.F16:
		return onnx.Float16
	case safetensors.BF16:
		return onnx.BFloat16
	}
	return 0
}

// Weight returns the tensor of a key, which must have the shape given, in the
// type given. View, where not nil, is another shape of as many elements that
// the graph sees, which costs nothing.
func (b *Builder) Weight(key string, kind onnx.Type, shape, view []int64) Value {
	t, ok := b.set.Get(key)
	switch {
	case !ok:
		b.Fail(b.set.Mismatch(key, fmt.Sprintf("is missing; expected a tensor of shape %v", shape)))
		return Value{key, kind}
	case fmt.Sprint(t.Shape) != fmt.Sprint(shape):
		b.Fail(b.set.Mismatch(key, fmt.Sprintf("has the shape %v, expected was %v", t.Shape, shape)))
		return Value{key, kind}
	case b.used[key]:
		b.Fail(engine.AsFault(fmt.Errorf("%s: %s is used twice", b.name, key)))
		return Value{key, kind}
	}
	stored := storedKind(t.DType)
	if stored == 0 {
		b.Fail(b.set.Mismatch(key, fmt.Sprintf("has elements of type %s, expected was F32, F16 or BF16", t.DType)))
		return Value{key, kind}
	}
	b.used[key] = true
	if view == nil {
		view = shape
	}
	b.model.Graph.Initializers = append(b.model.Graph.Initializers, onnx.Tensor{
		Name: key, Type: stored, Shape: view, Location: t.File, Offset: t.Offset, Length: t.Length,
	})
	return b.Cast(Value{key, stored}, kind)
}

// Shape returns the dimensions that a key has in the file, nil and an error
// noted when it is missing.
func (b *Builder) Shape(key string, rank int) []int64 {
	t, ok := b.set.Get(key)
	if !ok || len(t.Shape) != rank {
		b.Fail(b.set.Mismatch(key, fmt.Sprintf("is missing or has not %d dimensions", rank)))
		return make([]int64, rank)
	}
	return t.Shape
}

// Cast converts elements; it does nothing where they have the type already.
func (b *Builder) Cast(v Value, kind onnx.Type) Value {
	if v.kind == kind {
		return v
	}
	out := Value{b.fresh("Cast"), kind}
	b.node("Cast", "", []Value{v}, []string{out.name}, onnx.Int("to", int64(kind)))
	return out
}

// Ints is a constant list of whole numbers.
func (b *Builder) Ints(v ...int64) Value {
	name := strings.ReplaceAll(fmt.Sprint("ints", v), " ", "_")
	if !b.constant[name] {
		b.constant[name] = true
		b.model.Graph.Initializers = append(b.model.Graph.Initializers, onnx.Integers(name, []int64{int64(len(v))}, v))
	}
	return Value{name, onnx.Int64}
}

// Table is a constant tensor in the type given.
func (b *Builder) Table(kind onnx.Type, shape []int64, v []float32) Value {
	name := b.fresh("table")
	b.model.Graph.Initializers = append(b.model.Graph.Initializers, onnx.Floats(name, shape, v))
	return b.Cast(Value{name, onnx.Float}, kind)
}

// Scalar is a constant number that is spread over whatever it meets.
func (b *Builder) Scalar(kind onnx.Type, v float64) Value {
	name := fmt.Sprint("real_", kind, "_", v)
	if !b.constant[name] {
		b.constant[name] = true
		b.model.Graph.Initializers = append(b.model.Graph.Initializers, onnx.Floats(name, nil, []float32{float32(v)}))
	}
	return b.Cast(Value{name, onnx.Float}, kind)
}
