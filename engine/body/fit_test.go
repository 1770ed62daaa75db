package body

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"lookbook/engine/raster"
)

// person is a body with all that is true of it.
type person struct {
	shape  Shape
	pose   Pose
	rest   *Rest
	figure *Figure
	seen   Evidence
	yaw    float64
}

// randomPerson poses a random body in front of the camera, mostly facing it.
func randomPerson(m *Model, seed uint64) *person {
	r := rand.New(rand.NewPCG(seed, 1))
	p := &person{shape: Average()}
	s := &p.shape
	s.Male, s.Age = float64(r.IntN(2)), 18+40*r.Float64()
	if r.IntN(4) == 0 {
		s.Age = 5 + 10*r.Float64()
	}
	s.Weight, s.Muscle = .3+.5*r.Float64(), .3+.4*r.Float64()
	for i := range HeadSize {
		s.Sliders[i] = .2 * r.NormFloat64()
	}
	rest := m.Rest(*s)
	p.rest = rest
	p.yaw = 25 * math.Pi / 180 * (2*r.Float64() - 1)
	w, h := 480, 640
	cam := NewCamera(w, h)
	tall := m.Stature(rest)
	d := cam.F * tall / (float64(h) * (.75 + .15*r.Float64()))
	root := rest.Points[BoneRoot]
	p.pose = rest.RestPose(Vec{.05 * r.NormFloat64(), root[1] + .02, -d})
	p.pose.Facing = Rotation(Vec{.05 * r.NormFloat64(), p.yaw, .03 * r.NormFloat64()})
	p.pose.Spine = Vec{.08 * r.NormFloat64(), .1 * r.NormFloat64(), .06 * r.NormFloat64()}
	p.pose.Neck = Vec{.1 * r.NormFloat64(), .25 * r.NormFloat64(), .12 * r.NormFloat64()}
	turn := p.pose.Facing
	for side, sign := range [2]float64{1, -1} {
		arm := []Vec{
			{sign * (.15 + .5*r.Float64()), -1, .3 * r.NormFloat64()},
			{sign * (-.5 + .7*r.Float64()), -.8 + .6*r.Float64(), .5 * r.Float64()},
		}
		arm = append(arm, arm[1])
		leg := []Vec{{sign * .12 * r.Float64(), -1, .15 * r.NormFloat64()}, {sign * .05, -1, -.2 * r.Float64()}, {sign * .2, -.3, 1}}
		for i := range 3 {
			p.pose.Limbs[3*side+i] = turn.Times(arm[i])
			p.pose.Limbs[6+3*side+i] = turn.Times(leg[i])
		}
	}
	p.figure = m.Figure(rest, &p.pose)
	p.look(m, w, h)
	return p
}

// look writes down what a perfect network would see.
func (p *person) look(m *Model, w, h int) {
	cam := NewCamera(w, h)
	e := Evidence{W: w, H: h, Who: Average()}
	e.Who.Male, e.Who.Age = p.shape.Male, p.shape.Age
	hip := p.figure.Points[BoneLeftThigh].Add(p.figure.Points[BoneRightThigh]).Mul(.5)
	for i := range e.Points {
		e.Points[i] = Seen{X: float64(w) / 2, Y: float64(h) / 2}
	}
	for _, a := range anchors {
		v := p.figure.Points[a.point]
		d := v.Sub(hip).Add(worldBias[a.landmark].Mul(trunkLength(&p.figure.Points)))
		x, y, _ := cam.Project(p.figure.Frames[m.PointBone[a.point]].At(a.mark(&p.rest.Points, trunkLength(&p.rest.Points))))
		e.Points[a.landmark] = Seen{X: x, Y: y, Visibility: 1, World: [3]float64{d[0], -d[1], -d[2]}}
	}
	unit := e.unit()
	for i, b := range pictureBias {
		e.Points[i].X += b.X * unit
		e.Points[i].Y += b.Y * unit
	}
	e.Mask = raster.NewPlane(w, h)
	z := NewZBuffer(w, h)
	DrawAll(z, cam.ProjectAll(p.figure.V[:m.Body.Count]), m.Triangles, 0)
	for i, t := range z.Triangle {
		if t >= 0 {
			e.Mask.Pix[i] = 1
		}
	}
	p.seen = e
}

// jointErrors are the distances of the twelve joints in body units.
func (p *person) jointErrors(f *Fitted) (out []float64) {
	for _, a := range anchors[:joints] {
		x, y, _ := f.Camera.Project(f.Figure.Points[a.point])
		u, v, _ := f.Camera.Project(p.figure.Points[a.point])
		out = append(out, math.Hypot(x-u, y-v)/f.Unit)
	}
	return out
}

func percentile(d []float64, q float64) float64 {
	d = slices.Sorted(slices.Values(d))
	return d[min(len(d)-1, int(q*float64(len(d))))]
}

func TestGradientIsTheSlopeOfTheCost(t *testing.T) {
	m := model(t)
	for seed := range uint64(4) {
		who := randomPerson(m, seed)
		p, q, err := m.pose(&who.seen)
		if err != nil {
			t.Fatal(err)
		}
		p.border = newBorder(who.seen.Mask)
		rest := m.restOf(m.form(who.seen.Who))
		p.outline = p.outlinePoints(rest)
		p.chooseContour(&q, rest)
		r := rand.New(rand.NewPCG(seed, 7))
		for i := range q {
			q[i] += .05 * r.NormFloat64()
		}
		// The mask is sampled between pixels, so its slope has steps: half of
		// the seeds check everything else exactly.
		tol := 1e-5
		if seed%2 == 0 {
			p.contour = nil
		} else {
			tol = 2e-2
		}
		var s system
		p.linear(&q, &s)
		if c := p.cost(&q); math.Abs(c-s.cost) > 1e-9*c {
			t.Errorf("cost %g, linear says %g", c, s.cost)
		}
		scale := percentile(abs(s.gradient[:]), .9)
		for i := range q {
			const h = 1e-5
			up, down := q, q
			up[i] += h
			down[i] -= h
			want := (p.cost(&up) - p.cost(&down)) / (2 * h)
			if d := math.Abs(want - s.gradient[i]); d > tol*(math.Abs(want)+scale) {
				t.Errorf("seed %d unknown %d: gradient %g, slope %g", seed, i, s.gradient[i], want)
			}
		}
	}
}

func abs(d []float64) []float64 {
	out := make([]float64, len(d))
	for i, v := range d {
		out[i] = math.Abs(v)
	}
	return out
}

// fitMany fits people after spoil and returns joint errors (90 % of 12, body
// units) and yaw errors (degrees).
func fitMany(t *testing.T, from, n uint64, spoil func(*rand.Rand, *Evidence)) (joint, yaw []float64) {
	t.Helper()
	m := model(t)
	for seed := from; seed < from+n; seed++ {
		p := randomPerson(m, seed)
		spoil(rand.New(rand.NewPCG(seed, 3)), &p.seen)
		f, err := m.Fit(p.seen)
		if err != nil {
			t.Fatalf("person %d: %v", seed, err)
		}
		checkFinite(t, f)
		joint = append(joint, percentile(p.jointErrors(f), .9))
		yaw = append(yaw, (f.Yaw()-p.trueYaw())*180/math.Pi)
	}
	return joint, yaw
}

// checkFinite fails when a vertex is not a number.
func checkFinite(t *testing.T, f *Fitted) {
	t.Helper()
	for i, v := range f.Figure.V {
		if s := v[0] + v[1] + v[2]; s-s != 0 {
			t.Fatalf("vertex %d is at %v", i, v)
		}
	}
}

func TestFitFindsRandomPeople(t *testing.T) {
	for _, c := range []struct {
		name                 string
		spoil                func(*rand.Rand, *Evidence)
		joint, yaw, yawWorst float64
	}{
		{"all seen exactly", func(*rand.Rand, *Evidence) {}, .03, 2, 8},
		{"without a mask", func(_ *rand.Rand, e *Evidence) { e.Mask = nil }, .05, 3, 12},
		{"noisy landmarks", func(r *rand.Rand, e *Evidence) { jitter(r, e, .03, .015) }, .08, 5, 16},
		{"no world landmarks", func(_ *rand.Rand, e *Evidence) {
			for i := range e.Points {
				e.Points[i].World = [3]float64{}
			}
		}, .08, 18, 40},
		{"wrong age and sex", func(_ *rand.Rand, e *Evidence) { e.Who = Average() }, .05, 4, 14},
		{"an outlier", func(r *rand.Rand, e *Evidence) { e.Points[13+r.IntN(4)].X += 120 }, .6, 6, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			joint, yaw := fitMany(t, 100, 10, c.spoil)
			t.Logf("joints: median %.4f, worst %.4f units; yaw error: mean %.1f, median %.1f, worst %.1f degrees",
				percentile(joint, .5), percentile(joint, 1), mean(yaw), percentile(abs(yaw), .5), percentile(abs(yaw), 1))
			if v := percentile(joint, .5); v > c.joint {
				t.Errorf("joints are off by %.3f body units, expected at most %.3f", v, c.joint)
			}
			if v := percentile(abs(yaw), .5); v > c.yaw || percentile(abs(yaw), 1) > c.yawWorst {
				t.Errorf("yaw is off by %.1f degrees, at worst %.1f; expected at most %g and %g", v, percentile(abs(yaw), 1), c.yaw, c.yawWorst)
			}
			if v := mean(yaw); math.Abs(v) > c.yaw {
				t.Errorf("yaw is %.1f degrees too large in the mean", v)
			}
		})
	}
}

// jitter adds noise to landmarks, in body units, and world landmarks, in meters.
func jitter(r *rand.Rand, e *Evidence, picture, world float64) {
	u := e.unit()
	for i := range e.Points {
		p := &e.Points[i]
		p.X += picture * u * r.NormFloat64()
		p.Y += picture * u * r.NormFloat64()
		for c := range p.World {
			p.World[c] += world * r.NormFloat64()
		}
	}
}

func TestPoorEvidenceNeverBreaksTheFit(t *testing.T) {
	nan := math.NaN()
	for name, spoil := range map[string]func(*rand.Rand, *Evidence){
		"empty mask": func(_ *rand.Rand, e *Evidence) { e.Mask = raster.NewPlane(e.W, e.H) },
		"full mask":  func(_ *rand.Rand, e *Evidence) { e.Mask.Map(func(float32) float32 { return 1 }) },
		"legs outside": func(_ *rand.Rand, e *Evidence) {
			for i := 25; i < 33; i++ {
				e.Points[i].Y += float64(e.H)
				e.Points[i].Visibility = .05
			}
		},
		"only the trunk": func(_ *rand.Rand, e *Evidence) {
			for i := range e.Points {
				if i != 11 && i != 12 && i != 23 && i != 24 {
					e.Points[i] = Seen{}
				}
			}
		},
		"not numbers": func(r *rand.Rand, e *Evidence) {
			for range 6 {
				e.Points[13+r.IntN(10)] = Seen{X: nan, Y: math.Inf(1), Visibility: nan, World: [3]float64{nan, 0, 0}}
			}
		},
		"all joints in one place": func(_ *rand.Rand, e *Evidence) {
			for i := 13; i < 23; i++ {
				e.Points[i] = e.Points[11]
			}
		},
		"upside down": func(_ *rand.Rand, e *Evidence) {
			for i := range e.Points {
				e.Points[i].Y = float64(e.H) - e.Points[i].Y
				e.Points[i].World[1] *= -1
			}
		},
		"noise only": func(r *rand.Rand, e *Evidence) { jitter(r, e, 1, .5) },
	} {
		t.Run(name, func(t *testing.T) {
			m := model(t)
			for seed := range uint64(2) {
				p := randomPerson(m, seed)
				spoil(rand.New(rand.NewPCG(seed, 5)), &p.seen)
				f, err := m.Fit(p.seen)
				if errors.Is(err, ErrUnseen) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				checkFinite(t, f)
			}
		})
	}
}

func mean(d []float64) (s float64) {
	for _, v := range d {
		s += v / float64(len(d))
	}
	return s
}

func (p *person) trueYaw() float64 { return trunkYaw(&p.figure.Points) }

func TestTooLittleSeenIsAnError(t *testing.T) {
	m := model(t)
	if _, err := m.Fit(Evidence{}); !errors.Is(err, ErrUnseen) {
		t.Errorf("error %v", err)
	}
	if _, err := m.Fit(Evidence{W: 100, H: 100, Who: Average()}); !errors.Is(err, ErrUnseen) {
		t.Errorf("error %v", err)
	}
}

func BenchmarkFit(b *testing.B) {
	m := model(b)
	p := randomPerson(m, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Fit(p.seen); err != nil {
			b.Fatal(err)
		}
	}
}
