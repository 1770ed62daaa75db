package vision

import (
	"context"
	"image"
	"math"
	"strings"

	"lookbook/engine"
	"lookbook/engine/color"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// GarmentNets are the networks that the analysis of a garment asks; *nets.Set
// has them all.
type GarmentNets interface {
	PersonNets
	Features(ctx context.Context, img *image.NRGBA) (*nets.Features, error)
}

// garmentPixels bounds the working picture of very wide pictures.
const garmentPixels = 3_000_000

// AnalyzeGarment finds the garment in an upright sRGB picture: its cut-out,
// category, kind, sleeve, landmarks and palette. Transparency in the picture
// is taken as the cut-out. words (file name, title) may help to tell the
// kind. What the user said in edit outweighs every guess.
//
// Errors are *engine.Fault: kind no-garment, code "garment.none", when nothing
// is found, or what a network reports. Bags, shoes and things are no error:
// Category says it and a notice explains.
func AnalyzeGarment(ctx context.Context, n GarmentNets, full *image.NRGBA, edit recipe.GarmentEdit, words ...string) (*Garment, error) {
	g, alpha := workGarment(full)
	hint := strings.Join(words, " ")
	if transparent(alpha) {
		g.Alpha, g.OwnAlpha = alpha, true
	} else {
		n := Remember(n)
		p, err := wearer(ctx, n, full, edit)
		if err != nil {
			return nil, engine.AsFault(err)
		}
		if p != nil {
			return wornGarment(ctx, n, p, edit, hint)
		}
		if err := g.cutOut(ctx, n, full); err != nil {
			return nil, engine.AsFault(err)
		}
	}
	o, err := g.settle()
	if err != nil {
		return nil, err
	}
	f, err := n.Features(ctx, g.onWhite(o))
	if err != nil {
		return nil, engine.AsFault(err)
	}
	g.judge(o, f, edit, hint)
	g.mark(o, edit)
	g.movePoints(edit.Points)
	return g, nil
}

// workGarment scales the picture down to the garment's working size.
func workGarment(full *image.NRGBA) (*Garment, *raster.Plane) {
	w, h := full.Rect.Dx(), full.Rect.Dy()
	k := math.Min(1, float64(GarmentHeight)/float64(h))
	k = math.Min(k, math.Sqrt(garmentPixels/(float64(w)*float64(h))))
	ww, wh := max(1, int(math.Round(float64(w)*k))), max(1, int(math.Round(float64(h)*k)))
	img, alpha := raster.Shrink(full, ww, wh)
	return &Garment{W: ww, H: wh, Scale: float64(w) / float64(ww), Image: img}, alpha
}

// transparent reports whether the file brings its own cut-out: both clear and
// solid pixels in numbers.
func transparent(alpha *raster.Plane) bool {
	clearPix, solid := 0, 0
	for _, v := range alpha.Pix {
		if v < 0.1 {
			clearPix++
		}
		if v > 0.9 {
			solid++
		}
	}
	return clearPix*50 > len(alpha.Pix) && solid*200 > len(alpha.Pix)
}

// cutOut finds the most striking thing in the picture; a network is asked where
// the ground alone does not tell.
func (g *Garment) cutOut(ctx context.Context, n GarmentNets, full *image.NRGBA) error {
	if sal := standsOut(g.Image); sal != nil {
		g.Alpha = refineCutout(g.Image, sal)
		return nil
	}
	if g.Scale > 1.5 {
		full = g.Image.NRGBA() // the network sees 320 pixels
	}
	sal, err := n.Salient(ctx, full)
	if err != nil {
		return err
	}
	g.Alpha = refineCutout(g.Image, helpOnPlainGround(g.Image, sal.Linear(g.W, g.H)))
	return nil
}

// smallestGarment is the least share of the picture that a garment must fill.
const smallestGarment = 0.004

// settle keeps one article, measures its outline and cleans the colours at
// its edge.
func (g *Garment) settle() (*outline, error) {
	var others int
	g.Alpha, others = largestArticle(g.Alpha)
	o := newOutline(g.Alpha)
	if o == nil || g.Alpha.Sum() < smallestGarment*float64(g.W*g.H) {
		return nil, noGarment()
	}
	if others > 0 {
		g.Notices = append(g.Notices, engine.Warn("garment.several",
			"There are several articles in this picture; the largest is used. Crop the picture to choose another."))
	}
	g.Image = paint(g.Image, g.Alpha, nil)
	return o, nil
}

func noGarment() *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultNoGarment, Code: "garment.none",
		What: "No garment was found in this picture.",
		Next: "Use a picture that shows one garment large and in front of a plain background, or a PNG with transparency.",
	}
}

// onWhite returns the cut-out on white, cropped with a small border.
func (g *Garment) onWhite(o *outline) *image.NRGBA {
	pad := int(0.04 * math.Max(o.w, o.h))
	r := raster.Grow(image.Rect(o.x0, o.y0, o.x1+1, o.y1+1), pad, g.W, g.H)
	m := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		for x := range r.Dx() {
			i := (y+r.Min.Y)*g.W + x + r.Min.X
			a := g.Alpha.Pix[i]
			p := m.Pix[m.PixOffset(x, y):]
			for c := range 3 {
				p[c] = raster.Byte(g.Image.Pix[3*i+c]*a + 1 - a)
			}
			p[3] = 255
		}
	}
	return m
}

// judge settles category, kind and palette.
func (g *Garment) judge(o *outline, f *nets.Features, edit recipe.GarmentEdit, words string) {
	g.Category = edit.Category
	form := shapeOf(o)
	form.front = frontLine(g.Image, o)
	if g.Category == "" {
		g.Category = guessCategory(f, form)
		if edit.Kind != recipe.KindAuto || KindFromWords(words) != recipe.KindAuto {
			g.Category = recipe.Clothing
		}
	}
	g.Palette = paletteOf(g.Image, g.Alpha)
	if n := notClothing(g.Category); n != nil {
		g.Notices = append(g.Notices, *n)
		return
	}
	g.Kind, g.KindSure = edit.Kind, 1
	if edit.Kind == recipe.KindAuto {
		g.Kind, g.KindSure = guessKind(form, f, words)
	}
	if g.KindSure < kindAsk {
		g.Notices = append(g.Notices, kindUnsure(g.Kind))
	}
}

func kindUnsure(k recipe.Kind) engine.Notice {
	n := engine.Warn("garment.kind-unsure", "This may be a %s, but the picture leaves room for doubt. Please check the kind.", kindWord(k))
	n.Args = map[string]string{"kind": string(k)}
	return n
}

// kindWord is the English name of a kind.
func kindWord(k recipe.Kind) string {
	switch k {
	case recipe.KindOuterwear:
		return "jacket or coat"
	case recipe.KindTrousers:
		return "pair of trousers"
	case recipe.KindShorts:
		return "pair of shorts"
	case recipe.KindOnePiece:
		return "dress or one-piece"
	}
	return string(k)
}

// paletteOf groups the colours well inside the cut-out.
func paletteOf(img *raster.RGB, alpha *raster.Plane) []engine.Swatch {
	in := alpha.Above(0.97).Erode(max(2, img.H/300))
	var labs [][3]float32
	step := max(1, in.Count()/20000)
	n := 0
	for i, v := range in.Pix {
		if v == 0 {
			continue
		}
		if n++; n%step == 0 {
			p := img.Pix[3*i : 3*i+3]
			labs = append(labs, color.LabFast(raster.Byte(p[0]), raster.Byte(p[1]), raster.Byte(p[2])))
		}
	}
	var out []engine.Swatch
	for _, c := range color.Palette(labs, nil, 5) {
		out = append(out, engine.Swatch{Lab: c.Lab, Hex: c.Lab.Hex(), Share: c.Share})
	}
	return out
}

// mark finds the landmarks of a flat garment, applies the points that the
// user moved and names the sleeve.
func (g *Garment) mark(o *outline, edit recipe.GarmentEdit) {
	if g.Category != recipe.Clothing {
		g.Marks = Landmarks{Box: o.box(), Axis: o.ax}
		return
	}
	switch g.Kind {
	case recipe.KindTrousers, recipe.KindShorts:
		g.Marks = bottomMarks(o, g.Kind == recipe.KindShorts)
	case recipe.KindSkirt:
		g.Marks = skirtMarks(o)
	default:
		g.Marks = topMarks(o, g.Image, g.Alpha, g.Kind == recipe.KindOnePiece, sleeveWish(edit.Sleeve))
		g.Sleeve = sleeveOf(&g.Marks)
		if edit.Sleeve != "" {
			g.Sleeve = edit.Sleeve
		}
	}
}

// sleeveWish turns the user's word into what the finder should look for.
func sleeveWish(s string) int {
	switch s {
	case "":
		return 0
	case "none":
		return -1
	}
	return 1
}

// Limits of the sleeve's length over the armpit distance. A third of the
// distance is the upper half of an upper arm, 0.6 the elbow.
const (
	elbowSleeve = 0.47
	longSleeve  = 0.72
)

// sleeveOf names the sleeve's length.
func sleeveOf(l *Landmarks) string {
	switch {
	case l.Sleeves[0] == nil && l.Sleeves[1] == nil:
		return "none"
	case l.SleeveRatio < elbowSleeve:
		return "short"
	case l.SleeveRatio < longSleeve:
		return "elbow"
	}
	return "long"
}
