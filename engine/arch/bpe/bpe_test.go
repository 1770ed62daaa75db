package bpe

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lookbook/engine"
)

// cases are texts with the numbers that the reference library gives.
func cases(t *testing.T) map[string][]struct {
	Text string
	IDs  []int64
} {
	t.Helper()
	b, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var list map[string][]struct {
		Text string
		IDs  []int64
	}
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func read(t testing.TB, folder string, style Style) *Tokenizer {
	t.Helper()
	tok, err := Read("testdata", folder, style)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestAgainstReference(t *testing.T) {
	for name, list := range cases(t) {
		tok := read(t, name, map[string]Style{"clip": CLIP, "qwen": Qwen}[name])
		for _, c := range list {
			got, err := tok.Encode(c.Text)
			if err != nil || !slices.Equal(got, c.IDs) {
				t.Errorf("%s %q:\n got %v\nwant %v %v", name, c.Text, got, c.IDs, err)
			}
		}
	}
}

// TestBothForms: vocab.json with merges.txt says the same as tokenizer.json.
func TestBothForms(t *testing.T) {
	dir := t.TempDir()
	for _, f := range []string{"vocab.json", "merges.txt"} {
		b, err := os.ReadFile("testdata/clip/" + f)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir+"/"+f, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := Read(dir, ".", CLIP)
	if err != nil {
		t.Fatal(err)
	}
	b := read(t, "clip", CLIP)
	if !maps.Equal(a.vocab, b.vocab) || !maps.Equal(a.ranks, b.ranks) {
		t.Error("the two forms differ")
	}
	if n, ok := a.Number("<|endoftext|>"); !ok || n != 517 {
		t.Errorf("end of text is %d", n)
	}
}

func TestDamagedFiles(t *testing.T) {
	vocab := `{"model":{"vocab":{"a":1},"merges":[]}}`
	for name, files := range map[string]map[string]string{
		"nothing":       {},
		"not JSON":      {"tokenizer.json": "{"},
		"no letters":    {"tokenizer.json": vocab},
		"merge numbers": {"tokenizer.json": `{"model":{"vocab":{},"merges":[1]}}`},
		"half a merge":  {"tokenizer.json": `{"model":{"vocab":{},"merges":["ab"]}}`},
		"no merges":     {"vocab.json": `{"a":1}`},
		"empty merge":   {"vocab.json": `{"a":1}`, "merges.txt": "#version: 0.2\na \n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for f, text := range files {
				if err := os.WriteFile(dir+"/"+f, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Read(dir, ".", Qwen); !errors.Is(err, engine.ErrWeights) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLongText(t *testing.T) {
	_, err := read(t, "clip", CLIP).Encode(strings.Repeat("a ", 10000))
	if !errors.Is(err, engine.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

// FuzzEncode: any text has tokens, and those of Qwen spell it.
func FuzzEncode(f *testing.F) {
	f.Add("a shirt")
	f.Add("\xff\xfe 'S  \r\n x")
	clip, qwen := read(f, "clip", CLIP), read(f, "qwen", Qwen)
	letters := map[int64]byte{}
	for b, c := range alphabet {
		letters[qwen.vocab[c]] = byte(b)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := clip.Encode(text); err != nil && len(text) <= maxPrompt {
			t.Error(err)
		}
		var spelled []byte
		for _, w := range qwen.words(text) {
			for _, p := range qwen.merge(w) {
				spelled = append(spelled, letters[qwen.vocab[p]])
			}
		}
		var want []byte
		for _, w := range qwenWords(text) {
			want = append(want, w...)
		}
		if string(want) != text {
			t.Errorf("words %q do not spell %q", want, text)
		}
		if len(spelled) == 0 && text != "" {
			t.Error("no tokens")
		}
	})
}
