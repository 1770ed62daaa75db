// Package pick asks the user for files and folders, and reads the clipboard.
//
// A Picker is one way to ask. Two exist: Native opens the dialogs that the
// system's other programs use, in a process of their own; Builtin opens
// Fyne's inside the window and works everywhere. Best prefers the first and
// falls back to the second.
package pick

import (
	"errors"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"github.com/ncruces/zenity"
)

// Picker asks for files. Its methods return at once; done is called on the
// window's goroutine, and not at all when the user changes their mind.
type Picker interface {
	// Open asks for one or more picture files.
	Open(title string, done func(paths []string, err error))
	// Folder asks for an existing folder.
	Folder(title string, done func(path string, err error))
}

// Extensions of the pictures that can be read.
func Extensions() []string {
	return []string{".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".gif"}
}

// Best returns the system's dialogs where it has them, else Fyne's. The
// environment variable LOOKBOOK_DIALOG=builtin forces Fyne's. spawn runs work
// on a goroutine that the program waits for, post on the window's.
func Best(w fyne.Window, spawn, post func(func())) Picker {
	if os.Getenv("LOOKBOOK_DIALOG") != "builtin" && zenity.IsAvailable() {
		return &Native{Spawn: spawn, Post: post}
	}
	return &Builtin{Window: w}
}

// Builtin asks inside the window; one file at a time.
type Builtin struct {
	Window fyne.Window
	last   fyne.ListableURI // folder of the last file
}

// Open implements Picker.
func (b *Builtin) Open(_ string, done func([]string, error)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if r == nil && err == nil {
			return
		}
		if err != nil {
			done(nil, err)
			return
		}
		b.remember(r.URI())
		done([]string{r.URI().Path()}, r.Close())
	}, b.Window)
	d.SetLocation(b.last)
	d.SetFilter(storage.NewExtensionFileFilter(Extensions()))
	d.Resize(b.Window.Canvas().Size())
	d.Show()
}

// remember has the next dialog start beside a file.
func (b *Builtin) remember(file fyne.URI) {
	parent, err := storage.Parent(file)
	if err != nil {
		return // the next one starts at home
	}
	if folder, err := storage.ListerForURI(parent); err == nil {
		b.last = folder
	}
}

// Folder implements Picker.
func (b *Builtin) Folder(_ string, done func(string, error)) {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		switch {
		case err != nil:
			done("", err)
		case u != nil:
			done(u.Path(), nil)
		}
	}, b.Window)
	d.Resize(b.Window.Canvas().Size())
	d.Show()
}

// Native asks with the system's dialogs: several files at once.
type Native struct {
	// Spawn runs work that the program waits for, Post posts to the window.
	Spawn, Post func(func())
}

// Open implements Picker.
func (n *Native) Open(title string, done func([]string, error)) {
	patterns := []string{}
	for _, e := range Extensions() {
		patterns = append(patterns, "*"+e)
	}
	n.Spawn(func() {
		paths, err := zenity.SelectFileMultiple(zenity.Title(title),
			zenity.FileFilter{Name: "Pictures", Patterns: patterns, CaseFold: true})
		if errors.Is(err, zenity.ErrCanceled) {
			return
		}
		n.Post(func() { done(paths, err) })
	})
}

// Folder implements Picker.
func (n *Native) Folder(title string, done func(string, error)) {
	n.Spawn(func() {
		path, err := zenity.SelectFile(zenity.Title(title), zenity.Directory())
		if errors.Is(err, zenity.ErrCanceled) {
			return
		}
		n.Post(func() { done(filepath.Clean(path), err) })
	})
}
