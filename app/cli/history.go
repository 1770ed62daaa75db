package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/storage"
)

func historyVerb() verb {
	return verb{
		name: "history", summary: "list results, newest first", args: "[--limit N] [--before VARIANT]",
		example: "lookbook history --limit 5",
		setup: func(fs *flagSet) runner {
			limit := fs.Int("limit", 20, "list at most `N` results")
			before := fs.String("before", "", "list what is older than `VARIANT`")
			return func(ctx context.Context, c *call, args []string) error {
				if err := noArguments("history", args); err != nil {
					return err
				}
				if *limit < 1 {
					return usage("history", "--limit is at least 1")
				}
				return c.history(ctx, *limit, *before)
			}
		},
	}
}

// historyReport is a part of the history.
type historyReport struct {
	Variants []historyEntry `json:"variants"`
}

// historyEntry is one result with the names of what went in.
type historyEntry struct {
	ID       string           `json:"id"`
	Time     time.Time        `json:"time"`
	Picture  string           `json:"picture"`
	Width    int              `json:"width"`
	Height   int              `json:"height"`
	Person   string           `json:"person"`
	Garments []string         `json:"garments"`
	Verdicts []engine.Verdict `json:"verdicts"`
}

func (r historyReport) text(w io.Writer) {
	if len(r.Variants) == 0 {
		fmt.Fprintln(w, "Nothing yet. \"lookbook help tryon\" shows how to make the first picture.")
	}
	for _, v := range r.Variants {
		passed := 0
		for _, d := range v.Verdicts {
			if d.Pass {
				passed++
			}
		}
		fmt.Fprintf(w, "%s  %s  %d×%d  %s: %s  (verdicts %d of %d ok)\n",
			short(v.ID), v.Time.Local().Format("2006-01-02 15:04"), v.Width, v.Height,
			v.Person, strings.Join(v.Garments, " + "), passed, len(v.Verdicts))
	}
}

func (c *call) history(ctx context.Context, limit int, before string) (err error) {
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if before != "" {
		if before, err = resolve(ctx, s, before); err != nil {
			return err
		}
	}
	variants, err := s.History(ctx, app.Page{Before: before, Limit: limit})
	if err != nil {
		return err
	}
	r := historyReport{Variants: []historyEntry{}}
	for _, v := range variants {
		e := historyEntry{
			ID: v.ID, Time: v.Time, Picture: v.Picture, Width: v.Width, Height: v.Height,
			Person: name(ctx, s, v.Recipe.Person.Digest), Verdicts: v.Verdicts,
		}
		for _, g := range v.Recipe.Garments {
			e.Garments = append(e.Garments, name(ctx, s, g.Digest))
		}
		r.Variants = append(r.Variants, e)
	}
	return c.print(r)
}

// name is what the user called a picture, or its digest when it is gone.
func name(ctx context.Context, s Studio, id string) string {
	item, err := s.Item(ctx, id)
	if err != nil {
		return short(id)
	}
	return item.Name
}

// resolve finds the variant that "last" or the beginning of an ID means.
func resolve(ctx context.Context, s Studio, want string) (string, error) {
	const pageSize = 200
	found := ""
	for page := (app.Page{Limit: pageSize}); ; {
		variants, err := s.History(ctx, page)
		if err != nil {
			return "", err
		}
		for _, v := range variants {
			if want == "last" || v.ID == want {
				return v.ID, nil
			}
			if strings.HasPrefix(v.ID, want) {
				if found != "" {
					return "", usage("history", "%q is the beginning of several variants; give more of it", want)
				}
				found = v.ID
			}
		}
		if len(variants) < pageSize {
			break
		}
		page.Before = variants[len(variants)-1].ID
	}
	if found == "" {
		return "", fmt.Errorf("variant %q: %w", want, storage.ErrNotFound)
	}
	return found, nil
}
