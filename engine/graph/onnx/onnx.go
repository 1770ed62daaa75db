// Package onnx writes networks in the ONNX format: a description of nodes and
// tensors that ONNX Runtime executes.
//
// Words: a node applies an operator to named values and names its results; an
// attribute is a constant setting of a node; an initializer is a value that is
// known beforehand, either inline or external, which means a range of bytes of
// another file; a dimension is a number or a name that is bound at run time.
//
// Only what graphs of this program need is here, and only writing. Field
// numbers are those of onnx.proto (github.com/onnx/onnx), which are final.
package onnx

import (
	"encoding/binary"
	"math"
	"strconv"
)

// Type of the elements of a tensor, with the numbers of TensorProto.DataType.
type Type int32

// Element types.
const (
	Float    Type = 1
	Uint8    Type = 2
	Int32    Type = 6
	Int64    Type = 7
	Bool     Type = 9
	Float16  Type = 10
	BFloat16 Type = 16
)

// Model is one graph with what it needs to be understood.
type Model struct {
	// Graph is the network.
	Graph Graph
	// Opset is the version of the standard operators.
	Opset int64
	// Contrib says that operators of the domain Microsoft are used.
	Contrib bool
}

// Microsoft is the domain of ONNX Runtime's own operators.
const Microsoft = "com.microsoft"

// Graph is nodes in an order in which each value is made before it is used.
type Graph struct {
	Name            string
	Nodes           []Node
	Initializers    []Tensor
	Inputs, Outputs []Port
}

// Node applies Op of Domain ("" is the standard) to Inputs; an empty name
// leaves an optional input out.
type Node struct {
	Op, Domain      string
	Inputs, Outputs []string
	Attrs           []Attr
}

// Attr is a named setting of a node; made by Int, Ints, Real and Text.
type Attr struct {
	name string
	kind uint64 // AttributeProto.AttributeType
	f    float32
	ints []int64
	s    string
}

// Int is an attribute with one whole number.
func Int(name string, v int64) Attr { return Attr{name: name, kind: kindInt, ints: []int64{v}} }

// Ints is an attribute with a list of whole numbers.
func Ints(name string, v ...int64) Attr { return Attr{name: name, kind: kindInts, ints: v} }

// Real is an attribute with one real number.
func Real(name string, v float64) Attr { return Attr{name: name, kind: kindFloat, f: float32(v)} }

// Text is an attribute with a text.
func Text(name, v string) Attr { return Attr{name: name, kind: kindString, s: v} }

// Tensor is an initializer. Either Raw holds its little-endian numbers, or
// Location names the file, relative to the folder given to the session, that
// holds them at Offset.
type Tensor struct {
	Name           string
	Type           Type
	Shape          []int64
	Raw            []byte
	Location       string
	Offset, Length int64
}

// Floats is an inline tensor of type Float.
func Floats(name string, shape []int64, v []float32) Tensor {
	raw := make([]byte, 0, 4*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return Tensor{Name: name, Type: Float, Shape: shape, Raw: raw}
}

// Integers is an inline tensor of type Int64.
func Integers(name string, shape []int64, v []int64) Tensor {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(x))
	}
	return Tensor{Name: name, Type: Int64, Shape: shape, Raw: raw}
}

// Port is an input or output of the graph. A dimension that is a number is
// fixed, any other text names one that is bound at run time.
type Port struct {
	Name string
	Type Type
	Dims []string
}

// fixed returns the number of a dimension if it is one.
func fixed(dim string) (uint64, bool) {
	n, err := strconv.ParseUint(dim, 10, 31)
	return n, err == nil
}
