package app

import (
	"context"
	"errors"
	"fmt"

	"lookbook/app/policy"
	"lookbook/engine"
	"lookbook/engine/recipe"
	"lookbook/storage"
)

// ruled asks the rules on who is shown in what. Every way to a picture leads
// through it: an order, a preview, a recipe that came back in a file. It returns
// what the user should know, or an *engine.Fault.
func (s *Studio) ruled(ctx context.Context, r recipe.Recipe) ([]engine.Notice, error) {
	var list []engine.Notice
	for _, g := range r.Garments {
		texts := []string{g.Edit.Words, string(g.Edit.Kind)}
		name := ""
		// Without the item the engine will say that the picture is missing.
		row, err := s.store.Item(ctx, g.Digest)
		if err == nil {
			name = row.Name
			texts = append(texts, name)
		} else if !errors.Is(err, storage.ErrNotFound) {
			return nil, err
		}
		n, err := rule(policy.Judge(policy.Of(r.Person.Edit), policy.Read(texts...)), name)
		if err != nil {
			return nil, err
		}
		list = append(list, engine.About(g.Digest, n)...)
	}
	return list, nil
}

// rule puts a finding about a garment into words.
func rule(f policy.Finding, name string) ([]engine.Notice, error) {
	args := map[string]string{"file": name}
	switch f.Code {
	case "policy.childrens-intimate":
		return nil, &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "policy.childrens-intimate", Args: args,
			What: fmt.Sprintf("%q is children's underwear or swimwear, which Lookbook shows on nobody.", name),
			Next: "Show it as a picture of the article alone.",
		}
	case "policy.minor-intimate":
		return nil, &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "policy.minor-intimate", Args: args,
			What: fmt.Sprintf("%q is underwear or swimwear, which Lookbook does not show on children.", name),
			Next: "Choose another garment or an adult.",
		}
	case "policy.say-who":
		return nil, &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "policy.say-who", Args: args,
			What: fmt.Sprintf("%q is underwear or swimwear, and it was not said that the person is an adult.", name),
			Next: "Say who the person is: woman or man, under \"Adjust\" or with --group.",
		}
	case "policy.adult-cut":
		n := engine.Warn("policy.adult-cut", "%q is made for adults, and the person is a child: it will look smaller than it is.", name)
		n.Args = args
		return []engine.Notice{n}, nil
	}
	return nil, nil
}
