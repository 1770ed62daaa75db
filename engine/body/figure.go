package body

import "math"

// Figure is a posed body in view space.
type Figure struct {
	// V are all vertices of the model.
	V [][3]float32
	// Frames of the bones and the named Points.
	Frames [BoneCount]Frame
	Points [PointCount]Vec
}

// Figure poses a rest mesh by linear blend skinning; about 1 ms.
func (m *Model) Figure(r *Rest, p *Pose) *Figure {
	f := &Figure{V: make([][3]float32, m.Vertices), Frames: m.Frames(&r.Points, p)}
	for i := range f.Points {
		f.Points[i] = f.Frames[m.PointBone[i]].At(r.Points[i])
	}
	m.skin(r.V, &f.Frames, f.V)
	return f
}

// skin moves rest positions of the model's first len(rest) vertices.
func (m *Model) skin(rest [][3]float32, frames *[BoneCount]Frame, out [][3]float32) {
	var flat [BoneCount][12]float32
	for b := range frames {
		for i, v := range frames[b].R {
			flat[b][i] = float32(v)
		}
		for i, v := range frames[b].T {
			flat[b][9+i] = float32(v)
		}
	}
	for i, v := range rest {
		var x, y, z float32
		for k, w := range m.Weights[i] {
			if w == 0 {
				break
			}
			a := &flat[m.Bones[i][k]]
			x += w * (a[0]*v[0] + a[1]*v[1] + a[2]*v[2] + a[9])
			y += w * (a[3]*v[0] + a[4]*v[1] + a[5]*v[2] + a[10])
			z += w * (a[6]*v[0] + a[7]*v[1] + a[8]*v[2] + a[11])
		}
		out[i] = [3]float32{x, y, z}
	}
}

// Normals returns the unit normals of vertices, areas of the triangles being
// the weights; vertices without triangle get zero. Triangles must use only
// vertices of v.
func Normals(v [][3]float32, triangles [][3]uint16) [][3]float32 {
	n := make([][3]float32, len(v))
	for _, t := range triangles {
		a, b, c := v[t[0]], v[t[1]], v[t[2]]
		ux, uy, uz := b[0]-a[0], b[1]-a[1], b[2]-a[2]
		wx, wy, wz := c[0]-a[0], c[1]-a[1], c[2]-a[2]
		x, y, z := uy*wz-uz*wy, uz*wx-ux*wz, ux*wy-uy*wx
		for _, i := range t {
			n[i][0] += x
			n[i][1] += y
			n[i][2] += z
		}
	}
	for i, q := range n {
		l := float32(math.Sqrt(float64(q[0]*q[0] + q[1]*q[1] + q[2]*q[2])))
		if l > 0 {
			n[i] = [3]float32{q[0] / l, q[1] / l, q[2] / l}
		}
	}
	return n
}

// Camera projects view space to pixels.
type Camera struct {
	// F is the focal length, (CX, CY) the middle of the picture, pixels.
	F, CX, CY float64
}

// NewCamera returns the camera that is assumed for every photo: focal length of
// 1.5 times the longer side (about 47 mm on full frame), middle in the middle.
func NewCamera(w, h int) Camera {
	return Camera{F: 1.5 * float64(max(w, h)), CX: float64(w) / 2, CY: float64(h) / 2}
}

// nearest is the smallest depth that is projected, meters: nothing of a person
// is closer, and nothing is divided by zero.
const nearest = .05

// Project returns the pixel and the depth in meters of a point in view space.
func (c Camera) Project(v Vec) (x, y, depth float64) {
	depth = math.Max(-v[2], nearest)
	return c.CX + c.F*v[0]/depth, c.CY - c.F*v[1]/depth, depth
}

// ProjectAll projects vertices: x, y in pixels and depth in meters.
func (c Camera) ProjectAll(v [][3]float32) [][3]float32 {
	out := make([][3]float32, len(v))
	f, cx, cy := float32(c.F), float32(c.CX), float32(c.CY)
	for i, p := range v {
		d := max(-p[2], nearest)
		out[i] = [3]float32{cx + f*p[0]/d, cy - f*p[1]/d, d}
	}
	return out
}
