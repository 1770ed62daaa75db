package widgets

import (
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Handle is a point on the stage's picture that can be dragged, or moved with
// the arrow keys while it is chosen.
type Handle struct {
	// Name tells handles apart, Label is shown beside the chosen one.
	Name, Label string
	// X, Y in pixels of the picture.
	X, Y float64
	// Bar is half the length of a horizontal bar, in pixels of the picture: such
	// a handle moves up and down only. 0 is a dot.
	Bar float64
	// Moved marks a point that is not where it was seen, Faint one that is a
	// guess.
	Moved, Faint bool
}

// Handles are the points on a stage and the lines between them.
type Handles struct {
	List []Handle
	// Links are pairs of positions in List.
	Links [][2]int
}

// grip is how near a handle, in units of size, a pointer takes hold of it.
const grip = 14

// held is what a stage knows of its handles.
type held struct {
	handles Handles
	chosen  int // position, -1 none
	over    int // under the pointer, -1 none
	// drag counts drags, so that each is a movement of its own.
	drag           int
	moving         bool
	offsetX, offsY float64
	// coarse is true while Shift is held.
	coarse, focused bool
}

// SetHandles shows other handles. The one that was chosen stays chosen, and
// one that is being dragged stays where the pointer has it.
func (s *Stage) SetHandles(h Handles) {
	name := ""
	var at *Handle
	if c := s.held.chosen; c >= 0 && c < len(s.held.handles.List) {
		name = s.held.handles.List[c].Name
		if s.held.moving {
			keep := s.held.handles.List[c]
			at = &keep
		}
	}
	s.held.handles = h
	s.held.chosen, s.held.over = -1, -1
	for i := range h.List {
		if h.List[i].Name == name {
			s.held.chosen = i
			if at != nil {
				h.List[i].X, h.List[i].Y = at.X, at.Y
			}
		}
	}
	s.Refresh()
}

// Handles returns what SetHandles was given, with movements since.
func (s *Stage) Handles() Handles { return s.held.handles }

// Choose makes a handle the one that keys move; another name chooses none.
func (s *Stage) Choose(name string) {
	s.held.chosen = -1
	for i := range s.held.handles.List {
		if s.held.handles.List[i].Name == name {
			s.held.chosen = i
		}
	}
	s.Refresh()
}

// Chosen is the name of the chosen handle, "" for none.
func (s *Stage) Chosen() string {
	if c := s.held.chosen; c >= 0 && c < len(s.held.handles.List) {
		return s.held.handles.List[c].Name
	}
	return ""
}

// place is where a handle is on the stage.
func (s *Stage) place(h Handle) fyne.Position {
	w, ht := s.device()
	k := float64(s.scale())
	x, y := s.view.ToViewport(h.X, h.Y, w, ht)
	return fyne.NewPos(float32(x/k), float32(y/k))
}

// handleAt is the handle that a pointer takes hold of, -1 for none: the nearest
// one, a dot before a bar.
func (s *Stage) handleAt(at fyne.Position) int {
	best, near := -1, math.Inf(1)
	k := float64(s.scale())
	for i, h := range s.held.handles.List {
		p := s.place(h)
		dx, dy := math.Abs(float64(at.X-p.X)), math.Abs(float64(at.Y-p.Y))
		d := math.Hypot(dx, dy)
		if h.Bar > 0 {
			d = math.Hypot(max(0, dx-h.Bar*s.view.Zoom/k), dy) + 4
		}
		if d < grip && d < near {
			best, near = i, d
		}
	}
	return best
}

// takeHold begins a drag of the handle under the pointer and reports whether
// there is one.
func (s *Stage) takeHold(at fyne.Position) bool {
	i := s.handleAt(at)
	if i < 0 {
		return false
	}
	h := s.held.handles.List[i]
	p := s.place(h)
	s.held.chosen, s.held.moving = i, false
	s.held.offsetX, s.held.offsY = float64(p.X-at.X), float64(p.Y-at.Y)
	s.held.drag++
	s.Refresh()
	return true
}

// dragTo moves the handle that was taken hold of.
func (s *Stage) dragTo(at fyne.Position) {
	w, h := s.device()
	k := float64(s.scale())
	x, y := s.view.ToPicture((float64(at.X)+s.held.offsetX)*k, (float64(at.Y)+s.held.offsY)*k, w, h)
	s.held.moving = true
	s.moveChosen(x, y, s.movement(), true)
}

// movement names the present drag.
func (s *Stage) movement() string { return "drag " + strconv.Itoa(s.held.drag) }

// moveChosen puts the chosen handle somewhere inside the picture.
func (s *Stage) moveChosen(x, y float64, movement string, held bool) {
	c := s.held.chosen
	if c < 0 || c >= len(s.held.handles.List) {
		return
	}
	h := &s.held.handles.List[c]
	size := s.pictureSize()
	h.Y = min(max(y, 0), float64(size.Y))
	if h.Bar == 0 {
		h.X = min(max(x, 0), float64(size.X))
	}
	h.Moved = true
	s.Refresh()
	if s.OnHandle != nil {
		s.OnHandle(h.Name, h.X, h.Y, movement, held)
	}
}

// letGo ends a drag.
func (s *Stage) letGo() {
	c := s.held.chosen
	if !s.held.moving || c < 0 || c >= len(s.held.handles.List) {
		return
	}
	s.held.moving = false
	h := s.held.handles.List[c]
	if s.OnHandle != nil {
		s.OnHandle(h.Name, h.X, h.Y, s.movement(), false)
	}
}

// next chooses the handle delta places on and reports whether there is one.
func (s *Stage) next(delta int) bool {
	to := s.held.chosen + delta
	if s.held.chosen < 0 && delta < 0 {
		to = len(s.held.handles.List) - 1
	}
	if to < 0 || to >= len(s.held.handles.List) {
		return false
	}
	s.held.chosen = to
	s.Refresh()
	return true
}

// nudges are the arrow keys, in pixels of the picture.
var nudges = map[fyne.KeyName][2]float64{
	fyne.KeyLeft: {-1, 0}, fyne.KeyRight: {1, 0}, fyne.KeyUp: {0, -1}, fyne.KeyDown: {0, 1},
}

// TypedKey implements fyne.Focusable: arrows move the chosen handle by one
// pixel of the picture, with Shift by ten; Tab goes from handle to handle and
// behind the last one on.
func (s *Stage) TypedKey(e *fyne.KeyEvent) {
	step, isArrow := nudges[e.Name]
	chosen := s.Chosen()
	switch {
	case e.Name == fyne.KeyTab:
		s.tab()
	case isArrow && chosen != "":
		k := 1.0
		if s.held.coarse {
			k = 10
		}
		h := s.held.handles.List[s.held.chosen]
		s.moveChosen(h.X+k*step[0], h.Y+k*step[1], "keys "+chosen, false)
	case (e.Name == fyne.KeyDelete || e.Name == fyne.KeyBackspace) && chosen != "":
		if s.OnReset != nil {
			s.OnReset(chosen)
		}
	default:
		pass(s, e)
	}
}

// tab goes to the next handle, or to the next control behind the last.
func (s *Stage) tab() {
	delta := 1
	if s.held.coarse {
		delta = -1
	}
	if s.next(delta) {
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	switch {
	case c == nil:
	case delta > 0:
		c.FocusNext()
	default:
		c.FocusPrevious()
	}
}

// AcceptsTab implements fyne.Tabbable.
func (s *Stage) AcceptsTab() bool { return len(s.held.handles.List) > 0 }

// TypedRune implements fyne.Focusable.
func (s *Stage) TypedRune(r rune) { passRune(s, r) }

// FocusGained implements fyne.Focusable.
func (s *Stage) FocusGained() {
	s.held.focused = true
	s.held.coarse = false
	if s.held.chosen < 0 {
		s.next(1)
	}
	s.Refresh()
}

// FocusLost implements fyne.Focusable.
func (s *Stage) FocusLost() {
	s.held.focused, s.held.coarse = false, false
	s.Refresh()
}

// KeyDown implements desktop.Keyable.
func (s *Stage) KeyDown(e *fyne.KeyEvent) { s.shift(e, true) }

// KeyUp implements desktop.Keyable.
func (s *Stage) KeyUp(e *fyne.KeyEvent) { s.shift(e, false) }

func (s *Stage) shift(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		s.held.coarse = down
	}
}

// Disabled implements fyne.Disableable: without handles there is nothing that
// keys could move, and the focus passes by.
func (s *Stage) Disabled() bool { return len(s.held.handles.List) == 0 }

// Enable implements fyne.Disableable; the handles alone decide.
func (s *Stage) Enable() {}

// Disable implements fyne.Disableable; the handles alone decide.
func (s *Stage) Disable() {}
