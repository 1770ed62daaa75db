package engine

import "lookbook/engine/recipe"

// Inspection says what is in a picture.
type Inspection struct {
	Width  int `json:"width"`
	Height int `json:"height"`
	// Shows is AsPerson or AsGarment: the reading that was used.
	Shows As `json:"shows"`
	// Sure is the confidence in Shows, 0..1; under 0.7 the user should look.
	Sure    float64         `json:"sure"`
	People  []PersonSummary `json:"people,omitempty"`
	Garment *GarmentSummary `json:"garment,omitempty"`
	Notices []Notice        `json:"notices,omitempty"`
	Profile string          `json:"profile,omitempty"` // embedded colour profile, in words
	Frames  int             `json:"frames,omitempty"`  // > 1 when the first frame of an animation was used
}

// PersonSummary describes one person in a picture, largest first; its position
// in Inspection.People is the index that recipes and the command line use.
type PersonSummary struct {
	// Box is x0, y0, x1, y1 in pixels of the upright picture.
	Box [4]float64 `json:"box"`
	// Chosen marks the person that the rest of the inspection is about.
	Chosen bool `json:"chosen"`
	// View is "front", "three-quarter", "profile" or "back".
	View string `json:"view"`
	// Parts that can be dressed in this picture.
	Top    bool `json:"top"`
	Bottom bool `json:"bottom"`
	// Points are the 33 BlazePose landmarks in pixels with visibility 0..1.
	Points []Point `json:"points,omitempty"`
	// SkinTone is "#rrggbb", empty when no skin was seen.
	SkinTone string `json:"skinTone,omitempty"`
	Face     bool   `json:"face"`
	Hands    int    `json:"hands"`
	// OnePiece is true when upper and lower clothes look like one garment.
	OnePiece bool `json:"onePiece"`
	// Waist is where the border between upper and lower clothes is, as in
	// recipe.PersonEdit; 0 = not seen.
	Waist float64 `json:"waist,omitempty"`
	// Group, Age and Build are guesses from the picture, as in
	// recipe.PersonEdit; empty and 0 when the picture does not tell.
	Group recipe.Group `json:"group,omitempty"`
	Age   float64      `json:"age,omitempty"`
	Build float64      `json:"build,omitempty"`
}

// Point is a named position in pixels of the upright picture.
type Point struct {
	Name string  `json:"name"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	// Visibility 0..1; 1 for garment landmarks.
	Visibility float64 `json:"visibility"`
}

// GarmentSummary describes the garment in a picture.
type GarmentSummary struct {
	Category recipe.Category `json:"category"`
	Kind     recipe.Kind     `json:"kind"`
	// KindSure is the confidence in Kind, 0..1; under 0.7 the user is asked.
	KindSure float64 `json:"kindSure"`
	// Sleeve is "none", "short", "elbow" or "long" for tops, one-pieces and
	// outerwear; empty otherwise.
	Sleeve string `json:"sleeve,omitempty"`
	// Worn is true when somebody wears the garment in the picture.
	Worn      bool       `json:"worn"`
	Box       [4]float64 `json:"box"`
	Landmarks []Point    `json:"landmarks,omitempty"`
	Palette   []Swatch   `json:"palette,omitempty"`
}

// Swatch is one palette cluster.
type Swatch struct {
	// Lab is CIE L*a*b* under D65 (L 0..100).
	Lab [3]float64 `json:"lab"`
	// Hex is the sRGB colour "#rrggbb".
	Hex string `json:"hex"`
	// Share of the garment's area, 0..1.
	Share float64 `json:"share"`
}
