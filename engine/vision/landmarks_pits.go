package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// pit is a candidate for an armpit: a dent of the outline between the sleeve's
// end (or shoulder) Up and the side below Down.
type pit struct {
	depth    float64
	p        raster.Pt
	up, down raster.Pt
	// angle at which the outline opens there, radians: sharp under a sleeve,
	// blunt at a waist.
	angle float64
	ok    bool
}

// bluntAngle in radians: dents that open wider are waists and armholes, not the
// corner under a sleeve.
const bluntAngle = 2.3

// dents are the telling concave places of a silhouette, per side.
type dents struct {
	// pit is the deepest armpit-like one.
	pit [2]pit
	// slot is the notch between the cuff of a sleeve that lies on the body and
	// the hem.
	slot [2]pit
	// neck is the corner between a hood or high collar and the shoulder.
	neck [2]pit
}

// dents finds them. dress looks for the armpit above the waist in any case.
func (o *outline) dents(dress bool) dents {
	var out dents
	for side := range out.pit {
		c := o.half(side)
		for _, d := range raster.Defects(raster.Simplify(c, 1)) {
			q := o.pitFrom(d, c, side, dress)
			switch {
			case o.isNeck(q):
				keepDeeper(&out.neck[side], q)
			case o.isSlot(d):
				keepDeeper(&out.slot[side], pit{depth: d.Depth, p: d.P, up: d.A, down: d.B})
			case q.ok:
				keepDeeper(&out.pit[side], q)
			}
		}
	}
	return out
}

func keepDeeper(best *pit, q pit) {
	q.ok = true
	if !best.ok || q.depth > best.depth {
		*best = q
	}
}

// isNeck tells the corner above a shoulder from an armpit: what lies above it
// is narrower and closed in the middle (straps are not), what lies below much
// wider, and it is near the top.
func (o *outline) isNeck(q pit) bool {
	p, up, down := math.Abs(q.p.X-o.ax), math.Abs(q.up.X-o.ax), math.Abs(q.down.X-o.ax)
	return q.up.Y < q.p.Y && q.p.Y < q.down.Y && q.p.Y < float64(o.y0)+0.3*o.h &&
		q.depth > 0.012*o.h && up < 1.02*p && down > 1.2*p && p > 0.08*o.w &&
		o.m.Has(int(o.ax), (o.y0+int(q.p.Y))/2)
}

// isSlot reports a notch that opens downwards near the hem.
func (o *outline) isSlot(d raster.Defect) bool {
	y0 := float64(o.y0)
	return d.Depth > 0.03*o.h && d.P.Y > y0+0.75*o.h && math.Min(d.A.Y, d.B.Y) > d.P.Y+0.02*o.h &&
		math.Abs(d.P.X-o.ax) > 0.2*o.w
}

// sleeveDents returns the pits to use: a slot where no sharp armpit is seen.
func (d *dents) sleeveDents() (p [2]pit, lying bool) {
	p = d.pit
	if p[0].ok && p[0].angle < bluntAngle || p[1].ok && p[1].angle < bluntAngle {
		return p, false
	}
	if d.slot[0].ok || d.slot[1].ok {
		return d.slot, true
	}
	return p, false
}

// half is the contour of the silhouette cut at the middle line.
func (o *outline) half(side int) []raster.Pt {
	if o.halves[side] != nil {
		return o.halves[side]
	}
	r := image.Rect(o.x0, o.y0, int(o.ax)+1, o.y1+1)
	if side == 1 {
		r = image.Rect(int(o.ax), o.y0, o.x1+1, o.y1+1)
	}
	o.halves[side] = o.border(r)
	return o.halves[side]
}

// pitFrom judges one dent. Either both ends of the chord lie below it (the
// slit beside a hanging long sleeve) or they differ clearly in height.
func (o *outline) pitFrom(d raster.Defect, c []raster.Pt, side int, dress bool) pit {
	q := pit{depth: d.Depth, p: d.P}
	if d.Depth < 0.02*math.Min(o.h, 1.3*o.w) {
		return q
	}
	y0 := float64(o.y0)
	q.up, q.down = d.B, d.A
	if math.Abs(d.A.X-o.ax) > math.Abs(d.B.X-o.ax) {
		q.up, q.down = d.A, d.B
	}
	slit := math.Min(d.A.Y, d.B.Y) > d.P.Y-0.02*o.h && q.down.Y > y0+0.6*o.h
	if !slit {
		q.up, q.down = d.B, d.A
		if d.A.Y < d.B.Y {
			q.up, q.down = d.A, d.B
		}
		if q.down.Y-q.up.Y < 0.10*o.h {
			return q
		}
	}
	q.angle = opening(c, q.p, 0.3*math.Abs(q.p.X-o.ax))
	if (dress || q.angle > bluntAngle) && q.up.Y < q.p.Y {
		// The deepest place of a wide dent is the waist: is there a corner above?
		p := o.underSleeve(q, c, side)
		if a := opening(c, p, 0.3*math.Abs(p.X-o.ax)); dress || a < bluntAngle {
			q.p, q.angle = p, a
		}
	}
	q.ok = math.Abs(q.p.X-o.ax) >= 0.10*o.w && q.p.Y >= y0+0.10*o.h && q.p.Y <= y0+0.75*o.h
	return q
}

// underSleeve moves the dent of a long garment from the waist up to the real
// armpit: the contour point farthest on the inner upper side of the chord from
// the sleeve's end to the dent that has ground just outside of it.
func (o *outline) underSleeve(q pit, c []raster.Pt, side int) raster.Pt {
	v := q.p.Sub(q.up)
	n := v.Perp().Unit()
	if n.Dot(raster.Pt{X: o.ax, Y: float64(o.y0)}.Sub(q.up)) <= 0 {
		n = n.Mul(-1)
	}
	best, far := q.p, 0.02*o.h
	for _, z := range c {
		dx := math.Abs(z.X - o.ax)
		if z.Y >= q.p.Y-0.03*o.h || z.Y <= q.up.Y+0.01*o.h || dx >= math.Abs(q.up.X-o.ax) || dx <= 0.25*math.Abs(q.p.X-o.ax) {
			continue
		}
		if o.m.Has(int(z.X+3*outward(side)), min(int(z.Y)+3, o.m.H-1)) {
			continue
		}
		if t := z.Sub(q.up).Dot(n); t > far {
			best, far = z, t
		}
	}
	return best
}

// opening is the angle of the contour at its point p, measured between the
// points reach pixels along it to both sides.
func opening(c []raster.Pt, p raster.Pt, reach float64) float64 {
	at, n := 0, len(c)
	for i, q := range c {
		if q == p {
			at = i
			break
		}
	}
	k := max(3, int(reach))
	a, b := c[(at+k)%n].Sub(p).Unit(), c[((at-k)%n+n)%n].Sub(p).Unit()
	return math.Acos(raster.Clip(a.Dot(b), -1, 1))
}

// armpits settles both armpits and whether there are sleeves from the dents
// found: a missing or much weaker side is mirrored from the better one.
func (o *outline) armpits(top bool, d dents) (p [2]raster.Pt, sleeved [2]bool) {
	found, lying := d.sleeveDents()
	for s := range p {
		p[s] = found[s].p
		sleeved[s] = found[s].ok && (lying || o.hasSleeve(found[s], s))
	}
	switch {
	case !found[0].ok && !found[1].ok:
		y := float64(o.y0) + 0.2*o.h
		if top {
			y = float64(o.y0) + 0.32*o.h
		}
		return [2]raster.Pt{{X: o.edge(y, 0), Y: y}, {X: o.edge(y, 1), Y: y}}, [2]bool{}
	case !found[0].ok:
		return o.copySide(p, sleeved, 1)
	case !found[1].ok:
		return o.copySide(p, sleeved, 0)
	}
	better := 0
	if found[1].depth > found[0].depth {
		better = 1
	}
	if found[better].depth > 2.5*found[1-better].depth || o.uneven(p) {
		p, sleeved = o.copySide(p, sleeved, better)
	}
	if sleeved[0] != sleeved[1] && math.Abs(p[0].Y-p[1].Y) < 0.08*o.h {
		sleeved = [2]bool{true, true}
	}
	return p, sleeved
}

// uneven reports whether the two armpits cannot both be right: one lies much
// lower or much farther from the axis.
func (o *outline) uneven(p [2]raster.Pt) bool {
	l, r := math.Abs(p[0].X-o.ax), math.Max(1, math.Abs(p[1].X-o.ax))
	return math.Abs(p[0].Y-p[1].Y) > 0.10*o.h || l/r <= 0.6 || l/r >= 1.67
}

// hasSleeve reports whether the upper end of the dent lies clearly outside it
// and below the very top.
func (o *outline) hasSleeve(q pit, side int) bool {
	half := math.Abs(q.p.X - o.ax)
	return (q.up.X-q.p.X)*outward(side) > 0.10*half && q.up.Y > float64(o.y0)+0.07*o.h && q.angle < bluntAngle
}

func (o *outline) copySide(p [2]raster.Pt, sleeved [2]bool, from int) ([2]raster.Pt, [2]bool) {
	p[1-from] = raster.Pt{X: 2*o.ax - p[from].X, Y: p[from].Y}
	sleeved[1-from] = sleeved[from]
	return p, sleeved
}
