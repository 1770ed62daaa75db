package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/storage"
	"lookbook/storage/blob"
	"lookbook/storage/catalog"
)

// saveWait bounds how long a finished picture is being kept after the caller
// cancelled: longer than the catalogue waits for another process.
const saveWait = 30 * time.Second

// TryOn makes the picture of a recipe, or answers from the catalogue when it
// has been made before (Variant.Cached). parent is the ID of the variant it
// was made from, or "". A result that changed something outside the garment,
// or is blank, is refused with engine.ErrInvalidOutput and remembered as a
// failed attempt; a wrong colour is shown in the verdicts.
//
// Once the engine has finished, the picture is kept even when ctx ends.
func (s *Studio) TryOn(ctx context.Context, r recipe.Recipe, parent string, sink engine.Sink) (Variant, error) {
	if err := s.begin(ctx); err != nil {
		return Variant{}, err
	}
	defer s.calls.Done()
	r.Version = recipe.Version
	id, err := r.Digest()
	if err != nil {
		return Variant{}, badRecipe(err)
	}
	if err := checkRecipe(r); err != nil {
		return Variant{}, err
	}
	notices, err := s.ruled(ctx, r)
	if err != nil {
		return Variant{}, orCancelled(ctx, err)
	}
	v, err := s.cached(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		v = Variant{ID: id, Recipe: r, Parent: parent, Notices: notices}
		if parent == id {
			v.Parent = ""
		}
		v, err = s.make(ctx, v, sink)
	}
	if err != nil {
		return Variant{}, orCancelled(ctx, err)
	}
	return v, nil
}

// cached returns a variant whose pictures are all there; ErrNotFound else, so
// that a lost picture is made again.
func (s *Studio) cached(ctx context.Context, id string) (Variant, error) {
	row, err := s.store.Variant(ctx, id)
	if err != nil {
		return Variant{}, err
	}
	for _, d := range []string{row.Picture, row.Before} {
		if !s.store.Blobs().Has(blob.Results, d) {
			return Variant{}, storage.ErrNotFound
		}
	}
	return s.variantWithThumb(ctx, row)
}

// make waits for the engine, looks again whether the same was made meanwhile,
// runs the engine and keeps what it made.
func (s *Studio) make(ctx context.Context, v Variant, sink engine.Sink) (Variant, error) {
	dir, err := s.store.TempDir("inputs")
	if err != nil {
		return Variant{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // swept at the next start
	pictures, err := s.inputs(ctx, dir, v.Recipe)
	if err != nil {
		return Variant{}, err
	}
	if err := s.takeTurn(ctx); err != nil {
		return Variant{}, err
	}
	defer s.giveTurn()
	if done, err := s.cached(ctx, v.ID); !errors.Is(err, storage.ErrNotFound) {
		return done, err
	}
	req := engine.Request{TryOn: &engine.TryOn{Recipe: v.Recipe, Pictures: pictures}}
	var done Variant
	err = s.runNow(ctx, req, sink, func(res engine.Result) error {
		save, stop := context.WithTimeout(context.WithoutCancel(ctx), saveWait)
		defer stop()
		if err := s.refuse(save, v.Recipe, res); err != nil {
			return err
		}
		done, err = s.keep(save, v, res)
		return err
	})
	return done, err
}

// inputs finds the picture of every digest in the recipe.
func (s *Studio) inputs(ctx context.Context, dir string, r recipe.Recipe) ([]engine.Picture, error) {
	var all []engine.Picture
	for _, digest := range inputsOf(r) {
		item, err := s.store.Item(ctx, digest)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return nil, err
		}
		if err != nil || !s.store.Blobs().Has(blob.Originals, digest) {
			return nil, &engine.Fault{
				Kind: engine.FaultBadPicture, Code: "recipe.missing-input", Args: map[string]string{"digest": digest},
				What: "A picture that this needs is not in the catalog.",
				Next: "Drop the original picture in again.",
			}
		}
		path := link(dir, s.store.Blobs().Path(blob.Originals, digest), item.Name)
		all = append(all, engine.Picture{Digest: digest, Path: path})
	}
	return all, nil
}

// inputsOf lists the digests that a recipe names, each once.
func inputsOf(r recipe.Recipe) []string {
	all := []string{r.Person.Digest}
	seen := map[string]bool{r.Person.Digest: true}
	for _, g := range r.Garments {
		if !seen[g.Digest] {
			seen[g.Digest] = true
			all = append(all, g.Digest)
		}
	}
	return all
}

// keep stores pictures, row, verdicts and thumbnail as one. What is not kept
// goes with the folder of the run.
func (s *Studio) keep(ctx context.Context, v Variant, res engine.Result) (Variant, error) {
	picture, err := s.store.Blobs().Adopt(ctx, res.Picture)
	if err != nil {
		return Variant{}, err
	}
	before, err := s.store.Blobs().Adopt(ctx, res.Before)
	if err != nil {
		return Variant{}, err
	}
	thumb, err := s.opts.Pictures.Thumb(ctx, res.Picture)
	if err != nil {
		return Variant{}, err
	}
	v.Time, v.Width, v.Height = s.opts.Clock(), res.Width, res.Height
	v.Verdicts, v.Timings, v.Thumb = res.Verdicts, res.Timings, thumb
	v.Notices = append(v.Notices, res.Notices...)
	row, err := rowOfVariant(v, picture.Digest, before.Digest)
	if err != nil {
		return Variant{}, err
	}
	if err := s.store.PutVariant(ctx, row, thumb, picture, before); err != nil {
		return Variant{}, err
	}
	v.Picture = s.store.Blobs().Path(blob.Results, row.Picture)
	v.Before = s.store.Blobs().Path(blob.Results, row.Before)
	return v, nil
}

// refuse checks a result; a refused one is remembered with its reason.
func (s *Studio) refuse(ctx context.Context, r recipe.Recipe, res engine.Result) error {
	if err := checkFiles(res); err != nil {
		return err
	}
	f := judge(res.Verdicts)
	if f == nil {
		return nil
	}
	body, err := r.Canonical()
	if err != nil {
		return err
	}
	err = s.store.AddAttempt(ctx, catalog.Attempt{
		Recipe: catalog.NewDocument(body), Time: s.opts.Clock(), Code: f.Code, Words: f.What + " " + f.Cause,
	})
	return errors.Join(f, err)
}

// checkFiles makes sure that the engine kept to its folder and its contract.
func checkFiles(res engine.Result) error {
	if res.Width <= 0 || res.Height <= 0 {
		return incomplete(fmt.Sprintf("the size is %d×%d", res.Width, res.Height))
	}
	for _, p := range []string{res.Picture, res.Before} {
		st, err := os.Lstat(p)
		if err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
			return incomplete(fmt.Sprintf("the picture %q is not there", filepath.Base(p)))
		}
	}
	return nil
}

// judge says why a result must not be shown, nil when it may. The checks for
// changes outside the garment and for blankness must both be there and pass.
func judge(verdicts []engine.Verdict) *engine.Fault {
	passed := map[string]bool{}
	for _, v := range verdicts {
		if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) {
			return refused("result.not-finite", v, "A check of the result gave no number, so the picture cannot be trusted.")
		}
		if v.Pass {
			passed[v.Name] = true
			continue
		}
		switch v.Name {
		case "outside":
			return refused("result.outside-changed", v, "The result would have changed the photo outside the garment.")
		case "blank":
			return refused("result.blank", v, "The result came out blank.")
		}
	}
	for _, name := range []string{"outside", "blank"} {
		if !passed[name] {
			return refused("result.unchecked", engine.Verdict{Name: name}, "The result was not checked, so the picture cannot be trusted.")
		}
	}
	return nil
}

func refused(code string, v engine.Verdict, what string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultInvalidOutput, Code: code, Args: map[string]string{"verdict": v.Name},
		What:  what,
		Next:  "Try again with another photo, or correct what Lookbook saw in the pictures.",
		Cause: strings.TrimSpace(fmt.Sprintf("%s %g (limit %g %s) %s", v.Name, v.Value, v.Threshold, v.Unit, v.Words)),
	}
}

// badRecipe is the fault for a recipe that cannot be written down.
func badRecipe(err error) error {
	return &engine.Fault{
		Kind: engine.FaultInternal, Code: "recipe.invalid", What: "This request cannot be read.",
		Next: "Choose the person and the garments again.", Cause: err.Error(),
	}
}

// checkRecipe refuses recipes that no engine can make.
func checkRecipe(r recipe.Recipe) error {
	if len(r.Garments) == 0 {
		return noGarment()
	}
	for _, d := range inputsOf(r) {
		if !blob.ValidDigest(d) {
			return badRecipe(fmt.Errorf("%q is not a digest", d))
		}
	}
	return checkLongestSide(r.Size)
}
