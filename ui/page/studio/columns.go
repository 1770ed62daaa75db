package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine"
	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// columns is the left side: the person, the garments, and the button that
// dresses the one in the others.
type columns struct {
	v                     *View
	root                  *widgets.Box
	personTitle, wearing  *widget.Label
	personAdd, garmentAdd *widgets.Button
	personBox, garmentBox *fyne.Container
	personPart, rest      *fyne.Container
	person                *personCard
	garments              map[string]*garmentCard
	dress                 *widgets.Button
	auto                  *widgets.Check
	language              string
	updating              bool
}

func newColumns(v *View) *columns {
	c := &columns{v: v, garments: map[string]*garmentCard{}}
	c.personTitle, c.wearing = heading(""), heading("")
	c.personAdd = icon(theme.ContentAddIcon(), func() { v.add(engine.AsPerson) })
	c.garmentAdd = icon(theme.ContentAddIcon(), func() { v.add(engine.AsGarment) })
	c.personBox, c.garmentBox = container.NewVBox(), container.New(layout.NewCustomPaddedVBoxLayout(8))
	c.personPart = container.NewVBox(container.NewBorder(nil, nil, c.personTitle, c.personAdd), c.personBox)
	c.rest = container.NewVBox(container.NewBorder(nil, nil, c.wearing, c.garmentAdd), c.garmentBox)
	c.dress = widgets.NewButton("", theme.MediaPlayIcon(), v.model.Dress)
	c.dress.Importance = widget.HighImportance
	c.auto = widgets.NewCheck("", func(on bool) {
		if !c.updating {
			v.model.SetAuto(on)
		}
	})
	lists := container.NewVBox(c.personPart, c.rest)
	parts := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(2, 8, 4, 12), lists))
	foot := widgets.NewBox("", "", 0, 6, container.NewVBox(container.New(&minHeight{40}, c.dress), c.auto))
	c.root = widgets.NewBox(look.ColorPanel, "", 0, 8, container.NewBorder(nil, foot, nil, nil, parts))
	return c
}

// columnAt says which column a drop at a window position is meant for.
func (c *columns) columnAt(at fyne.Position) engine.As {
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(c.root)
	if at.X < top.X || at.X > top.X+c.root.Size().Width || at.Y < top.Y {
		return engine.AsAuto
	}
	if c.v.s.Person == nil && len(c.v.s.Garments) == 0 && len(c.personBox.Objects) == 0 {
		return engine.AsAuto
	}
	if border := d.AbsolutePositionForObject(c.rest); at.Y < border.Y {
		return engine.AsPerson
	}
	return engine.AsGarment
}

func (c *columns) show(s State) {
	c.updating = true
	defer func() { c.updating = false }()
	v := c.v
	if c.language != v.kit.Words.Tag() {
		c.language = v.kit.Words.Tag()
		c.person, c.garments = nil, map[string]*garmentCard{}
	}
	c.personTitle.SetText(v.t("ui.person"))
	c.wearing.SetText(v.t("ui.garments"))
	c.dress.SetText(v.t("ui.dress"))
	c.auto.SetText(v.t("ui.auto"))
	c.auto.SetChecked(s.Auto)
	able(c.dress, s.CanDress)
	c.showPerson(s)
	c.showGarments(s)
}

func (c *columns) showPerson(s State) {
	switch {
	case s.Person == nil:
		c.person = nil
		hint := widgets.NewHint(theme.AccountIcon(), c.v.t("ui.person.none"), c.v.t("ui.person.hint"),
			c.v.t("ui.open.file"), func() { c.v.add(engine.AsPerson) })
		c.replace(c.personBox, "person "+c.language, hint)
	case c.person == nil:
		c.person = newPersonCard(c.v)
		c.replace(c.personBox, "", c.person.root)
	}
	if c.person != nil {
		c.person.show(*s.Person, s)
	}
}

// replace puts one object into a box; a hint with a name that is there already
// stays, a card never does.
func (c *columns) replace(box *fyne.Container, name string, o fyne.CanvasObject) {
	if len(box.Objects) == 1 {
		if old, ok := box.Objects[0].(*named); ok && name != "" && old.name == name {
			return
		}
	}
	box.Objects = []fyne.CanvasObject{newNamed(name, o)}
	box.Refresh()
}

func (c *columns) showGarments(s State) {
	if len(s.Garments) == 0 {
		clear(c.garments)
		hint := widgets.NewHint(look.IconGarment, c.v.t("ui.garment.none"), c.v.t("ui.garment.hint"),
			c.v.t("ui.open.file"), func() { c.v.add(engine.AsGarment) })
		c.replace(c.garmentBox, "garment "+c.language, hint)
		return
	}
	list := make([]fyne.CanvasObject, 0, len(s.Garments))
	kept := map[string]*garmentCard{}
	for i, g := range s.Garments {
		card := c.garments[g.Item.ID]
		if card == nil {
			card = newGarmentCard(c.v, g.Item.ID)
		}
		card.show(g, i, len(s.Garments), s)
		kept[g.Item.ID] = card
		list = append(list, card.root)
	}
	c.garments = kept
	if !same(c.garmentBox.Objects, list) {
		c.garmentBox.Objects = list
		c.garmentBox.Refresh()
	}
}

func same(a, b []fyne.CanvasObject) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// named is an object with a name by which it is found again.
type named struct {
	widget.BaseWidget
	name string
	o    fyne.CanvasObject
}

func newNamed(name string, o fyne.CanvasObject) *named {
	n := &named{name: name, o: o}
	n.ExtendBaseWidget(n)
	return n
}

// Held implements widgets.Holder.
func (n *named) Held() fyne.CanvasObject { return n.o }

// CreateRenderer implements fyne.Widget.
func (n *named) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(n.o) }

// minHeight makes its object at least that high.
type minHeight struct{ height float32 }

func (m *minHeight) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, x := range o {
		x.Resize(size)
	}
}

func (m *minHeight) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, m.height)
	for _, x := range o {
		size = size.Max(x.MinSize())
	}
	return size
}
