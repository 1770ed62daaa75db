package imaging

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"

	"golang.org/x/image/tiff"

	"lookbook/engine/imaging/internal/exif"
)

var tiffCodec = codec{
	format: "TIFF", extensions: []string{"tif", "tiff"},
	head: tiffHead, decode: tiffDecode,
}

// Values of the Photometric tag (TIFF 6.0, page 37 and section 16).
const (
	photoWhiteIsZero = 0
	photoBlackIsZero = 1
	photoRGB         = 2
	photoPalette     = 3
	photoSeparated   = 5
)

// Values of the ExtraSamples tag.
const (
	extraPremultiplied = 1
	extraStraight      = 2
)

func tiffHead(data []byte) (head, error) {
	d, err := exif.Parse(data)
	if err != nil {
		return head{}, err
	}
	if _, ok := d.Find(exif.DNGVersion); ok {
		return head{}, variantError("a raw camera file")
	}
	if len(d.Uints(exif.SubIFDs)) > 0 && d.Uint(exif.NewSubfileType, 0)&1 == 1 {
		return head{}, variantError("a raw camera file")
	}
	h := head{
		width:       int(d.Uint(exif.ImageWidth, 0)),
		height:      int(d.Uint(exif.ImageLength, 0)),
		orientation: orientation(d.Uint(exif.Orientation, 0)),
		ink:         d.Uint(exif.Photometric, 0) == photoSeparated,
	}
	if h.width == 0 || h.height == 0 {
		return h, errors.New("no size in the first directory")
	}
	if e, ok := d.Find(exif.ICCProfile); ok && len(e.Value) <= maxProfile {
		h.icc = e.Value
	}
	return h, nil
}

// tiffLayout is how samples lie in a file.
type tiffLayout struct {
	photometric uint32
	samples     int
	bits        uint32
	planar      bool
	extra       []uint32
}

func readTIFFLayout(d *exif.Dir) (tiffLayout, error) {
	l := tiffLayout{
		photometric: d.Uint(exif.Photometric, photoBlackIsZero),
		samples:     int(d.Uint(exif.SamplesPerPixel, 1)),
		bits:        d.Uint(exif.BitsPerSample, 1),
		extra:       d.Uints(exif.ExtraSamples),
	}
	l.planar = d.Uint(exif.PlanarConfig, 1) == 2 && l.samples > 1
	for _, b := range d.Uints(exif.BitsPerSample) {
		if b != l.bits {
			return l, variantError("channels of different depth")
		}
	}
	for _, f := range d.Uints(exif.SampleFormat) {
		if f != 1 {
			return l, variantError("samples that are not whole numbers")
		}
	}
	switch l.photometric {
	case photoWhiteIsZero, photoBlackIsZero, photoRGB, photoPalette:
	case photoSeparated:
		if l.samples != 4 || d.Uint(exif.InkSet, 1) != 1 {
			return l, variantError("inks other than cyan, magenta, yellow and black")
		}
	default:
		return l, variantError(fmt.Sprintf("colour model %d", l.photometric))
	}
	return l, nil
}

// needsRewrite reports whether the library cannot read the layout as it is.
func (l tiffLayout) needsRewrite() bool {
	if l.planar || l.photometric == photoSeparated {
		return true
	}
	return l.photometric == photoRGB && l.samples == 4 &&
		(len(l.extra) == 0 || l.extra[0] != extraPremultiplied && l.extra[0] != extraStraight)
}

// tiffDecode decodes with golang.org/x/image/tiff. Layouts that it does not
// know are presented to it under a directory that it does: CMYK as four
// channels of RGB with alpha, separate planes as one grey picture each.
func tiffDecode(_ context.Context, data []byte, h *head) (image.Image, error) {
	d, err := exif.Parse(data)
	if err != nil {
		return nil, err
	}
	l, err := readTIFFLayout(d)
	if err != nil {
		return nil, err
	}
	if err := dataInside(data, d); err != nil {
		return nil, err
	}
	switch {
	case !l.needsRewrite():
		return tiff.Decode(bytes.NewReader(data))
	case l.planar:
		return decodePlanes(data, d, l)
	}
	m, err := tiff.Decode(bytes.NewReader(withDirectory(data, d, map[uint16][]uint32{
		exif.Photometric:  {photoRGB},
		exif.ExtraSamples: {extraStraight},
	})))
	if err != nil {
		return nil, err
	}
	return fourChannels(m, l)
}

// dataInside checks that all strips or tiles lie inside the file.
func dataInside(data []byte, d *exif.Dir) error {
	for _, tags := range [][2]uint16{{exif.StripOffsets, exif.StripByteCounts}, {exif.TileOffsets, exif.TileByteCounts}} {
		counts := d.Uints(tags[1])
		for i, at := range d.Uints(tags[0]) {
			if i < len(counts) && uint64(at)+uint64(counts[i]) > uint64(len(data)) {
				return io.ErrUnexpectedEOF
			}
		}
	}
	return nil
}

// fourChannels gives the channels of an RGBA-looking picture their meaning.
func fourChannels(m image.Image, l tiffLayout) (image.Image, error) {
	s, err := toStraight(m, yccKind{})
	if err != nil {
		return nil, err
	}
	if l.photometric == photoSeparated {
		n := s.eight
		if n == nil { // 16-bit inks: no profile is applied, so 8 bits suffice
			n = toEight(s.sixteen)
		}
		return &image.CMYK{Pix: n.Pix, Stride: n.Stride, Rect: n.Rect}, nil
	}
	return opaqueCopy(s), nil // a fourth channel of no stated meaning is a stored selection
}

func opaqueCopy(s straight) image.Image {
	if s.eight != nil {
		for i := 3; i < len(s.eight.Pix); i += 4 {
			s.eight.Pix[i] = 255
		}
		return s.eight
	}
	for i := 6; i+1 < len(s.sixteen.Pix); i += 8 {
		s.sixteen.Pix[i], s.sixteen.Pix[i+1] = 255, 255
	}
	return s.sixteen
}

// decodePlanes reads each plane as a grey picture and interleaves them.
func decodePlanes(data []byte, d *exif.Dir, l tiffLayout) (image.Image, error) {
	if l.samples > 4 || l.samples < 3 {
		return nil, variantError(fmt.Sprintf("%d separate planes", l.samples))
	}
	var planes []image.Image
	for i := range l.samples {
		view, err := planeDirectory(data, d, l, i)
		if err != nil {
			return nil, err
		}
		m, err := tiff.Decode(bytes.NewReader(view))
		if err != nil {
			return nil, err
		}
		planes = append(planes, m)
	}
	m := interleave(planes)
	if l.samples == 3 {
		return m, nil
	}
	switch {
	case l.photometric == photoSeparated || len(l.extra) == 0 || l.extra[0] == 0:
		return fourChannels(m, l)
	case l.extra[0] == extraPremultiplied:
		return asPremultiplied(m), nil
	}
	return m, nil
}

// planeDirectory presents plane i as a grey picture.
func planeDirectory(data []byte, d *exif.Dir, l tiffLayout, i int) ([]byte, error) {
	change := map[uint16][]uint32{
		exif.Photometric:     {photoBlackIsZero},
		exif.BitsPerSample:   {l.bits},
		exif.SamplesPerPixel: {1},
		exif.PlanarConfig:    {1},
		exif.ExtraSamples:    nil,
	}
	for _, tag := range []uint16{exif.StripOffsets, exif.StripByteCounts, exif.TileOffsets, exif.TileByteCounts} {
		all := d.Uints(tag)
		if all == nil {
			continue
		}
		n := len(all) / l.samples
		if n == 0 || len(all)%l.samples != 0 {
			return nil, errors.New("planes of different length")
		}
		change[tag] = all[i*n : (i+1)*n]
	}
	return withDirectory(data, d, change), nil
}

// interleave joins three or four grey planes of one size into one picture.
func interleave(planes []image.Image) image.Image {
	r := planes[0].Bounds()
	if _, deep := planes[0].(*image.Gray16); deep {
		out := image.NewNRGBA64(r)
		for i := 6; i+1 < len(out.Pix); i += 8 {
			out.Pix[i], out.Pix[i+1] = 255, 255
		}
		for c, p := range planes {
			g := p.(*image.Gray16)
			for i := 0; i+1 < len(g.Pix); i += 2 {
				out.Pix[i*4+c*2], out.Pix[i*4+c*2+1] = g.Pix[i], g.Pix[i+1]
			}
		}
		return out
	}
	out := image.NewNRGBA(r)
	for i := 3; i < len(out.Pix); i += 4 {
		out.Pix[i] = 255
	}
	for c, p := range planes {
		g, ok := p.(*image.Gray)
		for i := range len(out.Pix) / 4 {
			if ok {
				out.Pix[i*4+c] = g.Pix[i]
			} else {
				v := color.GrayModel.Convert(p.At(i%r.Dx(), i/r.Dx())).(color.Gray)
				out.Pix[i*4+c] = v.Y
			}
		}
	}
	return out
}

func asPremultiplied(m image.Image) image.Image {
	switch n := m.(type) {
	case *image.NRGBA:
		return &image.RGBA{Pix: n.Pix, Stride: n.Stride, Rect: n.Rect}
	case *image.NRGBA64:
		return &image.RGBA64{Pix: n.Pix, Stride: n.Stride, Rect: n.Rect}
	}
	return m
}

// withDirectory returns a copy of the file whose first directory is d with
// some tags replaced; a tag with no values is left out.
func withDirectory(data []byte, d *exif.Dir, change map[uint16][]uint32) []byte {
	out := append(make([]byte, 0, len(data)+4096), data...)
	if len(out)%2 == 1 {
		out = append(out, 0)
	}
	entries := d.With(change, uint32(len(out)))
	d.Order.PutUint32(out[4:], entries.Offset)
	return append(out, entries.Bytes...)
}
