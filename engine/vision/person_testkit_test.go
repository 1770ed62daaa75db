package vision

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// samplePicture decodes a rendered person of testdata.
func samplePicture(tb testing.TB, name string) *image.NRGBA {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	o := image.NewNRGBA(m.Bounds())
	draw.Draw(o, o.Rect, m, m.Bounds().Min, draw.Src)
	return o
}

// openNets opens the real networks, or skips where the runtime library is not
// installed.
func openNets(tb testing.TB) *nets.Set {
	tb.Helper()
	set, err := nets.Open(context.Background(), nets.Options{Provider: "cpu"})
	if err != nil {
		tb.Skip(err)
	}
	tb.Cleanup(func() { _ = set.Close() })
	return set
}

// doll is a drawn person whose parts are known exactly: a front view with
// arms a little away from the body. It plays the networks, too.
type doll struct {
	img    *image.NRGBA
	truth  []uint8
	pose   nets.Pose
	second nets.SecondPose
	mask   *raster.Plane
	people []nets.Detection
	// faceless hides the face.
	faceless bool
	// size is what halve made of it, 0 for full size.
	size float64
}

// Colors of the doll's parts.
var (
	dollGround = color.NRGBA{R: 205, G: 208, B: 212, A: 255}
	dollSkin   = color.NRGBA{R: 214, G: 160, B: 128, A: 255}
	dollHair   = color.NRGBA{R: 60, G: 42, B: 30, A: 255}
	dollShoe   = color.NRGBA{R: 30, G: 30, B: 34, A: 255}
	dollBlue   = color.NRGBA{R: 40, G: 80, B: 170, A: 255}
	dollGreen  = color.NRGBA{R: 40, G: 120, B: 70, A: 255}
)

// dress says what the doll wears.
type dress struct {
	upper, lower color.NRGBA
	// sleeve and hem are shares of arm and leg that are covered.
	sleeve, hem float64
}

const (
	dollW = 360
	dollH = 600
)

// newDoll draws the doll, back to front.
func newDoll(d dress) *doll {
	o := &doll{
		img: image.NewNRGBA(image.Rect(0, 0, dollW, dollH)), truth: make([]uint8, dollW*dollH),
		people: []nets.Detection{{
			Score: .95, Hips: raster.Pt{X: 180, Y: 300}, Reach: raster.Pt{X: 180, Y: 40},
			Box: nets.Box{X0: 120, Y0: 40, X1: 240, Y1: 160},
		}},
	}
	draw.Draw(o.img, o.img.Rect, image.NewUniform(dollGround), image.Point{}, draw.Src)
	o.joints()
	for s := 0; s < 2; s++ {
		hip, knee, ankle := o.at(nets.LeftHip+s), o.at(nets.LeftKnee+s), o.at(nets.LeftAnkle+s)
		o.limb([]raster.Pt{hip, knee, ankle}, 24, 14, d.hem, d.lower, LabelLower, LabelLegSkin)
		o.part(raster.Capsule{A: ankle.Add(raster.Pt{Y: 8}), B: o.at(nets.LeftFootIndex + s), RA: 13, RB: 11}, dollShoe, LabelShoes)
	}
	o.poly([]raster.Pt{{X: 148, Y: 280}, {X: 212, Y: 280}, {X: 218, Y: 330}, {X: 142, Y: 330}}, d.lower, LabelLower)
	o.part(raster.Capsule{A: raster.Pt{X: 180, Y: 110}, B: raster.Pt{X: 180, Y: 150}, RA: 15, RB: 18}, dollSkin, LabelSkin)
	o.poly([]raster.Pt{{X: 122, Y: 142}, {X: 165, Y: 136}, {X: 195, Y: 136}, {X: 238, Y: 142}, {X: 216, Y: 295}, {X: 144, Y: 295}}, d.upper, LabelUpper)
	for s := 0; s < 2; s++ {
		sh, el, wr := o.at(nets.LeftShoulder+s), o.at(nets.LeftElbow+s), o.at(nets.LeftWrist+s)
		o.limb([]raster.Pt{sh, el, wr, o.at(nets.LeftIndex + s)}, 15, 10, d.sleeve, d.upper, LabelUpper, LabelSkin)
	}
	o.part(raster.Capsule{A: raster.Pt{X: 180, Y: 66}, B: raster.Pt{X: 180, Y: 80}, RA: 36, RB: 34}, dollHair, LabelHair)
	o.part(raster.Capsule{A: raster.Pt{X: 180, Y: 78}, B: raster.Pt{X: 180, Y: 96}, RA: 26, RB: 23}, dollSkin, LabelSkin)
	o.finish()
	return o
}

// plainDress is what the doll wears where it does not matter.
var plainDress = dress{upper: dollBlue, lower: dollGreen, sleeve: .4, hem: .97}

// plainDoll is the doll in it with its analysis, which tests share: they must
// copy what they change.
var plainDoll = sync.OnceValues(func() (*doll, *Person) {
	o := newDoll(plainDress)
	p, err := AnalyzePerson(context.Background(), o, o.img, recipe.PersonEdit{})
	if err != nil {
		panic(err)
	}
	return o, p
})

// halve makes the doll half as large, which is large enough where joints count
// and not pixels.
func (o *doll) halve() *doll {
	b := o.img.Bounds()
	small, _ := raster.Shrink(o.img, b.Dx()/2, b.Dy()/2)
	o.img, o.mask = small.NRGBA(), o.mask.Area(b.Dx()/2, b.Dy()/2)
	o.pose.Mask = o.mask
	for i := range o.pose.Points {
		q := &o.pose.Points[i]
		q.X, q.Y, q.Z = q.X/2, q.Y/2, q.Z/2
	}
	for i := range o.people {
		d := &o.people[i]
		d.Hips, d.Reach = d.Hips.Mul(.5), d.Reach.Mul(.5)
		d.Box = nets.Box{X0: d.Box.X0 / 2, Y0: d.Box.Y0 / 2, X1: d.Box.X1 / 2, Y1: d.Box.Y1 / 2}
	}
	o.size = .5
	o.agree()
	return o
}

func (o *doll) at(i int) raster.Pt { return o.pose.Points[i].At() }

func (o *doll) joints() {
	put := func(i int, x, y float64) {
		o.pose.Points[i] = nets.Landmark{X: x, Y: y, Visibility: .99, Presence: 1}
	}
	for i := nets.Nose; i <= nets.MouthRight; i++ {
		put(i, 180, 85)
	}
	for s, dir := range []float64{1, -1} { // the person's left is at the right
		x := func(d float64) float64 { return 180 + dir*d }
		put(nets.LeftShoulder+s, x(52), 152)
		put(nets.LeftElbow+s, x(84), 225)
		put(nets.LeftWrist+s, x(104), 290)
		for _, i := range []int{nets.LeftIndex, nets.LeftPinky, nets.LeftThumb} {
			put(i+s, x(112), 318)
		}
		put(nets.LeftHip+s, x(26), 300)
		put(nets.LeftKnee+s, x(34), 415)
		put(nets.LeftAnkle+s, x(38), 525)
		put(nets.LeftHeel+s, x(37), 538)
		put(nets.LeftFootIndex+s, x(46), 552)
		o.pose.World[nets.LeftShoulder+s] = [3]float64{dir * .18, -.5, 0}
	}
	o.pose.Score = 1
	o.agree()
}

func (o *doll) set(x, y int, c color.NRGBA, label uint8) {
	o.img.SetNRGBA(x, y, c)
	o.truth[y*dollW+x] = label
}

func (o *doll) part(k raster.Capsule, c color.NRGBA, label uint8) {
	b := k.Bounds(dollW, dollH, 1)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if d, _, _ := k.At(float64(x), float64(y)); d < 1 {
				o.set(x, y, c, label)
			}
		}
	}
}

func (o *doll) poly(pts []raster.Pt, c color.NRGBA, label uint8) {
	for i, v := range raster.Polygon(dollW, dollH, pts, 0).Pix {
		if v > .5 {
			o.set(i%dollW, i/dollW, c, label)
		}
	}
}

// limb draws a chain of joints whose first share is clothed; joints after the
// third (the hand) are always bare.
func (o *doll) limb(p []raster.Pt, r0, r1, covered float64, cloth color.NRGBA, on, bare uint8) {
	a, b := p[1].Sub(p[0]).Len(), p[2].Sub(p[1]).Len()
	steps := int(a + b)
	place := func(t float64) raster.Pt {
		if t < a/(a+b) {
			return p[0].Lerp(p[1], t*(a+b)/a)
		}
		return p[1].Lerp(p[2], (t*(a+b)-a)/b)
	}
	if len(p) > 3 {
		o.part(raster.Capsule{A: p[2], B: p[3], RA: r1, RB: r1}, dollSkin, bare)
	}
	for i := steps; i >= 0; i-- {
		t := float64(i) / float64(steps)
		r := r0 + (r1-r0)*t
		k := raster.Capsule{A: place(t), B: place(t), RA: r, RB: r}
		if t <= covered {
			o.part(k, cloth, on)
		} else {
			o.part(k, dollSkin, bare)
		}
	}
}

// finish adds shading, so that no region is flat, and the masks.
func (o *doll) finish() {
	o.mask = raster.NewPlane(dollW, dollH)
	for i, l := range o.truth {
		x, y := i%dollW, i/dollW
		k := 1 + .06*float64((x*7+y*13)%11-5)/5
		px := o.img.Pix[4*i : 4*i+3]
		for c := range px {
			px[c] = uint8(raster.Clip(float64(px[c])*k, 0, 255))
		}
		if l != LabelBackground {
			o.mask.Pix[i] = 1
		}
	}
	o.mask = raster.Gaussian(o.mask, 2)
	o.pose.Mask = o.mask
}

// share is the part of the pixels with a label in truth that p labels alike.
func (o *doll) share(p *Person, label uint8) float64 {
	var all, hit int
	for i, l := range o.truth {
		if l != label {
			continue
		}
		all++
		got := p.Labels.Pix[i]
		if got == LabelFace {
			got = LabelSkin
		}
		if got == label {
			hit++
		}
	}
	return float64(hit) / float64(max(all, 1))
}

func (o *doll) People(context.Context, *image.NRGBA) ([]nets.Detection, error) { return o.people, nil }

func (o *doll) Pose(context.Context, *image.NRGBA, nets.Detection) (*nets.Pose, error) {
	p := o.pose
	return &p, nil
}

func (o *doll) SecondPose(_ context.Context, _ *image.NRGBA, _ nets.Box, _ ...nets.Box) (*nets.SecondPose, error) {
	p := o.second
	return &p, nil
}

func (o *doll) Hands(context.Context, *image.NRGBA, *nets.Pose) (left, right *nets.Hand, err error) {
	return nil, nil, nil
}

func (o *doll) Face(context.Context, *image.NRGBA, *nets.Pose) (*nets.Face, error) {
	if o.faceless {
		return nil, nil //nolint:nilnil // no face is an answer
	}
	return &nets.Face{Score: .9}, nil
}

func (o *doll) move(i int, x, y float64) { o.pose.Points[i].X, o.pose.Points[i].Y = x, y }

// agree lets the second network say the same as the first.
func (o *doll) agree() {
	for _, j := range moveJoints {
		p := o.pose.Points[j[1]]
		o.second.Points[j[0]] = nets.KeyPoint{X: p.X, Y: p.Y, Score: .9}
	}
}

// Mesh gives an oval for a face.
func (o *doll) Mesh(context.Context, *image.NRGBA, nets.Face) (*nets.Mesh, error) {
	m := &nets.Mesh{Sure: 1}
	for i := range m.Points {
		m.Points[i] = raster.Pt{X: 180, Y: 86}
	}
	m.Points[10], m.Points[152] = raster.Pt{X: 180, Y: 58}, raster.Pt{X: 180, Y: 116}
	oval := []raster.Pt{
		{X: 180, Y: 58},
		{X: 192, Y: 61},
		{X: 200, Y: 68},
		{X: 204, Y: 80},
		{X: 203, Y: 94},
		{X: 196, Y: 108},
		{X: 180, Y: 116},
		{X: 164, Y: 108},
		{X: 157, Y: 94},
		{X: 156, Y: 80},
		{X: 160, Y: 68},
		{X: 168, Y: 61},
	}
	for k, i := range nets.FaceOval {
		m.Points[i] = oval[k*len(oval)/len(nets.FaceOval)]
	}
	m.Points[10], m.Points[152] = oval[0], oval[6]
	m.Points[234], m.Points[454] = raster.Pt{X: 156, Y: 84}, raster.Pt{X: 204, Y: 84}
	if o.size > 0 {
		for i, q := range m.Points {
			m.Points[i] = q.Mul(o.size)
		}
	}
	return m, nil
}

func (o *doll) Salient(context.Context, *image.NRGBA) (*raster.Plane, error) {
	return o.mask.Clone(), nil
}
