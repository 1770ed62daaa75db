package studio

import (
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// progress is the strip at the foot of the stage: what runs, how far it is,
// and the button that stops it.
type progress struct {
	v      *View
	root   *widgets.Box
	what   *widget.Label
	stage  *widget.Label
	bar    *widget.ProgressBar
	cancel *widgets.Button
}

func newProgress(v *View) *progress {
	p := &progress{v: v}
	p.what = widgets.Text("", theme.SizeNameText, widget.MediumImportance, true)
	p.stage = widgets.Text("", theme.SizeNameCaptionText, widget.LowImportance, false)
	p.bar = widget.NewProgressBar()
	p.bar.TextFormatter = func() string { return "" }
	p.cancel = widgets.NewButton("", theme.CancelIcon(), v.model.Cancel)
	words := container.New(&stacked{width: 320}, p.what, p.stage, p.bar)
	p.root = widgets.NewBox(look.ColorCard, look.ColorCardEdge, 10, 10,
		container.NewBorder(nil, nil, nil, container.NewCenter(p.cancel), words))
	p.root.Hide()
	return p
}

func (p *progress) show(s State) {
	w := s.Running()
	if w == nil {
		visible(p.root, false)
		return
	}
	v := p.v
	what := v.t("ui.work." + string(w.Kind))
	if w.Name != "" && w.Kind != WorkDress {
		what = shorten(what+": "+filepath.Base(w.Name), 300)
	}
	p.what.SetText(what)
	stage := v.t("ui.starting")
	if w.Stage != "" {
		stage = v.kit.Words.Or("stage."+w.Stage, w.Stage)
		if w.Total > 0 {
			stage = v.t("ui.step", "stage", stage, "done", strconv.Itoa(min(w.Done+1, w.Total)), "total", strconv.Itoa(w.Total))
		}
	}
	p.stage.SetText(stage)
	value := 0.0
	if w.Total > 0 {
		value = float64(w.Done) / float64(w.Total)
	}
	p.bar.SetValue(value)
	p.cancel.SetText(v.t("ui.cancel"))
	visible(p.root, true)
}

// stacked puts two tight lines over a thin bar, at a fixed width.
type stacked struct{ width float32 }

func (l *stacked) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, o[0].MinSize().Height))
	o[0].Move(fyne.NewPos(0, -4))
	o[1].Resize(fyne.NewSize(size.Width, o[1].MinSize().Height))
	o[1].Move(fyne.NewPos(0, 16))
	o[2].Resize(fyne.NewSize(size.Width-14, 6))
	o[2].Move(fyne.NewPos(7, size.Height-6))
}

func (l *stacked) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(l.width, 52) }
