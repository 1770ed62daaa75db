package field

import (
	"image"
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// oversample is how much finer than the target the garment picture is kept
// before it is sampled: enough for sharp prints, little enough not to alias.
const oversample = 1.2

// edgeGain steepens the cut-out's edge around one half.
const edgeGain = 1.7

// Texture is a garment picture at the size at which a field samples it.
type Texture struct {
	// img is the picture, k its pixels per pixel of the garment's working
	// picture.
	img *raster.RGB
	k   float64
	// base is the working cut-out, edge the cut-out at the texture's size with
	// the full picture's own edges; nil where the working cut-out is fine enough.
	base, edge *raster.Plane
}

// NewTexture prepares the garment picture for a result with scale result
// pixels per garment working pixel. full is the garment's upright picture at
// full size; it is read only where the result shows more detail than the
// working picture holds.
func NewTexture(g *vision.Garment, full *image.NRGBA, scale float64) *Texture {
	k := math.Min(scale*oversample, g.Scale)
	picture := g.Image
	if g.Worn {
		picture = clean(g)
	}
	if k <= 1.02 {
		if k > 0.98 {
			return &Texture{img: picture, k: 1}
		}
		w, h := max(1, int(math.Round(float64(g.W)*k))), max(1, int(math.Round(float64(g.H)*k)))
		return &Texture{img: picture.Area(w, h), k: float64(w) / float64(g.W)}
	}
	w, h := int(math.Round(float64(g.W)*k)), int(math.Round(float64(g.H)*k))
	t := &Texture{
		img: raster.FromNRGBA(full).Area(w, h), k: float64(w) / float64(g.W),
		base: g.Alpha, edge: vision.RefineCutout(full, g).Area(w, h),
	}
	// Near the outline the working picture is free of background colour.
	rim := picture.Linear(w, h)
	solid := g.Alpha.Above(0.97).Erode(2).Plane().Linear(w, h)
	for i, a := range solid.Pix {
		for c := 3 * i; c < 3*i+3; c++ {
			t.img.Pix[c] = rim.Pix[c] + (t.img.Pix[c]-rim.Pix[c])*a
		}
	}
	return t
}

// clean is the working picture of a worn garment with its rim, where skin and
// background shine in, replaced by the colours inside. (Flat garments come
// with a clean rim already.)
func clean(g *vision.Garment) *raster.RGB {
	box := g.Alpha.Above(.02).Bounds().Inset(-8).Intersect(image.Rect(0, 0, g.W, g.H))
	if box.Empty() {
		return g.Image
	}
	solid := g.Alpha.Crop(box).Above(.9).Erode(2).Plane()
	filled := raster.PushPull(g.Image.Crop(box), solid)
	out := g.Image.Clone()
	out.Paste(filled, box.Min.X, box.Min.Y)
	return out
}

// alpha brings a part's cut-out to the texture's size. Where the texture is
// finer than the working picture, the part's share of the garment is enlarged
// and the outline taken from the full picture.
func (t *Texture) alpha(a *raster.Plane) *raster.Plane {
	if a.W == t.img.W && a.H == t.img.H {
		return a
	}
	out := a.AreaInside(t.img.W, t.img.H, a.Above(0).Bounds())
	if t.edge == nil {
		return out
	}
	whole := t.base.Area(t.img.W, t.img.H)
	for i, v := range out.Pix {
		out.Pix[i] = raster.Clip32(v/max(whole.Pix[i], .05), 0, 1) * t.edge.Pix[i]
	}
	return out
}

// at is the position in the texture of a garment working position.
func (t *Texture) at(q raster.Pt) (x, y float64) { return (q.X+.5)*t.k - .5, (q.Y+.5)*t.k - .5 }

// layer renders parts row by row at a result scale.
type layer struct {
	parts  []Part
	alphas []*raster.Plane
	tex    *Texture
	// scale is result pixels per working pixel; the field's coordinates start
	// at off in the working picture that the result belongs to.
	scale float64
	off   image.Point
}

func newLayer(f *Field, t *Texture, scale float64, off image.Point) *layer {
	l := &layer{parts: f.Parts, tex: t, scale: scale, off: off}
	for i := range f.Parts {
		l.alphas = append(l.alphas, t.alpha(f.Parts[i].Alpha))
	}
	return l
}

// fineEnough is how many times larger than the working picture a result may be
// whose texture serves the working picture too: sampled at that step it does
// not alias, because masks and smooth colours are all that comes of it.
const fineEnough = 1.5

// small is the layer at the working picture's own scale.
func (l *layer) small(f *Field, g *vision.Garment, full *image.NRGBA) *layer {
	if l.scale > fineEnough {
		return newLayer(f, NewTexture(g, full, f.Scale), 1, image.Point{})
	}
	return &layer{parts: l.parts, alphas: l.alphas, tex: l.tex, scale: 1}
}

// row renders result row y from x0 on: color (3 per pixel, not premultiplied)
// and alpha are overwritten; color may be nil when only alpha is wanted.
// sleeves, when not nil, receives the coverage of all parts but the first.
func (l *layer) row(y, x0 int, color, alpha, sleeves []float32) {
	clear(alpha)
	clear(color)
	clear(sleeves)
	wy := (float64(y)+.5)/l.scale - .5 - float64(l.off.Y)
	for n := range l.parts {
		p := &l.parts[n]
		if wy < float64(p.Box.Min.Y) || wy >= float64(p.Box.Max.Y) {
			continue
		}
		over := sleeves
		if n == 0 {
			over = nil
		}
		l.partRow(p, l.alphas[n], wy, x0, color, alpha, over)
	}
	for i, a := range alpha {
		if color == nil || a < 1e-4 {
			continue
		}
		for c := 3 * i; c < 3*i+3; c++ {
			color[c] = raster.Clip32(color[c]/a, 0, 1)
		}
	}
}

func (l *layer) partRow(p *Part, cut *raster.Plane, wy float64, x0 int, color, alpha, over []float32) {
	ox := float64(l.off.X)
	lo := max(0, int(math.Ceil((float64(p.Box.Min.X)+ox+.5)*l.scale-.5))-x0)
	hi := min(len(alpha), int((float64(p.Box.Max.X)+ox-.5)*l.scale-.5)-x0)
	for i := lo; i < hi; i++ {
		q, keep := p.At((float64(x0+i)+.5)/l.scale-.5-ox, wy)
		// A soft end: at a large result one node is many pixels.
		if keep = raster.Clip32((keep-.2)/.6, 0, 1); keep == 0 {
			continue
		}
		tx, ty := l.tex.at(q)
		if tx < -1 || ty < -1 || tx > float64(cut.W) || ty > float64(cut.H) {
			continue
		}
		a := cut.Sample(tx, ty)
		// A steeper edge keeps the garment's rim, where a little of its old
		// background remains, out of the result.
		if a = (a-.5)*edgeGain + .5; a < 1e-3 {
			continue
		}
		a = min(a, 1) * keep
		if over != nil {
			over[i] = max(over[i], a)
		}
		if color != nil {
			r, g, b := l.tex.img.SampleCubic(tx, ty)
			k := 1 - a
			color[3*i] = color[3*i]*k + r*a
			color[3*i+1] = color[3*i+1]*k + g*a
			color[3*i+2] = color[3*i+2]*k + b*a
		}
		alpha[i] += a - alpha[i]*a
	}
}

// coverage renders the whole layer at working size: colour, alpha, and the
// coverage of its sleeves.
func (l *layer) coverage(w, h int) (img *raster.RGB, all, sleeves *raster.Plane) {
	img, all, sleeves = raster.NewRGB(w, h), raster.NewPlane(w, h), raster.NewPlane(w, h)
	for y := range h {
		l.row(y, 0, img.Pix[3*y*w:3*(y+1)*w], all.Pix[y*w:(y+1)*w], sleeves.Pix[y*w:(y+1)*w])
	}
	return img, all, sleeves
}
