package painter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lookbook/engine"
	"lookbook/engine/diffusion"
	"lookbook/engine/graph"
	"lookbook/engine/graph/quant"
	"lookbook/engine/internal/ort"
	"lookbook/engine/pack"
)

// Shrink makes a copy of a pack with its largest weights in 8 or 4 bits, as a
// pack of its own. Seen is told of bytes read. Errors are *engine.Fault.
func Shrink(ctx context.Context, store *pack.Store, name string, bits int64, seen func(n int64)) (*pack.Shrunk, error) {
	base, err := store.Open(name)
	if err != nil {
		return nil, err
	}
	parts, err := partsOf(base)
	if err != nil {
		return nil, engine.AsFault(err)
	}
	m := base.Manifest
	m.Memory = slices.Clone(base.Memory)
	m.Name = fmt.Sprintf("%s-%dbit", base.Name, bits)
	m.Title = fmt.Sprintf("%s in %d bits", base.Title, bits)
	s := &pack.Shrunk{Bits: bits}
	s.Pack, err = store.Derive(ctx, &m, base.Size(), pack.AddOptions{}, func(dir string, p *pack.Installed) error {
		return fill(ctx, dir, base, p, parts, s, seen)
	})
	if err != nil {
		return nil, engine.AsFault(err)
	}
	return s, nil
}

// partsOf opens the networks of a pack whose weights can be packed.
func partsOf(p *pack.Installed) ([]diffusion.Part, error) {
	folder := diffusion.Folder{Root: p.Root, Sub: p.Sub}
	phases := diffusion.Phases{Dialect: graph.ForProvider(ort.ProviderCPU)}
	switch p.Family {
	case pack.FASHN:
		d, err := diffusion.OpenDresser(folder, phases)
		if err != nil {
			return nil, err
		}
		return d.Parts()
	case pack.Klein:
		k, err := diffusion.OpenKlein(folder, phases)
		if err != nil {
			return nil, err
		}
		return k.Parts()
	case pack.CatVTON:
		m, err := diffusion.OpenInpainter(folder, phases)
		if err != nil {
			return nil, err
		}
		return m.Parts()
	}
	return nil, fmt.Errorf("no model for the family %q", p.Family)
}

// fill writes the packed parts and copies everything else.
func fill(ctx context.Context, dir string, base, p *pack.Installed, parts []diffusion.Part, s *pack.Shrunk, seen func(int64)) error {
	var all quant.Report
	saved := int64(-1)
	for _, part := range parts {
		name := part.Name
		if path.Ext(name) != ".safetensors" {
			name = path.Join(name, "model.safetensors")
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return diskFault(dir, err)
		}
		r, err := quant.Write(ctx, part.Set, part.Linears, s.Bits, to, seen)
		if err != nil {
			return err
		}
		all.Add(r)
		if less := r.Before - r.After; saved < 0 || less < saved {
			saved = less
		}
	}
	s.Before, s.After, s.Error, s.Worst, s.WorstKey = all.Before, all.After, all.Error, all.Worst, all.WorstKey
	for i, n := range p.Memory { // one part is in memory at a time; at least this much less
		p.Memory[i].Device, p.Memory[i].Host = max(n.Device-saved, n.Device/4), max(n.Host-saved, n.Host/4)
	}
	for _, f := range base.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if inParts(f.Path, parts) {
			continue
		}
		if err := copyFile(filepath.Join(base.Root, filepath.FromSlash(path.Join(base.Sub, f.Path))), filepath.Join(dir, filepath.FromSlash(f.Path))); err != nil {
			return diskFault(dir, err)
		}
	}
	return nil
}

// inParts tells whether a file holds weights that were packed, or is the index
// of such files.
func inParts(name string, parts []diffusion.Part) bool {
	for _, p := range parts {
		weights := strings.HasSuffix(name, ".safetensors") || strings.HasSuffix(name, ".safetensors.index.json")
		if name == p.Name || (path.Dir(name) == p.Name && weights) {
			return true
		}
	}
	return false
}

func diskFault(dir string, err error) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultDisk, Code: "pack.folder", Args: map[string]string{"path": dir},
		What: "The folder of the packs cannot be used: " + dir + ".",
		Next: "Check that you may write there and that the disk is not full.", Cause: err.Error(),
	}
}

func copyFile(from, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
