package truth

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
	"lookbook/engine/vision/nets"
)

// Joints collects how far joints lie off their true places, in Ref.
type Joints struct {
	out, down, off [33][]float64
}

// JointError is the error of one joint in Ref: mean distance outward (away
// from the body's axis) and downward, median distance of all.
type JointError struct {
	Name string  `json:"name"`
	Out  float64 `json:"out"`
	Down float64 `json:"down"`
	Off  float64 `json:"off"`
}

// add compares the joints of p with the truth; hidden and cropped ones do not
// count.
func (j *Joints) add(s *Sample, p *vision.Person) {
	for i, t := range s.points() {
		if t.Visibility < .9 {
			continue
		}
		at := raster.Pt{X: (t.X+.5)/p.Scale - .5, Y: (t.Y+.5)/p.Scale - .5}
		d := p.Skeleton.Points[i].Sub(at).Mul(1 / p.Ref)
		side := 1.0
		if p.Lateral(at) < 0 {
			side = -1
		}
		j.out[i] = append(j.out[i], side*d.Dot(p.Perp))
		j.down[i] = append(j.down[i], d.Dot(p.Axis))
		j.off[i] = append(j.off[i], d.Len())
	}
}

// Errors lists the joints from the shoulders down.
func (j *Joints) Errors() []JointError {
	var list []JointError
	for i := nets.LeftShoulder; i < len(j.off); i++ {
		if n := len(j.off[i]); n > 0 {
			sort.Float64s(j.off[i])
			list = append(list, JointError{nets.PoseNames[i], mean(j.out[i]), mean(j.down[i]), j.off[i][n/2]})
		}
	}
	return list
}

// MarshalJSON gives the list of errors.
func (j *Joints) MarshalJSON() ([]byte, error) { return json.Marshal(j.Errors()) }

func (j *Joints) text(w io.Writer) {
	fmt.Fprintf(w, "\n%-18s %6s %6s %6s  (Ref)\n", "joint", "out", "down", "median")
	for _, e := range j.Errors() {
		fmt.Fprintf(w, "%-18s %6.3f %6.3f %6.3f\n", e.Name, e.Out, e.Down, e.Off)
	}
}

func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(max(1, len(v)))
}
