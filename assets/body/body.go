// Package body embeds the human body that engine/body poses, so that every
// photo can be measured with it without downloading anything.
//
// Words: the body is one gzip file; it holds a mesh, directions of shape, a
// rig and named points, in the format that engine/body documents and reads.
// NOTICE.md says where its data come from and under which licence;
// assets/make/body makes it.
package body

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"sync"
)

var (
	//go:embed body.bin.gz
	file []byte
	//go:embed NOTICE.md
	notice string
)

// Bytes returns the file. The slice is shared: do not write to it.
func Bytes() []byte { return file }

// Digest is the SHA-256 of the file in lower-case hexadecimal.
var Digest = sync.OnceValue(func() string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
})

// Notice says where the data come from and under which licence.
func Notice() string { return notice }
