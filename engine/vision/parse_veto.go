package vision

import "lookbook/engine/raster"

// Cloth of the color of skin leaves islands of skin in the parse map where no
// skin can be: in the middle of the torso below the neckline, in a sleeve above
// its end, in a leg above the hem. Geometry forbids them.
const (
	// islandRim is the share of an island's rim that the clothes around it take
	// at least; a bare midriff has trousers below it.
	islandRim = 0.6
	// islandMost is the area, in Ref squared, over which an island is no mistake
	// of color.
	islandMost = 0.12
	// bareTop is the height v above which straps and wide necks leave skin.
	bareTop = 0.20
	// sureEnd is how sure the end of a sleeve must be to forbid skin above it.
	sureEnd = 0.5
	// islandEnd is how far above the end of a sleeve or hem an island ends that
	// is none, in shares of the limb.
	islandEnd = 0.15
)

// vetoIslands gives islands of skin to the clothes around them.
func (q *parser) vetoIslands() {
	for _, c := range []struct {
		skin, cloth uint8
		bare        func(i int) bool
	}{
		{LabelSkin, LabelUpper, q.mayBeBare},
		{LabelLegSkin, LabelLower, q.legMayBeBare},
	} {
		labels, comps := q.labelMask(c.skin).Components()
		reach := make([]int, len(comps))
		for i, l := range labels {
			if l > 0 && c.bare(i) {
				reach[l-1]++
			}
		}
		for k, comp := range comps {
			small := float64(comp.Area) < islandMost*q.r*q.r
			if small && reach[k]*20 < comp.Area && q.enclosed(labels, int32(k+1), comp, c.cloth) {
				q.give(labels, int32(k+1), comp, c.cloth)
			}
		}
	}
}

// mayBeBare tells whether skin of the upper body can be seen at a pixel: above
// the neckline, beyond the end of a sleeve, at a hand.
func (q *parser) mayBeBare(i int) bool {
	if q.v[i] < q.neck+.04 && abs32(q.lat[i]) < .4 || q.v[i] < bareTop || q.hand.Pix[i] != 0 {
		return true
	}
	for s := range q.arms {
		e := q.sleeve[s]
		if q.arms[s].dist[i] < 1.1 && (e.sure < sureEnd || q.arms[s].along[i] > e.at-islandEnd) {
			return true
		}
	}
	return q.armsHidden && q.v[i] > .5
}

// legMayBeBare tells whether a leg can be seen bare at a pixel: below the hem.
func (q *parser) legMayBeBare(i int) bool {
	return q.along[i] > q.hem[q.sideAt(i)].at-islandEnd
}

// enclosed tells whether a component's rim is mostly of one label.
func (q *parser) enclosed(labels []int32, id int32, c raster.Component, cloth uint8) bool {
	all, hit := 0, 0
	q.rim(labels, id, c, func(j int) {
		all++
		if q.labels[j] == cloth {
			hit++
		}
	})
	return float64(hit) > islandRim*float64(all)
}

// give gives a component a label.
func (q *parser) give(labels []int32, id int32, c raster.Component, label uint8) {
	for y := c.Y0; y < c.Y1; y++ {
		for x := c.X0; x < c.X1; x++ {
			if i := y*q.w + x; labels[i] == id {
				q.labels[i] = label
			}
		}
	}
}
