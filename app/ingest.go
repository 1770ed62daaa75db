package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/storage"
	"lookbook/storage/blob"
)

// Ingest takes pictures in: copies the original bytes, asks the engine what
// they show (as, or AsAuto) and catalogues them. Folders are expanded one
// level. Each source gets its own outcome, in order; a bad one never stops the
// others. Bytes that are in the catalogue already give their item at once
// (inspected anew when as asks for another reading). A picture that Lookbook
// exported gives its recipe back when as is AsAuto.
func (s *Studio) Ingest(ctx context.Context, sources []Source, as engine.As, sink engine.Sink) []Ingested {
	out := expand(sources)
	for i := range out {
		if out[i].Err != nil {
			continue
		}
		if out[i].Err = s.begin(ctx); out[i].Err != nil {
			continue
		}
		s.ingest(ctx, &out[i], as, sink)
		s.calls.Done()
	}
	return out
}

func (s *Studio) ingest(ctx context.Context, one *Ingested, as engine.As, sink engine.Sink) {
	staged, err := s.stage(ctx, one.Source)
	if err != nil {
		one.Err = orCancelled(ctx, err)
		return
	}
	defer staged.Discard()
	old, err := s.item(ctx, staged.Digest)
	known := err == nil
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		one.Err = orCancelled(ctx, err)
		return
	}
	var item Item
	switch {
	case known && s.store.Blobs().Has(blob.Originals, old.ID):
		item, err = s.again(ctx, old, as, sink)
	case as == engine.AsAuto && s.restored(ctx, staged.Path, one):
		return
	default:
		// A known picture whose file was lost keeps its corrections.
		fresh := Item{ID: staged.Digest, Name: one.Source.name(), Time: s.opts.Clock(), Person: old.Person, Garment: old.Garment}
		if fresh.Garment.Words == "" {
			fresh.Garment.Words = hintWords(fresh.Name)
		}
		item, err = s.takeIn(ctx, staged, fresh, as, sink)
	}
	if err != nil {
		one.Err = orCancelled(ctx, err)
		return
	}
	one.Item = &item
}

// maxHint bounds the words taken from a file name, in runes.
const maxHint = 80

// hintWords are the letters of a file's name, which often say what it shows:
// "SS25_denim-jacket (2).jpg" gives "ss denim jacket".
func hintWords(name string) string {
	name = strings.TrimSuffix(name, filepath.Ext(name))
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	runes := []rune(strings.Join(words, " "))
	return string(runes[:min(len(runes), maxHint)])
}

// restored tries to read the source as a picture that Lookbook exported.
// Without marks, or with broken ones, it is a picture like any other.
func (s *Studio) restored(ctx context.Context, path string, one *Ingested) bool {
	r, err := s.restore(ctx, path)
	if err != nil {
		return false
	}
	one.Restored = &r
	return true
}

// again returns a known item, read anew when the user asks for another reading.
func (s *Studio) again(ctx context.Context, item Item, as engine.As, sink engine.Sink) (Item, error) {
	if as == engine.AsAuto || as == item.Inspection.Shows {
		return item, nil
	}
	return s.correct(ctx, item, as, sink)
}

// takeIn inspects staged bytes and catalogues them.
func (s *Studio) takeIn(ctx context.Context, staged *blob.Staged, item Item, as engine.As, sink engine.Sink) (Item, error) {
	dir, err := s.store.TempDir("take-in")
	if err != nil {
		return Item{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // swept at the next start
	path := link(dir, staged.Path, item.Name)
	err = s.inspect(ctx, &item, path, as, sink)
	if err != nil {
		return Item{}, err
	}
	if item.Thumb, err = s.opts.Pictures.Thumb(ctx, path); err != nil {
		return Item{}, err
	}
	row, err := rowOfItem(item)
	if err != nil {
		return Item{}, err
	}
	if err := s.store.PutItem(ctx, row, item.Thumb, staged); err != nil {
		return Item{}, err
	}
	item.Path = s.store.Blobs().Path(blob.Originals, item.ID)
	return item, nil
}

// inspect asks the engine about the picture at path under the item's
// corrections and fills in what it says.
func (s *Studio) inspect(ctx context.Context, item *Item, path string, as engine.As, sink engine.Sink) error {
	req := engine.Request{Inspect: inspectRequest(*item, path, as)}
	return s.run(ctx, req, sink, func(res engine.Result) error {
		if res.Inspection == nil {
			return incomplete("the inspection is missing")
		}
		item.Inspection = *res.Inspection
		return nil
	})
}

func inspectRequest(item Item, path string, as engine.As) *engine.Inspect {
	return &engine.Inspect{
		Picture: engine.Picture{Digest: item.ID, Path: path},
		As:      as, Person: item.Person, Garment: item.Garment,
	}
}

// incomplete is the fault for an engine that breaks its contract.
func incomplete(cause string) error {
	return &engine.Fault{
		Kind: engine.FaultInternal, Code: "result.incomplete",
		What: "The engine gave back less than it was asked for.",
		Next: "Try again; if it happens again, run \"lookbook doctor\" and report what it prints.", Cause: cause,
	}
}

// orCancelled prefers the plain statement that the caller cancelled over
// whatever error that led to.
func orCancelled(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return engine.AsFault(ctx.Err())
	}
	return err
}

// Correct stores what the user says about a picture and inspects it again
// under that. When the engine fails, everything stays as it was.
func (s *Studio) Correct(ctx context.Context, id string, as engine.As, person recipe.PersonEdit,
	garment recipe.GarmentEdit, sink engine.Sink,
) (Item, error) {
	if err := s.begin(ctx); err != nil {
		return Item{}, err
	}
	defer s.calls.Done()
	item, err := s.item(ctx, id)
	if err != nil {
		return Item{}, err
	}
	if err := checkEdit(item.Name, person, garment); err != nil {
		return Item{}, err
	}
	item.Person, item.Garment = person, garment
	item, err = s.correct(ctx, item, as, sink)
	if err != nil {
		return Item{}, orCancelled(ctx, err)
	}
	return item, nil
}

func (s *Studio) correct(ctx context.Context, item Item, as engine.As, sink engine.Sink) (Item, error) {
	dir, err := s.store.TempDir("correct")
	if err != nil {
		return Item{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // swept at the next start
	if err := s.inspect(ctx, &item, link(dir, item.Path, item.Name), as, sink); err != nil {
		return Item{}, err
	}
	row, err := rowOfItem(item)
	if err != nil {
		return Item{}, err
	}
	return item, s.store.PutItem(ctx, row, nil, nil)
}
