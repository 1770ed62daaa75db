package vision

import (
	"context"
	"image"

	"lookbook/engine"
	"lookbook/engine/vision/nets"
)

// maxPeople bounds the people listed in one picture.
const maxPeople = 8

// People lists who is in an upright, opaque picture, largest first, for a
// chooser: boxes, skeletons and views, without masks. The positions in the
// list are the indices that AnalyzePerson takes. A picture with legs only
// gives one person; with nobody the list is empty and there is no error.
func People(ctx context.Context, n PersonNets, full *image.NRGBA) ([]engine.PersonSummary, error) {
	work, scale := workPicture(full)
	img := work.NRGBA()
	found, err := n.People(ctx, img)
	if err != nil {
		return nil, err
	}
	if len(found) > maxPeople {
		found = found[:maxPeople]
	}
	var out []engine.PersonSummary
	for _, d := range found {
		pose, err := n.Pose(ctx, img, d)
		if err != nil {
			return nil, err
		}
		p := &Person{W: work.W, H: work.H, Scale: scale, Skeleton: skeletonOf(pose), Mask: pose.Mask}
		out = append(out, p.brief())
	}
	if len(out) > 0 {
		return out, nil
	}
	second, err := n.SecondPose(ctx, img, nets.Box{X1: float64(work.W), Y1: float64(work.H)})
	if err != nil || !legsSeen(second) {
		return nil, err
	}
	p := &Person{W: work.W, H: work.H, Scale: scale, Skeleton: legSkeleton(second)}
	return append(out, p.brief()), nil
}

// brief is the summary that the skeleton alone allows.
func (p *Person) brief() engine.PersonSummary {
	setFrame(p)
	// A head that is seen stands for the face, which was not looked for.
	p.Face.Found = p.Skeleton.Points[nets.Nose].Visibility > .5
	p.View = viewOf(p)
	p.dressable()
	p.Face.Found = false
	s := p.Summary()
	s.Chosen = false
	return s
}

// bounds is the box of the person in working pixels, max exclusive: of the
// mask, or of the seen landmarks where there is none.
func (p *Person) bounds() image.Rectangle {
	if p.Mask != nil {
		if b := p.Mask.Above(.5).Bounds(); !b.Empty() {
			return b
		}
	}
	var b image.Rectangle
	for _, l := range p.Skeleton.Points {
		if l.Visibility < sureMove {
			continue
		}
		r := int(.2 * p.Ref)
		b = b.Union(image.Rect(int(l.X)-r, int(l.Y)-r, int(l.X)+r, int(l.Y)+r))
	}
	return b.Intersect(image.Rect(0, 0, p.W, p.H))
}
