// Package recipe holds everything that determines a result as plain data:
// inputs by digest, task, garments, corrections, pack, size and seed. A recipe
// has one canonical encoding and so one digest, which is the key under which
// the catalogue finds a result again.
//
// The package imports nothing of ours. Storage keeps recipes as opaque bytes.
package recipe

// Version of the encoding written by this program.
const Version = 1

// Task is one of the jobs of the studio.
type Task string

// Tasks.
const (
	ModelBased Task = "model-based" // dress the person in the user's photo
)

// Category of a garment.
type Category string

// Categories.
const (
	Clothing Category = "clothing"
	Bag      Category = "bag"
	Shoes    Category = "shoes"
	Other    Category = "other" // hats, ties, jewellery, things
)

// Kind of a piece of clothing.
type Kind string

// Kinds. KindAuto asks the engine to find out.
const (
	KindAuto      Kind = ""
	KindTop       Kind = "top"
	KindOuterwear Kind = "outerwear"
	KindTrousers  Kind = "trousers"
	KindShorts    Kind = "shorts"
	KindSkirt     Kind = "skirt"
	KindOnePiece  Kind = "one-piece"
)

// Kinds lists every kind of clothing except KindAuto.
func Kinds() []Kind {
	return []Kind{KindTop, KindOuterwear, KindTrousers, KindShorts, KindSkirt, KindOnePiece}
}

// Slot is the region of the body that a kind covers: "upper", "lower" or "whole".
func (k Kind) Slot() string {
	switch k {
	case KindTop, KindOuterwear:
		return "upper"
	case KindTrousers, KindShorts, KindSkirt:
		return "lower"
	case KindOnePiece:
		return "whole"
	}
	return ""
}

// Recipe determines one result picture.
type Recipe struct {
	Version int    `json:"version"`
	Task    Task   `json:"task"`
	Person  Person `json:"person"`
	// Garments in the order in which they are put on, innermost first.
	Garments []Garment `json:"garments"`
	// Pack names the engine tier, PackDigest what it consisted of (networks
	// and algorithm version): a new release of the algorithm is a new result.
	Pack       string `json:"pack"`
	PackDigest string `json:"packDigest"`
	// Size is the longest side of the result in pixels; 0 means that of the
	// person's photo, at most 4096.
	Size int `json:"size"`
	// Seed of film grain and other noise.
	Seed uint64 `json:"seed"`
}

// Person is the person to dress.
type Person struct {
	// Digest of the photo's bytes, hexadecimal SHA-256.
	Digest string     `json:"digest"`
	Edit   PersonEdit `json:"edit"`
}

// PersonEdit holds what the user said about a person's picture. The zero
// value lets the engine decide everything.
type PersonEdit struct {
	// Index of the person when there are several, 0 = largest.
	Index int `json:"index,omitempty"`
	// Points moves skeleton landmarks by BlazePose name ("left_shoulder"),
	// in pixels of the upright picture.
	Points map[string][2]float64 `json:"points,omitempty"`
	// OnePiece settles "dress or two pieces"; nil = as seen.
	OnePiece *bool `json:"onePiece,omitempty"`
	// Group is who it is; "" = not said.
	Group Group `json:"group,omitempty"`
	// Age in years, 4 to 100; 0 = not said.
	Age float64 `json:"age,omitempty"`
	// Build is the body's fullness: -1 slim, 0 average or not said, 1 plus size.
	Build float64 `json:"build,omitempty"`
	// Waist is the height of the waistband in torso lengths below the shoulder
	// line (0 shoulders, 1 hips), 0.5 to 1.1; 0 = as seen.
	Waist float64 `json:"waist,omitempty"`
}

// Group of people that clothes are made for.
type Group string

// Groups.
const (
	Woman Group = "woman"
	Man   Group = "man"
	Girl  Group = "girl"
	Boy   Group = "boy"
)

// Groups lists them all.
func Groups() []Group { return []Group{Woman, Man, Girl, Boy} }

// Garment is one garment of a recipe.
type Garment struct {
	Digest string      `json:"digest"`
	Edit   GarmentEdit `json:"edit"`
	// Tucked puts the hem of a top under the waistband; nil = the default of
	// its kind (tops over bottoms are worn outside).
	Tucked *bool `json:"tucked,omitempty"`
}

// GarmentEdit holds what the user said about a garment's picture.
type GarmentEdit struct {
	Category Category `json:"category,omitempty"`
	Kind     Kind     `json:"kind,omitempty"`
	// Words from the file name or the catalog that may name the kind
	// ("denim jacket"); a hint only, Kind decides.
	Words string `json:"words,omitempty"`
	// Sleeve is "none", "short", "elbow", "long" or "" = as seen.
	Sleeve string `json:"sleeve,omitempty"`
	// Worn settles flat or worn; nil = as seen.
	Worn *bool `json:"worn,omitempty"`
	// Index of the wearer when several people are in the picture.
	Index int `json:"index,omitempty"`
	// Points moves garment landmarks by name, in pixels of the upright picture.
	Points map[string][2]float64 `json:"points,omitempty"`
	// Length scales the hem's distance from the armpit or waist, 0.5 to 2;
	// 0 means 1.
	Length float64 `json:"length,omitempty"`
	// Looseness scales the width of body and legs, 0.7 to 1.6; 0 means 1.
	Looseness float64 `json:"looseness,omitempty"`
	// Sleeves scales the length of the sleeves, 0.5 to 2; 0 means 1.
	Sleeves float64 `json:"sleeves,omitempty"`
	// Centimeters holds measures of the lying garment by name (see Measures);
	// what is given outweighs guesses from the picture.
	Centimeters map[string]float64 `json:"centimeters,omitempty"`
}

// Measures of a lying garment in centimeters: "length" from the highest point
// of the shoulder or the waistband to the hem, "chest" from armpit to armpit,
// "sleeve" from the shoulder seam to the cuff, "waist" across the waistband,
// "inseam" from the crotch to the hem.
func Measures() []string { return []string{"length", "chest", "sleeve", "waist", "inseam"} }
