package nets

import (
	"math"

	"lookbook/engine/raster"
)

// Point is a position in pixels.
type Point = raster.Pt

// Box is an upright rectangle in pixels; it may reach beyond the picture.
type Box struct{ X0, Y0, X1, Y1 float64 }

// W returns the width.
func (b Box) W() float64 { return b.X1 - b.X0 }

// H returns the height.
func (b Box) H() float64 { return b.Y1 - b.Y0 }

// Has tells whether the point lies inside.
func (b Box) Has(p Point) bool { return p.X >= b.X0 && p.X < b.X1 && p.Y >= b.Y0 && p.Y < b.Y1 }

// Area returns the area, 0 for an empty box.
func (b Box) Area() float64 { return math.Max(0, b.W()) * math.Max(0, b.H()) }

// Center returns the middle.
func (b Box) Center() Point { return Point{X: (b.X0 + b.X1) / 2, Y: (b.Y0 + b.Y1) / 2} }

// Intersect returns the common part of two boxes, possibly empty.
func (b Box) Intersect(o Box) Box {
	return Box{math.Max(b.X0, o.X0), math.Max(b.Y0, o.Y0), math.Min(b.X1, o.X1), math.Min(b.Y1, o.Y1)}
}

// Overlap returns the area in common divided by the area of both, 0..1.
func (b Box) Overlap(o Box) float64 {
	both := b.Intersect(o).Area()
	if both <= 0 {
		return 0
	}
	return both / (b.Area() + o.Area() - both)
}

// ROI is the turned square that a network sees.
type ROI struct {
	Center Point
	// Size is the side in pixels.
	Size float64
	// Angle in radians turns the upright crop clockwise (y points down) into
	// the picture.
	Angle float64
}

// Detection is one person found by PoseDetection.
type Detection struct {
	// Score 0..1; above 0.5 is a person, real ones are mostly above 0.8.
	Score float64
	// Box is where the network puts the head and shoulders (not the body).
	Box Box
	// Hips is the middle of the hips, Reach lies on the circle around it that
	// holds the whole body, in the direction of the head.
	Hips, Reach Point
}

// Body estimates the upright box of the whole body: from the top of the circle
// to as far below the hips, and as wide as a person who stands.
func (d Detection) Body() Box {
	half := d.Reach.Sub(d.Hips)
	top, low := d.Hips.Add(half), d.Hips.Sub(half)
	wide := 0.25 * half.Len()
	return Box{
		math.Min(top.X, low.X) - wide, math.Min(top.Y, low.Y),
		math.Max(top.X, low.X) + wide, math.Max(top.Y, low.Y),
	}
}

// ROI returns the square that PoseLandmark should look at.
func (d Detection) ROI() ROI { return roiFrom(d.Hips, d.Reach) }

// Landmark is one point of a skeleton.
type Landmark struct {
	X, Y float64
	// Z is the depth in pixels of the picture, relative to the middle of the
	// hips, smaller is nearer to the camera.
	Z float64
	// Visibility 0..1: the point can be seen. Presence 0..1: it lies inside
	// the picture.
	Visibility, Presence float64
}

// At returns the position.
func (l Landmark) At() Point { return Point{X: l.X, Y: l.Y} }

// Pose is the skeleton of one person.
type Pose struct {
	// Score is the network's belief that somebody is there, 0..1. It stays
	// near 1 on wrongly folded skeletons: use Agreement as well.
	Score float64
	// Points are the 33 BlazePose landmarks, indexed by the constants Nose to
	// RightFootIndex.
	Points [PosePoints]Landmark
	// World are the same points in meters around the middle of the hips: x to
	// the right of the picture, y down, z away from the camera; the turn of
	// the ROI is taken out.
	World [PosePoints][3]float64
	// Mask is the probability that a pixel shows the person, as large as the
	// picture; 0 outside the ROI.
	Mask *raster.Plane
	// ROI is the square of the last pass.
	ROI ROI
}

// Box returns the upright box round all points, whether visible or not.
func (p *Pose) Box() Box {
	b := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, l := range p.Points {
		b.X0, b.Y0 = math.Min(b.X0, l.X), math.Min(b.Y0, l.Y)
		b.X1, b.Y1 = math.Max(b.X1, l.X), math.Max(b.Y1, l.Y)
	}
	return b
}

// KeyPoint is one point of the second opinion.
type KeyPoint struct {
	X, Y float64
	// Score 0..1; under 0.3 the point is a guess.
	Score float64
}

// SecondPose holds the 17 COCO points of MoveNet, indexed by the constants
// MoveNose to MoveRightAnkle.
type SecondPose struct {
	Points [MovePoints]KeyPoint
}

// Hand is one hand.
type Hand struct {
	// Presence 0..1: a hand is in the crop; under 0.5 ignore the points.
	Presence float64
	// Right is the network's belief, 0..1, that this is a right hand of the
	// person.
	Right float64
	// Points: 0 wrist, then four per finger from the root to the tip: thumb
	// 1-4, index 5-8, middle 9-12, ring 13-16, little finger 17-20.
	Points [HandPoints]Point
	// Z is the depth of each point in pixels, relative to the wrist, smaller is
	// nearer.
	Z [HandPoints]float64
	// ROI is the square the network saw.
	ROI ROI
}

// Face is one face found by FaceDetection.
type Face struct {
	// Score 0..1; above 0.5 is a face.
	Score float64
	Box   Box
	// Points in this order: the eye on the left of the picture (the person's
	// right), the other eye, nose tip, mouth, the ear on the left of the
	// picture, the other ear.
	Points [FacePoints]Point
}

// Mesh is the surface of one face.
type Mesh struct {
	// Sure 0..1: a face is in the crop; under 0.5 ignore the points.
	Sure float64
	// Points in the order of the MediaPipe face mesh (10 top of the forehead,
	// 152 chin, 234 and 454 the sides).
	Points [MeshPoints]Point
	// Z is the depth of each point in pixels, smaller is nearer.
	Z [MeshPoints]float64
}

// Group is what a picture shows, judged by grouped ImageNet classes.
type Group int

// Groups of ImageNet classes.
const (
	GroupClothing Group = iota
	GroupBag
	GroupShoes
	// GroupAccessory is worn but none of the above: glasses, hats, ties,
	// jewelry, watches.
	GroupAccessory
	// GroupPerson is a person's role (bridegroom, ballplayer, diver).
	GroupPerson
	GroupOther
	groupCount
)

// Features is what EfficientNet says on a picture.
type Features struct {
	// Embedding has 1280 numbers and length 1; the dot product of two is 1 for
	// duplicates, above 0.8 for look-alikes, near 0.3 for unrelated pictures.
	Embedding []float32
	// Groups are probabilities that sum to 1, indexed by Group.
	Groups [groupCount]float64
	// Top are the most likely ImageNet classes, best first.
	Top []Class
	// P are the probabilities of all 1000 ImageNet classes, by Class.Index.
	P []float64
}

// Class is one ImageNet class.
type Class struct {
	// Index 0..999 in the usual order, Name in English.
	Index int
	Name  string
	P     float64
}

// Best returns the most likely group and its probability.
func (f Features) Best() (Group, float64) {
	best := GroupOther
	for g, p := range f.Groups {
		if p > f.Groups[best] {
			best = Group(g)
		}
	}
	return best, f.Groups[best]
}
