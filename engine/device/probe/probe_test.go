package probe

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lookbook/engine"
)

func TestAMissingOrWrongLibraryIsAFault(t *testing.T) {
	text := filepath.Join(t.TempDir(), "libonnxruntime.so")
	if err := os.WriteFile(text, []byte("not a library"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, filepath.Join(t.TempDir(), "gone.so")} {
		if _, err := Library(t.Context(), path); !errors.Is(err, engine.ErrLibrary) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}
