package body

import (
	"math"
	"slices"
)

// firstFacing turns the rest pose so that hips and trunk lie as in the world
// landmarks.
func (p *problem) firstFacing() Mat {
	if !p.e.hasWorld() {
		return identity
	}
	seen := trunkAxes(p.e.view(lmLeftHip), p.e.view(lmRightHip), p.e.view(lmLeftShoulder), p.e.view(lmRightShoulder))
	j := &p.points
	rest := trunkAxes(j[BoneLeftThigh], j[BoneRightThigh], j[BoneLeftUpperArm], j[BoneRightUpperArm])
	return seen.Compose(rest.Transpose())
}

// trunkAxes are the axes of a trunk as columns: to its left, up, forward.
func trunkAxes(leftHip, rightHip, leftShoulder, rightShoulder Vec) Mat {
	x := leftHip.Sub(rightHip).Unit().Add(leftShoulder.Sub(rightShoulder).Unit()).Unit()
	up := leftShoulder.Add(rightShoulder).Sub(leftHip).Sub(rightHip).Unit()
	z := x.Cross(up).Unit()
	return columns(up.Cross(z), up, z)
}

// hidden is the visibility below which a leg's direction is not believed.
const hidden = .3

// firstGuess sets what the priors pull towards: limbs as in the world
// landmarks, or as in the picture when there are none.
func (p *problem) firstGuess() vector {
	rest := Rest{Points: p.points}
	base := rest.RestPose(Vec{})
	for l := range LimbCount {
		from, to := limbLandmarks[l][0], limbLandmarks[l][1]
		a, b := p.e.view(from...), p.e.view(to...)
		d := b.Sub(a)
		if a.Len() < 1e-9 || b.Len() < 1e-9 {
			d = p.e.flat(to...).Sub(p.e.flat(from...))
		}
		if d.Len() < 1e-6 {
			d = p.facing.Times(base.Limbs[l])
		}
		d = d.Unit()
		if l >= LeftThighLimb && l%3 != 2 && p.e.Points[to[0]].Visibility < hidden {
			d = Vec{0, -.7, 0}.Add(d.Mul(.3)).Unit()
		}
		p.start.setVec(atLimbs+3*int(l), d)
	}
	return p.start
}

// place puts the body where its joints lie in the picture: scale and shift that
// fit best. False when they show no size.
func (p *problem) place(q *vector) bool {
	q[atPlace+2] = math.Log(3)
	pose := q.pose(p.facing)
	pose.Place = Vec{}
	frames := p.m.Frames(&p.points, &pose)
	var sw, sx, sy, su, sv float64
	type pair struct{ w, x, y, u, v float64 }
	var pairs []pair
	for _, a := range anchors[:joints] {
		w := p.e.weight(a)
		if trunk := a.landmark <= lmRightShoulder || a.landmark >= lmLeftHip && a.landmark <= lmRightHip; !trunk {
			w *= .2 // limbs may be foreshortened
		}
		w *= w
		v := frames[p.m.PointBone[a.point]].At(p.e.mark(&a, &p.points, p.trunk))
		s := p.e.Points[a.landmark]
		pairs = append(pairs, pair{w, v[0], v[1], s.X - p.cam.CX, p.cam.CY - s.Y})
		sw, sx, sy, su, sv = sw+w, sx+w*v[0], sy+w*v[1], su+w*(s.X-p.cam.CX), sv+w*(p.cam.CY-s.Y)
	}
	sx, sy, su, sv = sx/sw, sy/sw, su/sw, sv/sw
	var body, seen float64
	for _, a := range pairs {
		body += a.w * (sq(a.x-sx) + sq(a.y-sy))
		seen += a.w * (sq(a.u-su) + sq(a.v-sv))
	}
	if body < 1e-9 || !(seen > 1e-9) {
		return false
	}
	scale := math.Sqrt(seen / body) // pixels per meter
	d := p.cam.F / scale
	if !(d > .2 && d < 1000) {
		return false
	}
	q[atPlace] = (su/scale - sx) / d
	q[atPlace+1] = (sv/scale - sy) / d
	q[atPlace+2] = math.Log(d)
	copy(p.start[atPlace:], q[atPlace:atPlace+3])
	return true
}

func sq(x float64) float64 { return x * x }

// median of a list, 0 when it is empty. The list is sorted.
func median(d []float64) float64 {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[len(d)/2]
}
