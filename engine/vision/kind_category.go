package vision

import (
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// Leads that other groups must have over clothing. They are small: on things
// that are no clothes the network gives clothing almost nothing. An outline
// with sleeves, legs or a neckline needs clearer words against it, above all
// against "tie" and "hat", which the network says of patterned dresses too.
const (
	clothingLead = 0.04
	formLead     = 0.15
	formLeadTie  = 0.85
	// narrow: height over width from which an outline is a tie or a scarf.
	narrow = 3.5
)

// guessCategory says what kind of article a cut-out on white shows. Clothing
// is the default.
func guessCategory(f *nets.Features, s shape) recipe.Category {
	lead, tie := clothingLead, clothingLead
	if s.aspect < narrow && (s.sleeves || s.legs) {
		lead, tie = formLead, formLeadTie
	}
	if s.aspect < narrow && s.dip > 0.05 {
		tie = formLeadTie // bags dip between their handles, ties and hats do not
	}
	best, p := recipe.Clothing, f.Groups[nets.GroupClothing]
	for _, c := range []struct {
		group nets.Group
		cat   recipe.Category
		lead  float64
	}{{nets.GroupBag, recipe.Bag, lead}, {nets.GroupShoes, recipe.Shoes, lead}, {nets.GroupAccessory, recipe.Other, tie}} {
		if g := f.Groups[c.group] - c.lead; g > p {
			best, p = c.cat, g
		}
	}
	return best
}

// notClothing says politely that an article cannot be put on, nil for
// clothing.
func notClothing(c recipe.Category) *engine.Notice {
	words, code := "", ""
	switch c {
	case recipe.Bag:
		code = "garment.bag"
		words = "This looks like a bag. The starter tier dresses clothing on your photo; bags are kept in the shelf but cannot be put on yet."
	case recipe.Shoes:
		code = "garment.shoes"
		words = "This looks like shoes. The starter tier dresses clothing on your photo; shoes are kept in the shelf but cannot be put on yet."
	case recipe.Other:
		code = "garment.not-clothing"
		words = "This does not look like clothing (perhaps a hat, a tie or jewellery). The starter tier dresses tops, bottoms, dresses and jackets. If it is clothing, choose its kind."
	default:
		return nil
	}
	n := engine.Warn(code, "%s", words)
	return &n
}
