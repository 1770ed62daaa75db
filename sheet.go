package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lookbook/app/cli"
	"lookbook/engine"
	"lookbook/engine/contact"
	"lookbook/engine/imaging"
	"lookbook/engine/recipe"
	"lookbook/engine/tryon"
)

// contactSheet puts every garment on every person with every source of fields.
// What engines see in a picture is shared through a stage cache that lives as
// long as the sheet.
func contactSheet(ctx context.Context, o cli.SheetOptions) (cells []cli.SheetCell, err error) {
	dir, err := os.MkdirTemp("", "lookbook-sheet-*")
	if err != nil {
		return nil, err
	}
	m := &sheetMaker{options: o, dir: dir, sheet: &contact.Sheet{Height: o.Height}}
	defer func() { err = errors.Join(err, m.close(), os.RemoveAll(dir)) }()
	if err := m.open(); err != nil {
		return nil, err
	}
	if err := m.header(ctx); err != nil {
		return nil, err
	}
	for _, person := range o.People {
		if err := m.row(ctx, person); err != nil {
			return nil, err
		}
	}
	return m.cells, m.sheet.Write(o.Out)
}

// sheetMaker is a contact sheet in the making.
type sheetMaker struct {
	options cli.SheetOptions
	dir     string
	sheet   *contact.Sheet
	names   []string // of the sources
	engines []*tryon.Engine
	cells   []cli.SheetCell
}

// open opens an engine for each source.
func (m *sheetMaker) open() error {
	m.names = m.options.Sources
	if len(m.names) == 0 {
		m.names = []string{""}
	}
	for _, name := range m.names {
		opts := tryon.Options{StageDir: filepath.Join(m.dir, "stages")}
		if name != "" {
			src, ok := fieldSources[name]
			if !ok {
				return fmt.Errorf("there is no source of fields %q", name)
			}
			opts.Source = src
		}
		e, err := tryon.Open(opts)
		if err != nil {
			return err
		}
		m.engines = append(m.engines, e)
	}
	return nil
}

func (m *sheetMaker) close() error {
	var all error
	for _, e := range m.engines {
		all = errors.Join(all, e.Close())
	}
	return all
}

// header is the row of garments.
func (m *sheetMaker) header(ctx context.Context) error {
	row := []contact.Cell{{Caption: []string{"Virtual try-on previews"}}}
	for _, g := range m.options.Garments {
		p, err := imaging.Open(ctx, g, imaging.Limits{})
		if err != nil {
			return err
		}
		row = append(row, contact.Cell{Picture: imaging.Flatten(p.Image), Caption: []string{filepath.Base(g)}})
	}
	m.sheet.Row(row...)
	return nil
}

// row dresses one person.
func (m *sheetMaker) row(ctx context.Context, person string) error {
	p, err := imaging.Open(ctx, person, imaging.Limits{})
	if err != nil {
		return err
	}
	row := []contact.Cell{{Picture: imaging.Flatten(p.Image), Caption: []string{filepath.Base(person)}}}
	for _, garment := range m.options.Garments {
		for i, e := range m.engines {
			c := cli.SheetCell{Person: filepath.Base(person), Garment: filepath.Base(garment), Source: m.names[i]}
			cell, err := m.dress(ctx, e, person, garment, &c)
			if ctx.Err() != nil {
				return engine.AsFault(ctx.Err())
			}
			if err != nil {
				c.Failed = err.Error()
				cell = contact.Cell{Caption: []string{engine.AsFault(err).Code}}
			}
			cell.Caption = append([]string{c.Garment, c.Kind + " " + c.Source}, cell.Caption...)
			m.cells = append(m.cells, c)
			row = append(row, cell)
		}
	}
	m.sheet.Row(row...)
	return nil
}

// dress makes one cell.
func (m *sheetMaker) dress(ctx context.Context, e *tryon.Engine, person, garment string, c *cli.SheetCell) (cell contact.Cell, err error) {
	out, err := os.MkdirTemp(m.dir, "cell-*")
	if err != nil {
		return cell, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(out)) }()
	p, err := digested(person)
	if err != nil {
		return cell, err
	}
	g, err := digested(garment)
	if err != nil {
		return cell, err
	}
	seen, err := e.Run(ctx, engine.Request{Inspect: &engine.Inspect{Picture: g, As: engine.AsGarment}, OutDir: out}, nil)
	if err != nil {
		return cell, err
	}
	if gs := seen.Inspection.Garment; gs != nil {
		c.Kind = string(gs.Kind)
	}
	r := recipe.Recipe{
		Version: recipe.Version, Task: recipe.ModelBased, Pack: "starter", PackDigest: packDigest(),
		Person: recipe.Person{Digest: p.Digest}, Garments: []recipe.Garment{{Digest: g.Digest}},
	}
	res, err := e.Run(ctx, engine.Request{TryOn: &engine.TryOn{Recipe: r, Pictures: []engine.Picture{p, g}}, OutDir: out}, nil)
	if err != nil {
		return cell, err
	}
	for _, v := range res.Verdicts {
		if !v.Pass {
			c.Verdicts = append(c.Verdicts, v.Words)
			cell.Caption = append(cell.Caption, fmt.Sprintf("%s %.1f > %.1f", v.Name, v.Value, v.Threshold))
		}
	}
	pic, err := imaging.Open(ctx, filepath.Join(out, filepath.Base(res.Picture)), imaging.Limits{})
	if err != nil {
		return cell, err
	}
	cell.Picture = pic.Image
	return cell, nil
}

// digested names a file by its content.
func digested(path string) (p engine.Picture, err error) {
	f, err := os.Open(path)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return p, err
	}
	return engine.Picture{Digest: hex.EncodeToString(h.Sum(nil)), Path: path}, nil
}
