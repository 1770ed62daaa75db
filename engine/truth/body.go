package truth

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"

	"lookbook/engine/body"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// embody lays a body on the sample's person. What a source is told exactly is
// told the fit exactly too; given are the group and the age, as the user says
// them once a photo. Without enough of a person there is no body.
func (o *Options) embody(s *Sample, p *vision.Person) error {
	e := body.Evidence{W: p.W, H: p.H, Mask: p.Mask, Who: s.Facts.who(), Exact: o.Keypoints != Seen}
	marked := s.points()
	for i, l := range p.Skeleton.Points {
		at := l.Pt
		if e.Exact {
			// Sources get marks of joints, perhaps jittered; the fit gets the
			// joints with the same jitter.
			t := s.Facts.Points[i]
			at = raster.Pt{X: t.X, Y: t.Y}.Add(l.Sub(marked[i].Pt))
		}
		e.Points[i] = body.Seen{X: at.X, Y: at.Y, Visibility: l.Visibility, World: l.World}
	}
	f, err := o.Model.Fit(e)
	if errors.Is(err, body.ErrUnseen) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Body = f.Aligned(p.Mask, p.Skin, p.LegSkin)
	return nil
}

// who is what a user would say of the person.
func (f *Facts) who() body.Shape {
	s := body.Average()
	s.Age = f.Person.Age
	switch f.Person.Group {
	case "woman", "girl":
		s.Male = 0
	case "man", "boy":
		s.Male = 1
	}
	return s
}

// Bodies collects how far fitted bodies lie off the truth.
type Bodies struct {
	joint, yaw []float64
	missing    int
}

// BodyErrors sums up Bodies.
type BodyErrors struct {
	// Bodies fitted, and people without one.
	Bodies  int `json:"bodies"`
	Missing int `json:"missing"`
	// Joint errors of shoulders, elbows, wrists, hips, knees and ankles in Ref.
	JointMedian float64 `json:"joint_median"`
	JointP90    float64 `json:"joint_p90"`
	// Yaw errors in degrees: mean with its sign, median and ninth tenth of
	// their sizes.
	YawMean   float64 `json:"yaw_mean"`
	YawMedian float64 `json:"yaw_median"`
	YawP90    float64 `json:"yaw_p90"`
}

// bodyJoints are the landmarks that are joints of the rig.
var bodyJoints = map[int]body.PointID{
	11: body.BoneLeftUpperArm, 12: body.BoneRightUpperArm, 13: body.BoneLeftForearm, 14: body.BoneRightForearm,
	15: body.BoneLeftHand, 16: body.BoneRightHand, 23: body.BoneLeftThigh, 24: body.BoneRightThigh,
	25: body.BoneLeftShin, 26: body.BoneRightShin, 27: body.BoneLeftFoot, 28: body.BoneRightFoot,
}

// MarshalJSON gives the summary.
func (b *Bodies) MarshalJSON() ([]byte, error) { return json.Marshal(b.Errors()) }

// add compares the body of p with the truth.
func (b *Bodies) add(s *Sample, p *vision.Person) {
	if p.Body == nil {
		b.missing++
		return
	}
	for i, id := range bodyJoints {
		t := s.Facts.Points[i]
		if t.Visibility < .9 {
			continue
		}
		x, y, _ := p.Body.Camera.Project(p.Body.Figure.Points[id])
		b.joint = append(b.joint, math.Hypot(x-((t.X+.5)/p.Scale-.5), y-((t.Y+.5)/p.Scale-.5))/p.Ref)
	}
	turn := func(l, r int) (x, z float64) {
		a, b := s.Facts.Points[l].World, s.Facts.Points[r].World
		n := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
		return (a[0] - b[0]) / n, (a[2] - b[2]) / n
	}
	x0, z0 := turn(11, 12)
	x1, z1 := turn(23, 24)
	b.yaw = append(b.yaw, (p.Body.Yaw()-math.Atan2(z0+z1, x0+x1))*180/math.Pi)
}

// Errors sums up.
func (b *Bodies) Errors() BodyErrors {
	size := make([]float64, len(b.yaw))
	for i, v := range b.yaw {
		size[i] = math.Abs(v)
	}
	return BodyErrors{
		Bodies: len(b.yaw), Missing: b.missing, JointMedian: quantile(b.joint, .5), JointP90: quantile(b.joint, .9),
		YawMean: mean(b.yaw), YawMedian: quantile(size, .5), YawP90: quantile(size, .9),
	}
}

// quantile of a list, 0 when it is empty; the list is sorted.
func quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sort.Float64s(v)
	return v[min(len(v)-1, int(q*float64(len(v))))]
}

func (b *Bodies) text(w io.Writer) {
	if e := b.Errors(); e.Bodies > 0 {
		fmt.Fprintf(w, "\nbody: %d fitted, %d not; joints %.3f, 90 %% under %.3f Ref; yaw %+.1f, size %.1f, 90 %% under %.1f degrees\n",
			e.Bodies, e.Missing, e.JointMedian, e.JointP90, e.YawMean, e.YawMedian, e.YawP90)
	}
}
