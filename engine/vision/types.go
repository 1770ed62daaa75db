// Package vision says what is in a picture: the skeleton, face, hands, mask
// and parse map of a person; the cut-out, kind, landmarks and palette of a
// garment.
//
// Networks live in engine/vision/nets; this package turns their outputs into
// the plain data below. All positions are pixels of the *working picture*:
// the upright sRGB picture scaled down (never up) so that its height is at
// most WorkHeight; Scale leads back to the full picture. "l" and "r" (index 0
// and 1) are the image's left and right, not the person's.
package vision

import (
	"lookbook/engine"
	"lookbook/engine/body"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
)

// WorkHeight is the largest height in pixels at which people are analysed;
// the trials' figures were measured there.
const WorkHeight = 1024

// GarmentHeight is the largest height at which garments are cut out.
const GarmentHeight = 1100

// Landmark is one skeleton point.
type Landmark struct {
	raster.Pt
	// Z is the depth relative to the hips in pixels, smaller = nearer.
	Z float64
	// Visibility 0..1.
	Visibility float64
	// World is the position in metres relative to the hips: x right, y down,
	// z away, in the upright picture's axes.
	World [3]float64
}

// Skeleton holds the 33 BlazePose landmarks in their published order.
type Skeleton struct {
	Points [33]Landmark
	// Agreement with the second pose network 0..1 (share of the joints seen
	// by both that lie within 0.25 shoulder widths).
	Agreement float64
	// Fallback is true when the second network's joints replaced a folded
	// skeleton; hands and feet are then unknown.
	Fallback bool
}

// Limbs are the joints of one image side.
type Limbs struct {
	Shoulder, Elbow, Wrist, Index, Pinky, Thumb Landmark
	Hip, Knee, Ankle, Heel, Foot                Landmark
}

// Person is everything that dressing needs to know about one person in one
// picture.
type Person struct {
	// W, H of the working picture; Scale = full width / W.
	W, H  int
	Scale float64
	// Image is the working picture.
	Image    *raster.RGB
	Skeleton Skeleton
	// Side holds the limbs of the image's left [0] and right [1].
	Side [2]Limbs
	// N is the middle of the shoulders, Hip that of the hips; Axis is the
	// unit vector N→Hip, Perp the unit vector across to image right.
	N, Hip, Axis, Perp raster.Pt
	// Ref is the unit of body size in pixels: max(shoulder distance, 0.62
	// Torso). ShoulderWidth and Torso (|N Hip|) in pixels.
	Ref, ShoulderWidth, Torso float64

	// Face: Found tells whether the mesh is usable; Mesh has 468 points.
	// Without a face, Center, Width, Height and Chin are estimates.
	Face Face
	// Hands seen, by image side; nil where none.
	Hands [2][]raster.Pt

	// Mask is the person, 0..1, edges refined on the working picture.
	Mask *raster.Plane
	// Labels is the parse map of the working picture.
	Labels *ParseMap
	// Probability planes 0..1 at working size, edges refined, inside Mask.
	Hair, Skin, Upper, Lower, LegSkin *raster.Plane
	// Shoes, and Other: things carried.
	Shoes, Other *raster.Plane
	// SkinLab is the median skin tone, CIE Lab; SkinSeen is false when it is
	// a default.
	SkinLab  [3]float64
	SkinSeen bool
	// SleeveEnd is the share of each arm (image side; 0 shoulder, 1 wrist) that
	// the old clothes cover, HemEnd that of each leg (0 hip, 1 ankle).
	SleeveEnd, HemEnd [2]float64
	// WaistV is the height v of the border between upper and lower clothes.
	WaistV float64
	// OnePiece: upper and lower clothes look like one garment.
	OnePiece bool
	// Sure is the confidence in OnePiece, 0..1.
	OnePieceSure float64

	// OpenFront: an open jacket is worn, whose fronts are the outer garment.
	OpenFront bool

	// Widths are measured half widths of the torso, see HalfWidth.
	Widths WidthProfile

	// Body is the body fitted to the person, in pixels of the working picture;
	// nil when none was fitted, and in the stage cache. Fields then come from
	// skeleton and outline alone.
	Body *body.Fitted `json:"-"`

	// View is "front", "three-quarter", "profile" or "back".
	View string
	// CanTop and CanBottom say which region can be dressed.
	CanTop, CanBottom bool
	Notices           []engine.Notice
}

// Face of a person.
type Face struct {
	Found  bool
	Mesh   []raster.Pt // 468 points, nil when not found
	Center raster.Pt
	Chin   raster.Pt
	Width  float64
	Height float64
}

// WidthProfile holds half widths of the body without arms at heights v along
// the torso axis (0 = shoulders, 1 = hips).
type WidthProfile struct {
	V []float64
	// Half[side][i] in pixels; Measured tells seen from guessed.
	Half     [2][]float64
	Measured [2][]bool
}

// HalfWidth returns the smoothed half width in pixels at v on a side.
func (p *Person) HalfWidth(v float64, side int) float64 {
	w := p.Widths
	if len(w.V) == 0 {
		return 0.5 * p.Ref
	}
	return raster.Interp(v, w.V, w.Half[side])
}

// At returns the position at height v (torso lengths below the shoulders) and
// x pixels to the image's right of the axis.
func (p *Person) At(v, x float64) raster.Pt {
	return p.N.Add(p.Axis.Mul(p.Torso * v)).Add(p.Perp.Mul(x))
}

// Depth is the height v of a position, the inverse of At.
func (p *Person) Depth(q raster.Pt) float64 { return q.Sub(p.N).Dot(p.Axis) / p.Torso }

// Lateral is the distance x of a position from the axis, the inverse of At.
func (p *Person) Lateral(q raster.Pt) float64 { return q.Sub(p.N).Dot(p.Perp) }

// Labels of a ParseMap.
const (
	LabelBackground = iota
	LabelHair
	LabelFace
	LabelSkin // neck, arms, hands, midriff
	LabelUpper
	LabelLower
	LabelOnePiece
	LabelLegSkin
	LabelShoes
	LabelOther
	LabelCount
)

// ParseMap is one label a pixel at working size.
type ParseMap struct {
	W, H int
	Pix  []uint8
}

// Garment is everything that dressing needs to know about one garment in one
// picture. Positions are pixels of Image (the garment's working picture).
type Garment struct {
	W, H  int
	Scale float64 // full width / W
	// Image is the working picture with background colours replaced near the
	// edge of the cut-out (decontaminated); Alpha the cut-out 0..1.
	Image *raster.RGB
	Alpha *raster.Plane
	// OwnAlpha is true when the file brought its cut-out as transparency.
	OwnAlpha bool

	Category recipe.Category
	Kind     recipe.Kind
	KindSure float64
	Sleeve   string
	Worn     bool
	Marks    Landmarks
	Palette  []engine.Swatch
	Notices  []engine.Notice

	// hidden are parts of a worn garment that something hides; nil for none.
	hidden *raster.Mask
}

// Landmarks of a garment. Fields that a kind does not have are zero or nil.
type Landmarks struct {
	// Box of the cut-out x0, y0, x1, y1 (inclusive), Axis the x of its middle
	// line at mid height, AxisTop that between the armpits or waist edges.
	Box           [4]float64
	Axis, AxisTop float64

	// Tops and one-pieces. Half is half the distance of the armpits.
	Half     float64
	Armpit   [2]raster.Pt
	Slit     [2]raster.Pt // where a hanging sleeve separates from the body
	Shoulder [2]raster.Pt
	Neck     [2]raster.Pt // neck side points
	NeckLow  raster.Pt    // lowest point of the neckline
	NeckDeep float64      // depth of the neckline below the neck points
	// BackPanel is true when an inner back panel is seen and must be cut away:
	// what Opening covers, or without Opening what lies above an arc of depth
	// NeckDeep between the neck points.
	BackPanel bool
	// Opening covers what a flat garment shows inside its front neckline (the
	// inside of the back, lining, label, back of the collar) and everything
	// above that; NeckLow is its lowest point. It is as large as the working
	// picture; nil when no such thing is seen. The stage cache keeps it with
	// the sleeves' masks.
	Opening *raster.Mask `json:"-"`
	// Hood is true when the garment has a hood standing above the neck points,
	// which then are its corners with the shoulders. Worn, it lies behind and
	// around the head; nothing of it is cut away.
	Hood    bool
	Sleeves [2]*Sleeve // nil = none on that side
	// SleeveRatio is the mean sleeve length over the armpit distance.
	SleeveRatio float64
	// HemY is the row of the hem's middle.
	HemY float64
	// Levels are rows between armpits (or waist) and hem; Sides the outline
	// at them.
	Levels []float64
	Sides  [2][]raster.Pt

	// Bottoms.
	Waist  [2]raster.Pt
	Crotch raster.Pt
	// HipRows are the outer edges at half rise and at the crotch.
	HipRows [][2]raster.Pt
	// Legs holds, per side, stations down the leg.
	Legs [2][]LegStation
}

// LegStation is one level of a trouser leg.
type LegStation struct {
	// Left and Right edge of the leg at the share T of the inseam.
	Left, Right raster.Pt
	T           float64
}

// Sleeve of a flat or worn garment.
type Sleeve struct {
	// Seam is the middle of the line shoulder–armpit; CuffOuter and CuffInner
	// the corners of the cuff.
	Seam, CuffOuter, CuffInner raster.Pt
	Length                     float64
	// T are shares of the length, Outer and Inner the outline there.
	T            []float64
	Outer, Inner []raster.Pt
	// Cap is the point of the outline farthest above the line from neck to
	// cuff; HasCap tells whether it stands out.
	Cap    raster.Pt
	HasCap bool
	// Mask of the sleeve's pixels at the garment's working size.
	Mask *raster.Mask
}
