package enginetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	_ "image/jpeg" // the fake reads JPEG heads
	"image/png"
	"io/fs"
	"os"
	"path/filepath"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// size reads width and height of a PNG or JPEG.
func size(path string) (w, h int, err error) {
	f, err := os.Open(path)
	if err != nil {
		code := "picture.unreadable"
		if errors.Is(err, fs.ErrNotExist) {
			code = "picture.missing"
		}
		return 0, 0, bad(code, path, err)
	}
	defer f.Close()
	c, _, err := image.DecodeConfig(f)
	if err != nil {
		return 0, 0, bad("picture.format", path, err)
	}
	return c.Width, c.Height, nil
}

func bad(code, path string, err error) error {
	return &engine.Fault{
		Kind: engine.FaultBadPicture, Code: code, Args: map[string]string{"file": filepath.Base(path)},
		What: "The picture " + filepath.Base(path) + " cannot be read.", Next: "Choose another picture.", Cause: err.Error(),
	}
}

// paint writes a PNG of w×h pixels in 8×8 cells colored by a hash of text, so
// that equal texts give equal files and others do not.
func paint(path string, w, h int, text string) error {
	sum := sha256.Sum256([]byte(text))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := sum[(x*8/max(w, 1)+y*8/max(h, 1)*5)%len(sum)]
			img.SetNRGBA(x, y, color.NRGBA{R: c, G: c * 3, B: c * 7, A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	return os.WriteFile(path, withSRGB(b.Bytes()), 0o600)
}

// withSRGB puts an sRGB chunk (rendering intent 0) behind the IHDR chunk,
// which always ends at byte 33 (8 signature + 4 length + 4 name + 13 + 4 CRC).
func withSRGB(p []byte) []byte {
	const head = 33
	chunk := append([]byte{0, 0, 0, 1}, "sRGB\x00"...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := append([]byte{}, p[:head]...)
	out = append(out, chunk...)
	return append(out, p[head:]...)
}

// look is the fake's reading of a picture of w×h pixels, which people share
// side by side.
func look(w, h int, in engine.Inspect, people int) engine.Inspection {
	shows := in.As
	if shows == engine.AsAuto || shows == "" {
		shows = engine.AsGarment
		if float64(h) >= 1.2*float64(w) {
			shows = engine.AsPerson
		}
	}
	seen := engine.Inspection{Width: w, Height: h, Shows: shows, Sure: 0.9, Frames: 1}
	if shows == engine.AsPerson {
		part := float64(w) / float64(people)
		for i := range people {
			left := part * float64(i)
			seen.People = append(seen.People, engine.PersonSummary{
				Box: [4]float64{left, 0, left + part, float64(h)}, Chosen: i == in.Person.Index, View: "front",
				Top: true, Bottom: true, SkinTone: "#c68642", Face: true, Hands: 2,
				Points: []engine.Point{
					{Name: "nose", X: left + part/2, Y: float64(h) / 8, Visibility: 1},
					{Name: "left-elbow", X: left + part*0.8, Y: float64(h) * 0.4, Visibility: 1},
				},
			})
		}
		return seen
	}
	g := engine.GarmentSummary{
		Category: recipe.Clothing, Kind: recipe.KindTop, KindSure: 0.8, Sleeve: "short",
		Box:       [4]float64{0, 0, float64(w), float64(h)},
		Landmarks: []engine.Point{{Name: "hem", X: float64(w) / 2, Y: float64(h), Visibility: 1}},
		Palette:   []engine.Swatch{{Lab: [3]float64{53.2, 80.1, 67.2}, Hex: "#ff0000", Share: 1}},
	}
	if in.Garment.Category != "" {
		g.Category = in.Garment.Category
	}
	if in.Garment.Kind != recipe.KindAuto {
		g.Kind, g.KindSure = in.Garment.Kind, 1
	}
	if in.Garment.Sleeve != "" {
		g.Sleeve = in.Garment.Sleeve
	}
	if in.Garment.Worn != nil {
		g.Worn = *in.Garment.Worn
	}
	seen.Garment = &g
	return seen
}

// overlayNames lists the drawings of an inspection.
func overlayNames(shows engine.As) []string {
	if shows == engine.AsPerson {
		return []string{"skeleton", "parse", "mask"}
	}
	return []string{"cutout", "landmarks"}
}
