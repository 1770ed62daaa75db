package painter

import (
	"context"
	"fmt"
	"image"
	"slices"

	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/engine/posemap"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/tryon"
	"lookbook/engine/vision"
)

// garment is one garment as models want to see it.
type garment struct {
	seen *vision.Garment
	// picture is opaque: the garment as it was photographed, or, where somebody
	// wears it, what can be seen of it on gray.
	picture *image.NRGBA
	// pose of who wears it; the zero value when nobody does.
	pose posemap.Pose
	kind recipe.Kind
}

// gray stands for what does not belong to the garment, as in the training data
// of FASHN VTON 1.5.
const gray = 127

// garments looks at each garment of the recipe.
func (r *run) garments(ctx context.Context, p *tryon.PersonLook) ([]garment, error) {
	var out []garment
	for _, rg := range r.req.TryOn.Recipe.Garments {
		in, err := r.input(rg.Digest)
		if err != nil {
			return nil, err
		}
		look, err := r.e.opts.Starter.LookAtGarment(ctx, in, rg.Edit, r.eyes)
		if err != nil {
			return nil, err
		}
		r.note(look.Notices, look.Timings)
		if err := r.fits(p.Person, look.Garment); err != nil {
			return nil, err
		}
		g := garment{seen: look.Garment, kind: look.Garment.Kind, picture: look.Picture.Image}
		switch {
		case look.Garment.Worn:
			g.picture = cut(look.Garment)
			if g.pose, err = r.wearer(ctx, in, rg.Edit.Index); err != nil {
				return nil, err
			}
		case look.Picture.HasAlpha:
			g.picture = imaging.Flatten(g.picture)
		}
		out = append(out, g)
	}
	return out, nil
}

// wearer is the pose of who wears a garment in its picture; a picture in which
// nobody can be made out gives none.
func (r *run) wearer(ctx context.Context, in engine.Picture, index int) (posemap.Pose, error) {
	look, err := r.e.opts.Starter.LookAtPerson(ctx, in, vision.WorkHeight, recipe.PersonEdit{Index: index}, nil)
	if ctx.Err() != nil {
		return posemap.Pose{}, ctx.Err()
	}
	if err != nil {
		return posemap.Pose{}, nil //nolint:nilerr // a garment without a wearer to be seen lies flat
	}
	return posemap.Of(look.Person), nil
}

// cut is a worn garment on gray.
func cut(g *vision.Garment) *image.NRGBA {
	m := g.Image.NRGBA()
	for i, a := range g.Alpha.Pix {
		for c := range 3 {
			v := float32(m.Pix[4*i+c])
			m.Pix[4*i+c] = raster.Byte((gray + a*(v-gray)) / 255)
		}
		m.Pix[4*i+3] = 255
	}
	return m
}

// fits refuses garments that the pack or the photo cannot do.
func (r *run) fits(p *vision.Person, g *vision.Garment) error {
	if !slices.Contains(r.pack.Can.Categories, string(g.Category)) {
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "pack.category", Args: map[string]string{"pack": r.pack.Name, "category": string(g.Category)},
			What: fmt.Sprintf("The pack %q cannot put this on a person: %s.", r.pack.Name, g.Category),
			Next: "Use clothing, or choose a pack that can: \"klein\" puts on bags and shoes too.",
		}
	}
	slot := g.Kind.Slot()
	if g.Category == recipe.Clothing && ((slot != "lower" && !p.CanTop) || (slot == "lower" && !p.CanBottom)) {
		return &engine.Fault{
			Kind: engine.FaultNoPerson, Code: "person.region-missing", Args: map[string]string{"kind": string(g.Kind)},
			What: "The part of the body that this garment covers is not in the photo.",
			Next: "Use a photo that shows it, or another garment.",
		}
	}
	return nil
}

// labels that a garment of a slot may paint over wherever they are.
var labels = map[string][]uint8{
	"upper": {vision.LabelUpper, vision.LabelOnePiece, vision.LabelSkin},
	"lower": {vision.LabelLower, vision.LabelOnePiece, vision.LabelLegSkin},
	"whole": {vision.LabelUpper, vision.LabelLower, vision.LabelOnePiece, vision.LabelSkin, vision.LabelLegSkin},
}

// Depths in torso lengths below the shoulders (1 is at the hips): down to where
// a top and a coat may hang over what is worn below, and up to where what is
// worn below may end.
const topHem, coatHem, waistTop = 1.5, 2.2, 0.5

// over tells whether a garment may lie on a label of the other half of the body
// at a depth.
func over(k recipe.Kind, l uint8, depth float64) bool {
	switch {
	case k == recipe.KindTop:
		return depth < topHem && slices.Contains(labels["lower"], l)
	case k == recipe.KindOuterwear:
		return depth < coatHem && slices.Contains(labels["lower"], l)
	case k.Slot() == "lower":
		return depth > waistTop && slices.Contains(labels["upper"], l)
	}
	return false
}

// Reach of a new garment beyond what it replaces, in units of the person's size
// (the width of the shoulders): half a sleeve's width for what lies close, half
// a wide skirt for what hangs free.
const closeReach, wideReach = 0.25, 0.6

// collar is how far above the chin clothing may reach, in units of the person's
// size: hoods and high collars frame the cheeks.
const collar = 0.4

// region is where the photo may change for some garments, as large as the
// working picture of the person: the parts of the body that they cover and some
// of what is around them, never the face, and of what is above the chin hardly
// anything but for things that are no clothing.
func region(p *vision.Person, list []garment) *raster.Mask {
	out := raster.NewMask(p.W, p.H)
	things := false
	for _, g := range list {
		own := raster.NewMask(p.W, p.H)
		for i, l := range p.Labels.Pix {
			at := raster.Pt{X: float64(i % p.W), Y: float64(i / p.W)}
			if slices.Contains(labels[g.kind.Slot()], l) || over(g.kind, l, p.Depth(at)) {
				own.Pix[i] = 1
			}
		}
		reach := closeReach
		switch g.kind {
		case recipe.KindOuterwear, recipe.KindSkirt, recipe.KindOnePiece:
			reach = wideReach
		}
		own = own.Dilate(int(reach * p.Ref))
		for i, v := range own.Pix {
			out.Pix[i] |= v
		}
		things = things || g.seen.Category != recipe.Clothing
	}
	if things { // bags, shoes and hats may be anywhere on and beside the person
		whole := p.Mask.Above(0.5).Dilate(int(wideReach * p.Ref))
		return whole.And(without(p, p.H, vision.LabelFace))
	}
	chin := min(max(int(p.Face.Chin.Y), 0), p.H)
	clear(out.Pix[:max(chin-int(collar*p.Ref), 0)*p.W])
	return out.And(without(p, p.H, vision.LabelFace)).And(without(p, chin, vision.LabelHair))
}

// without is 0 on a part of the head, and right beside it, down to a row. Hair
// below the chin lies on clothes and is painted with them.
func without(p *vision.Person, down int, part uint8) *raster.Mask {
	m := raster.NewMask(p.W, p.H)
	for i, l := range p.Labels.Pix[:down*p.W] {
		if l == part {
			m.Pix[i] = 1
		}
	}
	return m.Dilate(max(1, int(0.02*p.Ref))).Not()
}
