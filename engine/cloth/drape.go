package cloth

import (
	"math"

	"lookbook/engine/body"
)

// Relaxation, as in the trials.
const (
	iterations = 25
	stiffness  = 0.8
	// slack lets threads be a little longer than laid out, so that folds can
	// form; weight is how far gravity pulls in one iteration, meters.
	slack  = 1.03
	weight = 0.0004
	// sag is the share of the ease by which a loose sleeve hangs below the
	// limb before relaxation.
	sag = 0.6
	// tether is how far a point may move from where it was laid, in ease plus
	// a little.
	tether, tetherLeast = 1.6, 0.008
	// tangential is the share of the movement along the surface that is kept:
	// more of it makes prints swim.
	tangential = 0.2
	// smoothing passes after relaxation, each by the share smoothPull.
	smoothPasses, smoothPull = 4, 0.3
)

// thread joins two points of the sheet.
type thread struct {
	a, b   int
	length float64
}

// drape hangs the sheet: gravity, threads, the limb.
func (s *sheet) drape() {
	laid := s.x
	normals := s.normals()
	threads := s.threads()
	s.sag()
	start := s.x
	for range iterations {
		for i := (flapRows + 1) * columns; i < len(s.x); i++ {
			s.x[i][1] -= weight
		}
		for _, t := range threads {
			s.pull(t)
		}
		for i := (flapRows + 1) * columns; i < len(s.x); i++ {
			s.hold(i, start[i])
		}
	}
	for i := range s.x {
		move := s.x[i].Sub(laid[i])
		out := normals[i].Mul(move.Dot(normals[i]))
		s.x[i] = laid[i].Add(out).Add(move.Sub(out).Mul(tangential))
	}
	s.smooth()
	for i := (flapRows + 1) * columns; i < len(s.x); i++ {
		s.push(i)
	}
}

// threads are the edges of the grid and one diagonal of each cell.
func (s *sheet) threads() []thread {
	out := make([]thread, 0, 3*rows*columns)
	add := func(a, b int) {
		out = append(out, thread{a, b, slack * s.x[a].Sub(s.x[b]).Len()})
	}
	for i := flapRows; i < rows; i++ {
		for k := range columns {
			n := i*columns + k
			right := i*columns + (k+1)%columns
			add(n, right)
			if i+1 < rows {
				add(n, n+columns)
				add(n, right+columns)
			}
		}
	}
	return out
}

// sag lowers loose cloth.
func (s *sheet) sag() {
	for i := flapRows; i < rows; i++ {
		down := body.Vec{0, -1, 0}
		f := s.arm.frameAt(s.d[i])
		down = down.Sub(f.along.Mul(down.Dot(f.along)))
		for k := range columns {
			n := i*columns + k
			s.x[n] = s.x[n].Add(down.Mul(sag * (s.ease[i] - gap)))
		}
	}
}

// pull shortens a thread that is too long, and lengthens it weakly: cloth
// resists stretch, hardly compression.
func (s *sheet) pull(t thread) {
	d := s.x[t.b].Sub(s.x[t.a])
	l := d.Len()
	if l < 1e-9 {
		return
	}
	k := stiffness * (l - t.length) / l / 2
	if l < t.length {
		k *= .3
	}
	fixed := (flapRows + 1) * columns
	if t.a >= fixed {
		s.x[t.a] = s.x[t.a].Add(d.Mul(k))
	}
	if t.b >= fixed {
		s.x[t.b] = s.x[t.b].Sub(d.Mul(k))
	}
}

// hold keeps point i outside the limb and near home.
func (s *sheet) hold(i int, home body.Vec) {
	s.push(i)
	most := tether*s.ease[i/columns] + tetherLeast
	v := s.x[i].Sub(home)
	if l := v.Len(); l > most {
		s.x[i] = home.Add(v.Mul(most / l))
	}
}

// push moves point i out of the limb. Near the armhole the sheet lies on the
// body as it is.
func (s *sheet) push(i int) {
	at := s.arm.locate(s.x[i])
	if at.d < 0 || at.r < 1e-6 {
		return
	}
	least := s.arm.reachAt(at.d, at.angle) + gap
	least *= smooth(s.d[i/columns] / (.5 * turned * s.arm.total))
	if at.r < least {
		s.x[i] = s.x[i].Add(at.out.Mul(least - at.r))
	}
}

// smooth evens the surface below the armhole.
func (s *sheet) smooth() {
	for range smoothPasses {
		old := s.x
		for i := flapRows + 1; i < rows-1; i++ {
			for k := range columns {
				n := i*columns + k
				mean := old[n-columns].Add(old[n+columns]).
					Add(old[i*columns+(k+1)%columns]).Add(old[i*columns+(k+columns-1)%columns]).Mul(.25)
				s.x[n] = old[n].Add(mean.Sub(old[n]).Mul(smoothPull))
			}
		}
	}
}

// normals point outwards.
func (s *sheet) normals() []body.Vec {
	out := make([]body.Vec, len(s.x))
	for i := range rows {
		var center body.Vec
		for k := range columns {
			center = center.Add(s.x[i*columns+k].Mul(1. / columns))
		}
		up, down := max(i-1, 0)*columns, min(i+1, rows-1)*columns
		for k := range columns {
			n := i*columns + k
			u := s.x[down+k].Sub(s.x[up+k])
			v := s.x[i*columns+(k+1)%columns].Sub(s.x[i*columns+(k+columns-1)%columns])
			q := u.Cross(v).Unit()
			if q.Dot(s.x[n].Sub(center)) < 0 {
				q = q.Mul(-1)
			}
			out[n] = q
		}
	}
	return out
}

// finite reports a sheet of usable numbers.
func (s *sheet) finite() bool {
	for _, q := range s.x {
		if math.IsNaN(q[0]+q[1]+q[2]) || q.Len() > 1e4 {
			return false
		}
	}
	return true
}
