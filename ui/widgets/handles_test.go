package widgets_test

import (
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lookbook/ui/widgets"
)

// told is what a stage said of its handles.
type told struct {
	name  string
	x, y  float64
	group string
	held  bool
}

// points is a stage of a picture of 800 x 600 at half its size, with two dots
// and a bar.
func points(t *testing.T) (*widgets.Stage, *[]told) {
	s, _ := newStage(t)
	s.SetPictures(widgets.Pictures{After: pyramid(800, 600)})
	list := &[]told{}
	s.OnHandle = func(name string, x, y float64, movement string, held bool) {
		*list = append(*list, told{name, x, y, movement, held})
	}
	s.SetHandles(dots())
	return s, list
}

func dots() widgets.Handles {
	return widgets.Handles{
		List: []widgets.Handle{
			{Name: "elbow", Label: "Left elbow", X: 200, Y: 200},
			{Name: "wrist", Label: "Left wrist", X: 300, Y: 200},
			{Name: "waist", Label: "Waistband", X: 400, Y: 400, Bar: 100},
		},
		Links: [][2]int{{0, 1}},
	}
}

// drag presses at a place, moves the pointer in two steps and lets go.
func drag(s *widgets.Stage, from, to fyne.Position) {
	s.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: from}})
	half := fyne.NewPos((from.X+to.X)/2, (from.Y+to.Y)/2)
	for i, at := range []fyne.Position{half, to} {
		before := []fyne.Position{from, half}[i]
		d := fyne.NewDelta(at.X-before.X, at.Y-before.Y)
		s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: d})
	}
	s.DragEnd()
}

func TestAHandleFollowsThePointer(t *testing.T) {
	s, list := points(t)
	view := s.View()
	drag(s, fyne.NewPos(103, 98), fyne.NewPos(143, 118))
	if len(*list) != 3 || (*list)[0].held != true || (*list)[2].held != false {
		t.Fatalf("%+v", *list)
	}
	last := (*list)[2]
	if last.name != "elbow" || math.Hypot(last.x-280, last.y-240) > 1e-3 || last.group != (*list)[0].group {
		t.Errorf("the hold slipped: %+v", last)
	}
	if s.View() != view || s.Chosen() != "elbow" || !s.Handles().List[0].Moved {
		t.Errorf("chosen %q, view %+v", s.Chosen(), s.View())
	}
	drag(s, fyne.NewPos(143, 118), fyne.NewPos(150, 118))
	if next := (*list)[len(*list)-1]; next.group == last.group {
		t.Error("two drags are one movement")
	}
	*list = nil
	drag(s, fyne.NewPos(30, 30), fyne.NewPos(60, 60))
	if len(*list) != 0 || s.View() == view {
		t.Error("beside the handles the picture does not move")
	}
}

func TestABarMovesUpAndDownInsideThePicture(t *testing.T) {
	s, list := points(t)
	drag(s, fyne.NewPos(235, 203), fyne.NewPos(300, 503))
	last := (*list)[len(*list)-1]
	if last.name != "waist" || last.x != 400 || last.y != 600 {
		t.Errorf("%+v", last)
	}
	s.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(150, 100)}})
	if s.Cursor() != desktop.PointerCursor {
		t.Error("a dot does not look movable")
	}
	s.MouseOut()
}

func TestKeysMoveTheChosenHandle(t *testing.T) {
	s, list := points(t)
	reset := ""
	s.OnReset = func(name string) { reset = name }
	s.FocusGained()
	if s.Chosen() != "elbow" || s.Disabled() {
		t.Fatalf("chosen %q", s.Chosen())
	}
	key := func(name fyne.KeyName) { s.TypedKey(&fyne.KeyEvent{Name: name}) }
	key(fyne.KeyTab)
	key(fyne.KeyRight)
	s.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(fyne.KeyDown)
	key(fyne.KeyTab) // back
	s.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(fyne.KeyDelete)
	want := []told{{"wrist", 301, 200, "keys wrist", false}, {"wrist", 301, 210, "keys wrist", false}}
	if len(*list) != 2 || (*list)[0] != want[0] || (*list)[1] != want[1] || reset != "elbow" {
		t.Errorf("%+v, reset %q", *list, reset)
	}
	s.Choose("waist")
	key(fyne.KeyTab) // behind the last handle the focus goes on
	s.FocusLost()
	s.SetHandles(widgets.Handles{})
	if !s.Disabled() || s.AcceptsTab() || s.Chosen() != "" {
		t.Error("a stage without handles takes the focus")
	}
}

// TestAHeldHandleIsNotTornAway: the page answers each movement with new handles.
func TestAHeldHandleIsNotTornAway(t *testing.T) {
	s, _ := points(t)
	s.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 100)}})
	s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(120, 100)}, Dragged: fyne.NewDelta(20, 0)})
	s.SetHandles(dots())
	if at := s.Handles().List[0]; at.X != 240 || s.Chosen() != "elbow" {
		t.Errorf("%+v, chosen %q", at, s.Chosen())
	}
	s.DragEnd()
	s.SetHandles(dots())
	if at := s.Handles().List[0]; at.X != 200 {
		t.Errorf("%+v", at)
	}
}

func TestTheChosenHandleSaysItsName(t *testing.T) {
	s, _ := points(t)
	test.TapAt(s, fyne.NewPos(152, 101))
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if markup := test.RenderToMarkup(c); !strings.Contains(markup, "Left wrist") || strings.Contains(markup, "Left elbow") {
		t.Error("the wrist has no label, or another point has")
	}
}

func TestSliderAndNumberSpeakWhenMeant(t *testing.T) {
	var got []float64
	s := widgets.NewSlider(0.5, 2, 0.05, func(x float64, _ bool) { got = append(got, x) })
	show(t, s, fyne.NewSize(300, 40))
	s.Put(1.15)
	if len(got) != 0 || s.Value < 1.14 {
		t.Errorf("put spoke: %v, value %v", got, s.Value)
	}
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if len(got) == 0 || got[len(got)-1] != 1.2 {
		t.Errorf("key gives %v", got)
	}
	var said []float64
	n := widgets.NewNumber(1, 300, func(x float64) { said = append(said, x) })
	show(t, n, fyne.NewSize(200, 40))
	n.Put(48)
	for _, text := range []string{"62,5", "62.5", "tall", "900", "", "7"} {
		n.SetText(text)
		n.FocusLost()
	}
	if len(said) != 3 || said[0] != 62.5 || said[1] != 0 || said[2] != 7 || n.Text != "7" {
		t.Errorf("said %v, shows %q", said, n.Text)
	}
}
