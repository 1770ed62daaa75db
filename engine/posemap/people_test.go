package posemap

import (
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// TestOf: sides are the person's, the neck lies between the shoulders, and what
// is unsure or outside the picture is left out.
func TestOf(t *testing.T) {
	p := &vision.Person{W: 100, H: 200}
	set := func(i int, x, y, sure float64) {
		p.Skeleton.Points[i] = vision.Landmark{Pt: raster.Pt{X: x, Y: y}, Visibility: sure}
	}
	set(11, 60, 40, 0.9)   // left shoulder, on the right of the picture
	set(12, 40, 44, 0.8)   // right shoulder
	set(14, 30, 80, 0.2)   // right elbow, unsure
	set(28, 45, 230, 0.99) // right ankle, below the picture
	p.Hands[1] = make([]raster.Pt, 21)
	for i := range p.Hands[1] {
		p.Hands[1][i] = raster.Pt{X: 70, Y: 100 + float64(i)}
	}
	got := Of(p)
	for i, want := range map[int]Point{
		1: {0.5, 0.21, true}, 2: {0.4, 0.22, true}, 5: {0.6, 0.2, true},
	} {
		if got.Body[i] != want {
			t.Errorf("joint %d is %+v, want %+v", i, got.Body[i], want)
		}
	}
	if got.Body[3].Seen || got.Body[10].Seen {
		t.Error("unsure joints count")
	}
	if len(got.Hands) != 1 || len(got.Hands[0]) != 21 || !got.Hands[0][20].Seen || got.Face != nil {
		t.Errorf("%d hands, %d points of a face", len(got.Hands), len(got.Face))
	}
	p.Face = vision.Face{Found: true, Mesh: make([]raster.Pt, 468)}
	if n := len(Of(p).Face); n != 68 {
		t.Errorf("%d points of a face", n)
	}
}
