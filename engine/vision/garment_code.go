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

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// The stage cache keeps garments as: the four bytes "LBG" and version, then a
// zlib stream of the header's length (32 bits, little endian), the header as
// JSON, the cut-out in 8 bits a pixel, and one byte a pixel of flags (bit 0
// and 1: sleeves, bit 2: hidden parts that were filled, bit 3: neck opening). The picture itself
// is not kept: the file is at hand and decoding it is cheap.
const (
	garmentMagic   = "LBG"
	garmentVersion = 2
	headerLimit    = 1 << 18
)

// Flags of a pixel.
const (
	flagSleeve0 = 1 << iota
	flagSleeve1
	flagHidden
	flagOpening
)

// garmentHeader is what is kept besides planes.
type garmentHeader struct {
	W, H     int
	Scale    float64
	OwnAlpha bool
	Category recipe.Category
	Kind     recipe.Kind
	KindSure float64
	Sleeve   string
	Worn     bool
	Marks    Landmarks
	Palette  []engine.Swatch
	Notices  []engine.Notice
}

// EncodeGarment returns the compact form of g for the stage cache.
func EncodeGarment(g *Garment) ([]byte, error) {
	h := garmentHeader{
		g.W, g.H, g.Scale, g.OwnAlpha, g.Category, g.Kind, g.KindSure, g.Sleeve, g.Worn,
		g.Marks.clone(), g.Palette, g.Notices,
	}
	flags := make([]byte, g.W*g.H)
	for s, sl := range h.Marks.Sleeves {
		if sl != nil {
			addFlag(flags, sl.Mask, flagSleeve0<<s)
			sl.Mask = nil
		}
	}
	addFlag(flags, g.hidden, flagHidden)
	addFlag(flags, h.Marks.Opening, flagOpening)
	head, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode garment: %w", err)
	}
	var buf bytes.Buffer
	buf.WriteString(garmentMagic)
	buf.WriteByte(garmentVersion)
	z, _ := zlib.NewWriterLevel(&buf, zlib.BestSpeed) // a constant level is never refused
	for _, b := range [][]byte{binary.LittleEndian.AppendUint32(nil, uint32(len(head))), head, alphaBytes(g.Alpha), flags} {
		if _, err := z.Write(b); err != nil {
			return nil, fmt.Errorf("encode garment: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("encode garment: %w", err)
	}
	return buf.Bytes(), nil
}

func addFlag(flags []byte, m *raster.Mask, bit byte) {
	if m == nil {
		return
	}
	for i, v := range m.Pix {
		if v != 0 {
			flags[i] |= bit
		}
	}
}

func alphaBytes(a *raster.Plane) []byte {
	b := make([]byte, len(a.Pix))
	for i, v := range a.Pix {
		b[i] = raster.Byte(v)
	}
	return b
}

// errGarment is wrapped by every error of DecodeGarment.
var errGarment = errors.New("not a garment of this version")

// DecodeGarment reads what EncodeGarment wrote. full is the upright picture
// it was made from; it may be nil, then Image stays nil. Data from another
// version, damaged data, or a picture of another size give an error.
func DecodeGarment(data []byte, full *image.NRGBA) (*Garment, error) {
	n := len(garmentMagic)
	if len(data) < n+1 || string(data[:n]) != garmentMagic || data[n] != garmentVersion {
		return nil, errGarment
	}
	z, err := zlib.NewReader(bytes.NewReader(data[n+1:]))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGarment, err)
	}
	defer func() { _ = z.Close() }()
	h, err := readHeader(z)
	if err != nil {
		return nil, err
	}
	planes := make([]byte, 2*h.W*h.H)
	if _, err := io.ReadFull(z, planes); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarment, err)
	}
	g := h.garment(planes[:h.W*h.H], planes[h.W*h.H:])
	if full == nil {
		return g, nil
	}
	if w := float64(full.Rect.Dx()); full.Rect.Dy() < h.H || math.Abs(w/float64(h.W)-h.Scale) > 1e-6 {
		return nil, fmt.Errorf("%w: made from a picture of another size", errGarment)
	}
	work, _ := raster.Shrink(full, g.W, g.H)
	g.Image = paint(work, g.Alpha, g.hidden)
	return g, nil
}

func readHeader(z io.Reader) (*garmentHeader, error) {
	var size [4]byte
	if _, err := io.ReadFull(z, size[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarment, err)
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n > headerLimit {
		return nil, fmt.Errorf("%w: header of %d bytes", errGarment, n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(z, b); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarment, err)
	}
	h := new(garmentHeader)
	if err := json.Unmarshal(b, h); err != nil {
		return nil, fmt.Errorf("%w: %w", errGarment, err)
	}
	if h.W < 1 || h.H < 1 || h.H > GarmentHeight || h.W > garmentPixels || h.W*h.H > garmentPixels+GarmentHeight || !(h.Scale > 0) {
		return nil, fmt.Errorf("%w: %d×%d pixels", errGarment, h.W, h.H)
	}
	return h, h.Marks.check()
}

// check refuses lists that do not belong together.
func (l *Landmarks) check() error {
	for s := range l.Sides {
		if len(l.Sides[s]) != len(l.Levels) || len(l.Levels) > 16 || len(l.Legs[s]) > 16 {
			return fmt.Errorf("%w: sides", errGarment)
		}
		if q := l.Sleeves[s]; q != nil && (len(q.Outer) != len(q.T) || len(q.Inner) != len(q.T) || len(q.T) > 16) {
			return fmt.Errorf("%w: sleeves", errGarment)
		}
	}
	if len(l.HipRows) > 16 {
		return fmt.Errorf("%w: hips", errGarment)
	}
	return nil
}

// garment puts header and planes together.
func (h *garmentHeader) garment(alpha, flags []byte) *Garment {
	g := &Garment{
		W: h.W, H: h.H, Scale: h.Scale, OwnAlpha: h.OwnAlpha, Category: h.Category, Kind: h.Kind,
		KindSure: h.KindSure, Sleeve: h.Sleeve, Worn: h.Worn, Marks: h.Marks, Palette: h.Palette, Notices: h.Notices,
	}
	g.Alpha = raster.NewPlane(h.W, h.H)
	for i, v := range alpha {
		g.Alpha.Pix[i] = float32(v) / 255
	}
	for s, sl := range g.Marks.Sleeves {
		if sl != nil {
			sl.Mask = flagged(flags, h.W, h.H, flagSleeve0<<s)
		}
	}
	if m := flagged(flags, h.W, h.H, flagOpening); m.Count() > 0 {
		g.Marks.Opening = m
	}
	if m := flagged(flags, h.W, h.H, flagHidden); m.Count() > 0 {
		g.hidden = m
	}
	return g
}

func flagged(flags []byte, w, h int, bit byte) *raster.Mask {
	m := raster.NewMask(w, h)
	for i, v := range flags {
		if v&bit != 0 {
			m.Pix[i] = 1
		}
	}
	return m
}

// Summary is what is told about the garment, in pixels of the upright picture.
func (g *Garment) Summary() engine.GarmentSummary {
	s := engine.GarmentSummary{
		Category: g.Category, Kind: g.Kind, KindSure: g.KindSure, Sleeve: g.Sleeve, Worn: g.Worn,
		Landmarks: g.Points(), Palette: g.Palette,
	}
	for i, v := range g.Marks.Box {
		s.Box[i] = v * g.Scale
	}
	return s
}
