package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/storage"
)

// maxLongestSide is the largest result, as the engine's.
const maxLongestSide = 4096

// piece is one garment of an order with what is known about it.
type piece struct {
	item   Item
	kind   recipe.Kind
	tucked *bool
}

// Plan turns an order into a recipe: items become digests with their stored
// corrections (or those of the order), garments are put into the order in which
// they are worn unless the order says that they are. What
// cannot be worn together, or not with this engine's tier, is refused in words
// before anything is computed.
func (s *Studio) Plan(ctx context.Context, o Order) (recipe.Recipe, error) {
	if err := s.begin(ctx); err != nil {
		return recipe.Recipe{}, err
	}
	defer s.calls.Done()
	if err := checkLongestSide(o.Size); err != nil {
		return recipe.Recipe{}, err
	}
	person, err := s.planned(ctx, o.PersonID)
	if err != nil {
		return recipe.Recipe{}, err
	}
	if o.Person != nil {
		person.Person = *o.Person
	}
	tier, err := s.tier(o.Pack)
	if err != nil {
		return recipe.Recipe{}, err
	}
	pieces, err := s.pieces(ctx, o.Garments, tier)
	if err != nil {
		return recipe.Recipe{}, err
	}
	if err := checkTogether(pieces); err != nil {
		return recipe.Recipe{}, err
	}
	if err := checkPerson(person, pieces); err != nil {
		return recipe.Recipe{}, err
	}
	if err := checkEdits(person, pieces); err != nil {
		return recipe.Recipe{}, err
	}
	if !o.AsGiven {
		slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(layer(a.kind), layer(b.kind)) })
	}
	r := recipe.Recipe{
		Version: recipe.Version, Task: recipe.ModelBased,
		Person: recipe.Person{Digest: person.ID, Edit: person.Person},
		Pack:   tier.Name, PackDigest: tier.Digest, Size: o.Size, Seed: o.Seed,
	}
	for _, p := range pieces {
		r.Garments = append(r.Garments, recipe.Garment{Digest: p.item.ID, Edit: p.item.Garment, Tucked: p.tucked})
	}
	_, err = s.ruled(ctx, r)
	return r, err
}

// planned finds an item of an order.
func (s *Studio) planned(ctx context.Context, id string) (Item, error) {
	row, err := s.store.Item(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return Item{}, &engine.Fault{
			Kind: engine.FaultBadPicture, Code: "plan.unknown-item", Args: map[string]string{"id": id},
			What: "A chosen picture is not in the catalog.", Next: "Drop the picture in again.",
		}
	}
	if err != nil {
		return Item{}, err
	}
	return s.itemOfRow(row)
}

func noGarment() error {
	return &engine.Fault{
		Kind: engine.FaultNoGarment, Code: "plan.no-garment",
		What: "No garment was chosen.", Next: "Choose at least one garment.",
	}
}

func (s *Studio) pieces(ctx context.Context, list []OrderGarment, tier Tier) ([]piece, error) {
	if len(list) == 0 {
		return nil, noGarment()
	}
	all := make([]piece, 0, len(list))
	for _, g := range list {
		item, err := s.planned(ctx, g.ItemID)
		if err != nil {
			return nil, err
		}
		if g.Edit != nil {
			item.Garment = *g.Edit
		}
		kind, err := kindOf(item, tier)
		if err != nil {
			return nil, err
		}
		all = append(all, piece{item: item, kind: kind, tucked: g.Tucked})
	}
	return all, nil
}

// kindOf is the kind of clothing that an item shows: what the user said, else
// what was seen; "" for a bag and other things. Things that the tier cannot put
// on are refused.
func kindOf(item Item, tier Tier) (recipe.Kind, error) {
	category, kind := item.Garment.Category, item.Garment.Kind
	if seen := item.Inspection.Garment; seen != nil {
		if category == "" {
			category = seen.Category
		}
		if kind == recipe.KindAuto {
			kind = seen.Kind
		}
	}
	args := map[string]string{"file": item.Name, "category": string(category)}
	switch {
	case category != "" && category != recipe.Clothing && tier.can(category):
		return "", nil
	case category != "" && category != recipe.Clothing:
		return "", &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "plan.not-clothing", Args: args,
			What: fmt.Sprintf("%q shows %s, which the %s tier cannot put on a person in a photo.", item.Name, thing(category), tier.Name),
			Next: "Use a top, a jacket or coat, trousers, shorts, a skirt or a dress; if it is one of these, correct what the picture shows.",
		}
	case item.Inspection.Shows == engine.AsPerson && item.Garment.Kind == recipe.KindAuto:
		return "", &engine.Fault{
			Kind: engine.FaultNoGarment, Code: "plan.not-a-garment", Args: args,
			What: fmt.Sprintf("%q was read as a picture of a person.", item.Name),
			Next: "Correct the picture to \"garment\" to use what the person wears.",
		}
	case kind.Slot() == "":
		return "", &engine.Fault{
			Kind: engine.FaultNoGarment, Code: "plan.kind-unknown", Args: args,
			What: fmt.Sprintf("Lookbook could not tell what kind of clothing %q shows.", item.Name),
			Next: "Choose its kind: top, outerwear, trousers, shorts, skirt or one-piece.",
		}
	}
	return kind, nil
}

func thing(c recipe.Category) string {
	switch c {
	case recipe.Bag:
		return "a bag"
	case recipe.Shoes:
		return "shoes"
	}
	return "no clothing (a hat, a tie or something else)"
}

// layer orders kinds as they are put on: below or whole first, tops over them,
// outerwear last. Whether a top is tucked in is its own flag.
func layer(k recipe.Kind) int {
	switch k {
	case recipe.KindTop:
		return 1
	case recipe.KindOuterwear:
		return 2
	}
	return 0
}

// checkTogether refuses garments that nobody wears together.
func checkTogether(pieces []piece) error {
	by := map[string][]piece{}
	for _, p := range pieces {
		place := p.kind.Slot()
		if p.kind == recipe.KindOuterwear {
			place = "over" // over everything, so it does not compete with a top
		}
		by[place] = append(by[place], p)
	}
	for _, place := range []string{"lower", "upper", "over", "whole"} {
		if two := by[place]; len(two) > 1 {
			return clash("plan.same-place", two[0], two[1], "are worn in the same place")
		}
	}
	if len(by["whole"]) > 0 {
		for _, place := range []string{"lower", "upper"} {
			if len(by[place]) > 0 {
				return clash("plan.one-piece", by["whole"][0], by[place][0], "cannot be shown together: a one-piece covers both places")
			}
		}
	}
	return nil
}

func clash(code string, a, b piece, why string) error {
	return &engine.Fault{
		Kind: engine.FaultUnsupported, Code: code, Args: map[string]string{
			"first": a.item.Name, "firstKind": string(a.kind), "second": b.item.Name, "secondKind": string(b.kind),
		},
		What: fmt.Sprintf("%q (%s) and %q (%s) %s.", a.item.Name, a.kind, b.item.Name, b.kind, why),
		Next: "Leave one of them out, or correct its kind.",
	}
}

// checkPerson refuses a picture without a person, or without the part of the
// body that a garment needs.
func checkPerson(person Item, pieces []piece) error {
	args := map[string]string{"file": person.Name}
	if len(person.Inspection.People) == 0 {
		return &engine.Fault{
			Kind: engine.FaultNoPerson, Code: "plan.no-person", Args: args,
			What: fmt.Sprintf("Nobody was found in %q.", person.Name),
			Next: "Choose a photo of a person, or correct the picture to \"person\".",
		}
	}
	who := person.Person.Index
	if who < 0 || who >= len(person.Inspection.People) {
		return &engine.Fault{
			Kind: engine.FaultNoPerson, Code: "plan.no-such-person", Args: map[string]string{
				"file": person.Name, "index": fmt.Sprint(who + 1), "people": fmt.Sprint(len(person.Inspection.People)),
			},
			What: fmt.Sprintf("%q shows %d people; number %d was asked for.", person.Name, len(person.Inspection.People), who+1),
			Next: "Choose one of those in the picture.",
		}
	}
	seen := person.Inspection.People[who]
	for _, p := range pieces {
		slot := p.kind.Slot()
		if (slot == "lower" && seen.Bottom) || (slot != "lower" && seen.Top) {
			continue
		}
		part := map[string]string{"lower": "legs"}[slot]
		return &engine.Fault{
			Kind: engine.FaultNoPerson, Code: "plan.part-not-visible",
			Args: map[string]string{"file": person.Name, "garment": p.item.Name, "part": cmp.Or(part, "upper body")},
			What: fmt.Sprintf("Too little of the %s is visible in %q to put on %q.",
				cmp.Or(part, "upper body"), person.Name, p.item.Name),
			Next: "Choose a photo that shows this part, or another garment.",
		}
	}
	return nil
}

// checkLongestSide refuses sizes that no result can have.
func checkLongestSide(n int) error {
	if n >= 0 && n <= maxLongestSide {
		return nil
	}
	return &engine.Fault{
		Kind: engine.FaultUnsupported, Code: "plan.size", Args: map[string]string{"limit": fmt.Sprint(maxLongestSide)},
		What: fmt.Sprintf("A result is at most %d pixels a side.", maxLongestSide), Next: "Choose a smaller size, or 0 for that of the photo.",
	}
}
