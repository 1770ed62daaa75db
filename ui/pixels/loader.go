package pixels

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif"  // pictures that users drop
	_ "image/jpeg" // thumbnails, pictures that users drop
	_ "image/png"  // results, pictures that users drop
	"os"
	"sync"

	"github.com/disintegration/imaging"
	_ "golang.org/x/image/webp" // pictures that users drop
)

// Decoder reads a picture file upright and in sRGB. It runs on a goroutine of
// the Loader.
type Decoder func(ctx context.Context, path string) (image.Image, error)

// maxPixels bounds what the plain decoder reads: 200 megapixels.
const maxPixels = 200 << 20

// Plain decodes the common formats and applies EXIF orientation; it knows no
// color profiles. The program passes the engine's decoder instead.
func Plain(_ context.Context, path string) (image.Image, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if head.Width <= 0 || head.Height <= 0 || head.Width > maxPixels/head.Height {
		return nil, fmt.Errorf("picture of %d x %d pixels is too large to show", head.Width, head.Height)
	}
	return imaging.Decode(bytes.NewReader(b), imaging.AutoOrientation(true))
}

// budget of memory for pictures that are kept for showing them again.
const budget = 256 << 20

// Loader decodes pictures and thumbnails away from the window's goroutine.
type Loader struct {
	decode Decoder
	wake   chan struct{}

	mu     sync.Mutex
	queue  []func(ctx context.Context)
	kept   map[string]*Pyramid
	order  []string // of kept, oldest first
	bytes  int
	thumbs map[string]image.Image
}

// NewLoader returns a loader that reads files with decode.
func NewLoader(decode Decoder) *Loader {
	return &Loader{
		decode: decode, wake: make(chan struct{}, 1),
		kept: map[string]*Pyramid{}, thumbs: map[string]image.Image{},
	}
}

// Run decodes until ctx ends. It returns when nothing of it is running.
func (l *Loader) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		}
		for j, ok := l.take(); ok && ctx.Err() == nil; j, ok = l.take() {
			j(ctx)
		}
	}
}

// take returns the newest job: what the user looks at now comes first.
func (l *Loader) take() (func(ctx context.Context), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return nil, false
	}
	last := len(l.queue) - 1
	j := l.queue[last]
	l.queue = l.queue[:last]
	return j, true
}

// maxQueue bounds what waits; the oldest wishes are forgotten.
const maxQueue = 200

func (l *Loader) put(j func(ctx context.Context)) {
	l.mu.Lock()
	if l.queue = append(l.queue, j); len(l.queue) > maxQueue {
		l.queue = l.queue[1:]
	}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Picture returns a kept picture at once, or nil and loads it: done is then
// called once, on the loader's goroutine. Longest side at most maxSide.
func (l *Loader) Picture(path string, maxSide int, done func(*Pyramid, error)) *Pyramid {
	key := fmt.Sprintf("%d %s", maxSide, path)
	if p := l.picture(key); p != nil {
		return p
	}
	l.put(func(ctx context.Context) {
		if p := l.picture(key); p != nil {
			done(p, nil)
			return
		}
		img, err := l.decode(ctx, path)
		if err != nil {
			done(nil, err)
			return
		}
		p := NewPyramid(img, maxSide)
		l.keep(key, p)
		done(p, nil)
	})
	return nil
}

func (l *Loader) picture(key string) *Pyramid {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept[key]
}

// keep remembers a picture and forgets the oldest over the budget.
func (l *Loader) keep(key string, p *Pyramid) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[key] = p
	l.order = append(l.order, key)
	l.bytes += p.Bytes()
	for l.bytes > budget && len(l.order) > 1 {
		old := l.order[0]
		l.order = l.order[1:]
		if gone := l.kept[old]; gone != nil {
			l.bytes -= gone.Bytes()
			delete(l.kept, old)
		}
	}
}

// maxThumbs bounds how many thumbnails are kept.
const maxThumbs = 600

// Thumb returns a kept thumbnail at once, or nil and decodes it; done is then
// called once, on the loader's goroutine.
func (l *Loader) Thumb(key string, jpeg []byte, done func(image.Image)) image.Image {
	img := l.thumb(key)
	if img != nil || len(jpeg) == 0 {
		return img
	}
	l.put(func(context.Context) {
		if img := l.thumb(key); img != nil {
			done(img)
			return
		}
		img, _, err := image.Decode(bytes.NewReader(jpeg))
		if err != nil {
			return
		}
		small := toRGBA(imaging.Fit(img, 256, 256, imaging.Box))
		l.mu.Lock()
		if len(l.thumbs) >= maxThumbs {
			clear(l.thumbs)
		}
		l.thumbs[key] = small
		l.mu.Unlock()
		done(small)
	})
	return nil
}

func (l *Loader) thumb(key string) image.Image {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.thumbs[key]
}
