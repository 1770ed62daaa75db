package body

import (
	"math"
	"slices"
)

// Ring is a closed curve around the body where one part passes into another.
type Ring int

// Rings, the body's left one of each pair first. They run where half of the
// weight belongs to the bones beyond (armholes: where sleeves are set in), so
// they move with the body.
const (
	NeckRing Ring = iota
	LeftArmhole
	RightArmhole
	LeftElbowRing
	RightElbowRing
	LeftWristRing
	RightWristRing
	LeftLegRing // around the top of the thigh, through the crotch
	RightLegRing
	LeftKneeRing
	RightKneeRing
	LeftAnkleRing
	RightAnkleRing
	RingCount
)

// ringBones are the first bone beyond each ring and the one that lies before.
var ringBones = [RingCount]int{
	BoneNeck, BoneLeftUpperArm, BoneRightUpperArm, BoneLeftForearm, BoneRightForearm, BoneLeftHand, BoneRightHand,
	BoneLeftThigh, BoneRightThigh, BoneLeftShin, BoneRightShin, BoneLeftFoot, BoneRightFoot,
}

// Shares of weight at which rings run: in the middle of a joint, and where the
// top of the armhole is the tip of the shoulder (biacromial half breadths: .176 m
// of the average woman, .202 m of the average man; anthropometry has .18 and .20).
const halfway, seam = .5, .7

// ringPoint lies between two vertices.
type ringPoint struct {
	a, b uint16
	t    float32
}

// setRings finds all rings on the body surface of the base shape. Each starts
// at the top (or outside) and runs over the front.
func (m *Model) setRings() {
	for r := range RingCount {
		level := float32(halfway)
		if r == LeftArmhole || r == RightArmhole {
			level = seam
		}
		m.rings[r] = m.ring(ringBones[r], level)
	}
	for side := range m.armpit {
		for i, p := range m.rings[LeftArmhole+Ring(side)] {
			if m.basePoint(p)[1] < m.basePoint(m.rings[LeftArmhole+Ring(side)][m.armpit[side]])[1] {
				m.armpit[side] = i
			}
		}
	}
	m.crotch = m.findCrotch()
}

// findCrotch is the lowest vertex of the body in the plane of symmetry.
func (m *Model) findCrotch() int {
	const middle = 2e-3
	best := 0
	for i := range m.Body.Count {
		if v := m.baseAt(i); math.Abs(v[0]) < middle && v[1] < m.baseAt(best)[1] {
			best = i
		}
	}
	return best
}

// beyond marks a bone and all that hang on it.
func (m *Model) beyond(bone int) (out [BoneCount]bool) {
	for b := range out {
		out[b] = b == bone || m.Parent[b] >= 0 && out[m.Parent[b]]
	}
	return out
}

// share is the weight of the marked bones on vertex i.
func (m *Model) share(i int, bones *[BoneCount]bool) (s float32) {
	for k, b := range m.Bones[i] {
		if bones[b] {
			s += m.Weights[i][k]
		}
	}
	return s
}

// ring collects the edges of the body surface on which the share of the bones
// beyond passes a level, and sorts them around.
func (m *Model) ring(bone int, level float32) []ringPoint {
	bones := m.beyond(bone)
	seen := map[[2]uint16]bool{}
	var out []ringPoint
	for _, t := range m.Triangles {
		for k := range t {
			a, b := min(t[k], t[(k+1)%3]), max(t[k], t[(k+1)%3])
			u, v := m.share(int(a), &bones)-level, m.share(int(b), &bones)-level
			if u < 0 == (v < 0) || seen[[2]uint16{a, b}] {
				continue
			}
			seen[[2]uint16{a, b}] = true
			out = append(out, ringPoint{a, b, u / (u - v)})
		}
	}
	return m.sortRing(out, bone)
}

// sortRing orders points by their angle in the base shape about the axis of the
// bone, from the top (arms, neck: up; legs: outside) over the front.
func (m *Model) sortRing(ring []ringPoint, bone int) []ringPoint {
	var middle Vec
	at := make([]Vec, len(ring))
	for i, p := range ring {
		at[i] = m.basePoint(p)
		middle = middle.Add(at[i].Mul(1 / float64(len(ring))))
	}
	top := Vec{0, 1, 0}
	if l := limbOf[bone]; limbs[l].bone == bone {
		along := m.baseAt(m.Vertices + int(limbs[l].tip)).Sub(m.baseAt(m.Vertices + bone)).Unit()
		if math.Abs(along[1]) > .8 {
			top = Vec{math.Copysign(1, middle[0]), 0, 0}
		}
		top = top.Sub(along.Mul(top.Dot(along))).Unit()
	} else {
		top = Vec{1, 0, 0} // the neck starts at its left
	}
	angle := make(map[ringPoint]float64, len(ring))
	for i, p := range ring {
		d := at[i].Sub(middle)
		a := math.Atan2(d[2], d.Dot(top))
		if a < 0 {
			a += 2 * math.Pi
		}
		angle[p] = a
	}
	slices.SortFunc(ring, func(p, q ringPoint) int {
		switch a, b := angle[p], angle[q]; {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return int(p.a) - int(q.a)
	})
	return ring
}

// baseAt is vertex or point i of the base shape.
func (m *Model) baseAt(i int) Vec {
	return Vec{float64(m.base[3*i]), float64(m.base[3*i+1]), float64(m.base[3*i+2])}
}

func (m *Model) basePoint(p ringPoint) Vec {
	t := float64(p.t)
	return m.baseAt(int(p.a)).Mul(1 - t).Add(m.baseAt(int(p.b)).Mul(t))
}

// Ring returns the points of a ring on a mesh (rest or posed vertices of the
// model), in order around; the last is followed by the first.
func (m *Model) Ring(r Ring, v [][3]float32) []Vec {
	out := make([]Vec, len(m.rings[r]))
	for i, p := range m.rings[r] {
		for c := range 3 {
			out[i][c] = float64(v[p.a][c]*(1-p.t) + v[p.b][c]*p.t)
		}
	}
	return out
}
