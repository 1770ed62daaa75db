package exif

import (
	"encoding/binary"
	"errors"
	"io"
	"testing"
)

// build makes a directory with LONG entries in the given order of bytes.
func build(order binary.ByteOrder, pairs ...uint32) []byte {
	b := []byte("II*\x00")
	if order == binary.BigEndian {
		b = []byte("MM\x00*")
	}
	put := order.(appender)
	b = put.AppendUint32(b, 8)
	b = put.AppendUint16(b, uint16(len(pairs)/2))
	for i := 0; i < len(pairs); i += 2 {
		b = put.AppendUint16(b, uint16(pairs[i]))
		b = put.AppendUint16(b, typeLong)
		b = put.AppendUint32(b, 1)
		b = put.AppendUint32(b, pairs[i+1])
	}
	return put.AppendUint32(b, 0)
}

func TestReadOrientation(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for v, want := range map[uint32]int{1: 1, 6: 6, 8: 8, 0: 0, 9: 0, 1 << 31: 0} {
			b := build(order, Orientation, v)
			if got := Read(b).Orientation; got != want {
				t.Errorf("%d: %d", v, got)
			}
			if got := Read(append([]byte("Exif\x00\x00"), b...)).Orientation; got != want {
				t.Errorf("with mark %d: %d", v, got)
			}
		}
	}
}

func TestDamage(t *testing.T) {
	whole := build(binary.LittleEndian, Orientation, 6, ImageWidth, 7)
	for i := range whole {
		Read(whole[:i]) // must not panic
	}
	if _, err := Parse([]byte("II*")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	if _, err := Parse([]byte("not a tiff at all")); !errors.Is(err, ErrNotTIFF) {
		t.Error(err)
	}
}

func TestWithKeepsAndReplaces(t *testing.T) {
	b := build(binary.BigEndian, ImageWidth, 48, Photometric, 5, PlanarConfig, 2)
	d, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	at := uint32(len(b))
	block := d.With(map[uint16][]uint32{Photometric: {2}, PlanarConfig: nil, StripOffsets: {10, 20, 30}}, at)
	out := append(append([]byte{}, b...), block.Bytes...)
	binary.BigEndian.PutUint32(out[4:], block.Offset)
	e, err := Parse(out)
	if err != nil {
		t.Fatal(err)
	}
	if e.Uint(ImageWidth, 0) != 48 || e.Uint(Photometric, 0) != 2 || e.Uint(PlanarConfig, 1) != 1 {
		t.Errorf("%+v", e.Entries)
	}
	if v := e.Uints(StripOffsets); len(v) != 3 || v[2] != 30 {
		t.Errorf("%v", v)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(build(binary.LittleEndian, Orientation, 6))
	f.Add(build(binary.BigEndian, exifPointer, 8, Orientation, 3))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := Read(b).Orientation; o < 0 || o > 8 {
			t.Fatal(o)
		}
		d, err := Parse(b)
		if err != nil {
			return
		}
		for _, e := range d.Entries {
			d.Uints(e.Tag)
		}
		d.With(map[uint16][]uint32{1: {1, 2}}, 8)
	})
}
