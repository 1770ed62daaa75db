// Package fonts holds the typeface of the window: two faces of "Lookbook
// Sans", a subset of Noto Sans CJK (Simplified Chinese) under the SIL Open
// Font License 1.1, whose text is in OFL.txt beside them. They are made by
// assets/make/fonts/make.py.
package fonts

import _ "embed" // the two faces

// Regular holds letters, signs, the common hanzi and all characters of the
// locale files.
//
//go:embed LookbookSans-Regular.otf
var Regular []byte

// Bold holds letters, signs and the characters of the locale files.
//
//go:embed LookbookSans-Bold.otf
var Bold []byte

// License is the text that must travel with the faces.
//
//go:embed OFL.txt
var License string
