package studio

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

// showEmpty explains the two drops while there is nothing on the stage.
func (p *stagePanel) showEmpty(s State) {
	v := p.v
	if s.Person != nil || len(s.Garments) > 0 || s.Result != nil {
		if len(p.empty.Objects) > 0 {
			p.empty.Objects = nil
			p.empty.Refresh()
		}
		return
	}
	if len(p.empty.Objects) > 0 && p.tag == v.kit.Words.Tag() {
		return
	}
	title := widgets.Text(v.t("ui.empty.title"), theme.SizeNameHeadingText, widget.MediumImportance, true)
	title.Alignment = fyne.TextAlignCenter
	body := widgets.Wrapped(v.t("ui.empty.body"), theme.SizeNameText, widget.LowImportance)
	body.Alignment = fyne.TextAlignCenter
	steps := container.NewHBox(layout.NewSpacer(),
		p.step("1", "ui.empty.person", theme.AccountIcon()), p.step("2", "ui.empty.garment", look.IconGarment),
		p.step("3", "ui.empty.dress", theme.MediaPlayIcon()), layout.NewSpacer())
	box := container.New(layout.NewCustomPaddedVBoxLayout(10), title, body, steps)
	if v.kit.Samples != nil {
		open := widgets.NewButton(v.t("ui.samples"), theme.StorageIcon(), v.OpenSamples)
		open.Importance = widget.HighImportance
		box.Add(container.NewCenter(open))
	}
	private := widgets.Text(v.t("ui.private"), theme.SizeNameCaptionText, widget.LowImportance, false)
	private.Alignment = fyne.TextAlignCenter
	box.Add(private)
	p.empty.Objects = []fyne.CanvasObject{container.NewCenter(container.New(&width{520}, box))}
	p.empty.Refresh()
}

// step is one of the three things to do.
func (p *stagePanel) step(number, key string, res fyne.Resource) fyne.CanvasObject {
	text := widgets.Wrapped(p.v.t(key), theme.SizeNameCaptionText, widget.MediumImportance)
	text.Alignment = fyne.TextAlignCenter
	head := widgets.Text(number, theme.SizeNameSubHeadingText, widget.HighImportance, true)
	head.Alignment = fyne.TextAlignCenter
	pic := container.NewCenter(container.NewGridWrap(fyne.NewSize(28, 28), widget.NewIcon(theme.NewPrimaryThemedResource(res))))
	return container.New(&width{160}, container.New(layout.NewCustomPaddedVBoxLayout(0), pic, head, text))
}

// width makes its object that wide.
type width struct{ width float32 }

func (m *width) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, x := range o {
		x.Resize(fyne.NewSize(m.width, size.Height))
	}
}

func (m *width) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range o {
		x.Resize(fyne.NewSize(m.width, x.Size().Height))
		h = max(h, x.MinSize().Height)
	}
	return fyne.NewSize(m.width, h)
}
