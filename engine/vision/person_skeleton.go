package vision

import (
	"math"
	"strings"

	"lookbook/engine/raster"
	"lookbook/engine/vision/nets"
)

// skeletonOf copies the landmarks of a pose.
func skeletonOf(p *nets.Pose) Skeleton {
	var s Skeleton
	for i, l := range p.Points {
		s.Points[i] = Landmark{
			Pt: raster.Pt{X: l.X - 0.5, Y: l.Y - 0.5}, Z: l.Z,
			Visibility: l.Visibility * l.Presence, World: p.World[i],
		}
		if l.Presence == 0 {
			s.Points[i].Visibility = l.Visibility
		}
	}
	return s
}

// moveJoints pairs the points of the second network with those of the first.
var moveJoints = [][2]int{
	{nets.MoveNose, nets.Nose},
	{nets.MoveLeftEye, nets.LeftEye},
	{nets.MoveRightEye, nets.RightEye},
	{nets.MoveLeftEar, nets.LeftEar},
	{nets.MoveRightEar, nets.RightEar},
	{nets.MoveLeftShoulder, nets.LeftShoulder},
	{nets.MoveRightShoulder, nets.RightShoulder},
	{nets.MoveLeftElbow, nets.LeftElbow},
	{nets.MoveRightElbow, nets.RightElbow},
	{nets.MoveLeftWrist, nets.LeftWrist},
	{nets.MoveRightWrist, nets.RightWrist},
	{nets.MoveLeftHip, nets.LeftHip},
	{nets.MoveRightHip, nets.RightHip},
	{nets.MoveLeftKnee, nets.LeftKnee},
	{nets.MoveRightKnee, nets.RightKnee},
	{nets.MoveLeftAnkle, nets.LeftAnkle},
	{nets.MoveRightAnkle, nets.RightAnkle},
}

// sureMove is the score from which a point of the second network is seen.
const sureMove = 0.3

func meanScore(s *nets.SecondPose, points ...int) float64 {
	var sum float64
	for _, i := range points {
		sum += s.Points[i].Score
	}
	return sum / float64(len(points))
}

// trusted tells whether the second network sees a body: hips and either
// shoulders or knees.
func trusted(s *nets.SecondPose) bool {
	if meanScore(s, nets.MoveLeftHip, nets.MoveRightHip) < sureMove {
		return false
	}
	return meanScore(s, nets.MoveLeftShoulder, nets.MoveRightShoulder) >= sureMove ||
		meanScore(s, nets.MoveLeftKnee, nets.MoveRightKnee) >= sureMove
}

// legsSeen tells whether the second network sees hips and knees or knees and
// ankles of a person.
func legsSeen(s *nets.SecondPose) bool {
	hips := meanScore(s, nets.MoveLeftHip, nets.MoveRightHip)
	knees := meanScore(s, nets.MoveLeftKnee, nets.MoveRightKnee)
	ankles := meanScore(s, nets.MoveLeftAnkle, nets.MoveRightAnkle)
	return hips >= sureMove && knees >= sureMove || hips >= 0.2 && knees >= sureMove && ankles >= sureMove
}

// replaceJoints puts the joints of the second network into s. Hands and feet
// follow their wrist and ankle; everything unseen gets visibility 0.
func replaceJoints(s *Skeleton, m *nets.SecondPose) {
	s.Fallback = true
	old := s.Points
	for i := range s.Points {
		s.Points[i].Visibility = 0
		s.Points[i].World = [3]float64{}
		s.Points[i].Z = 0
	}
	for _, j := range moveJoints {
		k := m.Points[j[0]]
		l := &s.Points[j[1]]
		l.Pt, l.Visibility = raster.Pt{X: k.X - 0.5, Y: k.Y - 0.5}, k.Score
		if k.Score < sureMove {
			l.Visibility = k.Score * 0.5
		}
	}
	for _, f := range [][2]int{
		{nets.LeftWrist, nets.LeftElbow}, {nets.RightWrist, nets.RightElbow},
	} {
		d := s.Points[f[0]].Sub(s.Points[f[1]].Pt).Mul(0.3)
		for _, k := range []int{2, 4, 6} {
			s.Points[f[0]+k].Pt = s.Points[f[0]].Add(d)
		}
	}
	for _, a := range []int{nets.LeftAnkle, nets.RightAnkle} {
		shin := s.Points[a].Sub(s.Points[a-2].Pt)
		s.Points[a+2].Pt = s.Points[a].Add(shin.Mul(0.08))
		s.Points[a+4].Pt = s.Points[a].Add(shin.Mul(0.25))
		s.Points[a+4].X += old[a+4].X - old[a].X
		s.Points[a+4].X = raster.Clip(s.Points[a+4].X, s.Points[a].X-0.3*shin.Len(), s.Points[a].X+0.3*shin.Len())
	}
}

// torsoOverThigh is the usual length of the torso (shoulders to hips) in
// lengths of the thigh (hip to knee), from common body proportions: .288 and
// .245 of the stature.
const torsoOverThigh = 1.18

// legSkeleton makes a skeleton of legs alone; shoulders and arms are placed
// where they would be and have visibility 0.
func legSkeleton(m *nets.SecondPose) Skeleton {
	var s Skeleton
	replaceJoints(&s, m)
	hip := s.Points[nets.LeftHip].Lerp(s.Points[nets.RightHip].Pt, 0.5)
	knee := s.Points[nets.LeftKnee].Lerp(s.Points[nets.RightKnee].Pt, 0.5)
	down := knee.Sub(hip)
	for side, dir := range []float64{1, -1} {
		shoulder := hip.Sub(down.Mul(torsoOverThigh)).Add(down.Perp().Mul(-dir * 0.4))
		place := func(i int, p raster.Pt) {
			if l := &s.Points[i+side]; l.Visibility < sureMove {
				l.Pt, l.Visibility = p, 0
			}
		}
		place(nets.LeftShoulder, shoulder)
		place(nets.LeftElbow, shoulder.Add(down.Mul(0.65)))
		for _, i := range []int{nets.LeftWrist, nets.LeftPinky, nets.LeftIndex, nets.LeftThumb} {
			place(i, shoulder.Add(down.Mul(1.25)))
		}
	}
	head := hip.Sub(down.Mul(torsoOverThigh + 0.6))
	for i := nets.Nose; i <= nets.MouthRight; i++ {
		s.Points[i] = Landmark{Pt: head}
	}
	return s
}

// movePoints applies the user's corrections, given in pixels of the full
// picture under BlazePose names with hyphens or underscores. Unknown names
// and positions that are not finite are left out.
func movePoints(p *Person, points map[string][2]float64) {
	for name, at := range points {
		name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
		for i, n := range nets.PoseNames {
			if n == name && finite(at[0]) && finite(at[1]) {
				p.Skeleton.Points[i].Pt = raster.Pt{X: at[0]/p.Scale - 0.5, Y: at[1]/p.Scale - 0.5}
				p.Skeleton.Points[i].Visibility = 1
			}
		}
	}
}

// imageSide returns the image side (0 left) of the person's left (0) or right
// (1) limbs.
func imageSide(s *Skeleton, own int) int {
	if s.Points[nets.RightShoulder].X < s.Points[nets.LeftShoulder].X {
		return 1 - own
	}
	return own
}

// setFrame fills the limbs by image side and the torso frame.
func setFrame(p *Person) {
	pts := &p.Skeleton.Points
	for own := 0; own < 2; own++ {
		at := func(left int) Landmark { return pts[left+own] }
		p.Side[imageSide(&p.Skeleton, own)] = Limbs{
			Shoulder: at(nets.LeftShoulder), Elbow: at(nets.LeftElbow), Wrist: at(nets.LeftWrist),
			Index: at(nets.LeftIndex), Pinky: at(nets.LeftPinky), Thumb: at(nets.LeftThumb),
			Hip: at(nets.LeftHip), Knee: at(nets.LeftKnee), Ankle: at(nets.LeftAnkle),
			Heel: at(nets.LeftHeel), Foot: at(nets.LeftFootIndex),
		}
	}
	l, r := &p.Side[0], &p.Side[1]
	p.N = l.Shoulder.Lerp(r.Shoulder.Pt, 0.5)
	p.Hip = l.Hip.Lerp(r.Hip.Pt, 0.5)
	p.ShoulderWidth = r.Shoulder.Sub(l.Shoulder.Pt).Len()
	p.Torso = math.Max(p.Hip.Sub(p.N).Len(), 4)
	p.Axis = p.Hip.Sub(p.N).Unit()
	if p.Axis == (raster.Pt{}) {
		p.Axis = raster.Pt{Y: 1}
	}
	p.Perp = raster.Pt{X: p.Axis.Y, Y: -p.Axis.X}
	if p.Perp.X < 0 {
		p.Perp = p.Perp.Mul(-1)
	}
	p.Ref = math.Max(p.ShoulderWidth, 0.62*p.Torso)
}

// setFace fills the face from the mesh, or guesses it from the shoulders. A
// mesh far away from the shoulders or of an odd size belongs to somebody else
// or to a print.
func setFace(p *Person, mesh []raster.Pt) {
	if mesh != nil {
		top, chin := mesh[10], mesh[152]
		f := Face{
			Found: true, Mesh: mesh, Center: top.Lerp(chin, 0.5), Chin: chin,
			Width: mesh[234].Sub(mesh[454]).Len(), Height: top.Sub(chin).Len(),
		}
		odd := f.Height < 0.35*p.Ref || f.Height > 1.5*p.Ref
		if !odd || math.Abs(f.Center.X-p.N.X) <= 1.5*p.Ref {
			p.Face = f
			return
		}
	}
	up := p.Axis.Mul(-1)
	chin := p.N.Add(up.Mul(0.38 * p.Ref))
	p.Face = Face{Chin: chin, Center: chin.Add(up.Mul(0.3 * p.Ref)), Height: 0.62 * p.Ref, Width: 0.5 * p.Ref}
}
