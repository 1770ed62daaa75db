package field

import (
	"context"
	"image"
	"math"

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// Canvas is a person's photo being dressed, garment by garment. It is used
// from one goroutine.
//
// Masks and fills are computed on the working picture; the result is rendered
// at full size, where garment pixels are sampled from the garment picture and
// the edges of what lies in front are refined on the full photo. Pixels
// outside the changed region keep the bytes of the photo.
type Canvas struct {
	// p is the person in the coordinates of box, the part of the working
	// picture that dressing can touch; scale is result pixels per working
	// pixel.
	p     *vision.Person
	box   image.Rectangle
	scale float64
	// full is the photo as decoded, upright, sRGB; never written.
	full *image.NRGBA
	// out is the result so far, changed the mask of pixels that differ on
	// purpose, both at full size.
	out     *image.NRGBA
	changed *raster.Mask
	// work is the result so far at working size; stale when a garment was laid
	// on since.
	work  *raster.RGB
	stale bool
	// Label planes of what is worn now, at working size.
	upper, lower, legSkin, skin *raster.Plane
	// laid is the coverage of garments put on so far.
	laid *raster.Plane
	// tuckedTop remembers that the last top goes under a waistband.
	tuckedTop bool
	onePiece  bool

	axes *axes
	arms *armFields
	// sheets are the layers of the bare body, nearest the one in front at each
	// pixel plus one, sun the light on its skin, uneven how uneven that is, bare
	// the body as it would look.
	sheets     [sheetCount]*sheet
	nearest    []uint8
	sun        skinLight
	uneven     float64
	bare       *figure
	face       *raster.Plane
	light      float64
	background *raster.RGB
	grain      float64
	seed       uint64
}

// NewCanvas prepares the photo for being dressed with fields. full must be the
// picture that p was made from.
func NewCanvas(ctx context.Context, p *vision.Person, full *image.NRGBA, seed uint64, fields ...*Field) (*Canvas, error) {
	if err := ctx.Err(); err != nil {
		return nil, engine.AsFault(err)
	}
	box := bodyBox(p, fields)
	p = croppedPerson(p, box)
	b := full.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	copy(out.Pix, full.Pix)
	c := &Canvas{
		p: p, box: box, full: full, out: out, changed: raster.NewMask(b.Dx(), b.Dy()),
		scale: p.Scale,
		work:  p.Image, upper: p.Upper.Clone(), lower: p.Lower.Clone(), legSkin: p.LegSkin.Clone(), skin: p.Skin.Clone(),
		laid: raster.NewPlane(p.W, p.H), onePiece: p.OnePiece,
		axes: newAxes(p), arms: newArmFields(p), seed: seed,
	}
	c.face = facePlane(p)
	c.light = LightSide(p)
	c.undress()
	c.background, c.grain = backdrop(p, c.bare.all)
	return c, nil
}

// undress finds out how the person's body looks where clothes cover it.
func (c *Canvas) undress() {
	c.sheets = newSheets(c.p, c.box, c.arms, c.axes)
	c.nearest = c.nearestSheets()
	c.arms.follow(c.p, &c.sheets, c.nearest)
	known := c.knownSkin()
	c.sun = fitLight(c.p, &c.sheets, known, c.face)
	c.uneven = c.unevenness(known)
	c.setTones(known)
	c.bare = c.newFigure(c.skinAround())
}

// Result returns the picture so far and the mask of changed pixels, both at
// full size. They stay the canvas's; copy before the next Dress.
func (c *Canvas) Result() (*image.NRGBA, *raster.Mask) { return c.out, c.changed }

// Laid tells what one garment became, for verdicts.
type Laid struct {
	// Weight is 1 where a result pixel is wholly this garment, at full size.
	Weight *raster.Mask
	// Unlit holds the garment's colours at those pixels before light and
	// shadow, 8-bit sRGB, full size.
	Unlit *image.NRGBA
	// Coverage is the share of the picture that the garment covers.
	Coverage float64
}

// Dress lays a garment on the person. f is one of the canvas's fields, g must
// be the garment that it was made for and full its upright picture at full size.
func (c *Canvas) Dress(ctx context.Context, f *Field, g *vision.Garment, full *image.NRGBA, o Options) (*Laid, error) {
	if c.stale {
		c.work, c.stale = c.shrunk(), false
	}
	f = f.cropped(c.box)
	d := &dressing{Canvas: c, f: f, o: o, layer: newLayer(f, NewTexture(g, full, f.Scale*c.scale), c.scale, c.box.Min)}
	d.flat, d.coverage, d.sleeves = d.layer.small(f, g, full).coverage(c.p.W, c.p.H)
	d.closeGaps()
	for _, step := range []func(){d.inFront, d.erasure, d.filling, d.lighting, d.shadows} {
		if err := ctx.Err(); err != nil {
			return nil, engine.AsFault(err)
		}
		step()
	}
	laid, err := d.render(ctx)
	if err != nil {
		return nil, err
	}
	d.relabel()
	return laid, nil
}

// dressing is the work of putting one garment on.
type dressing struct {
	*Canvas
	f     *Field
	o     Options
	layer *layer

	// All planes at working size. coverage is the garment's own alpha, front
	// what lies before it, alpha = coverage·(1-front), sleeves the coverage of
	// sleeves or of the second leg.
	coverage, sleeves, front, alpha *raster.Plane
	// flat is the garment before light at working size; gap the narrow slits
	// between its parts that are closed with its smoothed colour in gapRGB.
	flat   *raster.RGB
	gap    *raster.Plane
	gapRGB *raster.RGB
	hand   *raster.Plane
	// own is where a sleeve lies on its own arm, and so before the skin of it;
	// beyond is front without regard to that.
	own, beyond *raster.Plane
	// rim is skin beside the old collar that is painted anew, nil for garments
	// at the waist.
	rim *raster.Plane
	// erase is what the old garment leaves behind, fill what goes there, body
	// the share of it that is not backdrop.
	erase, body *raster.Plane
	fill        *raster.RGB
	// newArm is skin of forearms in front of the torso where an old sleeve
	// was.
	newArm *raster.Plane
	// plain is how far the old clothes' own light was taken, 0..1.
	plain float64
	// shade multiplies the garment, cast darkens what lies around it.
	shade, cast *raster.Plane
}

// upperBody reports whether the garment hangs from the shoulders.
func (d *dressing) upperBody() bool { return d.f.Cover.Slot != "lower" }

// whole reports a one-piece.
func (d *dressing) whole() bool { return d.f.Cover.Slot == "whole" }

// relabel makes the planes say what is worn now.
func (d *dressing) relabel() {
	target, other := d.upper, d.lower
	if !d.upperBody() {
		target, other = d.lower, d.upper
	}
	gone := func(a, e float32) float32 { return a * (1 - e) }
	target.Combine(d.erase, gone).Max(d.alpha)
	other.Combine(d.alpha, gone)
	if d.whole() {
		other.Combine(d.erase, gone).Max(d.below(d.alpha, 1))
		d.onePiece = true
	}
	d.legSkin.Combine(d.alpha, gone)
	d.skin.Combine(d.alpha, gone).Max(d.newArm)
	d.laid.Max(d.alpha)
	if d.upperBody() {
		d.tuckedTop = d.o.Tucked
	}
	d.stale = true
}

// below keeps the values of p at heights over v (further down the body).
func (d *dressing) below(p *raster.Plane, v float32) *raster.Plane {
	return p.Clone().Combine(d.axes.v, func(a, h float32) float32 {
		if h < v {
			return 0
		}
		return a
	})
}

// shrunk is the result so far at working size, inside the canvas's box.
func (c *Canvas) shrunk() *raster.RGB {
	p := raster.FromNRGBA(c.out)
	w, h := int(math.Round(float64(p.W)/c.scale)), int(math.Round(float64(p.H)/c.scale))
	if p.W != w || p.H != h {
		p = p.Area(w, h)
	}
	return p.Crop(c.box)
}
