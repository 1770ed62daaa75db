package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lookbook/engine"
)

// inspectFlags are what the user asks of an inspection.
type inspectFlags struct {
	as  string
	out string
}

func inspectVerb() verb {
	return verb{
		name: "inspect", summary: "say and draw what is in a picture", args: "PICTURE [--as person|garment] [-o DIR]",
		detail: `With -o it writes drawings as PNG files: skeleton, parse map, mask and fitted
body of a person, cut-out and landmarks of a garment. Files of the same names are replaced.`,
		example: "lookbook inspect blouse.png -o seen",
		setup: func(fs *flagSet) runner {
			var f inspectFlags
			fs.StringVar(&f.as, "as", "auto", "read it as `HOW`: person, garment or auto")
			fs.StringVar(&f.out, "o", "", "`DIR` for drawings, made when missing")
			return func(ctx context.Context, c *call, args []string) error { return f.run(ctx, c, args) }
		},
	}
}

// inspectReport is the outcome of an inspection.
type inspectReport struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Inspection engine.Inspection `json:"inspection"`
	Overlays   []engine.Overlay  `json:"overlays,omitempty"`
}

func (f inspectFlags) run(ctx context.Context, c *call, args []string) (err error) {
	path, err := oneArgument("inspect", "picture", args)
	if err != nil {
		return err
	}
	as := engine.As(f.as)
	if as != engine.AsAuto && as != engine.AsPerson && as != engine.AsGarment {
		return usage("inspect", "--as is person, garment or auto")
	}
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	item, err := take(ctx, c, s, path, as)
	if err != nil {
		return err
	}
	r := inspectReport{ID: item.ID, Name: item.Name, Inspection: item.Inspection}
	if f.out != "" {
		sink, done := c.progress(item.Name)
		seen, drawings, err := s.Inspect(ctx, item.ID, sink)
		done()
		if err != nil {
			return err
		}
		r.Inspection = seen
		if r.Overlays, err = copyOverlays(f.out, stem(path), drawings); err != nil {
			return err
		}
	}
	return c.print(r)
}

// copyOverlays copies drawings to "DIR/STEM-NAME.png".
func copyOverlays(dir, stem string, list []engine.Overlay) ([]engine.Overlay, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, cannotWrite(dir, err)
	}
	out := make([]engine.Overlay, len(list))
	for i, o := range list {
		out[i] = engine.Overlay{Name: o.Name, Path: filepath.Join(dir, stem+"-"+o.Name+".png")}
		b, err := os.ReadFile(o.Path)
		if err != nil {
			return nil, err
		}
		if err := writeFile(out[i].Path, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// writeFile writes a file that is there entirely or not at all.
func writeFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".lookbook-*")
	if err != nil {
		return cannotWrite(path, err)
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return cannotWrite(path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// cannotWrite is the fault of a file that could not be written.
func cannotWrite(path string, err error) error {
	return &engine.Fault{
		Kind: engine.FaultDisk, Code: "disk.write", Args: map[string]string{"file": path},
		What:  fmt.Sprintf("%q could not be written.", path),
		Next:  "Check that the folder exists, that you may write there and that the disk is not full.",
		Cause: err.Error(),
	}
}

func (r inspectReport) text(w io.Writer) {
	in := r.Inspection
	fmt.Fprintf(w, "%s: %d×%d, shows a %s (sure to %.0f %%)\n", r.Name, in.Width, in.Height, in.Shows, 100*in.Sure)
	if in.Profile != "" {
		fmt.Fprintf(w, "  color profile: %s\n", in.Profile)
	}
	for i, p := range in.People {
		personLines(w, i, p)
	}
	if in.Garment != nil {
		garmentLines(w, *in.Garment)
	}
	noticeLines(w, in.Notices)
	for _, o := range r.Overlays {
		fmt.Fprintf(w, "  %s\n", o.Path)
	}
}

func personLines(w io.Writer, i int, p engine.PersonSummary) {
	chosen := ""
	if p.Chosen {
		chosen = ", chosen"
	}
	var can []string
	if p.Top {
		can = append(can, "top")
	}
	if p.Bottom {
		can = append(can, "bottom")
	}
	if len(can) == 0 {
		can = []string{"nothing"}
	}
	fmt.Fprintf(w, "  person %d%s: %s view, %s, can wear: %s", i, chosen, p.View, box(p.Box), strings.Join(can, " and "))
	if p.SkinTone != "" {
		fmt.Fprintf(w, ", skin %s", p.SkinTone)
	}
	if p.OnePiece {
		fmt.Fprint(w, ", wears a one-piece")
	}
	fmt.Fprintln(w)
}

func garmentLines(w io.Writer, g engine.GarmentSummary) {
	fmt.Fprintf(w, "  %s", g.Category)
	if g.Kind != "" {
		fmt.Fprintf(w, ", %s (sure to %.0f %%)", g.Kind, 100*g.KindSure)
	}
	if g.Sleeve != "" {
		fmt.Fprintf(w, ", sleeves: %s", g.Sleeve)
	}
	if g.Worn {
		fmt.Fprint(w, ", worn by somebody")
	}
	fmt.Fprintf(w, ", %s\n", box(g.Box))
	for _, s := range g.Palette {
		fmt.Fprintf(w, "  color %s on %.0f %%\n", s.Hex, 100*s.Share)
	}
}

// box writes corners in pixels.
func box(b [4]float64) string {
	return fmt.Sprintf("from %.0f,%.0f to %.0f,%.0f", b[0], b[1], b[2], b[3])
}
