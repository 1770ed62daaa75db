package imaging

import "fmt"

// Limits bound what is decoded. They are compared with the header of a file,
// so an oversized picture costs no memory. The zero value of a field means
// its default.
type Limits struct {
	// MaxSide is the largest width or height in pixels.
	MaxSide int
	// MaxPixels is the largest width times height.
	MaxPixels int
	// MaxBytes is the largest file.
	MaxBytes int64
	// MinSide is the smallest width or height in pixels.
	MinSide int
}

// Default limits. 80 megapixels cover every medium-format back below 100 MP
// and cost 320 MB decoded (twice that while a 16-bit picture is converted); a
// picture under 16 px a side shows nothing that could be dressed or worn.
const (
	DefaultMaxSide   = 16384
	DefaultMaxPixels = 80_000_000
	DefaultMaxBytes  = 256 << 20
	DefaultMinSide   = 16
)

// filled replaces zero fields by their defaults.
func (l Limits) filled() Limits {
	if l.MaxSide <= 0 {
		l.MaxSide = DefaultMaxSide
	}
	if l.MaxPixels <= 0 {
		l.MaxPixels = DefaultMaxPixels
	}
	if l.MaxBytes <= 0 {
		l.MaxBytes = DefaultMaxBytes
	}
	if l.MinSide <= 0 {
		l.MinSide = DefaultMinSide
	}
	return l
}

// check compares a size from a header with the limits. It returns nil or a
// fault that names the size and the limit.
func (l Limits) check(name string, w, h int) error {
	size := fmt.Sprintf("%d×%d", w, h)
	if w <= 0 || h <= 0 {
		return damaged(name, fmt.Errorf("header says %s pixels", size))
	}
	if w > l.MaxSide || h > l.MaxSide {
		return tooLarge(name, size+" pixels", fmt.Sprintf("%d pixels a side", l.MaxSide))
	}
	if w*h > l.MaxPixels { // both sides are bounded above: no overflow
		return tooLarge(name, size+" pixels", fmt.Sprintf("%d megapixels", l.MaxPixels/1_000_000))
	}
	if w < l.MinSide || h < l.MinSide {
		return tooSmall(name, size, l.MinSide)
	}
	return nil
}
