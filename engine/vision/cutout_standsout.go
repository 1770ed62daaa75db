package vision

import (
	"image"

	"lookbook/engine/raster"
)

// Limits for pictures whose garment needs no network to be told from its
// ground: every one of them must hold. Distances in CIE Lab, shares of the
// garment's area.
const (
	// farOff is the distance from the ground of what is garment beyond doubt;
	// soft shadows on a pale ground stay below it.
	farOff = 25.0
	// mostBetween is what may lie between ground and garment away from the
	// outline: wide shadows, pale sleeves, a second article.
	mostBetween = 0.004
	// mostInside is what the garment may show in the colour of the ground:
	// white stripes, the gap between arm and body.
	mostInside = 0.004
	// mostNotched is what closing the outline may add: stripes of the ground's
	// colour that reach it leave notches.
	mostNotched = 0.02
	// wholeShare is the least share of the largest connected part: a broad
	// stripe of the ground's colour cuts a garment in two.
	wholeShare = 0.99
	leastShown = 0.04 // of the picture
	mostShown  = 0.80
)

// standsOut is the salience (0..1, as large as img) of a garment that differs
// strongly and everywhere from a plain ground; nil where there is any doubt.
// Such pictures are the rule in catalogues, and a threshold sees them sharper
// than a network of 320 pixels, in a twentieth of its time.
func standsOut(img *raster.RGB) *raster.Plane {
	k := min(1, plainSize/float64(img.H))
	w, h := max(8, int(float64(img.W)*k)), max(8, int(float64(img.H)*k))
	lab := toLab(img.Area(w, h))
	ground, ok := fitGround(lab)
	if !ok {
		return nil
	}
	far, between := sortByDistance(lab, ground)
	m := far.Close(1)
	n := float64(m.Count())
	if n < leastShown*float64(w*h) || n > mostShown*float64(w*h) || rimCount(m) > 0 {
		return nil
	}
	if float64(between.Sub(m.Dilate(3)).Count()) > mostBetween*n {
		return nil
	}
	if float64(largestPart(m)) < wholeShare*n {
		return nil
	}
	whole := m.Clone()
	fillHoles(whole)
	if float64(enclosed(m)) > mostInside*n || float64(whole.Close(6).Sub(whole).Count()) > mostNotched*n {
		return nil
	}
	return raster.Gaussian(whole.Plane(), 0.7).Linear(img.W, img.H)
}

// sortByDistance parts the picture into what is far from the ground, what
// lies between, and the ground itself.
func sortByDistance(lab *raster.RGB, g plane3) (far, between *raster.Mask) {
	far, between = raster.NewMask(lab.W, lab.H), raster.NewMask(lab.W, lab.H)
	for y := range lab.H {
		for x := range lab.W {
			i := y*lab.W + x
			switch d := gap(lab, i, g.at(2*float64(x)/float64(lab.W-1)-1, 2*float64(y)/float64(lab.H-1)-1)); {
			case d > farOff:
				far.Pix[i] = 1
			case d > plainGarment:
				between.Pix[i] = 1
			}
		}
	}
	return far, between
}

// enclosed counts the clear pixels that do not reach the picture's border.
func enclosed(m *raster.Mask) int {
	_, comps := m.Not().Components()
	n := 0
	for _, c := range comps {
		if box := image.Rect(c.X0, c.Y0, c.X1, c.Y1); box.In(image.Rect(1, 1, m.W-1, m.H-1)) {
			n += c.Area
		}
	}
	return n
}

// largestPart is the size of the largest connected part.
func largestPart(m *raster.Mask) int {
	_, comps := m.Components()
	n := 0
	for _, c := range comps {
		n = max(n, c.Area)
	}
	return n
}
