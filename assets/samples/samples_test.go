package samples_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	_ "image/jpeg"
	"os"
	"testing"

	"lookbook/assets/samples"
)

// TestShelf shows that each sample is a decodable picture of a useful size and
// that together they stay small enough to travel inside the program.
func TestShelf(t *testing.T) {
	seen := map[string]bool{}
	count := map[samples.Role]int{}
	total := 0
	for _, s := range samples.List() {
		if seen[s.Name] {
			t.Errorf("%s is listed twice", s.Name)
		}
		seen[s.Name] = true
		count[s.Role]++
		total += len(s.Bytes)
		c, format, err := image.DecodeConfig(bytes.NewReader(s.Bytes))
		if err != nil || format != "jpeg" {
			t.Fatalf("%s: %s, %v", s.Name, format, err)
		}
		if min(c.Width, c.Height) < 768 || max(c.Width, c.Height) > 1600 {
			t.Errorf("%s is %d×%d", s.Name, c.Width, c.Height)
		}
		if len(s.Bytes) > 250<<10 {
			t.Errorf("%s has %d bytes", s.Name, len(s.Bytes))
		}
	}
	if count[samples.Person] < 4 || count[samples.Garment] < 8 {
		t.Errorf("people and garments: %v", count)
	}
	if total > 4<<20 {
		t.Errorf("all samples together have %d bytes", total)
	}
}

// TestManifest shows that every sample is exactly the file whose sources,
// seed and commands the manifest states.
func TestManifest(t *testing.T) {
	data, err := os.ReadFile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Samples []struct {
			File, SHA256      string
			Sources, Commands []string
			License           string `json:"source_license"`
		}
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	stated := map[string]string{}
	for _, m := range manifest.Samples {
		if len(m.Sources) == 0 || len(m.Commands) == 0 || m.License == "" {
			t.Errorf("%s lacks sources, commands or a license", m.File)
		}
		stated[m.File] = m.SHA256
	}
	for _, s := range samples.List() {
		sum := sha256.Sum256(s.Bytes)
		if got := hex.EncodeToString(sum[:]); stated[s.Name] != got {
			t.Errorf("%s has the digest %s, the manifest states %q; make it again as assets/make/README.md says", s.Name, got, stated[s.Name])
		}
		delete(stated, s.Name)
	}
	for name := range stated {
		t.Errorf("the manifest states %s, which is no sample", name)
	}
}
