package vision

import (
	"context"
	"image"

	"lookbook/engine"
	"lookbook/engine/vision/nets"
)

// Reading tells whether an upright, opaque picture shows a person to dress or
// a garment, with the confidence 0..1 in that. A face over shoulders is a
// person; a body cut off above the chin may be either a model without a head
// or the picture of what it wears, so it is read as a garment but unsurely;
// nobody, or a body on which two networks disagree, is a garment.
func Reading(ctx context.Context, n PersonNets, full *image.NRGBA) (engine.As, float64, error) {
	work, _ := workPicture(full)
	img := work.NRGBA()
	found, err := n.People(ctx, img)
	if err != nil {
		return "", 0, err
	}
	if len(found) == 0 {
		return engine.AsGarment, 0.9, nil
	}
	pose, err := n.Pose(ctx, img, found[0])
	if err != nil {
		return "", 0, err
	}
	face, err := n.Face(ctx, img, pose)
	if err != nil {
		return "", 0, err
	}
	second, err := n.SecondPose(ctx, img, pose.Box())
	if err != nil {
		return "", 0, err
	}
	agree := nets.Agreement(pose, second)
	switch {
	case face != nil && agree >= agreeing:
		return engine.AsPerson, 0.9, nil
	case face != nil:
		return engine.AsPerson, 0.7, nil
	case found[0].Score < sureWearer || agree < agreeing:
		return engine.AsGarment, 0.8, nil
	}
	return engine.AsGarment, 0.5, nil
}
