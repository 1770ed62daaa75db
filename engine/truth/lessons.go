package truth

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// Lessons of one sample as learn.py of assets/make/truth reads them.
type lessonFile struct {
	Kind string `json:"kind"`
	// The person's frame in pixels of the sample: origin, axes, unit.
	N    raster.Pt `json:"n"`
	Axis raster.Pt `json:"axis"`
	Perp raster.Pt `json:"perp"`
	Ref  float64   `json:"ref"`
	// Lessons with positions in pixels of the sample's pictures.
	Lessons []spline.Lesson `json:"lessons"`
}

// LessonReport counts samples with lessons and without.
type LessonReport struct {
	Written int `json:"written"`
	Without int `json:"without"`
}

// Text says how many were written.
func (r *LessonReport) Text(w io.Writer) {
	fmt.Fprintf(w, "%d samples with lessons, %d without\n", r.Written, r.Without)
}

// WriteLessons writes what targets are learned from beside each sample of dir:
// lessons-true.json and lessons-jittered.json, and parts.png, which says of each
// pixel of the flat garment what it belongs to: 1 the body, 2 and 3 the sleeve of
// the image's left and right. Finished samples are left alone.
func WriteLessons(ctx context.Context, dir string, of func(*vision.Person, *vision.Garment) []spline.Lesson, o Options) (*LessonReport, error) {
	folders, err := Folders(dir)
	if err != nil {
		return nil, err
	}
	r := &LessonReport{}
	for _, f := range folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := os.Stat(lessonName(f, Jittered)); err == nil {
			continue
		}
		s, err := Read(f)
		if err != nil {
			return nil, err
		}
		if !o.wants(s) {
			continue
		}
		if err := o.lessons(ctx, s, of); err != nil {
			r.Without++
			continue
		}
		r.Written++
	}
	return r, nil
}

// lessonName is the file of a sample's lessons.
func lessonName(folder string, k Keypoints) string {
	return filepath.Join(folder, "lessons-"+string(k)+".json")
}

// lessons writes those of one sample.
func (o Options) lessons(ctx context.Context, s *Sample, of func(*vision.Person, *vision.Garment) []spline.Lesson) error {
	g, err := o.garment(ctx, s)
	if err != nil {
		return err
	}
	if err := writeParts(s, g); err != nil {
		return err
	}
	for _, k := range []Keypoints{True, Jittered} {
		o.Keypoints = k
		p, err := o.person(ctx, s)
		if err != nil {
			return err
		}
		if err := writeLesson(lessonName(s.folder, k), s, p, g, of(p, g)); err != nil {
			return err
		}
	}
	return nil
}

// full turns a position of a working picture into one of the sample's.
func full(q raster.Pt, scale float64) raster.Pt {
	return raster.Pt{X: (q.X+.5)*scale - .5, Y: (q.Y+.5)*scale - .5}
}

func writeLesson(out string, s *Sample, p *vision.Person, g *vision.Garment, list []spline.Lesson) error {
	l := lessonFile{Kind: s.Facts.Kind, N: full(p.N, p.Scale), Axis: p.Axis, Perp: p.Perp, Ref: p.Ref * p.Scale, Lessons: list}
	for _, one := range list {
		for i := range one.Src {
			one.Src[i], one.Dst[i] = full(one.Src[i], g.Scale), full(one.Dst[i], p.Scale)
		}
	}
	b, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	return os.WriteFile(out, b, 0o600)
}

// writeParts writes parts.png.
func writeParts(s *Sample, g *vision.Garment) error {
	m := image.NewGray(image.Rect(0, 0, g.Alpha.W, g.Alpha.H))
	for i, v := range g.Alpha.Pix {
		if v > .5 {
			m.Pix[i] = 1
		}
		for side, sl := range g.Marks.Sleeves {
			if v > .5 && sl != nil && sl.Mask.Pix[i] != 0 {
				m.Pix[i] = uint8(2 + side)
			}
		}
	}
	return writeGray(filepath.Join(s.folder, "parts.png"), m)
}

func writeGray(name string, m image.Image) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return png.Encode(f, m)
}

// Oracle is the source that is told where the control points of a sample truly
// lie, from places.json beside it: what the control points allow at best.
type Oracle struct {
	// With makes the source that asks a tutor.
	With func(spline.Tutor) field.Source
}

var _ field.Source = Oracle{}

// Field fails: only samples have truth.
func (Oracle) Field(context.Context, *vision.Person, *vision.Garment, field.Options) (*field.Field, error) {
	return nil, fmt.Errorf("the oracle knows samples only")
}

// of is the source of one sample.
func (o Oracle) of(s *Sample) (field.Source, error) {
	b, err := os.ReadFile(filepath.Join(s.folder, "places.json"))
	if err != nil {
		return nil, err
	}
	var places map[string][]raster.Pt
	if err := json.Unmarshal(b, &places); err != nil {
		return nil, fmt.Errorf("%s: places.json: %w", s.Name, err)
	}
	return o.With(func(l *spline.Lesson) []raster.Pt {
		return places[fmt.Sprintf("%s%d", l.Family, l.Side)]
	}), nil
}
