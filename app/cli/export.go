package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"lookbook/app"
)

func exportVerb() verb {
	return verb{
		name: "export", summary: "write a result again", args: "VARIANT -o FILE [--quality N] [--force] [--not-for-sale]",
		detail:  `VARIANT is an ID of the history or its beginning, or "last".`,
		example: "lookbook export last -o look.jpg --quality 90",
		setup: func(fs *flagSet) runner {
			out := fs.String("o", "", "`FILE` to write, .png or .jpg")
			quality := fs.Int("quality", 0, "quality `N` of a JPEG, 1 to 100")
			notSale := fs.Bool("not-for-sale", false, "FILE will not be sold; needed for packs with a non-commercial license")
			force := fs.Bool("force", false, "replace FILE when it exists")
			return func(ctx context.Context, c *call, args []string) error {
				id, err := oneArgument("export", "variant", args)
				if err != nil {
					return err
				}
				if *quality < 0 || *quality > 100 {
					return usage("export", "--quality is 1 to 100")
				}
				if err := checkOut("export", *out, *force); err != nil {
					return err
				}
				return c.export(ctx, id, app.ExportOptions{Path: *out, Replace: *force, Quality: *quality, NotForSale: *notSale})
			}
		},
	}
}

// exportReport says what was written.
type exportReport struct {
	app.Exported
	Variant string `json:"variant"`
}

func (r exportReport) text(w io.Writer) {
	fmt.Fprintf(w, "%s\n  %s; marks: %s\n", r.Path, size(r.Bytes), strings.Join(r.Marks, "; "))
}

func (c *call) export(ctx context.Context, id string, o app.ExportOptions) (err error) {
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if id, err = resolve(ctx, s, id); err != nil {
		return err
	}
	e, err := s.Export(ctx, id, o)
	if err != nil {
		return err
	}
	return c.print(exportReport{e, id})
}
