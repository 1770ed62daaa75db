package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/pixels"
)

// Pictures are what a stage shows.
type Pictures struct {
	// After is the picture; Before, when there is one, is shown left of the
	// divider. Overlay is drawn over both.
	Before, After, Overlay *pixels.Pyramid
	// Boxes are people to choose from, in pixels of the picture (x0, y0, x1,
	// y1); Chosen is the position of the one that is meant.
	Boxes  [][4]float64
	Chosen int
	// Labels of the two sides of the divider.
	LabelBefore, LabelAfter string
}

// Stage is the large picture: zoom by wheel, pan by drag, a divider between
// before and after, boxes of people to click. It draws nothing itself: it
// asks for frames and moves the last one about until the next arrives.
type Stage struct {
	widget.BaseWidget
	// OnAsk gets the viewport to draw; the answer goes to SetFrame.
	OnAsk func(pixels.Ask)
	// OnPick is called with the position of a clicked box.
	OnPick func(i int)
	// OnZoom is told the zoom in percent whenever it changes.
	OnZoom func(percent float64)
	// OnHandle is told where a handle is moved to, in pixels of the picture;
	// movement names the movement, and held says that the pointer has it still.
	OnHandle func(name string, x, y float64, movement string, held bool)
	// OnReset is called when Delete is pressed on a handle.
	OnReset func(name string)

	held     held
	pictures Pictures
	view     pixels.View
	free     bool // the user has zoomed or panned: do not fit again
	split    float32
	side     Side
	painted  pixels.Painted
	hover    float32
	dragging dragKind
}

// Side says which part of before and after is shown.
type Side int

// Sides.
const (
	Divided Side = iota
	OnlyAfter
	OnlyBefore
)

type dragKind int

const (
	dragNone dragKind = iota
	dragPan
	dragDivider
	dragHandle
)

// reach is how near the divider a pointer takes hold of it.
const reach = 14

// NewStage returns an empty stage.
func NewStage() *Stage {
	s := &Stage{split: 0.5, view: pixels.View{Zoom: 1}, held: held{chosen: -1, over: -1}}
	s.ExtendBaseWidget(s)
	return s
}

// SetPictures shows other pictures. The view stays when the size is the same,
// so that results can be compared at one spot.
func (s *Stage) SetPictures(p Pictures) {
	same := s.pictures.After != nil && p.After != nil && s.pictures.After.Size == p.After.Size
	s.pictures = p
	if !same {
		s.free = false
		s.painted = pixels.Painted{}
	}
	s.changed()
}

// Pictures returns what is shown.
func (s *Stage) Pictures() Pictures { return s.pictures }

// SetFrame takes the answer to OnAsk. Answers for other pictures are dropped.
func (s *Stage) SetFrame(p pixels.Painted) {
	if p.After != s.pictures.After || p.Before != s.pictures.Before || p.Overlay != s.pictures.Overlay {
		return
	}
	s.painted = p
	s.Refresh()
}

// SetSide chooses what is shown of before and after.
func (s *Stage) SetSide(side Side) {
	s.side = side
	s.Refresh()
}

// Side returns what is shown of before and after.
func (s *Stage) Side() Side { return s.side }

// SetSplit moves the divider, 0 (left) to 1.
func (s *Stage) SetSplit(f float32) {
	s.split = min(max(f, 0), 1)
	s.Refresh()
}

// Split is the place of the divider, 0 to 1.
func (s *Stage) Split() float32 { return s.split }

// View returns what part of the picture is shown.
func (s *Stage) View() pixels.View { return s.view }

// Fit shows all of the picture.
func (s *Stage) Fit() {
	s.free = false
	s.changed()
}

// ZoomTo sets device pixels per picture pixel around the center.
func (s *Stage) ZoomTo(zoom float64) {
	s.free = true
	s.view.Zoom = zoom
	s.changed()
}

// ZoomBy changes the zoom by a factor around the center.
func (s *Stage) ZoomBy(factor float64) { s.zoomAt(factor, s.center()) }

// PanBy moves the view by a part of the viewport.
func (s *Stage) PanBy(fx, fy float64) {
	w, h := s.device()
	s.free = true
	s.view = s.view.Pan(-fx*float64(w), -fy*float64(h))
	s.changed()
}

func (s *Stage) center() fyne.Position { return fyne.NewPos(s.Size().Width/2, s.Size().Height/2) }

func (s *Stage) zoomAt(factor float64, at fyne.Position) {
	c, k := s.center(), s.scale()
	s.free = true
	s.view = s.view.ZoomAt(factor, float64((at.X-c.X)*k), float64((at.Y-c.Y)*k))
	s.changed()
}

// scale is device pixels per unit of size.
func (s *Stage) scale() float32 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil && c.Scale() > 0 {
		return c.Scale()
	}
	return 1
}

// device is the viewport in device pixels.
func (s *Stage) device() (w, h int) {
	k := s.scale()
	return int(s.Size().Width * k), int(s.Size().Height * k)
}

func (s *Stage) pictureSize() image.Point {
	if s.pictures.After == nil {
		return image.Point{}
	}
	return s.pictures.After.Size
}

// changed settles the view, shows the last frame in it and asks for a new one.
func (s *Stage) changed() {
	w, h := s.device()
	if !s.free {
		s.view = pixels.Fit(s.pictureSize(), w, h)
	}
	s.view = s.view.Within(s.pictureSize())
	if s.OnZoom != nil {
		s.OnZoom(s.view.Zoom * 100)
	}
	if s.OnAsk != nil && s.pictures.After != nil && w > 0 && h > 0 {
		s.OnAsk(pixels.Ask{
			Before: s.pictures.Before, After: s.pictures.After, Overlay: s.pictures.Overlay,
			View: s.view, W: w, H: h,
		})
	}
	s.Refresh()
}

// Resize implements fyne.CanvasObject.
func (s *Stage) Resize(size fyne.Size) {
	if size == s.Size() {
		return
	}
	s.BaseWidget.Resize(size)
	s.changed()
}

// MinSize implements fyne.CanvasObject.
func (s *Stage) MinSize() fyne.Size { return fyne.NewSize(240, 240) }

// Scrolled zooms at the pointer.
func (s *Stage) Scrolled(e *fyne.ScrollEvent) {
	if s.pictures.After == nil || e.Scrolled.DY == 0 {
		return
	}
	factor := 1.2
	if e.Scrolled.DY < 0 {
		factor = 1 / factor
	}
	s.zoomAt(factor, e.Position)
}

func (s *Stage) divided() bool { return s.pictures.Before != nil && s.side == Divided }

func (s *Stage) onDivider(x float32) bool {
	d := x - s.split*s.Size().Width
	return s.divided() && d > -reach && d < reach
}

// MouseDown implements desktop.Mouseable: it decides what a drag moves.
func (s *Stage) MouseDown(e *desktop.MouseEvent) {
	s.grab(e.Position)
}

// grab decides what a drag that begins somewhere moves.
func (s *Stage) grab(at fyne.Position) {
	s.dragging = dragPan
	switch {
	case s.takeHold(at):
		s.dragging = dragHandle
	case s.onDivider(at.X):
		s.dragging = dragDivider
	}
}

// MouseUp implements desktop.Mouseable.
func (s *Stage) MouseUp(*desktop.MouseEvent) {}

// Dragged moves the divider or the picture.
func (s *Stage) Dragged(e *fyne.DragEvent) {
	if s.dragging == dragNone {
		s.grab(e.Position.Subtract(e.Dragged))
	}
	switch s.dragging {
	case dragHandle:
		s.dragTo(e.Position)
		return
	case dragDivider:
		s.SetSplit(e.Position.X / s.Size().Width)
		return
	}
	k := float64(s.scale())
	s.free = true
	s.view = s.view.Pan(float64(e.Dragged.DX)*k, float64(e.Dragged.DY)*k)
	s.changed()
}

// DragEnd implements fyne.Draggable.
func (s *Stage) DragEnd() {
	if s.dragging == dragHandle {
		s.letGo()
	}
	s.dragging = dragNone
}

// Tapped chooses the smallest box under the pointer.
func (s *Stage) Tapped(e *fyne.PointEvent) {
	s.dragging = dragNone
	if i := s.handleAt(e.Position); i >= 0 {
		s.held.chosen = i
		s.Refresh()
		return
	}
	w, h := s.device()
	k := float64(s.scale())
	x, y := s.view.ToPicture(float64(e.Position.X)*k, float64(e.Position.Y)*k, w, h)
	best, area := -1, 0.0
	for i, b := range s.pictures.Boxes {
		a := (b[2] - b[0]) * (b[3] - b[1])
		if x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && (best < 0 || a < area) {
			best, area = i, a
		}
	}
	if best >= 0 && s.OnPick != nil {
		s.OnPick(best)
	}
}

// MouseIn implements desktop.Hoverable.
func (s *Stage) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (s *Stage) MouseMoved(e *desktop.MouseEvent) {
	s.hover = e.Position.X
	if over := s.handleAt(e.Position); over != s.held.over {
		s.held.over = over
		s.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (s *Stage) MouseOut() {
	s.hover = -reach
	if s.held.over >= 0 {
		s.held.over = -1
		s.Refresh()
	}
}

// Cursor implements desktop.Cursorable.
func (s *Stage) Cursor() desktop.Cursor {
	over := s.held.over
	switch {
	case over >= 0 && over < len(s.held.handles.List) && s.held.handles.List[over].Bar > 0:
		return desktop.VResizeCursor
	case over >= 0:
		return desktop.PointerCursor
	case s.onDivider(s.hover):
		return desktop.HResizeCursor
	case len(s.pictures.Boxes) > 1:
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// Shown is the frame on the screen, nil while there is none.
func (s *Stage) Shown() image.Image {
	if s.painted.AfterFrame == nil {
		return nil
	}
	return s.painted.AfterFrame
}
