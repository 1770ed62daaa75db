package raster

// Guide is a picture prepared for guided filtering of several masks: the
// window means and variances that do not depend on the mask are computed once.
type Guide struct {
	gray *Plane
	r    int
	eps  float64
	mean *Plane
	// scale is 1/(variance + eps).
	scale *Plane
}

// NewGuide prepares a grey guide with values 0..1; r and eps as in Guided.
func NewGuide(gray *Plane, r int, eps float64) *Guide {
	sq := NewPlane(gray.W, gray.H)
	for i, v := range gray.Pix {
		sq.Pix[i] = v * v
	}
	g := &Guide{gray: gray, r: r, eps: eps, mean: Box(gray, r), scale: Box(sq, r)}
	for i, m := range g.mean.Pix {
		v := float64(g.scale.Pix[i]) - float64(m)*float64(m)
		g.scale.Pix[i] = float32(1 / (v + eps))
	}
	return g
}

// Coefficients returns the smoothed a and b of the guided filter of p.
func (g *Guide) Coefficients(p *Plane) (a, b *Plane) {
	ip := NewPlane(p.W, p.H)
	for i, v := range g.gray.Pix {
		ip.Pix[i] = v * p.Pix[i]
	}
	ip, b = Box(ip, g.r), Box(p, g.r)
	for i, m := range g.mean.Pix {
		k := (ip.Pix[i] - m*b.Pix[i]) * g.scale.Pix[i]
		ip.Pix[i], b.Pix[i] = k, b.Pix[i]-k*m
	}
	return Box(ip, g.r), Box(b, g.r)
}

// Filter returns the guided filter of p, the same as Guided(gray, p, r, eps).
func (g *Guide) Filter(p *Plane) *Plane {
	a, b := g.Coefficients(p)
	for i, v := range g.gray.Pix {
		a.Pix[i] = a.Pix[i]*v + b.Pix[i]
	}
	return a
}
