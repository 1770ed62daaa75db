package onnx

import (
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

// irVersion is the version of the file format; 10 knows all types used here.
const irVersion = 10

// AttributeProto.AttributeType.
const (
	kindFloat  = 1
	kindInt    = 2
	kindString = 3
	kindInts   = 7
)

// Encode returns the bytes of an ONNX file.
func (m *Model) Encode() []byte {
	b := number(nil, 1, irVersion)
	b = text(b, 2, "lookbook")
	b = message(b, 7, m.Graph.encode())
	b = message(b, 8, number(text(nil, 1, ""), 2, uint64(m.Opset)))
	if m.Contrib {
		b = message(b, 8, number(text(nil, 1, Microsoft), 2, 1))
	}
	return b
}

func (g *Graph) encode() []byte {
	var b []byte
	for i := range g.Nodes {
		b = message(b, 1, g.Nodes[i].encode())
	}
	b = text(b, 2, g.Name)
	for i := range g.Initializers {
		b = message(b, 5, g.Initializers[i].encode())
	}
	for _, p := range g.Inputs {
		b = message(b, 11, p.encode())
	}
	for _, p := range g.Outputs {
		b = message(b, 12, p.encode())
	}
	return b
}

func (n *Node) encode() []byte {
	var b []byte
	for _, s := range n.Inputs {
		b = text(b, 1, s)
	}
	for _, s := range n.Outputs {
		b = text(b, 2, s)
	}
	b = text(b, 3, n.Outputs[0]) // names of nodes appear in messages of the runtime
	b = text(b, 4, n.Op)
	for _, a := range n.Attrs {
		b = message(b, 5, a.encode())
	}
	if n.Domain != "" {
		b = text(b, 7, n.Domain)
	}
	return b
}

func (a Attr) encode() []byte {
	b := text(nil, 1, a.name)
	switch a.kind {
	case kindFloat:
		b = protowire.AppendTag(b, 2, protowire.Fixed32Type)
		b = protowire.AppendFixed32(b, math.Float32bits(a.f))
	case kindInt:
		b = number(b, 3, uint64(a.ints[0]))
	case kindString:
		b = text(b, 4, a.s)
	case kindInts:
		for _, v := range a.ints {
			b = number(b, 8, uint64(v))
		}
	}
	return number(b, 20, a.kind)
}

func (t *Tensor) encode() []byte {
	var b []byte
	for _, d := range t.Shape {
		b = number(b, 1, uint64(d))
	}
	b = number(b, 2, uint64(t.Type))
	b = text(b, 8, t.Name)
	if t.Location == "" {
		return message(b, 9, t.Raw)
	}
	for _, e := range [][2]string{
		{"location", t.Location},
		{"offset", strconv.FormatInt(t.Offset, 10)},
		{"length", strconv.FormatInt(t.Length, 10)},
	} {
		b = message(b, 13, text(text(nil, 1, e[0]), 2, e[1]))
	}
	return number(b, 14, 1) // EXTERNAL
}

func (p Port) encode() []byte {
	var shape []byte
	for _, d := range p.Dims {
		if n, ok := fixed(d); ok {
			shape = message(shape, 1, number(nil, 1, n))
		} else {
			shape = message(shape, 1, text(nil, 2, d))
		}
	}
	tensor := message(number(nil, 1, uint64(p.Type)), 2, shape)
	return message(text(nil, 1, p.Name), 2, message(nil, 1, tensor))
}

func number(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

func text(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func message(b []byte, field protowire.Number, m []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), m)
}
