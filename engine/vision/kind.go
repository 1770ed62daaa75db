package vision

import (
	"math"
	"strings"

	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// kindOrder is the order of the score vectors below.
var kindOrder = [...]recipe.Kind{
	recipe.KindTop, recipe.KindOuterwear, recipe.KindTrousers,
	recipe.KindShorts, recipe.KindSkirt, recipe.KindOnePiece,
}

// kindScores are log scores in kindOrder.
type kindScores [len(kindOrder)]float64

// classKinds says which kinds the ImageNet class of that index speaks for.
var classKinds = map[int]kindScores{
	399: {0, .2, 0, 0, 0, .8},   // abaya
	400: {0, .5, 0, 0, 0, .5},   // academic gown
	411: {.3, 0, 0, 0, .2, .5},  // apron
	445: {.7, 0, 0, .2, 0, .1},  // bikini
	459: {1, 0, 0, 0, 0, 0},     // brassiere
	465: {.2, .8, 0, 0, 0, 0},   // bulletproof vest
	474: {.4, .6, 0, 0, 0, 0},   // cardigan
	501: {0, .9, 0, 0, 0, .1},   // cloak
	529: {0, 0, 0, 1, 0, 0},     // diaper
	568: {0, 1, 0, 0, 0, 0},     // fur coat
	578: {0, 0, 0, 0, .1, .9},   // gown
	601: {0, 0, 0, 0, .4, .6},   // hoopskirt
	608: {0, .1, .6, .2, .1, 0}, // jean
	610: {1, 0, 0, 0, 0, 0},     // jersey
	614: {0, .4, 0, 0, 0, .6},   // kimono
	617: {.3, .6, 0, 0, 0, .1},  // lab coat
	638: {.4, 0, 0, 0, 0, .6},   // maillot
	639: {.4, 0, 0, 0, 0, .6},   // maillot, tank suit
	652: {.1, .9, 0, 0, 0, 0},   // military uniform
	655: {0, 0, 0, .1, .8, .1},  // miniskirt
	689: {0, 0, 0, 0, .5, .5},   // overskirt
	697: {.4, 0, .3, .2, 0, .1}, // pajama
	735: {.5, .5, 0, 0, 0, 0},   // poncho
	775: {0, 0, 0, 0, .6, .4},   // sarong
	834: {.1, .8, .1, 0, 0, 0},  // suit
	841: {.9, .1, 0, 0, 0, 0},   // sweatshirt
	842: {0, 0, 0, 1, 0, 0},     // swimming trunks
	869: {0, .9, 0, 0, 0, .1},   // trench coat
	887: {0, .4, 0, 0, 0, .6},   // vestment
}

// fromClasses turns class probabilities into log scores.
func fromClasses(f *nets.Features) kindScores {
	var s kindScores
	if f == nil {
		return s
	}
	var e kindScores
	for c, w := range classKinds {
		if c < len(f.P) {
			for k := range e {
				e[k] += f.P[c] * w[k]
			}
		}
	}
	for k := range s {
		s[k] = 1.8 * math.Log(0.06+e[k])
	}
	return s
}

// fromShape turns the outline into log scores. The places and slopes of the
// steps were set on rendered garments, whose kinds are known.
func fromShape(s shape) kindScores {
	// Waistbands sag a little; a neckline or straps leave a deep dip.
	upper := step(s.dip, 0.02, 0.02) + 2*math.Max(0, step(s.dip, 0.06, 0.04)) + step(s.drop, 0.15, 0.1)
	if s.sleeves {
		upper += 3
	} else {
		upper--
	}
	if s.legs {
		upper -= 2
	}
	length := (s.long - longGarment) / 0.25
	top := upper + logistic(-length)
	legs := -upper
	if s.legs {
		legs += 2
	}
	slim := (s.legSlim - 0.95) / 0.12
	trousers, shorts := legs+logistic(slim), legs+logistic(-slim)
	skirt := -upper + 1.5
	if s.legs {
		skirt -= 4.5
	} else {
		trousers = legs - 3
		shorts = legs - 0.5 + logistic((0.75-s.aspect)/0.1)
		skirt += logistic((s.aspect - 0.6) / 0.1)
	}
	return kindScores{top, top - 1.5 + openFront*s.front, trousers, shorts, skirt, 0.9*upper + logistic(length) - 0.3}
}

// openFront is what a full-length front opening says for outerwear: enough to
// outweigh "sweatshirt", not the clear sight of a jersey.
const openFront = 4.2

// longGarment is the length from neck to hem over the armpit distance at
// which tops end and dresses begin.
const longGarment = 2.1

// step is -1 … 2: how far v lies above at in units of width.
func step(v, at, width float64) float64 { return math.Max(-1, math.Min(2, (v-at)/width)) }

// logistic is the logarithm of the logistic function.
func logistic(x float64) float64 { return -math.Log1p(math.Exp(-x)) }

// hintWords lead from words of file names and titles to kinds. Longer words
// come first: "shirt dress" is a dress.
var hintWords = []struct {
	word string
	kind recipe.Kind
}{
	{"连衣裙", recipe.KindOnePiece},
	{"连体", recipe.KindOnePiece},
	{"jumpsuit", recipe.KindOnePiece},
	{"romper", recipe.KindOnePiece},
	{"dress", recipe.KindOnePiece},
	{"gown", recipe.KindOnePiece},
	{"半身裙", recipe.KindSkirt},
	{"skirt", recipe.KindSkirt},
	{"裙", recipe.KindSkirt},
	{"shorts", recipe.KindShorts},
	{"短裤", recipe.KindShorts},
	{"trunks", recipe.KindShorts},
	{"trousers", recipe.KindTrousers},
	{"pants", recipe.KindTrousers},
	{"jeans", recipe.KindTrousers},
	{"leggings", recipe.KindTrousers},
	{"chinos", recipe.KindTrousers},
	{"裤", recipe.KindTrousers},
	{"jacket", recipe.KindOuterwear},
	{"coat", recipe.KindOuterwear},
	{"blazer", recipe.KindOuterwear},
	{"cardigan", recipe.KindOuterwear},
	{"parka", recipe.KindOuterwear},
	{"外套", recipe.KindOuterwear},
	{"夹克", recipe.KindOuterwear},
	{"大衣", recipe.KindOuterwear},
	{"羽绒服", recipe.KindOuterwear},
	{"hoodie", recipe.KindTop},
	{"sweater", recipe.KindTop},
	{"shirt", recipe.KindTop},
	{"blouse", recipe.KindTop},
	{"tee", recipe.KindTop},
	{"tank", recipe.KindTop},
	{"top", recipe.KindTop},
	{"polo", recipe.KindTop},
	{"jersey", recipe.KindTop},
	{"pullover", recipe.KindTop},
	{"衬衫", recipe.KindTop},
	{"卫衣", recipe.KindTop},
	{"毛衣", recipe.KindTop},
	{"上衣", recipe.KindTop},
	{"背心", recipe.KindTop},
	{"T恤", recipe.KindTop},
}

// KindFromWords finds the kind that a file name or title names, KindAuto when
// none. Latin words must stand alone (plural allowed); Chinese ones may be
// part of a longer string.
func KindFromWords(text string) recipe.Kind {
	lower := strings.ToLower(text)
	words := strings.FieldsFunc(lower, func(r rune) bool { return r < 'a' || r > 'z' })
	for _, h := range hintWords {
		if h.word[0] >= 0x80 || h.word == "T恤" {
			if strings.Contains(lower, strings.ToLower(h.word)) {
				return h.kind
			}
			continue
		}
		for _, w := range words {
			if w == h.word || w == h.word+"s" || w == h.word+"es" {
				return h.kind
			}
		}
	}
	return recipe.KindAuto
}

// guessKind weighs outline, what the network sees and words against each other
// and returns the best kind with its probability.
func guessKind(s shape, f *nets.Features, words string) (recipe.Kind, float64) {
	if seen, ok := fromWeights(s, f); ok {
		return weigh(seen, kindScores{}, words)
	}
	return weigh(fromShape(s), fromClasses(f), words)
}

// weigh adds log scores and returns the best kind with its probability.
func weigh(a, b kindScores, words string) (recipe.Kind, float64) {
	hinted := KindFromWords(words)
	best := 0
	for k := range a {
		a[k] += b[k]
		if kindOrder[k] == hinted {
			a[k] += 3.5
		}
		if a[k] > a[best] {
			best = k
		}
	}
	var z float64
	for _, v := range a {
		z += math.Exp(v - a[best])
	}
	return kindOrder[best], 1 / z
}
