package cli

import (
	"strings"
	"testing"
)

func TestHelpPages(t *testing.T) {
	s := newShop(t)
	golden(t, "help", s.run("help").want(t, ExitOK).out)
	for _, v := range verbs() {
		t.Run(v.name, func(t *testing.T) {
			page := s.run("help", v.name).want(t, ExitOK).out
			golden(t, "help-"+v.name, page)
			if again := s.run(v.name, "--help").want(t, ExitOK).out; again != page {
				t.Error("--help prints another page")
			}
			if !v.hidden && v.name != "worker" && v.example == "" {
				t.Error("no example")
			}
		})
	}
}

func TestHiddenVerbsAreNotListed(t *testing.T) {
	page := newShop(t).run("--help").want(t, ExitOK).out
	for _, name := range []string{"worker", "probe"} {
		if strings.Contains(page, name) {
			t.Errorf("%s is listed", name)
		}
	}
}

func TestWrongCommandLines(t *testing.T) {
	cases := map[string][]string{
		"unknown verb":        {"juggle"},
		"nearly a verb":       {"tryin"},
		"help unknown":        {"help", "historie"},
		"no window":           {},
		"no person":           {"tryon", "--garment", "g.png", "-o", "o.png"},
		"no garment":          {"tryon", "--person", "p.png", "-o", "o.png"},
		"no output":           {"tryon", "--person", "p.png", "--garment", "g.png"},
		"wrong output":        {"tryon", "--person", "p.png", "--garment", "g.png", "-o", "o.gif"},
		"lonely picture":      {"tryon", "p.png"},
		"wrong kind":          {"tryon", "--person", "p.png", "--garment", "g.png", "-o", "o.png", "--kind", "cape"},
		"too many kinds":      {"tryon", "--person", "p.png", "--garment", "g.png", "-o", "o.png", "--kind", "top,skirt"},
		"size out of range":   {"tryon", "--person", "p.png", "--garment", "g.png", "-o", "o.png", "--size", "9000"},
		"quality":             {"tryon", "--person", "p.png", "--garment", "g.png", "-o", "o.jpg", "--quality", "101"},
		"unknown flag":        {"tryon", "--paint", "red"},
		"flag without value":  {"tryon", "--person"},
		"value is no number":  {"history", "--limit", "many"},
		"limit":               {"history", "--limit", "0"},
		"argument too many":   {"history", "yesterday"},
		"inspect nothing":     {"inspect"},
		"inspect as what":     {"inspect", "p.png", "--as", "dog"},
		"export nothing":      {"export", "-o", "o.png"},
		"export two":          {"export", "a", "b", "-o", "o.png"},
		"export quality":      {"export", "a", "-o", "o.png", "--quality", "-1"},
		"samples nowhere":     {"samples"},
		"bench half":          {"bench", "--person", "p.png"},
		"bench no runs":       {"bench", "--runs", "0"},
		"bench lonely":        {"bench", "p.png"},
		"doctor argument":     {"doctor", "me"},
		"version argument":    {"version", "2"},
		"worker argument":     {"worker", "x"},
		"empty garment":       {"tryon", "--garment", ""},
		"tucked how":          {"tryon", "--tucked=perhaps"},
		"json of a bad flag":  {"history", "--limit", "many", "--json"},
		"folder as the file":  {"export", "last", "-o", "."},
		"double dash":         {"inspect", "--", "--as", "person"},
		"probe argument":      {"probe", "x"},
		"window flag unknown": {"--paint"},
		"waist too deep":      {"tryon", "--waist", "1.4"},
		"age of a baby":       {"tryon", "--age", "1"},
		"who is it":           {"tryon", "--group", "cat"},
		"build":               {"tryon", "--build", "round"},
		"length of nothing":   {"tryon", "--length", "1.2"},
		"loose":               {"tryon", "--garment", "g.png", "--loose", "3"},
		"sleeves":             {"tryon", "--garment", "g.png", "--sleeves", "long"},
		"no such measure":     {"tryon", "--garment", "g.png", "--cm", "collar=40"},
		"measure too large":   {"tryon", "--garment", "g.png", "--cm", "chest=999"},
		"point without place": {"tryon", "--point", "left_elbow"},
		"point nowhere":       {"tryon", "--point", "left_elbow=12"},
		"landmark too early":  {"tryon", "--garment-point", "hem=1,2", "--garment", "g.png"},
	}
	s := newShop(t)
	var all strings.Builder
	for _, name := range sortedKeys(cases) {
		o := s.run(cases[name]...).want(t, ExitUsage)
		all.WriteString("== " + name + ": lookbook " + strings.Join(cases[name], " ") + "\n" + o.errout + o.out)
	}
	golden(t, "usage-errors", all.String())
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	s := newShop(t)
	p := s.picture("p.png", 30, 40)
	var pages []string
	for _, args := range [][]string{
		{"inspect", p, "--as", "person", "--json"},
		{"inspect", "--json", p, "--as", "person"},
		{"inspect", "--json", "--as=person", "--", p},
		{"inspect", "-json", "-as", "person", p},
	} {
		pages = append(pages, s.run(args...).want(t, ExitOK).out)
	}
	for _, page := range pages[1:] {
		if page != pages[0] {
			t.Errorf("order matters:\n%s\n%s", pages[0], page)
		}
	}
}
