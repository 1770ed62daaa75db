package recipe

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Range of a correction's number, both ends included.
type Range struct{ Low, High float64 }

// Ranges of the corrections; 0 means "not said" everywhere and is allowed too.
var (
	AgeRange       = Range{4, 100}
	BuildRange     = Range{-1, 1}
	WaistRange     = Range{0.5, 1.1}
	LengthRange    = Range{0.5, 2}
	LoosenessRange = Range{0.7, 1.6}
	SleevesRange   = Range{0.5, 2}
	// CentimeterRange spans a doll's collar and a wedding dress.
	CentimeterRange = Range{1, 300}
)

// Holds reports whether x lies in the range.
func (r Range) Holds(x float64) bool { return x >= r.Low && x <= r.High }

// Clip returns the number of the range that is nearest to x.
func (r Range) Clip(x float64) float64 { return min(max(x, r.Low), r.High) }

// maxPoints bounds the moved points of one picture: more than any picture has.
const maxPoints = 200

// maxPixel bounds the coordinates of a moved point; pictures are far smaller.
const maxPixel = 1 << 20

// Mistake is a correction that cannot be right.
type Mistake struct {
	// Field is the JSON name of what is wrong ("waist"), with the point's or
	// measure's name behind a dot ("points.left_knee").
	Field string
	// Range that a number must be in; zero when it is not about a range.
	Range Range
}

// Error says what is wrong.
func (m *Mistake) Error() string {
	if m.Range == (Range{}) {
		return m.Field + " is not known or makes no sense"
	}
	return fmt.Sprintf("%s must be %g to %g", m.Field, m.Range.Low, m.Range.High)
}

// number checks one number, for which 0 means "not said".
func number(field string, x float64, r Range) error {
	if x == 0 || r.Holds(x) {
		return nil
	}
	return &Mistake{Field: field, Range: r}
}

// Check returns a *Mistake when the correction is out of its ranges.
func (e PersonEdit) Check() error {
	if e.Index < 0 {
		return &Mistake{Field: "index"}
	}
	if e.Group != "" && !slices.Contains(Groups(), e.Group) {
		return &Mistake{Field: "group"}
	}
	for _, n := range []struct {
		field string
		x     float64
		r     Range
	}{{"age", e.Age, AgeRange}, {"build", e.Build, BuildRange}, {"waist", e.Waist, WaistRange}} {
		if err := number(n.field, n.x, n.r); err != nil {
			return err
		}
	}
	return checkPoints(e.Points)
}

// Check returns a *Mistake when the correction is out of its ranges.
func (e GarmentEdit) Check() error {
	if e.Index < 0 {
		return &Mistake{Field: "index"}
	}
	if e.Kind != KindAuto && !slices.Contains(Kinds(), e.Kind) {
		return &Mistake{Field: "kind"}
	}
	for _, n := range []struct {
		field string
		x     float64
		r     Range
	}{{"length", e.Length, LengthRange}, {"looseness", e.Looseness, LoosenessRange}, {"sleeves", e.Sleeves, SleevesRange}} {
		if err := number(n.field, n.x, n.r); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Centimeters)) {
		if !slices.Contains(Measures(), name) {
			return &Mistake{Field: "centimeters." + name}
		}
		if !CentimeterRange.Holds(e.Centimeters[name]) {
			return &Mistake{Field: "centimeters." + name, Range: CentimeterRange}
		}
	}
	return checkPoints(e.Points)
}

func checkPoints(points map[string][2]float64) error {
	if len(points) > maxPoints {
		return &Mistake{Field: "points"}
	}
	for _, name := range slices.Sorted(maps.Keys(points)) {
		for _, x := range points[name] {
			if math.IsNaN(x) || math.Abs(x) > maxPixel {
				return &Mistake{Field: "points." + name}
			}
		}
	}
	return nil
}

// PointName is the one way of writing a point's name: lower case with
// underscores ("left_elbow").
func PointName(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "-", "_")
}
