package widgets

import (
	"image"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lookbook/ui/look"
)

// CreateRenderer implements fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer {
	frame := func() *canvas.Image {
		return &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScaleFastest}
	}
	r := &stageRenderer{
		stage: s, ground: canvas.NewRectangle(color.Transparent), after: frame(), before: frame(),
		line:   canvas.NewRectangle(color.White),
		handle: canvas.NewCircle(color.White), left: canvas.NewText("‹", color.Black), right: canvas.NewText("›", color.Black),
		boxes: container.NewWithoutLayout(),
	}
	r.tagBefore, r.tagAfter = newTag(), newTag()
	r.beforeRow = container.NewWithoutLayout(r.before)
	r.beforeGround = canvas.NewRectangle(color.Transparent)
	r.beforeClip = container.NewClip(container.NewStack(r.beforeGround, r.beforeRow))
	r.handles = handleLayer{root: container.NewWithoutLayout()}
	r.all = container.NewWithoutLayout(r.after, r.beforeClip, r.boxes, r.handles.root)
	r.clip = container.NewClip(r.all)
	r.Refresh()
	return r
}

type stageRenderer struct {
	stage                   *Stage
	ground, line            *canvas.Rectangle
	beforeGround            *canvas.Rectangle
	after, before           *canvas.Image
	beforeRow, all, boxes   *fyne.Container
	beforeClip, clip        *container.Clip
	handle                  *canvas.Circle
	left, right             *canvas.Text
	tagBefore, tagAfter     *tag
	shownBefore, shownAfter *image.RGBA
	handles                 handleLayer
}

func (r *stageRenderer) MinSize() fyne.Size { return r.stage.MinSize() }

func (r *stageRenderer) Destroy() {}

func (r *stageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		r.ground, r.clip, r.line, r.handle, r.left, r.right,
		r.tagBefore.ground, r.tagBefore.text, r.tagAfter.ground, r.tagAfter.text,
	}
}

func (r *stageRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.clip.Resize(size)
	r.all.Resize(size)
	r.place(size)
}

// place puts the last frame where the present view wants it, and the divider.
func (r *stageRenderer) place(size fyne.Size) {
	s := r.stage
	pos, dim := s.framePlace(size)
	r.after.Move(pos)
	r.after.Resize(dim)
	width := size.Width * s.split
	switch {
	case s.pictures.Before == nil || s.side == OnlyAfter:
		width = 0
	case s.side == OnlyBefore:
		width = size.Width
	}
	r.beforeClip.Resize(fyne.NewSize(width, size.Height))
	r.beforeClip.Hidden = width == 0
	r.before.Move(pos)
	r.before.Resize(dim)
	r.line.Move(fyne.NewPos(width-1, 0))
	r.line.Resize(fyne.NewSize(2, size.Height))
	const knob = 30
	y := size.Height / 2
	r.handle.Move(fyne.NewPos(width-knob/2, y-knob/2))
	r.handle.Resize(fyne.NewSize(knob, knob))
	put := func(t *canvas.Text, x float32) {
		m := t.MinSize()
		t.Move(fyne.NewPos(x-m.Width/2, y-m.Height/2-1))
		t.Resize(m)
	}
	put(r.left, width-6)
	put(r.right, width+6)
	r.tagBefore.place(fyne.NewPos(12, 12), false)
	r.tagAfter.place(fyne.NewPos(size.Width-12, 12), true)
}

// framePlace says where the last frame belongs under the present view.
func (s *Stage) framePlace(size fyne.Size) (fyne.Position, fyne.Size) {
	p := s.painted
	if p.AfterFrame == nil || p.View.Zoom == 0 {
		return fyne.NewPos(0, 0), size
	}
	k := float64(s.scale())
	ratio := s.view.Zoom / p.View.Zoom
	w, h := float64(p.W)*ratio/k, float64(p.H)*ratio/k
	cx := float64(size.Width)/2 + (p.View.X-s.view.X)*s.view.Zoom/k
	cy := float64(size.Height)/2 + (p.View.Y-s.view.Y)*s.view.Zoom/k
	return fyne.NewPos(float32(cx-w/2), float32(cy-h/2)), fyne.NewSize(float32(w), float32(h))
}

func (r *stageRenderer) Refresh() {
	s := r.stage
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(look.ColorStage), 10
	r.beforeGround.FillColor = theme.Color(look.ColorStage)
	r.ground.Refresh()
	r.beforeGround.Refresh()
	r.setFrame(r.after, &r.shownAfter, s.painted.AfterFrame)
	r.setFrame(r.before, &r.shownBefore, s.painted.BeforeFrame)
	divided := s.divided() && s.painted.BeforeFrame != nil
	for _, o := range []fyne.CanvasObject{r.line, r.handle, r.left, r.right} {
		if divided {
			o.Show()
		} else {
			o.Hide()
		}
	}
	r.left.Color, r.right.Color = color.Gray{Y: 60}, color.Gray{Y: 60}
	r.handle.StrokeColor, r.handle.StrokeWidth = color.Gray{Y: 190}, 1
	compare := s.pictures.Before != nil && s.painted.BeforeFrame != nil
	r.tagBefore.set(s.pictures.LabelBefore, compare && s.side != OnlyAfter)
	r.tagAfter.set(s.pictures.LabelAfter, compare && s.side != OnlyBefore)
	r.drawBoxes()
	r.handles.show(s)
	r.place(s.Size())
	canvas.Refresh(s)
}

func (r *stageRenderer) setFrame(c *canvas.Image, shown **image.RGBA, frame *image.RGBA) {
	if *shown == frame {
		return
	}
	*shown = frame
	c.Hidden = frame == nil
	if frame == nil {
		c.Image = nil
	} else {
		c.Image = frame
	}
	c.Refresh()
}

// drawBoxes draws the people to choose from.
func (r *stageRenderer) drawBoxes() {
	s := r.stage
	r.boxes.Objects = nil
	if len(s.pictures.Boxes) < 2 {
		return
	}
	w, h := s.device()
	k := float64(s.scale())
	for i, b := range s.pictures.Boxes {
		x0, y0 := s.view.ToViewport(b[0], b[1], w, h)
		x1, y1 := s.view.ToViewport(b[2], b[3], w, h)
		edge := canvas.NewRectangle(color.Transparent)
		edge.StrokeColor, edge.StrokeWidth, edge.CornerRadius = color.NRGBA{255, 255, 255, 220}, 2, 6
		if i == s.pictures.Chosen {
			edge.StrokeColor, edge.StrokeWidth = theme.Color(theme.ColorNamePrimary), 3
		}
		edge.Move(fyne.NewPos(float32(x0/k), float32(y0/k)))
		edge.Resize(fyne.NewSize(float32((x1-x0)/k), float32((y1-y0)/k)))
		t := newTag()
		t.set(strconv.Itoa(i+1), true)
		t.place(fyne.NewPos(float32(x0/k)+6, float32(y0/k)+6), false)
		r.boxes.Objects = append(r.boxes.Objects, edge, t.ground, t.text)
	}
	r.boxes.Refresh()
}

// tag is a short text on a dark ground that is readable on any picture.
type tag struct {
	ground *canvas.Rectangle
	text   *canvas.Text
}

func newTag() *tag {
	t := &tag{canvas.NewRectangle(color.NRGBA{20, 19, 18, 170}), canvas.NewText("", color.White)}
	t.ground.CornerRadius = 11
	t.text.TextSize = 12
	return t
}

func (t *tag) set(words string, shown bool) {
	t.text.Text = words
	t.ground.Hidden, t.text.Hidden = !shown, !shown
	t.text.Refresh()
}

// place puts the tag's top left, or its top right, at pos.
func (t *tag) place(pos fyne.Position, fromRight bool) {
	m := t.text.MinSize()
	size := m.AddWidthHeight(18, 6)
	if fromRight {
		pos.X -= size.Width
	}
	t.ground.Move(pos)
	t.ground.Resize(size)
	t.text.Move(pos.AddXY(9, 3))
	t.text.Resize(m)
}
