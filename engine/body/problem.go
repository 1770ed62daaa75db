package body

import (
	"math"

	"lookbook/engine/raster"
)

// problem is one fit as a sum of squares.
type problem struct {
	m      *Model
	e      *Evidence
	cam    Camera
	unit   float64 // pixels of body size
	facing Mat
	// points at the start, and how changes of shape move them.
	points [PointCount]Vec
	shape  shapeRates
	trunk  float64 // trunk length at the start, meters
	// start is what the priors pull towards, sigma how weakly.
	start, sigma vector
	// outline holds every vertex that may lie on the outline, contour those
	// that do for now.
	outline []outlinePoint
	contour []int
	border  *border

	motion motion // of the q last evaluated
}

// outlinePoint is a vertex of the fit: rest position at the start and how
// changes of shape move it.
type outlinePoint struct {
	vertex int
	at     Vec
	rates  [forms]Vec
}

// Scales of the residuals, in units of body size (problem.unit) unless noted.
// That of landmarks is the network's error on generated people, the others
// those of the trials.
const (
	landmarkSigma = .05
	// tolerance is the deviation, in landmarkSigma, beyond which a landmark
	// counts as an outlier and pulls ever less (Cauchy's function).
	tolerance = 4.
	// A vertex outside the mask is pulled in, up to reach; one inside is pulled
	// out weakly and only near the border, for clothes are wider than the body
	// and an arm may lie on it.
	outsideSigma, reach     = .02, .25
	insideSigma, insideSoft = .05, .07
	// contourShare makes the pull of the outline independent of the number of
	// its vertices.
	contourShare = 4.
)

// sink takes one residual: value and derivatives by the unknowns, nil when
// only the cost matters; share is the weight of its square.
type sink func(value, share float64, row *vector)

// pointsAt returns the rest points for the changes of shape in q.
func (p *problem) pointsAt(q *vector) [PointCount]Vec {
	out := p.points
	for i := range out {
		for k := range forms {
			out[i] = out[i].Add(p.shape[i][k].Mul(q[atForm+k]))
		}
	}
	return out
}

// system is the normal equations of the problem at one q.
type system struct {
	cost     float64
	gradient vector
	matrix   [unknown][unknown]float64 // lower triangle
}

// linear evaluates cost, gradient and matrix.
func (p *problem) linear(q *vector, s *system) {
	*s = system{}
	points := p.pointsAt(q)
	p.motion.at(p.m, q, p.facing, &points, &p.shape)
	s.cost = p.terms(q, &points, true, func(v, share float64, row *vector) {
		for i, a := range row {
			if a == 0 {
				continue
			}
			a *= share
			s.gradient[i] += a * v
			line := s.matrix[i][: i+1 : i+1]
			for j := range line {
				line[j] += a * row[j]
			}
		}
	})
}

// cost evaluates the cost alone, half the sum of squares.
func (p *problem) cost(q *vector) float64 {
	points := p.pointsAt(q)
	pose := q.pose(p.facing)
	p.motion.frames = p.m.Frames(&points, &pose)
	return p.terms(q, &points, false, nil)
}

// terms sums the cost of all residuals and passes them on.
func (p *problem) terms(q *vector, points *[PointCount]Vec, rows bool, out sink) float64 {
	c := p.landmarkTerms(points, rows, out)
	for i := range q {
		d := (q[i] - p.start[i]) / p.sigma[i]
		c += d * d / 2
		if rows {
			var row vector
			row[i] = 1 / p.sigma[i]
			out(d, 1, &row)
		}
	}
	if p.border != nil && len(p.contour) > 0 {
		c += p.contourTerms(q, rows, out)
	}
	return c
}

// landmarkTerms compares projected points with landmarks.
func (p *problem) landmarkTerms(points *[PointCount]Vec, rows bool, out sink) (cost float64) {
	for _, a := range anchors {
		seen := p.e.Points[a.landmark]
		k := p.e.weight(a) / (landmarkSigma * p.unit)
		b := int(p.m.PointBone[a.point])
		v := p.motion.frames[b].At(p.e.mark(&a, points, p.trunk))
		x, y, _ := p.cam.Project(v)
		dx, dy := (x-seen.X)*k, (y-seen.Y)*k
		far := 1 + (dx*dx+dy*dy)/(tolerance*tolerance)
		cost += tolerance * tolerance / 2 * math.Log(far)
		if !rows {
			continue
		}
		var rx, ry vector
		for j := range unknown {
			var dv Vec
			var dhead Vec
			if j >= atForm {
				dv, dhead = p.shape[a.point][j-atForm], p.shape[b][j-atForm]
			}
			rx[j], ry[j] = p.cam.rate(v, p.motion.velocity(b, j, v, dv, dhead))
			rx[j] *= k
			ry[j] *= k
		}
		out(dx, 1/far, &rx)
		out(dy, 1/far, &ry)
	}
	return cost
}

// rate is the velocity in pixels of a point v that moves with dv.
func (c Camera) rate(v, dv Vec) (x, y float64) {
	d := -v[2]
	if d <= nearest {
		return 0, 0
	}
	f := c.F / d
	return f * (dv[0] + v[0]/d*dv[2]), -f * (dv[1] + v[1]/d*dv[2])
}

// contourTerms compares the outline with the border of the mask.
func (p *problem) contourTerms(q *vector, rows bool, out sink) (cost float64) {
	share := contourShare * contourShare / float64(len(p.contour))
	for _, i := range p.contour {
		o := &p.outline[i]
		rest := o.rest(q)
		v := p.blend(o.vertex, rest)
		x, y, _ := p.cam.Project(v)
		if !p.border.inside(x, y) {
			continue
		}
		d, gx, gy := p.border.at(x, y)
		r, slope := contourPull(d / p.unit)
		cost += r * r / 2 * share
		if !rows || r == 0 {
			continue
		}
		slope /= p.unit
		var row vector
		p.vertexRow(o, rest, v, slope*gx, slope*gy, &row)
		out(r, share, &row)
	}
	return cost
}

// vertexRow fills a row with how a vertex, now at v, moves along (gx, gy) in
// the picture.
func (p *problem) vertexRow(o *outlinePoint, rest, v Vec, gx, gy float64, row *vector) {
	for k, w := range p.m.Weights[o.vertex] {
		if w == 0 {
			break
		}
		b := int(p.m.Bones[o.vertex][k])
		x := p.motion.frames[b].At(rest)
		for j := range unknown {
			var dv, dhead Vec
			if j >= atForm {
				dv, dhead = o.rates[j-atForm], p.shape[b][j-atForm]
			}
			sx, sy := p.cam.rate(v, p.motion.velocity(b, j, x, dv, dhead))
			row[j] += float64(w) * (gx*sx + gy*sy)
		}
	}
}

// contourPull is the residual of a signed distance in body units (outside
// positive), and its slope.
func contourPull(d float64) (r, slope float64) {
	switch {
	case d >= reach:
		return reach / outsideSigma, 0
	case d >= 0:
		return d / outsideSigma, 1 / outsideSigma
	default:
		t := math.Tanh(d / insideSoft)
		return t * insideSoft / insideSigma, (1 - t*t) / insideSigma
	}
}

// rest is the rest position for the changes of shape in q.
func (o *outlinePoint) rest(q *vector) Vec {
	v := o.at
	for k, d := range o.rates {
		v = v.Add(d.Mul(q[atForm+k]))
	}
	return v
}

// blend skins one vertex.
func (p *problem) blend(i int, rest Vec) Vec {
	var out Vec
	for k, w := range p.m.Weights[i] {
		if w == 0 {
			break
		}
		out = out.Add(p.motion.frames[p.m.Bones[i][k]].At(rest).Mul(float64(w)))
	}
	return out
}

// border is the signed distance to the edge of the mask.
type border struct {
	d     *raster.Plane
	scale float64 // pixels of the plane per pixel of the picture
	w, h  float64
}

// borderHeight is the height at which distances are computed: at 384 rows they
// are exact to about a pixel of a 1024 px picture.
const borderHeight = 384

// newBorder returns nil when the mask is empty or full.
func newBorder(mask *raster.Plane) *border {
	if mask == nil || mask.W < 8 || mask.H < 8 {
		return nil
	}
	b := &border{scale: 1, w: float64(mask.W), h: float64(mask.H)}
	small := mask
	if mask.H > borderHeight {
		w := max(8, mask.W*borderHeight/mask.H)
		small = mask.Area(w, borderHeight)
		b.scale = borderHeight / float64(mask.H)
	}
	in := small.Above(.5)
	if n := in.Count(); n == 0 || n == len(in.Pix) {
		return nil
	}
	inner := in.Distance()
	b.d = in.Not().Distance().Combine(inner, func(out, in float32) float32 {
		// Between two pixels on either side of the edge lies half of each.
		if in > 0 {
			return .5 - in
		}
		return out - .5
	})
	b.d = raster.Gaussian(b.d, 1)
	return b
}

// inside keeps clear of the picture's edge, where the person may be cut.
func (b *border) inside(x, y float64) bool {
	return x > 2 && y > 2 && x < b.w-3 && y < b.h-3
}

// at returns the distance in pixels of the picture, outside positive, and its
// gradient.
func (b *border) at(x, y float64) (d, gx, gy float64) {
	u := raster.Clip((x+.5)*b.scale-.5, 0, float64(b.d.W)-1.001)
	v := raster.Clip((y+.5)*b.scale-.5, 0, float64(b.d.H)-1.001)
	i, j := int(u), int(v)
	s, t := u-float64(i), v-float64(j)
	row := b.d.Pix[j*b.d.W+i:]
	p, q := float64(row[0]), float64(row[1])
	r, w := float64(row[b.d.W]), float64(row[b.d.W+1])
	d = (p*(1-s)+q*s)*(1-t) + (r*(1-s)+w*s)*t
	gx = (q-p)*(1-t) + (w-r)*t
	gy = (r-p)*(1-s) + (w-q)*s
	return d / b.scale, gx, gy
}
