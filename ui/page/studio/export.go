package studio

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
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
	name := widget.NewEntry()
	name.SetText(v.s.ExportName())
	folder := widget.NewEntry()
	folder.SetText(v.exportFolder())
	browse := widget.NewButtonWithIcon(v.t("ui.browse"), theme.FolderOpenIcon(), func() {
		v.kit.Files.Folder(v.t("ui.export.folder"), func(path string, err error) {
			if err == nil && path != "" {
				folder.SetText(path)
			}
		})
	})
	format := widget.NewRadioGroup([]string{"PNG", "JPEG"}, func(f string) {
		name.SetText(withExtension(name.Text, f))
	})
	format.Horizontal = true
	format.SetSelected("PNG")
	replace := widget.NewCheck(v.t("ui.export.replace"), nil)
	form := widget.NewForm(
		widget.NewFormItem(v.t("ui.export.name"), name),
		widget.NewFormItem(v.t("ui.export.folder"), container.NewBorder(nil, nil, nil, browse, folder)),
		widget.NewFormItem(v.t("ui.export.format"), format),
		widget.NewFormItem("", replace))
	marks := widgets.Wrapped(v.t("ui.export.marks"), theme.SizeNameCaptionText, widget.LowImportance)
	d := dialog.NewCustomConfirm(v.t("ui.export"), v.t("ui.export.write"), v.t("ui.cancel"),
		container.NewVBox(form, marks), func(ok bool) {
			if ok && name.Text != "" {
				v.folder = folder.Text
				v.model.Export(filepath.Join(folder.Text, withExtension(name.Text, format.Selected)), replace.Checked)
			}
		}, v.kit.Window)
	d.Resize(fyne.NewSize(560, 320))
	d.Show()
	v.kit.Window.Canvas().Focus(name)
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
