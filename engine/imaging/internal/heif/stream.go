package heif

import (
	"bytes"
	"errors"
)

// Brands reads only the ftyp box at the start, for files whose rest is cut.
func Brands(data []byte) []string {
	p := parser{}
	_ = walk(data, func(kind string, body []byte) error {
		if kind == "ftyp" {
			return p.top(kind, body)
		}
		return nil
	})
	return p.file.Brands
}

// StreamColor returns the colour description inside an HEVC decoder
// configuration (ISO/IEC 14496-15, 8.3.3). Phones write it there and leave the
// colour box to the profile. What is not said is limited range and unspecified
// matrix, as ITU-T H.265 annex E infers.
func StreamColor(hvcc []byte) *NCLX {
	none := &NCLX{Primaries: 2, Transfer: 2, Matrix: 2}
	sps := findSPS(hvcc)
	if len(sps) < 3 {
		return none
	}
	// Bytes 0, 0, 3 stand for 0, 0: the 3 only keeps start codes apart.
	b := bits{data: bytes.ReplaceAll(sps[2:], []byte{0, 0, 3}, []byte{0, 0})}
	n, err := b.sequence()
	if err != nil || n == nil {
		return none
	}
	return n
}

// spsType is the NAL unit type of a sequence parameter set.
const spsType = 33

func findSPS(hvcc []byte) []byte {
	if len(hvcc) < 23 {
		return nil
	}
	r := reader{b: hvcc[22:]}
	for range r.u8() {
		kind := r.u8() & 0x3F
		for range r.u16() {
			nal := r.take(int(r.u16()))
			if r.err != nil {
				return nil
			}
			if kind == spsType {
				return nal
			}
		}
	}
	return nil
}

var errBits = errors.New("bit stream ends early")

// bits reads single bits and Exp-Golomb numbers; the first failure sticks.
type bits struct {
	data []byte
	at   int
	err  error
}

func (b *bits) u(n int) uint32 {
	var v uint32
	for range n {
		if b.at>>3 >= len(b.data) {
			b.err = errBits
			return 0
		}
		v = v<<1 | uint32(b.data[b.at>>3]>>(7-b.at&7)&1)
		b.at++
	}
	return v
}

func (b *bits) flag() bool { return b.u(1) == 1 }

// ue reads an unsigned Exp-Golomb number.
func (b *bits) ue() uint32 {
	zeros := 0
	for !b.flag() {
		zeros++
		if b.err != nil || zeros > 31 {
			b.err = errBits
			return 0
		}
	}
	return 1<<zeros - 1 + b.u(zeros)
}

func (b *bits) skip(numbers int) {
	for range numbers {
		b.ue()
	}
}

// sequence walks over a sequence parameter set (H.265, 7.3.2.2) to the colour
// description in its usability information; nil when there is none.
func (b *bits) sequence() (*NCLX, error) {
	b.u(4)
	layers := int(b.u(3))
	b.u(1)
	b.profileTierLevel(layers)
	b.ue()
	if b.ue() == 3 {
		b.u(1)
	}
	b.skip(2)
	if b.flag() { // conformance window
		b.skip(4)
	}
	b.skip(2)
	lsbBits := int(b.ue()) + 4
	from := layers
	if b.flag() {
		from = 0
	}
	b.skip(3 * (layers - from + 1))
	b.skip(6)
	if enabled := b.flag(); enabled && b.flag() {
		b.scalingLists()
	}
	b.u(2)
	if b.flag() { // PCM
		b.u(8)
		b.skip(2)
		b.u(1)
	}
	b.referenceSets()
	if b.flag() { // long-term pictures
		for range min(b.ue(), 32) {
			b.u(min(lsbBits, 16) + 1)
		}
	}
	b.u(2)
	if b.err != nil || !b.flag() {
		return nil, b.err
	}
	return b.usability()
}

// profileTierLevel skips the structure of 7.3.3.
func (b *bits) profileTierLevel(layers int) {
	b.u(32)
	b.u(32)
	b.u(32)
	if layers == 0 {
		return
	}
	var profile, level [8]bool
	for i := range 8 {
		profile[i], level[i] = b.flag(), b.flag()
	}
	for i := range layers {
		if profile[i] {
			b.u(32)
			b.u(32)
			b.u(24)
		}
		if level[i] {
			b.u(8)
		}
	}
}

// scalingLists skips the structure of 7.3.4.
func (b *bits) scalingLists() {
	for size := range 4 {
		step := 1
		if size == 3 {
			step = 3
		}
		for m := 0; m < 6 && b.err == nil; m += step {
			if !b.flag() {
				b.ue()
				continue
			}
			if size > 1 {
				b.ue()
			}
			b.skip(min(64, 1<<(4+2*size)))
		}
	}
}

// referenceSets skips the short-term sets of 7.3.7.
func (b *bits) referenceSets() {
	n := min(int(b.ue()), 64)
	previous := 0 // pictures in the set before
	for i := range n {
		if b.err != nil {
			return
		}
		if i > 0 && b.flag() {
			b.u(1)
			b.ue()
			count := 0
			for range previous + 1 {
				if used := b.flag(); used || b.flag() {
					count++
				}
			}
			previous = count
			continue
		}
		previous = int(min(b.ue(), 16) + min(b.ue(), 16))
		for range previous {
			b.ue()
			b.u(1)
		}
	}
}

// usability reads the start of annex E up to the colour description.
func (b *bits) usability() (*NCLX, error) {
	const extendedAspect = 255
	if b.flag() && b.u(8) == extendedAspect {
		b.u(32)
	}
	if b.flag() { // overscan
		b.u(1)
	}
	n := &NCLX{Primaries: 2, Transfer: 2, Matrix: 2}
	if b.flag() {
		b.u(3)
		n.FullRange = b.flag()
		if b.flag() {
			n.Primaries, n.Transfer, n.Matrix = int(b.u(8)), int(b.u(8)), int(b.u(8))
		}
	}
	return n, b.err
}
