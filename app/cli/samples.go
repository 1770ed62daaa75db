package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lookbook/assets/samples"
)

func samplesVerb() verb {
	return verb{
		name: "samples", summary: "write the built-in pictures to a folder", args: "DIR [--force]",
		example: "lookbook samples shop",
		setup: func(fs *flagSet) runner {
			force := fs.Bool("force", false, "replace files that differ")
			return func(ctx context.Context, c *call, args []string) error {
				dir, err := oneArgument("samples", "folder", args)
				if err != nil {
					return err
				}
				r, err := writeSamples(ctx, dir, *force)
				if err != nil {
					return err
				}
				return c.print(r)
			}
		},
	}
}

// samplesReport lists the written files.
type samplesReport struct {
	Files []sampleFile `json:"files"`
}

type sampleFile struct {
	Path string `json:"path"`
	Role string `json:"role"`
	Kind string `json:"kind"`
}

func (r samplesReport) text(w io.Writer) {
	for _, f := range r.Files {
		fmt.Fprintf(w, "%s  (%s, %s)\n", f.Path, f.Role, f.Kind)
	}
}

// writeSamples writes all samples; files that are there already stay, unless
// force is set, and are an error when they differ.
func writeSamples(ctx context.Context, dir string, force bool) (samplesReport, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return samplesReport{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return samplesReport{}, cannotWrite(dir, err)
	}
	r := samplesReport{Files: []sampleFile{}}
	for _, s := range samples.List() {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		path := filepath.Join(dir, s.Name)
		r.Files = append(r.Files, sampleFile{path, string(s.Role), s.Kind})
		old, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(old, s.Bytes):
			continue
		case err == nil && !force:
			return r, usage("samples", "%q exists and is another picture; use another folder or --force", path)
		}
		if err := writeFile(path, s.Bytes); err != nil {
			return r, err
		}
	}
	return r, nil
}
