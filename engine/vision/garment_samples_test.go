package vision

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	_ "image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// samplePictures is where the pictures that come with the program lie.
const samplePictures = "../../assets/samples/data"

// sampleGarments says what the networks and this package must see in them,
// without the help of file names. The shirt may pass for a jacket, but then the
// user is asked.
var sampleGarments = map[string]struct {
	kind    recipe.Kind
	sleeve  string
	opening bool // the inside of the back is seen at the neck
	hood    bool
}{
	"dress":      {recipe.KindOnePiece, "short", true, false},
	"hoodie":     {recipe.KindTop, "long", false, true},
	"jacket":     {recipe.KindOuterwear, "long", true, false},
	"longsleeve": {recipe.KindTop, "long", true, false},
	"shirt":      {recipe.KindTop, "long", true, false},
	"shorts":     {recipe.KindShorts, "", false, false},
	"skirt":      {recipe.KindSkirt, "", false, false},
	"tee":        {recipe.KindTop, "short", true, false},
	"trousers":   {recipe.KindTrousers, "", false, false},
}

func TestSampleGarmentsAreReadRight(t *testing.T) {
	set, err := nets.Open(context.Background(), nets.Options{Provider: "cpu"})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	files, err := filepath.Glob(filepath.Join(samplePictures, "garment-*.jpg"))
	if err != nil || len(files) == 0 {
		t.Fatal("no sample garments", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "garment-"), ".jpg")
		want, ok := sampleGarments[name]
		if !ok {
			t.Errorf("%s is not in the list", name)
			continue
		}
		g, err := AnalyzeGarment(context.Background(), set, shrunk(decode(t, file), 560), recipe.GarmentEdit{})
		if err != nil {
			t.Fatal(name, err)
		}
		if g.Kind != want.kind && (g.KindSure >= kindAsk || name != "shirt") || g.Sleeve != want.sleeve || g.Worn {
			t.Errorf("%s: kind %s (%.2f), sleeve %q, worn %v", name, g.Kind, g.KindSure, g.Sleeve, g.Worn)
		}
		if g.KindSure < 0.5 {
			t.Errorf("%s: %s with %.2f only", name, g.Kind, g.KindSure)
		}
		if (g.Marks.Opening != nil) != want.opening || g.Marks.Hood != want.hood {
			t.Errorf("%s: opening %v, hood %v", name, g.Marks.Opening != nil, g.Marks.Hood)
		}
		checkOpening(t, name, g)
	}
}

// checkOpening: the opening lies around the middle line, between the top edge
// and the armpits, and NeckLow is its lowest point.
func checkOpening(t *testing.T, name string, g *Garment) {
	t.Helper()
	m := g.Marks.Opening
	if m == nil {
		return
	}
	b, l := m.Bounds(), &g.Marks
	if float64(b.Min.X) > l.AxisTop-0.15*l.Half || float64(b.Max.X) < l.AxisTop+0.15*l.Half ||
		float64(b.Dx()) > 1.4*l.Half || float64(b.Max.Y) > l.Armpit[0].Y || !l.BackPanel {
		t.Errorf("%s: opening %v, half width %.0f", name, b, l.Half)
	}
	if d := l.NeckLow.Y - float64(b.Max.Y); d < -1 || d > 1 {
		t.Errorf("%s: lowest point of the neckline at %.0f, opening ends at %d", name, l.NeckLow.Y, b.Max.Y)
	}
}

func decode(t *testing.T, file string) *image.NRGBA {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	o := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(o, o.Rect, m, m.Bounds().Min, draw.Src)
	return o
}

// shrunk is a picture at most h pixels high.
func shrunk(m *image.NRGBA, h int) *image.NRGBA {
	b := m.Bounds()
	if b.Dy() <= h {
		return m
	}
	s, _ := raster.Shrink(m, b.Dx()*h/b.Dy(), h)
	return s.NRGBA()
}
