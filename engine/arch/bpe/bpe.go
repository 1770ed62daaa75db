// Package bpe turns prompts into the token numbers that text encoders expect.
//
// Words: a token is a frequent piece of text with a number; the vocabulary maps
// tokens to numbers; a merge joins two neighboring pieces into one, and merges
// of lower rank go first; pieces are made of the 256 bytes, each written as a
// printable character, so that every text has tokens (byte-level byte pair
// encoding); a word is what merges never cross.
//
// Two styles are known, of CLIP and of Qwen. They read the files that published
// folders hold: tokenizer.json, or vocab.json with merges.txt. Results were
// compared with the tokenizers library of Hugging Face, see testdata.
package bpe

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"lookbook/engine"
	"lookbook/engine/arch"
)

// Style says how texts are cut into words.
type Style int

// Styles.
const (
	// CLIP is in lower case, without spaces; words end with a mark.
	CLIP Style = iota
	// Qwen keeps case and spaces.
	Qwen
)

// Tokenizer is a vocabulary with its merges. It does not change and may be used
// from several goroutines.
type Tokenizer struct {
	style   Style
	vocab   map[string]int64
	ranks   map[pair]int
	special []string // tokens that stand for themselves inside a text
}

type pair [2]string

// file is tokenizer.json as far as it matters here.
type file struct {
	Added []struct {
		ID      int64  `json:"id"`
		Content string `json:"content"`
	} `json:"added_tokens"`
	Model struct {
		Vocab  map[string]int64  `json:"vocab"`
		Merges []json.RawMessage `json:"merges"`
	} `json:"model"`
}

// Read reads the tokenizer of a folder; root and folder as for
// safetensors.Open. Errors are *engine.Fault of kind weights.
func Read(root, folder string, style Style) (*Tokenizer, error) {
	t := &Tokenizer{style: style, ranks: map[pair]int{}}
	name := path.Join(folder, "tokenizer.json")
	var f file
	err := arch.ReadConfig(root, name, &f)
	switch {
	case err == nil:
		t.vocab = f.Model.Vocab
		err = t.addJSON(f)
	case isMissing(err):
		name = path.Join(folder, "vocab.json")
		if err = arch.ReadConfig(root, name, &t.vocab); err == nil {
			name = path.Join(folder, "merges.txt")
			err = t.addText(root, name)
		}
	}
	var fault *engine.Fault
	if err != nil && !errors.As(err, &fault) {
		err = arch.Unfit(name, err.Error())
	}
	if err != nil {
		return nil, err
	}
	for _, c := range alphabet {
		if _, ok := t.vocab[c]; !ok {
			return nil, arch.Unfit(name, fmt.Sprintf("its vocabulary lacks the letter %q", c))
		}
	}
	return t, nil
}

func isMissing(err error) bool { return engine.AsFault(err).Code == "weights.missing" }

func (t *Tokenizer) addJSON(f file) error {
	for _, raw := range f.Model.Merges {
		var p pair
		if err := json.Unmarshal(raw, &p); err != nil { // older files have one text
			var text string
			if json.Unmarshal(raw, &text) != nil {
				return errors.New("its merges are not texts")
			}
			if p, err = cut(text); err != nil {
				return err
			}
		}
		t.ranks[p] = len(t.ranks)
	}
	if t.vocab == nil {
		t.vocab = map[string]int64{}
	}
	for _, a := range f.Added {
		t.vocab[a.Content] = a.ID
		if a.Content != "" {
			t.special = append(t.special, a.Content)
		}
	}
	return nil
}

func (t *Tokenizer) addText(root, name string) error {
	text, err := arch.ReadFile(root, name)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#version") {
			continue
		}
		p, err := cut(line)
		if err != nil {
			return err
		}
		t.ranks[p] = len(t.ranks)
	}
	return nil
}

func cut(line string) (pair, error) {
	a, b, ok := strings.Cut(line, " ")
	if !ok || a == "" || b == "" {
		return pair{}, fmt.Errorf("the merge %.40q is not two pieces", line)
	}
	return pair{a, b}, nil
}

// Number of a token that stands for itself, such as "<|endoftext|>".
func (t *Tokenizer) Number(token string) (int64, bool) {
	n, ok := t.vocab[token]
	return n, ok
}

// maxPrompt bounds the length of texts in bytes: finding merges costs the
// square of the longest word.
const maxPrompt = 1 << 14

// Encode returns the numbers of a text, without tokens for begin and end. A
// text of more than 16 KiB is a *engine.Fault of kind unsupported.
func (t *Tokenizer) Encode(text string) ([]int64, error) {
	if len(text) > maxPrompt {
		return nil, &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "weights.prompt", What: "The description is too long.", Next: "Use fewer words.",
		}
	}
	var ids []int64
	for text != "" {
		at, token := len(text), ""
		for _, s := range t.special {
			if i := strings.Index(text, s); i >= 0 && i < at {
				at, token = i, s
			}
		}
		for _, word := range t.words(text[:at]) {
			for _, piece := range t.merge(word) {
				ids = append(ids, t.vocab[piece])
			}
		}
		if token != "" {
			ids = append(ids, t.vocab[token])
		}
		text = text[at+len(token):]
	}
	return ids, nil
}

// merge joins the pieces of one word as long as there is a merge for two
// neighbors. Pieces that are not in the vocabulary cannot come out of it as
// long as the file is consistent; if they do, they fall apart again.
func (t *Tokenizer) merge(word []string) []string {
	for {
		best, at := len(t.ranks), -1
		for i := range len(word) - 1 {
			if r, ok := t.ranks[pair{word[i], word[i+1]}]; ok && r < best {
				if _, known := t.vocab[word[i]+word[i+1]]; known {
					best, at = r, i
				}
			}
		}
		if at < 0 {
			return word
		}
		word = append(append(word[:at:at], word[at]+word[at+1]), word[at+2:]...)
	}
}
