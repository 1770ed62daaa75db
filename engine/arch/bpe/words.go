package bpe

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alphabet writes each byte as a printable character: itself where it is one,
// else the next free one from U+0100 on, as GPT-2 does.
var alphabet = func() (list [256]string) {
	next := rune(256)
	for b := range 256 {
		if b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae {
			list[b] = string(rune(b))
			continue
		}
		list[b] = string(next)
		next++
	}
	return list
}()

// The patterns of both styles; \s of the originals is Unicode's white space,
// and Qwen's one lookahead is made up for in qwenWords.
var (
	clipWord = regexp.MustCompile(`'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\t-\r\x{85}\p{Z}\p{L}\p{N}]+`)
	qwenWord = regexp.MustCompile(`^(?:(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\t-\r\x{85}\p{Z}\p{L}\p{N}]+[\r\n]*|` +
		`[\t-\r\x{85}\p{Z}]*[\r\n]+|([\t-\r\x{85}\p{Z}]+))`)
)

// endOfWord marks the last piece of a word of CLIP.
const endOfWord = "</w>"

// words cuts a text into words, each a list of letters of the alphabet.
func (t *Tokenizer) words(text string) [][]string {
	text = norm.NFC.String(text)
	var words []string
	if t.style == CLIP {
		// Lower case letter by letter; Go has a single letter for the one
		// capital whose small form is two.
		text = strings.ToLower(strings.ReplaceAll(text, "İ", "i̇"))
		words = clipWord.FindAllString(text, -1)
	} else {
		words = qwenWords(text)
	}
	list := make([][]string, 0, len(words))
	for _, w := range words {
		letters := make([]string, len(w))
		for i := range len(w) {
			letters[i] = alphabet[w[i]]
		}
		if _, ok := t.vocab[letters[len(w)-1]+endOfWord]; ok && t.style == CLIP {
			letters[len(w)-1] += endOfWord
		}
		list = append(list, letters)
	}
	return list
}

// qwenWords applies the pattern word by word. White space before something
// else leaves its last character to what follows: the original asks for
// \s+(?!\S) first.
func qwenWords(text string) []string {
	var words []string
	for text != "" {
		m := qwenWord.FindStringSubmatchIndex(text)
		end := 1
		if m != nil {
			end = m[1]
		}
		if m != nil && m[2] >= 0 && end < len(text) {
			_, last := utf8.DecodeLastRuneInString(text[:end])
			if next, _ := utf8.DecodeRuneInString(text[end:]); end > last && !unicode.IsSpace(next) {
				end -= last
			}
		}
		words = append(words, text[:end])
		text = text[end:]
	}
	return words
}
