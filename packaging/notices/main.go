// Command notices writes THIRD_PARTY.md: every module that is linked into
// Lookbook on any of its systems, with version, licence and licence text, and
// the assets that other people made.
//
// Words: a module is linked when "go list -deps" names one of its packages for
// some system; its notice is the text of its licence files. A licence that a
// closed commercial user could not live with (GPL, AGPL, LGPL without an
// exception) makes the command fail. With -check nothing is written: it fails
// when the file is out of date.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

const target = "THIRD_PARTY.md"

func main() {
	check := flag.Bool("check", false, "only say whether "+target+" is up to date")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *check)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, check bool) error {
	mods, err := linked(ctx)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, mods); err != nil {
		return err
	}
	if !check {
		return os.WriteFile(target, b.Bytes(), 0o644)
	}
	have, err := os.ReadFile(target)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, b.Bytes()) {
		return errors.New(target + ` is out of date; run "make notices" and look at the difference`)
	}
	return nil
}

// module is one linked Go module.
type module struct {
	Path, Version, Dir string
	Main               bool
	// License is the SPDX name, Text the licence files.
	License string `json:"-"`
	Text    string `json:"-"`
}

// linked lists the modules of the program for the systems that it is built for.
func linked(ctx context.Context) ([]module, error) {
	all := map[string]module{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		c := exec.CommandContext(ctx, "go", "list", "-e", "-deps", "-tags", "gles", "-json=Module", ".")
		c.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		c.Stderr = os.Stderr
		out, err := c.Output()
		if err != nil {
			return nil, err
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct{ Module *module }
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main && p.Module.Dir != "" {
				all[p.Module.Path] = *p.Module
			}
		}
	}
	list := make([]module, 0, len(all))
	for _, m := range all {
		if err := m.read(); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return list, nil
}

// read finds the licence files at the top of a module and names them.
func (m *module) read() error {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		known := slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE"}, func(p string) bool { return strings.HasPrefix(name, p) })
		if e.IsDir() || !known || strings.HasSuffix(name, ".GO") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return err
		}
		m.Text += strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) + "\n"
	}
	m.License = classify(m.Text)
	switch m.License {
	case "":
		return fmt.Errorf("%s %s: its licence is not recognized; read %s and teach packaging/notices", m.Path, m.Version, m.Dir)
	case "GPL", "AGPL", "LGPL":
		return fmt.Errorf("%s %s is under the %s, which a closed commercial user cannot link", m.Path, m.Version, m.License)
	}
	return nil
}

// marks tells licences apart by a sentence that only they have; the first
// match wins, so the copyleft ones come first.
var marks = []struct{ sentence, license string }{
	{"gnu affero general public license", "AGPL"},
	{"gnu lesser general public license", "LGPL"},
	{"gnu general public license", "GPL"},
	{"mozilla public license version 2.0", "MPL-2.0"},
	{"apache license version 2.0", "Apache-2.0"},
	{"permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"},
	{"neither the name of", "BSD-3-Clause"},
	{"redistributions in binary form must reproduce", "BSD-2-Clause"},
	{"permission to use, copy, modify, and/or distribute this software for any purpose", "ISC"},
	{"permission to use, copy, modify, and distribute this software for any purpose", "ISC"},
	{"this is free and unencumbered software released into the public domain", "Unlicense"},
	{"cc0 1.0 universal", "CC0-1.0"},
	{"freetype license", "FTL"},
}

func classify(text string) string {
	words := strings.ToLower(strings.Join(strings.Fields(text), " "))
	// The texts of other licences mention the GNU ones as compatible.
	if strings.Contains(words, "mozilla public license version 2.0") {
		return "MPL-2.0"
	}
	words = strings.ReplaceAll(words, "apache license, version 2.0", "apache license version 2.0")
	for _, m := range marks {
		if strings.Contains(words, m.sentence) {
			return m.license
		}
	}
	return ""
}

const head = `# Third-party notices

Lookbook itself is under the Apache License 2.0 (LICENSE). This file lists what
it contains of other people's work: the Go modules linked into the program, the
native library beside it, and the assets inside it. It is written by
` + "`make notices`" + `; the list of modules is checked by ` + "`make test`" + `.

## Beside and inside the program

| What | Licence | Where |
| --- | --- | --- |
| ONNX Runtime 1.27.0, shared library, fetched by packaging/fetchort or shipped in packages | MIT | its text comes with the library |
| libheif and libde265 (HEIC), compiled to WebAssembly inside github.com/gen2brain/heic | LGPL-3.0 | run in a sandbox and replaced by the system's own libheif where that is installed; sources and build are in that module |
| libavif and aom (AVIF), compiled to WebAssembly inside github.com/gen2brain/avif | BSD-2-Clause | likewise |
| Vision networks | Apache-2.0 and CC0-1.0 | assets/networks/NOTICE.md |
| Human body, made from MakeHuman base data | CC0-1.0 | assets/body/NOTICE.md |
| Learned targets, made from rendered bodies of that data | CC0-1.0 | assets/targets/NOTICE.md |
| Lookbook Sans, a subset of open fonts | OFL-1.1 | assets/fonts/OFL.txt |
| Sample pictures, rendered from CC0 assets or drawn for this project | Apache-2.0 | assets/samples/LICENSE.md |

## Go modules

| Module | Version | Licence |
| --- | --- | --- |
`

// write prints the whole file; equal licence texts are printed once.
func write(w io.Writer, mods []module) error {
	var b bytes.Buffer
	b.WriteString(head)
	for _, m := range mods {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.Path, m.Version, m.License)
	}
	b.WriteString("\n## Licence texts\n")
	done := map[string]bool{}
	for _, m := range mods {
		if done[m.Text] {
			continue
		}
		done[m.Text] = true
		var who []string
		for _, o := range mods {
			if o.Text == m.Text {
				who = append(who, o.Path)
			}
		}
		fmt.Fprintf(&b, "\n### %s\n\n", strings.Join(who, ", "))
		for line := range strings.Lines(m.Text) {
			b.WriteString(strings.TrimRight("    "+strings.TrimRight(line, "\n \t"), " ") + "\n")
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
