package words_test

import (
	"testing"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/ui/words"
)

func TestMessageInBothLanguages(t *testing.T) {
	m := app.Message{
		Code: "picture.empty", Args: map[string]string{"file": "a.jpg"},
		What: `"a.jpg" is empty (0 bytes).`, Next: "Copy it again.",
	}
	c := words.New("en")
	if what, next := c.Message(m); what != m.What || next != m.Next {
		t.Errorf("English changed the message's own words: %q %q", what, next)
	}
	c.Use("zh-Hans")
	if what, next := c.Message(m); what != "“a.jpg”是空文件（0 字节）。" || next == m.Next {
		t.Errorf("Chinese: %q %q", what, next)
	}
}

func TestMissingNamesFallBackToPlainWords(t *testing.T) {
	c := words.New("zh-Hans")
	n := engine.Notice{Code: "picture.animated", Words: "The first of 7 frames is used."}
	if got := c.Notice(n); got != n.Words {
		t.Errorf("a text with an open {name} was shown: %q", got)
	}
	n.Args = map[string]string{"frames": "7"}
	if got := c.Notice(n); got == n.Words {
		t.Error("the translation was not used although every name is known")
	}
	if got := c.Notice(engine.Notice{Code: "no.such", Words: "Plain."}); got != "Plain." {
		t.Errorf("unknown code: %q", got)
	}
}

func TestVerdict(t *testing.T) {
	v := engine.Verdict{Name: "color", Words: "ΔE is 1.2."}
	c := words.New("en")
	if got := c.Verdict(v); got != v.Words {
		t.Errorf("English: %q", got)
	}
	c.Use("zh-Hans")
	fail := c.Verdict(v)
	v.Pass = true
	if pass := c.Verdict(v); pass == fail || pass == v.Words {
		t.Errorf("Chinese: pass %q, fail %q", pass, fail)
	}
}

func TestKeys(t *testing.T) {
	c := words.New("nowhere")
	if c.Tag() != "en" {
		t.Errorf("tag %q", c.Tag())
	}
	if got := c.T("ui.person.number", "number", "3"); got != "Person 3" {
		t.Errorf("%q", got)
	}
	if got := c.T("ui.no-such-key"); got != "ui.no-such-key" {
		t.Errorf("%q", got)
	}
	if c.Use("nowhere") {
		t.Error("an unknown language was accepted")
	}
}
