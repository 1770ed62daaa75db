package widgets_test

import (
	"image"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lookbook/ui/look"
	"lookbook/ui/pixels"
	"lookbook/ui/widgets"
)

// show puts an object into a window of the test driver in the light look.
func show(t *testing.T, o fyne.CanvasObject, size fyne.Size) fyne.Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(&look.Theme{Variant: "light"})
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(size)
	return w
}

func pyramid(w, h int) *pixels.Pyramid {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 251)
	}
	return pixels.NewPyramid(img, pixels.MaxSide)
}

func newStage(t *testing.T) (*widgets.Stage, *[]pixels.Ask) {
	s := widgets.NewStage()
	asks := &[]pixels.Ask{}
	s.OnAsk = func(a pixels.Ask) { *asks = append(*asks, a) }
	show(t, s, fyne.NewSize(400, 300))
	return s, asks
}

func TestStageFitsAndAsksForItsViewport(t *testing.T) {
	s, asks := newStage(t)
	s.SetPictures(widgets.Pictures{After: pyramid(800, 300)})
	last := (*asks)[len(*asks)-1]
	if last.View.Zoom != 0.5 || last.W != 400 || last.H != 300 {
		t.Errorf("asked for %+v", last)
	}
	s.SetFrame(last.Paint())
}

func TestWheelZoomsAtThePointer(t *testing.T) {
	s, _ := newStage(t)
	s.SetPictures(widgets.Pictures{After: pyramid(800, 600)})
	at := fyne.NewPos(100, 80)
	bx, by := s.View().ToPicture(100, 80, 400, 300)
	percent := 0.0
	s.OnZoom = func(p float64) { percent = p }
	for range 5 {
		s.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.NewDelta(0, 10)})
	}
	ax, ay := s.View().ToPicture(100, 80, 400, 300)
	if math.Hypot(ax-bx, ay-by) > 1e-6 || s.View().Zoom <= 0.5 || percent != s.View().Zoom*100 {
		t.Errorf("view %+v, percent %v", s.View(), percent)
	}
	s.ZoomTo(1)
	if s.View().Zoom != 1 {
		t.Errorf("1:1 gives %v", s.View().Zoom)
	}
	s.Fit()
	if s.View().Zoom != 0.5 {
		t.Errorf("fit gives %v", s.View().Zoom)
	}
}

func TestDragMovesDividerOrPicture(t *testing.T) {
	s, _ := newStage(t)
	s.SetPictures(widgets.Pictures{Before: pyramid(800, 600), After: pyramid(800, 600)})
	drag := func(x, y, dx, dy float32) {
		s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Dragged: fyne.NewDelta(dx, dy)})
	}
	before := s.View()
	drag(203, 100, 3, 0)
	drag(300, 100, 97, 0)
	s.DragEnd()
	if s.Split() != 0.75 || s.View() != before {
		t.Errorf("divider at %v, view %+v", s.Split(), s.View())
	}
	drag(60, 60, 10, 10)
	s.DragEnd()
	if s.Split() != 0.75 || s.View() == before {
		t.Errorf("the picture did not move: %+v", s.View())
	}
	s.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 10)}})
	drag(-50, 10, -350, 0)
	s.DragEnd()
	if s.Split() != 0 {
		t.Errorf("divider left the stage: %v", s.Split())
	}
}

func TestViewStaysForAResultOfTheSameSize(t *testing.T) {
	s, _ := newStage(t)
	s.SetPictures(widgets.Pictures{After: pyramid(800, 600)})
	s.ZoomTo(3)
	s.SetPictures(widgets.Pictures{After: pyramid(800, 600)})
	if s.View().Zoom != 3 {
		t.Error("another result at the same size lost the spot that is compared")
	}
	s.SetPictures(widgets.Pictures{After: pyramid(400, 600)})
	if s.View().Zoom != 0.5 {
		t.Errorf("another picture is shown at %v", s.View().Zoom)
	}
}

func TestFramesOfOtherPicturesAreDropped(t *testing.T) {
	s, asks := newStage(t)
	s.SetPictures(widgets.Pictures{After: pyramid(800, 600)})
	old := (*asks)[len(*asks)-1].Paint()
	s.SetPictures(widgets.Pictures{After: pyramid(640, 480)})
	s.SetFrame(old)
	img := s.Shown()
	if img != nil {
		t.Error("the frame of a picture that is gone was shown")
	}
}

func TestClickChoosesTheSmallestBox(t *testing.T) {
	s, _ := newStage(t)
	picked := -1
	s.OnPick = func(i int) { picked = i }
	s.SetPictures(widgets.Pictures{
		After: pyramid(400, 300),
		Boxes: [][4]float64{{0, 0, 400, 300}, {100, 100, 200, 200}},
	})
	test.TapAt(s, fyne.NewPos(150, 150))
	if picked != 1 {
		t.Errorf("picked %d", picked)
	}
	test.TapAt(s, fyne.NewPos(20, 20))
	if picked != 0 {
		t.Errorf("picked %d", picked)
	}
}

func TestSides(t *testing.T) {
	s, asks := newStage(t)
	s.SetPictures(widgets.Pictures{Before: pyramid(40, 30), After: pyramid(40, 30), LabelBefore: "Before", LabelAfter: "After"})
	s.SetFrame((*asks)[len(*asks)-1].Paint())
	for _, side := range []widgets.Side{widgets.OnlyBefore, widgets.OnlyAfter, widgets.Divided} {
		s.SetSide(side)
		if s.Side() != side {
			t.Errorf("side %v", s.Side())
		}
	}
	s.PanBy(0.5, 0)
	if s.View().X <= 20 {
		t.Errorf("panned to %+v", s.View())
	}
	s.Cursor()
	s.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(200, 5)}})
	if s.Cursor() != desktop.HResizeCursor {
		t.Error("the divider does not look movable")
	}
}
