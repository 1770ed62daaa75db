package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"io"

	"lookbook/engine/imaging/internal/exif"
	"lookbook/engine/imaging/internal/icc"
)

var jpegCodec = codec{
	format: "JPEG", extensions: []string{"jpg", "jpeg", "jpe", "jfif"},
	head: jpegHead, decode: jpegDecode,
}

// JPEG markers (ITU-T T.81, table B.1).
const (
	jpegSOF0  = 0xC0
	jpegDHT   = 0xC4
	jpegJPG   = 0xC8
	jpegDAC   = 0xCC
	jpegSOF15 = 0xCF
	jpegSOI   = 0xD8
	jpegEOI   = 0xD9
	jpegSOS   = 0xDA
	jpegAPP1  = 0xE1
	jpegAPP2  = 0xE2
	jpegAPP14 = 0xEE
)

const (
	exifMark  = "Exif\x00\x00"
	iccMark   = "ICC_PROFILE\x00"
	adobeMark = "Adobe"
)

// segment is one marker segment before the first scan.
type segment struct {
	marker byte
	// body without marker and length; at is the offset of the marker's 0xFF.
	body []byte
	at   int
}

// jpegSegments calls f for each segment up to and including the start of the
// first scan. f ends the walk by returning false.
func jpegSegments(data []byte, f func(segment) bool) error {
	if !has(data, 0, "\xff\xd8") {
		return errors.New("no start of image")
	}
	for at := 2; ; {
		if at+4 > len(data) {
			return io.ErrUnexpectedEOF
		}
		if data[at] != 0xFF {
			return errors.New("no marker where one must be")
		}
		marker := data[at+1]
		switch {
		case marker == 0xFF: // fill byte
			at++
			continue
		case marker == 0x01 || marker >= 0xD0 && marker <= 0xD7: // no length
			at += 2
			continue
		case marker == jpegEOI:
			return errors.New("no picture before the end of image")
		}
		n := int(binary.BigEndian.Uint16(data[at+2:]))
		if n < 2 {
			return errors.New("segment shorter than its length field")
		}
		if at+2+n > len(data) {
			return io.ErrUnexpectedEOF
		}
		if !f(segment{marker: marker, body: data[at+4 : at+2+n], at: at}) || marker == jpegSOS {
			return nil
		}
		at += 2 + n
	}
}

// jpegParts collects what the segments say.
type jpegParts struct {
	head
	components int
	adobe      bool
	icc        map[int][]byte
	iccCount   int
	exif       exif.Info
}

func jpegHead(data []byte) (head, error) {
	p, err := readJPEGParts(data)
	if err != nil {
		return head{}, err
	}
	h := p.head
	h.orientation = orientation(p.exif.Orientation)
	h.icc = p.profile()
	if h.icc == nil && p.exif.AdobeRGB {
		h.space = icc.AdobeRGB()
	}
	h.ink = p.components == 4
	return h, nil
}

func readJPEGParts(data []byte) (jpegParts, error) {
	p := jpegParts{icc: map[int][]byte{}}
	var inner error
	err := jpegSegments(data, func(s segment) bool {
		inner = p.take(s)
		return inner == nil
	})
	if err == nil {
		err = inner
	}
	if err == nil && p.width == 0 {
		err = errors.New("no frame header before the first scan")
	}
	return p, err
}

// frameHeader reports whether the marker is one of the thirteen SOF markers.
func frameHeader(marker byte) bool {
	return marker >= jpegSOF0 && marker <= jpegSOF15 && marker != jpegDHT && marker != jpegJPG && marker != jpegDAC
}

// frame reads the frame header (T.81, B.2.2).
func (p *jpegParts) frame(b []byte) error {
	if len(b) < 6 {
		return io.ErrUnexpectedEOF
	}
	p.height = int(binary.BigEndian.Uint16(b[1:]))
	p.width = int(binary.BigEndian.Uint16(b[3:]))
	p.components = int(b[5])
	if b[0] == 12 {
		return variantError("12 bits a sample")
	}
	return nil
}

func (p *jpegParts) take(s segment) error {
	switch {
	case frameHeader(s.marker):
		return p.frame(s.body)
	case s.marker == jpegAPP1 && has(s.body, 0, exifMark) && p.exif == exif.Info{}:
		p.exif = exif.Read(s.body)
	case s.marker == jpegAPP2 && has(s.body, 0, iccMark) && len(s.body) >= len(iccMark)+2:
		p.icc[int(s.body[len(iccMark)])] = s.body[len(iccMark)+2:]
		p.iccCount = int(s.body[len(iccMark)+1])
	case s.marker == jpegAPP14 && has(s.body, 0, adobeMark):
		p.adobe = true
	}
	return nil
}

// profile joins the ICC segments (ICC.1:2022, annex B.4); nil when one of them
// is missing.
func (p *jpegParts) profile() []byte {
	if p.iccCount == 0 {
		return nil
	}
	var out []byte
	for i := 1; i <= p.iccCount; i++ {
		part, ok := p.icc[i]
		if !ok {
			return nil
		}
		out = append(out, part...)
	}
	return out
}

// jpegDecode decodes with the standard library. Two frequent faults of real
// files are mended first: a missing end marker, and four channels without
// Adobe's note on what they mean.
func jpegDecode(_ context.Context, data []byte, _ *head) (image.Image, error) {
	p, err := readJPEGParts(data)
	if err != nil {
		return nil, err
	}
	plainInk := p.components == 4 && !p.adobe
	if plainInk {
		data = withAdobeSegment(data)
	}
	m, err := jpeg.Decode(bytes.NewReader(data))
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		whole, err2 := jpeg.Decode(io.MultiReader(bytes.NewReader(data), bytes.NewReader([]byte{0xFF, jpegEOI})))
		if err2 != nil {
			return nil, io.ErrUnexpectedEOF
		}
		m, err = whole, nil
	}
	if err != nil {
		return nil, jpegFault(data, err)
	}
	if c, ok := m.(*image.CMYK); ok && plainInk {
		for i := range c.Pix { // without Adobe's note ink is stored as ink
			c.Pix[i] = 255 - c.Pix[i]
		}
	}
	return m, nil
}

// jpegFault tells a cut file from a damaged one: the decoder reports both as
// bad codes, but only a cut file lacks the end marker.
func jpegFault(data []byte, err error) error {
	var format jpeg.FormatError
	tail := data[max(0, len(data)-64):]
	if errors.As(err, &format) && !bytes.Contains(tail, []byte{0xFF, jpegEOI}) {
		return errors.Join(io.ErrUnexpectedEOF, err)
	}
	return err
}

// withAdobeSegment puts an Adobe segment that declares plain channels right
// after the start of image.
func withAdobeSegment(data []byte) []byte {
	const adobe = "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
	out := make([]byte, 0, len(data)+len(adobe))
	out = append(out, data[:2]...)
	out = append(out, adobe...)
	return append(out, data[2:]...)
}
