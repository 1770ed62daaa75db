package app

import (
	"context"

	"lookbook/storage/catalog"
)

// Variant returns one result of the catalogue; storage.ErrNotFound when it is
// not there.
func (s *Studio) Variant(ctx context.Context, id string) (Variant, error) {
	if err := s.begin(ctx); err != nil {
		return Variant{}, err
	}
	defer s.calls.Done()
	row, err := s.store.Variant(ctx, id)
	if err != nil {
		return Variant{}, err
	}
	return s.variantWithThumb(ctx, row)
}

// History lists results, the latest first. A page that starts after an unknown
// ID is storage.ErrNotFound.
func (s *Studio) History(ctx context.Context, p Page) ([]Variant, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.calls.Done()
	rows, err := s.store.Variants(ctx, p.catalog())
	if err != nil {
		return nil, err
	}
	list := make([]Variant, 0, len(rows))
	for _, row := range rows {
		v, err := s.variantWithThumb(ctx, row)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

func (s *Studio) variantWithThumb(ctx context.Context, row catalog.Variant) (Variant, error) {
	v, err := s.variantOfRow(row)
	if err != nil {
		return Variant{}, err
	}
	v.Thumb, err = s.thumb(ctx, catalog.OfVariant, v.ID, v.Picture)
	return v, err
}

// Forget removes a result from the history, and its picture when no other
// result shows it. Exported files and the pictures it was made from stay.
func (s *Studio) Forget(ctx context.Context, variantID string) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	return s.store.RemoveVariant(ctx, variantID)
}
