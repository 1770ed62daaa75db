package studio

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/ui/bridge"
	"lookbook/ui/look"
	"lookbook/ui/pick"
	"lookbook/ui/pixels"
	"lookbook/ui/widgets"
	"lookbook/ui/words"
)

// Kit is what a view works with.
type Kit struct {
	Window fyne.Window
	Words  *words.Catalog
	Loader *pixels.Loader
	Bridge *bridge.Bridge
	Look   *look.Theme
	// Files asks the user for files and folders.
	Files pick.Picker
	// Paste reads pictures from the clipboard; it runs off the window's
	// goroutine and gets the clipboard's text.
	Paste func(text string) ([]app.Source, error)
	// Samples returns the pictures of the sample shop; nil when there is none.
	Samples func() ([]app.Source, error)
	// Spawn runs f on a goroutine that the program waits for.
	Spawn func(f func())
}

// View shows a model in a window. All its methods belong to the window's
// goroutine.
type View struct {
	kit   Kit
	model *Model
	s     State

	root    *fyne.Container
	header  *header
	columns *columns
	stage   *stagePanel
	results *results
	adjust  *adjustPanel
	strip   *history
	painter *pixels.Painter
	// folder of the last export.
	folder string
}

// NewView builds the page of a model.
func NewView(kit Kit, m *Model) *View {
	v := &View{kit: kit, model: m}
	v.painter = pixels.NewPainter(func(p pixels.Painted) {
		kit.Bridge.Put("frame", func() { v.stage.stage.SetFrame(p) })
	})
	v.header = newHeader(v)
	v.columns = newColumns(v)
	v.stage = newStagePanel(v)
	v.results = newResults(v)
	v.adjust = newAdjustPanel(v)
	v.strip = newHistory(v)
	v.root = container.New(&frame{}, v.header.root, v.columns.root, v.stage.root, v.results.root, v.adjust.root, v.strip.root)
	v.bindKeys()
	kit.Window.SetOnDropped(v.Dropped)
	v.Show(m.State())
	return v
}

// Root is the page's content.
func (v *View) Root() fyne.CanvasObject { return v.root }

// Painter draws the stage; the program runs it.
func (v *View) Painter() *pixels.Painter { return v.painter }

// Show brings the page to a state.
func (v *View) Show(s State) {
	v.s = s
	v.settings(s.Settings)
	v.header.show(s)
	v.columns.show(s)
	v.stage.show(s)
	v.results.show(s)
	v.adjust.show(s)
	v.strip.show(s)
	v.root.Layout.Layout(v.root.Objects, v.root.Size())
}

// settings follows the user's language and theme.
func (v *View) settings(s app.Settings) {
	if s.Theme != v.kit.Look.Variant {
		v.kit.Look.Variant = s.Theme
		fyne.CurrentApp().Settings().SetTheme(v.kit.Look)
	}
	if s.Language != "" && s.Language != v.kit.Words.Tag() {
		v.kit.Words.Use(s.Language)
	}
}

// t is the text of a key in the user's language.
func (v *View) t(key string, args ...string) string { return v.kit.Words.T(key, args...) }

// thumb returns a card's or result's small picture, nil until it is there;
// again is then called on the window's goroutine.
func (v *View) thumb(key string, jpeg []byte, again func()) image.Image {
	return v.kit.Loader.Thumb(key, jpeg, func(image.Image) { v.kit.Bridge.Put("thumb "+key, again) })
}

// add asks for files and takes them in.
func (v *View) add(as engine.As) {
	title := map[engine.As]string{engine.AsPerson: "ui.open.person", engine.AsGarment: "ui.open.garment"}[as]
	if title == "" {
		title = "ui.open.any"
	}
	v.kit.Files.Open(v.t(title), func(paths []string, err error) {
		if err != nil {
			v.model.Fail(err, "")
			return
		}
		v.model.Add(sources(paths), as)
	})
}

func sources(paths []string) []app.Source {
	list := make([]app.Source, 0, len(paths))
	for _, p := range paths {
		list = append(list, app.Source{Path: p})
	}
	return list
}

// paste takes pictures from the clipboard in.
func (v *View) paste() {
	text := fyne.CurrentApp().Clipboard().Content()
	v.kit.Spawn(func() {
		got, err := v.kit.Paste(text)
		if err != nil {
			v.model.Fail(err, "")
			return
		}
		v.model.Add(got, engine.AsAuto)
	})
}

// OpenSamples takes the sample shop in.
func (v *View) OpenSamples() {
	v.kit.Spawn(func() {
		got, err := v.kit.Samples()
		if err != nil {
			v.model.Fail(err, "")
			return
		}
		v.model.Add(got, engine.AsAuto)
	})
}

// Dropped takes files from another program in; at is the place in the window.
func (v *View) Dropped(at fyne.Position, uris []fyne.URI) {
	paths := make([]string, 0, len(uris))
	for _, u := range uris {
		paths = append(paths, u.Path())
	}
	v.model.Add(sources(paths), v.columns.columnAt(at))
}

// frame places header, columns, stage, results and history. It is a layout of
// its own so that the order of the objects is the order of the focus.
type frame struct{}

const (
	headerHeight = 52
	leftWidth    = 326
	rightWidth   = 272
	adjustWidth  = 316
	gap          = 12
)

func (*frame) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top, columns, stage, results, adjust, strip := o[0], o[1], o[2], o[3], o[4], o[5]
	top.Resize(fyne.NewSize(size.Width, headerHeight))
	bottom := float32(0)
	if strip.Visible() {
		bottom = strip.MinSize().Height
		strip.Move(fyne.NewPos(0, size.Height-bottom))
		strip.Resize(fyne.NewSize(size.Width, bottom))
	}
	height := size.Height - headerHeight - bottom
	columns.Move(fyne.NewPos(0, headerHeight))
	columns.Resize(fyne.NewSize(leftWidth, height))
	right := float32(0)
	for _, side := range []struct {
		o     fyne.CanvasObject
		width float32
	}{{results, rightWidth}, {adjust, adjustWidth}} {
		if side.o.Visible() {
			right = side.width
			side.o.Move(fyne.NewPos(size.Width-right, headerHeight))
			side.o.Resize(fyne.NewSize(right, height))
		}
	}
	stage.Move(fyne.NewPos(leftWidth+gap, headerHeight))
	stage.Resize(fyne.NewSize(size.Width-leftWidth-right-2*gap, height-gap))
}

func (*frame) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(980, 640)
}

// icon is a button with only an icon.
func icon(res fyne.Resource, tapped func()) *widgets.Button {
	b := widgets.NewButton("", res, tapped)
	b.Importance = widget.LowImportance
	return b
}

// heading is the title of a part of the page.
func heading(s string) *widget.Label {
	return widgets.Text(s, theme.SizeNameText, widget.MediumImportance, true)
}
