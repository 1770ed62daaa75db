package truth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	assets "lookbook/assets/body"
	"lookbook/engine/body"
	"lookbook/engine/cloth"
	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/truth"
	"lookbook/engine/vision"
)

func model(t *testing.T) *body.Model {
	t.Helper()
	m, err := body.Load(assets.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLearnedTargetsStayAsGoodAsTheyWere guards the measured figures, as
// TestSplinesStayAsGoodAsTheyWere does; none of the samples were learned of.
func TestLearnedTargetsStayAsGoodAsTheyWere(t *testing.T) {
	for k, most := range map[truth.Keypoints]struct{ median, p90, iou float64 }{
		truth.True:     {2.9, 7.5, .84},
		truth.Jittered: {3.3, 8.5, .83},
	} {
		r, err := truth.Measure(context.Background(), samples, truth.Options{
			Sources: map[string]field.Source{"cloth": cloth.Source{}}, Keypoints: k, Seed: 1, Model: model(t),
		})
		if err != nil {
			t.Fatal(err)
		}
		g := r.Sources["cloth"].All
		t.Logf("%s: median %.2f, 90 %% %.2f, IoU %.3f", k, g.Median, g.P90, g.IoU)
		if g.Failed != 0 || g.Median > most.median || g.P90 > most.p90 || g.IoU < most.iou {
			t.Errorf("%s: %d failed, median %.2f, 90 %% %.2f, IoU %.3f; want at most %+v", k, g.Failed, g.Median, g.P90, g.IoU, most)
		}
	}
}

// one copies the first sample of a kind into a folder of its own.
func one(t *testing.T, kind string) string {
	t.Helper()
	folders, err := truth.Folders(samples)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		s, err := truth.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		if s.Facts.Kind == kind {
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "0000"), os.DirFS(f)); err != nil {
				t.Fatal(err)
			}
			return dir
		}
	}
	t.Fatalf("no %s", kind)
	return ""
}

// TestTheOracleLearnsFromLessons writes a tee's lessons, moves its points by
// hand and asks for the field.
func TestTheOracleLearnsFromLessons(t *testing.T) {
	dir, ctx := one(t, "tee"), context.Background()
	opts := truth.Options{Model: model(t), Seed: 1, Keypoints: truth.True}
	report, err := truth.WriteLessons(ctx, dir, cloth.Source{}.Lessons, opts)
	if err != nil || report.Written != 1 {
		t.Fatal(report, err)
	}
	var text bytes.Buffer
	if report.Text(&text); !strings.Contains(text.String(), "1 samples") {
		t.Error(text.String())
	}
	b, err := os.ReadFile(filepath.Join(dir, "0000", "lessons-true.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Lessons []spline.Lesson `json:"lessons"`
	}
	if err := json.Unmarshal(b, &file); err != nil || len(file.Lessons) != 3 {
		t.Fatalf("%d lessons, %v", len(file.Lessons), err)
	}
	places := map[string][]raster.Pt{}
	for _, l := range file.Lessons {
		for i := range l.Dst {
			l.Dst[i].Y += 4
		}
		places[l.Family+string(rune('0'+l.Side))] = l.Dst
	}
	if b, err = json.Marshal(places); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "0000", "places.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	opts.Sources = map[string]field.Source{"oracle": truth.Oracle{With: func(q spline.Tutor) field.Source {
		return cloth.Source{Flat: spline.Source{Tutor: q}}
	}}}
	r, err := truth.Measure(ctx, dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	if g := r.Sources["oracle"].All; g.Failed != 0 || g.Samples != 1 {
		t.Errorf("%+v", g)
	}
}

// TestAHigherWaistbandShiftsTheSkirt: it gets no shorter.
func TestAHigherWaistbandShiftsTheSkirt(t *testing.T) {
	dir := one(t, "skirt")
	source := &waists{t: t}
	if _, err := truth.Measure(context.Background(), dir, truth.Options{
		Sources: map[string]field.Source{"waists": source}, Keypoints: truth.True, Seed: 1, Model: model(t),
	}); err != nil {
		t.Fatal(err)
	}
	if !source.asked {
		t.Error("nothing was measured")
	}
}

// waists compares skirts with moved waistbands.
type waists struct {
	t     *testing.T
	asked bool
}

func (w *waists) Field(ctx context.Context, p *vision.Person, g *vision.Garment, _ field.Options) (*field.Field, error) {
	w.asked = true
	if g.Kind != recipe.KindSkirt {
		w.t.Errorf("%s", g.Kind)
	}
	first, err := cloth.Source{}.Field(ctx, p, g, field.Options{})
	if err != nil {
		return nil, err
	}
	for _, by := range []float64{-.2, -.1, .1} {
		f, err := cloth.Source{}.Field(ctx, p, g, field.Options{Waist: first.Cover.Waist + by})
		if err != nil {
			return nil, err
		}
		if d := f.Cover.Hem - first.Cover.Hem; math.Abs(d-by) > 1e-9 || math.Abs(f.Cover.Waist-first.Cover.Waist-by) > 1e-9 {
			w.t.Errorf("waist moved by %v, hem by %v", by, d)
		}
	}
	return first, nil
}
