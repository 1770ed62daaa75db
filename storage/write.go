package storage

import (
	"context"
	"errors"
	"path/filepath"

	"lookbook/storage/blob"
	"lookbook/storage/catalog"
	"lookbook/storage/internal/fail"
	"lookbook/storage/internal/sqlite"
)

// commit writes a record and rows as one: the record goes to incoming inside
// the transaction, so after a crash either nothing is there or Open completes
// it. The lock of the transaction also keeps RemoveVariant of other processes
// from taking away a picture that before has just found or put in place.
func (s *Store) commit(ctx context.Context, r record, before func() error, rows func(*sqlite.Tx) error) error {
	err := s.db.Write(ctx, func(tx *sqlite.Tx) error {
		if err := before(); err != nil {
			return err
		}
		if err := s.records.begin(r); err != nil {
			return err
		}
		return rows(tx)
	})
	if err != nil {
		s.records.undo(r)
		return err
	}
	s.records.finish(r)
	return nil
}

// PutItem implements catalog.ItemWriter.
func (s *Store) PutItem(ctx context.Context, v catalog.Item, thumb []byte, original *blob.Staged) error {
	if err := checkThumb(thumb); err != nil {
		return err
	}
	var files []*blob.Staged
	if original != nil {
		files = append(files, original)
	}
	before := func() error {
		if err := keep(blob.Originals, files); err != nil {
			return err
		}
		return s.need(blob.Originals, v.ID)
	}
	err := s.commit(ctx, record{Item: &v}, before, func(tx *sqlite.Tx) error {
		if err := tx.PutItem(ctx, v); err != nil {
			return err
		}
		return putThumb(ctx, tx, catalog.OfItem, v.ID, thumb)
	})
	return s.takeBack(ctx, blob.Originals, files, err)
}

// PutVariant implements catalog.VariantWriter.
func (s *Store) PutVariant(ctx context.Context, v catalog.Variant, thumb []byte, pictures ...*blob.Staged) error {
	if err := checkThumb(thumb); err != nil {
		return err
	}
	before := func() error {
		if err := keep(blob.Results, pictures); err != nil {
			return err
		}
		return s.need(blob.Results, v.Picture, v.Before)
	}
	err := s.commit(ctx, record{Variant: &v}, before, func(tx *sqlite.Tx) error {
		if err := tx.PutVariant(ctx, v); err != nil {
			return err
		}
		return putThumb(ctx, tx, catalog.OfVariant, v.ID, thumb)
	})
	return s.takeBack(ctx, blob.Results, pictures, err)
}

func keep(space blob.Space, files []*blob.Staged) error {
	for _, g := range files {
		if err := g.Keep(space); err != nil {
			return err
		}
	}
	return nil
}

// takeBack removes the files of a write that failed with err, so that a full
// disk does not get fuller with every try. It does so even when ctx has ended.
func (s *Store) takeBack(ctx context.Context, space blob.Space, files []*blob.Staged, err error) error {
	if err == nil || len(files) == 0 {
		return err
	}
	digests := make([]string, 0, len(files))
	for _, g := range files {
		digests = append(digests, g.Digest)
	}
	return errors.Join(err, s.removeUnused(context.WithoutCancel(ctx), space, digests))
}

// removeUnused removes blobs that no row needs. It holds the write lock, under
// which every file gets its name, so it takes none that is about to be needed.
func (s *Store) removeUnused(ctx context.Context, space blob.Space, digests []string) error {
	return s.db.Write(ctx, func(tx *sqlite.Tx) error {
		for _, d := range digests {
			used, err := tx.Used(ctx, space, d)
			if err != nil {
				return err
			}
			if used {
				continue
			}
			if err := s.blobs.Remove(space, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) need(space blob.Space, digests ...string) error {
	for _, d := range digests {
		if !s.blobs.Has(space, d) {
			return fail.New(fail.ErrNotFound, "find file", s.blobs.Path(space, d), "no %s with digest %q", space, d)
		}
	}
	return nil
}

func checkThumb(b []byte) error {
	if len(b) > catalog.MaxThumb {
		return fail.New(nil, "keep thumbnail", "", "%d bytes are more than %d", len(b), catalog.MaxThumb)
	}
	return nil
}

func putThumb(ctx context.Context, tx *sqlite.Tx, k catalog.Kind, id string, thumb []byte) error {
	if len(thumb) == 0 {
		return nil
	}
	return tx.PutThumb(ctx, k, id, thumb)
}

// RemoveVariant implements catalog.VariantWriter.
func (s *Store) RemoveVariant(ctx context.Context, id string) error {
	v, err := s.Variant(ctx, id)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *sqlite.Tx) error {
		if err := tx.RemoveVariant(ctx, id); err != nil {
			return err
		}
		// Before the commit: a record without a row would bring the variant
		// back at a repair.
		return s.records.remove("variant", id)
	})
	if err != nil {
		return err
	}
	// After the commit: a variant never loses its picture; at worst a crash
	// here leaves a picture that nothing shows.
	return s.removeUnused(ctx, blob.Results, []string{v.Picture, v.Before})
}

// AddAttempt implements catalog.Attempts.
func (s *Store) AddAttempt(ctx context.Context, a catalog.Attempt) error {
	return s.db.Write(ctx, func(tx *sqlite.Tx) error { return tx.AddAttempt(ctx, a) })
}

// PutThumb implements catalog.Thumbs.
func (s *Store) PutThumb(ctx context.Context, k catalog.Kind, id string, jpeg []byte) error {
	if err := checkThumb(jpeg); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqlite.Tx) error { return tx.PutThumb(ctx, k, id, jpeg) })
}

// PutSetting implements catalog.Settings. A name is at most 64 of a-z, 0-9 and -.
func (s *Store) PutSetting(ctx context.Context, name string, value []byte) error {
	r := record{Setting: &setting{Name: name, Value: value}}
	return s.commit(ctx, r, func() error { return nil }, func(tx *sqlite.Tx) error {
		return tx.PutSetting(ctx, name, value)
	})
}

// adoptIncoming completes what a killed process had written but perhaps not
// catalogued. Records that cannot be read stay where they are.
func (s *Store) adoptIncoming(ctx context.Context) error {
	list, err := filepath.Glob(filepath.Join(s.records.root, incomingDir, "*.json"))
	if err != nil || len(list) == 0 {
		return err
	}
	return s.db.Write(ctx, func(tx *sqlite.Tx) error {
		for _, p := range list {
			r, err := readRecord(p)
			if err != nil || s.complete(r) != nil {
				continue
			}
			if err := putRecord(ctx, tx, r); err != nil {
				return err
			}
			s.records.finish(r)
		}
		return nil
	})
}

// complete says whether the files of a record are there.
func (s *Store) complete(r record) error {
	switch {
	case r.Item != nil:
		return s.need(blob.Originals, r.Item.ID)
	case r.Variant != nil:
		return s.need(blob.Results, r.Variant.Picture, r.Variant.Before)
	}
	return nil
}

func putRecord(ctx context.Context, tx *sqlite.Tx, r record) error {
	switch {
	case r.Item != nil:
		return tx.PutItem(ctx, *r.Item)
	case r.Variant != nil:
		return tx.PutVariant(ctx, *r.Variant)
	}
	return tx.PutSetting(ctx, r.Setting.Name, r.Setting.Value)
}
