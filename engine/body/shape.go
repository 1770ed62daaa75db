package body

import (
	"fmt"
	"math"

	"lookbook/engine/raster"
)

// Slider is a change of proportions beyond sex, age and build.
type Slider int

// Sliders; -1 and +1 are opposite changes of about the largest believable size.
const (
	HipWidth Slider = iota
	TorsoWidth
	ShoulderWidth
	TorsoHeight
	LegLength
	ArmLength
	Waist
	Bust
	Hips
	ThighGirth
	UpperArmGirth
	NeckHeight
	HeadSize
	SliderCount
)

var sliderNames = [SliderCount]string{
	"hip-width", "torso-width", "shoulder-width", "torso-height", "leg-length", "arm-length",
	"waist", "bust", "hips", "thigh", "upperarm", "neck-height", "head-size",
}

// Shape says who a body is.
type Shape struct {
	// Male is the share of the male body: 0 woman or girl, 1 man or boy, .5 in
	// between.
	Male float64
	// Age in years, 1 to 90.
	Age float64
	// Muscle, Weight, Height are 0 to 1 with .5 for the average of sex and age;
	// Proportions 0 to 1, where 1 is a figure as drawn by artists.
	Muscle, Weight, Height, Proportions float64
	// Sliders, each -1 to 1.
	Sliders [SliderCount]float64
}

// Average is the shape of an adult between woman and man of average build, the
// one to start from when nothing is known.
func Average() Shape {
	return Shape{Male: .5, Age: 28, Muscle: .5, Weight: .5, Height: .5, Proportions: .7}
}

// stout are the girths that grow with a build beyond what weight alone gives:
// at build 1 the average woman has .91 m around the waist and 1.12 m around the
// hips, the man 1.03 m and 1.10 m, as clothes of sizes 46 and 58 (EN 13402).
var stout = map[Slider]float64{Waist: 1.8, Hips: .7, Bust: 1, ThighGirth: .8, UpperArmGirth: 1, TorsoWidth: .5}

// Built returns the shape with a build from -1 slim over 0, as it is, to 1 plus
// size.
func (s Shape) Built(build float64) Shape {
	build = clip(build, -1, 1)
	s.Weight = clip(s.Weight+build/2, 0, 1)
	for i, k := range stout {
		s.Sliders[i] += k * math.Max(0, build)
	}
	return s
}

// Rest is a mesh in rest pose. Treat it as read-only.
type Rest struct {
	// V are the positions of all vertices of the model, meters.
	V [][3]float32
	// Points are the named points.
	Points [PointCount]Vec
}

// Rest returns the mesh of a shape; about 5 ms.
func (m *Model) Rest(s Shape) *Rest { return m.restOf(m.form(s)) }

// form is a shape as factors of the model's directions.
type form []float64

// add adds k times a target; targets that do nothing are not in the asset.
func (m *Model) add(f form, name string, k float64) {
	for i, c := range m.targets[name] {
		f[i] += k * float64(c)
	}
}

// named is a share of a named extreme.
type named struct {
	name  string
	share float64
}

// grown are the ages at which targets were made: baby, child, young adult, old.
var grown = [...]string{"baby", "child", "young", "old"}

// The stage between them at which an age lies (1.5 is halfway from child to
// young adult), so that statures follow the medians of the growth charts of
// the World Health Organization and the CDC.
var (
	ageYears  = []float64{1, 2, 4, 6, 9, 10, 12, 14, 16, 18, 25, 90}
	ageStages = []float64{.18, .35, .56, .75, .98, 1.12, 1.43, 1.76, 1.94, 2, 2, 3}
)

func ages(years float64) []named {
	stage := raster.Interp(clip(years, 1, 90), ageYears, ageStages)
	i := min(int(stage), len(grown)-2)
	t := stage - float64(i)
	return []named{{grown[i], 1 - t}, {grown[i+1], t}}
}

// thirds divides 0..1 between a low, a middle and a high extreme.
func thirds(x float64, what string) []named {
	x = clip(x, 0, 1)
	return []named{
		{"min" + what, math.Max(0, 1-2*x)},
		{"average" + what, 1 - math.Abs(2*x-1)},
		{"max" + what, math.Max(0, 2*x-1)},
	}
}

// form mixes the targets as MakeHuman does: products of the shares of sex, age,
// muscle, weight and, within each of these, height and proportions.
func (m *Model) form(s Shape) form {
	f := make(form, m.rank)
	male := clip(s.Male, 0, 1)
	proportions := clip(s.Proportions, 0, 1)
	within := []named{
		thirds(s.Height, "height")[0], thirds(s.Height, "height")[2],
		{"uncommonproportions", math.Max(0, 1-2*proportions)},
		{"idealproportions", math.Max(0, 2*proportions-1)},
	}
	for _, g := range []named{{"female", 1 - male}, {"male", male}} {
		for _, a := range ages(s.Age) {
			m.add(f, g.name+"-"+a.name, g.share*a.share)
			for _, mu := range thirds(s.Muscle, "muscle") {
				for _, w := range thirds(s.Weight, "weight") {
					k := g.share * a.share * mu.share * w.share
					if k == 0 {
						continue
					}
					name := fmt.Sprintf("%s-%s-%s-%s", g.name, a.name, mu.name, w.name)
					m.add(f, name, k)
					for _, x := range within {
						m.add(f, name+"-"+x.name, k*x.share)
					}
				}
			}
		}
	}
	for i, k := range s.Sliders {
		m.add(f, "slider-"+sliderNames[i], clip(k, -2, 2))
	}
	return f
}

// restOf computes all vertices and points of a form.
func (m *Model) restOf(f form) *Rest {
	sum := make([]float32, len(m.base))
	copy(sum, m.base)
	for k, c := range f {
		if c == 0 {
			continue
		}
		scale := float32(c) * m.step
		row := m.directions[k*len(sum) : (k+1)*len(sum)]
		for i, q := range row {
			sum[i] += scale * float32(q)
		}
	}
	r := &Rest{V: make([][3]float32, m.Vertices)}
	for i := range r.V {
		r.V[i] = [3]float32(sum[3*i : 3*i+3])
	}
	for i := range r.Points {
		j := 3 * (m.Vertices + i)
		r.Points[i] = Vec{float64(sum[j]), float64(sum[j+1]), float64(sum[j+2])}
	}
	return r
}

// Stature returns the height of the body surface from sole to crown, meters.
func (m *Model) Stature(r *Rest) float64 {
	lo, hi := r.V[0][1], r.V[0][1]
	for _, v := range r.V[:m.Body.Count] {
		lo, hi = min(lo, v[1]), max(hi, v[1])
	}
	return float64(hi - lo)
}

func clip(x, lo, hi float64) float64 {
	if x != x {
		return lo
	}
	return math.Max(lo, math.Min(hi, x))
}
