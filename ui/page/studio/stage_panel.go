package studio

import (
	"fmt"
	"image"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine"
	"lookbook/ui/pixels"
	"lookbook/ui/widgets"
)

// overlayNames lists the drawings that make sense for a person and for a
// garment, in the order of the chips.
func overlayNames(as engine.As) []string {
	if as == engine.AsGarment {
		return []string{"cutout", "landmarks"}
	}
	return []string{"skeleton", "body", "parse", "mask"}
}

// displaySide bounds pictures that are not results; MaxSide bounds results.
const displaySide = 2560

// stagePanel is the middle: what is shown, the picture, zoom, progress, notes.
type stagePanel struct {
	v        *View
	root     *fyne.Container
	stage    *widgets.Stage
	waiting  *canvas.Image // stands in for a photo that is being decoded
	result   *widgets.Chip
	photo    *widgets.Chip
	adjust   *widgets.Chip
	overlays *fyne.Container
	chips    []*widgets.Chip
	chipFor  string
	sides    [3]*widgets.Chip
	percent  *widget.Label
	bar      *fyne.Container
	notes    *fyne.Container
	shown    []Note
	empty    *fyne.Container
	progress *progress
	failed   map[string]bool
	tag      string
	// ratio is picture pixels for each pixel of the inspection.
	ratio float64
	// handled tells which handles are on the stage.
	handled string
}

func newStagePanel(v *View) *stagePanel {
	p := &stagePanel{v: v, stage: widgets.NewStage(), failed: map[string]bool{}}
	p.stage.OnAsk = v.painter.Ask
	p.stage.OnPick = p.pick
	p.percent = widgets.Text("", theme.SizeNameCaptionText, widget.MediumImportance, false)
	p.stage.OnZoom = func(z float64) { p.percent.SetText(fmt.Sprintf("%.0f %%", z)) }
	p.result = widgets.NewChip("", func() { v.model.Show(Subject{Result: true}) })
	p.photo = widgets.NewChip("", v.showPhoto)
	p.adjust = widgets.NewChip("", v.toggleAdjust)
	p.stage.OnHandle = func(name string, x, y float64, movement string, held bool) {
		v.moveHandle(name, x, y, p.ratio, movement, held)
	}
	p.stage.OnReset = v.resetHandle
	p.overlays = container.NewHBox()
	for i := range p.sides {
		p.sides[i] = widgets.NewChip("", func() { p.setSide(widgets.Side(i)) })
	}
	zoom := container.NewHBox(icon(theme.ZoomOutIcon(), func() { p.stage.ZoomBy(1 / 1.5) }), p.percent,
		icon(theme.ZoomInIcon(), func() { p.stage.ZoomBy(1.5) }), icon(theme.ZoomFitIcon(), p.stage.Fit),
		widgets.NewChip("1:1", func() { p.stage.ZoomTo(1) }))
	sides := container.NewHBox(p.sides[2], p.sides[0], p.sides[1])
	p.bar = container.NewBorder(nil, nil, zoom, sides)
	top := container.NewBorder(nil, nil, container.NewHBox(p.result, p.photo, p.adjust), p.overlays)
	p.notes = container.New(layout.NewCustomPaddedVBoxLayout(4))
	p.progress = newProgress(v)
	p.waiting = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth}
	p.waiting.Hide()
	p.empty = container.NewStack()
	center := container.NewStack(p.stage, p.waiting, p.empty,
		container.NewVBox(layout.NewSpacer(), container.NewHBox(layout.NewSpacer(), p.progress.root, layout.NewSpacer()),
			widgets.NewBox("", "", 0, 4, nil)))
	notes := container.New(&atMost{notesHeight, p.notes}, container.NewVScroll(p.notes))
	p.root = container.NewBorder(container.NewVBox(top, notes), p.bar, nil, nil, center)
	return p
}

// pick chooses one of several people on the picture.
func (p *stagePanel) pick(i int) {
	if c := p.v.s.SubjectCard(); c != nil && !p.v.s.Subject.Result {
		p.v.model.ChoosePerson(c.Item.ID, i)
	}
}

// showPhoto puts the person's photo on the stage, or the first garment's.
func (v *View) showPhoto() {
	switch {
	case v.s.Person != nil:
		v.model.Show(Subject{ItemID: v.s.Person.Item.ID})
	case len(v.s.Garments) > 0:
		v.model.Show(Subject{ItemID: v.s.Garments[0].Item.ID})
	}
}

func (p *stagePanel) setSide(side widgets.Side) {
	p.stage.SetSide(side)
	p.showSides()
}

// nextSide flips between after and before: the quickest way to compare.
func (p *stagePanel) nextSide() {
	next := widgets.OnlyBefore
	if p.stage.Side() == widgets.OnlyBefore {
		next = widgets.OnlyAfter
	}
	p.setSide(next)
}

func (p *stagePanel) showSides() {
	for i, key := range []string{"ui.side.both", "ui.side.after", "ui.side.before"} {
		p.sides[i].Set(p.v.t(key), p.stage.Side() == widgets.Side(i))
		visible(p.sides[i], p.v.s.Subject.Result && p.v.s.Result != nil)
	}
}

func (p *stagePanel) show(s State) {
	v := p.v
	p.result.Set(v.t("ui.subject.result"), s.Subject.Result)
	p.photo.Set(v.t("ui.subject.photo"), !s.Subject.Result && s.Person != nil && s.Subject.ItemID == s.Person.Item.ID)
	visible(p.result, s.Result != nil)
	visible(p.photo, s.Person != nil)
	p.adjust.Set(v.t("ui.adjust"), s.Adjust)
	visible(p.adjust, s.SubjectCard() != nil)
	visible(p.bar, s.SubjectCard() != nil || s.Subject.Result)
	p.showSides()
	p.showOverlays(s)
	p.showEmpty(s)
	p.showNotes(s)
	p.progress.show(s)
	p.showPictures(s)
	p.tag = v.kit.Words.Tag()
}

// showOverlays draws the chips of what the engine can show of the subject.
func (p *stagePanel) showOverlays(s State) {
	v, c := p.v, s.SubjectCard()
	if c == nil || s.Adjust {
		p.overlays.Hide()
		return
	}
	p.overlays.Show()
	names := overlayNames(c.Item.Inspection.Shows)
	if key := string(c.Item.Inspection.Shows) + v.kit.Words.Tag(); p.chipFor != key {
		p.chipFor = key
		p.chips = nil
		p.overlays.Objects = []fyne.CanvasObject{
			widgets.Text(v.t("ui.overlays"), theme.SizeNameCaptionText, widget.LowImportance, false),
		}
		for _, name := range names {
			chip := widgets.NewChip("", func() { v.model.ShowOverlay(name) })
			p.chips = append(p.chips, chip)
			p.overlays.Add(chip)
		}
	}
	for i, name := range names {
		p.chips[i].Set(v.t("overlay."+name), s.Overlay == name)
		able(p.chips[i], drawn(s, name))
	}
}

// drawn reports whether a drawing is there or may be: of a body that could not be
// fitted there is none.
func drawn(s State, name string) bool {
	return len(s.Overlays) == 0 || slices.ContainsFunc(s.Overlays, func(o engine.Overlay) bool { return o.Name == name })
}

// nextOverlay goes through the drawings and back to none.
func (v *View) nextOverlay() {
	c := v.s.SubjectCard()
	if c == nil {
		return
	}
	names := slices.DeleteFunc(append(overlayNames(c.Item.Inspection.Shows), ""), func(name string) bool {
		return name != "" && !drawn(v.s, name)
	})
	v.model.ShowOverlay(names[(slices.Index(names, v.s.Overlay)+1)%len(names)])
}

// showPictures loads what the subject needs and gives it to the stage. What is
// not there yet is shown when it arrives.
func (p *stagePanel) showPictures(s State) {
	pics := widgets.Pictures{LabelBefore: p.v.t("ui.before"), LabelAfter: p.v.t("ui.after"), Chosen: -1}
	c := s.SubjectCard()
	switch {
	case s.Subject.Result && s.Result != nil:
		pics.After = p.load(s.Result.Picture, pixels.MaxSide)
		pics.Before = p.load(s.Result.Before, pixels.MaxSide)
	case c != nil:
		pics.After = p.load(c.Item.Path, displaySide)
		for i, who := range c.Item.Inspection.People {
			pics.Boxes = append(pics.Boxes, who.Box)
			if who.Chosen {
				pics.Chosen = i
			}
		}
	default:
		p.put(pics)
		p.standIn(nil)
		p.showHandles(s)
		return
	}
	if pics.After == nil {
		if !s.Subject.Result {
			p.put(widgets.Pictures{})
			p.showHandles(s)
			p.standIn(p.v.thumb(c.Item.ID, c.Item.Thumb, func() { p.showPictures(p.v.s) }))
		}
		return
	}
	p.standIn(nil)
	for _, o := range s.Overlays {
		if o.Name == s.Overlay {
			pics.Overlay = p.load(o.Path, displaySide)
		}
	}
	if s.Adjust {
		pics.Boxes = nil // a click is for a point now
	}
	p.put(pics)
	p.showHandles(s)
}

// standIn shows a photo's thumb until the photo is there; nil takes it away.
func (p *stagePanel) standIn(thumb image.Image) {
	if p.waiting.Image != thumb {
		p.waiting.Image = thumb
		p.waiting.Refresh()
	}
	visible(p.waiting, thumb != nil)
}

// put gives pictures to the stage when they are others than before.
func (p *stagePanel) put(pics widgets.Pictures) {
	old := p.stage.Pictures()
	if old.After == pics.After && old.Before == pics.Before && old.Overlay == pics.Overlay &&
		slices.Equal(old.Boxes, pics.Boxes) && old.Chosen == pics.Chosen && p.tag == p.v.kit.Words.Tag() {
		return
	}
	p.stage.SetPictures(pics)
}

// load returns a picture that is there, or has it loaded and shows it then.
func (p *stagePanel) load(path string, side int) *pixels.Pyramid {
	if p.failed[path] || path == "" {
		return nil
	}
	return p.v.kit.Loader.Picture(path, side, func(_ *pixels.Pyramid, err error) {
		p.v.kit.Bridge.Put("picture "+path, func() {
			if err != nil {
				p.failed[path] = true
				p.v.model.Fail(err, "")
				return
			}
			p.showPictures(p.v.s)
		})
	})
}

// notesHeight leaves room for the picture however many messages there are.
const notesHeight = 216

// atMost gives its one object the height of what scrolls in it, up to a limit.
type atMost struct {
	height  float32
	content fyne.CanvasObject
}

func (l *atMost) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

func (l *atMost) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, min(l.content.MinSize().Height, l.height))
}

// showNotes lists the messages above the stage, the newest first.
func (p *stagePanel) showNotes(s State) {
	if p.tag == p.v.kit.Words.Tag() && slices.EqualFunc(p.shown, s.Notes, sameNote) {
		return
	}
	p.shown = s.Notes
	p.notes.Objects = nil
	for _, n := range slices.Backward(s.Notes) {
		what, next := p.v.noteText(n)
		p.notes.Add(widgets.NewNote(noteLevel(n.Level), what, next, func() { p.v.model.Dismiss(n) }))
	}
	p.notes.Refresh()
}

func sameNote(a, b Note) bool {
	return a.Code == b.Code && a.Name == b.Name && a.Level == b.Level && a.What == b.What && a.Next == b.Next
}

func noteLevel(level string) widgets.Level {
	switch level {
	case "done":
		return widgets.Good
	case "warn":
		return widgets.Warn
	case "error":
		return widgets.Bad
	}
	return widgets.Plain
}

// noteText is what happened and what to do next; errors name their file.
func (v *View) noteText(n Note) (what, next string) {
	if own := v.kit.Words.Or("note."+n.Code+".what", ""); own != "" {
		args := make([]string, 0, 2*len(n.Args))
		for name, value := range n.Args {
			args = append(args, name, value)
		}
		return v.t("note."+n.Code+".what", args...), v.kit.Words.Or("note."+n.Code+".next", "", args...)
	}
	what, next = v.kit.Words.Message(n.Message)
	if n.Name != "" && n.Level == "error" && !names(what, n) {
		what = n.Name + ": " + what
	}
	return what, next
}

// names reports whether a text says already what it is about.
func names(what string, n Note) bool {
	about := append(slices.Collect(maps.Values(n.Args)), filepath.Base(n.Name))
	return slices.ContainsFunc(about, func(s string) bool { return s != "" && strings.Contains(what, s) })
}
