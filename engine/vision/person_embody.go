package vision

import (
	"slices"

	"lookbook/engine"
	"lookbook/engine/body"
)

// Embodied returns the person with the body that was fitted to it, and with what
// follows from that body: the view and what is said about it. The person itself
// stays as it is; pictures and planes are shared.
func (p *Person) Embodied(b *body.Fitted) *Person {
	q := *p
	q.Body = b
	before := q.View
	if q.View = viewOf(&q); q.View == before {
		return &q
	}
	q.dressable()
	q.Notices = slices.DeleteFunc(slices.Clone(q.Notices), func(n engine.Notice) bool {
		return slices.Contains(viewCodes, n.Code)
	})
	judgeView(&q)
	return &q
}

// viewCodes are the codes of judgeView.
var viewCodes = []string{"person.back-view", "person.profile", "person.turned"}
