package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"lookbook/storage/catalog"
)

// scanner is a row, single or one of many.
type scanner interface{ Scan(dest ...any) error }

const itemColumns = `id, name, time_ms, edits_digest, edits, inspection_digest, inspection`

func scanItem(s scanner) (v catalog.Item, err error) {
	var ms int64
	err = s.Scan(&v.ID, &v.Name, &ms, &v.Edits.Digest, &v.Edits.Body, &v.Inspection.Digest, &v.Inspection.Body)
	v.Time = time.UnixMilli(ms).UTC()
	return v, err
}

const variantColumns = `id, recipe_digest, recipe, time_ms, picture, before, width, height, details_digest, details, parent`

func scanVariant(s scanner) (v catalog.Variant, err error) {
	var ms int64
	err = s.Scan(&v.ID, &v.Recipe.Digest, &v.Recipe.Body, &ms, &v.Picture, &v.Before, &v.Width, &v.Height,
		&v.Details.Digest, &v.Details.Body, &v.Parent)
	v.Time = time.UnixMilli(ms).UTC()
	return v, err
}

func scanVerdict(s scanner) (v catalog.Verdict, err error) {
	err = s.Scan(&v.Name, &v.Pass, &v.Value, &v.Threshold, &v.Garment, &v.Body)
	return v, err
}

func scanAttempt(s scanner) (a catalog.Attempt, err error) {
	var ms int64
	err = s.Scan(&a.Recipe.Digest, &a.Recipe.Body, &ms, &a.Code, &a.Words)
	a.Time = time.UnixMilli(ms).UTC()
	return a, err
}

// all runs a query and scans every row.
func all[T any](ctx context.Context, d *DB, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := d.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap("read catalogue", d.path, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, wrap("read catalogue", d.path, err)
		}
		list = append(list, v)
	}
	return list, wrap("read catalogue", d.path, rows.Err())
}

// Item returns one item.
func (d *DB) Item(ctx context.Context, id string) (catalog.Item, error) {
	v, err := scanItem(d.readers.QueryRowContext(ctx, `SELECT `+itemColumns+` FROM item WHERE id = ?`, id))
	return v, wrap("find item "+id, d.path, err)
}

// Items lists items, newest first.
func (d *DB) Items(ctx context.Context, p catalog.Page) ([]catalog.Item, error) {
	before, err := d.cursor(ctx, `SELECT seq FROM item WHERE id = ?`, p.Before)
	if err != nil {
		return nil, err
	}
	return all(ctx, d, scanItem,
		`SELECT `+itemColumns+` FROM item WHERE seq < ? ORDER BY seq DESC LIMIT ?`, before, p.Limit)
}

// Variant returns one variant with its verdicts.
func (d *DB) Variant(ctx context.Context, id string) (catalog.Variant, error) {
	v, err := scanVariant(d.readers.QueryRowContext(ctx, `SELECT `+variantColumns+` FROM variant WHERE id = ?`, id))
	if err != nil {
		return v, wrap("find variant "+id, d.path, err)
	}
	v.Verdicts, err = d.verdicts(ctx, id)
	return v, err
}

// Variants lists variants with their verdicts, newest first.
func (d *DB) Variants(ctx context.Context, p catalog.Page) ([]catalog.Variant, error) {
	before, err := d.cursor(ctx, `SELECT seq FROM variant WHERE id = ?`, p.Before)
	if err != nil {
		return nil, err
	}
	list, err := all(ctx, d, scanVariant,
		`SELECT `+variantColumns+` FROM variant WHERE seq < ? ORDER BY seq DESC LIMIT ?`, before, p.Limit)
	for i := range list {
		if err == nil {
			list[i].Verdicts, err = d.verdicts(ctx, list[i].ID)
		}
	}
	return list, err
}

func (d *DB) verdicts(ctx context.Context, id string) ([]catalog.Verdict, error) {
	return all(ctx, d, scanVerdict,
		`SELECT name, pass, value, threshold, garment, body FROM verdict WHERE variant = ? ORDER BY position`, id)
}

// cursor finds where a page begins.
func (d *DB) cursor(ctx context.Context, query, id string) (int64, error) {
	if id == "" {
		return math.MaxInt64, nil
	}
	var seq int64
	err := d.readers.QueryRowContext(ctx, query, id).Scan(&seq)
	return seq, wrap("find "+id, d.path, err)
}

// Attempts lists the refused runs of one recipe, newest first.
func (d *DB) Attempts(ctx context.Context, recipeDigest string) ([]catalog.Attempt, error) {
	return all(ctx, d, scanAttempt,
		`SELECT recipe_digest, recipe, time_ms, code, words FROM attempt WHERE recipe_digest = ? ORDER BY seq DESC`,
		recipeDigest)
}

// Thumb returns a thumbnail, nil when there is none.
func (d *DB) Thumb(ctx context.Context, k catalog.Kind, id string) ([]byte, error) {
	return d.bytes(ctx, `SELECT jpeg FROM thumb WHERE kind = ? AND id = ?`, k, id)
}

// Setting returns a setting, nil when there is none.
func (d *DB) Setting(ctx context.Context, name string) ([]byte, error) {
	return d.bytes(ctx, `SELECT value FROM setting WHERE name = ?`, name)
}

func (d *DB) bytes(ctx context.Context, query string, args ...any) ([]byte, error) {
	var b []byte
	err := d.readers.QueryRowContext(ctx, query, args...).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return b, wrap("read catalogue", d.path, err)
}
