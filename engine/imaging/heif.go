package imaging

import (
	"context"
	"image"
	"io"
	"sync"

	"lookbook/engine"
	"lookbook/engine/imaging/internal/heif"
	"lookbook/engine/imaging/internal/icc"
	"lookbook/engine/imaging/internal/wasm"
)

var heicCodec = codec{
	format: "HEIC", extensions: []string{"heic", "heif", "hif"},
	head: heicHead, decode: heicDecode,
}

var avifCodec = codec{
	format: "AVIF", extensions: []string{"avif", "avifs"},
	head: avifHead, decode: avifDecode,
}

// sniffBoxes tells pictures from videos among files of boxes.
func sniffBoxes(data []byte, name string) (codec, error) {
	f, err := heif.Parse(data)
	if err != nil && len(f.Brands) == 0 {
		f.Brands = heif.Brands(data)
	}
	switch {
	case f.Kind == "av01" || f.HasBrand("avif") || f.HasBrand("avis"):
		return avifCodec, nil
	case f.Kind == "hvc1", f.HasBrand("heic"), f.HasBrand("heix"), f.HasBrand("hevc"), f.HasBrand("heim"), f.HasBrand("heis"), f.HasBrand("mif1"):
		return heicCodec, nil
	case f.HasBrand("crx "):
		return codec{}, unsupportedFormat(name, "a raw camera file", nil)
	}
	return codec{}, unsupportedFormat(name, "a video", nil)
}

// boxHead reads what both formats share.
func boxHead(data []byte) (head, heif.File, error) {
	f, err := heif.Parse(data)
	if err == nil && f.Cut {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return head{}, f, err
	}
	h := head{
		// Tiles and auxiliary pictures are decoded too: the largest counts.
		width: max(f.Width, f.LargestWidth), height: max(f.Height, f.LargestHeight),
		frames: f.Frames, icc: f.ICC,
	}
	if f.Width*f.Height > 0 && f.LargestWidth <= f.Width && f.LargestHeight <= f.Height {
		h.width, h.height = f.Width, f.Height
	}
	if f.NCLX == nil && f.HVCC != nil {
		f.NCLX = heif.StreamColor(f.HVCC)
	}
	if f.NCLX != nil && f.ICC == nil {
		space, ok := icc.FromCICP(byte(f.NCLX.Primaries), byte(f.NCLX.Transfer))
		h.space = space
		if !ok {
			h.notices = append(h.notices, engine.Warn("picture.hdr",
				"The picture has a high dynamic range or a rare colour space; it was read as if it had not, and colours may be off."))
		}
	}
	return h, f, nil
}

func heicHead(data []byte) (head, error) {
	h, f, err := boxHead(data)
	if err != nil {
		return h, err
	}
	h.ycc = heicYCC(f)
	if f.Alpha {
		h.notices = append(h.notices, engine.Warn("picture.alpha-ignored",
			"Transparency in HEIC files is not read. Save it as PNG if the cut-out matters."))
	}
	return h, nil
}

// heicYCC says how the planes are to be read; a colour box overrides what the
// HEVC stream says.
func heicYCC(f heif.File) yccKind {
	if f.NCLX == nil { // neither box nor stream: limited range, as H.265 infers
		return yccKind{limited: true}
	}
	k := yccKind{limited: !f.NCLX.FullRange}
	switch f.NCLX.Matrix {
	case 0:
		k.gbr = true
	case 1:
		k.kr, k.kb = 0.2126, 0.0722
	case 9, 10:
		k.kr, k.kb = 0.2627, 0.0593
	}
	return k
}

// oneAtATime serializes the two decoders: each builds its own memory of
// hundreds of megabytes for a large photo.
var oneAtATime sync.Mutex

// heicDecode returns planes that the decoder has already turned upright.
func heicDecode(ctx context.Context, data []byte, _ *head) (image.Image, error) {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	return wasm.HEIC(ctx, data)
}

func avifHead(data []byte) (head, error) {
	h, f, err := boxHead(data)
	if err != nil {
		return h, err
	}
	h.orientation = boxOrientation(f)
	return h, nil
}

// avifDecode returns pixels as stored; turning is ours.
func avifDecode(ctx context.Context, data []byte, _ *head) (image.Image, error) {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	return wasm.AVIF(ctx, data)
}

// boxOrientation gives the EXIF number for the turn and mirror of a file.
func boxOrientation(f heif.File) orientation {
	// EXIF numbers of turning counter-clockwise by 0, 1, 2, 3 quarters, and of
	// mirroring left to right first and then turning so.
	turned := [4]orientation{1, 8, 3, 6}
	mirrored := [4]orientation{2, 5, 4, 7}
	if f.Mirror == 0 {
		return turned[f.Turns]
	}
	quarters := f.Turns
	if f.TurnFirst { // turn then mirror = mirror then turn the other way
		quarters = (4 - quarters) % 4
	}
	if f.Mirror == 'v' { // top to bottom = left to right and half a turn
		quarters = (quarters + 2) % 4
	}
	return mirrored[quarters]
}
