package vision

import (
	"math"

	"lookbook/engine/raster"
)

// onePieceDistance is the Lab distance of the mean colors of upper and lower
// clothes under which they look like one garment (from the trial).
const onePieceDistance = 9

// decideOnePiece compares the colors above and below the waist and looks for
// an edge there; the user's word wins.
func (q *parser) decideOnePiece(word *bool) {
	p := q.p
	p.WaistV = float64(q.waist.at)
	for s := range q.sleeve {
		p.SleeveEnd[s], p.HemEnd[s] = float64(q.sleeve[s].at), float64(q.hem[s].at)
	}
	if word != nil {
		p.OnePiece, p.OnePieceSure = *word, 1
		return
	}
	u, l := q.models.upper, q.models.lower
	if u == nil || l == nil {
		return
	}
	a, b := u.mean(), l.mean()
	d := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
	p.OnePiece = d < onePieceDistance
	p.OnePieceSure = raster.Clip(math.Abs(d-onePieceDistance)/onePieceDistance, 0, 1)
}
