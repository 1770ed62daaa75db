// Package ortlib knows the ONNX Runtime library that Lookbook is built against:
// its version, where it lies on each system and the digests of the files that
// may be put there. The program that fetches it (packaging/fetchort) and the
// package that loads it (engine/internal/ort) both ask here, so they cannot
// disagree.
//
// Words: a Source is a published archive that holds the library; a Member is
// one file inside it; a Platform is "GOOS/GOARCH".
package ortlib

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

//go:embed sources.json
var sourcesJSON []byte

// Version of the ONNX Runtime library.
const Version = "1.27.0"

// Source is one archive.
type Source struct {
	// Kind is "wheel" (a zip from a Python index) or "npm" (a gzipped tar).
	Kind string `json:"kind"`
	// Package as its index calls it, and the file name of the archive.
	Package string `json:"package"`
	File    string `json:"file"`
	// Tag is the platform tag under which pip finds a wheel.
	Tag    string `json:"tag,omitempty"`
	SHA256 string `json:"sha256"`
	// Providers says in words what the library can run on.
	Providers string `json:"providers"`
	// Members by platform; the first one is the library itself.
	Members map[string][]Member `json:"members"`
}

// Member is one file of an archive.
type Member struct {
	// Path inside the archive, Name in the cache folder.
	Path   string `json:"path"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Sources returns all pinned archives, the smallest first.
var Sources = sync.OnceValue(func() []Source {
	var s []Source
	if err := json.Unmarshal(sourcesJSON, &s); err != nil {
		panic("sources.json: " + err.Error()) // embedded and covered by a test
	}
	return s
})

// Platform returns this system's name, such as "linux/amd64".
func Platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// LibraryName is the file name under which the library of a system is kept.
func LibraryName(goos string) string {
	switch goos {
	case "windows":
		return "onnxruntime.dll"
	case "darwin":
		return "libonnxruntime.dylib"
	}
	return "libonnxruntime.so"
}

// CacheDir is the folder of the fetched library; it need not exist.
func CacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("where caches go on this computer is not known: %w", err)
	}
	return filepath.Join(base, "lookbook", "ort", Version), nil
}
