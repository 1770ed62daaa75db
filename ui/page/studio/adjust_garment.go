package studio

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine/recipe"
	"lookbook/ui/widgets"
)

// garmentAdjust are the corrections of a garment that are no points.
type garmentAdjust struct {
	v                      *View
	root                   *fyne.Container
	title                  *widget.Label
	sleeve                 *widgets.Select
	sleeveRow              fyne.CanvasObject
	length, sleeves, loose *dial
	measures               *fyne.Container
	numbers                map[string]*widgets.Number
	rows                   map[string]fyne.CanvasObject
	reset                  *widgets.Button
	id                     string
}

func newGarmentAdjust(v *View, p *adjustPanel) *garmentAdjust {
	g := &garmentAdjust{v: v, numbers: map[string]*widgets.Number{}, rows: map[string]fyne.CanvasObject{}}
	g.title = heading("")
	factor := func(key, name string, r recipe.Range, field func(*recipe.GarmentEdit) *float64) *dial {
		return newDial(v, p, key, r, func(x float64, done bool) {
			if x == 1 {
				x = 0 // as seen
			}
			v.model.TuneGarment(g.id, name+g.id, done, func(e *recipe.GarmentEdit) { *field(e) = x })
		})
	}
	g.length = factor("ui.adjust.length", "length", recipe.LengthRange, func(e *recipe.GarmentEdit) *float64 { return &e.Length })
	g.sleeves = factor("ui.adjust.sleeves", "sleeves", recipe.SleevesRange, func(e *recipe.GarmentEdit) *float64 { return &e.Sleeves })
	g.loose = factor("ui.adjust.loose", "loose", recipe.LoosenessRange, func(e *recipe.GarmentEdit) *float64 { return &e.Looseness })
	g.sleeve = widgets.NewSelect(nil, nil)
	for _, s := range sleeves() {
		g.sleeve.Options = append(g.sleeve.Options, v.t("sleeve."+s))
	}
	g.sleeve.OnChanged = func(string) {
		if i := g.sleeve.SelectedIndex(); !p.updating && i >= 0 {
			v.model.TuneGarment(g.id, "", true, func(e *recipe.GarmentEdit) { e.Sleeve = sleeves()[i] })
		}
	}
	g.sleeveRow = choice(v, "ui.adjust.sleeve", g.sleeve)
	g.reset = widgets.NewButton(v.t("ui.adjust.reset"), theme.ViewRefreshIcon(), func() { v.model.ResetCard(g.id) })
	g.measures = container.New(layout.NewCustomPaddedVBoxLayout(2))
	for _, name := range recipe.Measures() {
		g.measure(name)
	}
	hint := widgets.Wrapped(v.t("ui.adjust.landmarks"), theme.SizeNameCaptionText, widget.LowImportance)
	lying := widgets.Wrapped(v.t("ui.adjust.centimeters"), theme.SizeNameCaptionText, widget.LowImportance)
	g.root = container.New(layout.NewCustomPaddedVBoxLayout(2), g.title, hint, g.length.root, g.sleeves.root,
		g.loose.root, g.sleeveRow, lying, g.measures, container.NewHBox(g.reset))
	return g
}

// measure adds the line of one measure in centimeters.
func (g *garmentAdjust) measure(name string) {
	n := widgets.NewNumber(recipe.CentimeterRange.Low, recipe.CentimeterRange.High, func(x float64) {
		g.v.model.TuneGarment(g.id, "", true, func(e *recipe.GarmentEdit) {
			next := maps.Clone(e.Centimeters)
			if next == nil {
				next = map[string]float64{}
			}
			next[name] = x
			if x == 0 {
				delete(next, name)
			}
			if len(next) == 0 {
				next = nil
			}
			e.Centimeters = next
		})
	})
	n.SetPlaceHolder(g.v.t("ui.adjust.cm"))
	g.numbers[name] = n
	label := widgets.Text(g.v.t("measure."+name), theme.SizeNameCaptionText, widget.MediumImportance, false)
	g.rows[name] = container.NewBorder(nil, nil, container.New(&width{150}, label), nil, n)
	g.measures.Add(g.rows[name])
}

// measuresOf lists the measures that a kind has.
func measuresOf(k recipe.Kind) []string {
	switch k {
	case recipe.KindTrousers, recipe.KindShorts:
		return []string{"length", "waist", "inseam"}
	case recipe.KindSkirt:
		return []string{"length", "waist"}
	case recipe.KindOnePiece:
		return []string{"length", "chest", "sleeve", "waist"}
	}
	return []string{"length", "chest", "sleeve"}
}

func (g *garmentAdjust) show(c Card) {
	e, kind := c.Item.Garment, c.Kind()
	if g.id != c.Item.ID {
		g.id = c.Item.ID
	}
	g.title.SetText(shorten(title(c.Item.Name), 230))
	sleeved := kind.Slot() != "lower"
	visible(g.sleeves.root, sleeved && c.Sleeve() != "none")
	visible(g.sleeveRow, sleeved)
	choose(g.sleeve, slices.Index(sleeves(), c.Sleeve()))
	g.length.show(orOne(e.Length))
	g.sleeves.show(orOne(e.Sleeves))
	g.loose.show(orOne(e.Looseness))
	has := measuresOf(kind)
	for name, n := range g.numbers {
		visible(g.rows[name], slices.Contains(has, name))
		n.Put(e.Centimeters[name])
	}
	able(g.reset, !sameReading(c.Item, seen(c).Item))
}
