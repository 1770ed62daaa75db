package vision

import (
	"image"

	"lookbook/engine/color"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// known.go makes people and garments from what is known of them beforehand,
// without networks: of rendered people everything is known.

// Known is what is known of a person in a picture, in pixels of the working
// picture (integer = middle of a pixel).
type Known struct {
	// Points are the 33 landmarks in BlazePose's order.
	Points [33]Landmark
	// Labels is the parse map, as large as the working picture.
	Labels *ParseMap
	// Chin and Top of the head.
	Chin, Top raster.Pt
	// SleeveEnd is the share of both arms that the old clothes cover.
	SleeveEnd float64
}

// KnownPerson returns a person of whom everything is known. full is the
// upright, opaque picture; it must not be larger than the working picture
// (WorkHeight), because k is in its pixels.
func KnownPerson(full *image.NRGBA, k Known) *Person {
	work, scale := workPicture(full)
	p := &Person{W: work.W, H: work.H, Scale: scale, Image: work, Labels: k.Labels}
	p.Skeleton = Skeleton{Points: k.Points, Agreement: 1}
	setFrame(p)
	height := k.Chin.Sub(k.Top).Len()
	p.Face = Face{Center: k.Top.Lerp(k.Chin, 0.5), Chin: k.Chin, Height: height, Width: 0.75 * height}
	plane := func(labels ...uint8) *raster.Plane { return k.Labels.plane(labels...) }
	p.Mask = k.Labels.without(LabelBackground)
	p.Hair, p.Skin = plane(LabelHair), plane(LabelSkin, LabelFace)
	p.Upper, p.Lower = plane(LabelUpper, LabelOnePiece), plane(LabelLower)
	p.splitOnePiece()
	p.LegSkin, p.Shoes, p.Other = plane(LabelLegSkin), plane(LabelShoes), plane(LabelOther)
	p.OnePiece, p.OnePieceSure = k.Labels.has(LabelOnePiece), 1
	p.SleeveEnd = [2]float64{k.SleeveEnd, k.SleeveEnd}
	p.SkinLab, p.SkinSeen = medianSkin(p)
	measureWidths(p)
	p.View = viewOf(p)
	shoulders, hips, legs := p.dressable()
	judgeCut(p, shoulders, hips, legs)
	judgePose(p)
	return p
}

// splitOnePiece moves what lies below the hips from the upper to the lower
// clothes where both are one garment, as the parser does.
func (p *Person) splitOnePiece() {
	if !p.Labels.has(LabelOnePiece) {
		return
	}
	for i, v := range p.Upper.Pix {
		q := raster.Pt{X: float64(i % p.W), Y: float64(i / p.W)}
		if v > 0 && p.Depth(q) >= 1 {
			p.Upper.Pix[i], p.Lower.Pix[i] = 0, max(v, p.Lower.Pix[i])
		}
	}
}

// plane is 1 where the map has one of the labels, its edge softened by half a
// pixel as a picture's is.
func (m *ParseMap) plane(labels ...uint8) *raster.Plane {
	var wanted [LabelCount]bool
	for _, l := range labels {
		wanted[l] = true
	}
	return m.where(func(l uint8) bool { return wanted[l] })
}

func (m *ParseMap) without(label uint8) *raster.Plane {
	return m.where(func(l uint8) bool { return l != label })
}

func (m *ParseMap) where(on func(uint8) bool) *raster.Plane {
	p := raster.NewPlane(m.W, m.H)
	for i, l := range m.Pix {
		if l < LabelCount && on(l) {
			p.Pix[i] = 1
		}
	}
	return raster.Gaussian(p, 0.5)
}

func (m *ParseMap) has(label uint8) bool {
	n := 0
	for _, l := range m.Pix {
		if l == label {
			n++
		}
	}
	return n > 50
}

// medianSkin is the median color of sure skin.
func medianSkin(p *Person) ([3]float64, bool) {
	skin := p.Skin.Above(0.97)
	var hist [3][256]int
	n := 0
	for i, on := range skin.Pix {
		if on == 0 {
			continue
		}
		n++
		for c := range 3 {
			hist[c][raster.Byte(p.Image.Pix[3*i+c])]++
		}
	}
	if n < 20 {
		return [3]float64{65, 15, 18}, false
	}
	var rgb [3]uint8
	for c := range 3 {
		for v, seen := 0, 0; v < 256; v++ {
			if seen += hist[c][v]; 2*seen >= n {
				rgb[c] = uint8(v)
				break
			}
		}
	}
	lab := color.LabFast(rgb[0], rgb[1], rgb[2])
	return [3]float64{float64(lab[0]), float64(lab[1]), float64(lab[2])}, true
}

// KnownGarment returns a flat garment whose cut-out and kind are known; its
// landmarks are found as always. full is the upright picture, alpha its
// cut-out 0..1 of the same size. It fails with engine.ErrNoGarment when the
// cut-out is empty.
func KnownGarment(full *image.NRGBA, alpha *raster.Plane, kind recipe.Kind, sleeve string) (*Garment, error) {
	g, _ := workGarment(full)
	g.Alpha = alpha
	if alpha.W != g.W || alpha.H != g.H {
		g.Alpha = alpha.Area(g.W, g.H)
	}
	o, err := g.settle()
	if err != nil {
		return nil, err
	}
	g.Category, g.Kind, g.KindSure = recipe.Clothing, kind, 1
	g.mark(o, recipe.GarmentEdit{Sleeve: sleeve})
	return g, nil
}
