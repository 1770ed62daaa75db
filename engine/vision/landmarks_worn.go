package vision

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// chain is a bent limb: a line of joints, measured by the share of its length.
type chain struct {
	p []raster.Pt
	l []float64 // length of each part
	n float64   // whole length
}

func newChain(p ...raster.Pt) chain {
	c := chain{p: p}
	for i := 1; i < len(p); i++ {
		d := math.Max(1e-3, p[i].Sub(p[i-1]).Len())
		c.l = append(c.l, d)
		c.n += d
	}
	return c
}

func armChain(l Limbs) chain { return newChain(l.Shoulder.Pt, l.Elbow.Pt, l.Wrist.Pt) }
func legChain(l Limbs) chain { return newChain(l.Hip.Pt, l.Knee.Pt, l.Ankle.Pt) }

// at is the place at share t (0..1, a little beyond is allowed).
func (c chain) at(t float64) raster.Pt {
	d := t * c.n
	for i, l := range c.l {
		if d <= l || i == len(c.l)-1 {
			return c.p[i].Lerp(c.p[i+1], d/l)
		}
		d -= l
	}
	return c.p[0]
}

// dir is the unit direction at share t, smoothed over the joint.
func (c chain) dir(t float64) raster.Pt {
	return c.at(math.Min(1, t+0.12)).Sub(c.at(math.Max(0, t-0.12))).Unit()
}

// Limb half widths over Ref at shares of an arm or leg, from the trial.
var (
	limbShares = []float64{0, 0.25, 0.5, 0.8, 1}
	armWidths  = []float64{0.17, 0.145, 0.125, 0.10, 0.085}
	legWidths  = []float64{0.245, 0.205, 0.16, 0.14, 0.10}
)

// Sleeve length over the armpit distance at shares of the arm: the inverse of
// the table by which the compositor lays sleeves on arms.
var (
	sleeveShares = []float64{0, 0.27, 0.52, 0.85, 1}
	sleeveRatios = []float64{0, 0.3, 0.6, 0.85, 0.95}
)

// mark finds the landmarks of a worn garment from its wearer's joints and its
// own outline.
func (w *wornCut) mark(o *outline, edit recipe.GarmentEdit) {
	g := w.g
	o.ax = w.p.At(0.5, 0).X
	switch g.Kind {
	case recipe.KindTrousers, recipe.KindShorts:
		g.Marks = w.bottomMarks(o)
	case recipe.KindSkirt:
		g.Marks = w.skirtMarks(o)
	default:
		g.Marks = w.topMarks(o, edit.Sleeve)
		g.Sleeve = sleeveOf(&g.Marks)
		if edit.Sleeve != "" {
			g.Sleeve = edit.Sleeve
		}
	}
}

// leastSleeve is the share of the arm that sleeves cover at least: the shoulder
// of a garment without any reaches some way beyond the joint.
const leastSleeve = 0.16

// topMarks places the landmarks of worn tops and one-pieces.
func (w *wornCut) topMarks(o *outline, wish string) Landmarks {
	p := w.p
	f := &topFinder{outline: o, dress: w.g.Kind == recipe.KindOnePiece, l: &Landmarks{}}
	f.l.Box, f.l.Axis = o.box(), o.ax
	var cover [2]float64
	for s := range f.l.Armpit {
		f.l.Armpit[s] = p.Side[s].Shoulder.Add(p.Axis.Mul(0.36 * p.Ref)).Add(p.Perp.Mul(0.035 * p.Ref * outward(s)))
		cover[s] = w.sleeveCover(s)
		f.sleeved[s] = cover[s] > leastSleeve && wish != "none"
	}
	f.center()
	w.barePits(f)
	f.center()
	f.l.Slit = f.l.Armpit
	f.hem()
	f.shoulders()
	w.neck(f)
	sum, n := 0.0, 0.0
	for s := range f.l.Sleeves {
		if f.sleeved[s] {
			if f.l.Sleeves[s] = w.sleeve(f, s, cover[s]); f.l.Sleeves[s] != nil {
				sum += f.l.Sleeves[s].Length
				n++
			}
		}
	}
	if n > 0 {
		f.l.SleeveRatio = sum / n / (2 * f.l.Half)
	}
	w.hemRow(f)
	w.sides(f)
	return *f.l
}

// sleeveCover is the share of an arm that the garment covers without a gap.
func (w *wornCut) sleeveCover(s int) float64 {
	c := armChain(w.p.Side[s])
	last, miss := 0.0, 0
	for t := 0.06; t <= 1.04; t += 0.02 {
		q := c.at(math.Min(t, 1.04))
		if !w.own.Has(int(q.X), int(q.Y)) {
			if miss++; miss > 3 {
				break
			}
			continue
		}
		last, miss = t, 0
	}
	if last > 0.93 {
		last = 1
	}
	return last
}

// neck measures the neckline as it is seen: worn, there is no back panel.
func (w *wornCut) neck(f *topFinder) {
	a, b := f.l.Neck[0], f.l.Neck[1]
	mid := a.Lerp(b, 0.5)
	f.l.NeckDeep = math.Max(0, f.top(mid.X)-mid.Y)
	f.l.NeckLow = raster.Pt{X: mid.X, Y: mid.Y + f.l.NeckDeep}
}

// sleeve places stations along the wearer's arm.
func (w *wornCut) sleeve(f *topFinder, s int, cover float64) *Sleeve {
	p := w.p
	c := armChain(p.Side[s])
	sl := &Sleeve{Seam: f.l.Shoulder[s].Lerp(f.l.Armpit[s], 0.5)}
	sl.Length = raster.Interp(cover, sleeveShares, sleeveRatios) * 2 * f.l.Half
	sl.T = longStations
	if sl.Length < 1.1*f.l.Half {
		sl.T = shortStations
	}
	edge := func(t float64) (outer, inner raster.Pt) {
		m, d := c.at(t), c.dir(t)
		n := d.Perp()
		if s == 1 {
			n = n.Mul(-1)
		}
		r := raster.Interp(t, limbShares, armWidths) * p.Ref
		return m.Add(n.Mul(w.reach(m, n, r, 1.9))), m.Sub(n.Mul(w.reach(m, n.Mul(-1), r, innerReach)))
	}
	for _, t := range sl.T {
		a, b := edge(t * cover)
		// Near the body the sleeve begins at the armpit, not at the arm's axis.
		k := raster.Clip((t*cover-0.1)/0.25, 0, 1)
		sl.Outer = append(sl.Outer, a)
		sl.Inner = append(sl.Inner, f.l.Armpit[s].Lerp(b, k))
	}
	sl.CuffOuter, sl.CuffInner = edge(math.Min(1.02, cover))
	sl.Mask = w.sleeveMask(f, s, c, cover)
	if sl.Mask == nil {
		return nil
	}
	f.cap(sl, s)
	return sl
}

// innerReach is how far a sleeve may reach from the arm's axis towards the
// body, in usual half widths: where the arm lies on the body no border is seen.
const innerReach = 0.9

// outerReach is the same away from the body, where all that hangs beside an arm
// is its sleeve.
const outerReach = 2.6

// reach is the distance from m along n to the border of the garment, kept
// near the limb's usual half width r.
func (w *wornCut) reach(m, n raster.Pt, r, most float64) float64 {
	return raster.Clip(w.own.Ray(m, n, most*r), 0.6*r, most*r)
}

// sleeveMask holds the garment's pixels near the arm and outside the armhole.
func (w *wornCut) sleeveMask(f *topFinder, s int, c chain, cover float64) *raster.Mask {
	p := w.p
	sh, ap := f.l.Shoulder[s], f.l.Armpit[s]
	n := raster.Pt{X: ap.Y - sh.Y, Y: -(ap.X - sh.X)}
	if n.Dot(p.Perp)*outward(s) <= 0 {
		n = n.Mul(-1)
	}
	// Capsule.At counts positive across turned a quarter from its axis; on the
	// left that is outwards.
	inward := outward(s)
	m := raster.NewMask(w.g.W, w.g.H)
	elbow := c.l[0] / c.n
	parts := []raster.Capsule{
		w.armPart(c, 0, elbow), w.armPart(c, elbow, 1),
	}
	for _, k := range parts {
		b := k.Bounds(m.W, m.H, outerReach)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				i := y*m.W + x
				if w.whole.Pix[i] == 0 {
					continue
				}
				d, _, side := k.At(float64(x), float64(y))
				q := raster.Pt{X: float64(x), Y: float64(y)}
				above := p.Depth(q) < p.Depth(ap)
				reach := outerReach
				if side*inward > 0 {
					reach = innerReach
				}
				if d < reach && (!above || q.Sub(sh).Dot(n) > 0) {
					m.Pix[i] = 1
				}
			}
		}
	}
	return w.keepArm(m, c, cover)
}

// armPart is the capsule of the arm between two shares.
func (w *wornCut) armPart(c chain, a, b float64) raster.Capsule {
	return raster.Capsule{
		A: c.at(a), B: c.at(b),
		RA: raster.Interp(a, limbShares, armWidths) * w.p.Ref, RB: raster.Interp(b, limbShares, armWidths) * w.p.Ref,
	}
}

// keepArm keeps the parts of a sleeve mask that the arm's axis runs through.
func (w *wornCut) keepArm(m *raster.Mask, c chain, cover float64) *raster.Mask {
	labels, comps := m.Components()
	keep := make([]bool, len(comps))
	for t := 0.1; t <= cover; t += 0.02 {
		q := c.at(t)
		if x, y := int(q.X), int(q.Y); m.Has(x, y) {
			keep[labels[y*m.W+x]-1] = true
		}
	}
	n := 0
	for i, l := range labels {
		if l > 0 && !keep[l-1] {
			m.Pix[i] = 0
		}
		n += int(m.Pix[i])
	}
	if n < 50 {
		return nil
	}
	return m
}

// hemRow measures the hem along the wearer's axis.
func (w *wornCut) hemRow(f *topFinder) {
	p := w.p
	var v []float64
	for _, k := range []float64{-0.5, -0.25, 0, 0.25, 0.5} {
		from := p.At(0.3, k*f.l.Half)
		if t := w.lastAlong(from, p.Axis); t > 0 {
			v = append(v, from.Add(p.Axis.Mul(t)).Y)
		}
	}
	if len(v) > 0 {
		f.l.HemY = medianOf(v)
	}
}

// lastAlong is the distance from p along d to the last garment pixel before
// a gap of more than 0.15 Ref.
func (w *wornCut) lastAlong(p, d raster.Pt) float64 {
	last, gap := 0.0, 0.0
	for t := 0.0; t < 4*w.p.Torso; t++ {
		q := p.Add(d.Mul(t))
		if w.has(q) {
			last, gap = t, 0
			continue
		}
		if gap++; gap > 0.15*w.p.Ref && t > 0.5*w.p.Torso {
			break
		}
	}
	return last
}

// sides places the outline beside the axis, without sleeves.
func (w *wornCut) sides(f *topFinder) {
	p := w.p
	py := (f.l.Armpit[0].Y + f.l.Armpit[1].Y) / 2
	n := 4
	if f.dress {
		n = 6
	}
	hem := f.l.HemY - 0.03*(f.l.HemY-float64(f.y0))
	for i := 1; i <= n; i++ {
		y := py + (hem-py)*float64(i)/float64(n)
		v := (y - p.N.Y) / math.Max(1e-6, p.Axis.Y) / p.Torso
		f.l.Levels = append(f.l.Levels, y)
		for s := range f.l.Sides {
			q := w.sideAt(f, v, s)
			if i > 1 && p.Lateral(q)*outward(s) < 0.7*p.Lateral(f.l.Sides[s][i-2])*outward(s) {
				// A tuck or a ragged hem: go on straight down.
				q = p.At(v, p.Lateral(f.l.Sides[s][i-2]))
			}
			f.l.Sides[s] = append(f.l.Sides[s], q)
		}
	}
}

// sideAt is the border of the garment's body at height v: the end of the
// stretch of garment, without sleeves, that lies nearest to the axis.
func (w *wornCut) sideAt(f *topFinder, v float64, s int) raster.Pt {
	p := w.p
	limit := 1.5 * p.HalfWidth(v, s)
	if v > 1 || f.dress {
		limit = 3 * p.Ref
	}
	body := func(x float64) bool {
		q := p.At(v, x)
		for i, sl := range f.l.Sleeves {
			if sl != nil && sl.Mask.Has(int(q.X), int(q.Y)) && x*outward(i) > 0.45*f.l.Half {
				return false
			}
		}
		return w.has(q)
	}
	a, b, ok := nearestRun(body, limit)
	if !ok {
		return p.At(v, outward(s)*p.HalfWidth(math.Min(v, 1.2), s))
	}
	return p.At(v, [2]float64{a, b}[s])
}

// nearestRun scans x from -limit to limit and returns the stretch where f
// holds that contains 0 or is nearest to it; stretches under 8 pixels do not
// count, gaps under 4 pixels are bridged.
func nearestRun(f func(float64) bool, limit float64) (a, b float64, ok bool) {
	best := math.Inf(1)
	start, last := math.NaN(), math.NaN()
	flush := func() {
		if last-start < 8 {
			return
		}
		d := math.Max(0, math.Max(start, -last))
		if d < best {
			best, a, b, ok = d, start, last, true
		}
	}
	for x := -limit; x <= limit; x++ {
		if !f(x) {
			continue
		}
		if !(x-last < 4) {
			flush()
			start = x
		}
		last = x
	}
	flush()
	return a, b, ok
}
