package main

import (
	"os"
	"path/filepath"
	"testing"

	"lookbook/assets/ortlib"
)

// FuzzUnpack hands damaged and hostile archives to both readers: whatever they
// are, only the pinned library may appear, and only in its folder.
func FuzzUnpack(f *testing.F) {
	member := ortlib.Member{Path: "lib.so", Name: "libonnxruntime.so", Size: 3, SHA256: sum([]byte("abc"))}
	for _, e := range [][]entry{
		{{"lib.so", []byte("abc")}},
		{{"lib.so", []byte("abcd")}},
		{{"../lib.so", []byte("abc")}},
		{{"a/b", []byte("x")}, {"lib.so", []byte("abc")}, {"lib.so", []byte("abc")}},
	} {
		f.Add(makeZip(f, e...), "wheel")
		f.Add(makeTar(f, e...), "npm")
	}
	f.Fuzz(func(t *testing.T, data []byte, kind string) {
		root := t.TempDir()
		dir, archive := filepath.Join(root, "cache"), filepath.Join(root, "archive")
		if err := os.WriteFile(archive, data, 0o600); err != nil {
			t.Fatal(err)
		}
		err := unpack(kind, archive, []ortlib.Member{member}, dir)
		left, _ := os.ReadDir(dir)
		outside, readErr := os.ReadDir(root)
		switch {
		case readErr != nil || len(outside) > 2:
			t.Errorf("files outside the folder: %v, %v", outside, readErr)
		case err != nil && len(left) != 0:
			t.Errorf("refused (%v) but left %v", err, left)
		case err == nil && (len(left) != 1 || checkDigest(filepath.Join(dir, member.Name), member.SHA256) != nil):
			t.Errorf("accepted, folder holds %v", left)
		}
	})
}
