// Package exif reads the tag directories of TIFF files, which are also the
// body of EXIF data in JPEG, PNG, WebP and others.
//
// A Dir is one directory: its tags with their values as raw bytes. Only what a
// picture needs to be shown right is interpreted here: numbers, the
// orientation and the colour space that a camera declares. Everything is
// bounded: reading never leaves the given bytes and never follows more than a
// fixed number of directories.
package exif

import (
	"encoding/binary"
	"errors"
	"io"
)

// Tags used by this program; names as in the TIFF 6.0 and EXIF 2.3 texts.
const (
	NewSubfileType   = 254
	ImageWidth       = 256
	ImageLength      = 257
	BitsPerSample    = 258
	Compression      = 259
	Photometric      = 262
	StripOffsets     = 273
	Orientation      = 274
	SamplesPerPixel  = 277
	RowsPerStrip     = 278
	StripByteCounts  = 279
	PlanarConfig     = 284
	Predictor        = 317
	ColorMap         = 320
	TileWidth        = 322
	TileLength       = 323
	TileOffsets      = 324
	TileByteCounts   = 325
	SubIFDs          = 330
	InkSet           = 332
	ExtraSamples     = 338
	SampleFormat     = 339
	exifPointer      = 34665
	ICCProfile       = 34675
	DNGVersion       = 50706
	colorSpaceTag    = 0xA001
	interopPointer   = 0xA005
	interopIndex     = 1
	maxEntries       = 4096 // real files have under 100
	entryBytes       = 12
	typeShort        = 3
	typeLong         = 4
	typeUndefinedMax = 13
)

// sizes of the TIFF field types 0 to 13 in bytes; 0 = unknown.
var sizes = [...]int{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}

// ErrNotTIFF says that the bytes have no TIFF header.
var ErrNotTIFF = errors.New("no TIFF header")

// Entry is one tag of a directory.
type Entry struct {
	Tag, Type uint16
	Count     uint32
	// Value holds Count values of the type in the order of the file.
	Value []byte
	// Raw is the 12-byte entry as in the file.
	Raw []byte
}

// Dir is one directory. Values point into the bytes given to Parse.
type Dir struct {
	Order   binary.ByteOrder
	Entries []Entry
	data    []byte
}

// Parse reads the first directory of TIFF-structured bytes. Entries whose
// value lies outside the bytes or whose type is unknown are left out.
func Parse(data []byte) (*Dir, error) {
	order, err := byteOrder(data)
	if err != nil {
		return nil, err
	}
	return parseDir(data, order, order.Uint32(data[4:8]))
}

func byteOrder(data []byte) (binary.ByteOrder, error) {
	if len(data) < 8 {
		return nil, io.ErrUnexpectedEOF
	}
	switch string(data[:4]) {
	case "II*\x00":
		return binary.LittleEndian, nil
	case "MM\x00*":
		return binary.BigEndian, nil
	}
	return nil, ErrNotTIFF
}

func parseDir(data []byte, order binary.ByteOrder, offset uint32) (*Dir, error) {
	at := int64(offset)
	if at < 8 || at+2 > int64(len(data)) {
		return nil, io.ErrUnexpectedEOF
	}
	n := int64(order.Uint16(data[at:]))
	if n > maxEntries {
		return nil, errors.New("directory with too many entries")
	}
	if at+2+n*entryBytes > int64(len(data)) {
		return nil, io.ErrUnexpectedEOF
	}
	d := &Dir{Order: order, data: data}
	for i := range n {
		raw := data[at+2+i*entryBytes:][:entryBytes]
		if e, ok := parseEntry(data, order, raw); ok {
			d.Entries = append(d.Entries, e)
		}
	}
	return d, nil
}

func parseEntry(data []byte, order binary.ByteOrder, raw []byte) (Entry, bool) {
	e := Entry{Tag: order.Uint16(raw), Type: order.Uint16(raw[2:]), Count: order.Uint32(raw[4:]), Raw: raw}
	if e.Type == 0 || e.Type > typeUndefinedMax {
		return Entry{}, false
	}
	size := int64(sizes[e.Type]) * int64(e.Count)
	if size <= 4 {
		e.Value = raw[8 : 8+size]
		return e, true
	}
	at := int64(order.Uint32(raw[8:]))
	if at+size > int64(len(data)) {
		return Entry{}, false
	}
	e.Value = data[at : at+size]
	return e, true
}

// Find returns the entry of a tag.
func (d *Dir) Find(tag uint16) (Entry, bool) {
	for _, e := range d.Entries {
		if e.Tag == tag {
			return e, true
		}
	}
	return Entry{}, false
}

// Uints returns the values of a tag of type BYTE, SHORT or LONG, nil when it
// is missing or of another type.
func (d *Dir) Uints(tag uint16) []uint32 {
	e, ok := d.Find(tag)
	if !ok {
		return nil
	}
	step := sizes[e.Type]
	out := make([]uint32, 0, len(e.Value)/step)
	for b := e.Value; len(b) >= step; b = b[step:] {
		switch e.Type {
		case 1, 7:
			out = append(out, uint32(b[0]))
		case typeShort:
			out = append(out, uint32(d.Order.Uint16(b)))
		case typeLong, 13:
			out = append(out, d.Order.Uint32(b))
		default:
			return nil
		}
	}
	return out
}

// Uint returns the first value of a tag, or def when there is none.
func (d *Dir) Uint(tag uint16, def uint32) uint32 {
	if v := d.Uints(tag); len(v) > 0 {
		return v[0]
	}
	return def
}

// sub reads the directory to which a tag points.
func (d *Dir) sub(tag uint16) *Dir {
	at := d.Uint(tag, 0)
	if at == 0 {
		return nil
	}
	s, err := parseDir(d.data, d.Order, at)
	if err != nil {
		return nil
	}
	return s
}

// Info is what EXIF data says about showing a picture.
type Info struct {
	// Orientation is 1 to 8 as in EXIF, 0 when not said.
	Orientation int
	// AdobeRGB is true when a camera declares the Adobe RGB colour space by
	// EXIF alone: interoperability index R03, or colour space 2.
	AdobeRGB bool
}

// Read interprets EXIF data, with or without the "Exif\0\0" in front. Damaged
// data gives what could be read.
func Read(b []byte) Info {
	const mark = "Exif\x00\x00"
	if len(b) >= len(mark) && string(b[:len(mark)]) == mark {
		b = b[len(mark):]
	}
	d, err := Parse(b)
	if err != nil {
		return Info{}
	}
	var info Info
	if o := d.Uint(Orientation, 0); o >= 1 && o <= 8 {
		info.Orientation = int(o)
	}
	ex := d.sub(exifPointer)
	if ex == nil {
		return info
	}
	switch ex.Uint(colorSpaceTag, 1) {
	case 2:
		info.AdobeRGB = true
	case 0xFFFF: // uncalibrated: the interoperability directory decides
		if io := ex.sub(interopPointer); io != nil {
			e, ok := io.Find(interopIndex)
			info.AdobeRGB = ok && len(e.Value) >= 3 && string(e.Value[:3]) == "R03"
		}
	}
	return info
}
