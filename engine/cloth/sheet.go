package cloth

import (
	"math"

	"lookbook/engine/body"
)

// Size of a sheet: rows down the arm, columns around it (even).
const (
	rows    = 52
	columns = 28
)

// Layout of the rows.
const (
	// flap is how far the sheet begins inside the armhole, meters, in flapRows
	// rows; it lies on the torso and reads the torso's own map.
	flap     = 0.03
	flapRows = 2
	// past is how far the sheet runs on beyond the cuff, a share of the sleeve:
	// the picture's alpha ends it.
	past = 0.06
	// turned is where the rows have turned from the armhole's slant to right
	// angles with the arm, a share of the arm.
	turned = 0.36
)

// sheet is the surface of a sleeve.
type sheet struct {
	arm *arm
	// end is the length of the sleeve down the arm, meters.
	end float64
	// ease by row, meters.
	ease [rows]float64
	// d of each row, meters from the armhole down the arm.
	d [rows]float64
	// x are the points in view space, rest those before relaxation.
	x [rows * columns]body.Vec
}

// gap is the least distance of cloth from skin, meters.
const gap = 0.004

// newSheet lays a sleeve of the given share of the arm around it. width is the
// flat sleeve's width in meters at a share of its length.
func newSheet(a *arm, share float64, width func(t float64) float64) *sheet {
	s := &sheet{arm: a, end: share * a.total}
	for i := range rows {
		if i < flapRows {
			s.d[i] = -flap * float64(flapRows-i) / flapRows
		} else {
			s.d[i] = s.end * (1 + past) * float64(i-flapRows) / (rows - 1 - flapRows)
		}
		s.ease[i] = s.easeAt(s.d[i], width)
		s.row(i)
	}
	return s
}

// mostEase is the largest ease that is believed, meters: a flat sleeve's width is
// half its girth, but how large the garment is on this wearer is a guess.
const mostEase = 0.050

func (s *sheet) easeAt(d float64, width func(float64) float64) float64 {
	e := width(math.Max(d, 0)/s.end)/math.Pi - s.arm.girth(math.Max(d, 0))
	e = math.Min(math.Max(e, gap), mostEase)
	// At the shoulder cloth lies on the body.
	return gap + (e-gap)*smooth(d/(.35*s.arm.total))
}

// row places the points of row i.
func (s *sheet) row(i int) {
	a, d := s.arm, s.d[i]
	turn := smooth(d / (turned * a.total))
	c, f := a.round(d), a.frameAt(d)
	var center body.Vec
	for _, q := range a.hole {
		center = center.Add(q.Mul(1. / columns))
	}
	for k := range columns {
		hole := a.hole[k]
		hole = hole.Add(hole.Sub(center).Unit().Mul(gap))
		if d < 0 {
			s.x[i*columns+k] = hole.Add(a.inward.Mul(-d))
			continue
		}
		hole = hole.Add(a.bones[0].along.Mul(d))
		angle := 2 * math.Pi * float64(k) / columns
		dir := f.outer.Mul(math.Cos(angle)).Add(f.front.Mul(math.Sin(angle)))
		ring := c.Add(dir.Mul(a.reachAt(math.Max(d, 0), angle) + s.ease[i]))
		s.x[i*columns+k] = hole.Mul(1 - turn).Add(ring.Mul(turn))
	}
}

// share of the way across the flat sleeve from its outer to its inner edge, for
// a column: cloth laid flat unrolls by arc length, cloth on a form is seen from
// the front; pictures are between the two. What lies behind mirrors the front.
func acrossOf(k int) float64 {
	angle := 2 * math.Pi * float64(k) / columns
	if angle > math.Pi {
		angle = 2*math.Pi - angle
	}
	return .5*angle/math.Pi + .5*(1-math.Cos(angle))/2
}
