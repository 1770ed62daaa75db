package vision

import (
	"math"
	"strconv"

	"lookbook/engine"
	"lookbook/engine/vision/nets"
)

// Views of a person.
const (
	ViewFront        = "front"
	ViewThreeQuarter = "three-quarter"
	ViewProfile      = "profile"
	ViewBack         = "back"
)

// judge says from where the person is seen, what can be dressed and what to
// look at.
func judge(p *Person, ev *evidence) {
	p.View = viewOf(p)
	shoulders, hips, legs := p.dressable()
	judgeCut(p, shoulders, hips, legs)
	judgeView(p)
	judgePose(p)
	if ev.skeleton.Fallback {
		p.note(engine.Info("person.second-opinion", "The joints come from the second pose network; hands and feet are guessed. Check the points."))
	}
	if ev.people > 1 {
		n := engine.Info("person.several", "The picture shows %d people; one is dressed, the others stay as they are.", ev.people)
		n.Args = map[string]string{"count": strconv.Itoa(ev.people)}
		p.note(n)
	}
}

// dressable sets CanTop and CanBottom by what the picture's border leaves and
// by the view.
func (p *Person) dressable() (shoulders, hips, legs bool) {
	shoulders = p.inPicture(p.Side[0].Shoulder) && p.inPicture(p.Side[1].Shoulder)
	hips = p.inPicture(p.Side[0].Hip) && p.inPicture(p.Side[1].Hip)
	legs = hips && p.At(1.35, 0).Y < float64(p.H)
	p.CanTop = shoulders && p.At(.6, 0).Y < float64(p.H) && p.View != ViewBack && p.View != ViewProfile
	p.CanBottom = legs
	return shoulders, hips, legs
}

func (p *Person) note(n engine.Notice) { p.Notices = append(p.Notices, n) }

// inPicture tells whether a joint lies inside the picture, with a margin for
// what hangs on it.
func (p *Person) inPicture(l Landmark) bool {
	m := .04 * p.Ref
	return l.X > -m && l.Y > -m && l.X < float64(p.W)+m && l.Y < float64(p.H)+m && l.Visibility > .05
}

// yaw is the turn of the shoulders in degrees, 0 facing the camera, from the
// world landmarks, which exaggerate it; 0 when there are none.
func yaw(p *Person) float64 {
	l, r := p.Skeleton.Points[nets.LeftShoulder].World, p.Skeleton.Points[nets.RightShoulder].World
	dx, dz := l[0]-r[0], l[2]-r[2]
	if dx == 0 && dz == 0 {
		return 0
	}
	return math.Atan2(dz, dx) * 180 / math.Pi
}

// Turns of a fitted body, in degrees, from which a person is seen turned and
// from the side. Half of all fits are within 3 degrees, nine of ten within 8.
// Over 20 degrees the middle of a front moves by a third of its half width; over
// 55 most of what is seen is the side.
const (
	turnedFrom  = 20
	profileFrom = 55
)

// viewOf: the person's left shoulder is at the picture's right from the
// front; from the back they change places and no face is seen. How far it is
// turned tells the fitted body; without one a narrow shoulder line or a large
// turn of the skeleton is a profile.
func viewOf(p *Person) string {
	left, right := p.Skeleton.Points[nets.LeftShoulder], p.Skeleton.Points[nets.RightShoulder]
	across := left.Sub(right.Pt).Dot(p.Perp)
	if p.Skeleton.Fallback && !p.Face.Found || left.Visibility < .3 && right.Visibility < .3 {
		// The second network guesses sides where it sees no head.
		return ViewFront
	}
	if across < -.2*p.Torso && !p.Face.Found {
		return ViewBack
	}
	if p.Body != nil {
		return viewAt(math.Abs(p.Body.Yaw()) * 180 / math.Pi)
	}
	turn, narrow := math.Abs(yaw(p)), p.ShoulderWidth/p.Torso
	switch {
	case narrow < .28 || turn > 62 && narrow < .45:
		return ViewProfile
	case narrow < .45 || turn > 28:
		return ViewThreeQuarter
	}
	return ViewFront
}

// viewAt is the view of a body turned by so many degrees.
func viewAt(turn float64) string {
	switch {
	case turn >= profileFrom:
		return ViewProfile
	case turn >= turnedFrom:
		return ViewThreeQuarter
	}
	return ViewFront
}

func judgeCut(p *Person, shoulders, hips, legs bool) {
	switch {
	case !shoulders && legs:
		p.note(engine.Warn("person.only-legs", "Only the lower body is in the picture: trousers, shorts and skirts can be put on, tops cannot."))
	case !shoulders:
		p.note(engine.Warn("person.cropped-top", "The shoulders are not both in the picture: tops cannot be put on. Use a photo from the shoulders down."))
	case !hips:
		p.note(engine.Warn("person.cropped-hips", "The hips are outside the picture: trousers and skirts cannot be put on, and a top is cut off by the picture's edge."))
	case !legs:
		p.note(engine.Warn("person.cropped-legs", "The picture ends above the thighs: trousers and skirts cannot be put on. Tops can."))
	}
}

func judgeView(p *Person) {
	switch p.View {
	case ViewBack:
		p.note(engine.Warn("person.back-view", "The person is seen from behind: fronts of tops do not belong there. Trousers and skirts can be tried. Use a front photo for tops."))
	case ViewProfile:
		p.note(engine.Warn("person.profile", "The person is seen from the side: garment pictures show the front, so tops cannot be put on and trousers will look flat. Use a photo from the front."))
	case ViewThreeQuarter:
		p.note(engine.Info("person.turned", "The person is turned a little; prints may sit off the middle."))
	}
}

// judgePose warns about poses that the flat fields do badly.
func judgePose(p *Person) {
	if armsCrossed(p) {
		p.note(engine.Warn("person.arms-crossed", "The arms are crossed in front of the body: sleeves and the middle of the garment will show faults."))
	}
	front := false
	for s := range p.Side {
		l := &p.Side[s]
		if l.Elbow.Visibility > .3 && p.Depth(l.Elbow.Pt) < -.05 {
			p.note(engine.Warn("person.arms-raised", "An elbow is above the shoulder: the sleeve and the shoulder on that side will show faults."))
			break
		}
	}
	for s, dir := range []float64{-1, 1} {
		l := &p.Side[s]
		half := p.HalfWidth(.6, s)
		inside := dir*p.Lateral(l.Elbow.Pt) < .5*half && l.Elbow.Z < l.Shoulder.Z
		front = front || inside && l.Elbow.Visibility > .3 && p.Depth(l.Elbow.Pt) > .1
	}
	if front {
		p.note(engine.Warn("person.elbow-front", "An elbow is in front of the body and hides part of the garment."))
	}
	if p.OpenFront {
		p.note(engine.Warn("person.open-jacket", "The jacket is worn open: it is taken off together with what is under it, and its edges may stay. A photo without a jacket gives better results."))
	}
	if seated(p) {
		p.note(engine.Warn("person.seated", "The person is sitting: trousers and skirts follow the thighs only roughly."))
	}
}

// armsCrossed: both wrists nearer to the other elbow than to their own hip,
// at the height of the chest or belly.
func armsCrossed(p *Person) bool {
	n := 0
	for s := range p.Side {
		own, other := &p.Side[s], &p.Side[1-s]
		v := p.Depth(own.Wrist.Pt)
		if own.Wrist.Visibility < .3 || v < .1 || v > .95 {
			continue
		}
		if own.Wrist.Sub(other.Elbow.Pt).Len() < .35*p.Ref {
			n++
		}
	}
	return n == 2
}

// seated: thighs foreshortened or lifted, while the knees are seen.
func seated(p *Person) bool {
	for s := range p.Side {
		l := &p.Side[s]
		if l.Knee.Visibility < .4 || l.Hip.Visibility < .4 {
			continue
		}
		thigh, shin := l.Knee.Sub(l.Hip.Pt), l.Ankle.Sub(l.Knee.Pt)
		down := thigh.Dot(p.Axis)
		if down < .45*p.Torso && l.Ankle.Visibility > .3 && shin.Len() > 1.4*math.Abs(down) {
			return true
		}
	}
	return false
}
