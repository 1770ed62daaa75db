// Package heif reads the boxes of HEIC and AVIF files (ISO/IEC 14496-12 and
// 23008-12) that say how the primary picture is to be shown.
//
// A Box has a four-letter kind and a body. The primary Item is the picture; its
// properties give size, colour and the turn and mirror to apply. Pixels are not
// touched here. Reading is bounded by the bytes given and by fixed counts.
package heif

import (
	"encoding/binary"
	"errors"
	"io"
)

// Bounds far above any real file.
const (
	maxItems      = 1 << 16
	maxProperties = 1 << 12
	maxDepth      = 8
)

// File is what the boxes say about the primary picture.
type File struct {
	// Brands: the major brand first, then the compatible ones.
	Brands []string
	// Kind is the primary item's type: "hvc1", "av01", "grid", ...
	Kind string
	// Width and Height before Turns and mirroring.
	Width, Height int
	// LargestWidth and LargestHeight over all items, tiles included.
	LargestWidth, LargestHeight int
	// Turns counter-clockwise in quarters; Mirror is 0 for none, 'v' for top
	// to bottom ("axis 0"), 'h' for left to right. Order of application as in
	// TurnFirst.
	Turns     int
	Mirror    byte
	TurnFirst bool
	// ICC is an embedded profile, nil when there is none.
	ICC []byte
	// NCLX is set when the file names a colour space by numbers.
	NCLX *NCLX
	// Alpha is true when an auxiliary alpha picture belongs to the primary.
	Alpha bool
	// Crop is true when a clean aperture cuts the picture.
	Crop bool
	// HVCC is the decoder configuration of an HEVC picture or of its first
	// tile, nil otherwise.
	HVCC []byte
	// Cut is true when the last box is longer than the file.
	Cut bool
	// Frames is the number of samples of the longest track; 1 for a still.
	Frames int
}

// NCLX names a colour space by the numbers of ITU-T H.273.
type NCLX struct {
	Primaries, Transfer, Matrix int
	FullRange                   bool
}

// property is one entry of the ipco box.
type property struct {
	kind string
	body []byte
}

// parser collects boxes.
type parser struct {
	primary    uint32
	kinds      map[uint32]string
	properties []property
	links      map[uint32][]int // item to 1-based property numbers, in order
	derived    map[uint32][]uint32
	aux        map[uint32][]uint32
	seenMeta   bool
	file       File
}

// Parse reads the boxes of a file.
func Parse(data []byte) (File, error) {
	p := parser{kinds: map[uint32]string{}, links: map[uint32][]int{}, derived: map[uint32][]uint32{}, aux: map[uint32][]uint32{}}
	err := walk(data, func(kind string, body []byte) error { return p.top(kind, body) })
	if err != nil && !p.seenMeta {
		return File{}, err
	}
	if !p.seenMeta {
		return File{}, errors.New("no picture in the file")
	}
	p.file.Cut = errors.Is(err, io.ErrUnexpectedEOF)
	return p.finish()
}

// walk calls f for each box.
func walk(data []byte, f func(kind string, body []byte) error) error {
	for len(data) > 0 {
		if len(data) < 8 {
			return io.ErrUnexpectedEOF
		}
		size, headLen := uint64(binary.BigEndian.Uint32(data)), uint64(8)
		switch size {
		case 0: // to the end
			size = uint64(len(data))
		case 1:
			if len(data) < 16 {
				return io.ErrUnexpectedEOF
			}
			size, headLen = binary.BigEndian.Uint64(data[8:]), 16
		}
		if size < headLen {
			return errors.New("box shorter than its header")
		}
		if size > uint64(len(data)) {
			return io.ErrUnexpectedEOF
		}
		if err := f(string(data[4:8]), data[headLen:size]); err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}

func (p *parser) top(kind string, body []byte) error {
	switch kind {
	case "ftyp":
		for i := 0; i+4 <= len(body) && len(p.file.Brands) < 64; i += 4 {
			if i != 4 { // the second word is the minor version
				p.file.Brands = append(p.file.Brands, string(body[i:i+4]))
			}
		}
	case "meta":
		if p.seenMeta || len(body) < 4 {
			return nil
		}
		p.seenMeta = true
		return walk(body[4:], p.meta)
	case "moov":
		p.file.Frames = max(p.file.Frames, samples(body, maxDepth))
	}
	return nil
}

// samples finds the largest sample count below a moov box.
func samples(body []byte, depth int) int {
	n := 0
	if depth == 0 {
		return 0
	}
	_ = walk(body, func(kind string, b []byte) error {
		switch kind {
		case "trak", "mdia", "minf", "stbl":
			n = max(n, samples(b, depth-1))
		case "stsz":
			if len(b) >= 12 {
				n = max(n, int(min(binary.BigEndian.Uint32(b[8:]), 1<<24)))
			}
		}
		return nil
	})
	return n
}

func (p *parser) meta(kind string, body []byte) error {
	r := reader{b: body}
	switch kind {
	case "pitm":
		v := r.version()
		p.primary = r.id(v > 0)
	case "iinf":
		v := r.version()
		r.id(v > 0)
		return walk(r.b, p.infe)
	case "iref":
		large := r.version() > 0
		return walk(r.b, func(kind string, b []byte) error { return p.reference(kind, b, large) })
	case "iprp":
		return walk(body, func(kind string, b []byte) error {
			switch kind {
			case "ipco":
				return walk(b, p.property)
			case "ipma":
				return p.associations(b)
			}
			return nil
		})
	}
	return r.err
}

func (p *parser) infe(kind string, body []byte) error {
	r := reader{b: body}
	v := r.version()
	if kind != "infe" || v < 2 {
		return r.err
	}
	id := r.id(v > 2)
	r.take(2) // protection
	t := string(r.take(4))
	if r.err == nil && len(p.kinds) < maxItems {
		p.kinds[id] = t
	}
	return r.err
}

func (p *parser) reference(kind string, body []byte, large bool) error {
	r := reader{b: body}
	from := r.id(large)
	n := int(r.u16())
	for range n {
		to := r.id(large)
		if r.err != nil {
			return r.err
		}
		switch kind {
		case "dimg":
			p.derived[from] = append(p.derived[from], to)
		case "auxl":
			p.aux[to] = append(p.aux[to], from)
		}
	}
	return r.err
}

func (p *parser) property(kind string, body []byte) error {
	if len(p.properties) >= maxProperties {
		return errors.New("too many properties")
	}
	p.properties = append(p.properties, property{kind, body})
	return nil
}

// associations reads an ipma box.
func (p *parser) associations(body []byte) error {
	r := reader{b: body}
	flags := r.u32()
	version, wide := flags>>24, flags&1 == 1
	n := r.u32()
	for range min(n, maxItems) {
		id := r.id(version > 0)
		count := int(r.u8())
		for range count {
			v := int(r.u8())
			if wide {
				v = v<<8 | int(r.u8())
				v &= 0x7FFF
			} else {
				v &= 0x7F
			}
			if r.err != nil {
				return r.err
			}
			p.links[id] = append(p.links[id], v)
		}
	}
	return r.err
}
