package spline

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"lookbook/engine/raster"
)

// stiffness regularises the spline on coordinates divided by their spread;
// the trials' value: points are met within a pixel, noise is not.
const stiffness = 2e-4

// errDegenerate is returned for control points on one line or spot.
var errDegenerate = errors.New("control points of the garment lie on one line")

// tps is a thin-plate spline (Bookstein 1989, kernel r² ln r) from target to
// garment positions.
type tps struct {
	center raster.Pt
	scale  float64
	knots  []raster.Pt
	w      []raster.Pt // one per knot, then constant, x, y
}

// newTPS fits the spline that maps dst[i] to src[i].
func newTPS(dst, src []raster.Pt) (*tps, error) {
	n := len(dst)
	if n < 4 {
		return nil, errDegenerate
	}
	t := &tps{knots: make([]raster.Pt, n)}
	t.normalize(dst)
	a := mat.NewDense(n+3, n+3, nil)
	b := mat.NewDense(n+3, 2, nil)
	for i, p := range t.knots {
		for j, q := range t.knots {
			a.Set(i, j, kernel(p.Sub(q)))
		}
		a.Set(i, i, stiffness)
		for k, v := range [3]float64{1, p.X, p.Y} {
			a.Set(i, n+k, v)
			a.Set(n+k, i, v)
		}
		b.Set(i, 0, src[i].X)
		b.Set(i, 1, src[i].Y)
	}
	var x mat.Dense
	if err := x.Solve(a, b); err != nil {
		var c mat.Condition
		if !errors.As(err, &c) || math.IsInf(float64(c), 1) {
			return nil, errDegenerate
		}
	}
	t.w = make([]raster.Pt, n+3)
	for i := range t.w {
		t.w[i] = raster.Pt{X: x.At(i, 0), Y: x.At(i, 1)}
	}
	return t, nil
}

// normalize centres the knots and divides them by their spread.
func (t *tps) normalize(dst []raster.Pt) {
	n := float64(len(dst))
	for _, p := range dst {
		t.center = t.center.Add(p.Mul(1 / n))
	}
	var v, mx, my float64
	for _, p := range dst {
		mx += p.X
		my += p.Y
	}
	m := (mx + my) / (2 * n)
	for _, p := range dst {
		v += (p.X-m)*(p.X-m) + (p.Y-m)*(p.Y-m)
	}
	t.scale = math.Sqrt(v/(2*n)) + 1e-6
	for i, p := range dst {
		t.knots[i] = p.Sub(t.center).Mul(1 / t.scale)
	}
}

func kernel(d raster.Pt) float64 {
	r2 := d.Dot(d)
	return r2 * math.Log(r2+1e-12) * 0.5
}

// at maps a target position to the garment.
func (t *tps) at(p raster.Pt) raster.Pt {
	q := p.Sub(t.center).Mul(1 / t.scale)
	n := len(t.knots)
	o := t.w[n].Add(t.w[n+1].Mul(q.X)).Add(t.w[n+2].Mul(q.Y))
	for i, k := range t.knots {
		u := kernel(q.Sub(k))
		o.X += u * t.w[i].X
		o.Y += u * t.w[i].Y
	}
	return o
}
