package vision

import "lookbook/engine/raster"

// An open jacket shows as two fronts of one cloth with a strip of other clothes
// between them, all the way down. Its fronts are the outer garment; the waist
// between them is that of what is worn under it, and trousers seen there are
// trousers.
const (
	openTop, openEnd = 0.15, 0.85 // heights v between which the strip is looked for
	openRows         = 14
	stripHalf        = 0.10 // half width of the strip's middle, in Ref
	frontFromRef     = 0.28 // where fronts are surely seen, in Ref beside that
	frontToRef       = 0.44
	openGap          = 16.0 // Lab change, hue weighing more, between strip and fronts
	openShare        = 0.75 // of the rows that must show it
)

// rowColor is a running mean of colors.
type rowColor struct {
	sum [3]float64
	n   float64
}

func (r *rowColor) add(c [3]float32) {
	for k, v := range c {
		r.sum[k] += float64(v)
	}
	r.n++
}

func (r *rowColor) mean() [3]float64 {
	return [3]float64{r.sum[0] / r.n, r.sum[1] / r.n, r.sum[2] / r.n}
}

// stripMiddles are the places beside the axis, in Ref, where the strip is
// looked for: jackets hang open unevenly.
var stripMiddles = []float32{0, -.08, .08, -.16, .16, -.24, .24}

// openFront finds the middle of the strip of an open jacket.
func (q *parser) openFront() (middle float32, open bool) {
	for _, m := range stripMiddles {
		if q.openAround(m) {
			return m, true
		}
	}
	return 0, false
}

// stripPart says which part of an open jacket lies x Ref beside the strip's
// middle: 0 the left front, 1 the strip, 2 the right front, -1 neither.
func stripPart(x float32) int {
	switch {
	case abs32(x) < stripHalf:
		return 1
	case abs32(x) < frontFromRef || abs32(x) > frontToRef:
		return -1
	case x < 0:
		return 0
	}
	return 2
}

// openAround reports whether the clothes on the upper body are a jacket that is
// open around middle.
func (q *parser) openAround(middle float32) bool {
	var row [openRows][3]rowColor // left front, strip, right front
	for i, v := range q.v {
		k := stripPart(q.lat[i] - middle)
		if k >= 0 && v >= openTop && v < openEnd && q.labels[i] == LabelUpper && q.fore[i] >= 1 {
			row[int((v-openTop)/(openEnd-openTop)*openRows)][k].add(q.color(i))
		}
	}
	seen, hit := 0, 0
	for k := range row {
		l, m, r := &row[k][0], &row[k][1], &row[k][2]
		if min(l.n, m.n, r.n) < 3 {
			continue
		}
		seen++
		a, b, c := l.mean(), m.mean(), r.mean()
		if d := min(labGap(a, b), labGap(c, b)); d > openGap && d > 1.3*labGap(a, c) {
			hit++
		}
	}
	return seen >= openRows/2 && float64(hit) > openShare*float64(seen)
}

// partOpenFront gives trousers that are seen between the fronts of an open jacket
// to the lower clothes.
func (q *parser) partOpenFront() {
	var middle float32
	middle, q.p.OpenFront = q.openFront()
	if !q.p.OpenFront || q.waistWord > 0 || q.models.lower == nil {
		return
	}
	lower := q.labelMask(LabelLower)
	cand := q.likeTrousers(middle)
	for i, v := range joined(cand.Or(lower).Open(1).Close(2).Or(lower), lower).Pix {
		if v != 0 && q.mayBeTrousers(i, middle) {
			q.labels[i] = LabelLower
		}
	}
}

// likeTrousers marks upper clothes whose color is rather that of the lower ones
// than that of the jacket or of what is worn under it.
func (q *parser) likeTrousers(middle float32) *raster.Mask {
	part := func(fronts bool, end float32) toneModel {
		return q.learnTones(q.where(func(i int) bool {
			k := stripPart(q.lat[i] - middle)
			return q.labels[i] == LabelUpper && k >= 0 && (k != 1) == fronts && q.v[i] > openTop && q.v[i] < end
		}), 4, nil)
	}
	cand := raster.NewMask(q.w, q.h)
	jacket, under := part(true, openEnd), part(false, underEnd)
	if jacket == nil || under == nil {
		return cand
	}
	for i := range cand.Pix {
		if q.fore[i] < 1 || !q.mayBeTrousers(i, middle) {
			continue
		}
		c := q.color(i)
		if d := q.models.lower.distance(c); d < jacket.distance(c) && d < under.distance(c) {
			cand.Pix[i] = 1
		}
	}
	return cand
}

// underEnd is the height v above which trousers are not seen, highRise that from
// which they may be.
const underEnd, highRise = 0.55, 0.6

// mayBeTrousers tells whether a pixel of the upper clothes lies where trousers
// are seen under an open jacket.
func (q *parser) mayBeTrousers(i int, middle float32) bool {
	return q.labels[i] == LabelUpper && q.v[i] > highRise && abs32(q.lat[i]-middle) < frontToRef
}
