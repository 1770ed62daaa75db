package truth

import (
	"context"
	"fmt"
	"image"
	"math"
	"sort"

	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// measuredWidth is the width in pixels of the picture in which flow errors are
// told, whatever the sample's size.
const measuredWidth = 192

// Options of Measure.
type Options struct {
	// Sources by name; every one is measured on every sample.
	Sources map[string]field.Source
	// Keypoints says what the sources are told.
	Keypoints Keypoints
	// Seed of the jitter.
	Seed uint64
	// Nets are needed for Seen only.
	Nets vision.GarmentNets
	// Model of the body to lay on people; nil for people without bodies.
	Model *body.Model
	// Done is told each sample as it is measured; nil for nobody. The
	// outcomes are in the order of the sources' names.
	Done func(s *Sample, list []*Outcome)
	// Kinds limits the samples to garments of these kinds; empty for all.
	Kinds []string
}

// Outcome is what one source did on one sample.
type Outcome struct {
	Sample, Kind, Pose, View, Source string
	// Failed is why there is no field, "" when there is one.
	Failed string
	// Errors are the flow errors of each pixel where truth and source both
	// have cloth, in pixels of a 192×256 picture, sorted.
	Errors []float32
	// IoU of the visible alphas, from 0 to 1.
	IoU float64
	// Regions are mean differences of the composed picture from the true one,
	// 0 to 255, by region; regions of fewer than minRegion pixels are absent.
	Regions map[string]float64

	// Picture is the composed picture, Error the flow error of each pixel
	// (negative where there is none); nil when it failed.
	Picture *image.NRGBA
	Error   *raster.Plane
}

// Measure runs every source on every sample of dir. Errors are those of
// reading samples and of ctx; what a source cannot do is an Outcome.
func Measure(ctx context.Context, dir string, o Options) (*Report, error) {
	if err := o.Keypoints.valid(); err != nil {
		return nil, err
	}
	folders, err := Folders(dir)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(o.Sources))
	for n := range o.Sources {
		names = append(names, n)
	}
	sort.Strings(names)
	report := newReport(o.Keypoints)
	for _, f := range folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := Read(f)
		if err != nil {
			return nil, err
		}
		if !o.wants(s) {
			continue
		}
		list := o.sample(ctx, s, names, report)
		for _, out := range list {
			report.add(out)
		}
		if o.Done != nil {
			o.Done(s, list)
		}
	}
	return report, nil
}

func (o *Options) wants(s *Sample) bool {
	for _, k := range o.Kinds {
		if k == s.Facts.Kind {
			return true
		}
	}
	return len(o.Kinds) == 0
}

// sample measures all sources on one sample.
func (o *Options) sample(ctx context.Context, s *Sample, names []string, report *Report) []*Outcome {
	var list []*Outcome
	p, err := o.person(ctx, s)
	var g *vision.Garment
	if err == nil {
		report.Joints.add(s, p)
		err = o.bodies(s, p, report)
	}
	if err == nil {
		g, err = o.garment(ctx, s)
	}
	for _, name := range names {
		out := &Outcome{Sample: s.Name, Kind: s.Facts.Kind, Pose: s.Facts.Pose, View: s.Facts.View, Source: name}
		failed := err
		if failed == nil {
			failed = out.measure(ctx, o.Sources[name], s, p, g)
		}
		if failed != nil {
			out.Failed = failed.Error()
		}
		list = append(list, out)
	}
	return list
}

// bodies compares bodies with the truth, and what networks say of people.
func (o *Options) bodies(s *Sample, p *vision.Person, report *Report) error {
	if o.Model == nil {
		return nil
	}
	report.Bodies.add(s, p)
	if o.Keypoints == Seen {
		return report.habits.add(s, p, o.Model)
	}
	return nil
}

// measure makes and judges one field.
func (out *Outcome) measure(ctx context.Context, src field.Source, s *Sample, p *vision.Person, g *vision.Garment) (err error) {
	if slot := g.Kind.Slot(); (slot != "lower" && !p.CanTop) || (slot == "lower" && !p.CanBottom) {
		return fmt.Errorf("the person's region is not seen")
	}
	if o, ok := src.(Oracle); ok {
		if src, err = o.of(s); err != nil {
			return err
		}
	}
	f, err := src.Field(ctx, p, g, field.Options{})
	if err != nil {
		return err
	}
	c, err := field.NewCanvas(ctx, p, s.Before, 1, f)
	if err != nil {
		return err
	}
	if _, err := c.Dress(ctx, f, g, s.Garment, field.Options{}); err != nil {
		return err
	}
	out.Picture, _ = c.Result()
	seen := visible(c, p, s.Alpha.W, s.Alpha.H)
	out.IoU = iou(seen, s.Alpha)
	out.flow(s, f, p, g, seen)
	out.Regions = regions(s, p, f, out.Picture)
	return nil
}

// visible is the garment's visible alpha at the sample's size.
func visible(c *field.Canvas, p *vision.Person, w, h int) *raster.Plane {
	laid, box := c.Covered()
	out := raster.NewPlane(p.W, p.H)
	out.Paste(laid, box.Min.X, box.Min.Y)
	if p.W != w || p.H != h {
		return out.Linear(w, h)
	}
	return out
}

// iou compares two alphas as soft sets.
func iou(a, b *raster.Plane) float64 {
	var both, any float64
	for i, v := range a.Pix {
		both += float64(min(v, b.Pix[i]))
		any += float64(max(v, b.Pix[i]))
	}
	if any == 0 {
		return 1
	}
	return both / any
}

// flow collects the errors of the field's flow.
func (out *Outcome) flow(s *Sample, f *field.Field, p *vision.Person, g *vision.Garment, seen *raster.Plane) {
	w, h := s.Valid.W, s.Valid.H
	out.Error = raster.NewPlane(w, h)
	scales := newScales(s)
	for i := range s.Flow {
		out.Error.Pix[i] = -1
		if s.Valid.Pix[i] == 0 || seen.Pix[i] < .5 {
			continue
		}
		work := raster.Pt{X: (float64(i%w)+.5)/p.Scale - .5, Y: (float64(i/w)+.5)/p.Scale - .5}
		q, ok := FlowAt(f, work)
		if !ok {
			continue
		}
		q = raster.Pt{X: (q.X+.5)*g.Scale - .5, Y: (q.Y+.5)*g.Scale - .5}
		e := float32(q.Sub(s.Flow[i]).Len() / scales.at(i) * measuredWidth / float64(w))
		out.Error.Pix[i] = e
		out.Errors = append(out.Errors, e)
	}
	sort.Slice(out.Errors, func(a, b int) bool { return out.Errors[a] < out.Errors[b] })
}

// FlowAt is the garment position that the topmost part with cloth shows at a
// working position.
func FlowAt(f *field.Field, at raster.Pt) (raster.Pt, bool) {
	for n := len(f.Parts) - 1; n >= 0; n-- {
		p := &f.Parts[n]
		if at.X < float64(p.Box.Min.X) || at.Y < float64(p.Box.Min.Y) || at.X >= float64(p.Box.Max.X) || at.Y >= float64(p.Box.Max.Y) {
			continue
		}
		if q, keep := p.At(at.X, at.Y); keep > .5 && inside(q, p.Alpha) && p.Alpha.Sample(q.X, q.Y) > .5 {
			return q, true
		}
	}
	return raster.Pt{}, false
}

func inside(q raster.Pt, a *raster.Plane) bool {
	return q.X > -.5 && q.Y > -.5 && q.X < float64(a.W)-.5 && q.Y < float64(a.H)-.5
}

// scales says how many garment pixels a target pixel is, from the true flow.
type scales struct {
	s      *Sample
	median float64
}

// scaleReach is the half distance in pixels over which scale is measured: long
// enough that folds do not count.
const scaleReach = 4

func newScales(s *Sample) *scales {
	q := &scales{s: s}
	var all []float64
	for i := range s.Flow {
		if v, ok := q.local(i); ok && i%7 == 0 {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		q.median = 1
		return q
	}
	sort.Float64s(all)
	q.median = all[len(all)/2]
	return q
}

// local is the square root of the flow's Jacobian determinant around pixel i.
func (q *scales) local(i int) (float64, bool) {
	w, h := q.s.Valid.W, q.s.Valid.H
	x, y := i%w, i/w
	if x < scaleReach || y < scaleReach || x >= w-scaleReach || y >= h-scaleReach {
		return 0, false
	}
	l, r, u, d := i-scaleReach, i+scaleReach, i-scaleReach*w, i+scaleReach*w
	ok := q.s.Valid.Pix
	if ok[i] == 0 || ok[l] == 0 || ok[r] == 0 || ok[u] == 0 || ok[d] == 0 {
		return 0, false
	}
	f := q.s.Flow
	det := f[r].Sub(f[l]).Cross(f[d].Sub(f[u])) / (4 * scaleReach * scaleReach)
	return math.Sqrt(math.Abs(det)), true
}

// at is the scale at pixel i, between half and twice the median.
func (q *scales) at(i int) float64 {
	v, ok := q.local(i)
	if !ok {
		return q.median
	}
	return raster.Clip(v, q.median/2, q.median*2)
}
