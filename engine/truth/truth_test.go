package truth_test

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	assets "lookbook/assets/body"
	"lookbook/engine/body"
	"lookbook/engine/field"
	"lookbook/engine/field/spline"
	"lookbook/engine/raster"
	"lookbook/engine/truth"
)

const samples = "testdata/samples"

func measure(t *testing.T, k truth.Keypoints, done func(*truth.Sample, []*truth.Outcome)) *truth.Group {
	t.Helper()
	r, err := truth.Measure(context.Background(), samples, truth.Options{
		Sources: map[string]field.Source{"spline": spline.Source{}}, Keypoints: k, Seed: 1, Done: done,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.Sources["spline"].All
}

// TestSplinesStayAsGoodAsTheyWere guards the measured figures. The bounds lie
// about a tenth above what was measured when they were set; tighten them when
// a source becomes better, and never loosen them without a reason.
func TestSplinesStayAsGoodAsTheyWere(t *testing.T) {
	for k, most := range map[truth.Keypoints]struct{ median, p90, iou, cloth float64 }{
		truth.True:     {4.7, 13.7, .805, 26},
		truth.Jittered: {4.6, 13.7, .798, 26.5},
	} {
		g := measure(t, k, nil)
		t.Logf("%s: median %.2f, 90 %% %.2f, IoU %.3f, cloth %.1f", k, g.Median, g.P90, g.IoU, g.Regions[truth.RegionCloth])
		if g.Samples != 14 || g.Failed != 0 {
			t.Errorf("%s: %d of %d samples failed", k, g.Failed, g.Samples)
		}
		if g.Median > most.median || g.P90 > most.p90 {
			t.Errorf("%s: flow error %.2f, 90 %% %.2f; want at most %.2f and %.2f", k, g.Median, g.P90, most.median, most.p90)
		}
		if g.IoU < most.iou {
			t.Errorf("%s: alpha IoU %.3f, want at least %.3f", k, g.IoU, most.iou)
		}
		if v := g.Regions[truth.RegionCloth]; v > most.cloth {
			t.Errorf("%s: cloth differs by %.1f, want at most %.1f", k, v, most.cloth)
		}
	}
}

// TestTheSameJitterEveryTime shows that figures can be compared.
func TestTheSameJitterEveryTime(t *testing.T) {
	var first []float64
	for round := range 2 {
		n := 0
		measure(t, truth.Jittered, func(_ *truth.Sample, list []*truth.Outcome) {
			v := list[0].Median()
			if round == 0 {
				first = append(first, v)
			} else if math.Float64bits(v) != math.Float64bits(first[n]) {
				t.Errorf("sample %d: %v, then %v", n, first[n], v)
			}
			n++
		})
	}
}

// TestTheTruthHasNoError measures the true flow of every sample against
// itself: a pixel's own flow, read where it was measured, is its place.
func TestTheTruthHasNoError(t *testing.T) {
	folders, err := truth.Folders(samples)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range folders {
		s, err := truth.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		f := &field.Field{Parts: []field.Part{truePart(s)}}
		for i, on := range s.Valid.Pix {
			if on == 0 {
				continue
			}
			q, ok := truth.FlowAt(f, raster.Pt{X: float64(i % s.Valid.W), Y: float64(i / s.Valid.W)})
			if ok && q.Sub(s.Flow[i]).Len() > 1e-6 {
				t.Fatalf("%s: pixel %d: %v, want %v", s.Name, i, q, s.Flow[i])
			}
		}
	}
}

// truePart is the true flow as a dense part.
func truePart(s *truth.Sample) field.Part {
	p := field.Part{Box: s.Before.Rect, Step: 1, Cols: s.Valid.W, Rows: s.Valid.H, Flow: s.Flow, Alpha: s.Cutout}
	for _, on := range s.Valid.Pix {
		p.Keep = append(p.Keep, float32(on))
	}
	return p
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	folders, err := truth.Folders(samples)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(dir string) error{
		"truth.json": func(dir string) error { return os.WriteFile(filepath.Join(dir, "truth.json"), []byte("{"), 0o600) },
		"flow.png":   func(dir string) error { return os.Remove(filepath.Join(dir, "flow.png")) },
		"alpha.png": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "alpha.png"), []byte("no picture"), 0o600)
		},
		"skeleton": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "truth.json"), []byte(`{"kind":"tee"}`), 0o600)
		},
	} {
		dir := filepath.Join(t.TempDir(), "0000")
		if err := os.CopyFS(dir, os.DirFS(folders[0])); err != nil {
			t.Fatal(err)
		}
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := truth.Read(dir); err == nil || !strings.Contains(err.Error(), "0000") {
			t.Errorf("spoiled %s: %v", name, err)
		}
	}
	if _, err := truth.Folders(t.TempDir()); err == nil {
		t.Error("an empty folder has samples")
	}
}

func TestReportAndSheet(t *testing.T) {
	sheet := truth.Sheet{Rows: 2, Worst: true}
	r, err := truth.Measure(context.Background(), samples, truth.Options{
		Sources: map[string]field.Source{"spline": spline.Source{}}, Keypoints: truth.Jittered, Kinds: []string{"skirt"}, Done: sheet.Add,
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	r.Text(&b)
	for _, word := range []string{"spline", "skirt", "median", "left-shoulder"} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("the report does not say %q:\n%s", word, b.String())
		}
	}
	if err := sheet.Write(filepath.Join(t.TempDir(), "sheet.png")); err != nil {
		t.Error(err)
	}
	if _, err := truth.Measure(context.Background(), samples, truth.Options{Keypoints: "guessed"}); err == nil {
		t.Error("unknown keypoints are taken")
	}
}

func TestBodiesLieOnTruePeople(t *testing.T) {
	m, err := body.Load(assets.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for k, most := range map[truth.Keypoints]struct{ joint, yaw float64 }{
		truth.True:     {.015, 3},
		truth.Jittered: {.03, 4},
	} {
		r, err := truth.Measure(context.Background(), samples, truth.Options{Keypoints: k, Seed: 1, Model: m})
		if err != nil {
			t.Fatal(err)
		}
		e := r.Bodies.Errors()
		t.Logf("%s: %+v", k, e)
		if e.Bodies < 12 || e.JointMedian > most.joint || e.YawMedian > most.yaw || math.Abs(e.YawMean) > most.yaw {
			t.Errorf("%s: %+v", k, e)
		}
	}
}
