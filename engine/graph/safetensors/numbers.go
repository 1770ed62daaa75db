package safetensors

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
)

// maxNumbers bounds what Numbers reads into memory: embeddings of one prompt,
// statistics and tables are far smaller.
const maxNumbers = 64 << 20

// Numbers reads a tensor into memory, converted to float64, which holds the
// values of all float types and of integers up to 2^53 exactly. It is meant for
// small tensors; more than 64 Mi elements are refused.
func (s *Set) Numbers(key string) ([]float64, error) {
	t, ok := s.tensors[key]
	if !ok {
		return nil, mismatchFault(s.name, key, "is missing")
	}
	return s.read(t, 0, t.Length/int64(t.DType.Size()))
}

// Range is Floats for count elements from the one at from on.
func (s *Set) Range(key string, from, count int64) ([]float32, error) {
	t, ok := s.tensors[key]
	if !ok {
		return nil, mismatchFault(s.name, key, "is missing")
	}
	if n := t.Length / int64(t.DType.Size()); from < 0 || count < 0 || from > n || count > n-from {
		return nil, mismatchFault(t.File, key, fmt.Sprintf("has %d elements, asked for were %d from %d on", n, count, from))
	}
	list, err := s.read(t, from, count)
	if err != nil {
		return nil, err
	}
	return narrow(list), nil
}

// read reads count elements of a tensor.
func (s *Set) read(t Tensor, from, count int64) ([]float64, error) {
	if count > maxNumbers {
		return nil, mismatchFault(t.File, t.Key, fmt.Sprintf("has %d elements, too many to read", count))
	}
	f, err := os.Open(filepath.Join(s.root, filepath.FromSlash(t.File)))
	if err != nil {
		return nil, missingFault(t.File, err)
	}
	defer f.Close()
	size := int64(t.DType.Size())
	b := make([]byte, count*size)
	if _, err := io.ReadFull(io.NewSectionReader(f, t.Offset+from*size, count*size), b); err != nil {
		return nil, damagedFault(t.File, "it became shorter while it was read")
	}
	out := make([]float64, count)
	for i := range out {
		v, ok := number(t.DType, b[int64(i)*size:])
		if !ok {
			return nil, mismatchFault(t.File, t.Key, "has elements of type "+string(t.DType)+", which cannot be read here")
		}
		out[i] = v
	}
	return out, nil
}

// Floats is Numbers as float32.
func (s *Set) Floats(key string) ([]float32, error) {
	list, err := s.Numbers(key)
	if err != nil {
		return nil, err
	}
	return narrow(list), nil
}

func narrow(list []float64) []float32 {
	out := make([]float32, len(list))
	for i, v := range list {
		out[i] = float32(v)
	}
	return out
}

// number decodes one little-endian element.
func number(d DType, b []byte) (float64, bool) {
	le := binary.LittleEndian
	switch d {
	case F32:
		return float64(math.Float32frombits(le.Uint32(b))), true
	case F16:
		return half(le.Uint16(b)), true
	case BF16:
		return float64(math.Float32frombits(uint32(le.Uint16(b)) << 16)), true
	case F64:
		return math.Float64frombits(le.Uint64(b)), true
	case I64:
		return float64(int64(le.Uint64(b))), true
	case I32:
		return float64(int32(le.Uint32(b))), true
	case U8, Bool:
		return float64(b[0]), true
	}
	return 0, false
}

// half decodes an IEEE 754 number of 16 bits.
func half(b uint16) float64 {
	sign, exp, frac := b>>15, int(b>>10)&31, float64(b&1023)
	var v float64
	switch exp {
	case 0:
		v = math.Ldexp(frac, -24)
	case 31:
		v = math.Inf(1)
		if frac != 0 {
			v = math.NaN()
		}
	default:
		v = math.Ldexp(1024+frac, exp-25)
	}
	if sign == 1 {
		v = -v
	}
	return v
}
