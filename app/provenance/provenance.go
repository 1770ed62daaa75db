// Package provenance writes and reads the marks that every exported picture
// carries, as an XMP packet.
//
// Words: Marks are what the packet says: how the picture came to be (the IPTC
// digital source type), which program made it, in words what it shows, and the
// recipe from which it can be made again; the packet is the XML of ISO 16684-1
// (XMP); the lookbook namespace holds our own properties. The package knows no
// picture formats: whoever writes files puts the packet in.
package provenance

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// SourceType is the IPTC digital source type of our results: a photo combined
// with elements made by software that was trained on data
// (cv.iptc.org/newscodes/digitalsourcetype).
const SourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"

// Limits of what is read; a packet that we write stays far below.
const (
	maxPacket = 4 << 20
	maxRecipe = 1 << 20
	maxText   = 64 << 10
	maxDepth  = 32
	maxTokens = 20_000
	maxList   = 200
)

// ErrNoMarks says that a packet is not one of ours: readable, but without a
// recipe.
var ErrNoMarks = errors.New("no Lookbook marks")

// Marks are what an exported picture says about itself.
type Marks struct {
	// SourceType is an IPTC digital source type URI.
	SourceType string
	// Tool made the picture, for example "Lookbook".
	Tool string
	// Description in plain words.
	Description string
	// Created is when the picture was made, to the second.
	Created time.Time
	// Recipe holds the canonical bytes, RecipeDigest their hexadecimal SHA-256.
	Recipe       []byte
	RecipeDigest string
	// Verdicts are one line each: name, pass or fail, number and limit.
	Verdicts []string
}

// check refuses marks that say less than an export must.
func (m Marks) check() error {
	switch {
	case m.SourceType == "":
		return errors.New("marks without a digital source type")
	case m.Tool == "":
		return errors.New("marks without the program's name")
	case len(m.Recipe) == 0 || len(m.Recipe) > maxRecipe:
		return fmt.Errorf("marks with a recipe of %d bytes", len(m.Recipe))
	case m.RecipeDigest != digest(m.Recipe):
		return errors.New("marks whose recipe has another digest")
	case len(m.Verdicts) > maxList:
		return fmt.Errorf("marks with %d verdicts", len(m.Verdicts))
	}
	for _, s := range append([]string{m.SourceType, m.Tool, m.Description}, m.Verdicts...) {
		if len(s) > maxText || !utf8.ValidString(s) {
			return fmt.Errorf("marks with a text of %d bytes", len(s))
		}
	}
	return nil
}

func digest(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// pack compresses a recipe, because a JPEG has room for 64 kB of XMP, and
// writes it in base64, because XML cannot hold every byte.
func pack(b []byte) (string, error) {
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, zlib.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	return base64.StdEncoding.EncodeToString(z.Bytes()), err
}

// unpack is the inverse of pack; it never makes more than maxRecipe bytes.
func unpack(s string) ([]byte, error) {
	z, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		return nil, fmt.Errorf("recipe in marks: %w", err)
	}
	r, err := zlib.NewReader(bytes.NewReader(z))
	if err != nil {
		return nil, fmt.Errorf("recipe in marks: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxRecipe+1))
	if err != nil {
		return nil, fmt.Errorf("recipe in marks: %w", err)
	}
	if len(b) > maxRecipe {
		return nil, fmt.Errorf("recipe in marks is larger than %d bytes", maxRecipe)
	}
	return b, nil
}
