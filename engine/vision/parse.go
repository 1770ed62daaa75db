package vision

import (
	"context"
	"image"

	"lookbook/engine/color"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// parseHeight is the largest side in pixels of the cut around the person on
// which the parse map is computed.
const parseHeight = 448

// parser holds what the parse map of one person is made from. Positions are
// pixels of the small cut-out picture: (work - org)·sc.
type parser struct {
	p    *Person
	box  image.Rectangle // of the working picture
	w, h int
	sc   float64
	r    float64 // Ref in small pixels

	lab  *color.Plane
	gray *raster.Plane
	mask *raster.Plane
	// cutMask is mask with doubts taken off: below .97 the ground may win.
	cutMask *raster.Plane
	// v is the height along the torso axis (0 shoulders, 1 hips), lat the
	// distance across it in units of Ref, head the distance from the face's
	// middle in face widths.
	v, lat, head []float32
	chinV        float32
	face         *raster.Mask // face oval, empty without a face
	arms         [2]limbField
	legs         [2]limbField
	arm, fore    []float32 // distance to the nearest arm, to its lower part
	leg, foot    []float32
	along        []float32    // place along the nearer leg
	toe          []float32    // distance to the front half of a foot
	hand         *raster.Mask // seen by the hand network
	armsHidden   bool         // hands may be anywhere beside the body
	ankleV       [2]float32   // height v of the ankles, +Inf when not seen
	bareFrom     [2]float32   // first guess of where legs are bare

	models parseModels
	// hem is the share of each limb that is clothed, with its confidence.
	sleeve, hem [2]limbEnd
	waist       waistLine
	// waistWord is the height of the waist as the user put it, 0 = as seen.
	waistWord float32
	neck      float32 // height v down to which the chest is bare

	costs  []*raster.Plane // by parse label
	labels []uint8
}

// The labels inside the parser are those of ParseMap, without the face, which
// is known from the mesh, and without the one-piece, which is decided last.
var parseLabels = []uint8{LabelHair, LabelSkin, LabelUpper, LabelLower, LabelLegSkin, LabelShoes}

// newParser prepares the small picture. doubt, as large as the working picture,
// is high where the mask may be wrong.
func newParser(p *Person, doubt *raster.Plane) *parser {
	box := raster.Grow(p.Mask.Above(0.3).Bounds(), max(4, p.H/60), p.W, p.H)
	if box.Empty() {
		box = image.Rect(0, 0, p.W, p.H)
	}
	sc := min(1, parseHeight/float64(max(box.Dx(), box.Dy())))
	q := &parser{p: p, box: box, sc: sc}
	q.w, q.h = max(1, int(float64(box.Dx())*sc+.5)), max(1, int(float64(box.Dy())*sc+.5))
	q.r = p.Ref * sc
	small := p.Image.Crop(box).Area(q.w, q.h)
	q.gray = small.Gray()
	q.lab = color.FromImage(small.NRGBA())
	q.mask = p.Mask.Crop(box).Area(q.w, q.h)
	q.cutMask = doubt.Crop(box).Area(q.w, q.h)
	for i, d := range q.cutMask.Pix {
		q.cutMask.Pix[i] = min(q.mask.Pix[i], 1-.5*raster.Clip32((d-.3)/.4, 0, 1))
	}
	q.geometry()
	return q
}

// at leads from the working picture into the small one.
func (q *parser) at(a raster.Pt) raster.Pt {
	return raster.Pt{X: (a.X-float64(q.box.Min.X)+.5)*q.sc - .5, Y: (a.Y-float64(q.box.Min.Y)+.5)*q.sc - .5}
}

// run fills labels. What the user said in edit about the waist and about
// dress or two pieces outweighs what is seen.
func (q *parser) run(ctx context.Context, edit recipe.PersonEdit) error {
	q.waistWord = float32(raster.Clip(edit.Waist, 0, 1.5))
	q.learn()
	q.fillCosts()
	q.argmin()
	for range 2 {
		if err := ctx.Err(); err != nil {
			return err
		}
		q.relearn()
		q.fillCosts()
		q.argmin()
	}
	q.cutGraph()
	q.clean()
	q.obeyWaist()
	q.decideOnePiece(edit.OnePiece)
	return nil
}

// obeyWaist gives clothes above the user's waist to the upper garment and those
// below it to the lower one; arms hang past it and keep their sleeves.
func (q *parser) obeyWaist() {
	if q.waistWord == 0 {
		return
	}
	for i, l := range q.labels {
		switch {
		case l == LabelUpper && q.v[i] > q.waistWord && q.arm[i] > 1.1:
			q.labels[i] = LabelLower
		case l == LabelLower && q.v[i] < q.waistWord:
			q.labels[i] = LabelUpper
		}
	}
}

// argmin smooths every cost along the picture's edges (cost-volume filtering:
// Hosni et al., "Fast Cost-Volume Filtering for Visual Correspondence and
// Beyond", 2013) and takes the cheapest label at each pixel.
func (q *parser) argmin() {
	g := raster.NewGuide(q.gray, 4, 2e-3)
	best := raster.NewPlane(q.w, q.h)
	q.labels = make([]uint8, q.w*q.h)
	for k, c := range q.costs {
		f := g.Filter(c)
		for i, v := range f.Pix {
			if k == 0 || v < best.Pix[i] {
				best.Pix[i], q.labels[i] = v, parseLabels[k]
			}
		}
	}
	for i, m := range q.mask.Pix {
		if m < .5 {
			q.labels[i] = LabelBackground
		}
	}
}

// finish writes the parse map and the probability planes of the person. gray
// is the working picture.
func (q *parser) finish(gray *raster.Plane) {
	p := q.p
	p.SkinLab, p.SkinSeen = q.models.tone, q.models.toneSeen
	guide := raster.NewGuide(gray.Crop(q.box), max(2, p.H/250), 4e-4)
	own := q.snapMask(guide)
	p.Mask = raster.NewPlane(p.W, p.H)
	p.Mask.Paste(own, q.box.Min.X, q.box.Min.Y)
	plane := func(labels ...uint8) *raster.Plane {
		s := raster.NewPlane(q.w, q.h)
		for i, l := range q.labels {
			for _, want := range labels {
				if l == want {
					s.Pix[i] = 1
				}
			}
		}
		f := guide.Filter(s.Linear(own.W, own.H))
		for i, v := range f.Pix {
			f.Pix[i] = raster.Clip32((v-.25)/.5, 0, 1) * own.Pix[i]
		}
		o := raster.NewPlane(p.W, p.H)
		o.Paste(f, q.box.Min.X, q.box.Min.Y)
		return o
	}
	p.Hair, p.Skin = plane(LabelHair), plane(LabelSkin, LabelFace)
	p.Upper, p.Lower, p.LegSkin = plane(LabelUpper), plane(LabelLower), plane(LabelLegSkin)
	p.Shoes, p.Other = plane(LabelShoes), plane(LabelOther)
	q.writeMap()
}

// snapMask is the person's mask inside the box with the outline of the graph
// cut, carried to the working picture's edges; around hair the softer network
// mask stays.
func (q *parser) snapMask(guide *raster.Guide) *raster.Plane {
	soft := q.p.Mask.Crop(q.box)
	cut := raster.NewPlane(q.w, q.h)
	for i, l := range q.labels {
		if l != LabelBackground {
			cut.Pix[i] = 1
		}
	}
	hair := raster.Gaussian(q.labelMask(LabelHair).Dilate(max(1, q.h/90)).Plane(), 2)
	g := guide.Filter(cut.Linear(soft.W, soft.H))
	hair = hair.Linear(soft.W, soft.H)
	for i, v := range g.Pix {
		v = raster.Clip32((v-.25)/.5, 0, 1)
		keep := max(v, soft.Pix[i]*.9)
		g.Pix[i] = v + (keep-v)*hair.Pix[i]
	}
	return g
}

// writeMap enlarges the labels to the working picture, cut by the mask.
func (q *parser) writeMap() {
	p := q.p
	planes := []struct {
		label uint8
		plane *raster.Plane
	}{
		{LabelHair, p.Hair},
		{LabelSkin, p.Skin},
		{LabelUpper, p.Upper},
		{LabelLower, p.Lower},
		{LabelLegSkin, p.LegSkin},
		{LabelShoes, p.Shoes},
		{LabelOther, p.Other},
	}
	m := &ParseMap{W: p.W, H: p.H, Pix: make([]uint8, p.W*p.H)}
	for y := q.box.Min.Y; y < q.box.Max.Y; y++ {
		for x := q.box.Min.X; x < q.box.Max.X; x++ {
			i := y*p.W + x
			if p.Mask.Pix[i] < .5 {
				continue
			}
			best := float32(-1)
			for _, c := range planes {
				if c.plane.Pix[i] > best {
					best, m.Pix[i] = c.plane.Pix[i], c.label
				}
			}
		}
	}
	markFace(p, m)
	if p.OnePiece {
		for i, l := range m.Pix {
			if l == LabelUpper || l == LabelLower {
				m.Pix[i] = LabelOnePiece
			}
		}
	}
	p.Labels = m
}

// markFace turns skin inside the face oval into face.
func markFace(p *Person, m *ParseMap) {
	if !p.Face.Found {
		return
	}
	for i, v := range raster.Polygon(p.W, p.H, faceOval(p.Face.Mesh), 0).Pix {
		if v > .5 && m.Pix[i] == LabelSkin {
			m.Pix[i] = LabelFace
		}
	}
}
