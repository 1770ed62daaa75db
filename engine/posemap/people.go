package posemap

import (
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// seen is the confidence from which on a point counts; the reference takes the
// same share of its own scores.
const seen = 0.3

// bodyOf names, for each joint but the neck, the landmark of a vision.Skeleton.
var bodyOf = [Joints]int{0, -1, 12, 14, 16, 11, 13, 15, 24, 26, 28, 23, 25, 27, 5, 2, 8, 7}

// faceOf names the points of the face mesh that lie where those of iBUG 300-W
// do: jaw, brows, nose, eyes, outer and inner lips.
var faceOf = [68]int{
	162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389,
	71, 63, 105, 66, 107, 336, 296, 334, 293, 301,
	168, 197, 5, 4, 75, 97, 2, 326, 305,
	33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380,
	61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181,
	78, 82, 13, 312, 308, 317, 14, 87,
}

// Of is the pose of a person that was seen in a picture.
func Of(p *vision.Person) Pose {
	var out Pose
	at := func(q raster.Pt, sure float64) Point {
		f := Point{X: q.X / float64(p.W), Y: q.Y / float64(p.H)}
		f.Seen = sure >= seen && f.X >= 0 && f.X < 1 && f.Y >= 0 && f.Y < 1
		return f
	}
	points := p.Skeleton.Points
	for i, k := range bodyOf {
		if k >= 0 {
			out.Body[i] = at(points[k].Pt, points[k].Visibility)
		}
	}
	left, right := points[11], points[12]
	out.Body[1] = at(left.Add(right.Pt).Mul(0.5), math.Min(left.Visibility, right.Visibility))
	for _, h := range p.Hands {
		var hand []Point
		for _, q := range h {
			hand = append(hand, at(q, 1))
		}
		if hand != nil {
			out.Hands = append(out.Hands, hand)
		}
	}
	if p.Face.Found && len(p.Face.Mesh) > 454 {
		for _, k := range faceOf {
			out.Face = append(out.Face, at(p.Face.Mesh[k], 1))
		}
	}
	return out
}
