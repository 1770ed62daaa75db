package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
)

// neckline finds the lower border of the neck opening. A picture of a flat
// garment often shows the inner back panel above it; the arc with the
// strongest edge is then taken as the border, and the panel is cut away.
func (f *topFinder) neckline(img *raster.RGB, alpha *raster.Plane) {
	a, b := f.l.Neck[0], f.l.Neck[1]
	mid := raster.Pt{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2}
	dip := f.top(mid.X) - mid.Y
	if f.tallNeck() {
		f.tallNeckline(img, mid)
		return
	}
	if m := f.findOpening(img, alpha); m != nil {
		f.openNeck(m)
		return
	}
	// Without clear signs nothing is cut away: an inner back of the front's own
	// color does less harm than a front cut open.
	depth := f.arc(img, a, b, dip)
	f.l.BackPanel = depth > 0
	f.l.NeckDeep = depth
	if depth == 0 {
		f.l.NeckDeep = math.Max(0, dip)
	}
	f.l.NeckLow = raster.Pt{X: mid.X, Y: mid.Y + f.l.NeckDeep}
}

// tallNeckline keeps a hood or high collar whole: worn, it lies behind and
// around the head, which is drawn over it. Only the depth of a hood's opening
// is looked for.
func (f *topFinder) tallNeckline(img *raster.RGB, mid raster.Pt) {
	if f.l.Hood {
		f.l.NeckDeep = f.arc(img, f.l.Neck[0], f.l.Neck[1], -f.h)
		if f.l.NeckDeep == 0 {
			f.l.NeckDeep = 0.2 * f.l.Half
		}
	}
	f.l.NeckLow = raster.Pt{X: mid.X, Y: mid.Y + f.l.NeckDeep}
}

// Least depth and width of the arc of a neckline, shares of half the armpit
// distance: labels, collars' rims and zips are smaller.
const (
	leastArc  = 0.22
	leastNeck = 0.35
)

// arc returns the depth of the half ellipse between the neck points along
// which the picture changes most, 0 when none stands out.
func (f *topFinder) arc(img *raster.RGB, a, b raster.Pt, dip float64) float64 {
	lo, hi := math.Max(math.Max(0.03*f.h, dip+0.02*f.h), leastArc*f.l.Half), 0.55*2*f.l.Half
	if hi <= lo || b.X-a.X < leastNeck*f.l.Half {
		return 0
	}
	e := newEdges(img, image.Rect(int(a.X)-2, int(math.Min(a.Y, b.Y))-2, int(b.X)+3, int(a.Y+hi)+4), f.h)
	var depth, score []float64
	for d := lo; d < hi; d += 1.5 {
		depth = append(depth, d)
		score = append(score, e.along(a, b, d))
	}
	if len(depth) <= 5 {
		return 0
	}
	best := 0
	for i, v := range score {
		if v > score[best] {
			best = i
		}
	}
	if score[best] <= math.Max(10, 5*medianOf(append([]float64(nil), score...))) {
		return 0
	}
	for i, v := range score {
		if v > 0.75*score[best] {
			return depth[i]
		}
	}
	return depth[best]
}

// edges is the strength of vertical colour change in part of a picture, in the
// units of 8-bit Lab (L stretched to 0..255).
type edges struct {
	x0, y0 int
	p      *raster.Plane
}

func newEdges(img *raster.RGB, r image.Rectangle, h float64) edges {
	sigma := math.Max(1, h/500)
	k := max(2, int(h*0.006))
	r = raster.Grow(r, k+int(3*sigma)+1, img.W, img.H)
	lab := raster.GaussianRGB(toLab(img.Crop(r)), sigma)
	e := edges{r.Min.X, r.Min.Y, raster.NewPlane(lab.W, lab.H)}
	for y := k; y < lab.H-k; y++ {
		for x := range lab.W {
			u, v := lab.Pix[3*((y+k)*lab.W+x):], lab.Pix[3*((y-k)*lab.W+x):]
			l, da, db := 2.55*(u[0]-v[0]), u[1]-v[1], u[2]-v[2]
			e.p.Pix[y*lab.W+x] = float32(math.Sqrt(float64(l*l + da*da + db*db)))
		}
	}
	return e
}

// along is the lower quartile of the edge strength on the half ellipse of the
// given depth below the points a and b.
func (e edges) along(a, b raster.Pt, depth float64) float64 {
	v := make([]float64, 41)
	for i := range v {
		t := math.Pi * (0.18 + 0.64*float64(i)/40)
		x := (a.X+b.X)/2 + math.Cos(t)*(a.X-b.X)/2*0.93
		y := a.Y + depth*math.Sin(t)
		v[i] = float64(e.p.At(int(x)-e.x0, int(y)-e.y0))
	}
	return percentileOf(v, 25)
}
