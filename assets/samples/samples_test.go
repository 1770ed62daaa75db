package samples_test

import (
	"bytes"
	"image"
	_ "image/jpeg"
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
