package icc

import (
	"bytes"
	"encoding/binary"
	"math"
)

// curvePoints of the tone curve in the profile that we write. With linear
// interpolation 1024 points are within 0.01 level of 255 everywhere but in the
// two darkest levels.
const curvePoints = 1024

// BuildSRGB makes a version 2.1 display profile of sRGB from the numbers of
// IEC 61966-2-1. Version 2 with a table is read by every program, old print
// software included. The bytes are always the same.
func BuildSRGB() []byte {
	m, _ := srgbPrimaries.toPCS()
	column := func(i int) []byte { return xyzTag(m[0][i], m[1][i], m[2][i]) }
	trc := curveTag()
	return assemble([]tag{
		{"desc", descTag("sRGB IEC61966-2.1")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely (CC0)\x00"...)},
		{"wtpt", xyzTag(d50[0], d50[1], d50[2])},
		{"rXYZ", column(0)},
		{"gXYZ", column(1)},
		{"bXYZ", column(2)},
		{"rTRC", trc},
		{"gTRC", trc},
		{"bTRC", trc},
	})
}

// tag is one element of a profile.
type tag struct {
	name string
	body []byte
}

// assemble lays out header, tag table and elements; equal neighbours share
// their bytes.
func assemble(tags []tag) []byte {
	at := headerBytes + 4 + tagBytes*len(tags)
	var table, body bytes.Buffer
	_ = binary.Write(&table, binary.BigEndian, uint32(len(tags)))
	start := 0
	for i, t := range tags {
		if i == 0 || !bytes.Equal(t.body, tags[i-1].body) {
			for body.Len()%4 != 0 {
				body.WriteByte(0)
			}
			start = at + body.Len()
			body.Write(t.body)
		}
		table.WriteString(t.name)
		_ = binary.Write(&table, binary.BigEndian, [2]uint32{uint32(start), uint32(len(t.body))})
	}
	for body.Len()%4 != 0 {
		body.WriteByte(0)
	}
	out := append(header(at+body.Len()), table.Bytes()...)
	return append(out, body.Bytes()...)
}

// header is that of a display profile from RGB to XYZ (ICC.1:2001-04, 6.1).
func header(size int) []byte {
	h := make([]byte, headerBytes)
	binary.BigEndian.PutUint32(h, uint32(size))
	binary.BigEndian.PutUint32(h[8:], 0x02100000)
	copy(h[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1} { // date of the recipe, not of the run
		binary.BigEndian.PutUint16(h[24+2*i:], v)
	}
	copy(h[36:], "acsp")
	for i, v := range d50 {
		binary.BigEndian.PutUint32(h[68+4*i:], toFixed16(v))
	}
	return h
}

func toFixed16(v float64) uint32 { return uint32(int32(math.Round(v * 65536))) }

func xyzTag(x, y, z float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, toFixed16(v))
	}
	return b
}

// descTag holds the text as ASCII with the empty Unicode and Macintosh parts
// that version 2 requires.
func descTag(text string) []byte {
	b := []byte("desc\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(text)+1))
	b = append(b, text...)
	return append(b, make([]byte, 1+8+3+67)...)
}

func curveTag() []byte {
	b := []byte("curv\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, curvePoints)
	c := srgbCurve()
	for i := range curvePoints {
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(65535*c.At(float64(i)/(curvePoints-1)))))
	}
	return b
}
