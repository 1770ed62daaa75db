// Package truth measures sources of fields on rendered people and garments of
// which everything is known.
//
// A sample is a folder made by assets/make/truth: a person in old clothes
// (before), a flat garment picture, the same person in that garment (after),
// and the exact flow (which garment pixel each pixel of after shows), alpha,
// parse map and skeleton. A source is anything that makes a field.Field. The
// flow error is the distance in pixels of a 192×256 picture by which cloth
// lies off its true place; the alpha IoU compares where cloth is seen.
package truth

import (
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // samples may hold their pictures as JPEG
	"image/png"
	"os"
	"path/filepath"
	"sort"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision"
)

// flowUnit is the number of flow steps in a garment pixel.
const flowUnit = 16

// Sample is one person and garment with all that is known.
type Sample struct {
	Name   string
	folder string
	Facts  Facts
	// Before, After and Garment are upright opaque pictures; Before and After
	// have one size.
	Before, After, Garment *image.NRGBA
	// Cutout is the garment's own alpha, Alpha where it is seen in After.
	Cutout, Alpha *raster.Plane
	// Flow is the garment position of each pixel of After, row-major, in
	// pixels of Garment (integer = middle of a pixel), where Valid is set.
	Flow  []raster.Pt
	Valid *raster.Mask
	// Labels and AfterLabels are parse maps of Before and After.
	Labels, AfterLabels *vision.ParseMap
}

// Facts is a sample's truth.json, as far as it is used here.
type Facts struct {
	Kind    string   `json:"kind"` // tee, long, tank, dress, trousers, shorts, skirt
	Worn    []string `json:"worn"`
	Pose    string   `json:"pose"`
	View    string   `json:"view"`
	Pattern string   `json:"pattern"`
	Person  struct {
		Group string  `json:"group"`
		Age   float64 `json:"age"`
	} `json:"person"`
	Garment struct {
		Sleeve float64 `json:"sleeve"` // 0 shoulder, 1 elbow, 2 wrist
	} `json:"garment"`
	Old struct {
		Sleeve float64 `json:"sleeve"`
	} `json:"old"`
	Face struct {
		Chin [2]float64 `json:"chin"`
		Top  [2]float64 `json:"top"`
	} `json:"face"`
	Points []struct {
		Name       string     `json:"name"`
		X          float64    `json:"x"`
		Y          float64    `json:"y"`
		Visibility float64    `json:"visibility"`
		World      [3]float64 `json:"world"`
	} `json:"points"`
}

// Kind is the garment's kind in recipes.
func (f *Facts) kind() recipe.Kind {
	switch f.Kind {
	case "dress":
		return recipe.KindOnePiece
	case "trousers":
		return recipe.KindTrousers
	case "shorts":
		return recipe.KindShorts
	case "skirt":
		return recipe.KindSkirt
	}
	return recipe.KindTop
}

// sleeve is the garment's sleeve in the words of recipe.GarmentEdit.
func (f *Facts) sleeve() string {
	switch {
	case f.Garment.Sleeve < .05:
		return "none"
	case f.Garment.Sleeve < .8:
		return "short"
	}
	return "long"
}

// redressed tells that the old clothes differ from the new picture in nothing
// but the garment, so that whole pictures can be compared.
func (f *Facts) redressed() bool {
	for _, k := range f.Worn {
		if k == "dress" {
			return f.Kind == "dress"
		}
	}
	return true
}

// Folders lists the samples in dir by name.
func Folders(dir string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*", "truth.json"))
	if err != nil {
		return nil, err
	}
	sort.Strings(found)
	for i, f := range found {
		found[i] = filepath.Dir(f)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no samples in %s", dir)
	}
	return found, nil
}

// Read reads a sample's folder.
func Read(dir string) (*Sample, error) {
	s := &Sample{Name: filepath.Base(dir), folder: dir}
	b, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &s.Facts); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if len(s.Facts.Points) != 33 {
		return nil, fmt.Errorf("%s: %d skeleton points, want 33", dir, len(s.Facts.Points))
	}
	r := &reader{dir: dir}
	s.Before, s.After, s.Garment = r.picture("before"), r.picture("after"), r.picture("garment")
	s.Cutout, s.Alpha = r.plane("garment_mask"), r.plane("alpha")
	s.Labels, s.AfterLabels = r.labels("labels"), r.labels("after_labels")
	s.Flow, s.Valid = r.flow()
	return s, r.check(s)
}

// reader reads pictures and keeps the first error.
type reader struct {
	dir string
	err error
}

func (r *reader) fail(name string, err error) {
	if r.err == nil && err != nil {
		r.err = fmt.Errorf("%s: %s: %w", r.dir, name, err)
	}
}

// check tells what could not be read or does not fit together.
func (r *reader) check(s *Sample) error {
	if r.err != nil {
		return r.err
	}
	want := s.Before.Rect.Size()
	for name, got := range map[string]image.Point{
		"after": s.After.Rect.Size(), "alpha": {X: s.Alpha.W, Y: s.Alpha.H}, "flow": {X: s.Valid.W, Y: s.Valid.H},
		"labels": {X: s.Labels.W, Y: s.Labels.H}, "after_labels": {X: s.AfterLabels.W, Y: s.AfterLabels.H},
	} {
		if got != want {
			return fmt.Errorf("%s: %s is %v, before %v", r.dir, name, got, want)
		}
	}
	return nil
}

func (r *reader) open(name string, decode func(*os.File) (image.Image, error)) image.Image {
	f, err := os.Open(filepath.Join(r.dir, name))
	if err != nil {
		r.fail(name, err)
		return image.NewGray(image.Rect(0, 0, 1, 1))
	}
	defer func() { r.fail(name, f.Close()) }()
	m, err := decode(f)
	if err != nil {
		r.fail(name, err)
		return image.NewGray(image.Rect(0, 0, 1, 1))
	}
	return m
}

func anyImage(f *os.File) (image.Image, error) {
	m, _, err := image.Decode(f)
	return m, err
}

// picture reads NAME.png, or NAME.jpg where that is there instead.
func (r *reader) picture(name string) *image.NRGBA {
	file := name + ".png"
	if _, err := os.Stat(filepath.Join(r.dir, file)); err != nil {
		file = name + ".jpg"
	}
	m := r.open(file, anyImage)
	out := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

func decodePNG(f *os.File) (image.Image, error) { return png.Decode(f) }

// gray reads an 8-bit gray picture.
func (r *reader) gray(name string) *image.Gray {
	m, ok := r.open(name+".png", decodePNG).(*image.Gray)
	if !ok {
		r.fail(name, fmt.Errorf("not a gray picture of 8 bits"))
		return image.NewGray(image.Rect(0, 0, 1, 1))
	}
	return m
}

func (r *reader) plane(name string) *raster.Plane {
	m := r.gray(name)
	p := raster.NewPlane(m.Rect.Dx(), m.Rect.Dy())
	for i := range p.Pix {
		p.Pix[i] = float32(m.Pix[i/p.W*m.Stride+i%p.W]) / 255
	}
	return p
}

func (r *reader) labels(name string) *vision.ParseMap {
	m := r.gray(name)
	p := &vision.ParseMap{W: m.Rect.Dx(), H: m.Rect.Dy()}
	for y := range p.H {
		p.Pix = append(p.Pix, m.Pix[y*m.Stride:y*m.Stride+p.W]...)
	}
	return p
}

// flow reads x and y in steps of 1/flowUnit garment pixel and validity.
func (r *reader) flow() ([]raster.Pt, *raster.Mask) {
	m, ok := r.open("flow.png", decodePNG).(*image.RGBA64)
	if !ok {
		r.fail("flow.png", fmt.Errorf("not a color picture of 16 bits"))
		return nil, raster.NewMask(1, 1)
	}
	valid := raster.NewMask(m.Rect.Dx(), m.Rect.Dy())
	flow := make([]raster.Pt, len(valid.Pix))
	for i := range flow {
		c := m.RGBA64At(i%valid.W, i/valid.W)
		flow[i] = raster.Pt{X: float64(c.R) / flowUnit, Y: float64(c.G) / flowUnit}
		if c.B > 0 {
			valid.Pix[i] = 1
		}
	}
	return flow, valid
}
