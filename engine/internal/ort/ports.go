package ort

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ports are the names of a network's inputs and outputs, in their order.
type ports struct{ in, out []string }

// Field numbers of onnx.proto (ModelProto, GraphProto, ValueInfoProto,
// TensorProto), which are final.
const (
	modelGraph       = 7
	graphInitializer = 5
	graphInput       = 11
	graphOutput      = 12
	valueName        = 1
	tensorName       = 8
)

var errProto = errors.New("not an ONNX file")

// readPorts reads the names from the file itself. The binding can ask the
// library only by building a whole session that is thrown away, which doubles
// the time to load. Initializers that old files also list as inputs are left
// out.
func readPorts(model []byte) (ports, error) {
	var p ports
	initial := map[string]bool{}
	err := eachField(model, func(field int, graph []byte) error {
		if field != modelGraph {
			return nil
		}
		return eachField(graph, func(field int, data []byte) error { return p.add(field, data, initial) })
	})
	if err != nil {
		return ports{}, err
	}
	kept := p.in[:0]
	for _, name := range p.in {
		if !initial[name] {
			kept = append(kept, name)
		}
	}
	p.in = kept
	if len(p.in) == 0 || len(p.out) == 0 {
		return ports{}, fmt.Errorf("%w: no inputs or outputs", errProto)
	}
	return p, nil
}

// add notes one field of the graph.
func (p *ports) add(field int, data []byte, initial map[string]bool) error {
	nameField := valueName
	if field == graphInitializer {
		nameField = tensorName
	} else if field != graphInput && field != graphOutput {
		return nil
	}
	name, err := stringField(data, nameField)
	if err != nil {
		return err
	}
	switch field {
	case graphInitializer:
		initial[name] = true
	case graphInput:
		p.in = append(p.in, name)
	case graphOutput:
		p.out = append(p.out, name)
	}
	return nil
}

func stringField(msg []byte, want int) (string, error) {
	var s string
	err := eachField(msg, func(field int, data []byte) error {
		if field == want {
			s = string(data)
		}
		return nil
	})
	return s, err
}

// eachField calls visit for every field of a protocol buffer message; data is
// empty for numbers. See protobuf.dev/programming-guides/encoding.
func eachField(msg []byte, visit func(field int, data []byte) error) error {
	for len(msg) > 0 {
		tag, n := binary.Uvarint(msg)
		if n <= 0 || tag>>3 == 0 || tag>>3 > 1<<29 {
			return errProto
		}
		msg = msg[n:]
		size, skip, err := fieldSize(int(tag&7), msg)
		if err != nil {
			return err
		}
		if err := visit(int(tag>>3), msg[skip:skip+size]); err != nil {
			return err
		}
		msg = msg[skip+size:]
	}
	return nil
}

// fieldSize returns how many bytes of payload follow after how many bytes of
// prefix; both lie inside msg.
func fieldSize(wire int, msg []byte) (size, skip int, err error) {
	switch wire {
	case 0: // varint
		_, n := binary.Uvarint(msg)
		if n <= 0 {
			return 0, 0, errProto
		}
		return 0, n, nil
	case 1: // 64 bits
		skip = 8
	case 5: // 32 bits
		skip = 4
	case 2: // length and bytes
		length, n := binary.Uvarint(msg)
		if n <= 0 || length > uint64(len(msg)-n) {
			return 0, 0, errProto
		}
		return int(length), n, nil
	default:
		return 0, 0, errProto
	}
	if skip > len(msg) {
		return 0, 0, errProto
	}
	return 0, skip, nil
}
