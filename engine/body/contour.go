package body

// outlinePoints are the vertices that may lie on the outline: head, hands and
// feet are covered by hair or too small, so they are left out.
func (p *problem) outlinePoints(rest *Rest) []outlinePoint {
	var which []int
	for i := 0; i < p.m.Body.Count; i += outlineStep {
		switch p.m.Part[i] {
		case Head, LeftHand, RightHand, LeftFoot, RightFoot:
		default:
			which = append(which, i)
		}
	}
	f := p.m.form(p.e.Who)
	_, rates := p.m.some(f, p.m.changes(p.e.Who, f), which)
	out := make([]outlinePoint, len(which))
	for n, i := range which {
		v := rest.V[i]
		out[n] = outlinePoint{i, Vec{float64(v[0]), float64(v[1]), float64(v[2])}, rates[n]}
	}
	return out
}

// chooseContour keeps the vertices whose surface is seen edge-on.
func (p *problem) chooseContour(q *vector, rest *Rest) {
	pose := q.pose(p.facing)
	points := p.pointsAt(q)
	p.motion.frames = p.m.Frames(&points, &pose)
	posed := make([][3]float32, p.m.Body.Count)
	p.m.skin(rest.V[:p.m.Body.Count], &p.motion.frames, posed)
	normals := Normals(posed, p.m.Triangles)
	p.contour = p.contour[:0]
	for n := range p.outline {
		o := &p.outline[n]
		v := p.blend(o.vertex, o.rest(q))
		normal := normals[o.vertex]
		c := v.Unit().Dot(Vec{float64(normal[0]), float64(normal[1]), float64(normal[2])})
		x, y, _ := p.cam.Project(v)
		if c > -grazing && c < grazing && p.border.inside(x, y) {
			p.contour = append(p.contour, n)
		}
	}
}
