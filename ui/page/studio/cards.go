package studio

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// cardHead is what both kinds of cards share: thumb, name, remove, a flag.
type cardHead struct {
	v     *View
	id    string
	root  *widgets.Box
	thumb *widgets.Thumb
	name  *widget.Label
	flag  *fyne.Container
	text  *widget.Label
	busy  *widget.Activity
	side  *fyne.Container
	tools *fyne.Container
}

func newCardHead(v *View) *cardHead {
	h := &cardHead{v: v}
	h.thumb = widgets.NewThumb(fyne.NewSize(92, 122), func() { v.showCard(h.id) })
	h.name = widgets.Text("", theme.SizeNameText, widget.MediumImportance, false)
	h.text = widgets.Wrapped("", theme.SizeNameCaptionText, widget.WarningImportance)
	h.flag = container.NewStack(widgets.NewPill(look.ColorWarnSoft, h.text))
	h.flag.Hide()
	h.busy = widget.NewActivity()
	h.busy.Hide()
	h.side = container.New(layout.NewCustomPaddedVBoxLayout(3))
	h.tools = container.NewVBox()
	remove := icon(theme.CancelIcon(), func() { v.model.Remove(h.id) })
	head := container.NewBorder(nil, nil, nil, container.NewHBox(h.busy, remove), h.name)
	right := container.NewBorder(head, nil, nil, nil, h.side)
	top := container.NewBorder(nil, nil, container.NewVBox(h.thumb), nil, right)
	h.root = widgets.NewBox(look.ColorCard, look.ColorCardEdge, 10, 8, container.NewVBox(h.flag, top, h.tools))
	return h
}

func (h *cardHead) show(c Card, s State, flag string) {
	h.id = c.Item.ID
	h.name.SetText(shorten(title(c.Item.Name), nameWidth))
	h.thumb.Set(h.v.thumb(c.Item.ID, c.Item.Thumb, func() { h.v.columns.show(h.v.s) }),
		!s.Subject.Result && s.Subject.ItemID == c.Item.ID)
	if flag != h.text.Text {
		h.text.SetText(flag)
	}
	visible(h.flag, flag != "")
	if c.Busy != h.busy.Visible() {
		visible(h.busy, c.Busy)
		if c.Busy {
			h.busy.Start()
		} else {
			h.busy.Stop()
		}
	}
}

// nameWidth is the room for a file's name on a card.
const nameWidth = 140

// title is a file's name without its extension, which nobody needs on a card.
func title(name string) string {
	if ext := filepath.Ext(name); ext != "" && ext != name {
		return name[:len(name)-len(ext)]
	}
	return name
}

// shorten cuts the middle out of a name that is wider than width: beginning
// and end say the most. Fyne's own truncation cuts the end and, with
// this typeface, the descenders.
func shorten(name string, width float32) string {
	measure := func(s string) float32 {
		return fyne.MeasureText(s, theme.Size(theme.SizeNameText), fyne.TextStyle{}).Width
	}
	if measure(name) <= width {
		return name
	}
	r := []rune(name)
	for n := len(r) - 1; n > 4; n-- {
		tail := n * 2 / 5
		if s := string(r[:n-tail]) + "…" + string(r[len(r)-tail:]); measure(s) <= width {
			return s
		}
	}
	return string(r[:min(2, len(r))]) + "…"
}

func visible(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}

// personCard is the person with what was understood.
type personCard struct {
	*cardHead
	seen   *widget.Label
	skin   *canvas.Rectangle
	tone   *fyne.Container
	wears  *widgets.Select
	who    *widgets.Select
	reread *widgets.Chip
	adjust *widgets.Chip
}

func newPersonCard(v *View) *personCard {
	p := &personCard{cardHead: newCardHead(v)}
	p.seen = widgets.Wrapped("", theme.SizeNameCaptionText, widget.LowImportance)
	p.skin = canvas.NewRectangle(theme.Color(look.ColorStage))
	p.skin.CornerRadius = 7
	p.tone = container.NewHBox(container.NewCenter(container.NewGridWrap(fyne.NewSize(14, 14), p.skin)),
		widgets.Text(v.t("ui.skin"), theme.SizeNameCaptionText, widget.LowImportance, false))
	p.wears = widgets.NewSelect([]string{v.t("ui.wears.auto"), v.t("ui.wears.two"), v.t("ui.wears.one")}, nil)
	p.wears.OnChanged = p.setWears
	p.who = widgets.NewSelect(nil, nil)
	p.who.OnChanged = p.setWho
	p.reread = widgets.NewChip(v.t("ui.reread.garment"), func() { v.model.Reread(p.id, engine.AsGarment) })
	p.adjust = widgets.NewChip(v.t("ui.adjust"), func() { v.adjustCard(p.id) })
	p.reread.Tone, p.adjust.Tone = look.ColorStage, look.ColorStage
	p.side.Objects = []fyne.CanvasObject{p.seen, container.NewPadded(p.tone)}
	p.tools.Objects = []fyne.CanvasObject{p.who, p.wears, container.NewHBox(p.adjust, p.reread)}
	return p
}

func (p *personCard) setWears(string) {
	if p.v.columns.updating {
		return
	}
	i := p.wears.SelectedIndex()
	edit := p.v.model.EditPerson
	if p.v.s.Adjust {
		edit = func(change func(*recipe.PersonEdit)) { p.v.model.TunePerson("", true, change) }
	}
	edit(func(e *recipe.PersonEdit) {
		e.OnePiece = nil
		if i > 0 {
			one := i == 2
			e.OnePiece = &one
		}
	})
}

func (p *personCard) setWho(string) {
	if !p.v.columns.updating {
		p.v.model.ChoosePerson(p.id, p.who.SelectedIndex())
	}
}

func (p *personCard) show(c Card, s State) {
	v, people := p.v, c.Item.Inspection.People
	flag := ""
	switch {
	case c.ReadingUnsure():
		flag = v.t("ui.unsure.person")
	case len(people) > 1:
		flag = v.t("ui.people", "count", strconv.Itoa(len(people)))
	}
	p.cardHead.show(c, s, flag)
	p.seen.SetText(p.understood(c))
	p.adjust.Set(v.t("ui.adjust"), s.Adjust && s.Subject.ItemID == c.Item.ID)
	who := c.Chosen()
	visible(p.tone, who != nil && who.SkinTone != "")
	if who != nil && who.SkinTone != "" {
		p.skin.FillColor = parseHex(who.SkinTone)
		p.skin.Refresh()
	}
	visible(p.who, len(people) > 1)
	if len(people) != len(p.who.Options) {
		p.who.Options = p.who.Options[:0]
		for i := range people {
			p.who.Options = append(p.who.Options, v.t("ui.person.number", "number", strconv.Itoa(i+1)))
		}
	}
	if chosen := slices.IndexFunc(people, func(x engine.PersonSummary) bool { return x.Chosen }); chosen >= 0 {
		p.who.SetSelectedIndex(chosen)
	}
	wears := 0
	if one := c.Item.Person.OnePiece; one != nil {
		wears = 1
		if *one {
			wears = 2
		}
	}
	p.wears.SetSelectedIndex(wears)
}

// understood says in words what was seen of a person.
func (p *personCard) understood(c Card) string {
	who, v := c.Chosen(), p.v
	if who == nil {
		return v.t("ui.nobody")
	}
	lines := []string{v.kit.Words.Or("view."+who.View, who.View)}
	switch {
	case who.Top && who.Bottom:
		lines = append(lines, v.t("ui.dressable.both"))
	case who.Top:
		lines = append(lines, v.t("ui.dressable.top"))
	case who.Bottom:
		lines = append(lines, v.t("ui.dressable.bottom"))
	default:
		lines = append(lines, v.t("ui.dressable.none"))
	}
	if who.Face {
		lines = append(lines, v.t("ui.face"))
	}
	if who.Hands > 0 {
		lines = append(lines, v.t("ui.hands", "count", strconv.Itoa(who.Hands)))
	}
	return strings.Join(lines, v.t("ui.join"))
}
