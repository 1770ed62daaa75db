package body

import (
	"math"
	"slices"

	"lookbook/engine/raster"
)

// Alignment moves the posed mesh sideways in the picture until its outline lies
// on the outline of the person, wherever that shows the body itself: where the
// mesh sticks out, and where bare skin lies beyond it. Clothes do not pull.
// Lengths are in body units; they are those of the trials.
const (
	alignReach  = .13 // outline farther away belongs to something else
	alignSpread = .09 // deviation of the Gaussian that carries a move on
	alignRest   = .6  // weight of not moving
	alignTurns  = 2
	// alignCell is the side of a cell in which moves are summed.
	alignCell = .045
	// agree is the least cosine between the outline's and the mesh's outward
	// direction: the inner side of an arm must not be pulled by its outer side.
	agree = .5
)

// region of the body that moves as one.
type region int

const (
	trunkRegion region = iota
	leftArmRegion
	rightArmRegion
	leftLegRegion
	rightLegRegion
	regionCount
)

// regionOf is the region of each bone.
var regionOf = [BoneCount]region{
	BoneLeftUpperArm: leftArmRegion, BoneLeftForearm: leftArmRegion, BoneLeftHand: leftArmRegion,
	BoneRightUpperArm: rightArmRegion, BoneRightForearm: rightArmRegion, BoneRightHand: rightArmRegion,
	BoneLeftThigh: leftLegRegion, BoneLeftShin: leftLegRegion, BoneLeftFoot: leftLegRegion,
	BoneRightThigh: rightLegRegion, BoneRightShin: rightLegRegion, BoneRightFoot: rightLegRegion,
}

// moves are weighted moves of one region, summed in cells.
type moves struct{ x, y, w *raster.Plane }

// Aligned returns the fit with its figure moved, a few pixels at most, onto the
// person's outline as the mask (0..1, picture size) shows it. skins are
// probabilities of bare skin there, of which the largest counts; nil ones are
// left out. Frames and pose stay as they were. Without a usable mask it returns f itself; about 10 ms.
func (f *Fitted) Aligned(mask *raster.Plane, skins ...*raster.Plane) *Fitted {
	b := newBorder(mask)
	if b == nil || mask.W != f.W || mask.H != f.H {
		return f
	}
	skins = slices.DeleteFunc(slices.Clone(skins), func(p *raster.Plane) bool { return p == nil || p.W != f.W || p.H != f.H })
	figure := *f.Figure
	figure.V = slices.Clone(figure.V)
	out := *f
	out.Figure = &figure
	out.align(b, skins)
	return &out
}

func (f *Fitted) align(b *border, skins []*raster.Plane) {
	cell := alignCell * f.Unit
	for range alignTurns {
		sums := f.outlineMoves(b, skins, cell)
		for r := range sums {
			sums[r].spread(alignSpread / alignCell)
		}
		f.move(&sums, cell)
	}
}

// outlineMoves sums what the outline asks for.
func (f *Fitted) outlineMoves(b *border, skins []*raster.Plane, cell float64) (sums [regionCount]moves) {
	w, h := int(float64(f.W)/cell)+2, int(float64(f.H)/cell)+2
	for r := range sums {
		sums[r] = moves{raster.NewPlane(w, h), raster.NewPlane(w, h), raster.NewPlane(w, h)}
	}
	m := f.Model
	normals := Normals(f.Figure.V[:m.Body.Count], m.Triangles)
	for i, p := range m.Part[:m.Body.Count] {
		switch p {
		case Head, LeftHand, RightHand, LeftFoot, RightFoot:
			continue
		}
		v, n := f.Figure.V[i], normals[i]
		line := Vec{float64(v[0]), float64(v[1]), float64(v[2])}.Unit()
		if c := line.Dot(Vec{float64(n[0]), float64(n[1]), float64(n[2])}); c < -grazing || c > grazing {
			continue
		}
		x, y := float64(f.Screen[i][0]), float64(f.Screen[i][1])
		if !b.inside(x, y) {
			continue
		}
		d, gx, gy := b.at(x, y)
		out := raster.Pt{X: float64(n[0]), Y: -float64(n[1])}.Unit()
		if math.Abs(d) > alignReach*f.Unit || out.X*gx+out.Y*gy < agree {
			continue
		}
		weight := float32(1)
		if d < 0 {
			// A pixel inside the outline, where skin is not mixed with ground.
			weight = 0
			for _, s := range skins {
				weight = max(weight, s.Sample(x-(d+1.5)*gx, y-(d+1.5)*gy))
			}
		}
		s := sums[regionOf[m.Bones[i][0]]]
		j := int(y/cell)*s.w.W + int(x/cell)
		s.x.Pix[j] -= weight * float32(d*gx)
		s.y.Pix[j] -= weight * float32(d*gy)
		s.w.Pix[j] += weight
	}
	return sums
}

// spread turns sums into means around each cell, sigma in cells.
func (s moves) spread(sigma float64) {
	area := float32(2 * math.Pi * sigma * sigma) // of a Gaussian whose peak is 1
	x, y, w := raster.Gaussian(s.x, sigma), raster.Gaussian(s.y, sigma), raster.Gaussian(s.w, sigma)
	for i := range w.Pix {
		k := area / (area*w.Pix[i] + alignRest)
		s.x.Pix[i], s.y.Pix[i] = x.Pix[i]*k, y.Pix[i]*k
	}
}

// move carries vertices and points along, each by the mean of the regions that
// its bones belong to.
func (f *Fitted) move(sums *[regionCount]moves, cell float64) {
	at := func(r region, x, y float64) (dx, dy float64) {
		s := &sums[r]
		u, v := x/cell-.5, y/cell-.5
		return float64(s.x.Sample(u, v)), float64(s.y.Sample(u, v))
	}
	for i := range f.Figure.V {
		v := &f.Figure.V[i]
		x, y, depth := f.Camera.Project(Vec{float64(v[0]), float64(v[1]), float64(v[2])})
		var dx, dy float64
		for k, w := range f.Model.Weights[i] {
			if w == 0 {
				break
			}
			mx, my := at(regionOf[f.Model.Bones[i][k]], x, y)
			dx, dy = dx+float64(w)*mx, dy+float64(w)*my
		}
		v[0] += float32(dx * depth / f.Camera.F)
		v[1] -= float32(dy * depth / f.Camera.F)
	}
	for i := range f.Figure.Points {
		p := &f.Figure.Points[i]
		x, y, depth := f.Camera.Project(*p)
		dx, dy := at(regionOf[f.Model.PointBone[i]], x, y)
		p[0] += dx * depth / f.Camera.F
		p[1] -= dy * depth / f.Camera.F
	}
	f.Screen = f.Camera.ProjectAll(f.Figure.V)
}
