package vision

import (
	"context"
	"fmt"
	"image"
	"math"
	"sync"

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/vision/nets"
)

// evidence is what the networks said about one person, in pixel positions of
// the working picture (integer = middle of a pixel).
type evidence struct {
	img      *raster.RGB
	skeleton Skeleton
	// pose is the person's mask by the pose network, nil when that network
	// saw nobody; salient what stands out in the picture; others the pose
	// masks of people who may touch this one.
	pose, salient *raster.Plane
	others        []*raster.Plane
	mesh          []raster.Pt // nil without a face
	hands         [2][]raster.Pt
	// people is the number of people seen.
	people int
}

// maxOthers bounds the work spent on people who are not chosen.
const maxOthers = 4

func observe(ctx context.Context, n PersonNets, work *raster.RGB, index int) (*evidence, error) {
	img := work.NRGBA()
	ev := &evidence{img: work}
	var wg sync.WaitGroup
	var salErr error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wg.Add(1)
	go func() {
		defer wg.Done()
		var s *raster.Plane
		if s, salErr = n.Salient(ctx, img); salErr == nil {
			ev.salient = s.Linear(work.W, work.H)
		}
	}()
	err := ev.look(ctx, n, img, index)
	if err != nil {
		cancel()
	}
	wg.Wait()
	if err != nil {
		return nil, err
	}
	return ev, salErr
}

// look asks everything except the salient mask.
func (ev *evidence) look(ctx context.Context, n PersonNets, img *image.NRGBA, index int) error {
	found, err := n.People(ctx, img)
	if err != nil {
		return err
	}
	ev.people = len(found)
	if len(found) == 0 && index == 0 {
		return ev.lookForLegs(ctx, n, img)
	}
	if index < 0 || index >= len(found) {
		return indexFault(index, len(found))
	}
	pose, err := n.Pose(ctx, img, found[index])
	if err != nil {
		return err
	}
	ev.skeleton = skeletonOf(pose)
	ev.pose = pose.Mask
	var others []nets.Box
	for i, d := range found {
		if i != index {
			others = append(others, d.Body())
		}
	}
	doubted, err := ev.crossCheck(ctx, n, img, pose, others)
	if err != nil {
		return err
	}
	if err := ev.lookAtOthers(ctx, n, img, found, index); err != nil {
		return err
	}
	if err := ev.lookClosely(ctx, n, img, pose); err != nil {
		return err
	}
	if doubted && ev.mesh == nil {
		return nobodyFault()
	}
	return nil
}

// crossCheck compares the skeleton with the second network's and replaces it
// where that one is trusted. A skeleton folded into a part of the picture
// misleads the crop, too, so a lone person is looked at in the whole picture.
// It reports true when the two disagree and neither can be trusted.
func (ev *evidence) crossCheck(ctx context.Context, n PersonNets, img *image.NRGBA, pose *nets.Pose, others []nets.Box) (bool, error) {
	second, err := n.SecondPose(ctx, img, pose.Box(), others...)
	if err != nil {
		return false, err
	}
	agree := nets.Agreement(pose, second)
	ev.skeleton.Agreement = agree
	if agree >= minAgreement {
		return false, nil
	}
	if !trusted(second) && len(others) == 0 {
		b := img.Bounds()
		if second, err = n.SecondPose(ctx, img, nets.Box{X1: float64(b.Dx()), Y1: float64(b.Dy())}); err != nil {
			return false, err
		}
	}
	switch {
	case meanScore(second, nets.MoveLeftShoulder, nets.MoveRightShoulder) >= sureMove && trusted(second):
		replaceJoints(&ev.skeleton, second)
	case legsSeen(second):
		ev.skeleton = legSkeleton(second)
		ev.pose = nil
	default:
		return agree < .3, nil
	}
	ev.skeleton.Agreement = agree
	return false, nil
}

// minAgreement is the share of joints on which both pose networks must agree;
// the figure comes from the description of the networks.
const minAgreement = 0.6

func indexFault(index, count int) error {
	return &engine.Fault{
		Kind: engine.FaultNoPerson, Code: "person.index",
		Args: map[string]string{"index": fmt.Sprint(index), "count": fmt.Sprint(count)},
		What: fmt.Sprintf("Person %d was asked for, but the picture shows %d.", index, count),
		Next: "Choose a person from 0 (the largest) to one less than that number.",
	}
}

func nobodyFault() error {
	return &engine.Fault{
		Kind: engine.FaultNoPerson, Code: "person.nobody",
		What: "Nobody was found in this picture.",
		Next: "Use a photo that shows one person from the front, at least from the shoulders to the hips, or use this picture as a garment.",
	}
}

// lookForLegs handles pictures in which the detector sees nobody: the second
// network knows legs without a body.
func (ev *evidence) lookForLegs(ctx context.Context, n PersonNets, img *image.NRGBA) error {
	b := img.Bounds()
	second, err := n.SecondPose(ctx, img, nets.Box{X1: float64(b.Dx()), Y1: float64(b.Dy())})
	if err != nil {
		return err
	}
	if !legsSeen(second) {
		return nobodyFault()
	}
	ev.skeleton = legSkeleton(second)
	ev.people = 1
	return nil
}

func (ev *evidence) lookAtOthers(ctx context.Context, n PersonNets, img *image.NRGBA, found []nets.Detection, index int) error {
	own := found[index].ROI()
	for i, d := range found {
		roi := d.ROI()
		apart := roi.Center.Sub(own.Center).Len()
		if i == index || len(ev.others) >= maxOthers || apart > (roi.Size+own.Size)*0.6 {
			continue
		}
		p, err := n.Pose(ctx, img, d)
		if err != nil {
			return err
		}
		if p.Score > 0.5 {
			ev.others = append(ev.others, p.Mask)
		}
	}
	return nil
}

// lookClosely finds the face and the hands of the person.
func (ev *evidence) lookClosely(ctx context.Context, n PersonNets, img *image.NRGBA, pose *nets.Pose) error {
	face, err := n.Face(ctx, img, pose)
	if err != nil {
		return err
	}
	if face != nil {
		mesh, err := n.Mesh(ctx, img, *face)
		if err != nil {
			return err
		}
		if mesh.Sure >= 0.5 {
			ev.mesh = centered(mesh.Points[:])
		}
	}
	if ev.skeleton.Fallback {
		return nil
	}
	left, right, err := n.Hands(ctx, img, pose)
	if err != nil {
		return err
	}
	for i, h := range []*nets.Hand{left, right} {
		if h == nil {
			continue
		}
		ev.hands[imageSide(&ev.skeleton, i)] = centered(h.Points[:])
	}
	return nil
}

// centered moves positions from pixel corners to pixel middles.
func centered(p []raster.Pt) []raster.Pt {
	out := make([]raster.Pt, len(p))
	for i, q := range p {
		out[i] = raster.Pt{X: q.X - 0.5, Y: q.Y - 0.5}
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
