package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"lookbook/app"
	"lookbook/engine"
)

// Exit codes; see the package comment.
const (
	ExitOK          = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitPicture     = 3
	ExitNobody      = 4
	ExitEnvironment = 5
	ExitCancelled   = 130 // 128 + SIGINT, as shells count
)

// usageError says what is wrong with the command line.
type usageError struct{ verb, words string }

func (e *usageError) Error() string { return e.words }

func usage(verb, format string, args ...any) error {
	return &usageError{verb, fmt.Sprintf(format, args...)}
}

// unknownVerb suggests the nearest verb.
func unknownVerb(name string) error {
	words := fmt.Sprintf("there is no verb and no file %q", name)
	best := 3 // more than two letters off is another word
	for _, v := range visible() {
		if d := distance(name, v.name); d < best {
			best = d
			words = fmt.Sprintf("there is no verb %q; did you mean %q?", name, v.name)
		}
	}
	return usage("", "%s", words)
}

// distance is the Levenshtein distance of two short words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// exitCode sorts an error.
func exitCode(err error) int {
	var u *usageError
	code := app.Explain(err).Code
	switch {
	case err == nil:
		return ExitOK
	case code == "window.no-display":
		return ExitEnvironment
	case errors.As(err, &u):
		return ExitUsage
	case errors.Is(err, context.Canceled), errors.Is(err, engine.ErrCancelled):
		return ExitCancelled
	case errors.Is(err, engine.ErrBadPicture):
		return ExitPicture
	case errors.Is(err, engine.ErrNoPerson), errors.Is(err, engine.ErrNoGarment), errors.Is(err, engine.ErrUnsupported):
		return ExitNobody
	case errors.Is(err, engine.ErrLibrary), errors.Is(err, engine.ErrDisk), errors.Is(err, engine.ErrOutOfMemory),
		errors.Is(err, engine.ErrWeights):
		return ExitEnvironment
	}
	// What was asked for and is not there is no fault of the database.
	if strings.HasPrefix(code, "storage.") && code != "storage.not-found" {
		return ExitEnvironment
	}
	return ExitFailed
}

// failure is the JSON of an error.
type failure struct {
	Code  string            `json:"code"`
	Args  map[string]string `json:"args,omitempty"`
	What  string            `json:"what"`
	Next  string            `json:"next,omitempty"`
	Cause string            `json:"cause,omitempty"`
	Exit  int               `json:"exit"`
}

// describe puts an error into words.
func describe(err error) failure {
	var u *usageError
	if errors.As(err, &u) {
		next := "Run \"lookbook help\" to see the verbs."
		if u.verb != "" {
			next = fmt.Sprintf("Run \"lookbook help %s\" to see how it is used.", u.verb)
		}
		what := strings.ToUpper(u.words[:1]) + u.words[1:]
		if !strings.HasSuffix(what, "?") {
			what += "."
		}
		return failure{Code: "usage", What: what, Next: next, Exit: ExitUsage}
	}
	m := app.Explain(err)
	f := failure{Code: m.Code, Args: m.Args, What: m.What, Next: m.Next, Exit: exitCode(err)}
	var fault *engine.Fault
	if errors.As(err, &fault) {
		f.Cause = fault.Cause
	} else {
		f.Cause = err.Error()
	}
	return f
}

// fail prints an error and returns the exit code.
func (c *call) fail(err error) int {
	f := describe(err)
	fmt.Fprintf(c.Stderr, "lookbook: %s\n", strings.TrimSpace(f.What+" "+f.Next))
	if c.verbose && f.Cause != "" {
		fmt.Fprintf(c.Stderr, "cause: %s\n", f.Cause)
	}
	if c.json {
		e := json.NewEncoder(c.Stdout)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		_ = e.Encode(map[string]failure{"error": f}) // the exit code tells as well
	}
	return f.Exit
}
