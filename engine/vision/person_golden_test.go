package vision

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"lookbook/engine/recipe"
)

var updateGolden = flag.Bool("update-person", false, "write the parse maps of the golden test anew")

// goldenAgreement is the share of pixels that must keep their label: providers
// and releases of the runtime differ in the last bits, which moves edges.
const goldenAgreement = .985

// The parse maps of the rendered people with the real networks stay as they
// were when somebody looked at them last.
func TestGoldenParse(t *testing.T) {
	set := openNets(t)
	for _, name := range []string{"person-woman", "person-man"} {
		t.Run(name, func(t *testing.T) {
			p, err := AnalyzePerson(context.Background(), set, samplePicture(t, name+".jpg"), recipe.PersonEdit{})
			if err != nil {
				t.Fatal(err)
			}
			if p.Skeleton.Agreement < .9 || !p.Face.Found || p.View != ViewFront || !p.CanTop || !p.CanBottom || p.OnePiece {
				t.Errorf("agreement %.2f, face %v, view %s, one-piece %v", p.Skeleton.Agreement, p.Face.Found, p.View, p.OnePiece)
			}
			compareGolden(t, filepath.Join("testdata", "parse-"+name+".png"), p.Labels)
		})
	}
}

// labelPalette makes golden maps readable in a picture viewer.
func labelPalette() color.Palette {
	var p color.Palette
	for _, c := range labelColors {
		p = append(p, color.NRGBA{R: c[0], G: c[1], B: c[2], A: 255})
	}
	return p
}

func compareGolden(t *testing.T, file string, m *ParseMap) {
	t.Helper()
	if *updateGolden {
		var b bytes.Buffer
		img := &image.Paletted{Pix: m.Pix, Stride: m.W, Rect: image.Rect(0, 0, m.W, m.H), Palette: labelPalette()}
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	pal, ok := want.(*image.Paletted)
	if !ok || len(pal.Pix) != len(m.Pix) {
		t.Fatal("the golden map has another size; look at the new one and run with -update-person")
	}
	same := 0
	for i, v := range pal.Pix {
		if v == m.Pix[i] {
			same++
		}
	}
	if share := float64(same) / float64(len(m.Pix)); share < goldenAgreement {
		t.Errorf("%.2f %% of the pixels kept their label; look at the new map and run with -update-person", 100*share)
	}
}

// The list for a chooser agrees with the analysis.
func TestPeopleOfSample(t *testing.T) {
	set := openNets(t)
	img := samplePicture(t, "person-man.jpg")
	list, err := People(context.Background(), set, img)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || !list[0].Top || !list[0].Bottom || list[0].View != ViewFront {
		t.Fatalf("the sample's people: %+v", list)
	}
	if b := list[0].Box; b[3]-b[1] < .7*float64(img.Rect.Dy()) {
		t.Errorf("box %v", b)
	}
}

// Two people side by side: each index gives its own mask.
func TestTwoPeople(t *testing.T) {
	set := openNets(t)
	a, b := shrunk(samplePicture(t, "person-man.jpg"), 480), shrunk(samplePicture(t, "person-woman.jpg"), 480)
	w, h := a.Rect.Dx(), a.Rect.Dy()
	both := image.NewNRGBA(image.Rect(0, 0, 2*w, h))
	draw.Draw(both, a.Rect, a, image.Point{}, draw.Src)
	draw.Draw(both, image.Rect(w, 0, 2*w, h), b, image.Point{}, draw.Src)
	list, err := People(context.Background(), set, both)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d people, %v", len(list), err)
	}
	var seen [2]bool
	for i := range list {
		p, err := AnalyzePerson(context.Background(), set, both, recipe.PersonEdit{Index: i})
		if err != nil {
			t.Fatal(err)
		}
		box := p.Mask.Above(.5).Bounds()
		half := p.W / 2
		if box.Min.X < half-4 && box.Max.X > half+4 {
			t.Errorf("the mask of person %d reaches into the other half: %v of %d", i, box, p.W)
		}
		seen[min(1, (box.Min.X+box.Max.X)/2/half)] = true
	}
	if !seen[0] || !seen[1] {
		t.Error("two indices gave the same person")
	}
}

func BenchmarkPerson(b *testing.B) {
	set := openNets(b)
	img := samplePicture(b, "person-woman.jpg")
	ctx := context.Background()
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if _, err := AnalyzePerson(ctx, set, img, recipe.PersonEdit{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	work, scale := workPicture(img)
	ev, err := observe(ctx, set, work, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("without networks", func(b *testing.B) {
		for b.Loop() {
			if _, err := assemble(ctx, ev, scale, recipe.PersonEdit{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	p, err := assemble(ctx, ev, scale, recipe.PersonEdit{})
	if err != nil {
		b.Fatal(err)
	}
	data, err := EncodePerson(p)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		b.ReportMetric(float64(len(data)), "bytes")
		for b.Loop() {
			if _, err := DecodePerson(data, img); err != nil {
				b.Fatal(err)
			}
		}
	})
}
