package app

import (
	"context"

	"lookbook/storage"
)

// Repair rebuilds the catalogue of a data folder ("" = DefaultDataDir) from
// what lies beside it, after Open failed with storage.ErrDamaged. The former
// catalogue is kept aside in a dated folder, pictures and results stay.
// Thumbnails are made again when they are first shown.
func Repair(ctx context.Context, dataDir string) (storage.Repaired, error) {
	if dataDir == "" {
		d, err := DefaultDataDir()
		if err != nil {
			return storage.Repaired{}, err
		}
		dataDir = d
	}
	return storage.Repair(ctx, dataDir)
}

// Check looks for damage: in the catalogue, and in every original and result.
// The first one found is storage.ErrDamaged with its path.
func (s *Studio) Check(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	return s.store.Check(ctx)
}
