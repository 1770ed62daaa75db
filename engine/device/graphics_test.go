package device

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGraphics(t *testing.T) {
	got := parseNVIDIA("NVIDIA A, 16384, 12000\nnonsense\nNVIDIA B, [N/A], 3\n")
	if len(got) != 1 || got[0].Name != "NVIDIA A" || got[0].Memory.Available != 12000<<20 {
		t.Errorf("%+v", got)
	}
	root := t.TempDir()
	for name, text := range map[string]string{"card0": "8589934592\n", "card1": "0\n"} {
		dir := filepath.Join(root, name, "device")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{"mem_info_vram_total": text, "mem_info_vram_used": "4294967296\n"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if list := amd(root); len(list) != 1 || list[0].Memory.Available != 4<<30 {
		t.Errorf("%+v", list)
	}
	FindGraphics(t.Context()) // whatever there is, it returns
}
