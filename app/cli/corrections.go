package cli

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/recipe"
)

// corrections are what the user says about the pictures of a try-on. Changes
// are collected while flags are read and applied to what was said before.
type corrections struct {
	// fresh forgets what was said about these pictures before.
	fresh    bool
	onePiece maybe
	person   []func(*recipe.PersonEdit)
	// garment holds the changes of each garment: flags belong to the
	// --garment before them.
	garment [][]func(*recipe.GarmentEdit)
}

// correctionFlags declares the flags; at says how many garments were named.
func correctionFlags(fs *flagSet, c *corrections, at func() int) {
	fs.BoolVar(&c.fresh, "as-seen", false, "forget what was said about these pictures before")
	fs.Var(&c.onePiece, "one-piece", "the person wears a dress; --one-piece=false: two pieces")
	one := func(name, words string, read func(string) (func(*recipe.PersonEdit), error)) {
		fs.Func(name, words, func(s string) error {
			change, err := read(s)
			c.person = append(c.person, change)
			return err
		})
	}
	one("group", "`WHO` it is: woman, man, girl or boy", readGroup)
	one("age", "the person's age in `YEARS`, 4 to 100", number(recipe.AgeRange, func(e *recipe.PersonEdit) *float64 { return &e.Age }))
	one("build", "`BUILD` of the body: slim, average, plus, or -1 to 1", readBuild)
	one("waist", "height `H` of the waistband, 0.5 to 1.1: 0 shoulders, 1 hips", number(recipe.WaistRange, func(e *recipe.PersonEdit) *float64 { return &e.Waist }))
	one("point", "puts a joint `AT` NAME=X,Y in pixels; NAME= takes it back", func(s string) (func(*recipe.PersonEdit), error) {
		name, at, err := readPoint(s)
		return func(e *recipe.PersonEdit) { e.Points = moved(e.Points, name, at) }, err
	})
	c.garmentFlags(fs, at)
}

func (c *corrections) garmentFlags(fs *flagSet, at func() int) {
	add := func(name, words string, read func(string) (func(*recipe.GarmentEdit), error)) {
		fs.Func(name, words, func(s string) error {
			change, err := read(s)
			if err != nil {
				return err
			}
			if at() == 0 {
				return fmt.Errorf("put --%s behind the --garment that it is about", name)
			}
			for len(c.garment) < at() {
				c.garment = append(c.garment, nil)
			}
			c.garment[at()-1] = append(c.garment[at()-1], change)
			return nil
		})
	}
	add("length", "times `X` as long as it is, 0.5 to 2, for the --garment before", number(recipe.LengthRange, func(e *recipe.GarmentEdit) *float64 { return &e.Length }))
	add("loose", "times `X` as wide, 0.7 to 1.6, for the --garment before", number(recipe.LoosenessRange, func(e *recipe.GarmentEdit) *float64 { return &e.Looseness }))
	add("sleeves", "sleeves times `X` as long, 0.5 to 2, for the --garment before", number(recipe.SleevesRange, func(e *recipe.GarmentEdit) *float64 { return &e.Sleeves }))
	add("cm", "`MEASURES` in centimeters, as length=62,chest=48, for the --garment before", readCentimeters)
	add("garment-point", "puts a landmark of the --garment before `AT` NAME=X,Y", func(s string) (func(*recipe.GarmentEdit), error) {
		name, at, err := readPoint(s)
		return func(e *recipe.GarmentEdit) { e.Points = moved(e.Points, name, at) }, err
	})
}

// number reads a factor or measure; 0 takes an earlier one back.
func number[E any](r recipe.Range, field func(*E) *float64) func(string) (func(*E), error) {
	return func(s string) (func(*E), error) {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || (x != 0 && !r.Holds(x)) {
			return nil, fmt.Errorf("say a number from %g to %g, or 0 for as seen", r.Low, r.High)
		}
		return func(e *E) { *field(e) = x }, nil
	}
}

func readGroup(s string) (func(*recipe.PersonEdit), error) {
	g := recipe.Group(strings.ToLower(s))
	if g != "" && !slices.Contains(recipe.Groups(), g) {
		return nil, errors.New("say woman, man, girl or boy")
	}
	return func(e *recipe.PersonEdit) { e.Group = g }, nil
}

func readBuild(s string) (func(*recipe.PersonEdit), error) {
	words := map[string]float64{"slim": recipe.BuildRange.Low, "average": 0, "plus": recipe.BuildRange.High}
	x, ok := words[strings.ToLower(s)]
	if !ok {
		var err error
		if x, err = strconv.ParseFloat(s, 64); err != nil || !recipe.BuildRange.Holds(x) {
			return nil, errors.New("say slim, average, plus or a number from -1 to 1")
		}
	}
	return func(e *recipe.PersonEdit) { e.Build = x }, nil
}

// readPoint reads "left_elbow=120,340"; at is nil behind "left_elbow=".
func readPoint(s string) (name string, at *[2]float64, err error) {
	name, value, ok := strings.Cut(s, "=")
	name = recipe.PointName(name)
	if !ok || name == "" {
		return "", nil, errors.New("write it as NAME=X,Y")
	}
	if value == "" {
		return name, nil, nil
	}
	x, y, _ := strings.Cut(value, ",")
	px, errX := strconv.ParseFloat(x, 64)
	py, errY := strconv.ParseFloat(y, 64)
	if errX != nil || errY != nil || math.IsNaN(px+py) || math.IsInf(px+py, 0) {
		return "", nil, fmt.Errorf("%q is no place in the picture; write it as NAME=X,Y", value)
	}
	return name, &[2]float64{px, py}, nil
}

// moved returns points with one moved, or taken back when at is nil.
func moved(points map[string][2]float64, name string, at *[2]float64) map[string][2]float64 {
	out := maps.Clone(points)
	if at == nil {
		delete(out, name)
		return out
	}
	if out == nil {
		out = map[string][2]float64{}
	}
	out[name] = *at
	return out
}

// readCentimeters reads "length=62,chest=48"; "chest=" takes a measure back.
func readCentimeters(s string) (func(*recipe.GarmentEdit), error) {
	given := map[string]float64{}
	for part := range strings.SplitSeq(s, ",") {
		name, value, ok := strings.Cut(strings.ToLower(strings.TrimSpace(part)), "=")
		if !ok || !slices.Contains(recipe.Measures(), name) {
			return nil, fmt.Errorf("write it as length=62,chest=48; measures are %s", strings.Join(recipe.Measures(), " "))
		}
		if value == "" {
			given[name] = 0
			continue
		}
		x, err := strconv.ParseFloat(strings.TrimSuffix(value, "cm"), 64)
		if err != nil || !recipe.CentimeterRange.Holds(x) {
			return nil, fmt.Errorf("%s is %g to %g centimeters", name, recipe.CentimeterRange.Low, recipe.CentimeterRange.High)
		}
		given[name] = x
	}
	return func(e *recipe.GarmentEdit) {
		out := maps.Clone(e.Centimeters)
		for name, x := range given {
			if out == nil {
				out = map[string]float64{}
			}
			out[name] = x
			if x == 0 {
				delete(out, name)
			}
		}
		e.Centimeters = out
	}, nil
}

// ofPerson is what is said about the person, on top of what was said before.
func (c *corrections) ofPerson(item app.Item) recipe.PersonEdit {
	e := item.Person
	if c.fresh {
		e = recipe.PersonEdit{Index: e.Index}
	}
	if c.onePiece.value != nil {
		e.OnePiece = c.onePiece.value
	}
	for _, change := range c.person {
		change(&e)
	}
	return e
}

// ofGarment is what is said about the i-th garment, on top of what was said
// before.
func (c *corrections) ofGarment(i int, item app.Item) recipe.GarmentEdit {
	e := item.Garment
	if c.fresh {
		e = recipe.GarmentEdit{Words: e.Words}
	}
	if i < len(c.garment) {
		for _, change := range c.garment[i] {
			change(&e)
		}
	}
	return e
}

// checkNames refuses points that the picture does not have; without a list of
// them every name passes.
func checkNames(file string, points map[string][2]float64, seen []engine.Point) error {
	var names []string
	for _, p := range seen {
		names = append(names, recipe.PointName(p.Name))
	}
	for _, name := range slices.Sorted(maps.Keys(points)) {
		if len(names) == 0 || slices.Contains(names, name) {
			continue
		}
		return &engine.Fault{
			Kind: engine.FaultUnsupported, Code: "plan.unknown-point", Args: map[string]string{"file": file, "point": name},
			What: fmt.Sprintf("%q has no point %q; it has: %s.", file, name, strings.Join(names, " ")),
			Next: "Use one of these names; \"lookbook inspect --json\" says where each is.",
		}
	}
	return nil
}

// same compares corrections; no points and an empty list of points are equal.
func same[E any](a, b E) bool {
	return reflect.DeepEqual(a, b) || fmt.Sprint(a) == fmt.Sprint(b)
}
