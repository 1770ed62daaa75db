package posemap

import (
	"encoding/json"
	"image"
	"image/png"
	"os"
	"testing"
)

// reference reads the keypoints that the reference was drawn from.
func reference(t testing.TB) Pose {
	t.Helper()
	var k struct {
		Bodies struct {
			Candidate [][2]float64 `json:"candidate"`
			Subset    [][]float64  `json:"subset"`
		} `json:"bodies"`
		Hands [][][2]float64 `json:"hands"`
		Faces [][][2]float64 `json:"faces"`
	}
	b, err := os.ReadFile("testdata/pose_keypoints.json")
	if err == nil {
		err = json.Unmarshal(b, &k)
	}
	if err != nil {
		t.Fatal(err)
	}
	points := func(list [][2]float64) (out []Point) {
		for _, q := range list {
			out = append(out, Point{X: q[0], Y: q[1], Seen: q[0] >= 0})
		}
		return out
	}
	var p Pose
	for i, q := range points(k.Bodies.Candidate) {
		q.Seen = k.Bodies.Subset[0][i] >= 0
		p.Body[i] = q
	}
	for _, h := range k.Hands {
		p.Hands = append(p.Hands, points(h))
	}
	p.Face = points(k.Faces[0])
	return p
}

// TestDraw compares with the drawing of the reference, pixel by pixel.
func TestDraw(t *testing.T) {
	f, err := os.Open("testdata/pose_gray_384x512.png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	want, got := m.(*image.Gray), Draw(reference(t), 384, 512)
	other := 0
	for i, v := range want.Pix {
		if got.Pix[i] != v {
			other++
			if other < 10 {
				t.Logf("%d,%d: %d, want %d", i%384, i/384, got.Pix[i], v)
			}
		}
	}
	if other > 0 {
		t.Errorf("%d pixels differ", other)
	}
}

// TestNobodyAndOutside: nobody leaves the map black; poses outside the picture
// do not break it.
func TestNobodyAndOutside(t *testing.T) {
	for _, v := range Draw(Pose{}, 40, 30).Pix {
		if v != 0 {
			t.Fatal("something was drawn")
		}
	}
	p := reference(t)
	for _, by := range []float64{-3, 0.7, 5} {
		q := p
		for i := range q.Body {
			q.Body[i].X += by
			q.Body[i].Y -= by
		}
		Draw(q, 64, 48)
		Draw(q, 1, 1)
	}
}
