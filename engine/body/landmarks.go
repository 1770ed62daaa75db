package body

import (
	"math"

	"lookbook/engine/raster"
)

// Landmarks are the places on a fitted body that garments refer to, in pixels
// of the picture. Two-sided ones have the image's left at index 0 and its right
// at index 1, as in engine/vision.
type Landmarks struct {
	// Neck is the middle of the shoulder joints, Hip that of the hip joints:
	// the trunk's axis. Yaw in radians, see Fitted.Yaw.
	Neck, Hip raster.Pt
	Yaw       float64
	// Chin and Crown of the head (without hair), Crotch between the legs.
	Chin, Crown, Crotch raster.Pt
	// NeckFront is the front of the ring around the base of the neck, from
	// image left to image right; NeckBack the rest of it, likewise.
	NeckFront, NeckBack []raster.Pt
	// Levels are the sides of the trunk without arms, from the shoulders down to
	// below the crotch, as if arms were transparent. Waist is the narrowest in
	// the middle, Hips the widest of the lower ones.
	Levels      []Level
	Waist, Hips Level
	Side        [2]SideMarks
}

// Level is a line across the trunk, square to its axis in the picture.
type Level struct {
	// V is the height in trunk lengths: 0 shoulder joints, 1 hip joints.
	V float64
	// Left and Right end of the trunk in the picture.
	Left, Right raster.Pt
}

// Width is the length of the level in pixels.
func (l Level) Width() float64 { return l.Right.Sub(l.Left).Len() }

// SideMarks are those of one image side.
type SideMarks struct {
	// Body is the body's side that is seen there: 0 left, 1 right.
	Body int
	// Tip is the outer end of the shoulder, Armpit the lowest point of the
	// armhole; Armhole runs from Tip over the chest to Armpit, ArmholeBack over
	// the back.
	Tip, Armpit          raster.Pt
	Armhole, ArmholeBack []raster.Pt
	// NeckSide is where the neck meets the shoulder.
	NeckSide raster.Pt
	// Arm and Leg are cross-sections from shoulder to wrist and hip to ankle.
	Arm, Leg []Station
	// Elbow, Wrist, Knee, Ankle are four of them.
	Elbow, Wrist, Knee, Ankle Station
	// Hand and Foot are the ends of middle finger and toes.
	Hand, Foot raster.Pt
	// Raised is true when the elbow is higher than the shoulder.
	Raised bool
}

// Heights between which levels are taken, and their number; waist and hips are
// looked for between these heights, and the waist is at usualWaist where the
// trunk has no narrowest place.
const (
	firstLevel, lastLevel, levelCount = -.1, 1.3, 57
	highWaist, lowWaist, usualWaist   = .45, .85, .66
	highHips, lowHips                 = .85, 1.15
)

// Landmarks finds them all; about 10 ms.
func (f *Fitted) Landmarks() *Landmarks {
	l := &Landmarks{Yaw: f.Yaw()}
	p := &f.Figure.Points
	l.Neck = f.pixel(p[BoneLeftUpperArm].Add(p[BoneRightUpperArm]).Mul(.5))
	l.Hip = f.pixel(p[BoneLeftThigh].Add(p[BoneRightThigh]).Mul(.5))
	l.Chin, l.Crown = f.pixel(p[Chin]), f.pixel(p[Crown])
	l.Crotch = f.crotch()
	front, back := f.halves(NeckRing)
	l.NeckFront, l.NeckBack = front, back
	for i := range l.Side {
		body := i // seen from behind, the body's left is the image's left
		if !f.Mirrored() {
			body = 1 - i
		}
		l.Side[i] = f.sideMarks(body)
		l.Side[i].NeckSide = front[i*(len(front)-1)]
	}
	f.setLevels(l)
	return l
}

// pixel projects a point of view space.
func (f *Fitted) pixel(v Vec) raster.Pt {
	x, y, _ := f.Camera.Project(v)
	return raster.Pt{X: x, Y: y}
}

// sideMarks are those of a body side.
func (f *Fitted) sideMarks(side int) SideMarks {
	s := SideMarks{Body: side, Arm: f.Arm(side), Leg: f.Leg(side)}
	ring := f.Model.Ring(LeftArmhole+Ring(side), f.Figure.V)
	low := f.Model.armpit[side]
	for i := range len(ring) + 1 {
		q := f.pixel(ring[i%len(ring)])
		if i <= low {
			s.Armhole = append(s.Armhole, q)
		}
		if i >= low {
			s.ArmholeBack = append([]raster.Pt{q}, s.ArmholeBack...)
		}
	}
	s.Tip, s.Armpit = s.Armhole[0], s.Armhole[low]
	s.Elbow, s.Wrist = s.Arm[stationsPerBone], s.Arm[2*stationsPerBone]
	s.Knee, s.Ankle = s.Leg[stationsPerBone], s.Leg[2*stationsPerBone]
	hand, foot := LeftFingertip, LeftToe
	if side == 1 {
		hand, foot = RightFingertip, RightToe
	}
	s.Hand, s.Foot = f.pixel(f.Figure.Points[hand]), f.pixel(f.Figure.Points[foot])
	s.Raised = s.Elbow.At.Y < s.Arm[0].At.Y
	return s
}

// halves cuts the neck's ring at its leftmost and rightmost points in the
// picture and returns the lower half (the front, seen from any height that
// photos are taken from) and the upper, both from left to right.
func (f *Fitted) halves(r Ring) (front, back []raster.Pt) {
	ring := f.Model.Ring(r, f.Figure.V)
	pts := make([]raster.Pt, len(ring))
	left, right := 0, 0
	for i, v := range ring {
		pts[i] = f.pixel(v)
		if pts[i].X < pts[left].X {
			left = i
		}
		if pts[i].X > pts[right].X {
			right = i
		}
	}
	walk := func(from, to, step int) (out []raster.Pt, depth float64) {
		for i := from; ; i = (i + step + len(ring)) % len(ring) {
			out = append(out, pts[i])
			depth -= ring[i][2]
			if i == to {
				return out, depth / float64(len(out))
			}
		}
	}
	a, da := walk(left, right, 1)
	b, db := walk(left, right, -1)
	if da > db {
		a, b = b, a
	}
	return a, b
}

// crotch is the lowest point between the legs.
func (f *Fitted) crotch() raster.Pt {
	v := f.Figure.V[f.Model.crotch]
	return f.pixel(Vec{float64(v[0]), float64(v[1]), float64(v[2])})
}

// setLevels finds the sides of the trunk.
func (f *Fitted) setLevels(l *Landmarks) {
	trunk := f.Draw(f.W, f.H, Torso, LeftThigh, RightThigh).Mask()
	axis := l.Hip.Sub(l.Neck)
	across := axis.Unit().Perp()
	if across.X < 0 {
		across = across.Mul(-1)
	}
	for i := range levelCount {
		v := firstLevel + (lastLevel-firstLevel)*float64(i)/(levelCount-1)
		q := l.Neck.Add(axis.Mul(v))
		a, b, ok := span(trunk, q, across, f.Unit)
		if !ok {
			continue
		}
		l.Levels = append(l.Levels, Level{v, q.Add(across.Mul(a)), q.Add(across.Mul(b))})
	}
	l.Waist = pick(l.Levels, highWaist, lowWaist, usualWaist, func(a, b float64) bool { return a < b })
	l.Hips = pick(l.Levels, highHips, lowHips, 1, func(a, b float64) bool { return a > b })
}

// span finds the outermost set pixels on the line through q, within reach.
func span(m *raster.Mask, q, across raster.Pt, reach float64) (a, b float64, ok bool) {
	a, b = math.Inf(1), math.Inf(-1)
	for t := -reach; t <= reach; t += .5 {
		p := q.Add(across.Mul(t))
		if m.Has(int(math.Round(p.X)), int(math.Round(p.Y))) {
			a, b = math.Min(a, t), math.Max(b, t)
		}
	}
	return a, b, b > a
}

// pick chooses the best level by width between two heights; when that is at the
// end of the range there is no such place, and the one at the usual height is
// taken. The zero Level without levels.
func pick(levels []Level, hi, lo, usual float64, better func(a, b float64) bool) Level {
	best, first, last, near := -1, -1, -1, -1
	for i, l := range levels {
		if near < 0 || math.Abs(l.V-usual) < math.Abs(levels[near].V-usual) {
			near = i
		}
		if l.V < hi || l.V > lo {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		if best < 0 || better(l.Width(), levels[best].Width()) {
			best = i
		}
	}
	switch {
	case near < 0:
		return Level{}
	case best < 0 || best == first || best == last:
		return levels[near]
	}
	return levels[best]
}
