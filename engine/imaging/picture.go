package imaging

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"lookbook/engine"
)

// Picture is one decoded still.
type Picture struct {
	// Image is upright, sRGB, straight alpha, with its bounds at (0, 0). It
	// belongs to the caller.
	Image *image.NRGBA
	// Format of the file: "JPEG", "PNG", "WebP", "HEIC", "AVIF", "TIFF",
	// "BMP" or "GIF".
	Format string
	// Profile is the embedded colour profile in words ("Display P3"), empty
	// when the file has none and sRGB was assumed.
	Profile string
	// Frames is 1 for a still; more when the first frame of several was used.
	Frames int
	// HasAlpha is true when at least one pixel is not opaque.
	HasAlpha bool
	// Width and Height of Image in pixels.
	Width, Height int
	// Notices say what was done to the picture and what could not be done.
	Notices []engine.Notice
}

// Open reads the picture in the file at path. Errors are *engine.Fault. A
// cancelled ctx is seen before and after the decoders, and during those of HEIC
// and AVIF, the only ones that take longer than a second.
func Open(ctx context.Context, path string, lim Limits) (*Picture, error) {
	data, err := ReadFile(ctx, path, lim)
	if err != nil {
		return nil, err
	}
	return Decode(ctx, data, filepath.Base(path), lim)
}

// ReadFile reads the bytes of a picture file with the checks that need no
// decoder: it is there, it is a file, it is not empty and not over
// Limits.MaxBytes. Errors are *engine.Fault.
func ReadFile(ctx context.Context, path string, lim Limits) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, engine.AsFault(err)
	}
	lim = lim.filled()
	name := filepath.Base(path)
	info, err := os.Stat(path)
	if err != nil {
		return nil, openFault(name, err)
	}
	if err := checkFile(name, info, lim); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openFault(name, err)
	}
	defer f.Close()
	// The file may grow while it is read: the limit holds for what arrives.
	data, err := io.ReadAll(io.LimitReader(f, lim.MaxBytes+1))
	if err != nil {
		return nil, openFault(name, err)
	}
	return data, checkBytes(name, data, lim)
}

// checkFile refuses what is no regular file of a sensible size.
func checkFile(name string, info os.FileInfo, lim Limits) error {
	switch {
	case info.IsDir():
		return isFolder(name)
	case !info.Mode().IsRegular():
		return notAFile(name)
	case info.Size() == 0:
		return empty(name)
	case info.Size() > lim.MaxBytes:
		return tooLarge(name, megabytes(info.Size()), megabytes(lim.MaxBytes))
	}
	return nil
}

// checkBytes is checkFile for what was actually read.
func checkBytes(name string, data []byte, lim Limits) error {
	if len(data) == 0 {
		return empty(name)
	}
	if int64(len(data)) > lim.MaxBytes {
		return tooLarge(name, "more than "+megabytes(lim.MaxBytes), megabytes(lim.MaxBytes))
	}
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// Decode decodes the bytes of a picture file. The name is used in messages and
// for a notice when its extension does not fit the content; it may be empty.
// Errors are *engine.Fault.
func Decode(ctx context.Context, data []byte, name string, lim Limits) (*Picture, error) {
	if name == "" {
		name = "picture"
	}
	lim = lim.filled()
	if err := ctx.Err(); err != nil {
		return nil, engine.AsFault(err)
	}
	if err := checkBytes(name, data, lim); err != nil {
		return nil, err
	}
	c, h, err := readHead(data, name, lim)
	if err != nil {
		return nil, err
	}
	raw, err := guard(func() (image.Image, error) { return c.decode(ctx, data, &h) })
	if err != nil {
		return nil, decodeFault(name, c.format, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, engine.AsFault(err)
	}
	p, err := guard(func() (*Picture, error) { return finish(raw, c.format, h) })
	if err != nil {
		return nil, decodeFault(name, c.format, err)
	}
	if n, ok := extensionNotice(name, c); ok {
		p.Notices = append(p.Notices, n)
	}
	return p, nil
}

// Info is what the header of a picture file says.
type Info struct {
	// Format as in Picture.
	Format string
	// Width and Height of the upright picture in pixels.
	Width, Height int
	// Frames as in Picture.
	Frames int
}

// Probe reads only the header of a picture and checks it against the limits.
// It costs microseconds, whatever the size. Errors are *engine.Fault.
func Probe(data []byte, name string, lim Limits) (Info, error) {
	if name == "" {
		name = "picture"
	}
	lim = lim.filled()
	if err := checkBytes(name, data, lim); err != nil {
		return Info{}, err
	}
	c, h, err := readHead(data, name, lim)
	if err != nil {
		return Info{}, err
	}
	w, ht := h.width, h.height
	if h.orientation.swapsSides() {
		w, ht = ht, w
	}
	return Info{Format: c.format, Width: w, Height: ht, Frames: h.frames}, nil
}

// readHead finds the codec, reads the header and checks it.
func readHead(data []byte, name string, lim Limits) (codec, head, error) {
	c, err := sniff(data, name)
	if err != nil {
		return codec{}, head{}, err
	}
	h, err := guard(func() (head, error) { return c.head(data) })
	if err != nil {
		return codec{}, head{}, decodeFault(name, c.format, err)
	}
	if h.frames < 1 {
		h.frames = 1
	}
	return c, h, lim.check(name, h.width, h.height)
}

// guard runs f and turns a panic of a decoder into an error, so that a hostile
// file is one failed picture and not the end of the program.
func guard[T any](f func() (T, error)) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decoder panic: %v\n%s", r, firstLines(string(debug.Stack()), 12))
		}
	}()
	return f()
}

func firstLines(s string, n int) string {
	lines := strings.SplitN(s, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}

// finish turns decoded samples into the upright sRGB picture.
func finish(raw image.Image, format string, h head) (*Picture, error) {
	p := &Picture{Format: format, Frames: h.frames, Notices: h.notices}
	straight, err := toStraight(raw, h.ycc)
	if err != nil {
		return nil, err
	}
	p.Image = p.toSRGB(straight, h)
	p.Image = upright(p.Image, h.orientation)
	p.Width, p.Height = p.Image.Rect.Dx(), p.Image.Rect.Dy()
	p.HasAlpha = !opaque(p.Image)
	if h.frames > 1 {
		n := engine.Info("picture.animated", "The picture is animated; the first of its %d frames is used.", h.frames)
		n.Args = map[string]string{"frames": fmt.Sprint(h.frames)}
		p.Notices = append(p.Notices, n)
	}
	return p, nil
}

// extensionNotice tells when the extension names another format.
func extensionNotice(name string, c codec) (engine.Notice, bool) {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if ext == "" {
		return engine.Notice{}, false
	}
	for _, known := range c.extensions {
		if ext == known {
			return engine.Notice{}, false
		}
	}
	n := engine.Info("picture.extension", "The file is named .%s, but its content is %s; the content was used.", ext, c.format)
	n.Args = map[string]string{"extension": ext, "format": c.format}
	return n, true
}
