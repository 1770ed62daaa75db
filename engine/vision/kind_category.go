package vision

import (
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// clothingLead is what other groups must have more than clothing. It is small:
// on things that are no clothes the network gives clothing almost nothing.
const clothingLead = 0.04

// guessCategory says what kind of article a cut-out on white shows. Clothing
// is the default; an outline with sleeves or legs needs clear words against it.
func guessCategory(f *nets.Features, s shape) recipe.Category {
	g := f.Groups
	lead := clothingLead
	if s.sleeves || s.legs {
		lead = 0.15
	}
	best, p := recipe.Clothing, g[nets.GroupClothing]+lead
	for _, c := range []struct {
		group nets.Group
		cat   recipe.Category
	}{{nets.GroupBag, recipe.Bag}, {nets.GroupShoes, recipe.Shoes}, {nets.GroupAccessory, recipe.Other}} {
		if g[c.group] > p {
			best, p = c.cat, g[c.group]
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
