package truth

import (
	"errors"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/mat"

	"lookbook/engine/body"
	"lookbook/engine/vision"
	"lookbook/engine/vision/nets"
)

// Habits collects where the pose network marks people, against bodies that lie
// exactly on them. The constants of engine/body (offsets of its anchors,
// pictureBias, worldBias) are what its text says of people who were generated
// for that and are not among the samples that results are told of.
type Habits struct {
	marks []mark
	world [33][]body.Vec
}

// mark is one landmark that the network saw.
type mark struct {
	anchor int // in body.Anchors
	// dx, dy from the body's point in Ref, and how both change when the point
	// moves by a trunk length along the axes of its bone (mirrored on the right).
	d     [2]float64
	rates [2][3]float64
}

// Landmarks that count: those that the network sees and that are not hidden; a
// mark farther away than mostOff (Ref) is a mistake, not a habit.
const seenWell, mostOff = .6, .3

// add compares what the network saw of p with the truth.
func (h *Habits) add(s *Sample, p *vision.Person, m *body.Model) error {
	e := body.Evidence{W: p.W, H: p.H, Who: s.Facts.who(), Exact: true}
	for i, t := range s.Facts.Points {
		e.Points[i] = body.Seen{X: (t.X+.5)/p.Scale - .5, Y: (t.Y+.5)/p.Scale - .5, Visibility: 1, World: t.World}
	}
	f, err := m.Fit(e)
	if err != nil {
		if errors.Is(err, body.ErrUnseen) {
			return nil
		}
		return err
	}
	for n, a := range body.Anchors() {
		l := p.Skeleton.Points[a.Landmark]
		if l.Visibility < seenWell || s.Facts.Points[a.Landmark].Visibility < seenWell/2 {
			continue
		}
		h.mark(n, a, l, f, p.Ref)
	}
	h.addWorld(s, p)
	return nil
}

// mark notes one landmark.
func (h *Habits) mark(n int, a body.Anchor, l vision.Landmark, f *body.Fitted, ref float64) {
	v := f.Figure.Points[a.Point]
	x, y, depth := f.Camera.Project(v)
	k := mark{anchor: n, d: [2]float64{(l.X - x) / ref, (l.Y - y) / ref}}
	if math.Hypot(k.d[0], k.d[1]) > mostOff {
		return
	}
	trunk := f.Trunk()
	frame := f.Figure.Frames[f.Model.PointBone[a.Point]]
	for c := range 3 {
		var axis body.Vec
		axis[c] = trunk
		if a.Right && c == 0 {
			axis[c] = -trunk
		}
		move := frame.R.Times(axis).Mul(f.Camera.F / depth / ref)
		k.rates[0][c], k.rates[1][c] = move[0], -move[1]
	}
	h.marks = append(h.marks, k)
}

// addWorld notes the errors of the world landmarks in trunk lengths, along the
// axes of view space, at the scale that fits best.
func (h *Habits) addWorld(s *Sample, p *vision.Person) {
	view := func(w [3]float64) body.Vec { return body.Vec{w[0], -w[1], -w[2]} }
	var both, own float64
	for i := nets.LeftShoulder; i <= nets.RightAnkle; i++ {
		t := view(s.Facts.Points[i].World)
		both += view(p.Skeleton.Points[i].World).Dot(t)
		own += t.Dot(t)
	}
	scale := both / own
	mid := func(i int) body.Vec {
		return view(s.Facts.Points[i].World).Add(view(s.Facts.Points[i+1].World)).Mul(.5)
	}
	trunk := mid(nets.LeftShoulder).Sub(mid(nets.LeftHip)).Len() * scale
	if !(trunk > .05) {
		return
	}
	for i := range h.world {
		d := view(p.Skeleton.Points[i].World).Sub(view(s.Facts.Points[i].World).Mul(scale))
		h.world[i] = append(h.world[i], d.Mul(1/trunk))
	}
}

// offsets solves for the mean place of each anchor's mark, both sides alike,
// with a little weight on no offset along what pictures do not show.
func (h *Habits) offsets() (out [33]body.Vec) {
	const firm = .01
	list := body.Anchors()
	for n, a := range list {
		q, r := mat.NewDense(3, 3, nil), mat.NewVecDense(3, nil)
		for _, k := range h.marks {
			if list[k.anchor].Offset != a.Offset {
				continue
			}
			for axis := range 2 {
				v := mat.NewVecDense(3, k.rates[axis][:])
				q.RankOne(q, 1, v, v)
				r.AddScaledVec(r, k.d[axis], v)
				for c := range 3 {
					q.Set(c, c, q.At(c, c)+firm)
				}
			}
		}
		var x mat.VecDense
		if x.SolveVec(q, r) == nil {
			out[n] = body.Vec{x.AtVec(0), x.AtVec(1), x.AtVec(2)}
		}
	}
	return out
}

func (h *Habits) text(w io.Writer) {
	if len(h.marks) == 0 {
		return
	}
	offsets := h.offsets()
	fmt.Fprintf(w, "\n%-18s %24s %18s %28s\n", "habit", "offset (trunk)", "bias (Ref)", "world bias (trunk)")
	for n, a := range body.Anchors() {
		var bias [2]float64
		var count float64
		for _, k := range h.marks {
			if k.anchor != n {
				continue
			}
			count++
			for axis := range 2 {
				at := k.d[axis]
				for c := range 3 {
					at -= k.rates[axis][c] * offsets[n][c]
				}
				bias[axis] += at
			}
		}
		var world body.Vec
		for _, d := range h.world[a.Landmark] {
			world = world.Add(d.Mul(1 / float64(len(h.world[a.Landmark]))))
		}
		fmt.Fprintf(w, "%-18s  %7.3f %7.3f %7.3f   %7.3f %7.3f    %7.3f %7.3f %7.3f\n", nets.PoseNames[a.Landmark],
			offsets[n][0], offsets[n][1], offsets[n][2], bias[0]/math.Max(1, count), bias[1]/math.Max(1, count), world[0], world[1], world[2])
	}
}
