package body

import "math"

// Vec is a point or direction in rest or view space, meters.
type Vec [3]float64

// Mat is a 3×3 matrix, row by row.
type Mat [9]float64

var identity = Mat{1, 0, 0, 0, 1, 0, 0, 0, 1}

// Add returns a + b.
func (a Vec) Add(b Vec) Vec { return Vec{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }

// Sub returns a - b.
func (a Vec) Sub(b Vec) Vec { return Vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

// Mul returns a scaled by k.
func (a Vec) Mul(k float64) Vec { return Vec{a[0] * k, a[1] * k, a[2] * k} }

// Dot returns the inner product.
func (a Vec) Dot(b Vec) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

// Cross returns the vector product.
func (a Vec) Cross(b Vec) Vec {
	return Vec{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// Len returns the length.
func (a Vec) Len() float64 { return math.Sqrt(a.Dot(a)) }

// Unit returns a with length one; the zero vector stays zero.
func (a Vec) Unit() Vec {
	n := a.Len()
	if n < 1e-12 {
		return Vec{}
	}
	return a.Mul(1 / n)
}

// Times returns m·v.
func (m Mat) Times(v Vec) Vec {
	return Vec{
		m[0]*v[0] + m[1]*v[1] + m[2]*v[2],
		m[3]*v[0] + m[4]*v[1] + m[5]*v[2],
		m[6]*v[0] + m[7]*v[1] + m[8]*v[2],
	}
}

// Compose returns m·n.
func (m Mat) Compose(n Mat) Mat {
	var o Mat
	for r := 0; r < 9; r += 3 {
		for c := 0; c < 3; c++ {
			o[r+c] = m[r]*n[c] + m[r+1]*n[3+c] + m[r+2]*n[6+c]
		}
	}
	return o
}

// Transpose returns the transposed matrix, the inverse of a rotation.
func (m Mat) Transpose() Mat {
	return Mat{m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]}
}

// plus returns m + k·n.
func (m Mat) plus(n Mat, k float64) Mat {
	for i := range m {
		m[i] += k * n[i]
	}
	return m
}

// columns returns the matrix with these columns.
func columns(a, b, c Vec) Mat {
	return Mat{a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]}
}

// hat returns the matrix of v×.
func hat(v Vec) Mat {
	return Mat{0, -v[2], v[1], v[2], 0, -v[0], -v[1], v[0], 0}
}

// unhat reads v from a matrix that is v× up to rounding.
func unhat(m Mat) Vec {
	return Vec{(m[7] - m[5]) / 2, (m[2] - m[6]) / 2, (m[3] - m[1]) / 2}
}

// Rotation returns the rotation about the axis r by |r| radians.
func Rotation(r Vec) Mat {
	t := r.Len()
	if t < 1e-9 {
		return identity.plus(hat(r), 1)
	}
	k := hat(r.Mul(1 / t))
	return identity.plus(k, math.Sin(t)).plus(k.Compose(k), 1-math.Cos(t))
}

// leftJacobian returns J with d(Rotation(r)) = hat(J·dr) Rotation(r).
func leftJacobian(r Vec) Mat {
	t := r.Len()
	k := hat(r)
	if t < 1e-5 {
		return identity.plus(k, .5)
	}
	return identity.plus(k, (1-math.Cos(t))/(t*t)).plus(k.Compose(k), (t-math.Sin(t))/(t*t*t))
}

// opposite is the cosine below which two directions count as opposite: the
// shortest arc between them has no axis.
const opposite = -.999

// arc returns the shortest rotation that turns the unit vector a to b.
func arc(a, b Vec) Mat {
	k := hat(a.Cross(b))
	return identity.plus(k, 1).plus(k.Compose(k), 1/(1+math.Max(a.Dot(b), opposite)))
}

// arcRate returns the angular velocity w of arc(a, b) when a moves by da and b
// by db, both staying unit vectors: d(arc) = hat(w) arc.
func arcRate(turn Mat, a, b, da, db Vec) Vec {
	k, dk := hat(a.Cross(b)), hat(da.Cross(b).Add(a.Cross(db)))
	c, dc := a.Dot(b), da.Dot(b)+a.Dot(db)
	if c < opposite {
		c, dc = opposite, 0
	}
	var d Mat
	d = d.plus(dk, 1).plus(dk.Compose(k).plus(k.Compose(dk), 1), 1/(1+c))
	d = d.plus(k.Compose(k), -dc/((1+c)*(1+c)))
	return unhat(d.Compose(turn.Transpose()))
}
