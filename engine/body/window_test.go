package body

import (
	"image"
	"testing"
)

func TestWindowShowsThePictureThatDrawShows(t *testing.T) {
	f := standing(t, .2, nil)
	whole := f.Draw(f.W, f.H)
	box := f.Extent(LeftForearm, RightHand).Inset(-3).Intersect(image.Rect(0, 0, f.W, f.H))
	d := f.Window(box, 1)
	differ := 0
	for y := range d.H {
		for x := range d.W {
			if d.Part(y*d.W+x) != whole.Part((box.Min.Y+y)*f.W+box.Min.X+x) {
				differ++
			}
		}
	}
	if differ > d.W*d.H/200 {
		t.Errorf("%d of %d pixels differ from the whole picture", differ, d.W*d.H)
	}
}

func TestWindowOfAPartShowsOnlyItsOutside(t *testing.T) {
	f := standing(t, 0, nil)
	box := f.Extent(Torso)
	d := f.Window(box, 2, Torso)
	if d.W != 2*box.Dx() || d.H != 2*box.Dy() {
		t.Fatalf("%d×%d pixels of a box %v at scale 2", d.W, d.H, box)
	}
	n, seen := d.Normals(), 0
	for i := range d.Triangle {
		if p := d.Part(i); p == NoPart {
			continue
		} else if p != Torso {
			t.Fatalf("part %d in a window of the torso", p)
		}
		seen++
		if n[3*i+2] < -.3 {
			t.Fatalf("pixel %d shows the inner side: normal %v", i, n[3*i:3*i+3])
		}
	}
	if seen < d.W*d.H/3 {
		t.Errorf("the torso covers %d of %d pixels", seen, d.W*d.H)
	}
}

func TestExtentOfNothingIsEmpty(t *testing.T) {
	f := standing(t, 0, nil)
	all, hand := f.Extent(), f.Extent(LeftHand)
	if !hand.In(all) || hand.Empty() {
		t.Errorf("hand %v, body %v", hand, all)
	}
}

func BenchmarkWindow(b *testing.B) {
	f := standing(b, 0, nil)
	box := f.Extent()
	for b.Loop() {
		f.Window(box, 1)
	}
}
