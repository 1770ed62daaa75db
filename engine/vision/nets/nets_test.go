package nets

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"
	"testing"

	"lookbook/engine"
)

// sideBySide puts pictures next to each other on gray.
func sideBySide(pictures ...*image.NRGBA) *image.NRGBA {
	w, h := 0, 0
	for _, p := range pictures {
		w, h = w+p.Rect.Dx(), max(h, p.Rect.Dy())
	}
	out := gray(w, h)
	x := 0
	for _, p := range pictures {
		at := image.Rect(x, h-p.Rect.Dy(), x+p.Rect.Dx(), h)
		draw.Draw(out, at, p, p.Rect.Min, draw.Src)
		x += p.Rect.Dx()
	}
	return out
}

func gray(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{180, 180, 180, 255}), image.Point{}, draw.Src)
	return m
}

// scaled is the picture in another size.
func scaled(img *image.NRGBA, w, h int) *image.NRGBA {
	p := resize(img, w, h, triangle)
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		for c := range 3 {
			out.Pix[4*i+c] = uint8(p.v[3*i+c] + 0.5)
		}
		out.Pix[4*i+3] = 255
	}
	return out
}

func TestSeveralPeopleLargestFirst(t *testing.T) {
	s := openSet(t)
	woman := loadPicture(t, "testdata/reference/woman.png")
	small := scaled(woman, 384, 576)
	img := sideBySide(small, woman, small)
	people, err := s.People(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	if len(people) != 3 {
		t.Fatalf("%d people found, 3 are there", len(people))
	}
	if c := people[0].Hips.X; c < 384 || c > 384+512 {
		t.Errorf("the first one stands at x=%.0f and is not the largest", c)
	}
	for i, d := range people {
		checkOneOf(t, s, img, people, i, d)
	}
}

// checkOneOf looks at one person of a group: skeleton inside its own part of
// the picture, the second opinion agrees, and the face is its own.
func checkOneOf(t *testing.T, s *Set, img *image.NRGBA, people []Detection, i int, d Detection) {
	t.Helper()
	p, err := s.Pose(t.Context(), img, d)
	if err != nil {
		t.Fatal(err)
	}
	var others []Box
	for j, o := range people {
		if j != i {
			others = append(others, o.Body())
		}
	}
	m, err := s.SecondPose(t.Context(), img, p.Box(), others...)
	if err != nil {
		t.Fatal(err)
	}
	if a := Agreement(p, m); a < 0.8 {
		t.Errorf("person %d: agreement %.2f", i, a)
	}
	f, err := s.Face(t.Context(), img, p)
	if err != nil || f == nil {
		t.Fatalf("person %d: face %v, %v", i, f, err)
	}
	if nose := p.Points[Nose].At(); !f.Box.Has(nose) {
		t.Errorf("person %d: nose %v outside the face %v", i, nose, f.Box)
	}
}

func TestNobody(t *testing.T) {
	s := openSet(t)
	img := gray(300, 400)
	people, err := s.People(t.Context(), img)
	if err != nil || len(people) != 0 {
		t.Errorf("%v, %v", people, err)
	}
	faces, err := s.Faces(t.Context(), img)
	if err != nil || len(faces) != 0 {
		t.Errorf("%v, %v", faces, err)
	}
}

// TestOddPictures runs every network on pictures that no photographer made:
// it may find nothing, but it answers.
func TestOddPictures(t *testing.T) {
	s := openSet(t)
	d := Detection{Hips: Point{X: 5, Y: 5}, Reach: Point{X: 5, Y: 1}}
	p := &Pose{}
	for i := range p.Points {
		p.Points[i] = Landmark{X: float64(i), Y: float64(40 - i), Visibility: 1}
	}
	f := &Face{Box: Box{0, 0, 3, 3}, Points: [FacePoints]Point{{X: 1, Y: 1}, {X: 2, Y: 1}}}
	for _, img := range []*image.NRGBA{gray(1, 1), gray(2, 900), gray(33, 17)} {
		for _, n := range networkCalls(s, d, p, f) {
			if err := n.run(t.Context(), img); err != nil {
				t.Errorf("%s on %v: %v", n.name, img.Rect, err)
			}
		}
	}
}

func TestEmptyPicturesAndCancelAreFaults(t *testing.T) {
	s := openSet(t)
	woman := loadPicture(t, "testdata/reference/woman.png")
	d := Detection{Hips: Point{X: 250, Y: 400}, Reach: Point{X: 250, Y: 50}}
	p := &Pose{}
	for i := range p.Points {
		p.Points[i] = Landmark{X: 250 + float64(i), Y: 100 + 5*float64(i), Visibility: 1}
	}
	f := &Face{Box: Box{200, 50, 300, 150}, Points: [FacePoints]Point{{X: 230, Y: 90}, {X: 270, Y: 90}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, n := range networkCalls(s, d, p, f) {
		if err := n.run(ctx, woman); !errors.Is(err, engine.ErrCancelled) {
			t.Errorf("%s: got %v, want cancelled", n.name, err)
		}
		if err := n.run(t.Context(), image.NewNRGBA(image.Rectangle{})); !errors.Is(err, engine.ErrBadPicture) {
			t.Errorf("%s: got %v, want a bad picture", n.name, err)
		}
	}
}

// TestPartOfAPicture hands in a picture whose corner is not (0, 0).
func TestPartOfAPicture(t *testing.T) {
	s := openSet(t)
	woman := loadPicture(t, "testdata/reference/woman.png")
	frame := sideBySide(gray(100, 768), woman, gray(50, 768))
	part := frame.SubImage(image.Rect(100, 0, 612, 768)).(*image.NRGBA) // it is one
	whole, err := s.People(t.Context(), woman)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := s.People(t.Context(), part)
	if err != nil {
		t.Fatal(err)
	}
	if len(whole) != 1 || len(cut) != 1 || whole[0] != cut[0] {
		t.Fatalf("%+v, %+v", whole, cut)
	}
	a, err := s.Pose(t.Context(), woman, whole[0])
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Pose(t.Context(), part, whole[0])
	if err != nil {
		t.Fatal(err)
	}
	if a.Points != b.Points {
		t.Error("the skeleton depends on where the pixels lie in memory")
	}
}

func TestMissingHandsAndFoldedPoses(t *testing.T) {
	var p Pose
	if _, ok := p.HandROI(true); ok {
		t.Error("a pose without points has a hand")
	}
	if a := Agreement(&p, &SecondPose{}); a != 0 {
		t.Errorf("agreement of nothing is %g", a)
	}
	p.Points[LeftWrist] = Landmark{X: math.NaN(), Visibility: 1}
	if r, ok := p.HandROI(true); ok {
		t.Errorf("a hand at no place: %+v", r)
	}
}

func TestClassTable(t *testing.T) {
	classes := imageNetClasses()
	if len(classes) != featureClasses {
		t.Fatalf("%d classes", len(classes))
	}
	for i, want := range map[int]imageNetClass{
		608: {"jean", GroupClothing}, 748: {"purse", GroupBag}, 770: {"running shoe", GroupShoes},
		837: {"sunglasses", GroupAccessory}, 982: {"groom", GroupPerson}, 0: {"tench", GroupOther},
	} {
		if classes[i] != want {
			t.Errorf("class %d is %v, want %v", i, classes[i], want)
		}
	}
	for i, c := range classes {
		if c.group < 0 || c.group >= groupCount || c.name == "" {
			t.Errorf("class %d: %v", i, c)
		}
	}
}

func TestBestGroup(t *testing.T) {
	f := Features{}
	f.Groups[GroupShoes], f.Groups[GroupOther] = 0.7, 0.3
	if g, p := f.Best(); g != GroupShoes || p != 0.7 {
		t.Errorf("got %v %g", g, p)
	}
}

// TestUsedFromSeveralGoroutines loads and runs networks at the same time.
func TestUsedFromSeveralGoroutines(t *testing.T) {
	s := openSet(t)
	img := loadPicture(t, "testdata/reference/woman.png")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			people, err := s.People(t.Context(), img)
			if err != nil || len(people) != 1 {
				t.Errorf("%v, %v", people, err)
			}
		})
		wg.Go(func() {
			if _, err := s.Selfie(t.Context(), img); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
