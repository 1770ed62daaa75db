package app

import (
	"context"
	"errors"
	"fmt"

	"lookbook/app/provenance"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/storage"
	"lookbook/storage/blob"
)

// Restore reads the recipe out of a picture that Lookbook exported, and says
// whether the result and the pictures it was made from are still in the
// catalogue. Nothing is changed.
func (s *Studio) Restore(ctx context.Context, src Source) (Restored, error) {
	if err := s.begin(ctx); err != nil {
		return Restored{}, err
	}
	defer s.calls.Done()
	staged, err := s.stage(ctx, src)
	if err != nil {
		return Restored{}, orCancelled(ctx, err)
	}
	defer staged.Discard()
	r, err := s.restore(ctx, staged.Path)
	if err != nil {
		return Restored{}, orCancelled(ctx, restoreFault(src, err))
	}
	return r, nil
}

// restoreFault says in words why a file gives no recipe.
func restoreFault(src Source, err error) error {
	var f *engine.Fault
	var e *storage.Error
	if errors.As(err, &f) || errors.As(err, &e) {
		return err
	}
	args := map[string]string{"file": src.name()}
	if errors.Is(err, provenance.ErrNoMarks) {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "restore.no-recipe", Args: args,
			What: fmt.Sprintf("%q holds no Lookbook recipe.", src.name()),
			Next: "Choose a picture that Lookbook exported and that no other program has saved again.",
		}
	}
	return &engine.Fault{
		Kind: engine.FaultBadPicture, Code: "restore.damaged", Args: args, Cause: err.Error(),
		What: fmt.Sprintf("The recipe inside %q is damaged or of a newer version.", src.name()),
		Next: "Use another copy of the exported picture, or a newer Lookbook.",
	}
}

func (s *Studio) restore(ctx context.Context, path string) (Restored, error) {
	packet, err := s.opts.Pictures.XMP(ctx, path)
	if err != nil {
		return Restored{}, err
	}
	if len(packet) == 0 {
		return Restored{}, provenance.ErrNoMarks
	}
	marks, err := provenance.Parse(packet)
	if err != nil {
		return Restored{}, err
	}
	r, err := recipe.Parse(marks.Recipe)
	if err != nil {
		return Restored{}, err
	}
	out := Restored{Recipe: r}
	switch _, err := s.store.Variant(ctx, marks.RecipeDigest); {
	case err == nil:
		out.VariantID = marks.RecipeDigest
	case !errors.Is(err, storage.ErrNotFound):
		return Restored{}, err
	}
	for _, d := range inputsOf(r) {
		_, err := s.store.Item(ctx, d)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return Restored{}, err
		}
		if err != nil || !s.store.Blobs().Has(blob.Originals, d) {
			out.Missing = append(out.Missing, d)
		}
	}
	return out, nil
}
