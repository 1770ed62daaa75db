package pick

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"lookbook/app"
	"lookbook/engine"
)

// Paste turns the clipboard into pictures: paths and file addresses in its
// text, else a picture that the system's own clipboard tool can hand over.
// It may take seconds and must not run on the window's goroutine.
func Paste(ctx context.Context, text string) ([]app.Source, error) {
	if list := Paths(text); len(list) > 0 {
		return list, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, c := range tools() {
		out, err := exec.CommandContext(ctx, c[0], c[1:]...).Output()
		if err == nil && isPicture(out) {
			return []app.Source{{Bytes: out, Name: "clipboard.png"}}, nil
		}
	}
	return nil, &engine.Fault{
		Kind: engine.FaultBadPicture, Code: "clipboard.empty",
		What: "There is no picture on the clipboard.",
		Next: "Copy a picture or a picture file first. On Linux, pasting picture data needs wl-clipboard or xclip.",
	}
}

// Paths returns the existing files that a text names, one per line, as paths
// or as file addresses. A text with any other line names none.
func Paths(text string) []app.Source {
	var list []app.Source
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimSpace(line), `"`)
		if line == "" || line == "copy" || strings.HasPrefix(line, "#") {
			continue
		}
		if u, err := url.Parse(line); err == nil && u.Scheme == "file" {
			line = u.Path
		}
		if _, err := os.Stat(line); err != nil {
			return nil
		}
		list = append(list, app.Source{Path: line})
	}
	return list
}

// tools lists the commands that print the clipboard's picture as PNG.
func tools() [][]string {
	switch runtime.GOOS {
	case "windows":
		return [][]string{{
			"powershell", "-NoProfile", "-STA", "-Command",
			"Add-Type -AssemblyName System.Windows.Forms,System.Drawing; " +
				"$i=[Windows.Forms.Clipboard]::GetImage(); if(!$i){exit 1}; $m=New-Object IO.MemoryStream; " +
				"$i.Save($m,[Drawing.Imaging.ImageFormat]::Png); $o=[Console]::OpenStandardOutput(); $m.WriteTo($o)",
		}}
	case "darwin":
		return [][]string{{"pngpaste", "-"}}
	}
	return [][]string{
		{"wl-paste", "--no-newline", "--type", "image/png"},
		{"xclip", "-selection", "clipboard", "-t", "image/png", "-o"},
	}
}

func isPicture(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\x89PNG")) || bytes.HasPrefix(b, []byte("\xff\xd8\xff"))
}
