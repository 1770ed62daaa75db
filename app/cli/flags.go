package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// flagSet is the standard library's.
type flagSet = flag.FlagSet

// flags returns an empty flag set with the flags of every verb.
func (c *call) flags(name string) *flagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are printed in one place, see fail
	fs.BoolVar(&c.json, "json", false, "print one JSON object instead of text")
	fs.StringVar(&c.data, "data", "", "data `DIR` instead of the usual one")
	fs.BoolVar(&c.verbose, "verbose", false, "print technical causes of errors")
	return fs
}

// shared are the flags that help lists apart.
var shared = []string{"json", "data", "verbose"}

// parse reads flags before, between and behind positional arguments; behind
// "--" everything is positional.
func parse(fs *flagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		left := fs.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if i := len(args) - len(left) - 1; i >= 0 && args[i] == "--" {
			return append(rest, left...), nil
		}
		rest = append(rest, left[0])
		args = left[1:]
	}
}

func isHelp(err error) bool { return errors.Is(err, flag.ErrHelp) }

// wantsJSON looks for --json where parsing ended early.
func wantsJSON(args []string) bool {
	return slices.Contains(args, "--json") || slices.Contains(args, "-json")
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	if s == "" {
		return errors.New("it is empty")
	}
	*l = append(*l, s)
	return nil
}

// maybe is a bool flag that knows whether it was given.
type maybe struct{ value *bool }

func (m *maybe) String() string {
	if m == nil || m.value == nil {
		return ""
	}
	return fmt.Sprint(*m.value)
}

func (m *maybe) Set(s string) error {
	v := s == "true" || s == "1" || s == "yes"
	if !v && s != "false" && s != "0" && s != "no" {
		return errors.New("say true or false")
	}
	m.value = &v
	return nil
}

// IsBoolFlag lets the flag stand without a value.
func (m *maybe) IsBoolFlag() bool { return true }

// oneArgument demands exactly one positional argument.
func oneArgument(verb, what string, args []string) (string, error) {
	if len(args) != 1 {
		return "", usage(verb, "give exactly one %s", what)
	}
	return args[0], nil
}

// noArguments demands none.
func noArguments(verb string, args []string) error {
	if len(args) > 0 {
		return usage(verb, "%q is one argument too many", args[0])
	}
	return nil
}
