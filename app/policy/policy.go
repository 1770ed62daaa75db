// Package policy holds the rules on who is shown in what, as a table.
//
// Words: an Article is a garment as far as its texts name it (intimate: worn
// next to the skin and seen by nobody; swim: for bathing; cut: for whom it was
// made); a Wearer is whom the user said the person to be; a Ruling is what the
// table says to both. The rules protect children first: what could be one, and
// was not said to be grown up, is treated as one where it matters. Texts can
// only add to what an article is taken for, never take it back, and no text of
// a request is asked for leave.
package policy

import (
	"slices"
	"strings"
	"unicode"

	"lookbook/engine/recipe"
)

// Wearer is whom a picture shows, as far as it was said.
type Wearer string

// Wearers.
const (
	Unsaid Wearer = "unsaid"
	Adult  Wearer = "adult"
	Child  Wearer = "child"
)

// grownUp is the age in years from which on somebody is an adult: 18 in the
// Convention on the Rights of the Child, article 1.
const grownUp = 18

// Of tells who a person is under the user's corrections. A child's group or a
// child's age is enough for a child.
func Of(e recipe.PersonEdit) Wearer {
	switch {
	case e.Group == recipe.Girl || e.Group == recipe.Boy || (e.Age > 0 && e.Age < grownUp):
		return Child
	case e.Group == recipe.Woman || e.Group == recipe.Man || e.Age >= grownUp:
		return Adult
	}
	return Unsaid
}

// Article is what the texts about a garment say.
type Article struct {
	Intimate, Swim bool
	// ForChildren and ForAdults name the cut; both may be unsaid.
	ForChildren, ForAdults bool
}

// Read finds what the texts (names of files, words of a catalogue) say, in any
// of the languages of the lists.
func Read(texts ...string) Article {
	var a Article
	for _, t := range texts {
		t = strings.ToLower(t)
		words := strings.FieldsFunc(t, func(r rune) bool { return !unicode.IsLetter(r) })
		a.Intimate = a.Intimate || names(t, words, intimate, compound)
		a.Swim = a.Swim || names(t, words, swim, compound)
		a.ForChildren = a.ForChildren || names(t, words, children, compoundChild)
		a.ForAdults = a.ForAdults || names(t, words, adults, compound)
	}
	return a
}

// names looks for the words of a list: whole words, two words in a row, and
// parts of the text for scripts that have no spaces and for words of at least
// so many bytes.
func names(text string, words, list []string, inside int) bool {
	for _, w := range list {
		switch first, second, two := strings.Cut(w, " "); {
		case two:
			for i := 1; i < len(words); i++ {
				if words[i-1] == first && words[i] == second {
					return true
				}
			}
		case len(w) >= inside || spaceless(w):
			if strings.Contains(text, w) {
				return true
			}
		case slices.Contains(words, w):
			return true
		}
	}
	return false
}

// spaceless is true for scripts that are written without spaces.
func spaceless(w string) bool {
	for _, r := range w {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return true
		}
	}
	return false
}

// Words of so many bytes also count inside others ("Kinderunterwäsche"); those
// that name children from fewer on, because alone they refuse nothing.
const compound, compoundChild = 8, 6

// Ruling is what the table says.
type Ruling string

// Rulings.
const (
	Allow Ruling = "allow"
	// Flag shows a notice and goes on.
	Flag Ruling = "flag"
	// Ask wants to know who the person is first.
	Ask Ruling = "ask"
	// Refuse is final.
	Refuse Ruling = "refuse"
)

// Finding is a ruling with the stable name of its row.
type Finding struct {
	Ruling Ruling
	// Code names the row; locales hold its texts.
	Code string
}

// rule is one row: when both apply, the ruling stands.
type rule struct {
	code   string
	worn   []Wearer
	is     func(Article) bool
	ruling Ruling
}

// table holds the rows, the strictest first; the first that applies decides.
var table = []rule{
	{"policy.childrens-intimate", []Wearer{Child, Adult, Unsaid}, func(a Article) bool { return a.ForChildren && (a.Intimate || a.Swim) }, Refuse},
	{"policy.minor-intimate", []Wearer{Child}, func(a Article) bool { return a.Intimate || a.Swim }, Refuse},
	{"policy.say-who", []Wearer{Unsaid}, func(a Article) bool { return a.Intimate || a.Swim }, Ask},
	{"policy.adult-cut", []Wearer{Child}, func(a Article) bool { return a.ForAdults && !a.ForChildren }, Flag},
}

// Judge applies the table.
func Judge(w Wearer, a Article) Finding {
	for _, r := range table {
		if slices.Contains(r.worn, w) && r.is(a) {
			return Finding{r.ruling, r.code}
		}
	}
	return Finding{Ruling: Allow}
}
