package enginetest

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Inputs are the pictures that the suite feeds to an engine. Empty paths get
// painted pictures, which is enough for the fake; engines that look for people
// need real ones.
type Inputs struct {
	// Person is the path of a picture with somebody to dress.
	Person string
	// Garment is the path of a picture of a garment.
	Garment string
}

// fill paints the pictures that are missing.
func (in Inputs) fill(t *testing.T) Inputs {
	t.Helper()
	if in.Person == "" {
		in.Person = Paint(t, "person.png", 48, 64)
	}
	if in.Garment == "" {
		in.Garment = Paint(t, "garment.png", 40, 40)
	}
	return in
}

// Paint writes a PNG of w×h pixels under name into a temporary folder and
// returns its path; the name decides the colors.
func Paint(t testing.TB, name string, w, h int) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := paint(p, w, h, name); err != nil {
		t.Fatal(err)
	}
	return p
}

// Picture hashes a file into an engine.Picture.
func Picture(t testing.TB, path string) engine.Picture {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return engine.Picture{Digest: hex.EncodeToString(sum[:]), Path: path}
}

// TryOn builds a request that puts the garment on the person, with results in
// a new temporary folder.
func TryOn(t testing.TB, in Inputs, seed uint64) engine.Request {
	t.Helper()
	person, garment := Picture(t, in.Person), Picture(t, in.Garment)
	return engine.Request{
		ID: "try-on", OutDir: t.TempDir(),
		TryOn: &engine.TryOn{
			Recipe: recipe.Recipe{
				Version: recipe.Version, Task: recipe.ModelBased, Pack: "starter",
				Person:   recipe.Person{Digest: person.Digest},
				Garments: []recipe.Garment{{Digest: garment.Digest}},
				Seed:     seed,
			},
			Pictures: []engine.Picture{person, garment},
		},
	}
}

// Inspect builds a request that inspects a picture with overlays.
func Inspect(t testing.TB, path string, as engine.As) engine.Request {
	t.Helper()
	return engine.Request{
		ID: "inspect", OutDir: t.TempDir(),
		Inspect: &engine.Inspect{Picture: Picture(t, path), As: as, Overlays: true},
	}
}
