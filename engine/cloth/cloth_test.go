package cloth_test

import (
	"context"
	"image"
	"math"
	"reflect"
	"sync"
	"testing"

	assets "lookbook/assets/body"
	"lookbook/engine/body"
	"lookbook/engine/cloth"
	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

const width, height = 480, 640

var model = sync.OnceValues(func() (*body.Model, error) { return body.Load(assets.Bytes()) })

// poses of the body's arms: directions of upper arm and forearm, left then
// right, x to image right, y up, z to the viewer.
var poses = map[string][2][2]body.Vec{
	"hanging":     {{{.15, -1, 0}, {.1, -1, .15}}, {{-.15, -1, 0}, {-.1, -1, .15}}},
	"bent":        {{{.2, -1, 0}, {1, .1, .2}}, {{-.15, -1, 0}, {-.1, -1, .1}}},
	"hand on hip": {{{.75, -.8, -.2}, {-.8, -.5, .2}}, {{-.75, -.8, -.2}, {.8, -.5, .2}}},
	"forward":     {{{.2, -1, 0}, {-.5, .1, 1}}, {{-.2, -1, 0}, {.5, .1, 1}}},
	"raised":      {{{1, .1, 0}, {1, .3, 0}}, {{-1, .1, 0}, {-1, .3, 0}}},
}

// wearer is a person made from the average body in a pose.
func wearer(t testing.TB, name string) *vision.Person {
	t.Helper()
	m, err := model()
	if err != nil {
		t.Fatal(err)
	}
	rest := m.Rest(body.Average())
	pose := rest.RestPose(body.Vec{0, -.05, -3.6})
	arms := poses[name]
	pose.Limbs[body.LeftUpperArmLimb], pose.Limbs[body.LeftForearmLimb] = arms[0][0], arms[0][1]
	pose.Limbs[body.RightUpperArmLimb], pose.Limbs[body.RightForearmLimb] = arms[1][0], arms[1][1]
	pose.Limbs[body.LeftHandLimb], pose.Limbs[body.RightHandLimb] = arms[0][1], arms[1][1]
	f := &body.Fitted{Model: m, Camera: body.NewCamera(width, height), Rest: rest, Figure: m.Figure(rest, &pose)}
	f.W, f.H, f.Pose = width, height, pose
	f.Screen = f.Camera.ProjectAll(f.Figure.V)
	at := func(id int) raster.Pt {
		x, y, _ := f.Camera.Project(f.Figure.Points[id])
		return raster.Pt{X: x, Y: y}
	}
	k := vision.Known{Labels: labels(f), Chin: at(int(body.Chin)), Top: at(int(body.Crown))}
	for i, id := range map[int]int{
		0: int(body.Nose), 11: body.BoneLeftUpperArm, 12: body.BoneRightUpperArm, 13: body.BoneLeftForearm, 14: body.BoneRightForearm,
		15: body.BoneLeftHand, 16: body.BoneRightHand, 17: int(body.LeftPinky), 18: int(body.RightPinky),
		19: int(body.LeftIndex), 20: int(body.RightIndex), 21: int(body.LeftThumb), 22: int(body.RightThumb),
		23: body.BoneLeftThigh, 24: body.BoneRightThigh, 25: body.BoneLeftShin, 26: body.BoneRightShin,
		27: body.BoneLeftFoot, 28: body.BoneRightFoot, 29: int(body.LeftHeel), 30: int(body.RightHeel), 31: int(body.LeftToe), 32: int(body.RightToe),
	} {
		k.Points[i] = vision.Landmark{Pt: at(id), Visibility: 1}
	}
	p := vision.KnownPerson(image.NewNRGBA(image.Rect(0, 0, width, height)), k)
	f.Unit = p.Ref
	p.Body = f
	return p
}

// labels dresses the drawn body in shirt and trousers.
func labels(f *body.Fitted) *vision.ParseMap {
	d := f.Draw(width, height)
	l := &vision.ParseMap{W: width, H: height, Pix: make([]uint8, width*height)}
	for i := range l.Pix {
		switch p := d.Part(i); {
		case p == body.NoPart:
		case p == body.Torso:
			l.Pix[i] = vision.LabelUpper
		case p.Leg():
			l.Pix[i] = vision.LabelLower
		default:
			l.Pix[i] = vision.LabelSkin
		}
	}
	return l
}

// shirt is a drawn flat garment whose sleeves are cut after the given share.
func shirt(t testing.TB, share float64) *vision.Garment {
	t.Helper()
	const w, h = 600, 500
	m := raster.NewPlane(w, h)
	draw := func(pts ...raster.Pt) { m.Max(raster.Polygon(w, h, pts, 0)) }
	draw(raster.Pt{X: 210, Y: 90}, raster.Pt{X: 260, Y: 75}, raster.Pt{X: 280, Y: 95}, raster.Pt{X: 320, Y: 95}, raster.Pt{X: 340, Y: 75},
		raster.Pt{X: 390, Y: 90}, raster.Pt{X: 400, Y: 180}, raster.Pt{X: 400, Y: 400}, raster.Pt{X: 200, Y: 400}, raster.Pt{X: 200, Y: 180})
	for _, o := range []float64{-1, 1} {
		q := func(x, y float64) raster.Pt { return raster.Pt{X: 300 + o*x, Y: y} }
		out, in := q(90, 90).Lerp(q(255, 285), share), q(98, 180).Lerp(q(215, 310), share)
		draw(q(85, 88), q(90, 90), out, in, q(98, 180), q(85, 180))
	}
	pic := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i, a := range m.Pix {
		v := uint8(255 - 155*a)
		copy(pic.Pix[4*i:], []uint8{v, v, 255, 255})
	}
	g, err := vision.KnownGarment(pic, m, recipe.KindTop, "long")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func dressed(t testing.TB, p *vision.Person, g *vision.Garment) *field.Field {
	t.Helper()
	f, err := cloth.Source{All: true}.Field(context.Background(), p, g, field.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// seen is the alpha of the topmost of the parts from first on at a place, and
// what it shows.
func seen(f *field.Field, first int, at raster.Pt) (alpha float64, q raster.Pt) {
	for n := len(f.Parts) - 1; n >= first && alpha < .5; n-- {
		p := &f.Parts[n]
		if !image.Pt(int(at.X), int(at.Y)).In(p.Box) {
			continue
		}
		if u, keep := p.At(at.X, at.Y); keep > .3 {
			if a := float64(keep * p.Alpha.Sample(u.X, u.Y)); a > alpha {
				alpha, q = a, u
			}
		}
	}
	return alpha, q
}

func TestSleevesJoinTheTorsoWithoutAHole(t *testing.T) {
	g := shirt(t, 1)
	for name := range poses {
		p := wearer(t, name)
		f := dressed(t, p, g)
		if len(f.Parts) != 3 {
			t.Fatalf("%s: %d parts", name, len(f.Parts))
		}
		for side := range p.Side {
			l := &p.Side[side]
			from := l.Shoulder.Lerp(p.Side[1-side].Shoulder.Pt, .2).Add(p.Axis.Mul(.15 * p.Ref))
			to := l.Shoulder.Lerp(l.Elbow.Pt, .6)
			for i := range 41 {
				q := from.Lerp(to, float64(i)/40)
				if a, _ := seen(f, 0, q); a < .5 {
					t.Errorf("%s: side %d: hole at %.0f of the way over the armhole, alpha %.2f", name, side, 2.5*float64(i), a)
					break
				}
			}
		}
	}
}

func TestSleevesCoverTheArmToTheCuff(t *testing.T) {
	g := shirt(t, 1)
	for name := range poses {
		p := wearer(t, name)
		f := dressed(t, p, g)
		for side := range p.Side {
			l := &p.Side[side]
			across := l.Wrist.Sub(l.Shoulder.Pt).Perp().Unit().Mul(.025 * p.Ref)
			for _, leg := range [][2]raster.Pt{{l.Shoulder.Lerp(l.Elbow.Pt, .3), l.Elbow.Pt}, {l.Elbow.Pt, l.Elbow.Lerp(l.Wrist.Pt, .9)}} {
				for i := range 30 {
					q := leg[0].Lerp(leg[1], float64(i)/29)
					for _, at := range []raster.Pt{q, q.Add(across), q.Sub(across)} {
						if a, _ := seen(f, 0, at); a < .5 {
							t.Errorf("%s: side %d: arm bare at %.0f, alpha %.2f", name, side, at, a)
						}
					}
				}
			}
		}
	}
}

func TestFlowRunsDownTheSleeve(t *testing.T) {
	g := shirt(t, 1)
	p := wearer(t, "hanging")
	f := dressed(t, p, g)
	for side := range p.Side {
		l, s := &p.Side[side], g.Marks.Sleeves[side]
		axis := s.CuffOuter.Lerp(s.CuffInner, .5).Sub(s.Seam).Unit()
		last := math.Inf(-1)
		for i := range 60 {
			t01 := .25 + .7*float64(i)/59
			at := l.Shoulder.Lerp(l.Elbow.Pt, 2*t01)
			if t01 > .5 {
				at = l.Elbow.Lerp(l.Wrist.Pt, 2*t01-1)
			}
			_, q := seen(f, 1, at)
			d := q.Sub(s.Seam).Dot(axis)
			if d < last-.5 {
				t.Fatalf("side %d: flow runs back at %.2f of the arm: %.1f after %.1f", side, t01, d, last)
			}
			last = d
		}
	}
}

func TestFlowIsFinite(t *testing.T) {
	g := shirt(t, 1)
	for name := range poses {
		f := dressed(t, wearer(t, name), g)
		for n := range f.Parts {
			p := &f.Parts[n]
			for i, q := range p.Flow {
				if bad := q.X + q.Y; p.Keep[i] > 0 && (math.IsNaN(bad) || math.IsInf(bad, 0)) {
					t.Fatalf("%s: %s: flow %v", name, p.Name, q)
				}
			}
			for i, s := range p.Shade {
				if p.Keep[i] > 0 && !(s > .5 && s < 1.3) {
					t.Fatalf("%s: %s: shade %v", name, p.Name, s)
				}
			}
		}
	}
}

func TestForearmLiesBeforeTheTorso(t *testing.T) {
	g, p := shirt(t, 1), wearer(t, "forward")
	f := dressed(t, p, g)
	for side := range p.Side {
		l := &p.Side[side]
		at := l.Elbow.Lerp(l.Wrist.Pt, .7)
		_, q := seen(f, 0, at)
		if _, on := seen(f, 1, at); q != on {
			t.Errorf("side %d: the torso covers the forearm", side)
		}
	}
}

func TestSameInputSameField(t *testing.T) {
	g, p := shirt(t, 1), wearer(t, "bent")
	if a, b := dressed(t, p, g), dressed(t, p, g); !reflect.DeepEqual(a, b) {
		t.Error("two fields differ")
	}
}

func TestWithoutABodyItIsTheSplines(t *testing.T) {
	g, p := shirt(t, 1), wearer(t, "hanging")
	p.Body = nil
	want, err := spline.Source{}.Field(context.Background(), p, g, field.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(dressed(t, p, g), want) {
		t.Error("the field is not that of the splines")
	}
}

func TestShortSleevesStayFlat(t *testing.T) {
	f, err := cloth.Source{}.Field(context.Background(), wearer(t, "hanging"), shirt(t, .3), field.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range f.Parts {
		if p.Shade != nil {
			t.Errorf("%s is cloth", p.Name)
		}
	}
}

func TestBrokenInputNeverPanics(t *testing.T) {
	ctx := context.Background()
	good := shirt(t, 1)
	nan := raster.Pt{X: math.NaN(), Y: math.NaN()}
	for name, spoil := range map[string]func(*vision.Person, *vision.Garment){
		"one sleeve": func(_ *vision.Person, g *vision.Garment) { g.Marks.Sleeves[0] = nil },
		"no stations": func(_ *vision.Person, g *vision.Garment) {
			*g.Marks.Sleeves[0] = vision.Sleeve{Length: 300, Mask: good.Marks.Sleeves[0].Mask}
		},
		"one point": func(_ *vision.Person, g *vision.Garment) {
			g.Marks.Armpit, g.Marks.Shoulder = [2]raster.Pt{}, [2]raster.Pt{}
		},
		"tiny":            func(_ *vision.Person, g *vision.Garment) { g.Marks.Half = 1e-9 },
		"not a number":    func(_ *vision.Person, g *vision.Garment) { g.Marks.Sleeves[1].CuffOuter = nan },
		"body elsewhere":  func(p *vision.Person, _ *vision.Garment) { p.N, p.Hip = nan, nan },
		"collapsed joint": func(p *vision.Person, _ *vision.Garment) { moveJoint(p, body.BoneLeftForearm, body.BoneLeftUpperArm) },
		"behind the eye":  func(p *vision.Person, _ *vision.Garment) { turnAway(p) },
	} {
		g := *good
		for i, s := range good.Marks.Sleeves {
			c := *s
			g.Marks.Sleeves[i] = &c
		}
		p := wearer(t, "hanging")
		spoil(p, &g)
		if _, err := (cloth.Source{}).Field(ctx, p, &g, field.Options{}); err != nil {
			t.Logf("%s: %v", name, err)
		}
	}
}

// moveJoint puts a joint onto another.
func moveJoint(p *vision.Person, from, to int) {
	f := *p.Body.Figure
	f.Points[from] = f.Points[to]
	p.Body.Figure = &f
}

// turnAway moves the body behind the camera.
func turnAway(p *vision.Person) {
	f := *p.Body.Figure
	f.V = append([][3]float32(nil), f.V...)
	for i := range f.V {
		f.V[i][2] += 10
	}
	for i := range f.Points {
		f.Points[i][2] += 10
	}
	p.Body.Figure = &f
}

func BenchmarkField(b *testing.B) {
	g, p := shirt(b, 1), wearer(b, "hand on hip")
	b.ReportAllocs()
	for b.Loop() {
		dressed(b, p, g)
	}
}
