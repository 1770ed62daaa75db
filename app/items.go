package app

import (
	"context"
	"os"

	"lookbook/engine"
	"lookbook/storage/catalog"
)

// defaultPage is the number of elements of a page without a limit, maxPage the
// most that one call returns: thumbnails come with them, up to 32 kB each.
const (
	defaultPage = 50
	maxPage     = 500
)

func (p Page) catalog() catalog.Page {
	n := p.Limit
	if n <= 0 {
		n = defaultPage
	}
	return catalog.Page{Before: p.Before, Limit: min(n, maxPage)}
}

// Item returns one picture of the catalogue; storage.ErrNotFound when it is
// not there.
func (s *Studio) Item(ctx context.Context, id string) (Item, error) {
	if err := s.begin(ctx); err != nil {
		return Item{}, err
	}
	defer s.calls.Done()
	return s.item(ctx, id)
}

func (s *Studio) item(ctx context.Context, id string) (Item, error) {
	row, err := s.store.Item(ctx, id)
	if err != nil {
		return Item{}, err
	}
	return s.itemWithThumb(ctx, row)
}

// Items lists pictures, the latest first. A page that starts after an unknown
// ID is storage.ErrNotFound.
func (s *Studio) Items(ctx context.Context, p Page) ([]Item, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.calls.Done()
	rows, err := s.store.Items(ctx, p.catalog())
	if err != nil {
		return nil, err
	}
	list := make([]Item, 0, len(rows))
	for _, row := range rows {
		v, err := s.itemWithThumb(ctx, row)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

func (s *Studio) itemWithThumb(ctx context.Context, row catalog.Item) (Item, error) {
	v, err := s.itemOfRow(row)
	if err != nil {
		return Item{}, err
	}
	v.Thumb, err = s.thumb(ctx, catalog.OfItem, v.ID, v.Path)
	return v, err
}

// thumb returns a thumbnail, made anew when the catalogue has lost it. A
// picture that cannot be read any more simply has none.
func (s *Studio) thumb(ctx context.Context, k catalog.Kind, id, path string) ([]byte, error) {
	b, err := s.store.Thumb(ctx, k, id)
	if err != nil || len(b) > 0 {
		return b, err
	}
	b, err = s.opts.Pictures.Thumb(ctx, path)
	if err != nil {
		return nil, ctx.Err()
	}
	return b, s.store.PutThumb(ctx, k, id, b)
}

// Inspect asks the engine to draw what it sees in a picture under its stored
// corrections. The drawings are PNG files in a temporary folder that Close
// removes; the catalogue is not changed.
func (s *Studio) Inspect(ctx context.Context, id string, sink engine.Sink) (engine.Inspection, []engine.Overlay, error) {
	if err := s.begin(ctx); err != nil {
		return engine.Inspection{}, nil, err
	}
	defer s.calls.Done()
	item, err := s.item(ctx, id)
	if err != nil {
		return engine.Inspection{}, nil, err
	}
	dir, err := os.MkdirTemp(s.temp, "inspect-*")
	if err != nil {
		return engine.Inspection{}, nil, err
	}
	req := engine.Request{Inspect: inspectRequest(item, link(dir, item.Path, item.Name), item.Inspection.Shows)}
	req.Inspect.Overlays = true
	var seen engine.Inspection
	var overlays []engine.Overlay
	err = s.run(ctx, req, sink, func(res engine.Result) error {
		if res.Inspection == nil {
			return incomplete("the inspection is missing")
		}
		seen = *res.Inspection
		overlays, err = keepOverlays(dir, res.Overlays)
		return err
	})
	if err != nil {
		return engine.Inspection{}, nil, orCancelled(ctx, err)
	}
	return seen, overlays, nil
}

// keepOverlays moves drawings out of the engine's folder, which is about to go.
func keepOverlays(dir string, list []engine.Overlay) ([]engine.Overlay, error) {
	out := make([]engine.Overlay, 0, len(list))
	for _, o := range list {
		f, err := os.CreateTemp(dir, "overlay-*.png")
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		if err := os.Rename(o.Path, f.Name()); err != nil {
			return nil, err
		}
		out = append(out, engine.Overlay{Name: o.Name, Path: f.Name()})
	}
	return out, nil
}
