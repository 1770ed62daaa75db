package field

import (
	"image"
	"math"

	"lookbook/engine/body"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// A sheet is one layer of the bare body as it would be seen without the other
// layers: the trunk with neck and head, both legs, or one arm.
type sheet struct {
	// box is the sheet's place in the canvas; planes and slices have its size.
	box image.Rectangle
	// cover is what of each pixel the sheet covers, edges one pixel wide.
	cover *raster.Plane
	// depth in meters, +Inf where there is nothing; nil when it is not known.
	depth []float32
	// normal holds unit normals, x right, y up, z to the viewer, three a pixel;
	// around the cover they go on outward.
	normal []float32
	// part is what is drawn there, NoPart beyond; nil when it is not known.
	part []body.Part
	// tone is the skin's own colour without light, see skinTone.
	tone *raster.RGB
}

// Sheets of a body, from back to front where nothing else is known.
const (
	trunkSheet = iota
	legSheet
	leftArmSheet // of the image's left
	rightArmSheet
	sheetCount
)

// sheetMargin is how far a sheet reaches beyond what is drawn, pixels.
const sheetMargin = 4

// at is the index of canvas pixel (x, y) in the sheet, -1 outside.
func (s *sheet) at(x, y int) int {
	if s == nil || !image.Pt(x, y).In(s.box) {
		return -1
	}
	return (y-s.box.Min.Y)*s.box.Dx() + x - s.box.Min.X
}

// newSheets draws the bare body of a person whose working picture was cropped
// to box: the fitted mesh where it can be relied on, else capsules.
func newSheets(p *vision.Person, box image.Rectangle, arms *armFields, at *axes) (s [sheetCount]*sheet) {
	if p.Body == nil {
		return plainSheets(p, arms, at)
	}
	f := p.Body
	left := 0 // the image's left shows the body's right
	if !f.Mirrored() {
		left = 1
	}
	for i := range s {
		var parts []body.Part
		switch i {
		case trunkSheet:
			parts = []body.Part{body.Torso, body.Head, body.LeftThigh, body.RightThigh}
		case legSheet:
			parts = []body.Part{body.LeftThigh, body.RightThigh, body.LeftShin, body.RightShin, body.LeftFoot, body.RightFoot}
		default:
			side := body.Part(left)
			if i == rightArmSheet {
				side = 1 - side
			}
			parts = []body.Part{body.LeftUpperArm + side, body.LeftForearm + side, body.LeftHand + side}
		}
		s[i] = meshSheet(f, box, parts)
	}
	return s
}

// meshSheet draws parts of a body.
func meshSheet(f *body.Fitted, canvas image.Rectangle, parts []body.Part) *sheet {
	where := f.Extent(parts...).Inset(-sheetMargin).Intersect(canvas)
	if where.Empty() {
		return nil
	}
	d := f.Window(where, 1, parts...)
	fine := f.Window(where, 2, parts...)
	s := &sheet{
		box: where.Sub(canvas.Min), depth: d.Depth, normal: d.Normals(),
		cover: softMask(fine.Mask().Plane().Area(d.W, d.H)),
	}
	s.part = make([]body.Part, len(s.depth))
	for i := range s.part {
		s.part[i] = d.Part(i)
	}
	s.extend()
	return s
}

// softMask rounds the small steps that a mesh and its pixels leave, and makes
// the edge two pixels wide, as photos have it.
func softMask(m *raster.Plane) *raster.Plane {
	return raster.Gaussian(m, 1.6).Map(func(v float32) float32 { return raster.Clip32((v-.5)*1.9+.5, 0, 1) })
}

// extend carries normals and depths a few pixels over the edge, where the soft
// cover reaches and where the body is a little wider than the mesh.
func (s *sheet) extend() {
	w, h := s.cover.W, s.cover.H
	for range sheetMargin {
		var found []int
		for y := 1; y < h-1; y++ {
			for x := 1; x < w-1; x++ {
				i := y*w + x
				if !s.bare(i) {
					continue
				}
				for _, j := range [4]int{i - 1, i + 1, i - w, i + w} {
					if !s.bare(j) {
						found = append(found, i, j)
						break
					}
				}
			}
		}
		for k := 0; k < len(found); k += 2 {
			to, from := found[k], found[k+1]
			copy(s.normal[3*to:3*to+3], s.normal[3*from:3*from+3])
			s.depth[to] = s.depth[from]
		}
	}
}

// bare reports a pixel without a normal.
func (s *sheet) bare(i int) bool {
	return s.normal[3*i] == 0 && s.normal[3*i+1] == 0 && s.normal[3*i+2] == 0
}

// nearer tells whether the sheet lies before o at canvas pixel (x, y) by more
// than gap meters; unknown depths count as nearer.
func (s *sheet) nearer(o *sheet, x, y int, gap float32) bool {
	i, j := s.at(x, y), o.at(x, y)
	if i < 0 || j < 0 || s.depth == nil || o.depth == nil {
		return true
	}
	a, b := s.depth[i], o.depth[j]
	if math.IsInf(float64(a), 1) || math.IsInf(float64(b), 1) {
		return true
	}
	return a+gap < b
}

// plainSheets are capsules and polygons for a person without a fitted body.
func plainSheets(p *vision.Person, arms *armFields, at *axes) (s [sheetCount]*sheet) {
	whole := image.Rect(0, 0, p.W, p.H)
	legDist, legAcross := newLegFields(p)
	s[legSheet] = roundSheet(whole, legDist, legAcross, 1/float32(2.2/(.14*p.Ref)), func(i int) bool { return at.v.Pix[i] > 1 })
	for side := range 2 {
		s[leftArmSheet+side] = roundSheet(whole, arms.dist, arms.across, 1/float32(2.2/(.1*p.Ref)),
			func(i int) bool { return int(arms.side[i]) == side+1 })
	}
	trunk := &sheet{box: whole, cover: plainTrunk(p, at), normal: make([]float32, 3*p.W*p.H)}
	for i, l := range at.lat.Pix {
		u := raster.Clip32(l/float32(.62*p.Ref), -.95, .95)
		trunk.normal[3*i], trunk.normal[3*i+2] = u, float32(math.Sqrt(float64(1-u*u)))
	}
	s[trunkSheet] = trunk
	return s
}

// roundSheet is a limb from its distance and place across.
func roundSheet(box image.Rectangle, dist, across *raster.Plane, edge float32, in func(i int) bool) *sheet {
	s := &sheet{box: box, cover: raster.NewPlane(dist.W, dist.H), normal: make([]float32, 3*dist.W*dist.H)}
	for i, v := range dist.Pix {
		if v > armReach || !in(i) {
			continue
		}
		s.cover.Pix[i] = raster.Clip32((1.02-v)*edge, 0, 1)
		u := raster.Clip32(across.Pix[i], -.97, .97)
		s.normal[3*i], s.normal[3*i+2] = u, float32(math.Sqrt(float64(1-u*u)))
	}
	return s
}

// plainTrunk is neck, shoulders and the torso between its measured sides.
func plainTrunk(p *vision.Person, at *axes) *raster.Plane {
	r := p.Ref
	up := func(q raster.Pt, k float64) raster.Pt { return q.Sub(p.Axis.Mul(k * r)) }
	sl, sr := p.Side[0].Shoulder.Pt, p.Side[1].Shoulder.Pt
	bl, br := up(p.At(0, -.20*r), .20), up(p.At(0, .20*r), .20)
	out := raster.Polygon(p.W, p.H, []raster.Pt{
		up(sl, .11), bl, up(bl, .15), up(br, .15), br, up(sr, .11), p.At(.36*r/p.Torso, p.Lateral(sr)), p.At(.36*r/p.Torso, p.Lateral(sl)),
	}, 1.5)
	var pts []raster.Pt
	for v := .2; v < 1.15; v += .08 {
		pts = append(pts, p.At(v, -p.HalfWidth(v, 0)))
	}
	for v := 1.12; v > .19; v -= .08 {
		pts = append(pts, p.At(v, p.HalfWidth(v, 1)))
	}
	return out.Max(raster.Polygon(p.W, p.H, pts, 1))
}
