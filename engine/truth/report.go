package truth

import (
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
)

// binsPerPixel and mostPixels shape the histogram of errors.
const (
	binsPerPixel = 20
	mostPixels   = 64
)

// Report sums up the outcomes of every source.
type Report struct {
	Keypoints Keypoints           `json:"keypoints"`
	Sources   map[string]*Figures `json:"sources"`
	// Joints tells where the joints that the sources got lie off the truth.
	Joints *Joints `json:"joints"`
	// Bodies tells where the fitted bodies lie off the truth.
	Bodies *Bodies `json:"bodies"`

	habits Habits
}

// Figures of one source.
type Figures struct {
	All   *Group            `json:"all"`
	Kinds map[string]*Group `json:"kinds"`
	Poses map[string]*Group `json:"poses"`
	// Failures counts why there was no field.
	Failures map[string]int `json:"failures,omitempty"`
	// Samples by name: median error and IoU of each.
	Samples map[string][2]float64 `json:"samples"`
}

// Group sums up the samples of one kind or pose.
type Group struct {
	// Samples measured and Failed ones.
	Samples int `json:"samples"`
	Failed  int `json:"failed"`
	// Median and P90 are the flow errors that half and nine tenths of all
	// pixels stay under, in pixels of a 192×256 picture.
	Median float64 `json:"median"`
	P90    float64 `json:"p90"`
	// IoU is the mean of the samples' alpha IoU, IoULow its tenth percentile.
	IoU    float64 `json:"iou"`
	IoULow float64 `json:"iou_low"`
	// Regions are mean picture differences (0..255) over the samples.
	Regions map[string]float64 `json:"regions"`

	hist    [binsPerPixel*mostPixels + 1]int
	ious    []float64
	regions map[string][]float64
}

func newReport(k Keypoints) *Report {
	return &Report{Keypoints: k, Sources: map[string]*Figures{}, Joints: &Joints{}, Bodies: &Bodies{}}
}

func (r *Report) add(o *Outcome) {
	f := r.Sources[o.Source]
	if f == nil {
		f = &Figures{All: &Group{}, Kinds: map[string]*Group{}, Poses: map[string]*Group{}, Failures: map[string]int{}, Samples: map[string][2]float64{}}
		r.Sources[o.Source] = f
	}
	for _, g := range []*Group{f.All, group(f.Kinds, o.Kind), group(f.Poses, o.Pose)} {
		g.add(o)
	}
	if o.Failed != "" {
		f.Failures[o.Failed]++
		return
	}
	f.Samples[o.Sample] = [2]float64{o.Median(), o.IoU}
}

// Median is the middle flow error of the outcome's pixels, NaN without any.
func (out *Outcome) Median() float64 {
	if len(out.Errors) == 0 {
		return math.NaN()
	}
	return float64(out.Errors[len(out.Errors)/2])
}

func group(m map[string]*Group, name string) *Group {
	if m[name] == nil {
		m[name] = &Group{}
	}
	return m[name]
}

func (g *Group) add(o *Outcome) {
	g.Samples++
	if o.Failed != "" {
		g.Failed++
		return
	}
	for _, e := range o.Errors {
		g.hist[min(len(g.hist)-1, int(e*binsPerPixel))]++
	}
	g.ious = append(g.ious, o.IoU)
	if g.regions == nil {
		g.regions = map[string][]float64{}
	}
	for name, v := range o.Regions {
		g.regions[name] = append(g.regions[name], v)
	}
	g.settle()
}

// settle computes the figures from what was added.
func (g *Group) settle() {
	g.Median, g.P90 = g.percentile(.5), g.percentile(.9)
	sum := 0.0
	for _, v := range g.ious {
		sum += v
	}
	g.IoU = sum / float64(len(g.ious))
	sorted := slices.Sorted(slices.Values(g.ious))
	g.IoULow = sorted[len(sorted)/10]
	g.Regions = map[string]float64{}
	for name, list := range g.regions {
		s := 0.0
		for _, v := range list {
			s += v
		}
		g.Regions[name] = s / float64(len(list))
	}
}

// percentile of the pixels' errors.
func (g *Group) percentile(q float64) float64 {
	n := 0
	for _, c := range g.hist {
		n += c
	}
	seen := 0
	for i, c := range g.hist {
		if seen += c; n > 0 && float64(seen) >= q*float64(n) {
			return (float64(i) + .5) / binsPerPixel
		}
	}
	return 0
}

// Text writes the figures as a table.
func (r *Report) Text(w io.Writer) {
	names := sortedKeys(r.Sources)
	fmt.Fprintf(w, "keypoints %s; flow error in pixels at 192×256, picture differences 0..255\n", r.Keypoints)
	for _, name := range names {
		f := r.Sources[name]
		fmt.Fprintf(w, "\n%-12s %7s %7s %6s %6s %6s %6s  %s\n", name, "samples", "failed", "median", "p90", "IoU", "IoU10", "picture")
		for _, k := range sortedKeys(f.Kinds) {
			f.Kinds[k].line(w, k)
		}
		for _, k := range sortedKeys(f.Poses) {
			f.Poses[k].line(w, "pose "+k)
		}
		f.All.line(w, "all")
		for _, why := range sortedKeys(f.Failures) {
			fmt.Fprintf(w, "  %d failed: %s\n", f.Failures[why], why)
		}
	}
	if r.Keypoints != True {
		r.Joints.text(w)
		r.habits.text(w)
	}
	r.Bodies.text(w)
}

func (g *Group) line(w io.Writer, name string) {
	fmt.Fprintf(w, "%-12s %7d %7d %6.2f %6.2f %6.3f %6.3f ", name, g.Samples, g.Failed, g.Median, g.P90, g.IoU, g.IoULow)
	for _, k := range sortedKeys(g.Regions) {
		fmt.Fprintf(w, " %s %.1f", k, g.Regions[k])
	}
	fmt.Fprintln(w)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
