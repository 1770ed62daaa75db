package vision

import (
	"context"
	"image"
	"math"

	"lookbook/engine"
	"lookbook/engine/color"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// PersonNets are the networks that the analysis of a person asks; *nets.Set
// has them all. Methods are called from up to two goroutines at once.
type PersonNets interface {
	People(ctx context.Context, img *image.NRGBA) ([]nets.Detection, error)
	Pose(ctx context.Context, img *image.NRGBA, d nets.Detection) (*nets.Pose, error)
	SecondPose(ctx context.Context, img *image.NRGBA, around nets.Box, others ...nets.Box) (*nets.SecondPose, error)
	Hands(ctx context.Context, img *image.NRGBA, p *nets.Pose) (left, right *nets.Hand, err error)
	Face(ctx context.Context, img *image.NRGBA, p *nets.Pose) (*nets.Face, error)
	Mesh(ctx context.Context, img *image.NRGBA, f nets.Face) (*nets.Mesh, error)
	Salient(ctx context.Context, img *image.NRGBA) (*raster.Plane, error)
}

// AnalyzePerson looks at the person that edit chooses (0 = largest) in an
// upright, opaque sRGB picture. Errors are *engine.Fault: code
// "person.nobody" when nobody is seen, "person.index" when there are fewer
// people than asked for, or what a network reports. What cannot be dressed is
// not an error but said by CanTop, CanBottom and Notices.
func AnalyzePerson(ctx context.Context, n PersonNets, full *image.NRGBA, edit recipe.PersonEdit) (*Person, error) {
	work, scale := workPicture(full)
	ev, err := observe(ctx, n, work, edit.Index)
	if err != nil {
		return nil, err
	}
	return assemble(ctx, ev, scale, edit)
}

// assemble turns what the networks said into a Person; pure.
func assemble(ctx context.Context, ev *evidence, scale float64, edit recipe.PersonEdit) (*Person, error) {
	p := &Person{W: ev.img.W, H: ev.img.H, Scale: scale, Image: ev.img, Skeleton: ev.skeleton, Hands: ev.hands}
	movePoints(p, edit.Points)
	setFrame(p)
	setFace(p, ev.mesh)
	gray := p.Image.Gray()
	var doubt *raster.Plane
	p.Mask, doubt = personMask(ev, gray)
	centerLimbs(p, edit)
	ps := newParser(p, doubt)
	if err := ps.run(ctx, edit); err != nil {
		return nil, engine.AsFault(err)
	}
	ps.finish(gray)
	measureWidths(p)
	judge(p, ev)
	return p, nil
}

// workPicture scales a picture down so that it is at most WorkHeight high and
// has at most workPixels pixels.
func workPicture(full *image.NRGBA) (*raster.RGB, float64) {
	const workPixels = WorkHeight * WorkHeight * 3 / 2
	b := full.Bounds()
	w, h := float64(b.Dx()), float64(b.Dy())
	k := math.Min(1, WorkHeight/h)
	k = math.Min(k, math.Sqrt(workPixels/(w*h)))
	if k >= 1 {
		return raster.FromNRGBA(full), 1
	}
	nw := max(1, int(math.Round(w*k)))
	img, _ := raster.Shrink(full, nw, max(1, int(math.Round(h*k))))
	return img, w / float64(nw)
}

// fullPoint leads from the working picture to the full one.
func (p *Person) fullPoint(q raster.Pt) (x, y float64) {
	return (q.X + 0.5) * p.Scale, (q.Y + 0.5) * p.Scale
}

// Summary is what an inspection reports about p.
func (p *Person) Summary() engine.PersonSummary {
	s := engine.PersonSummary{
		Chosen: true, View: p.View, Top: p.CanTop, Bottom: p.CanBottom,
		Face: p.Face.Found, OnePiece: p.OnePiece, Waist: p.WaistV,
	}
	b := p.bounds()
	s.Box = [4]float64{
		float64(b.Min.X) * p.Scale, float64(b.Min.Y) * p.Scale,
		float64(b.Max.X) * p.Scale, float64(b.Max.Y) * p.Scale,
	}
	for i, l := range p.Skeleton.Points {
		x, y := p.fullPoint(l.Pt)
		s.Points = append(s.Points, engine.Point{Name: nets.PoseNames[i], X: x, Y: y, Visibility: l.Visibility})
	}
	for _, h := range p.Hands {
		if h != nil {
			s.Hands++
		}
	}
	if p.SkinSeen {
		s.SkinTone = color.Lab(p.SkinLab).Hex()
	}
	return s
}
