package cli

import (
	"context"
	"fmt"
	"io"
)

// SheetOptions say what a contact sheet shows.
type SheetOptions struct {
	// People and Garments are paths; every garment is put on every person.
	People, Garments []string
	// Sources are the names of sources of fields, one cell each; empty for the
	// one that try-ons use.
	Sources []string
	// Out is the file to write, Height that of each picture in pixels.
	Out    string
	Height int
}

// SheetCell is one try-on of a contact sheet.
type SheetCell struct {
	Person  string `json:"person"`
	Garment string `json:"garment"`
	Source  string `json:"source,omitempty"`
	// Kind is what the garment was taken for.
	Kind string `json:"kind,omitempty"`
	// Verdicts are in plain words, the failed ones only; Failed is why there is
	// no picture.
	Verdicts []string `json:"verdicts,omitempty"`
	Failed   string   `json:"failed,omitempty"`
}

// sheetReport is what the verb prints.
type sheetReport struct {
	Sheet string      `json:"sheet"`
	Cells []SheetCell `json:"cells"`
}

func (r sheetReport) text(w io.Writer) {
	for _, c := range r.Cells {
		fmt.Fprintf(w, "%s  %s  %s %s", c.Person, c.Garment, c.Kind, c.Source)
		if c.Failed != "" {
			fmt.Fprintf(w, "  %s", c.Failed)
		}
		for _, v := range c.Verdicts {
			fmt.Fprintf(w, "  %s", v)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, r.Sheet)
}

func sheetVerb() verb {
	return verb{
		name: "sheet", hidden: true, summary: "put every garment on every person, on one picture",
		args: "--person PICTURE... --garment PICTURE... [--source NAME...] -o FILE",
		detail: `For developers. Tries every garment on every person, with every source of
fields that is named, in this process and without the catalog, and puts the
results side by side: a row per person, a cell per garment and source.`,
		example: "lookbook sheet --person anna.jpg --garment tee.jpg --source spline --source cloth -o sheet.jpg",
		setup: func(fs *flagSet) runner {
			var o SheetOptions
			force := fs.Bool("force", false, "replace FILE when it exists")
			fs.Var((*list)(&o.People), "person", "`PICTURE` of a person; may be given several times")
			fs.Var((*list)(&o.Garments), "garment", "`PICTURE` of a garment; may be given several times")
			fs.Var((*list)(&o.Sources), "source", "`NAME` of a source; may be given several times")
			fs.StringVar(&o.Out, "o", "", "`FILE` to write, .png or .jpg")
			fs.IntVar(&o.Height, "height", 640, "height of each picture, `N` pixels")
			return func(ctx context.Context, c *call, args []string) error {
				switch {
				case len(args) > 0:
					return usage("sheet", "%q stands alone; put --person or --garment before it", args[0])
				case len(o.People) == 0 || len(o.Garments) == 0:
					return usage("sheet", "give at least one person and one garment")
				case o.Height < 64 || o.Height > 4096:
					return usage("sheet", "--height is 64 to 4096 pixels")
				}
				if err := checkOut("sheet", o.Out, *force); err != nil {
					return err
				}
				cells, err := c.Sheet(ctx, o)
				if err != nil {
					return fmt.Errorf("make %s: %w", o.Out, err)
				}
				return c.print(sheetReport{o.Out, cells})
			}
		},
	}
}
