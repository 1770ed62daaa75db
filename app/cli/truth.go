package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// TruthOptions say what is measured on samples of known truth.
type TruthOptions struct {
	// Dir holds the samples.
	Dir string
	// Sources are the names of the sources of fields; empty for all.
	Sources []string
	// Keypoints is "true", "jittered" or "seen".
	Keypoints string
	// Kinds limits the samples to garments of these kinds; empty for all.
	Kinds []string
	// Sheet is the contact sheet to write, "" for none, Rows its length;
	// Worst puts the worst samples there instead of the first.
	Sheet string
	Rows  int
	Worst bool
	// Lessons writes beside the samples what targets are learned from, and
	// measures nothing.
	Lessons bool
}

// TruthReport is what was measured; its JSON form is the value itself.
type TruthReport interface {
	// Text writes the figures for people.
	Text(w io.Writer)
}

// truthReport is a TruthReport as the verbs print it.
type truthReport struct{ TruthReport }

// MarshalJSON gives the report's own form.
func (r truthReport) MarshalJSON() ([]byte, error) { return json.Marshal(r.TruthReport) }

func (r truthReport) text(w io.Writer) { r.Text(w) }

func truthVerb() verb {
	return verb{
		name: "truth", hidden: true, summary: "measure fields on rendered people of known truth",
		args: "DIR [--source NAME] [--keypoints true|jittered|seen] [--sheet OUT.png]",
		detail: `For developers. DIR holds samples made by assets/make/truth. Prints, per kind,
pose and source, the flow error at 192x256 (median and 90 %), the alpha IoU and
the picture differences by region.`,
		example: "lookbook truth samples --keypoints jittered --sheet sheet.png",
		setup: func(fs *flagSet) runner {
			var o TruthOptions
			fs.Var((*list)(&o.Sources), "source", "`NAME` of a source; may be given several times")
			fs.Var((*list)(&o.Kinds), "kind", "`KIND` of garments; may be given several times")
			fs.StringVar(&o.Keypoints, "keypoints", "true", "`WHAT` sources are told: true, jittered or seen")
			fs.StringVar(&o.Sheet, "sheet", "", "write a contact sheet to `FILE`")
			fs.IntVar(&o.Rows, "rows", 12, "rows of the sheet, `N`")
			fs.BoolVar(&o.Worst, "worst", false, "put the worst samples on the sheet")
			fs.BoolVar(&o.Lessons, "lessons", false, "write beside the samples what targets are learned from")
			return func(ctx context.Context, c *call, args []string) error {
				if len(args) != 1 {
					return usage("truth", "name one folder of samples")
				}
				o.Dir = args[0]
				r, err := c.Truth(ctx, o)
				if err != nil {
					return fmt.Errorf("measure %s: %w", o.Dir, err)
				}
				return c.print(truthReport{r})
			}
		},
	}
}
