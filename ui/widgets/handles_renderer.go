package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"lookbook/ui/look"
)

// handleLayer draws a stage's handles. Its objects are kept from frame to frame
// and only moved, so that a drag costs no new textures.
type handleLayer struct {
	root  *fyne.Container
	links []*canvas.Line
	dots  []dot
	label *tag
}

// dot is what one handle is drawn with: a ring, and for bars a line.
type dot struct {
	under, line *canvas.Line
	edge, ring  *canvas.Circle
}

// Sizes of a handle in units of size.
const (
	dotSize    = 11
	chosenSize = 17
)

var shade = color.NRGBA{20, 19, 18, 110}

// show brings the layer to the stage's handles.
func (l *handleLayer) show(s *Stage) {
	h := s.held.handles
	if len(l.dots) != len(h.List) || len(l.links) != 2*len(h.Links) || l.label == nil {
		l.build(h)
	}
	for i, pair := range h.Links {
		a, b := s.place(h.List[pair[0]]), s.place(h.List[pair[1]])
		for _, line := range l.links[2*i : 2*i+2] {
			line.Position1, line.Position2 = a, b
			line.Refresh()
		}
	}
	for i := range h.List {
		l.dots[i].show(s, i)
	}
	c := s.held.chosen
	shown := c >= 0 && c < len(h.List)
	l.label.ground.Hidden, l.label.text.Hidden = !shown, !shown
	if shown {
		l.label.set(h.List[c].Label, true)
		at := s.place(h.List[c])
		right := at.X > s.Size().Width-160
		dx := float32(14)
		if right {
			dx = -dx
		}
		l.label.place(at.AddXY(dx, -30), right)
	}
	l.root.Refresh()
}

// build makes the objects.
func (l *handleLayer) build(h Handles) {
	l.links, l.dots, l.label = nil, nil, newTag()
	l.root.Objects = nil
	for range h.Links {
		under, line := canvas.NewLine(shade), canvas.NewLine(color.NRGBA{255, 255, 255, 200})
		under.StrokeWidth, line.StrokeWidth = 3, 1.5
		l.links = append(l.links, under, line)
		l.root.Objects = append(l.root.Objects, under, line)
	}
	for _, x := range h.List {
		d := dot{edge: canvas.NewCircle(shade), ring: canvas.NewCircle(color.White)}
		if x.Bar > 0 {
			d.under, d.line = canvas.NewLine(shade), canvas.NewLine(color.White)
			d.under.StrokeWidth, d.line.StrokeWidth = 5, 2
			l.root.Objects = append(l.root.Objects, d.under, d.line)
		}
		l.dots = append(l.dots, d)
		l.root.Objects = append(l.root.Objects, d.edge, d.ring)
	}
	l.root.Objects = append(l.root.Objects, l.label.ground, l.label.text)
}

// show places one handle and colors it by what is known of it.
func (d dot) show(s *Stage, i int) {
	h := s.held.handles.List[i]
	at, size := s.place(h), float32(dotSize)
	if i == s.held.chosen || i == s.held.over {
		size = chosenSize
	}
	fill := theme.Color(theme.ColorNamePrimary)
	switch {
	case h.Moved:
		fill = look.Moved
	case h.Faint:
		fill = color.NRGBA{120, 120, 120, 150}
	}
	if d.line != nil {
		half := float32(h.Bar * s.view.Zoom / float64(s.scale()))
		for _, line := range []*canvas.Line{d.under, d.line} {
			line.Position1, line.Position2 = at.AddXY(-half, 0), at.AddXY(half, 0)
			line.Refresh()
		}
	}
	d.ring.FillColor, d.ring.StrokeColor, d.ring.StrokeWidth = fill, color.White, 2
	if i == s.held.chosen && s.held.focused {
		d.ring.StrokeWidth = 3
	}
	d.edge.Move(at.SubtractXY(size/2+1, size/2+1))
	d.edge.Resize(fyne.NewSize(size+2, size+2))
	d.edge.Refresh()
	d.ring.Move(at.SubtractXY(size/2, size/2))
	d.ring.Resize(fyne.NewSize(size, size))
	d.ring.Refresh()
}
