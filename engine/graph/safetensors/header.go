package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Limits of what a header may ask for. The header of a network of 20 billion
// parameters has about 2,000 tensors and 300 kB; decoding costs about ten times
// the size in memory for a moment.
const (
	maxHeader = 16 << 20
	maxRank   = 8
	maxKey    = 1024
)

// resolve returns the real path of a name under the root and refuses names and
// links that lead out of it.
func (s *Set) resolve(name string) (string, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", damagedFault(name, "its name leads out of the folder of the model")
	}
	real, err := filepath.EvalSymlinks(filepath.Join(s.root, filepath.FromSlash(name)))
	if err != nil {
		return "", missingFault(name, err)
	}
	rel, err := filepath.Rel(s.root, real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", damagedFault(name, "it is a link that leads out of the folder of the model")
	}
	return real, nil
}

// addFile reads the header of one file. Only keys for which want is true are
// kept; nil keeps all.
func (s *Set) addFile(name string, want map[string]bool) error {
	path, err := s.resolve(name)
	if err != nil {
		return err
	}
	f, size, err := openRegular(path)
	if err != nil {
		return missingFault(name, err)
	}
	defer f.Close()
	list, err := readHeader(f, size)
	if err != nil {
		return damagedFault(name, err.Error())
	}
	rel, err := filepath.Rel(s.root, path)
	if err != nil {
		return missingFault(name, err)
	}
	for _, t := range list {
		if want != nil && !want[t.Key] {
			continue
		}
		t.File = filepath.ToSlash(rel)
		s.tensors[t.Key] = t
	}
	return nil
}

// openRegular opens a plain file; opening a pipe would wait for its writer.
func openRegular(path string) (*os.File, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("it is not a plain file")
	}
	f, err := os.Open(path)
	return f, info.Size(), err
}

// readHeader reads the tensors of a file of size bytes, sorted by position.
func readHeader(r io.Reader, size int64) ([]Tensor, error) {
	var length uint64
	if err := binary.Read(r, binary.LittleEndian, &length); err != nil {
		return nil, errors.New("it is too short")
	}
	if length > maxHeader || int64(length) > size-8 {
		return nil, fmt.Errorf("its header claims %d bytes of %d", length, size)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, errors.New("it is cut short")
	}
	list, err := parseHeader(text, 8+int64(length))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b Tensor) int {
		// Empty ones before what begins at the same place.
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Length, b.Length))
	})
	return list, checkLayout(list, 8+int64(length), size)
}

// checkLayout makes sure that sorted tensors cover the data of a file without
// gap or overlap.
func checkLayout(list []Tensor, base, size int64) error {
	at := base
	for _, t := range list {
		switch {
		case t.Offset < at:
			return fmt.Errorf("%s overlaps another tensor", t.Key)
		case t.Offset > at:
			return fmt.Errorf("there is a gap of %d bytes before %s", t.Offset-at, t.Key)
		case t.Length > size-at:
			return fmt.Errorf("it is cut short: %s should end at byte %d, the file has %d", t.Key, t.Offset+t.Length, size)
		}
		at += t.Length
	}
	if at != size {
		return fmt.Errorf("%d bytes at its end belong to no tensor", size-at)
	}
	return nil
}

// entry is a tensor as the header describes it.
type entry struct {
	DType   DType    `json:"dtype"`
	Shape   []uint64 `json:"shape"`
	Offsets []uint64 `json:"data_offsets"`
}

// parseHeader decodes the JSON of a header; base is the position of the first
// byte of data. Keys come one by one, so that a key that stands twice is seen.
func parseHeader(text []byte, base int64) ([]Tensor, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("its header is not a JSON object")
	}
	var list []Tensor
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, errors.New("its header is not JSON")
		}
		if seen[key] || len(key) > maxKey {
			return nil, fmt.Errorf("the key %.80q stands there twice or is too long", key)
		}
		seen[key] = true
		if key == "__metadata__" {
			var ignored json.RawMessage
			if err := d.Decode(&ignored); err != nil {
				return nil, errors.New("its header is not JSON")
			}
			continue
		}
		var e entry
		if err := d.Decode(&e); err != nil {
			return nil, fmt.Errorf("the entry of %q is not what it should be", key)
		}
		tensor, err := e.tensor(key, base)
		if err != nil {
			return nil, err
		}
		list = append(list, tensor)
	}
	if _, err := d.Token(); err != nil {
		return nil, errors.New("its header is not JSON")
	}
	if rest := strings.Trim(string(text[d.InputOffset():]), " \x00\n"); rest != "" {
		return nil, errors.New("something follows the JSON of its header")
	}
	return list, nil
}

// tensor checks an entry by itself: known type, shape times size equals length.
func (e entry) tensor(key string, base int64) (Tensor, error) {
	size := e.DType.Size()
	if size == 0 {
		return Tensor{}, fmt.Errorf("%q has elements of type %.20q, which is not known", key, string(e.DType))
	}
	if len(e.Offsets) != 2 || e.Offsets[0] > e.Offsets[1] || e.Offsets[1] > math.MaxInt64-maxHeader-8 || len(e.Shape) > maxRank {
		return Tensor{}, fmt.Errorf("%q has impossible offsets or too many dimensions", key)
	}
	length := e.Offsets[1] - e.Offsets[0]
	want := uint64(size)
	shape := make([]int64, len(e.Shape))
	for i, n := range e.Shape {
		if n > math.MaxInt32 || (n > 0 && want > math.MaxInt64/n) {
			return Tensor{}, fmt.Errorf("%q has the impossible shape %v", key, e.Shape)
		}
		want *= n
		shape[i] = int64(n)
	}
	if want != length {
		return Tensor{}, fmt.Errorf("%q has %d bytes, its shape %v of %s asks for %d", key, length, e.Shape, e.DType, want)
	}
	return Tensor{Key: key, DType: e.DType, Shape: shape, Offset: base + int64(e.Offsets[0]), Length: int64(length)}, nil
}
