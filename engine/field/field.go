// Package field holds the composition field and the one compositor that
// renders it.
//
// A Field says how one garment lies on one picture: for each target pixel
// where it samples the garment picture (flow), what of the garment is there
// (alpha), which part of the body is covered (Cover) and so what the old
// garment leaves behind, and in which order parts lie. Texture is never
// painted: every garment pixel of a result is read from the merchant's own
// picture through the flow.
//
// A Source makes Fields. There are several (two-dimensional splines in
// engine/field/spline; cloth on a fitted body in engine/cloth); the Compositor
// knows only the type, so a family of garments can use whichever source is
// better.
//
// What clothes bared is painted from the bare body: sheets (trunk, legs, each
// arm) drawn from the fitted mesh, or from capsules without one, in a tone
// taken from the skin nearest on that limb and in the light that seen skin
// shows. Together they are the figure. The backdrop is the background continued
// where the person stood.
package field

import (
	"context"
	"image"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// Source makes the Field of a garment on a person. Implementations are pure
// functions of their arguments and safe for concurrent use.
type Source interface {
	Field(ctx context.Context, p *vision.Person, g *vision.Garment, o Options) (*Field, error)
}

// Options of a source.
type Options struct {
	// Length scales the garment's visible length, Looseness the width of body,
	// legs and sleeves where it is wider than the wearer, Sleeves the length of
	// the sleeves; 0 means 1.
	Length, Looseness, Sleeves float64
	// Waist is the height v of the waistband that the user chose; 0 = as seen.
	Waist float64
	// Tucked ends a top at the waist.
	Tucked bool
}

// Field says how one garment lies on one person's working picture.
type Field struct {
	// Parts from bottom to top.
	Parts []Part
	// Scale is target pixels of the working picture per garment pixel.
	Scale float64
	Cover Cover
	// Joints are the places of the working picture where parts meet (armpits,
	// crotch); small holes there are closed.
	Joints []raster.Pt
}

// Part is one piece of the garment (torso, sleeve, leg) with its own map.
type Part struct {
	Name string
	// Box is the region of the working picture that the part may touch.
	Box image.Rectangle
	// Step is the distance of the flow's nodes in working pixels; node (i, j)
	// sits at Box.Min + (i, j)·Step. Cols and Rows count nodes.
	Step, Cols, Rows int
	// Flow holds the garment position of each node, row-major.
	Flow []raster.Pt
	// Keep is 0 where the map folds over or the part is not seen, else 1, per
	// node; a part that was drawn as a surface has its edge's coverage between.
	Keep []float32
	// Shade is the light on a surface per node, 1 = as in the picture; nil for
	// flat maps, whose light follows from limbs and old clothes alone.
	Shade []float32
	// Alpha is the part's own cut-out at the garment's working size, 0..1.
	Alpha *raster.Plane
}

// Cover tells which part of the body a garment covers. Heights v are torso
// lengths below the shoulder line (0 shoulders, 1 hips).
type Cover struct {
	// Slot is "upper", "lower" or "whole".
	Slot string
	// Arm is the share of each arm (shoulder to wrist) under a sleeve.
	Arm [2]float64
	// Hem is the height of the lower end; Waist that of the upper end of
	// garments that hang from the waist.
	Hem, Waist float64
	// Legs is true when each leg is covered separately (trousers, shorts);
	// LongLegs when down to the ankle.
	Legs, LongLegs bool
	// Neck is the curve from the left to the right neck point; above it the
	// wearer's skin stays in front. Nil for garments without a neckline.
	Neck []raster.Pt
	// NeckOpen is true when the garment shows an opening whose inside must
	// not be drawn over the neck.
	NeckOpen bool
}

// At returns the flow and the keep weight at a working position inside Box,
// bilinear between the nodes that are kept.
func (p *Part) At(x, y float64) (raster.Pt, float32) {
	fx, fy := (x-float64(p.Box.Min.X))/float64(p.Step), (y-float64(p.Box.Min.Y))/float64(p.Step)
	i, j := min(max(int(fx), 0), p.Cols-2), min(max(int(fy), 0), p.Rows-2)
	tx, ty := fx-float64(i), fy-float64(j)
	k := j*p.Cols + i
	var q raster.Pt
	var sum float64
	for n, c := range [4]int{k, k + 1, k + p.Cols, k + p.Cols + 1} {
		w := float64(p.Keep[c])
		if n&1 == 0 {
			w *= 1 - tx
		} else {
			w *= tx
		}
		if n < 2 {
			w *= 1 - ty
		} else {
			w *= ty
		}
		q.X += w * p.Flow[c].X
		q.Y += w * p.Flow[c].Y
		sum += w
	}
	if sum < 1e-6 {
		return raster.Pt{}, 0
	}
	return q.Mul(1 / sum), float32(sum)
}

// NodeStep is the distance of flow nodes in working pixels; maps are smooth
// at this scale (the trials used the same).
const NodeStep = 8

// NewPart evaluates a map on the nodes of box and marks where it folds over.
func NewPart(name string, box image.Rectangle, alpha *raster.Plane, at func(raster.Pt) raster.Pt) Part {
	p := Part{Name: name, Box: box, Step: NodeStep, Alpha: alpha}
	p.Cols, p.Rows = box.Dx()/NodeStep+2, box.Dy()/NodeStep+2
	p.Flow = make([]raster.Pt, p.Cols*p.Rows)
	p.Keep = make([]float32, p.Cols*p.Rows)
	for j := range p.Rows {
		for i := range p.Cols {
			p.Flow[j*p.Cols+i] = at(raster.Pt{X: float64(box.Min.X + i*NodeStep), Y: float64(box.Min.Y + j*NodeStep)})
		}
	}
	for j := range p.Rows {
		for i := range p.Cols {
			if p.jacobian(i, j) > 0 {
				p.Keep[j*p.Cols+i] = 1
			}
		}
	}
	return p
}

// jacobian is the determinant of the map at a node by central differences.
func (p *Part) jacobian(i, j int) float64 {
	at := func(i, j int) raster.Pt {
		return p.Flow[min(max(j, 0), p.Rows-1)*p.Cols+min(max(i, 0), p.Cols-1)]
	}
	return at(i+1, j).Sub(at(i-1, j)).Cross(at(i, j+1).Sub(at(i, j-1)))
}
