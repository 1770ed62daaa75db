package app

import (
	"context"
	"errors"
	"fmt"

	"lookbook/engine"
	"lookbook/engine/recipe"
)

// Keep stores what the user says about a picture and leaves the inspection as
// it is, so that nothing is lost while somebody is still moving points; Correct
// follows when there is time. The reading (person or garment) stays.
func (s *Studio) Keep(ctx context.Context, id string, person recipe.PersonEdit, garment recipe.GarmentEdit) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.calls.Done()
	item, err := s.item(ctx, id)
	if err != nil {
		return err
	}
	if err := checkEdit(item.Name, person, garment); err != nil {
		return err
	}
	item.Person, item.Garment = person, garment
	row, err := rowOfItem(item)
	if err != nil {
		return err
	}
	return s.store.PutItem(ctx, row, nil, nil)
}

// checkEdit refuses corrections out of their ranges; name is the picture's.
func checkEdit(name string, person recipe.PersonEdit, garment recipe.GarmentEdit) error {
	err := errors.Join(person.Check(), garment.Check())
	if err == nil {
		return nil
	}
	f := &engine.Fault{
		Kind: engine.FaultUnsupported, Code: "plan.correction", Args: map[string]string{"file": name, "field": "", "reason": ""},
		What: fmt.Sprintf("A correction of %q cannot be right: %s.", name, err),
		Next: "Choose another value, or take the correction back.",
	}
	var m *recipe.Mistake
	if errors.As(err, &m) {
		f.Args["field"], f.Args["reason"] = m.Field, m.Error()
	}
	return f
}

// checkEdits refuses corrections of an order that are out of their ranges.
func checkEdits(person Item, pieces []piece) error {
	if err := checkEdit(person.Name, person.Person, recipe.GarmentEdit{}); err != nil {
		return err
	}
	for _, p := range pieces {
		if err := checkEdit(p.item.Name, recipe.PersonEdit{}, p.item.Garment); err != nil {
			return err
		}
	}
	return nil
}
