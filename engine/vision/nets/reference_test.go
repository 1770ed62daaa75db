package nets

import (
	"context"
	"encoding/json"
	"image"
	"image/draw"
	_ "image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/engine/raster"
)

// reference is what assets/make/networks/reference.py wrote about a picture.
type reference struct {
	Detection struct {
		Score       float64
		Hips, Reach [2]float64
	}
	Pose struct {
		Score  float64
		ROI    [4]float64             // x y size angle
		Points [PosePoints][5]float64 // x y z visibility presence
		World  [PosePoints][3]float64
		Mask   []float32
	}
	MoveNet [MovePoints][3]float64
	Hands   map[string]struct {
		Presence, Right float64
		Points          [HandPoints][2]float64
	}
	Face struct {
		Score        float64
		Center, Size [2]float64
		Points       [FacePoints][2]float64
	}
	Mesh struct {
		Sure   float64
		Points [MeshPoints][2]float64
	}
	Selfie, Salient []float32
	Features        struct {
		Top       [][2]float64
		Embedding []float64
	}
}

// How far from the reference an answer may be. The pictures are PNG: the
// rounding of JPEG libraries alone moves MoveNet's points by two pixels.
const (
	pixelTolerance = 1.0
	probTolerance  = 0.02
	maskTolerance  = 0.01
)

func openSet(tb testing.TB) *Set {
	tb.Helper()
	s, err := Open(context.Background(), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func loadPicture(tb testing.TB, path string) *image.NRGBA {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	m, _, err := image.Decode(f)
	if err != nil {
		tb.Fatal(err)
	}
	n := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(n, n.Bounds(), m, m.Bounds().Min, draw.Src)
	return n
}

func loadReference(tb testing.TB, path string) (r reference) {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		tb.Fatal(err)
	}
	return r
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.3f, want %.3f ± %g", what, got, want, tolerance)
	}
}

// pointsNear compares lists of positions and logs how far apart they are.
func pointsNear(t *testing.T, what string, n int, got func(int) Point, want func(int) [2]float64, tolerance float64) {
	t.Helper()
	var worst, sum float64
	for i := range n {
		g, w := got(i), want(i)
		d := math.Hypot(g.X-w[0], g.Y-w[1])
		worst, sum = math.Max(worst, d), sum+d
	}
	t.Logf("%s: mean %.3f px, worst %.3f px", what, sum/float64(n), worst)
	if !(worst <= tolerance) {
		t.Errorf("%s: a point is %.2f px off", what, worst)
	}
}

func planeNear(t *testing.T, what string, got *raster.Plane, want []float32) {
	t.Helper()
	small := got.Area(32, 48)
	var sum float64
	for i, v := range small.Pix {
		sum += math.Abs(float64(v - want[i]))
	}
	sum /= float64(len(want))
	t.Logf("%s: mean difference %.5f", what, sum)
	if !(sum < maskTolerance) {
		t.Errorf("%s: mean difference %.4f", what, sum)
	}
}

// TestReference compares every network with the reference implementation on
// each picture of testdata/reference.
func TestReference(t *testing.T) {
	files, err := filepath.Glob("testdata/reference/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no reference: %v", err)
	}
	s := openSet(t)
	for _, f := range files {
		base := strings.TrimSuffix(f, ".json")
		t.Run(filepath.Base(base), func(t *testing.T) {
			comparison{s, loadPicture(t, base+".png"), loadReference(t, f)}.all(t)
		})
	}
}

type comparison struct {
	set  *Set
	img  *image.NRGBA
	want reference
}

// all compares stage by stage, each on the reference's own crop: the networks
// react to a crop that is half a pixel elsewhere by moving hidden joints by
// many pixels.
func (c comparison) all(t *testing.T) {
	c.detection(t)
	c.pose(t)
	pose := c.referencePose()
	c.moveNet(t, pose)
	c.hands(t, pose)
	c.face(t, pose)
	c.planes(t)
	c.features(t)
}

func (c comparison) detection(t *testing.T) {
	people, err := c.set.People(t.Context(), c.img)
	if err != nil {
		t.Fatal(err)
	}
	if len(people) != 1 {
		t.Fatalf("%d people found, the picture shows one", len(people))
	}
	near(t, "detection", people[0].Score, c.want.Detection.Score, probTolerance)
	both := []Point{people[0].Hips, people[0].Reach}
	ref := [][2]float64{c.want.Detection.Hips, c.want.Detection.Reach}
	pointsNear(t, "detection", 2, func(i int) Point { return both[i] }, func(i int) [2]float64 { return ref[i] }, 2*pixelTolerance)
	whole, err := c.set.Pose(t.Context(), c.img, people[0])
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range whole.Points {
		want := c.want.Pose.Points[i]
		if d := math.Hypot(l.X-want[0], l.Y-want[1]); want[3] > 0.5 && d > 5*pixelTolerance {
			t.Errorf("%s is %.1f px off after two passes", PoseNames[i], d)
		}
	}
}

func (c comparison) pose(t *testing.T) {
	n, err := c.set.poseLandmark.get(c.set.rt, NewPoseLandmark)
	if err != nil {
		t.Fatal(err)
	}
	want := c.want.Pose
	roi := ROI{Center: Point{X: want.ROI[0], Y: want.ROI[1]}, Size: want.ROI[2], Angle: want.ROI[3]}
	p, mask, _, err := n.pass(t.Context(), c.img, roi)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "pose score", p.Score, want.Score, probTolerance)
	at := func(i int) Point { return p.Points[i].At() }
	pointsNear(t, "pose", PosePoints, at, func(i int) [2]float64 { return [2]float64(want.Points[i][:2]) }, pixelTolerance)
	for i, l := range p.Points {
		near(t, PoseNames[i]+" z", l.Z, want.Points[i][2], 3*pixelTolerance)
		near(t, PoseNames[i]+" visibility", l.Visibility, want.Points[i][3], probTolerance)
		near(t, PoseNames[i]+" presence", l.Presence, want.Points[i][4], probTolerance)
		for a := range 3 {
			near(t, PoseNames[i]+" world", p.World[i][a], want.World[i][a], 0.005)
		}
	}
	b := c.img.Bounds()
	planeNear(t, "pose mask", paste(mask, poseSize, roi.toPicture(poseSize), b.Dx(), b.Dy()), want.Mask)
}

// referencePose is the reference's skeleton without its mask.
func (c comparison) referencePose() *Pose {
	var p Pose
	for i, v := range c.want.Pose.Points {
		p.Points[i] = Landmark{X: v[0], Y: v[1], Z: v[2], Visibility: v[3], Presence: v[4]}
	}
	return &p
}

func (c comparison) moveNet(t *testing.T, p *Pose) {
	m, err := c.set.SecondPose(t.Context(), c.img, p.Box())
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range m.Points {
		near(t, "MoveNet score", k.Score, c.want.MoveNet[i][2], 3*probTolerance)
		if k.Score > moveSeen {
			near(t, "MoveNet x", k.X, c.want.MoveNet[i][0], pixelTolerance)
			near(t, "MoveNet y", k.Y, c.want.MoveNet[i][1], pixelTolerance)
		}
	}
	t.Logf("agreement %.2f", Agreement(p, m))
}

func (c comparison) hands(t *testing.T, p *Pose) {
	left, right, err := c.set.Hands(t.Context(), c.img, p)
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]*Hand{"left": left, "right": right} {
		want := c.want.Hands[name]
		if h == nil {
			if want.Presence > handPresence+probTolerance {
				t.Errorf("%s hand not seen, presence %.2f in the reference", name, want.Presence)
			}
			continue
		}
		near(t, name+" hand", h.Presence, want.Presence, 2*probTolerance)
		near(t, name+" hand is right", h.Right, want.Right, 5*probTolerance)
		pointsNear(t, name+" hand", HandPoints, func(i int) Point { return h.Points[i] }, func(i int) [2]float64 { return want.Points[i] }, pixelTolerance)
	}
}

func (c comparison) face(t *testing.T, p *Pose) {
	want := c.want.Face
	f, err := c.set.Face(t.Context(), c.img, p)
	if err != nil {
		t.Fatal(err)
	}
	if f == nil {
		if want.Score > faceThreshold {
			t.Error("no face found")
		}
		return
	}
	near(t, "face", f.Score, want.Score, 2*probTolerance)
	pointsNear(t, "face", FacePoints, func(i int) Point { return f.Points[i] }, func(i int) [2]float64 { return want.Points[i] }, pixelTolerance)
	m, err := c.set.Mesh(t.Context(), c.img, *f)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mesh", m.Sure, c.want.Mesh.Sure, 2*probTolerance)
	pointsNear(t, "mesh", MeshPoints, func(i int) Point { return m.Points[i] }, func(i int) [2]float64 { return c.want.Mesh.Points[i] }, pixelTolerance)
}

func (c comparison) planes(t *testing.T) {
	selfie, err := c.set.Selfie(t.Context(), c.img)
	if err != nil {
		t.Fatal(err)
	}
	planeNear(t, "selfie", selfie, c.want.Selfie)
	salient, err := c.set.Salient(t.Context(), c.img)
	if err != nil {
		t.Fatal(err)
	}
	planeNear(t, "salient", salient, c.want.Salient)
}

func (c comparison) features(t *testing.T) {
	f, err := c.set.Features(t.Context(), c.img)
	if err != nil {
		t.Fatal(err)
	}
	var dot float64
	for i, v := range f.Embedding {
		dot += float64(v) * c.want.Features.Embedding[i]
	}
	near(t, "embedding", dot, 1, 0.01)
	if f.Top[0].Index != int(c.want.Features.Top[0][0]) {
		t.Errorf("best class is %v, want %v", f.Top[0], c.want.Features.Top[0])
	}
	near(t, "best class", f.Top[0].P, c.want.Features.Top[0][1], 2*probTolerance)
	t.Logf("%v %v", f.Top[0], f.Groups)
}
