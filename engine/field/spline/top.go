package spline

import (
	"math"

	"lookbook/engine/field"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// topFit holds the targets of a top, outerwear or one-piece.
type topFit struct {
	*fitter
	dress  bool
	armpit [2]raster.Pt
	tip    [2]raster.Pt // shoulder tips
	neck   [2]raster.Pt
	capTo  [2]raster.Pt // targets of sleeve caps
	hasCap [2]bool
	// s is target pixels per garment pixel across, sv along the body.
	s, sv float64
	// upper are the places around neck and armhole by side, from the neck point
	// to the armpit; torso are all of the torso's.
	upper [2][5]pair
	torso *controls
	cover field.Cover
	// hem is its height v; strapless garments end just above the armpits.
	hem       float64
	strapless bool
	// cuffs are the learned sleeves by side, nil where a rule places them.
	cuffs [2]*controls
	// seams are armholes on the fitted body, or nil.
	seams [2]*Seam
}

// top makes the field of a garment that hangs from the shoulders.
func (f *fitter) top() (*field.Field, error) { return f.newTop().field() }

func (f *fitter) newTop() *topFit {
	return &topFit{fitter: f, dress: f.g.Kind == recipe.KindOnePiece}
}

func (t *topFit) field() (*field.Field, error) {
	t.place()
	t.learn()
	t.covered()
	parts, err := t.parts()
	if err != nil {
		return nil, err
	}
	return &field.Field{Parts: parts, Scale: t.s, Cover: t.cover, Joints: t.armpit[:]}, nil
}

// place sets the control points where rules want them.
func (t *topFit) place() {
	t.scales()
	for side := range 2 {
		t.upperEdge(side)
	}
	t.torso = &controls{}
	for i := range t.upper[0] {
		t.torso.both(t.upper[0][i], t.upper[1][i])
	}
	t.neckline()
	t.sides()
}

// armpitDrop is how far below the shoulder joint a garment's armpits lie, in
// Ref; those of garments with sleeves hang sleevedDrop lower.
const (
	armpitDrop  = 0.36
	sleevedDrop = 0.12
)

// alongAcross is the scale of lengths over that of widths: a flat garment is
// wider than the front that is seen, by the part of its girth that goes round
// the body.
const alongAcross = 1.30

// What is seen at seenAcross of the half width lies at flatAcross of the flat
// half width, for the same reason.
const seenAcross, flatAcross = 0.75, 0.67

// inset is the share of the flat half width that is seen at seenAcross.
func (f *fitter) inset() float64 {
	if f.g.Worn {
		return seenAcross
	}
	return flatAcross
}

// along is the scale of lengths over that of widths: k for flat garments, none
// for those that were photographed on a wearer.
func (f *fitter) along(k float64) float64 {
	if f.g.Worn {
		return 1
	}
	return k
}

// sewn tells whether a side's armhole is that of the body. A garment that is
// seen on a wearer without long sleeves has its own, from that wearer's joints.
func (t *topFit) sewn(side int) bool { return !t.g.Worn || t.elsewhere(side) }

// scales places armpits and shoulder tips on the person and compares the
// garment's width with theirs. The constants are those of rendered people and
// garments, see assets/make/truth.
func (t *topFit) scales() {
	p, ref := t.p, t.p.Ref
	for side := range 2 {
		o := sign(side)
		sh := p.Side[side].Shoulder.Pt
		t.armpit[side] = sh.Add(p.Axis.Mul(t.drop(side) * ref)).Add(p.Perp.Mul(o * 0.035 * ref))
		d := p.Perp.Mul(o * 0.7).Sub(p.Axis).Unit()
		r := t.body.Ray(sh, d, 0.4*ref)
		t.tip[side] = sh.Add(d.Mul(raster.Clip(r+0.012*ref, 0.08*ref, 0.165*ref)))
	}
	// Lengths were measured against the width between these armpits; those of
	// seams are wider apart where a garment is loose, and no longer for it.
	across := p.Lateral(t.armpit[1]) - p.Lateral(t.armpit[0])
	for side, s := range t.seams {
		if s != nil && t.sewn(side) {
			t.armpit[side], t.tip[side] = s.Armpit, s.Tip
		}
	}
	t.s = (p.Lateral(t.armpit[1]) - p.Lateral(t.armpit[0])) / (2 * t.m.Half)
	// A turned person is narrower, but not shorter.
	t.sv = t.along(alongAcross) * math.Max(across, ref) / (2 * t.m.Half)
}

// neckShare is the size of the neck in units of the garment's width: necks fit as
// in garments whose armpits are near the wearer's, however loose this one is.
func (t *topFit) neckShare() float64 {
	p := t.p
	near := p.Lateral(p.Side[1].Shoulder.Pt) - p.Lateral(p.Side[0].Shoulder.Pt) + 0.07*p.Ref
	wide := p.Lateral(t.armpit[1]) - p.Lateral(t.armpit[0])
	return raster.Clip(near/math.Max(1, wide), 0.6, 1)
}

// drop is how far below the shoulder joint the armpit of a side lies, in Ref. The
// armpit of a sleeve so short that it would end there stays higher.
func (t *topFit) drop(side int) float64 {
	if t.m.Sleeves[side] == nil || t.g.Worn {
		return armpitDrop
	}
	arm := &t.p.Side[side]
	length := t.share(side) * (arm.Elbow.Sub(arm.Shoulder.Pt).Len() + arm.Wrist.Sub(arm.Elbow.Pt).Len()) / t.p.Ref
	return armpitDrop + sleevedDrop*raster.Clip((length-armpitDrop)/0.25, 0, 1)
}

// shoulderLine is the distance in pixels below N of the shoulder line x pixels
// from the axis, snapped to the person's outline where that is near.
func (t *topFit) shoulderLine(x float64, side int) float64 {
	p, ref, o := t.p, t.p.Ref, sign(side)
	x = math.Abs(x)
	tipX, tipY := p.Lateral(t.tip[side])*o, t.down(t.tip[side])
	nx, ny := 0.20*ref, -0.21*ref
	if s := t.seams[side]; s != nil {
		nx, ny = raster.Clip(p.Lateral(s.Neck)*o, 0.12*ref, 0.30*ref), t.down(s.Neck)
	}
	y := ny
	if tipX > nx {
		y = raster.Interp(x, []float64{0, nx, tipX, tipX * 1.3}, []float64{ny - 0.02*ref, ny, tipY, tipY + 0.12*ref})
	}
	q := p.At(0, o*x).Add(p.Axis.Mul(y + 0.12*ref))
	edge := y + 0.12*ref - t.body.Ray(q, p.Axis.Mul(-1), 0.3*ref)
	above := 0.07 * ref
	if t.seams[side] != nil {
		// The tip of a body's shoulder lies far out; shoulders are rounder than
		// the straight line to it.
		above *= 2
	}
	if edge-y < 0.07*ref && y-edge < above && x > nx {
		return edge
	}
	return y
}

// upperEdge places armpit, neck point, shoulder and armhole of one side.
func (t *topFit) upperEdge(side int) {
	p, m, ref, o := t.p, t.m, t.p.Ref, sign(side)
	armX := math.Abs(p.Lateral(t.armpit[side]))
	armY := t.down(t.armpit[side])
	neckX := math.Max(math.Abs(m.Neck[side].X-m.AxisTop)/m.Half*armX*t.neckShare(), 0.19*ref)
	if s := t.seams[side]; s != nil {
		neckX = math.Max(neckX, p.Lateral(s.Neck)*o+0.02*ref)
	}
	rise := (m.Armpit[side].Y - m.Neck[side].Y) * t.s
	// A garment that ends just above the armpit is strapless.
	straps := rise > 0.22*ref
	t.strapless = t.strapless || !straps
	neckY := armY - rise
	if straps {
		neckY = t.shoulderLine(neckX, side)
	}
	t.neck[side] = p.At(0, o*neckX).Add(p.Axis.Mul(neckY))
	t.upper[side][0] = pair{t.neck[side], m.Neck[side]}
	t.upper[side][4] = pair{t.armpit[side], m.Armpit[side]}
	if m.Sleeves[side] != nil {
		if t.p.Body == nil && !t.follows(side) {
			t.sleeveCap(side)
		}
		t.sleevedShoulder(side, neckX)
	} else {
		t.bareShoulder(side, neckX, armX, armY, straps)
	}
}

// sleeveCap moves the shoulder tip onto the line from the neck to the
// target of a cap that stands out of the garment's outline.
func (t *topFit) sleeveCap(side int) {
	p, m, ref, o := t.p, t.m, t.p.Ref, sign(side)
	s := m.Sleeves[side]
	if !s.HasCap || s.Cap.Sub(m.Shoulder[side]).Len() <= 0.06*m.Half {
		return
	}
	d := p.Perp.Mul(o * 0.95).Sub(p.Axis.Mul(0.35)).Unit()
	sh := p.Side[side].Shoulder.Pt
	r := t.body.Ray(sh, d, 0.3*ref)
	t.capTo[side] = sh.Add(d.Mul(raster.Clip(r+0.012*ref, 0.10*ref, 0.17*ref)))
	t.hasCap[side] = true
	share := m.Shoulder[side].Sub(m.Neck[side]).Len() / math.Max(1, s.Cap.Sub(m.Neck[side]).Len())
	t.tip[side] = t.neck[side].Lerp(t.capTo[side], raster.Clip(share, 0.3, 0.95)).Sub(p.Axis.Mul(0.035 * ref))
}

// sleevedShoulder places the middle of the shoulder seam, the shoulder tip and
// the middle of the armhole.
func (t *topFit) sleevedShoulder(side int, neckX float64) {
	p, m, o := t.p, t.m, sign(side)
	if t.g.Worn && !t.elsewhere(side) {
		// Its shoulder lies where the wearer's did, but on a turned person not
		// inside the body's.
		x := math.Abs(m.Shoulder[side].X-m.AxisTop) / m.Half * math.Abs(p.Lateral(t.armpit[side]))
		if s := t.seams[side]; s != nil && p.View != "front" {
			x = math.Max(x, p.Lateral(s.Tip)*o-0.06*p.Ref)
		}
		t.tip[side] = p.At(0, o*x).Add(p.Axis.Mul(t.shoulderLine(x, side)))
	}
	x := (neckX + math.Abs(p.Lateral(t.tip[side]))) / 2
	src := m.Neck[side].Lerp(m.Shoulder[side], 0.5)
	if y, ok := topOf(t.g.Alpha, src.X); ok {
		src.Y = y
	}
	t.upper[side][1] = pair{p.At(0, o*x).Add(p.Axis.Mul(t.shoulderLine(x, side))), src}
	t.upper[side][2] = pair{t.tip[side], m.Shoulder[side]}
	t.upper[side][3] = pair{t.armhole(side), m.Shoulder[side].Lerp(m.Armpit[side], 0.45)}
}

// armhole is the target of the seam's middle, a little inside the straight
// line, shared by torso and sleeve.
func (t *topFit) armhole(side int) raster.Pt {
	if t.g.Worn && !t.elsewhere(side) {
		return t.tip[side].Lerp(t.armpit[side], 0.45)
	}
	if s := t.seams[side]; s != nil {
		return s.Middle
	}
	return t.tip[side].Lerp(t.armpit[side], 0.45).Sub(t.p.Perp.Mul(sign(side) * 0.02 * t.p.Ref))
}

// bareShoulder places the middle and the outer end of a strap and the
// armhole's middle.
func (t *topFit) bareShoulder(side int, neckX, armX, armY float64, straps bool) {
	p, m, ref, o := t.p, t.m, t.p.Ref, sign(side)
	inner := neckX * 0.8
	if straps {
		inner = neckX + 0.05*ref
	}
	x := math.Max(math.Min(math.Abs(m.Shoulder[side].X-m.AxisTop)/m.Half*armX, math.Abs(p.Lateral(t.tip[side]))*1.05), inner)
	y := armY - (m.Armpit[side].Y-m.Shoulder[side].Y)*t.s
	if straps {
		y = t.shoulderLine(x, side)
	}
	end := p.At(0, o*x).Add(p.Axis.Mul(y))
	t.upper[side][1] = pair{end.Lerp(t.neck[side], 0.5), m.Shoulder[side].Lerp(m.Neck[side], 0.5)}
	t.upper[side][2] = pair{end, m.Shoulder[side]}
	mid := (m.Shoulder[side].Y + m.Armpit[side].Y) / 2
	e, ok := outerEdge(t.g.Alpha, mid, side)
	if !ok {
		e = (m.Shoulder[side].X + m.Armpit[side].X) / 2
	}
	share := math.Min(math.Abs(e-m.AxisTop)/m.Half, 1.02)
	t.upper[side][3] = pair{p.At(0, o*share*armX).Add(p.Axis.Mul((y + armY) / 2)), raster.Pt{X: e, Y: mid}}
}

// neckline places the lowest point of the neckline and the chest below it.
func (t *topFit) neckline() {
	p, m := t.p, t.m
	low := t.neck[0].Lerp(t.neck[1], 0.5).Add(p.Axis.Mul(m.NeckDeep * t.s * t.neckShare()))
	low = low.Sub(p.Perp.Mul(0.5 * p.Lateral(low)))
	row := t.torso.row(t.armpit, m.Armpit, t.inset())
	t.torso.middle(pair{low, m.NeckLow})
	t.torso.middle(pair{low.Lerp(row.dst, 0.5), m.NeckLow.Lerp(row.src, 0.5)})
}

// parts builds torso and sleeves, torso first.
func (t *topFit) parts() ([]field.Part, error) {
	whole := t.cutNeck()
	torsoAlpha := t.torsoAlpha(whole)
	torso, err := t.part("torso", t.torsoPairs(), torsoAlpha, t.above()...)
	if err != nil {
		return nil, err
	}
	if t.p.Body != nil {
		within(&torso, t.torsoOutline(), straySide*t.p.Ref+field.NodeStep)
	}
	out := []field.Part{torso}
	for side := range 2 {
		s := t.m.Sleeves[side]
		if s == nil || t.elsewhere(side) {
			continue
		}
		part, err := t.sleeve(side, s, whole)
		if err != nil {
			return nil, err
		}
		out = append(out, part)
	}
	return out, nil
}

// above are places that the garment reaches over its neck points: a hood or a
// standing collar.
func (t *topFit) above() []raster.Pt {
	var out []raster.Pt
	for side := range 2 {
		rise := (t.m.Neck[side].Y - t.m.Box[1]) * t.s * 1.2
		out = append(out, t.neck[side].Sub(t.p.Axis.Mul(rise)).Add(t.p.Perp.Mul(sign(side)*rise*0.5)))
	}
	return out
}

// topOf is the first row of column x that belongs to the garment.
func topOf(alpha *raster.Plane, x float64) (float64, bool) {
	c := min(max(int(x), 0), alpha.W-1)
	for y := range alpha.H {
		if alpha.Pix[y*alpha.W+c] > 0.5 {
			return float64(y), true
		}
	}
	return 0, false
}

// outerEdge is the outermost garment pixel of row y on a side, ignoring runs
// of up to three pixels.
func outerEdge(alpha *raster.Plane, y float64, side int) (float64, bool) {
	row := min(max(int(y), 0), alpha.H-1)
	runs := alpha.Row(row).Runs(0)
	for i := range runs {
		r := runs[i]
		if side == 1 {
			r = runs[len(runs)-1-i]
		}
		if r[1]-r[0] > 3 {
			return float64(r[side]), true
		}
	}
	return 0, false
}
