package app

import (
	"errors"
	"fmt"
	"slices"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Tier is an engine that a recipe can name.
type Tier struct {
	// Name as in Recipe.Pack, Digest what it consists of.
	Name   string
	Digest string
	// Categories of garments that it can put on.
	Categories []recipe.Category
	// Commercial tells whether its license lets results be sold.
	Commercial bool
}

// starter is the tier that is built in.
func (s *Studio) starter() Tier {
	return Tier{
		Name: s.opts.Pack, Digest: s.opts.PackDigest, Categories: []recipe.Category{recipe.Clothing}, Commercial: true,
	}
}

// tier finds the tier of an order; "" is the built-in one.
func (s *Studio) tier(name string) (Tier, error) {
	if name == "" || name == s.opts.Pack {
		return s.starter(), nil
	}
	if s.opts.Tier == nil {
		return Tier{}, &engine.Fault{
			Kind: engine.FaultWeights, Code: "pack.unknown", Args: map[string]string{"pack": name},
			What: fmt.Sprintf("There is no pack %q.", name), Next: "Run \"lookbook pack list\" to see which there are.",
		}
	}
	return s.opts.Tier(name)
}

// can tells whether a tier puts on garments of a category; one that is not
// known counts as clothing.
func (t Tier) can(c recipe.Category) bool {
	return c == "" || slices.Contains(t.Categories, c)
}

// checkSale refuses to export what must not be sold unless the user states that
// it is not for sale. A tier that is gone and was never known is asked for the
// statement too.
func (s *Studio) checkSale(r recipe.Recipe, stated bool) error {
	if stated || r.Pack == "" || r.Pack == s.opts.Pack {
		return nil
	}
	t, err := s.tier(r.Pack)
	var f *engine.Fault
	if err != nil && !errors.As(err, &f) {
		return err
	}
	if err == nil && t.Commercial {
		return nil
	}
	return &engine.Fault{
		Kind: engine.FaultUnsupported, Code: "export.not-for-sale", Args: map[string]string{"pack": r.Pack},
		What: fmt.Sprintf("This picture was made with the pack %q, whose license does not allow commercial use.", r.Pack),
		Next: "State that it is not for sale (--not-for-sale), or make it with another engine.",
	}
}
