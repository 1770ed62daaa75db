package field

import (
	"image"
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// workSides is how far the canvas reaches beyond the person's outline, in Ref,
// so that some backdrop is seen.
const workSides = 0.25

// bodyBox is the part of the working picture that dressing with fields can
// touch.
func bodyBox(p *vision.Person, fields []*Field) image.Rectangle {
	b := p.Mask.Above(.3).Bounds()
	if b.Empty() {
		return image.Rect(0, 0, p.W, p.H)
	}
	b = b.Inset(-int(math.Ceil(workSides * p.Ref)))
	for _, f := range fields {
		for i := range f.Parts {
			b = b.Union(f.Parts[i].Box)
		}
	}
	return b.Intersect(image.Rect(0, 0, p.W, p.H))
}

// croppedPerson is p in the coordinates of a part of its working picture.
func croppedPerson(p *vision.Person, box image.Rectangle) *vision.Person {
	q := *p
	q.W, q.H = box.Dx(), box.Dy()
	q.Image = p.Image.Crop(box)
	for _, v := range []**raster.Plane{&q.Mask, &q.Hair, &q.Skin, &q.Upper, &q.Lower, &q.LegSkin, &q.Shoes, &q.Other} {
		if *v != nil {
			*v = (*v).Crop(box)
		}
	}
	off := raster.Pt{X: float64(box.Min.X), Y: float64(box.Min.Y)}
	q.N, q.Hip = p.N.Sub(off), p.Hip.Sub(off)
	q.Face.Center, q.Face.Chin = p.Face.Center.Sub(off), p.Face.Chin.Sub(off)
	q.Face.Mesh = shifted(p.Face.Mesh, off)
	for side := range q.Side {
		l := &q.Side[side]
		for _, j := range []*vision.Landmark{
			&l.Shoulder, &l.Elbow, &l.Wrist, &l.Index, &l.Pinky, &l.Thumb, &l.Hip, &l.Knee, &l.Ankle, &l.Heel, &l.Foot,
		} {
			j.Pt = j.Sub(off)
		}
	}
	return &q
}

// shifted moves points by -off.
func shifted(pts []raster.Pt, off raster.Pt) []raster.Pt {
	out := make([]raster.Pt, len(pts))
	for i, q := range pts {
		out[i] = q.Sub(off)
	}
	return out
}

// cropped is f in the coordinates of a part of the working picture. The flow
// itself is shared.
func (f *Field) cropped(box image.Rectangle) *Field {
	off := raster.Pt{X: float64(box.Min.X), Y: float64(box.Min.Y)}
	g := *f
	g.Parts = append([]Part(nil), f.Parts...)
	for i := range g.Parts {
		g.Parts[i].Box = g.Parts[i].Box.Sub(box.Min)
	}
	g.Joints = shifted(f.Joints, off)
	g.Cover.Neck = shifted(f.Cover.Neck, off)
	return &g
}
