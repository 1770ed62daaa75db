package studio

import (
	"image/color"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// article is one answer to "what is it?": a kind of clothing or a category.
type article struct {
	category recipe.Category
	kind     recipe.Kind
}

// articles lists every answer in the order of the drop-down.
func articles() []article {
	var list []article
	for _, k := range recipe.Kinds() {
		list = append(list, article{recipe.Clothing, k})
	}
	for _, c := range []recipe.Category{recipe.Bag, recipe.Shoes, recipe.Other} {
		list = append(list, article{category: c})
	}
	return list
}

// key of the article's text.
func (a article) key() string {
	if a.kind != recipe.KindAuto {
		return "kind." + string(a.kind)
	}
	return "category." + string(a.category)
}

// sleeves lists the sleeve lengths in the order of the drop-down.
func sleeves() []string { return []string{"none", "short", "elbow", "long"} }

// garmentCard is one garment with the guesses that can be corrected.
type garmentCard struct {
	*cardHead
	kind, sleeve         *widgets.Select
	worn, tucked, reread *widgets.Chip
	adjust               *widgets.Chip
	asks                 *fyne.Container
	answers              []*widgets.Chip
	up, down             *widgets.Button
	palette              *fyne.Container
	swatches             string
}

func newGarmentCard(v *View, id string) *garmentCard {
	g := &garmentCard{cardHead: newCardHead(v)}
	g.id = id
	g.kind = widgets.NewSelect(nil, nil)
	for _, a := range articles() {
		g.kind.Options = append(g.kind.Options, v.t(a.key()))
	}
	g.kind.PlaceHolder = v.t("ui.kind.choose")
	g.kind.OnChanged = g.setKind
	g.sleeve = widgets.NewSelect(nil, nil)
	for _, s := range sleeves() {
		g.sleeve.Options = append(g.sleeve.Options, v.t("sleeve."+s))
	}
	g.sleeve.PlaceHolder = v.t("ui.sleeve.choose")
	g.sleeve.OnChanged = g.setSleeve
	g.worn = widgets.NewChip("", g.toggleWorn)
	g.tucked = widgets.NewChip(v.t("ui.tucked"), g.toggleTucked)
	g.reread = widgets.NewChip(v.t("ui.reread.person"), func() { v.model.Reread(g.id, engine.AsPerson) })
	g.adjust = widgets.NewChip(v.t("ui.adjust"), func() { v.adjustCard(g.id) })
	for _, c := range []*widgets.Chip{g.worn, g.tucked, g.reread, g.adjust} {
		c.Tone = look.ColorStage
	}
	g.up = icon(theme.MoveUpIcon(), func() { v.model.Move(g.id, -1) })
	g.down = icon(theme.MoveDownIcon(), func() { v.model.Move(g.id, 1) })
	g.palette = container.NewHBox()
	order := container.New(layout.NewCustomPaddedHBoxLayout(-4), g.up, g.down)
	g.side.Objects = []fyne.CanvasObject{g.kind, g.sleeve, container.NewBorder(nil, nil, g.palette, order)}
	g.tools.Objects = []fyne.CanvasObject{container.New(layout.NewRowWrapLayoutWithCustomPadding(4, 4), g.adjust, g.worn, g.tucked, g.reread)}
	g.ask()
	return g
}

// ask makes the question what kind of clothing it is: one click answers it.
func (g *garmentCard) ask() {
	g.asks = container.New(layout.NewRowWrapLayoutWithCustomPadding(4, 4))
	for _, k := range recipe.Kinds() {
		chip := widgets.NewChip(g.v.t("kind."+string(k)), func() { g.answer(k) })
		chip.Tone = look.ColorWarnSoft
		g.answers = append(g.answers, chip)
		g.asks.Add(chip)
	}
	g.asks.Hide()
	g.flag.Objects = []fyne.CanvasObject{container.NewVBox(g.flag.Objects[0], g.asks)}
}

func (g *garmentCard) answer(k recipe.Kind) {
	g.v.model.EditGarment(g.id, func(e *recipe.GarmentEdit) { e.Category, e.Kind = recipe.Clothing, k })
}

func (g *garmentCard) setKind(string) {
	if g.v.columns.updating || g.kind.SelectedIndex() < 0 {
		return
	}
	a := articles()[g.kind.SelectedIndex()]
	g.v.model.EditGarment(g.id, func(e *recipe.GarmentEdit) { e.Category, e.Kind = a.category, a.kind })
}

func (g *garmentCard) setSleeve(string) {
	if g.v.columns.updating || g.sleeve.SelectedIndex() < 0 {
		return
	}
	s := sleeves()[g.sleeve.SelectedIndex()]
	change := func(e *recipe.GarmentEdit) { e.Sleeve = s }
	if g.v.s.Adjust {
		g.v.model.TuneGarment(g.id, "", true, change)
		return
	}
	g.v.model.EditGarment(g.id, change)
}

func (g *garmentCard) toggleWorn() {
	worn := !g.worn.On
	g.v.model.EditGarment(g.id, func(e *recipe.GarmentEdit) { e.Worn = &worn })
}

// toggleTucked goes between tucked in and what is usual for the kind.
func (g *garmentCard) toggleTucked() {
	if g.tucked.On {
		g.v.model.Tuck(g.id, nil)
		return
	}
	yes := true
	g.v.model.Tuck(g.id, &yes)
}

func (g *garmentCard) show(c Card, at, count int, s State) {
	v := g.v
	flag := ""
	switch {
	case c.ReadingUnsure():
		flag = v.t("ui.unsure.garment")
	case c.KindUnsure():
		flag = v.t("ui.unsure.kind")
	}
	g.cardHead.show(c, s, flag)
	visible(g.asks, c.KindUnsure() && !c.ReadingUnsure())
	for i, k := range recipe.Kinds() {
		g.answers[i].Set(v.t("kind."+string(k)), k == c.Kind()) // the guess stands out
	}
	g.adjust.Set(v.t("ui.adjust"), s.Adjust && s.Subject.ItemID == c.Item.ID)
	now := article{c.Category(), c.Kind()}
	if now.category != recipe.Clothing && now.category != "" {
		now.kind = recipe.KindAuto
	}
	choose(g.kind, slices.IndexFunc(articles(), func(a article) bool {
		return a == now || a.kind != "" && a.kind == now.kind
	}))
	choose(g.sleeve, slices.Index(sleeves(), c.Sleeve()))
	kind := c.Kind()
	visible(g.sleeve, kind == recipe.KindTop || kind == recipe.KindOuterwear || kind == recipe.KindOnePiece)
	lies := "ui.flat"
	if c.Worn() {
		lies = "ui.worn"
	}
	g.worn.Set(v.t(lies), c.Worn())
	visible(g.worn, c.clothing())
	g.tucked.Set(v.t("ui.tucked"), c.Tucked != nil && *c.Tucked)
	visible(g.tucked, kind == recipe.KindTop)
	visible(g.up, count > 1)
	visible(g.down, count > 1)
	able(g.up, at > 0)
	able(g.down, at < count-1)
	g.showPalette(c)
}

func choose(s *widgets.Select, i int) {
	if i < 0 {
		s.ClearSelected()
		return
	}
	s.SetSelectedIndex(i)
}

// showPalette draws the garment's main colors.
func (g *garmentCard) showPalette(c Card) {
	summary := c.Item.Inspection.Garment
	if summary == nil {
		g.palette.Objects = nil
		return
	}
	key := ""
	for _, s := range summary.Palette {
		key += s.Hex
	}
	if key == g.swatches {
		return
	}
	g.swatches = key
	g.palette.Objects = nil
	for i, s := range summary.Palette {
		if i == 6 {
			break
		}
		g.palette.Add(widgets.NewSwatch(parseHex(s.Hex), fyne.NewSize(18, 14)))
	}
}

// parseHex reads "#rrggbb"; anything else is gray.
func parseHex(s string) color.Color {
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 32); err == nil {
			return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
		}
	}
	return color.Gray{Y: 128}
}
