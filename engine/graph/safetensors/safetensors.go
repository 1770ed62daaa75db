// Package safetensors reads what a .safetensors file says of its tensors:
// where in the file each one lies, its shape and its element type. The numbers
// stay in the file; a graph points at them, so a model of 8 GB costs no memory
// here.
//
// Words: a tensor is a named block of numbers; its key is that name; a shard is
// one of several files that hold the tensors of one network together, and an
// index is the JSON file that lists which shard holds which key; the root is
// the folder that no file may lie outside of.
//
// Files are untrusted. Everything is checked before it is believed: the size of
// the header, offsets, overlaps and gaps, shapes against lengths, links that
// lead out of the root. The format is described at
// huggingface.co/docs/safetensors; like the reference reader this one refuses
// files with bytes that belong to no tensor.
package safetensors

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lookbook/engine"
)

// Tensor says where a block of numbers lies.
type Tensor struct {
	// Key is the name of the tensor.
	Key string
	// DType is the type of its elements.
	DType DType
	// Shape is row-major; empty for a single number. Every dimension is 0 or
	// more.
	Shape []int64
	// File is the path of the real file under the root, with slashes. Links
	// are already followed.
	File string
	// Offset is the position of the first byte in File, Length the number of
	// bytes; both are inside the file.
	Offset, Length int64
}

// Set is the tensors of one network, of one file or of several shards. It does
// not change and may be used from several goroutines.
type Set struct {
	root    string
	name    string
	tensors map[string]Tensor
}

// Open reads the headers of one network. Root is a folder; name, with slashes
// and relative to it, is a .safetensors file, an index (".index.json") of
// shards, or a folder that holds one of the two. Links are followed as long as
// they stay under root: for a cache of the Hugging Face hub root is the folder
// that holds both its snapshots and its blobs.
//
// Errors are *engine.Fault of kind weights that name the file and the key.
func Open(root, name string) (*Set, error) {
	real, err := filepath.Abs(root)
	if err == nil {
		real, err = filepath.EvalSymlinks(real)
	}
	if err != nil {
		return nil, missingFault(root, err)
	}
	s := &Set{root: real, name: name, tensors: map[string]Tensor{}}
	path, err := s.resolve(name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		if name, err = pick(path, name); err != nil {
			return nil, err
		}
	}
	s.name = name
	if strings.HasSuffix(name, indexSuffix) {
		err = s.addIndex(name)
	} else {
		err = s.addFile(name, nil)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

const (
	fileSuffix  = ".safetensors"
	indexSuffix = ".safetensors.index.json"
)

// pick chooses the file of a folder that holds one network: its index, else
// its only weights, else, of several forms of the same weights (a half
// precision file has ".fp16" in its name), the one with the shortest name,
// which is the original.
func pick(path, name string) (string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", missingFault(name, err)
	}
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), fileSuffix) || strings.HasSuffix(e.Name(), indexSuffix) {
			files = append(files, e.Name())
		}
	}
	slices.SortFunc(files, func(a, b string) int {
		if ia, ib := strings.HasSuffix(a, indexSuffix), strings.HasSuffix(b, indexSuffix); ia != ib {
			if ia {
				return -1
			}
			return 1
		}
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	if len(files) == 0 {
		return "", missingFault(name+"/*"+fileSuffix, nil)
	}
	return strings.TrimSuffix(name, "/") + "/" + files[0], nil
}

// Root is the real folder that every File is relative to.
func (s *Set) Root() string { return s.root }

// Name is the file or index that was opened, relative to the root given.
func (s *Set) Name() string { return s.name }

// Keys of all tensors, sorted.
func (s *Set) Keys() []string { return slices.Sorted(maps.Keys(s.tensors)) }

// Get returns the tensor of a key.
func (s *Set) Get(key string) (Tensor, bool) {
	t, ok := s.tensors[key]
	return t, ok
}

// Parameters is the number of elements of all tensors together.
func (s *Set) Parameters() int64 {
	var n int64
	for _, t := range s.tensors {
		n += t.Length / int64(t.DType.Size())
	}
	return n
}

// Mismatch is the fault of a tensor that is not what the network needs: it
// names the file and the key and says, in words, what was expected and found.
func (s *Set) Mismatch(key, reason string) *engine.Fault {
	file := s.name
	if t, ok := s.tensors[key]; ok {
		file = t.File
	}
	return mismatchFault(file, key, reason)
}
