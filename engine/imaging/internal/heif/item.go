package heif

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// reader takes numbers from bytes; the first failure sticks.
type reader struct {
	b   []byte
	err error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || len(r.b) < n {
		r.err = io.ErrUnexpectedEOF
		return make([]byte, n)
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) u8() byte    { return r.take(1)[0] }
func (r *reader) u16() uint16 { return binary.BigEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }

// version reads the version and flags of a full box and returns the version.
func (r *reader) version() byte { return byte(r.u32() >> 24) }

// id reads an item number of two or four bytes.
func (r *reader) id(large bool) uint32 {
	if large {
		return r.u32()
	}
	return uint32(r.u16())
}

// of returns the properties of an item in the order of their application.
func (p *parser) of(item uint32) []property {
	var out []property
	for _, n := range p.links[item] {
		if n >= 1 && n <= len(p.properties) {
			out = append(out, p.properties[n-1])
		}
	}
	return out
}

// finish assembles the File for the primary item.
func (p *parser) finish() (File, error) {
	f := &p.file
	f.Kind = p.kinds[p.primary]
	for _, prop := range p.of(p.primary) {
		p.apply(prop)
	}
	p.fromTiles()
	for _, prop := range p.properties {
		if w, h, ok := extents(prop); ok {
			f.LargestWidth, f.LargestHeight = max(f.LargestWidth, w), max(f.LargestHeight, h)
		}
	}
	for _, aux := range p.aux[p.primary] {
		for _, prop := range p.of(aux) {
			if prop.kind == "auxC" && len(prop.body) > 4 && strings.Contains(string(prop.body[4:]), "alpha") ||
				prop.kind == "auxC" && strings.Contains(string(prop.body), "auxid:1") {
				f.Alpha = true
			}
		}
	}
	if f.Frames < 1 {
		f.Frames = 1
	}
	if f.Width == 0 || f.Height == 0 {
		return File{}, errors.New("the primary picture has no size")
	}
	return *f, nil
}

// fromTiles takes what a grid leaves to its tiles.
func (p *parser) fromTiles() {
	f := &p.file
	tiles := p.derived[p.primary]
	if len(tiles) == 0 {
		return
	}
	// Tiles of one grid are alike.
	for _, prop := range p.of(tiles[0]) {
		switch {
		case prop.kind == "hvcC" && f.HVCC == nil:
			f.HVCC = prop.body
		case prop.kind == "colr" && f.ICC == nil && f.NCLX == nil:
			f.color(prop.body)
		}
	}
}

func extents(prop property) (w, h int, ok bool) {
	if prop.kind != "ispe" || len(prop.body) < 12 {
		return 0, 0, false
	}
	clip := func(b []byte) int { return int(min(binary.BigEndian.Uint32(b), 1<<30)) }
	return clip(prop.body[4:]), clip(prop.body[8:]), true
}

func (p *parser) apply(prop property) {
	f := &p.file
	switch prop.kind {
	case "ispe":
		f.Width, f.Height, _ = extents(prop)
	case "irot":
		if len(prop.body) > 0 {
			f.Turns = int(prop.body[0] & 3)
			f.TurnFirst = f.Mirror == 0
		}
	case "imir":
		if len(prop.body) > 0 {
			f.Mirror = "vh"[prop.body[0]&1]
		}
	case "clap":
		f.Crop = true
	case "hvcC":
		f.HVCC = prop.body
	case "colr":
		f.color(prop.body)
	}
}

// color reads a colr box; a file may carry both kinds.
func (f *File) color(b []byte) {
	if len(b) < 4 {
		return
	}
	switch string(b[:4]) {
	case "prof", "rICC":
		f.ICC = b[4:]
	case "nclx":
		if len(b) >= 11 {
			f.NCLX = &NCLX{
				Primaries: int(binary.BigEndian.Uint16(b[4:])),
				Transfer:  int(binary.BigEndian.Uint16(b[6:])),
				Matrix:    int(binary.BigEndian.Uint16(b[8:])),
				FullRange: b[10]&0x80 != 0,
			}
		}
	}
}

// HasBrand reports whether the file names a brand.
func (f File) HasBrand(b string) bool {
	for _, have := range f.Brands {
		if have == b {
			return true
		}
	}
	return false
}
