// Package locales holds the texts of the window and of every message.
//
// A Locale is one JSON file, an object of key to text. Keys are stable
// identifiers: "ui.*" for the window, "stage.*", "kind.*" and the like for
// words of the engine, and "fault.CODE.what", "fault.CODE.next",
// "notice.CODE", "verdict.NAME.pass" for messages. A text may hold {names}
// that the caller fills in. English is complete by definition; every other
// locale has exactly the same keys (a test keeps it so).
package locales

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed *.json
var files embed.FS

// English is the tag of the locale that every text falls back to.
const English = "en"

// Tags lists the locales that are there, English first.
func Tags() []string { return []string{English, "zh-Hans"} }

// Load returns all texts of one locale from Tags.
func Load(tag string) (map[string]string, error) {
	b, err := files.ReadFile(tag + ".json")
	if err != nil {
		return nil, fmt.Errorf("no locale %q: %w", tag, err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(b, &texts); err != nil {
		return nil, fmt.Errorf("locale %q: %w", tag, err)
	}
	return texts, nil
}

// Match returns the tag from Tags that serves a system locale such as
// "zh_CN.UTF-8" or "en-GB" best; English when none does.
func Match(system string) string {
	s := strings.ToLower(strings.ReplaceAll(system, "_", "-"))
	if s == "zh" || strings.HasPrefix(s, "zh-") {
		return "zh-Hans"
	}
	return English
}
