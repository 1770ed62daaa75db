package pick_test

import (
	"os"
	"path/filepath"
	"testing"

	"lookbook/ui/pick"
)

func TestPathsInText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "red dress ż.jpg")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := "file://" + filepath.ToSlash(filepath.Dir(file)) + "/red%20dress%20%C5%BC.jpg"
	cases := map[string]int{
		file: 1, `"` + file + `"`: 1, address: 1, "copy\n" + address + "\r\n" + file: 2,
		"# comment\n" + file: 1, "just some text": 0, file + "\nand text": 0, "": 0,
	}
	for text, want := range cases {
		got := pick.Paths(text)
		if len(got) != want {
			t.Errorf("%q names %d files, want %d", text, len(got), want)
		}
		for _, s := range got {
			if s.Path != file {
				t.Errorf("%q: %q", text, s.Path)
			}
		}
	}
}
