package studio

import (
	"image"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/look"
	"lookbook/ui/pixels"
	"lookbook/ui/widgets"
)

// adjustPanel stands in the place of the results while the user adjusts: the
// live preview, and below it the numbers of the person or garment on the stage.
type adjustPanel struct {
	v       *View
	root    *widgets.Box
	picture *canvas.Image
	shown   *pixels.Pyramid
	state   *widget.Label
	busy    *widget.Activity
	fault   *fyne.Container
	why     string
	part    *fyne.Container
	person  *personAdjust
	garment *garmentAdjust
	// made is the language that the parts are in.
	made     string
	updating bool
}

const previewHeight = 300

func newAdjustPanel(v *View) *adjustPanel {
	p := &adjustPanel{v: v}
	p.picture = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth}
	ground := widgets.NewBox(look.ColorStage, "", 10, 6, p.picture)
	p.state = widgets.Text("", theme.SizeNameCaptionText, widget.LowImportance, false)
	p.busy = widget.NewActivity()
	p.busy.Hide()
	p.fault = container.NewStack()
	p.part = container.NewStack()
	head := container.NewVBox(container.New(&minHeight{previewHeight}, ground),
		container.NewBorder(nil, nil, nil, p.busy, p.state), p.fault)
	body := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(2, 8, 4, 12), p.part))
	p.root = widgets.NewBox(look.ColorPanel, "", 0, 8, container.NewBorder(head, nil, nil, nil, body))
	p.root.Hide()
	return p
}

func (p *adjustPanel) show(s State) {
	c := s.Card(s.Subject.ItemID)
	on := s.Adjust && c != nil
	visible(p.root, on)
	if !on {
		return
	}
	if tag := p.v.kit.Words.Tag(); p.made != tag {
		p.made = tag
		p.person, p.garment = newPersonAdjust(p.v, p), newGarmentAdjust(p.v, p)
	}
	p.showPreview(s)
	p.showFault(s)
	p.updating = true
	defer func() { p.updating = false }()
	if c.Item.Inspection.Shows == engine.AsPerson {
		p.person.show(*c)
		p.hold(p.person.root)
		return
	}
	p.garment.show(*c)
	p.hold(p.garment.root)
}

// hold puts one part into the panel.
func (p *adjustPanel) hold(o fyne.CanvasObject) {
	if len(p.part.Objects) == 1 && p.part.Objects[0] == o {
		return
	}
	p.part.Objects = []fyne.CanvasObject{o}
	p.part.Refresh()
}

// showPreview shows what comes of the corrections: the last preview, or the
// result when that is it; the one before stays until the next is there.
func (p *adjustPanel) showPreview(s State) {
	v, path := p.v, ""
	switch {
	case s.Preview != nil:
		path = s.Preview.Picture
	case s.Result != nil:
		path = s.Result.Picture
	}
	if path == "" {
		p.put(nil)
	} else if pic := v.kit.Loader.Picture(path, displaySide, p.loaded(path)); pic != nil {
		p.put(pic)
	}
	key := adjustState(s)
	p.state.SetText(v.t(key))
	working := key == "ui.adjust.trying" || key == "ui.adjust.settling"
	if working != p.busy.Visible() {
		visible(p.busy, working)
		if working {
			p.busy.Start()
		} else {
			p.busy.Stop()
		}
	}
}

// adjustState is the key of what the preview is.
func adjustState(s State) string {
	switch {
	case s.Person == nil || len(s.Garments) == 0:
		return "ui.adjust.alone"
	case s.Doing(WorkTry) || s.Doing(WorkCheck):
		return "ui.adjust.trying"
	case s.PreviewFault != nil:
		return "ui.adjust.none"
	case s.Doing(WorkSettle):
		return "ui.adjust.settling"
	case s.Preview == nil && s.Result != nil && !s.Stale:
		return "ui.adjust.done"
	}
	return "ui.adjust.live"
}

// loaded shows a preview when it has been read; one that has gone from the disk
// meanwhile was replaced by a newer one.
func (p *adjustPanel) loaded(path string) func(*pixels.Pyramid, error) {
	return func(_ *pixels.Pyramid, err error) {
		if err == nil {
			p.v.kit.Bridge.Put("preview "+path, func() { p.showPreview(p.v.s) })
		}
	}
}

func (p *adjustPanel) put(pic *pixels.Pyramid) {
	if p.shown == pic {
		return
	}
	p.shown = pic
	var img image.Image
	if pic != nil {
		img = pic.Level(2 * previewHeight)
	}
	p.picture.Image = img
	p.picture.Refresh()
}

// showFault says why the last change has no preview.
func (p *adjustPanel) showFault(s State) {
	why := ""
	if s.PreviewFault != nil {
		why, _ = p.v.kit.Words.Message(*s.PreviewFault)
	}
	if why == p.why {
		return
	}
	p.why = why
	p.fault.Objects = nil
	if why != "" {
		p.fault.Objects = []fyne.CanvasObject{widgets.NewNote(widgets.Warn, "", why, nil)}
	}
	p.fault.Refresh()
	p.root.Refresh()
}

// dial is a slider with its name, its number and a button that takes it back.
type dial struct {
	root   *fyne.Container
	slider *widgets.Slider
	number *widget.Label
	reset  *widgets.Button
	name   *widget.Label
}

// newDial returns a dial for a range; set gets 0 when it is taken back.
func newDial(v *View, p *adjustPanel, key string, r recipe.Range, set func(x float64, done bool)) *dial {
	d := &dial{}
	d.name = widgets.Text(v.t(key), theme.SizeNameCaptionText, widget.MediumImportance, false)
	d.number = widgets.Text("", theme.SizeNameCaptionText, widget.LowImportance, false)
	d.slider = widgets.NewSlider(r.Low, r.High, 0.05, func(x float64, done bool) {
		if !p.updating {
			set(x, done)
		}
	})
	d.reset = icon(theme.ContentUndoIcon(), func() { set(0, true) })
	line := container.NewBorder(nil, nil, d.name, container.NewHBox(d.number, d.reset))
	d.root = container.New(layout.NewCustomPaddedVBoxLayout(-8), line, d.slider)
	return d
}

// show puts the dial at x; said tells whether the user has moved it.
func (d *dial) show(x float64, said bool) {
	d.slider.Put(x)
	d.number.SetText(strconv.Itoa(int(x*100+0.5)) + " %")
	able(d.reset, said)
}

// orOne is a factor, for which 0 means 1.
func orOne(x float64) (value float64, said bool) {
	if x == 0 {
		return 1, false
	}
	return x, true
}

// choice is a drop-down with a name in front of it.
func choice(v *View, key string, s *widgets.Select) fyne.CanvasObject {
	name := widgets.Text(v.t(key), theme.SizeNameCaptionText, widget.MediumImportance, false)
	return container.NewBorder(nil, nil, container.New(&width{92}, name), nil, s)
}
