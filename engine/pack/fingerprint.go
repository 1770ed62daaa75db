package pack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A fingerprint covers the size, the beginning (of weights: their header) and
// samples spread evenly over the rest.
const (
	headBytes   = 1 << 20
	sampleBytes = 4 << 10
	samples     = 64
)

// fingerprint of an open file of a size.
func fingerprint(f io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "lookbook fingerprint 1 %d\n", size)
	add := func(at, n int64) error {
		_, err := io.Copy(h, io.NewSectionReader(f, at, n))
		return err
	}
	if err := add(0, min(size, headBytes)); err != nil {
		return "", err
	}
	if rest := size - headBytes; rest > 0 {
		for i := range int64(samples) {
			n := min(rest, sampleBytes)
			if err := add(headBytes+(rest-n)*i/(samples-1), n); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// digest reads a whole file; seen is told how many bytes were read.
func digest(ctx context.Context, name string, seen func(n int64)) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h, buf := sha256.New(), make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if seen != nil {
			seen(int64(n))
		}
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// inside opens a plain file below a real root; links may not lead out of it.
func inside(root, name string) (*os.File, int64, error) {
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, 0, err
	}
	target, err := filepath.EvalSymlinks(filepath.Join(real, filepath.FromSlash(name)))
	if err != nil {
		return nil, 0, err
	}
	if rel, err := filepath.Rel(real, target); err != nil || !filepath.IsLocal(rel) {
		return nil, 0, fmt.Errorf("%s leads out of its folder", name)
	}
	info, err := os.Stat(target)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s is not a plain file", name)
	}
	f, err := os.Open(target)
	return f, info.Size(), err
}

// look fills in size and fingerprint of a file below root/sub.
func look(root, sub string, f *File) error {
	file, size, err := inside(root, path.Join(sub, f.Path))
	if err != nil {
		return err
	}
	defer file.Close()
	f.Size = size
	f.Fingerprint, err = fingerprint(file, size)
	return err
}

// survey finds the files of the parts of a manifest below root/sub.
func survey(root, sub string, m *Manifest) ([]File, error) {
	var out []File
	add := func(name string) error {
		if !wanted(name) || strings.HasPrefix(path.Base(name), ".") {
			return nil
		}
		if len(out) == maxFiles {
			return badManifest(fmt.Sprintf("the folder has more than %d files", maxFiles))
		}
		f := File{Path: name}
		if err := look(root, sub, &f); err != nil {
			return incomplete(m.Name, name+" ("+err.Error()+")")
		}
		out = append(out, f)
		return nil
	}
	for _, part := range m.Parts {
		here := filepath.Join(root, filepath.FromSlash(path.Join(sub, part)))
		info, err := os.Stat(here)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // the check of the networks says what is missing
		case err != nil:
			return nil, incomplete(m.Name, part+" ("+err.Error()+")")
		case !info.IsDir():
			if err := add(part); err != nil {
				return nil, err
			}
			continue
		}
		entries, err := os.ReadDir(here)
		if err != nil {
			return nil, incomplete(m.Name, part+" ("+err.Error()+")")
		}
		for _, e := range entries {
			if err := add(path.Join(part, e.Name())); err != nil {
				return nil, err
			}
		}
	}
	if !slices.ContainsFunc(out, func(f File) bool { return strings.HasSuffix(f.Path, ".safetensors") }) {
		return nil, incomplete(m.Name, "a file of weights")
	}
	return out, nil
}
