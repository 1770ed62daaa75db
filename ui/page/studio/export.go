package studio

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/widgets"
)

// showExport asks where the result goes. The file is written by the use case
// alone, which never leaves half a file; so this is a form and not a save
// dialog, which would create the file first.
func (v *View) showExport() {
	if v.s.Result == nil {
		return
	}
	f := newExportForm(v)
	f.window.Resize(fyne.NewSize(580, 340))
	f.window.Show()
	v.kit.Window.Canvas().Focus(f.name)
}

// exportForm asks for name, folder and format of a file.
type exportForm struct {
	v            *View
	window       *dialog.CustomDialog
	name, folder *widgets.Entry
	png, jpeg    *widgets.Chip
	replace      *widgets.Check
}

func newExportForm(v *View) *exportForm {
	f := &exportForm{v: v, name: widgets.NewEntry(v.s.ExportName()), folder: widgets.NewEntry(v.exportFolder())}
	browse := widgets.NewButton(v.t("ui.browse"), theme.FolderOpenIcon(), f.browse)
	f.png = widgets.NewChip("", func() { f.choose("PNG") })
	f.jpeg = widgets.NewChip("", func() { f.choose("JPEG") })
	f.png.Tone, f.jpeg.Tone = theme.ColorNameInputBackground, theme.ColorNameInputBackground
	f.choose("PNG")
	f.replace = widgets.NewCheck(v.t("ui.export.replace"), nil)
	cancel := widgets.NewButton(v.t("ui.cancel"), nil, func() { f.window.Hide() })
	write := widgets.NewButton(v.t("ui.export.write"), theme.DownloadIcon(), f.write)
	write.Importance = widget.HighImportance
	for _, e := range []*widgets.Entry{f.name, f.folder} {
		e.OnSubmitted = func(string) { f.write() }
	}
	form := widget.NewForm(
		widget.NewFormItem(v.t("ui.export.name"), f.name),
		widget.NewFormItem(v.t("ui.export.folder"), container.NewBorder(nil, nil, nil, browse, f.folder)),
		widget.NewFormItem(v.t("ui.export.format"), container.NewHBox(f.png, f.jpeg)),
		widget.NewFormItem("", f.replace))
	marks := widgets.Wrapped(v.t("ui.export.marks"), theme.SizeNameCaptionText, widget.LowImportance)
	foot := container.NewHBox(layout.NewSpacer(), cancel, write)
	f.window = dialog.NewCustomWithoutButtons(v.t("ui.export.title"),
		container.NewBorder(nil, foot, nil, nil, container.NewVBox(form, marks)), v.kit.Window)
	return f
}

// choose sets the format and the name's extension.
func (f *exportForm) choose(format string) {
	f.png.Set(f.v.t("ui.export.png"), format == "PNG")
	f.jpeg.Set(f.v.t("ui.export.jpeg"), format == "JPEG")
	f.name.SetText(withExtension(f.name.Text, format))
}

func (f *exportForm) browse() {
	f.v.kit.Files.Folder(f.v.t("ui.export.folder"), func(path string, err error) {
		if err == nil && path != "" {
			f.folder.SetText(path)
		}
	})
}

// write exports; without a name it asks on.
func (f *exportForm) write() {
	if strings.TrimSpace(f.name.Text) == "" {
		f.v.kit.Window.Canvas().Focus(f.name)
		return
	}
	format := "PNG"
	if f.jpeg.On {
		format = "JPEG"
	}
	f.v.folder = f.folder.Text
	f.window.Hide()
	f.v.model.Export(filepath.Join(f.folder.Text, withExtension(f.name.Text, format)), f.replace.Checked)
}

// exportFolder is where the last export went, at first the user's pictures.
func (v *View) exportFolder() string {
	if v.folder != "" {
		return v.folder
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	if pictures := filepath.Join(home, "Pictures"); isFolder(pictures) {
		return pictures
	}
	return home
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// withExtension gives a file name the extension of a format; one of the
// format's own extensions stays.
func withExtension(name, format string) string {
	ext := strings.ToLower(filepath.Ext(name))
	known := ext == ".png" || ext == ".jpg" || ext == ".jpeg"
	if format == "PNG" && ext == ".png" || format == "JPEG" && (ext == ".jpg" || ext == ".jpeg") {
		return name
	}
	if known {
		name = name[:len(name)-len(ext)]
	}
	if format == "JPEG" {
		return name + ".jpg"
	}
	return name + ".png"
}
