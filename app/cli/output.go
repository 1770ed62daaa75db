package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// report is what a verb says at the end.
type report interface {
	// text writes the report for people; the JSON form is the value itself.
	text(w io.Writer)
}

// print writes a report in the form that was asked for.
func (c *call) print(r report) error {
	if !c.json {
		r.text(c.Stdout)
		return nil
	}
	e := json.NewEncoder(c.Stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// stageWords are the stages in words, "person" at "--person".
var stageWords = map[string]string{
	engine.StageDecode:    "reading the picture",
	engine.StagePerson:    "looking for the person",
	engine.StageBody:      "laying a body on the person",
	engine.StageParse:     "sorting skin, hair and clothes",
	engine.StageGarment:   "looking at the garment",
	engine.StageField:     "laying the garment on",
	engine.StageDenoise:   "painting with the model",
	engine.StageComposite: "painting",
	engine.StageVerdict:   "checking the result",
	engine.StageEncode:    "writing the result",
}

// clearLine moves to the start of the terminal's line and empties it.
const clearLine = "\r\x1b[K"

// progress returns a sink that shows stages of what in the last line of a
// terminal, and a function that empties that line. Without a terminal both do
// nothing.
func (c *call) progress(what string) (engine.Sink, func()) {
	if !c.Terminal {
		return nil, func() {}
	}
	var mu sync.Mutex
	sink := func(p engine.Progress) {
		mu.Lock()
		defer mu.Unlock()
		words, ok := stageWords[p.Stage]
		if !ok {
			words = p.Stage
		}
		fmt.Fprintf(c.Stderr, "%s[%d/%d] %s: %s", clearLine, p.Done, p.Total, what, words)
	}
	return sink, func() { fmt.Fprint(c.Stderr, clearLine) }
}

// verdictLines writes verdicts in words with their numbers.
func verdictLines(w io.Writer, list []engine.Verdict) {
	for _, v := range list {
		mark := "ok   "
		if !v.Pass {
			mark = "LOOK "
		}
		about := v.Name
		if v.Garment >= 0 {
			about = fmt.Sprintf("%s of garment %d", v.Name, v.Garment+1)
		}
		fmt.Fprintf(w, "  %s%s: %s (%.4g %s, threshold %.4g)\n", mark, about, v.Words, v.Value, v.Unit, v.Threshold)
	}
}

// noticeLines writes notices.
func noticeLines(w io.Writer, list []engine.Notice) {
	for _, n := range list {
		fmt.Fprintf(w, "  %-5s%s\n", n.Level, n.Words)
	}
}

// noticeLinesOf writes the notices of a result; with several garments each
// says which one it is about.
func noticeLinesOf(w io.Writer, list []engine.Notice, r recipe.Recipe) {
	for _, n := range list {
		about := ""
		for i, g := range r.Garments {
			if n.Picture == g.Digest && len(r.Garments) > 1 {
				about = fmt.Sprintf("garment %d: ", i+1)
			}
		}
		fmt.Fprintf(w, "  %-5s%s%s\n", n.Level, about, n.Words)
	}
}

// size says a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

// short is an ID as people type it; commands take any unique beginning.
func short(id string) string { return id[:min(12, len(id))] }

// stem is a file's name without folder and extension.
func stem(path string) string {
	name := filepath.Base(path)
	return name[:len(name)-len(filepath.Ext(name))]
}
