package vision

import (
	"context"
	"errors"
	"image"
	"math"

	"lookbook/engine"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// Evidence that somebody wears the garment. Detectors fire on flat clothes
// too, mostly with scores under 0.6 and joints on which the second network
// does not agree.
const (
	sureWearer  = 0.6  // least detection score worth a look
	agreeing    = 0.75 // agreement of the two pose networks
	bareSkin    = 0.03 // share of the person that is skin
	bareLegs    = 0.08 // the same, of legs alone, when only legs are seen
	clothedLegs = 0.2  // and of lower clothes
)

// wearer returns the person that wears the garment, nil for a flat one. word
// is what the user said, nil for nothing.
func wearer(ctx context.Context, n GarmentNets, full *image.NRGBA, edit recipe.GarmentEdit) (*Person, error) {
	if edit.Worn != nil && !*edit.Worn {
		return nil, nil
	}
	sure := edit.Worn != nil
	if !sure {
		worth, err := worthALook(ctx, n, full)
		if err != nil || !worth {
			return nil, err
		}
	}
	p, err := AnalyzePerson(ctx, n, full, recipe.PersonEdit{Index: edit.Index})
	if err != nil {
		if errors.Is(err, engine.ErrNoPerson) {
			return nil, nil
		}
		return nil, err
	}
	if sure || isWearer(p) {
		return p, nil
	}
	return nil, nil
}

// worthALook asks the quick detectors whether anybody may be there: before
// that, nothing costly is started.
func worthALook(ctx context.Context, n GarmentNets, full *image.NRGBA) (bool, error) {
	work, _ := workPicture(full)
	img := work.NRGBA()
	found, err := n.People(ctx, img)
	if err != nil {
		return false, err
	}
	if len(found) > 0 {
		return bestScore(found) >= sureWearer, nil
	}
	second, err := n.SecondPose(ctx, img, nets.Box{X1: float64(work.W), Y1: float64(work.H)})
	if err != nil {
		return false, err
	}
	return legsSeen(second), nil
}

func bestScore(found []nets.Detection) float64 {
	s := 0.0
	for _, d := range found {
		s = math.Max(s, d.Score)
	}
	return s
}

// isWearer weighs the evidence.
func isWearer(p *Person) bool {
	area := math.Max(1, p.Mask.Sum())
	legs := p.LegSkin.Sum() / area
	skin := (p.Skin.Sum()+p.Hair.Sum())/area + legs
	switch {
	case p.Face.Found && skin > bareSkin:
		return true
	case p.Skeleton.Fallback:
		return p.SkinSeen && legs > bareLegs && p.Lower.Sum()/area > clothedLegs
	}
	return p.Skeleton.Agreement >= agreeing && p.SkinSeen && skin > bareSkin
}

// wornGarment cuts the garment out of the photo of its wearer.
func wornGarment(ctx context.Context, n GarmentNets, p *Person, edit recipe.GarmentEdit, words string) (*Garment, error) {
	g := &Garment{W: p.W, H: p.H, Scale: p.Scale, Image: p.Image, Category: recipe.Clothing, Worn: true}
	w := &wornCut{p: p, g: g}
	slot := w.chooseSlot(edit, words)
	if err := w.alpha(ctx, n, slot); err != nil {
		return nil, engine.AsFault(err)
	}
	hidden := w.unhide()
	w.whole = g.Alpha.Above(0.5)
	o := newOutline(g.Alpha)
	if o == nil || g.Alpha.Sum() < smallestGarment*float64(g.W*g.H) {
		return nil, noGarment()
	}
	f, err := n.Features(ctx, g.onWhite(o))
	if err != nil {
		return nil, engine.AsFault(err)
	}
	w.kind(slot, f, edit, words)
	g.Palette = paletteOf(p.Image, g.Alpha)
	w.mark(o, edit)
	g.movePoints(edit.Points)
	w.notices(o, hidden)
	return g, nil
}

// wornCut is the work on one worn garment.
type wornCut struct {
	p *Person
	g *Garment
	// own is the garment as seen, before hidden parts were filled.
	own *raster.Mask
	// whole is the garment with its hidden parts.
	whole *raster.Mask
}

// has reports whether the garment, hidden parts included, covers q.
func (w *wornCut) has(q raster.Pt) bool {
	return w.whole.Has(int(math.Round(q.X)), int(math.Round(q.Y)))
}

// Limits of the choice among the garments that a person wears.
const (
	// skirtColors: Lab distance of upper and lower clothes under which a skirt
	// and what is above it may be one dress.
	skirtColors = 16
	// upperFirst: share of the lower clothes' area from which the upper ones
	// are meant.
	upperFirst = 0.55
)

// chooseSlot says which of the worn garments is meant: what the user or the
// file name says; a dress when it looks like one; else the upper one, unless
// the lower one is much larger. A name speaks of a dress in vain where two
// garments of clearly different colors are worn: it may be the photo's.
func (w *wornCut) chooseSlot(edit recipe.GarmentEdit, words string) string {
	if s := edit.Kind.Slot(); s != "" {
		return s
	}
	up, low := w.p.Upper.Sum(), w.p.Lower.Sum()
	two := math.Min(up, low) > 0.25*math.Max(up, low)
	if s := KindFromWords(words).Slot(); s == "upper" || s == "lower" || s == "whole" && !(two && w.clearlyTwo()) {
		return s
	}
	if up+low <= 0 {
		return "upper"
	}
	if w.looksLikeDress(up, low) {
		return "whole"
	}
	slot := "lower"
	if up > upperFirst*low {
		slot = "upper"
	}
	if two {
		w.g.Notices = append(w.g.Notices, severalWorn(slot))
	}
	return slot
}

// severalWorn says which of several worn garments is used, and how to take
// another.
func severalWorn(slot string) engine.Notice {
	if slot == "upper" {
		return engine.Warn("garment.which-upper",
			"Several garments are worn in this picture; the upper one is used. Choose trousers, shorts or skirt as its kind to take the lower one, or one-piece to take both.")
	}
	return engine.Warn("garment.which-lower",
		"Several garments are worn in this picture; the lower one is used. Choose top or outerwear as its kind to take the upper one, or one-piece to take both.")
}

// twoColors is the Lab distance of upper and lower clothes from which they are
// two garments, whatever a file's name says.
const twoColors = 22

func (w *wornCut) clearlyTwo() bool {
	p := w.p
	return !p.Skeleton.Fallback && !(p.OnePiece && p.OnePieceSure > 0.5) && colorGap(p) > twoColors
}

// looksLikeDress: upper and lower clothes of one colour, and the lower part
// closes between the legs and reaches well below the hips.
func (w *wornCut) looksLikeDress(up, low float64) bool {
	p := w.p
	if up < 0.1*low || low < 0.25*up || p.Skeleton.Fallback {
		return false
	}
	if p.OnePiece && p.OnePieceSure > 0.9 {
		return true
	}
	between, below := w.skirtLike()
	return between && below && colorGap(p) < skirtColors
}

// skirtLike reports whether the lower clothes close between the legs down to
// their hem, and whether they go on well below the hips.
func (w *wornCut) skirtLike() (between, below bool) {
	p := w.p
	covers := w.legCovers()
	cover := math.Min(math.Min(covers[0], covers[1]), 0.9)
	l, r := legChain(p.Side[0]), legChain(p.Side[1])
	n, hit := 0, 0
	for _, k := range []float64{0.55, 0.7, 0.82, 0.92} {
		m := l.at(k*cover).Lerp(r.at(k*cover), 0.5)
		if m.Y < float64(p.H-2) {
			n++
			if at(p.Lower, m) > 0.5 {
				hit++
			}
		}
	}
	low := l.at(0.25).Lerp(r.at(0.25), 0.5)
	return n >= 2 && hit == n, low.Y < float64(p.H-2)
}

func at(p *raster.Plane, q raster.Pt) float32 {
	return p.At(int(math.Round(q.X)), int(math.Round(q.Y)))
}

// colorGap is the Lab distance between the mean colours of upper and lower
// clothes.
func colorGap(p *Person) float64 {
	lab := toLab(p.Image)
	var m [2][3]float64
	for s, pl := range []*raster.Plane{p.Upper, p.Lower} {
		n := 1e-9
		for i, v := range pl.Pix {
			if v > 0.9 {
				n++
				for c := range 3 {
					m[s][c] += float64(lab.Pix[3*i+c])
				}
			}
		}
		for c := range 3 {
			m[s][c] /= n
		}
	}
	d := 0.0
	for c := range 3 {
		d += (m[0][c] - m[1][c]) * (m[0][c] - m[1][c])
	}
	return math.Sqrt(d)
}

// kind settles the kind inside the slot.
func (w *wornCut) kind(slot string, f *nets.Features, edit recipe.GarmentEdit, words string) {
	g := w.g
	g.Kind, g.KindSure = edit.Kind, 1
	if edit.Kind == recipe.KindAuto {
		g.Kind, g.KindSure = w.guess(slot, f, words)
	}
	if g.KindSure < kindAsk {
		g.Notices = append(g.Notices, kindUnsure(g.Kind))
	}
}

// guess: what lies between the legs tells skirts from trousers and the bare
// part of the legs trousers from shorts; classes tell jackets from tops.
func (w *wornCut) guess(slot string, f *nets.Features, words string) (recipe.Kind, float64) {
	var s kindScores
	between, below := w.skirtLike()
	covers := w.legCovers()
	cover := (covers[0] + covers[1]) / 2
	switch slot {
	case "whole":
		return recipe.KindOnePiece, 0.75
	case "lower":
		s = kindScores{-9, -9, 6 * (cover - 0.62), 6 * (0.62 - cover), -2, -6}
		if between && below {
			s[4] = 1
		}
	default:
		s = kindScores{0, -1.5, -9, -9, -9, -6}
	}
	return weigh(s, fromClasses(f), words)
}

// legCovers are the shares of the legs, hip to ankle, that lower clothes cover.
func (w *wornCut) legCovers() [2]float64 {
	var cover [2]float64
	for s, l := range w.p.Side {
		c := legChain(l)
		for t := 0.1; t <= 1; t += 0.05 {
			q := c.at(t)
			if q.Y > float64(w.p.H-2) {
				break
			}
			if at(w.p.Lower, q) > 0.5 {
				cover[s] = t
			}
		}
	}
	return cover
}

// notices tells what the picture hides.
func (w *wornCut) notices(o *outline, hidden float64) {
	g := w.g
	if hidden > 0.08 {
		g.Notices = append(g.Notices, engine.Warn("garment.occluded",
			"Hands, arms or hair hide part of the garment; the hidden part is filled from what is around it."))
	}
	if cutOff(g.Alpha, o) {
		g.Notices = append(g.Notices, engine.Info("garment.cut",
			"The garment runs out of the picture; only what is seen can be put on."))
	}
}

// cutOff reports whether the garment touches the picture's border along more
// than a tenth of its size.
func cutOff(a *raster.Plane, o *outline) bool {
	n := 0
	for x := range a.W {
		if a.Pix[x] > 0.5 || a.Pix[(a.H-1)*a.W+x] > 0.5 {
			n++
		}
	}
	return float64(n) > 0.1*o.w
}
