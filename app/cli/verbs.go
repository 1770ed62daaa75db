package cli

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
)

// runner does a verb's work after its flags were parsed.
type runner func(ctx context.Context, c *call, args []string) error

// verb is one word of the command line.
type verb struct {
	name string
	// args is the usage behind the name, summary half a line, detail the
	// paragraphs of its help page, example a command that works.
	args, summary, detail, example string
	hidden                         bool
	// setup declares the flags and returns what uses them.
	setup func(fs *flagSet) runner
}

// verbs lists every verb in the order of the help page.
func verbs() []verb {
	return []verb{
		tryonVerb(), inspectVerb(), historyVerb(), exportVerb(), samplesVerb(),
		packVerb(), deviceVerb(), doctorVerb(), benchVerb(), versionVerb(), workerVerb(), probeVerb(), truthVerb(), sheetVerb(),
	}
}

func visible() []verb {
	return slices.DeleteFunc(verbs(), func(v verb) bool { return v.hidden })
}

func find(name string) (verb, bool) {
	for _, v := range verbs() {
		if v.name == name {
			return v, true
		}
	}
	return verb{}, false
}

// help prints the overview or one verb's page.
func (p Program) help(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.Stdout, overview())
		return ExitOK
	}
	v, ok := find(args[0])
	if !ok {
		c := &call{Program: p}
		return c.fail(unknownVerb(args[0]))
	}
	fmt.Fprint(p.Stdout, v.help())
	return ExitOK
}

func overview() string {
	var b strings.Builder
	b.WriteString(`Lookbook shows a garment on a model.

Usage:
  lookbook [--samples] [FILE...]
                            open the window, with pictures
  lookbook VERB [ARGUMENT...] [FLAG...]
                            do one thing on the command line

Verbs:
`)
	for _, v := range visible() {
		fmt.Fprintf(&b, "  %-9s %s\n", v.name, v.summary)
	}
	b.WriteString("  help      this page; \"help VERB\" explains a verb\n\nFlags of every verb:\n")
	fs := new(call).flags("")
	for _, name := range shared {
		writeFlag(&b, fs.Lookup(name))
	}
	b.WriteString(`
Exit codes:
  0 done                       3 an input picture cannot be read
  1 failed                     4 nobody or nothing to dress, or not together
  2 wrong command line         5 surroundings: library, memory, disk, packs, database
  130 canceled

Example:
  ` + tryonVerb().example + "\n")
	return b.String()
}

// help is the page of one verb.
func (v verb) help() string {
	if v.name == "" {
		return overview()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "lookbook %s: %s\n\nUsage:\n  lookbook %s\n", v.name, v.summary, strings.TrimSpace(v.name+" "+v.args))
	if v.detail != "" {
		fmt.Fprintf(&b, "\n%s\n", v.detail)
	}
	fs := new(call).flags(v.name)
	v.setup(fs)
	b.WriteString("\nFlags:\n")
	fs.VisitAll(func(f *flag.Flag) {
		if !slices.Contains(shared, f.Name) {
			writeFlag(&b, f)
		}
	})
	for _, name := range shared {
		writeFlag(&b, fs.Lookup(name))
	}
	if v.example != "" {
		fmt.Fprintf(&b, "\nExample:\n  %s\n", v.example)
	}
	return b.String()
}

// writeFlag writes one flag's line.
func writeFlag(b *strings.Builder, f *flag.Flag) {
	value, words := flag.UnquoteUsage(f)
	dash := "--"
	if len(f.Name) == 1 {
		dash = "-"
	}
	// The flag package guesses a value's name from its type; ours are all
	// upper case.
	if value != strings.ToUpper(value) {
		value = ""
	}
	fmt.Fprintf(b, "  %-22s %s\n", strings.TrimSpace(dash+f.Name+" "+value), words)
}
