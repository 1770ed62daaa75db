package studio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// results is the right side: verdicts, notices, export.
type results struct {
	v      *View
	root   *widgets.Box
	list   *fyne.Container
	export *widgets.Button
	shown  string
}

func newResults(v *View) *results {
	r := &results{v: v, list: container.New(layout.NewCustomPaddedVBoxLayout(6))}
	r.export = widgets.NewButton("", theme.DownloadIcon(), v.showExport)
	r.export.Importance = widget.HighImportance
	body := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(2, 8, 4, 12), r.list))
	foot := widgets.NewBox("", "", 0, 6, container.New(&minHeight{40}, r.export))
	r.root = widgets.NewBox(look.ColorPanel, "", 0, 8, container.NewBorder(nil, foot, nil, nil, body))
	return r
}

func (r *results) show(s State) {
	v := r.v
	r.export.SetText(v.t("ui.export"))
	able(r.export, s.Result != nil)
	visible(r.root, !s.Adjust && (s.Person != nil || len(s.Garments) > 0 || s.Result != nil))
	key := r.key(s)
	if key == r.shown {
		return
	}
	r.shown = key
	r.list.Objects = nil
	if s.Result != nil && s.Subject.Result {
		r.showResult(s)
	} else if c := s.SubjectCard(); c != nil {
		r.showInspection(*c)
	}
	r.list.Refresh()
}

// key changes whenever the panel has something else to show.
func (r *results) key(s State) string {
	id := ""
	if s.Result != nil {
		id = s.Result.ID
	}
	seen := ""
	if c := s.SubjectCard(); c != nil {
		seen = fmt.Sprint(c.Item.ID, c.Item.Inspection.Notices, c.Item.Inspection.Width, c.Item.Inspection.Garment)
	}
	return fmt.Sprint(r.v.kit.Words.Tag(), id, s.Stale, s.Subject, seen, r.captions(s))
}

// showResult lists the verdicts of a result, then its notices and figures.
func (r *results) showResult(s State) {
	v := r.v
	r.list.Add(heading(v.t("ui.checks")))
	if s.Stale {
		r.list.Add(widgets.NewNote(widgets.Warn, v.t("ui.stale"), v.t("ui.stale.next"), nil))
	}
	r.verdicts(s)
	r.noticesOf(s)
	r.list.Add(widgets.Wrapped(r.figures(s), theme.SizeNameCaptionText, widget.LowImportance))
}

// verdicts lists those of the whole picture first and then those of each
// garment, under its name when there are several.
func (r *results) verdicts(s State) {
	list := slices.Clone(s.Result.Verdicts)
	slices.SortStableFunc(list, func(a, b engine.Verdict) int { return a.Garment - b.Garment })
	names, under := r.captions(s), -1
	for _, verdict := range list {
		if at := verdict.Garment; at != under && at >= 0 && at < len(names) && len(names) > 1 {
			r.list.Add(widgets.Text(names[at], theme.SizeNameCaptionText, widget.LowImportance, true))
			under = at
		}
		r.list.Add(r.badge(verdict))
	}
}

// captions names the garments of a result by what they are; one that has left
// the page has only its number.
func (r *results) captions(s State) []string {
	if s.Result == nil {
		return nil
	}
	var names []string
	for i, g := range s.Result.Recipe.Garments {
		name := strconv.Itoa(i + 1)
		if c := s.Card(g.Digest); c != nil {
			name = r.v.kit.Words.Or(article{c.Category(), c.Kind()}.key(), name) + ": " + shorten(title(c.Item.Name), captionWidth)
		}
		names = append(names, name)
	}
	return names
}

// captionWidth is the room for a garment's name above its verdicts.
const captionWidth = 150

// relation compares a verdict's number with its threshold, the way that its
// check does.
func relation(v engine.Verdict) string {
	switch above := v.Value > v.Threshold; {
	case v.Pass && above:
		return "≥"
	case v.Pass:
		return "≤"
	case above:
		return ">"
	}
	return "<"
}

func (r *results) badge(verdict engine.Verdict) fyne.CanvasObject {
	v := r.v
	level := widgets.Good
	if !verdict.Pass {
		level = widgets.Warn
		if verdict.Name == "blank" || verdict.Name == "outside" {
			level = widgets.Bad
		}
	}
	name := v.kit.Words.Or("verdict."+verdict.Name+".title", verdict.Name)
	number := fmt.Sprintf("%s %s %s %s", figure(verdict.Value), relation(verdict), figure(verdict.Threshold),
		v.kit.Words.Or("unit."+verdict.Unit, verdict.Unit))
	return widgets.NewBadge(level, name, number, v.kit.Words.Verdict(verdict), r.detail(verdict))
}

// detail lists the parts of a verdict, with their color where they have one.
func (r *results) detail(verdict engine.Verdict) fyne.CanvasObject {
	if len(verdict.Detail) == 0 {
		return nil
	}
	rows := container.New(layout.NewCustomPaddedVBoxLayout(-8))
	for _, m := range verdict.Detail {
		row := container.NewHBox()
		if m.Color != "" {
			row.Add(widgets.NewSwatch(parseHex(m.Color), fyne.NewSize(22, 14)))
		}
		text := figure(m.Value)
		if m.Color == "" {
			text = m.Name + " " + text
		}
		if m.Share > 0 {
			text += fmt.Sprintf(" (%.0f %%)", m.Share*100)
		}
		row.Add(widgets.Text(text, theme.SizeNameCaptionText, widget.MediumImportance, false))
		rows.Add(row)
	}
	return rows
}

// figure writes a number with one decimal where it has any.
func figure(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

// noticesOf lists the notices of a result; where there are several garments,
// each names the one that it is about.
func (r *results) noticesOf(s State) {
	names := r.captions(s)
	for _, n := range s.Result.Notices {
		about := ""
		for i, g := range s.Result.Recipe.Garments {
			if n.Picture == g.Digest && len(names) > 1 {
				about = names[i]
			}
		}
		r.list.Add(widgets.NewNote(noteLevel(n.Level), about, r.v.kit.Words.Notice(n), nil))
	}
}

// notices lists plain statements.
func (r *results) notices(list []engine.Notice) {
	for _, n := range list {
		r.list.Add(widgets.NewNote(noteLevel(n.Level), "", r.v.kit.Words.Notice(n), nil))
	}
}

// figures says size and time of a result.
func (r *results) figures(s State) string {
	v, res := r.v, s.Result
	text := v.t("ui.size", "width", strconv.Itoa(res.Width), "height", strconv.Itoa(res.Height))
	total := 0.0
	for _, t := range res.Timings {
		total += t.WallMS
	}
	switch {
	case res.Cached:
		text += v.t("ui.join") + v.t("ui.cached")
	case total > 0:
		text += v.t("ui.join") + v.t("ui.seconds", "seconds", strconv.FormatFloat(total/1000, 'f', 1, 64))
	}
	return text
}

// showInspection says what was understood of a picture.
func (r *results) showInspection(c Card) {
	v, in := r.v, c.Item.Inspection
	r.list.Add(heading(v.t("ui.understood")))
	lines := []string{v.t("ui.size", "width", strconv.Itoa(in.Width), "height", strconv.Itoa(in.Height))}
	if in.Profile != "" {
		lines = append(lines, v.t("ui.profile", "profile", in.Profile))
	}
	if in.Shows == engine.AsPerson {
		lines = append(lines, v.t("ui.people.count", "count", strconv.Itoa(len(in.People))))
	}
	if in.Garment != nil {
		kind := article{in.Garment.Category, in.Garment.Kind}
		if in.Garment.Category != recipe.Clothing {
			kind.kind = recipe.KindAuto
		}
		sure := strconv.FormatFloat(in.Garment.KindSure*100, 'f', 0, 64)
		switch text := v.kit.Words.Or(kind.key(), ""); {
		case text == "":
		case kind.kind == recipe.KindAuto: // how sure is about kinds of clothing
			lines = append(lines, text)
		default:
			lines = append(lines, v.t("ui.sure", "kind", text, "percent", sure))
		}
	}
	r.list.Add(widgets.Wrapped(strings.Join(lines, "\n"), theme.SizeNameCaptionText, widget.MediumImportance))
	r.notices(in.Notices)
	if len(in.Notices) == 0 {
		r.list.Add(widgets.NewNote(widgets.Good, "", v.t("ui.nothing.odd"), nil))
	}
}
