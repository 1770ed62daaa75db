package diffusion

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// State is a walk between two steps.
type State struct {
	// Next is the number of steps done.
	Next int
	// X are the latents.
	X []float32
	// Memory is what the sampler keeps; each entry is nil or as long as X.
	Memory [][]float32
}

// Limits of a stored state: latents of a picture of 4096 pixels square in pixel
// space, and the memory of the longest method.
const (
	maxNumbers = 3 * 4096 * 4096
	maxMemory  = 8
)

var stateMagic = [8]byte{'L', 'B', 'W', 'A', 'L', 'K', '0', '1'}

var errState = errors.New("not the state of a walk, or damaged")

// MarshalBinary encodes a state: magic, Next, len(X), number of memories, X, for
// each memory a 0 or a 1 and its numbers, checksum; all little-endian.
func (s *State) MarshalBinary() ([]byte, error) {
	le := binary.LittleEndian
	b := append([]byte(nil), stateMagic[:]...)
	b = le.AppendUint32(b, uint32(s.Next))
	b = le.AppendUint32(b, uint32(len(s.X)))
	b = le.AppendUint32(b, uint32(len(s.Memory)))
	b = appendNumbers(b, s.X)
	for _, m := range s.Memory {
		if m == nil {
			b = append(b, 0)
			continue
		}
		if len(m) != len(s.X) {
			return nil, errors.New("memory and latents differ in length")
		}
		b = appendNumbers(append(b, 1), m)
	}
	return le.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

// UnmarshalBinary decodes a state; anything damaged is an error, after which
// the walk starts anew.
func (s *State) UnmarshalBinary(b []byte) error {
	le := binary.LittleEndian
	if len(b) < 24 || [8]byte(b) != stateMagic || crc32.ChecksumIEEE(b[:len(b)-4]) != le.Uint32(b[len(b)-4:]) {
		return errState
	}
	next, size, memories := le.Uint32(b[8:]), le.Uint32(b[12:]), le.Uint32(b[16:])
	rest := b[20 : len(b)-4]
	if next > 1<<16 || size > maxNumbers || memories > maxMemory || len(rest) < int(size)*4 {
		return errState
	}
	out := State{Next: int(next)}
	out.X, rest = readNumbers(rest, int(size))
	for range memories {
		if len(rest) == 0 || rest[0] > 1 || (rest[0] == 1 && len(rest) < 1+int(size)*4) {
			return errState
		}
		var m []float32
		set := rest[0] == 1
		rest = rest[1:]
		if set {
			m, rest = readNumbers(rest, int(size))
		}
		out.Memory = append(out.Memory, m)
	}
	if len(rest) != 0 {
		return errState
	}
	*s = out
	return nil
}

func appendNumbers(b []byte, v []float32) []byte {
	for _, f := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
	}
	return b
}

func readNumbers(b []byte, n int) (v []float32, rest []byte) {
	v = make([]float32, n)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return v, b[4*n:]
}
