package body

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"lookbook/engine/raster"
)

// standing is a fitted body made up: nothing was fitted, all is known. Arms
// hang unless limbs says otherwise.
func standing(t testing.TB, yaw float64, limbs map[Limb]Vec) *Fitted {
	t.Helper()
	m := model(t)
	s := Average()
	rest := m.Rest(s)
	p := rest.RestPose(Vec{0, .1, -3.2})
	p.Facing = Rotation(Vec{0, yaw, 0})
	for side, sign := range []float64{1, -1} {
		arm, leg := LeftUpperArmLimb+Limb(3*side), LeftThighLimb+Limb(3*side)
		for i := range Limb(3) {
			p.Limbs[arm+i] = p.Facing.Times(Vec{.3 * sign, -1, 0})
		}
		for i := range Limb(2) {
			p.Limbs[leg+i] = p.Facing.Times(Vec{.1 * sign, -1, 0})
		}
		p.Limbs[leg+2] = p.Facing.Times(p.Limbs[leg+2])
	}
	for l, d := range limbs {
		p.Limbs[l] = p.Facing.Times(d)
	}
	return m.build(Found{W: 384, H: 512, Form: m.form(s), Pose: p, Unit: 90})
}

func TestLandmarksLieWherePeopleHaveThem(t *testing.T) {
	for _, yaw := range []float64{0, .5, -.5} {
		f := standing(t, yaw, nil)
		l := f.Landmarks()
		if math.Abs(l.Yaw-yaw) > .02 {
			t.Errorf("yaw %.3f, expected %.3f", l.Yaw, yaw)
		}
		down := []float64{l.Crown.Y, l.Chin.Y, l.Neck.Y, l.Waist.Left.Y, l.Hip.Y, l.Crotch.Y, l.Side[0].Knee.At.Y, l.Side[0].Ankle.At.Y}
		if !slices.IsSorted(down) {
			t.Errorf("yaw %g: not from head to foot: %.0f", yaw, down)
		}
		for i, s := range l.Side {
			if s.Body != 1-i {
				t.Errorf("image side %d shows body side %d", i, s.Body)
			}
			out := float64(2*i - 1)
			if (s.Tip.X-s.NeckSide.X)*out < 0 || s.NeckSide.Y > s.Tip.Y || s.Armpit.Y < s.Tip.Y || s.Raised {
				t.Errorf("yaw %g side %d: neck %.0f, tip %.0f, armpit %.0f, raised %v", yaw, i, s.NeckSide, s.Tip, s.Armpit, s.Raised)
			}
			if s.Armhole[0] != s.Tip || s.Armhole[len(s.Armhole)-1] != s.Armpit || s.ArmholeBack[0] != s.Tip || s.ArmholeBack[len(s.ArmholeBack)-1] != s.Armpit {
				t.Error("the halves of the armhole do not meet")
			}
			checkLimb(t, s.Arm, .022, .075, f)
			checkLimb(t, s.Leg, .03, .12, f)
		}
		waist, hips := l.Waist.Width()*3.2/f.Camera.F, l.Hips.Width()*3.2/f.Camera.F
		if waist < .2 || waist > .35 || hips < waist || hips > .42 {
			t.Errorf("yaw %g: waist %.2f m, hips %.2f m wide", yaw, waist, hips)
		}
	}
}

// checkLimb checks that radii are those of people, meters, and stations in order.
func checkLimb(t *testing.T, list []Station, lo, hi float64, f *Fitted) {
	t.Helper()
	for i, s := range list {
		r := s.Radius() * s.Depth / f.Camera.F
		if r < lo*.8 || r > hi || i > 0 && s.T <= list[i-1].T {
			t.Errorf("station %d at %.2f: radius %.3f m", i, s.T, r)
		}
	}
}

func TestOrderOfLimbs(t *testing.T) {
	before := map[Limb]Vec{RightUpperArmLimb: {-.2, -1, .5}, RightForearmLimb: {1, -.1, .35}, RightHandLimb: {1, 0, 0}}
	behind := map[Limb]Vec{RightUpperArmLimb: {-.2, -1, -.5}, RightForearmLimb: {1, -.3, -.3}, RightHandLimb: {1, 0, 0}}
	find := func(f *Fitted, front, back Part) bool {
		return slices.ContainsFunc(f.Overlaps(), func(o Overlap) bool { return o.Front == front && o.Behind == back })
	}
	for _, c := range []struct {
		name                string
		limbs               map[Limb]Vec
		share               float64
		forearmFront, after bool
	}{
		{"hanging", nil, 0, false, false},
		{"before the body", before, .5, true, false},
		{"behind the body", behind, 0, false, true},
	} {
		f := standing(t, 0, c.limbs)
		s := f.BeforeTrunk()
		if s[1] < c.share || c.share == 0 && s[1] > .05 || s[0] > .05 {
			t.Errorf("%s: shares before the trunk %.2f", c.name, s)
		}
		if got := find(f, RightForearm, Torso); got != c.forearmFront {
			t.Errorf("%s: forearm in front: %v", c.name, got)
		}
		if got := find(f, Torso, RightForearm); got != c.after {
			t.Errorf("%s: forearm behind: %v", c.name, got)
		}
	}
}

func TestDrawnPartsAndNormals(t *testing.T) {
	f := standing(t, 0, nil)
	d := f.Draw(f.W, f.H)
	all := d.Mask().Count()
	var sum int
	for p := range PartCount {
		n := d.Mask(p).Count()
		if n == 0 {
			t.Errorf("part %d is not seen", p)
		}
		sum += n
		if alone := f.Draw(f.W, f.H, p).Mask().Count(); alone < n {
			t.Errorf("part %d alone covers %d pixels, with the others %d", p, alone, n)
		}
	}
	if sum != all {
		t.Errorf("parts cover %d pixels, the body %d", sum, all)
	}
	normals := d.Normals()
	for i, tr := range d.Triangle {
		n := normals[3*i : 3*i+3]
		l := n[0]*n[0] + n[1]*n[1] + n[2]*n[2]
		if tr >= 0 && (l < .99 || l > 1.01) || tr < 0 && l != 0 {
			t.Fatalf("pixel %d has normal %v", i, n)
		}
		if dep := float64(d.Depth[i]); tr >= 0 && math.Abs(dep-3.2) > .5 {
			t.Fatalf("pixel %d is %.2f m away", i, dep)
		}
	}
	half := f.Draw(f.W/2, f.H/2).Mask().Count()
	if r := float64(4*half) / float64(all); r < .95 || r > 1.05 {
		t.Errorf("at half size the body covers %.3f of its area", r)
	}
}

func TestZBufferKeepsTheNearest(t *testing.T) {
	z := NewZBuffer(10, 10)
	v := [][3]float32{{0, 0, 2}, {9, 0, 2}, {0, 9, 2}, {0, 0, 3}, {9, 0, 1}, {0, 9, 1}}
	DrawAll(z, v, [][3]int32{{0, 1, 2}, {3, 4, 5}}, 7)
	if z.Triangle[0] != 7 || z.Triangle[8] != 8 || z.Triangle[99] != -1 || !math.IsInf(float64(z.Depth[99]), 1) {
		t.Errorf("triangles %d, %d, %d", z.Triangle[0], z.Triangle[8], z.Triangle[99])
	}
	i := 10*4 + 3 // x 3, y 4
	if d := z.Depth[i]; math.Abs(float64(d)-(3-2*7./9)) > 1e-5 {
		t.Errorf("depth %g", d)
	}
	if b, c := z.B[i], z.C[i]; math.Abs(float64(b)-3./9) > 1e-6 || math.Abs(float64(c)-4./9) > 1e-6 {
		t.Errorf("shares %g, %g", b, c)
	}
}

func TestEncodedFitIsTheSameFit(t *testing.T) {
	m := model(t)
	f, err := m.Fit(randomPerson(m, 3).seen)
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	g, err := m.DecodeFitted(b)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Figure.V, g.Figure.V) || f.Error != g.Error || f.Joints != g.Joints || f.Unit != g.Unit {
		t.Error("the decoded fit differs")
	}
	for _, b := range [][]byte{nil, []byte("{}"), b[:len(b)/2], bytes.Replace(b, []byte(`"Form":[`), []byte(`"Form":[1,`), 1)} {
		if _, err := m.DecodeFitted(b); err == nil {
			t.Errorf("%d bytes of something else are no error", len(b))
		}
	}
}

func TestOverlayChangesOnlyTheBody(t *testing.T) {
	f := standing(t, .3, nil)
	photo := raster.NewRGB(f.W, f.H)
	o := f.Overlay(photo)
	body := f.Draw(f.W, f.H).Mask().Dilate(3)
	for i, in := range body.Pix {
		if in == 0 && (o.Pix[4*i] != 0 || o.Pix[4*i+1] != 0 || o.Pix[4*i+2] != 0) {
			t.Fatalf("pixel %d is painted", i)
		}
	}
	if photo.Gray().Sum() != 0 {
		t.Error("the photo itself is painted")
	}
}

func BenchmarkLandmarks(b *testing.B) {
	f := standing(b, .2, nil)
	for b.Loop() {
		f.Landmarks()
	}
}

func BenchmarkDraw(b *testing.B) {
	f := standing(b, .2, nil)
	for b.Loop() {
		f.Draw(768, 1024)
	}
}

func BenchmarkOverlaps(b *testing.B) {
	f := standing(b, .2, nil)
	for b.Loop() {
		f.Overlaps()
	}
}

func TestReliable(t *testing.T) {
	m := model(t)
	for seed := range uint64(4) {
		p := randomPerson(m, 40+seed)
		f, err := m.Fit(p.seen)
		if err != nil || !f.Reliable() {
			t.Fatalf("seed %d: error %v, joint error %.3f, outside %.3f", seed, err, f.Error/f.Unit, f.Outside)
		}
		away := p.seen
		away.Mask = raster.NewPlane(away.W, away.H)
		for i := range away.Mask.Pix {
			if i%away.W < away.W/3 {
				away.Mask.Pix[i] = 1
			}
		}
		if f, err = m.Fit(away); err != nil || f.Reliable() {
			t.Errorf("seed %d: a body beside the person is relied on: outside %.3f, error %v", seed, f.Outside, err)
		}
		few := p.seen
		for i := 13; i < 33; i++ {
			few.Points[i].Visibility = .1
		}
		if f, err = m.Fit(few); err != nil || f.Reliable() {
			t.Errorf("seed %d: %d joints are enough, error %v", seed, f.Joints, err)
		}
	}
}

func FuzzDecodeFitted(f *testing.F) {
	m := model(f)
	b, err := standing(f, .1, nil).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"W":10,"H":10,"Unit":1}`))
	f.Add(bytes.ReplaceAll(b, []byte("0."), []byte("9e99")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if g, err := m.DecodeFitted(b); err == nil {
			g.Draw(16, 16)
			g.Overlaps()
		}
	})
}
