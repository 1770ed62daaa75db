package vision

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision/nets"
)

// limbField says for each pixel how far it is from a limb's axis (in limb
// radii, below 1 inside) and how far along it lies: 0 at the shoulder or hip,
// 1 at the wrist or ankle, beyond 1 in the hand or foot.
type limbField struct {
	dist, along []float32
}

const farFromLimb = 9

func newLimbField(n int) limbField {
	f := limbField{dist: make([]float32, n), along: make([]float32, n)}
	for i := range f.dist {
		f.dist[i] = farFromLimb
	}
	return f
}

// add draws one piece of a limb that spans t0..t1.
func (f *limbField) add(q *parser, c raster.Capsule, t0, t1 float64) {
	b := c.Bounds(q.w, q.h, 2.5)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			d, t, _ := c.At(float64(x), float64(y))
			if i := y*q.w + x; float32(d) < f.dist[i] {
				f.dist[i], f.along[i] = float32(d), float32(t0+(t1-t0)*t)
			}
		}
	}
}

func (q *parser) capsule(a, b raster.Pt, ra, rb float64) raster.Capsule {
	return raster.Capsule{A: q.at(a), B: q.at(b), RA: ra * q.r, RB: rb * q.r}
}

// geometry fills every field that depends on the skeleton only. Radii are in
// units of Ref and leave room for loose clothes.
func (q *parser) geometry() {
	p := q.p
	n := q.w * q.h
	q.v, q.lat, q.head = make([]float32, n), make([]float32, n), make([]float32, n)
	f := &p.Face
	for y := 0; y < q.h; y++ {
		for x := 0; x < q.w; x++ {
			a := raster.Pt{X: (float64(x)+.5)/q.sc - .5 + float64(q.box.Min.X), Y: (float64(y)+.5)/q.sc - .5 + float64(q.box.Min.Y)}
			i := y*q.w + x
			q.v[i], q.lat[i] = float32(p.Depth(a)), float32(p.Lateral(a)/p.Ref)
			d := a.Sub(raster.Pt{X: f.Center.X, Y: f.Center.Y - .1*f.Height})
			q.head[i] = float32(raster.Pt{X: d.X / f.Width, Y: d.Y / f.Height}.Len())
		}
	}
	q.chinV = float32(p.Depth(f.Chin))
	q.face = raster.NewMask(q.w, q.h)
	if f.Found {
		q.face = q.ovalMask(.97)
	}
	q.limbs()
	q.hands()
}

// fingers are the bones of the 21 points of a hand, and the palm's border.
var fingers = [][2]int{
	{0, 1},
	{1, 2},
	{2, 3},
	{3, 4},
	{5, 6},
	{6, 7},
	{7, 8},
	{9, 10},
	{10, 11},
	{11, 12},
	{13, 14},
	{14, 15},
	{15, 16},
	{17, 18},
	{18, 19},
	{19, 20},
	{0, 5},
	{0, 9},
	{0, 13},
	{0, 17},
}

// hands draws the hands that were seen: fingers as thick bones, a fifth of
// the palm's length wide.
func (q *parser) hands() {
	q.hand = raster.NewMask(q.w, q.h)
	for _, h := range q.p.Hands {
		if len(h) != nets.HandPoints {
			continue
		}
		r := .22 * h[9].Sub(h[0]).Len() * q.sc
		for _, f := range fingers {
			q.hand.FillCapsule(raster.Capsule{A: q.at(h[f[0]]), B: q.at(h[f[1]]), RA: r, RB: r * .8})
		}
	}
}

func (q *parser) limbs() {
	n := q.w * q.h
	q.toe, q.along = fill(n, farFromLimb), make([]float32, n)
	q.arm, q.fore, q.leg, q.foot = fill(n, farFromLimb), fill(n, farFromLimb), fill(n, farFromLimb), fill(n, farFromLimb)
	q.armsHidden = q.p.Skeleton.Fallback
	for s := range q.p.Side {
		q.ankleV[s] = float32(math.Inf(1))
		if a := q.p.Side[s].Ankle; q.p.inPicture(a) && a.Visibility > .3 {
			q.ankleV[s] = float32(q.p.Depth(a.Pt))
		}
	}
	for s := range q.p.Side {
		l := &q.p.Side[s]
		upper := q.capsule(l.Shoulder.Pt, l.Elbow.Pt, .19, .15)
		lower := q.capsule(l.Elbow.Pt, l.Wrist.Pt, .15, .11)
		hand := q.capsule(l.Wrist.Pt, l.Wrist.Lerp(l.Index.Pt, 1.15), .13, .14)
		elbow := share(l.Shoulder.Pt, l.Elbow.Pt, l.Wrist.Pt)
		a := newLimbField(n)
		a.add(q, lower, elbow, 1)
		a.add(q, hand, 1, 1.35)
		minInto(q.fore, a.dist)
		a.add(q, upper, 0, elbow)
		minInto(q.arm, a.dist)
		q.arms[s] = a

		knee := share(l.Hip.Pt, l.Knee.Pt, l.Ankle.Pt)
		g := newLimbField(n)
		g.add(q, q.capsule(l.Hip.Pt, l.Knee.Pt, .24, .16), 0, knee)
		g.add(q, q.capsule(l.Knee.Pt, l.Ankle.Pt, .16, .11), knee, 1)
		for i, d := range g.dist {
			if d < q.leg[i] {
				q.leg[i], q.along[i] = d, g.along[i]
			}
		}
		q.legs[s] = g
		if !q.p.inPicture(l.Ankle) {
			continue
		}
		f := newLimbField(n)
		toe := newLimbField(n)
		toe.add(q, q.capsule(l.Ankle.Lerp(l.Foot.Pt, .45), l.Foot.Pt, .12, .12), 0, 1)
		minInto(q.toe, toe.dist)
		for _, c := range [][2]raster.Pt{{l.Ankle.Pt, l.Foot.Pt}, {l.Heel.Pt, l.Foot.Pt}, {l.Ankle.Pt, l.Heel.Pt}} {
			f.add(q, q.capsule(c[0], c[1], .15, .15), 0, 1)
		}
		minInto(q.foot, f.dist)
	}
}

// share is the length a–b over the length a–b–c.
func share(a, b, c raster.Pt) float64 {
	u, v := b.Sub(a).Len(), c.Sub(b).Len()
	return raster.Clip(u/(u+v+1e-3), .2, .8)
}

func fill(n int, v float32) []float32 {
	o := make([]float32, n)
	for i := range o {
		o[i] = v
	}
	return o
}

func minInto(dst, src []float32) {
	for i, v := range src {
		dst[i] = min(dst[i], v)
	}
}

// faceOval is the outline of the face.
func faceOval(mesh []raster.Pt) []raster.Pt {
	out := make([]raster.Pt, len(nets.FaceOval))
	for i, k := range nets.FaceOval {
		out[i] = mesh[k]
	}
	return out
}

// ovalMask is the face oval scaled about its middle.
func (q *parser) ovalMask(k float64) *raster.Mask {
	f := &q.p.Face
	pts := faceOval(f.Mesh)
	for i, a := range pts {
		pts[i] = q.at(f.Center.Lerp(a, k))
	}
	return raster.Polygon(q.w, q.h, pts, 0).Above(.5)
}
