// Package targets holds what was learned of rendered people in garments of
// known truth: small networks that move a garment's control points from where
// rules put them to where they lie on a person. engine/field/spline reads and
// runs them; assets/make/truth/learn.py made them.
//
// The file begins with "LBTARGETS1\n". Then follow the families, each with the
// length of its name (all counts are uint16) and the name; the numbers of
// features, of both hidden layers and of outputs; of each feature mean, spread,
// least and most (float32, one list after the other); how far outside features
// may lie; of each layer one float32 step, the weights as int16 multiples of it,
// row by row for each output, and the float32 offsets; of each output center,
// scale, least and most. Everything is little-endian.
package targets

import (
	"crypto/sha256"
	_ "embed" // the file
	"encoding/hex"
	"sync"
)

//go:embed targets.bin
var data []byte

// Bytes returns the file; it must not be changed.
func Bytes() []byte { return data }

// Digest is the SHA-256 of the file in lower-case hexadecimal.
var Digest = sync.OnceValue(func() string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
})
