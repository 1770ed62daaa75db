package sqlite

import (
	"context"
	"database/sql"
	"time"

	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/internal/fail"
)

// busyLimit is how long a write waits for another process. The longest thing
// that another one does under the lock is a few small files and rows.
const busyLimit = 10 * time.Second

// Tx is the inside of one write transaction. Use it only in the function that
// Write calls.
type Tx struct{ tx *sql.Tx }

// Write runs f in one transaction that holds the write lock of the database,
// also against other processes. An error or panic of f undoes everything.
// ErrBusy when another process held the lock for ten seconds.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	tx, err := d.begin(ctx)
	if err != nil {
		return wrap("write catalogue", d.path, err)
	}
	defer tx.Rollback() //nolint:errcheck // no-op after Commit
	if err := f(&Tx{tx: tx}); err != nil {
		return wrap("write catalogue", d.path, err)
	}
	return wrap("write catalogue", d.path, tx.Commit())
}

func (d *DB) begin(ctx context.Context) (*sql.Tx, error) {
	end := time.Now().Add(busyLimit)
	for {
		tx, err := d.writer.BeginTx(ctx, nil)
		if err == nil || !isBusy(err) || time.Now().After(end) {
			return tx, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

func (t *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// PutItem adds or replaces an item.
func (t *Tx) PutItem(ctx context.Context, v catalog.Item) error {
	_, err := t.exec(ctx, `INSERT INTO item (id, name, time_ms, edits_digest, edits, inspection_digest, inspection)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, time_ms = excluded.time_ms,
			edits_digest = excluded.edits_digest, edits = excluded.edits,
			inspection_digest = excluded.inspection_digest, inspection = excluded.inspection`,
		v.ID, v.Name, v.Time.UnixMilli(), v.Edits.Digest, v.Edits.Body, v.Inspection.Digest, v.Inspection.Body)
	return err
}

// PutVariant adds or replaces a variant and its verdicts.
func (t *Tx) PutVariant(ctx context.Context, v catalog.Variant) error {
	_, err := t.exec(ctx, `INSERT INTO variant (id, recipe_digest, recipe, time_ms, picture, before, width, height,
			details_digest, details, parent)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET recipe_digest = excluded.recipe_digest, recipe = excluded.recipe,
			time_ms = excluded.time_ms, picture = excluded.picture, before = excluded.before,
			width = excluded.width, height = excluded.height, details_digest = excluded.details_digest,
			details = excluded.details, parent = excluded.parent`,
		v.ID, v.Recipe.Digest, v.Recipe.Body, v.Time.UnixMilli(), v.Picture, v.Before, v.Width, v.Height,
		v.Details.Digest, v.Details.Body, v.Parent)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM verdict WHERE variant = ?`, v.ID); err != nil {
		return err
	}
	for i, d := range v.Verdicts {
		_, err := t.exec(ctx, `INSERT INTO verdict (variant, position, name, pass, value, threshold, garment, body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, v.ID, i, d.Name, d.Pass, d.Value, d.Threshold, d.Garment, d.Body)
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveVariant deletes a variant with its verdicts and thumbnail; ErrNotFound
// when there is none.
func (t *Tx) RemoveVariant(ctx context.Context, id string) error {
	n, err := t.exec(ctx, `DELETE FROM variant WHERE id = ?`, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return &fail.Error{Kind: fail.ErrNotFound, Op: "remove variant " + id}
	}
	_, err = t.exec(ctx, `DELETE FROM thumb WHERE kind = ? AND id = ?`, catalog.OfVariant, id)
	return err
}

// Used says whether any row needs the blob with this digest.
func (t *Tx) Used(ctx context.Context, space blob.Space, digest string) (bool, error) {
	query := `SELECT EXISTS (SELECT 1 FROM variant WHERE picture = ?1) OR EXISTS (SELECT 1 FROM variant WHERE before = ?1)`
	if space == blob.Originals {
		query = `SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1)`
	}
	var n int
	err := t.tx.QueryRowContext(ctx, query, digest).Scan(&n)
	return n != 0, err
}

// PutThumb adds or replaces a thumbnail.
func (t *Tx) PutThumb(ctx context.Context, k catalog.Kind, id string, jpeg []byte) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO thumb (kind, id, jpeg) VALUES (?, ?, ?)`, k, id, jpeg)
	return err
}

// AddAttempt adds a refused run.
func (t *Tx) AddAttempt(ctx context.Context, a catalog.Attempt) error {
	_, err := t.exec(ctx, `INSERT INTO attempt (recipe_digest, recipe, time_ms, code, words) VALUES (?, ?, ?, ?, ?)`,
		a.Recipe.Digest, a.Recipe.Body, a.Time.UnixMilli(), a.Code, a.Words)
	return err
}

// PutSetting adds or replaces a setting.
func (t *Tx) PutSetting(ctx context.Context, name string, value []byte) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)`, name, value)
	return err
}
