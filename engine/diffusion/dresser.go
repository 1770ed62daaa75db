package diffusion

import (
	"context"
	"image"

	"lookbook/engine/arch/fashn"
	"lookbook/engine/graph"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/imaging"
	"lookbook/engine/internal/ort"
	"lookbook/engine/posemap"
	"lookbook/engine/sampler"
)

// Dresser makes pictures with a published folder of FASHN VTON 1.5. It is used
// by one goroutine and needs no closing.
//
// The way from photos to numbers and back is that of the reference
// (fashn-AI/fashn-vton-1.5, pipeline.py and preprocessing/transforms.py,
// Apache-2.0).
type Dresser struct {
	Folder
	Phases
	c *fashn.Config
}

// OpenDresser reads the configuration of a folder, which published ones do not
// have. Errors are *engine.Fault of kind weights.
func OpenDresser(f Folder, p Phases) (*Dresser, error) {
	c, err := fashn.Read(f.Root, f.at("config.json"))
	if err != nil {
		return nil, err
	}
	return &Dresser{Folder: f, Phases: p, c: c}, nil
}

// Build writes the network without opening it; an error says what is wrong with
// the weights.
func (d *Dresser) Build() (*graph.Network, error) {
	set, err := safetensors.Open(d.Root, d.at("model.safetensors"))
	if err != nil {
		return nil, err
	}
	return fashn.Build(d.c, set, d.Dialect)
}

// Size of the pictures that the network makes, in pixels.
func (d *Dresser) Size() image.Point { return image.Pt(int(d.c.Input[1]), int(d.c.Input[0])) }

// DressOrder is one person to dress in one garment.
type DressOrder struct {
	// Person and Garment are opaque pictures of any size. Whoever wears the
	// garment in its picture has been taken out and is gray.
	Person, Garment *image.NRGBA
	// Poses of the person, and of who wears the garment in its picture.
	PersonPose, GarmentPose posemap.Pose
	// Category is one of package fashn.
	Category int64
	Steps    int
	Guidance float64
	Seed     uint64
	State    *State
	Watch    Watch
}

// rising is the shift of the schedule.
const rising = 1.5

// Make makes one picture: the person's, in the proportions of its photo and at
// most Size large. Errors are *engine.Fault.
func (d *Dresser) Make(ctx context.Context, o DressOrder) (*image.NRGBA, error) {
	n, err := d.Build()
	if err != nil {
		return nil, err
	}
	h, w := d.c.Input[0], d.c.Input[1]
	frame, person, pose := d.frame(o.Person, o.PersonPose)
	_, garment, garmentPose := d.frame(o.Garment, o.GarmentPose)
	p := &FASHN{
		Height: h, Width: w, Person: person, PersonPose: pose, Garment: garment, GarmentPose: garmentPose,
		Category: o.Category, Steps: o.Steps, Guidance: o.Guidance,
	}
	state := o.State
	err = d.With(ctx, n, func(s *ort.Session) error {
		p.Net = s
		walk := &Walk{
			Sampler: sampler.NewFlow(sampler.Rising(o.Steps, rising), 1), Predict: p.Predict, Seed: o.Seed,
			Seen: o.Watch.Seen, Keep: o.Watch.Keep, KeepEvery: o.Watch.KeepEvery,
		}
		if state == nil || len(state.X) != int(3*h*w) {
			state = walk.Begin(int(3 * h * w))
		}
		return walk.Run(ctx, state)
	})
	if err != nil {
		return nil, err
	}
	m, err := Finished(state.X, int(w), int(h))
	if err != nil {
		return nil, err
	}
	return frame.Take(m), nil
}

// frame brings a photo and the drawing of its pose into the size of the network.
// Poses are drawn on photos no larger than that, so that lines keep their width.
func (d *Dresser) frame(m *image.NRGBA, p posemap.Pose) (f Frame, photo, pose []float32) {
	size := d.Size()
	w, h := imaging.FitSize(m.Rect.Dx(), m.Rect.Dy(), max(size.X, size.Y))
	m = imaging.Resize(m, w, h)
	f = FrameOf(w, h, size.X, size.Y)
	return f, FromPicture(f.Put(m)), FromMap(f.PutMap(posemap.Draw(p, w, h)))
}
