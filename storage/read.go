package storage

import (
	"context"

	"lookbook/storage/catalog"
)

// Item implements catalog.ItemReader.
func (s *Store) Item(ctx context.Context, id string) (catalog.Item, error) { return s.db.Item(ctx, id) }

// Items implements catalog.ItemReader.
func (s *Store) Items(ctx context.Context, p catalog.Page) ([]catalog.Item, error) {
	return s.db.Items(ctx, p)
}

// Variant implements catalog.VariantReader.
func (s *Store) Variant(ctx context.Context, id string) (catalog.Variant, error) {
	return s.db.Variant(ctx, id)
}

// Variants implements catalog.VariantReader.
func (s *Store) Variants(ctx context.Context, p catalog.Page) ([]catalog.Variant, error) {
	return s.db.Variants(ctx, p)
}

// Attempts implements catalog.Attempts.
func (s *Store) Attempts(ctx context.Context, recipeDigest string) ([]catalog.Attempt, error) {
	return s.db.Attempts(ctx, recipeDigest)
}

// Thumb implements catalog.Thumbs.
func (s *Store) Thumb(ctx context.Context, k catalog.Kind, id string) ([]byte, error) {
	return s.db.Thumb(ctx, k, id)
}

// Setting implements catalog.Settings.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, error) {
	return s.db.Setting(ctx, name)
}
