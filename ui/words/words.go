// Package words turns keys, faults, notices and verdicts into the texts of
// one language.
//
// A Catalog is one language with English behind it; T looks up a key and puts
// arguments in for {names}. Texts that a locale lacks fall back to English
// and then to the plain words that came with the message, so the window never
// shows an empty line.
package words

import (
	"strings"
	"sync"

	"lookbook/app"
	"lookbook/assets/locales"
	"lookbook/engine"
)

// Catalog holds the texts of one language. It is safe for use from any
// goroutine; Use switches it as a whole.
type Catalog struct {
	mu       sync.RWMutex
	tag      string
	texts    map[string]string
	fallback map[string]string
}

// New returns the catalog for a tag of package locales; English when there is
// no such locale.
func New(tag string) *Catalog {
	english, err := locales.Load(locales.English)
	if err != nil {
		english = map[string]string{}
	}
	c := &Catalog{tag: locales.English, texts: english, fallback: english}
	c.Use(tag)
	return c
}

// Use switches to another language and reports whether it is there.
func (c *Catalog) Use(tag string) bool {
	texts, err := locales.Load(tag)
	if err != nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tag, c.texts = tag, texts
	return true
}

// Tag of the language in use.
func (c *Catalog) Tag() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.tag
}

// T returns the text of a key with args (name, value, name, value …) put in
// for {name}. A missing key comes back as itself, so it is seen and reported.
func (c *Catalog) T(key string, args ...string) string {
	text, ok := c.find(key)
	if !ok {
		return key
	}
	return fill(text, pairs(args))
}

// Or returns the text of a key, or other when no locale has it.
func (c *Catalog) Or(key, other string, args ...string) string {
	if text, ok := c.find(key); ok {
		return fill(text, pairs(args))
	}
	return other
}

// Message returns what happened and what to do next.
func (c *Catalog) Message(m app.Message) (what, next string) {
	return c.sentence("fault."+m.Code+".what", m.What, m.Args), c.sentence("fault."+m.Code+".next", m.Next, m.Args)
}

// Notice returns the plain sentence of a notice.
func (c *Catalog) Notice(n engine.Notice) string {
	return c.sentence("notice."+n.Code, n.Words, n.Args)
}

// Verdict returns the plain sentence of a verdict. English keeps the engine's
// own words, which know the numbers; other languages use theirs by outcome.
func (c *Catalog) Verdict(v engine.Verdict) string {
	outcome := "fail"
	if v.Pass {
		outcome = "pass"
	}
	if c.Tag() == locales.English && v.Words != "" {
		return v.Words
	}
	return c.Or("verdict."+v.Name+"."+outcome, v.Words)
}

// sentence prefers the locale's text, but only when it can fill every {name}.
// English prefers the words that came with the message, which know the most.
func (c *Catalog) sentence(key, plain string, args map[string]string) string {
	if plain != "" && c.Tag() == locales.English {
		return plain
	}
	text, ok := c.find(key)
	if !ok {
		return plain
	}
	if text = fill(text, args); strings.Contains(text, "{") && plain != "" {
		return plain
	}
	return text
}

func (c *Catalog) find(key string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if text, ok := c.texts[key]; ok {
		return text, true
	}
	text, ok := c.fallback[key]
	return text, ok
}

func pairs(args []string) map[string]string {
	m := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return m
}

func fill(text string, args map[string]string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for name, value := range args {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}
