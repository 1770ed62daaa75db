// Package icc reads ICC profiles (ICC.1:2022, also version 2) and converts the
// ones of the matrix kind to sRGB.
//
// A Profile says what the numbers of a picture mean. A matrix profile has one
// curve a channel, which makes the numbers linear, and a 3x3 matrix into the
// profile connection space (CIE XYZ under D50); a grey profile has one curve.
// A table profile (LUT) maps numbers through tables and is recognised only.
// A Transform is a profile prepared for converting pixels.
package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Kind of a profile.
type Kind int

// Kinds of profiles.
const (
	// Matrix profiles have three curves and a matrix.
	Matrix Kind = iota
	// Gray profiles have one curve.
	Gray
	// Table profiles have only tables, which are not evaluated.
	Table
)

// Profile is a parsed profile.
type Profile struct {
	// Name is the description in the profile, possibly empty.
	Name string
	Kind Kind
	// Space is the colour space of the numbers: "RGB", "GRAY", "CMYK", ...
	Space string
	// curves make the channels linear; a grey profile uses the first.
	curves [3]Curve
	// toPCS maps linear channels to XYZ under D50; columns are the primaries.
	toPCS Mat3
}

const (
	headerBytes = 128
	tagBytes    = 12
	maxTags     = 256 // real profiles have under 40
)

// ErrNotICC says that the bytes are no ICC profile.
var ErrNotICC = errors.New("not an ICC profile")

// Parse reads a profile.
func Parse(b []byte) (*Profile, error) {
	if len(b) < headerBytes+4 || string(b[36:40]) != "acsp" {
		return nil, ErrNotICC
	}
	tags, err := readTags(b)
	if err != nil {
		return nil, err
	}
	p := &Profile{Space: strings.TrimSpace(string(b[16:20])), Kind: Table}
	p.Name = description(tags["desc"])
	pcs := strings.TrimSpace(string(b[20:24]))
	switch {
	case p.Space == "RGB" && pcs == "XYZ" && tags["rXYZ"] != nil && tags["rTRC"] != nil:
		return p, p.readMatrix(tags)
	case p.Space == "GRAY" && tags["kTRC"] != nil:
		p.Kind = Gray
		p.curves[0], err = parseCurve(tags["kTRC"])
		return p, err
	}
	return p, nil
}

// readTags returns the bytes of each tag that lies inside b.
func readTags(b []byte) (map[string][]byte, error) {
	n := binary.BigEndian.Uint32(b[headerBytes:])
	if n > maxTags {
		return nil, fmt.Errorf("profile with %d tags", n)
	}
	table := b[headerBytes+4:]
	if len(table) < int(n)*tagBytes {
		return nil, errors.New("profile ends inside its tag table")
	}
	tags := make(map[string][]byte, n)
	for i := range int(n) {
		e := table[i*tagBytes:]
		at, size := uint64(binary.BigEndian.Uint32(e[4:])), uint64(binary.BigEndian.Uint32(e[8:]))
		if at+size <= uint64(len(b)) {
			tags[string(e[:4])] = b[at : at+size]
		}
	}
	return tags, nil
}

func (p *Profile) readMatrix(tags map[string][]byte) error {
	p.Kind = Matrix
	for i, c := range []string{"r", "g", "b"} {
		xyz := tags[c+"XYZ"]
		if len(xyz) < 20 || string(xyz[:4]) != "XYZ " {
			return errors.New("profile without its primaries")
		}
		for row := range 3 {
			p.toPCS[row][i] = fixed16(xyz[8+row*4:])
		}
		var err error
		if p.curves[i], err = parseCurve(tags[c+"TRC"]); err != nil {
			return err
		}
	}
	if _, ok := p.toPCS.Inverse(); !ok {
		return errors.New("profile whose primaries are on one line")
	}
	return nil
}

// fixed16 reads an s15Fixed16Number.
func fixed16(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// description reads a tag of type 'desc' (version 2) or 'mluc' (version 4).
func description(b []byte) string {
	if len(b) < 12 {
		return ""
	}
	switch string(b[:4]) {
	case "desc":
		n := uint64(binary.BigEndian.Uint32(b[8:]))
		if n > uint64(len(b)-12) {
			return ""
		}
		return strings.TrimRight(string(b[12:12+n]), "\x00 ")
	case "mluc":
		return multiLocalized(b)
	}
	return ""
}

// multiLocalized returns the English text of an 'mluc' tag, else its first.
func multiLocalized(b []byte) string {
	if len(b) < 16 {
		return ""
	}
	n, size := binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint32(b[12:])
	if n > 1000 || size < 12 || size > 64 {
		return ""
	}
	first := ""
	for i := range int(n) {
		at := 16 + i*int(size)
		if at+12 > len(b) {
			break
		}
		length, offset := uint64(binary.BigEndian.Uint32(b[at+4:])), uint64(binary.BigEndian.Uint32(b[at+8:]))
		if offset+length > uint64(len(b)) || length > 1<<12 {
			continue
		}
		text := utf16Text(b[offset : offset+length])
		if string(b[at:at+2]) == "en" {
			return text
		}
		if first == "" {
			first = text
		}
	}
	return first
}

func utf16Text(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return strings.TrimRight(string(utf16.Decode(u)), "\x00 ")
}
