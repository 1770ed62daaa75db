package recipe

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// maxBytes bounds the canonical bytes that Parse accepts; a recipe with every
// landmark of twenty garments corrected stays under 64 KiB.
const maxBytes = 1 << 20

// Canonical returns the one encoding of r: JSON with the fields in declaration
// order, map keys sorted, no optional spaces, version filled in.
func (r Recipe) Canonical() ([]byte, error) {
	r.Version = Version
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return nil, fmt.Errorf("encode recipe: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Digest returns the hexadecimal SHA-256 of the canonical bytes.
func (r Recipe) Digest() (string, error) {
	b, err := r.Canonical()
	if err != nil {
		return "", err
	}
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:]), nil
}

// Parse reads canonical bytes of this or an older version. Bytes of a newer
// version, unknown fields and anything over 1 MiB are refused.
func Parse(b []byte) (Recipe, error) {
	if len(b) > maxBytes {
		return Recipe{}, fmt.Errorf("recipe of %d bytes is larger than any that this program writes", len(b))
	}
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return Recipe{}, fmt.Errorf("not a recipe: %w", err)
	}
	if head.Version < 1 || head.Version > Version {
		return Recipe{}, fmt.Errorf("recipe of version %d; this program reads 1 to %d", head.Version, Version)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var r Recipe
	if err := d.Decode(&r); err != nil {
		return Recipe{}, fmt.Errorf("not a recipe: %w", err)
	}
	return r, nil
}
