package vision

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"math"

	"lookbook/engine/raster"
)

// The stage cache keeps a Person as
//
//	"LBPR" | version u16 | length of JSON u32 | zlib of (JSON | planes)
//
// little-endian. The JSON holds everything but pixels; planes follow as one
// byte a pixel in the order of codedPlanes, then the parse map. The working
// picture is left out: it is the decoded photo, scaled.
const (
	personMagic   = "LBPR"
	personVersion = 1
	// maxPersonPixels and maxPersonText bound what DecodePerson allocates.
	maxPersonPixels = 4 << 20
	maxPersonText   = 4 << 20
)

// errPersonCode is what damaged bytes give; the cache then computes anew.
var errPersonCode = errors.New("vision: not an encoded person")

// codedPlanes lists the planes in their order in the code.
func codedPlanes(p *Person) []**raster.Plane {
	return []**raster.Plane{&p.Mask, &p.Hair, &p.Skin, &p.Upper, &p.Lower, &p.LegSkin, &p.Shoes, &p.Other}
}

// EncodePerson returns the bytes of p without its working picture. Planes are
// rounded to 1/255.
func EncodePerson(p *Person) ([]byte, error) {
	head := *p
	head.Image, head.Labels = nil, nil
	for _, q := range codedPlanes(&head) {
		*q = nil
	}
	text, err := json.Marshal(&head)
	if err != nil {
		return nil, fmt.Errorf("vision: encode person: %w", err)
	}
	var out bytes.Buffer
	out.WriteString(personMagic)
	_ = binary.Write(&out, binary.LittleEndian, uint16(personVersion))
	_ = binary.Write(&out, binary.LittleEndian, uint32(len(text)))
	z, _ := zlib.NewWriterLevel(&out, zlib.BestSpeed)
	_, _ = z.Write(text)
	row := make([]byte, p.W*p.H)
	for _, q := range codedPlanes(p) {
		for i := range row {
			row[i] = 0
			if *q != nil {
				row[i] = raster.Byte((*q).Pix[i])
			}
		}
		_, _ = z.Write(row)
	}
	if p.Labels != nil {
		copy(row, p.Labels.Pix)
	}
	_, _ = z.Write(row)
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("vision: encode person: %w", err)
	}
	return out.Bytes(), nil
}

// DecodePerson reads what EncodePerson wrote. full is the photo it belongs to;
// its working picture is made anew. Bytes of another version or photo size, or
// damaged ones, give an error; at most some megabytes are allocated for them.
func DecodePerson(data []byte, full *image.NRGBA) (*Person, error) {
	work, scale := workPicture(full)
	p, err := decodePerson(data)
	if err != nil {
		return nil, err
	}
	if p.W != work.W || p.H != work.H || math.Abs(p.Scale-scale) > 1e-9 {
		return nil, fmt.Errorf("%w: made for another picture", errPersonCode)
	}
	p.Image = work
	return p, nil
}

func decodePerson(data []byte) (*Person, error) {
	if len(data) < 10 || string(data[:4]) != personMagic || binary.LittleEndian.Uint16(data[4:]) != personVersion {
		return nil, errPersonCode
	}
	n := binary.LittleEndian.Uint32(data[6:])
	if n > maxPersonText {
		return nil, errPersonCode
	}
	z, err := zlib.NewReader(bytes.NewReader(data[10:]))
	if err != nil {
		return nil, errPersonCode
	}
	text, err := io.ReadAll(io.LimitReader(z, int64(n)))
	if err != nil || len(text) != int(n) {
		return nil, errPersonCode
	}
	p := new(Person)
	if err := json.Unmarshal(text, p); err != nil || !plausible(p) {
		return nil, errPersonCode
	}
	if err := readPlanes(z, p); err != nil {
		return nil, err
	}
	return p, nil
}

// plausible refuses sizes and shapes that the rest of the program does not
// expect.
func plausible(p *Person) bool {
	if p.W < 1 || p.H < 1 || p.W > maxPersonPixels || p.H > maxPersonPixels || p.W*p.H > maxPersonPixels {
		return false
	}
	if p.Image != nil || p.Labels != nil || p.Face.Found && len(p.Face.Mesh) != meshPoints {
		return false
	}
	for _, q := range codedPlanes(p) {
		if *q != nil {
			return false
		}
	}
	return p.Torso > 0 && p.Ref > 0 && p.Scale > 0 && sameLengths(&p.Widths)
}

func sameLengths(w *WidthProfile) bool {
	for s := range w.Half {
		if len(w.Half[s]) != len(w.V) || len(w.Measured[s]) != len(w.V) {
			return false
		}
	}
	return true
}

const meshPoints = 468

func readPlanes(r io.Reader, p *Person) error {
	row := make([]byte, p.W*p.H)
	for _, q := range codedPlanes(p) {
		if _, err := io.ReadFull(r, row); err != nil {
			return errPersonCode
		}
		*q = raster.NewPlane(p.W, p.H)
		for i, v := range row {
			(*q).Pix[i] = float32(v) / 255
		}
	}
	if _, err := io.ReadFull(r, row); err != nil {
		return errPersonCode
	}
	for _, v := range row {
		if v >= LabelCount {
			return errPersonCode
		}
	}
	// Reading to the end lets zlib compare its checksum.
	if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return errPersonCode
	}
	p.Labels = &ParseMap{W: p.W, H: p.H, Pix: row}
	return nil
}
