package studio

import (
	"strings"
	"unicode"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/widgets"
	"lookbook/ui/words"
)

// waistName is the handle of the waistband, which is a number of the person and
// no point.
const waistName = "waistband"

// usualWaist is where a waistband sits when nothing says where, in torso
// lengths: at the height of the navel's lower rim.
const usualWaist = 0.85

// jointNames are the joints that clothes depend on, by side.
func jointNames() []string {
	return []string{"shoulder", "elbow", "wrist", "hip", "knee", "ankle"}
}

// bones are the lines between joints of one side, in jointNames.
var bones = [][2]string{{"shoulder", "elbow"}, {"elbow", "wrist"}, {"shoulder", "hip"}, {"hip", "knee"}, {"knee", "ankle"}}

// at is where a point is: where the user put it, else where it was seen.
func at(moved map[string][2]float64, p engine.Point) (xy [2]float64, isMoved bool) {
	if xy, ok := moved[recipe.PointName(p.Name)]; ok {
		return xy, true
	}
	return [2]float64{p.X, p.Y}, false
}

// handles are those of a card's picture, at k picture pixels for each pixel of
// the inspection.
func (v *View) handles(c Card, k float64) widgets.Handles {
	var h widgets.Handles
	if c.Item.Inspection.Shows == engine.AsPerson {
		h = v.jointHandles(c)
	} else {
		h = v.landmarkHandles(c)
	}
	for i := range h.List {
		h.List[i].X *= k
		h.List[i].Y *= k
		h.List[i].Bar *= k
	}
	return h
}

func (v *View) jointHandles(c Card) widgets.Handles {
	var h widgets.Handles
	who := c.Chosen()
	if who == nil {
		return h
	}
	places := map[string]int{}
	w, ht := float64(c.Item.Inspection.Width), float64(c.Item.Inspection.Height)
	for _, side := range []string{"left", "right"} {
		for _, joint := range jointNames() {
			name := side + "_" + joint
			for _, p := range who.Points {
				if recipe.PointName(p.Name) != name {
					continue
				}
				xy, moved := at(c.Item.Person.Points, p)
				if xy[0] < 0 || xy[1] < 0 || xy[0] > w || xy[1] > ht {
					continue // outside the picture nobody can see where it is
				}
				places[name] = len(h.List)
				h.List = append(h.List, widgets.Handle{
					Name: name, Label: v.t("joint." + name), X: xy[0], Y: xy[1], Moved: moved, Faint: p.Visibility < 0.5,
				})
			}
		}
	}
	link := func(a, b string) {
		i, ok := places[a]
		j, ok2 := places[b]
		if ok && ok2 {
			h.Links = append(h.Links, [2]int{i, j})
		}
	}
	link("left_shoulder", "right_shoulder")
	link("left_hip", "right_hip")
	for _, b := range bones {
		link("left_"+b[0], "left_"+b[1])
		link("right_"+b[0], "right_"+b[1])
	}
	if t, ok := torsoOf(c); ok {
		waist, said := waistOf(c)
		p := t.at(waist)
		h.List = append(h.List, widgets.Handle{
			Name: waistName, Label: v.t("joint.waistband"), X: p[0], Y: p[1], Bar: t.half,
			Moved: said, Faint: !said && c.Chosen().Waist == 0,
		})
	}
	return h
}

// torso is the line from the middle of the shoulders to the middle of the hips.
type torso struct {
	top, bottom [2]float64
	// half is half the width to draw a waistband with.
	half float64
}

// torsoOf measures the torso of a card's person; ok is false when a shoulder or
// hip is not known.
func torsoOf(c Card) (t torso, ok bool) {
	find := func(name string) (xy [2]float64) {
		for _, p := range c.Chosen().Points {
			if recipe.PointName(p.Name) == name {
				xy, _ = at(c.Item.Person.Points, p)
				ok = true
				return xy
			}
		}
		return xy
	}
	known := true
	read := func(name string) [2]float64 {
		ok = false
		xy := find(name)
		known = known && ok
		return xy
	}
	ls, rs, lh, rh := read("left_shoulder"), read("right_shoulder"), read("left_hip"), read("right_hip")
	t.top = [2]float64{(ls[0] + rs[0]) / 2, (ls[1] + rs[1]) / 2}
	t.bottom = [2]float64{(lh[0] + rh[0]) / 2, (lh[1] + rh[1]) / 2}
	t.half = 0.6 * max(ls[0]-rs[0], rs[0]-ls[0], 20)
	return t, known && t.bottom != t.top
}

// at is the place at a height in torso lengths.
func (t torso) at(v float64) [2]float64 {
	return [2]float64{t.top[0] + v*(t.bottom[0]-t.top[0]), t.top[1] + v*(t.bottom[1]-t.top[1])}
}

// height is the height of a place in torso lengths, within what a waistband
// may have.
func (t torso) height(x, y float64) float64 {
	dx, dy := t.bottom[0]-t.top[0], t.bottom[1]-t.top[1]
	v := ((x-t.top[0])*dx + (y-t.top[1])*dy) / (dx*dx + dy*dy)
	return recipe.WaistRange.Clip(float64(int(v*200+0.5)) / 200) // half a percent
}

// waistOf is where the waistband is, and whether the user said so.
func waistOf(c Card) (v float64, said bool) {
	if w := c.Item.Person.Waist; w != 0 {
		return w, true
	}
	if who := c.Chosen(); who != nil && who.Waist != 0 {
		return recipe.WaistRange.Clip(who.Waist), false
	}
	return usualWaist, false
}

func (v *View) landmarkHandles(c Card) widgets.Handles {
	var h widgets.Handles
	g := c.Item.Inspection.Garment
	if g == nil {
		return h
	}
	for _, p := range g.Landmarks {
		xy, moved := at(c.Item.Garment.Points, p)
		one := widgets.Handle{Name: recipe.PointName(p.Name), Label: landmark(v.kit.Words, p.Name), X: xy[0], Y: xy[1], Moved: moved}
		if one.Name == "hem" {
			one.Bar = (g.Box[2] - g.Box[0]) * 0.35 // only its height counts
		}
		h.List = append(h.List, one)
	}
	return h
}

// landmark is a landmark's name in words: "side3_l" is "outline 3, left".
func landmark(texts *words.Catalog, name string) string {
	parts := strings.Split(recipe.PointName(name), "_")
	base := parts[0]
	side := ""
	for _, p := range parts[1:] {
		switch p {
		case "l":
			side = texts.T("ui.point.left")
		case "r":
			side = texts.T("ui.point.right")
		default:
			base += "_" + p
		}
	}
	number := strings.TrimLeftFunc(base, func(r rune) bool { return !unicode.IsDigit(r) })
	if i := strings.IndexByte(number, '_'); i >= 0 {
		number = number[:i]
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, base)
	text := texts.Or("landmark."+plain, plain, "number", number)
	if side == "" {
		return text
	}
	return texts.T("ui.point.sided", "part", text, "side", side)
}

// moveHandle passes a handle's movement on to the model; k is as in handles.
func (v *View) moveHandle(name string, x, y, k float64, movement string, held bool) {
	c := v.s.SubjectCard()
	if c == nil || !v.s.Adjust || k == 0 {
		return
	}
	if name != waistName {
		v.model.MovePoint(c.Item.ID, name, [2]float64{x / k, y / k}, movement+name, held)
		return
	}
	if t, ok := torsoOf(*c); ok {
		waist := t.height(x/k, y/k)
		v.model.MoveWaist(waist, movement+name, held)
	}
}

// resetHandle takes the user's word on a handle back.
func (v *View) resetHandle(name string) {
	c := v.s.SubjectCard()
	switch {
	case c == nil:
	case name == waistName:
		v.model.TunePerson("", true, func(e *recipe.PersonEdit) { e.Waist = 0 })
	default:
		v.model.ResetPoint(c.Item.ID, name)
	}
}
