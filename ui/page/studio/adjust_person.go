package studio

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine/recipe"
	"lookbook/ui/widgets"
)

// ages are the bands to choose from, each with the age that stands for it;
// texts under "age.KEY".
var ages = []struct {
	key   string
	years float64
}{{"small", 6}, {"child", 10}, {"teen", 15}, {"young", 25}, {"middle", 45}, {"old", 65}}

// builds are the builds to choose from; texts under "build.KEY".
var builds = []struct {
	key   string
	build float64
}{{"slim", -1}, {"average", 0}, {"full", 0.5}, {"plus", 1}}

// personAdjust are the corrections of the person that are no points.
type personAdjust struct {
	v                       *View
	root                    *fyne.Container
	group, age, build, wear *widgets.Select
	waist                   *dial
	reset                   *widgets.Button
}

func newPersonAdjust(v *View, p *adjustPanel) *personAdjust {
	a := &personAdjust{v: v}
	pick := func(set func(e *recipe.PersonEdit, i int)) *widgets.Select {
		s := widgets.NewSelect(nil, nil)
		s.OnChanged = func(string) {
			if i := s.SelectedIndex(); !p.updating && i >= 0 {
				v.model.TunePerson("", true, func(e *recipe.PersonEdit) { set(e, i) })
			}
		}
		return s
	}
	a.group = pick(func(e *recipe.PersonEdit, i int) { e.Group = append([]recipe.Group{""}, recipe.Groups()...)[i] })
	a.age = pick(func(e *recipe.PersonEdit, i int) {
		e.Age = 0
		if i > 0 {
			e.Age = ages[i-1].years
		}
	})
	a.build = pick(func(e *recipe.PersonEdit, i int) { e.Build = builds[i].build })
	a.wear = pick(func(e *recipe.PersonEdit, i int) {
		e.OnePiece = nil
		if i > 0 {
			one := i == 2
			e.OnePiece = &one
		}
	})
	a.wear.Options = []string{v.t("ui.wears.seen"), v.t("ui.wears.pieces"), v.t("ui.wears.dress")}
	for _, b := range builds {
		a.build.Options = append(a.build.Options, v.t("build."+b.key))
	}
	a.waist = newDial(v, p, "joint.waistband", recipe.WaistRange, func(x float64, done bool) {
		v.model.TunePerson("waist", done, func(e *recipe.PersonEdit) { e.Waist = x })
	})
	a.reset = widgets.NewButton(v.t("ui.adjust.reset"), theme.ViewRefreshIcon(), func() {
		if v.s.Person != nil {
			v.model.ResetCard(v.s.Person.Item.ID)
		}
	})
	hint := widgets.Wrapped(v.t("ui.adjust.joints"), theme.SizeNameCaptionText, widget.LowImportance)
	a.root = container.New(layout.NewCustomPaddedVBoxLayout(2), heading(v.t("ui.adjust.person")), hint,
		choice(v, "ui.adjust.group", a.group), choice(v, "ui.adjust.age", a.age), choice(v, "ui.adjust.build", a.build),
		choice(v, "ui.adjust.wears", a.wear), a.waist.root, container.NewHBox(a.reset))
	return a
}

func (a *personAdjust) show(c Card) {
	v, e := a.v, c.Item.Person
	unsaid, band := v.t("ui.adjust.unsaid"), v.t("ui.adjust.unsaid")
	if who := c.Chosen(); who != nil && who.Group != "" {
		unsaid = v.t("ui.adjust.seen", "what", v.t("group."+string(who.Group)))
	}
	if who := c.Chosen(); who != nil && who.Age != 0 {
		band = v.t("ui.adjust.seen", "what", v.t("age."+ages[nearestAge(who.Age)].key))
	}
	groups := []string{unsaid}
	for _, g := range recipe.Groups() {
		groups = append(groups, v.t("group."+string(g)))
	}
	bands := []string{band}
	for _, b := range ages {
		bands = append(bands, v.t("age."+b.key))
	}
	a.group.Options, a.age.Options = groups, bands
	a.group.SetSelectedIndex(slices.Index(recipe.Groups(), e.Group) + 1)
	a.age.SetSelectedIndex(0)
	if e.Age != 0 {
		a.age.SetSelectedIndex(nearestAge(e.Age) + 1)
	}
	a.build.SetSelectedIndex(nearestBuild(e.Build))
	wears := 0
	if e.OnePiece != nil {
		wears = 1
		if *e.OnePiece {
			wears = 2
		}
	}
	a.wear.SetSelectedIndex(wears)
	waist, said := waistOf(c)
	a.waist.show(waist, said)
	able(a.reset, !sameReading(c.Item, seen(c).Item))
}

// seen is the card without what its reset takes back.
func seen(c Card) Card {
	c.forget()
	return c
}

func nearestAge(years float64) int {
	best := 0
	for i := range ages {
		if math.Abs(ages[i].years-years) < math.Abs(ages[best].years-years) {
			best = i
		}
	}
	return best
}

func nearestBuild(x float64) int {
	best := 0
	for i := range builds {
		if math.Abs(builds[i].build-x) < math.Abs(builds[best].build-x) {
			best = i
		}
	}
	return best
}
