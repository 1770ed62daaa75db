package diffusion

import (
	"context"
	"image"
	"math"

	"lookbook/engine/arch/vae"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/imaging"
	"lookbook/engine/internal/ort"
)

// Reference is a picture as the transformer sees it.
type Reference struct {
	Rows, Columns int
	// Tokens are [Rows·Columns, channels].
	Tokens []float32
}

// referenceArea bounds the pixels of a reference.
const referenceArea = 1024 * 1024

// prepare shrinks a reference to the area allowed and cuts it, around its
// middle, to multiples of the grid.
func (k *Klein) prepare(m *image.NRGBA) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if area := float64(w) * float64(h); area > referenceArea {
		f := math.Sqrt(referenceArea / area)
		w, h = max(1, int(float64(w)*f)), max(1, int(float64(h)*f))
	}
	g := k.Grid()
	if w < g || h < g { // enlarged, as nothing smaller can be seen
		f := float64(g) / float64(min(w, h))
		w, h = max(g, int(math.Round(float64(w)*f))), max(g, int(math.Round(float64(h)*f)))
	}
	m = imaging.Resize(m, w, h)
	cw, ch := w/g*g, h/g*g
	at := m.Rect.Min.Add(image.Pt((w-cw)/2, (h-ch)/2))
	return m.SubImage(image.Rectangle{Min: at, Max: at.Add(image.Pt(cw, ch))}).(*image.NRGBA)
}

// Encode brings reference pictures into the form of tokens.
func (k *Klein) Encode(ctx context.Context, pictures []*image.NRGBA) ([]Reference, error) {
	if len(pictures) == 0 {
		return nil, nil
	}
	set, err := safetensors.Open(k.Root, k.at("vae"))
	if err != nil {
		return nil, err
	}
	n, err := vae.Encoder(k.vae, set, k.Dialect)
	if err != nil {
		return nil, err
	}
	var out []Reference
	err = k.With(ctx, n, func(s *ort.Session) error {
		for _, m := range pictures {
			m = k.prepare(m)
			w, h := int64(m.Rect.Dx()), int64(m.Rect.Dy())
			x := ort.Tensor{Shape: []int64{1, 3, h, w}, F32: FromPicture(m)}
			z, err := vae.Tiled(ctx, x, k.tiling(1, k.vae.Scale(), 1), first(s))
			if err != nil {
				return err
			}
			g := int64(k.Grid())
			r := Reference{Rows: int(h / g), Columns: int(w / g)}
			r.Tokens = k.pack(z.F32, r.Rows, r.Columns)
			out = append(out, r)
		}
		return nil
	})
	return out, err
}

// Decode makes a picture of tokens.
func (k *Klein) Decode(ctx context.Context, x []float32, width, height int) (*image.NRGBA, error) {
	set, err := safetensors.Open(k.Root, k.at("vae"))
	if err != nil {
		return nil, err
	}
	n, err := vae.Decoder(k.vae, set, k.Dialect)
	if err != nil {
		return nil, err
	}
	s := int64(k.vae.Scale())
	z := ort.Tensor{Shape: []int64{1, k.vae.Channels, int64(height) / s, int64(width) / s}}
	z.F32 = k.unpack(x, height/k.Grid(), width/k.Grid())
	var m *image.NRGBA
	err = k.With(ctx, n, func(net *ort.Session) error {
		out, err := vae.Tiled(ctx, z, k.tiling(s, 1, s), first(net))
		if err != nil {
			return err
		}
		m, err = Finished(out.F32, width, height)
		return err
	})
	return m, err
}

// tiling for a network that makes up pixels of down; unit is the number of
// pixels to one element of its input. Tiles share a quarter.
func (k *Klein) tiling(up, down, unit int64) vae.Tiling {
	size := k.TileSize / unit / down * down
	return vae.Tiling{Size: size, Overlap: size / 4 / down * down, Up: up, Down: down}
}

// first runs a network of one picture.
func first(s *ort.Session) vae.Run {
	return func(ctx context.Context, x ort.Tensor) (ort.Tensor, error) {
		out, err := s.Run(ctx, x)
		if err != nil {
			return ort.Tensor{}, err
		}
		return out[0], nil
	}
}

// each visits every number of latents [channels, rows·fold, columns·fold]: at is
// its place there, token and channel those in tokens.
func (k *Klein) each(rows, columns int, visit func(at, token, channel int)) {
	w := columns * fold
	plane := rows * fold * w
	for i := range int(k.vae.Channels) * plane {
		c, y, x := i/plane, i%plane/w, i%w
		visit(i, y/fold*columns+x/fold, (c*fold+y%fold)*fold+x%fold)
	}
}

// pack folds latents to tokens and normalizes them.
func (k *Klein) pack(z []float32, rows, columns int) []float32 {
	out, width := make([]float32, len(z)), len(k.mean)
	k.each(rows, columns, func(at, token, c int) {
		out[token*width+c] = (z[at] - k.mean[c]) / k.spread[c]
	})
	return out
}

// unpack is the inverse of pack.
func (k *Klein) unpack(x []float32, rows, columns int) []float32 {
	out, width := make([]float32, len(x)), len(k.mean)
	k.each(rows, columns, func(at, token, c int) {
		out[at] = x[token*width+c]*k.spread[c] + k.mean[c]
	})
	return out
}
