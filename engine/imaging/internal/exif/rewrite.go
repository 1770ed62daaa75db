package exif

import (
	"maps"
	"slices"
)

// Block is a directory in file form, to be put at Offset's place: its value
// arrays come first, then the directory itself at Offset.
type Block struct {
	Offset uint32
	Bytes  []byte
}

// With builds a directory with some tags replaced by LONG values (SHORT where
// one value fits) and tags without values left out, for appending to the file
// at offset at, which must be even. Values of kept tags stay where they are.
func (d *Dir) With(change map[uint16][]uint32, at uint32) Block {
	var values []byte
	entries := map[uint16][]byte{}
	for _, e := range d.Entries {
		entries[e.Tag] = e.Raw
	}
	for _, tag := range slices.Sorted(maps.Keys(change)) {
		v := change[tag]
		if len(v) == 0 {
			delete(entries, tag)
			continue
		}
		raw := d.header(tag, len(v))
		if len(v) == 1 {
			d.Order.PutUint32(raw[8:], v[0])
		} else {
			d.Order.PutUint32(raw[8:], at+uint32(len(values)))
			for _, x := range v {
				values = d.Order.(appender).AppendUint32(values, x)
			}
		}
		entries[tag] = raw
	}
	b := Block{Offset: at + uint32(len(values)), Bytes: values}
	b.Bytes = d.Order.(appender).AppendUint16(b.Bytes, uint16(len(entries)))
	for _, tag := range slices.Sorted(maps.Keys(entries)) {
		b.Bytes = append(b.Bytes, entries[tag]...)
	}
	b.Bytes = append(b.Bytes, 0, 0, 0, 0) // no further directory
	return b
}

// appender is the half of binary.ByteOrder's implementations that grows slices.
type appender interface {
	AppendUint16([]byte, uint16) []byte
	AppendUint32([]byte, uint32) []byte
}

// header starts an entry of count LONG values.
func (d *Dir) header(tag uint16, count int) []byte {
	raw := make([]byte, entryBytes)
	d.Order.PutUint16(raw, tag)
	d.Order.PutUint16(raw[2:], typeLong)
	d.Order.PutUint32(raw[4:], uint32(count))
	return raw
}
