package vision

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// TestCuts measures how well kinds are named and necks are cut on rendered
// garments of many cuts (assets/make/cuts; assets/make/truth will do for
// kinds): LOOKBOOK_CUTS names their folder. Without it there is nothing to do.
func TestCuts(t *testing.T) {
	dir := os.Getenv("LOOKBOOK_CUTS")
	if dir == "" {
		t.Skip("LOOKBOOK_CUTS names no folder of rendered garments")
	}
	set, err := nets.Open(context.Background(), nets.Options{Provider: "cpu"})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*", "truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no garments in ", dir, err)
	}
	r := newCutsReport(t)
	for _, f := range files {
		r.add(t, set, filepath.Dir(f))
	}
	r.print(t)
}

// cutSeen is what was seen of one rendered garment, and the truth. What the
// weights of kinds are fitted to is written to the file LOOKBOOK_CUTS_OUT.
type cutSeen struct {
	Name, Kind, Cut, Guess string
	Sure                   float64
	Features               []float64
	Embedding              []float32
	// Inner is the true share of the inside of the back, Found whether an
	// opening was found, IoU how well it covers the inside.
	Inner, IoU, Rough float64
	Found             bool
}

type cutsReport struct {
	table map[string]map[string]int
	seen  []cutSeen
	out   *os.File
}

func newCutsReport(t *testing.T) *cutsReport {
	r := &cutsReport{table: map[string]map[string]int{}}
	if name := os.Getenv("LOOKBOOK_CUTS_OUT"); name != "" {
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		r.out = f
		t.Cleanup(func() { _ = f.Close() })
	}
	return r
}

// truthKinds leads from the kinds of assets/make/truth to the engine's.
var truthKinds = map[string]string{"tee": "top", "long": "top", "tank": "top", "dress": "one-piece"}

func (r *cutsReport) add(t *testing.T, set *nets.Set, dir string) {
	t.Helper()
	c := cutSeen{Name: filepath.Base(dir)}
	data, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		// The other set has a cut that is no word.
		var k struct{ Kind string }
		if err := json.Unmarshal(data, &k); err != nil {
			t.Fatal(err)
		}
		c.Kind, c.Cut = k.Kind, k.Kind
	}
	if k, ok := truthKinds[c.Kind]; ok {
		c.Kind = k
	}
	file := filepath.Join(dir, "garment.jpg")
	if _, err := os.Stat(file); err != nil {
		file = filepath.Join(dir, "garment.png")
	}
	ctx := context.Background()
	full := decode(t, file)
	g, _ := workGarment(full)
	if err := g.cutOut(ctx, set, full); err != nil {
		t.Fatal(err)
	}
	o, err := g.settle()
	if err != nil {
		t.Log(c.Name, err)
		return
	}
	f, err := set.Features(ctx, g.onWhite(o))
	if err != nil {
		t.Fatal(err)
	}
	form := shapeOf(o)
	form.front = frontLine(g.Image, o)
	c.Features, c.Embedding = kindFeatures(form, f), f.Embedding
	g.judge(o, f, recipe.GarmentEdit{Category: recipe.Clothing}, "")
	c.Guess, c.Sure = string(g.Kind), g.KindSure
	g.Kind = recipe.Kind(c.Kind)
	g.mark(o, recipe.GarmentEdit{Kind: g.Kind})
	r.neck(t, &c, g, filepath.Join(dir, "inner.png"))
	if r.table[c.Kind] == nil {
		r.table[c.Kind] = map[string]int{}
	}
	r.table[c.Kind][c.Guess]++
	r.seen = append(r.seen, c)
	if r.out != nil {
		b, err := json.Marshal(c)
		if err == nil {
			_, err = fmt.Fprintln(r.out, string(b))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// neck compares the opening with the true inside of the back.
func (r *cutsReport) neck(t *testing.T, c *cutSeen, g *Garment, file string) {
	t.Helper()
	if _, err := os.Stat(file); err != nil {
		return
	}
	img, _ := raster.Shrink(decode(t, file), g.W, g.H)
	inner := img.Gray().Above(0.5)
	m := cutAway(g)
	c.Found = g.Marks.BackPanel
	var both, any, truth float64
	for i, a := range g.Alpha.Pix {
		if a < 0.5 {
			continue
		}
		x, y := inner.Pix[i] != 0, m != nil && m.Pix[i] != 0
		if x {
			truth++
		}
		if x && y {
			both++
		}
		if x || y {
			any++
		}
	}
	c.Inner = truth / g.Alpha.Sum()
	if any > 0 {
		c.IoU = both / any
	}
	if m != nil {
		c.Rough = roughness(m)
	}
}

// cutAway is what the neck of a garment loses, nil for nothing: its opening or
// what lies above the arc.
func cutAway(g *Garment) *raster.Mask {
	l := &g.Marks
	if l.Opening != nil || !l.BackPanel {
		return l.Opening
	}
	m := raster.NewMask(g.W, g.H)
	a, b := l.Neck[0], l.Neck[1]
	for x := int(a.X); x < int(b.X); x++ {
		u := 2*(float64(x)-a.X)/(b.X-a.X) - 1
		for y := range int((a.Y+b.Y)/2 + l.NeckDeep*math.Sqrt(math.Max(0, 1-u*u))) {
			m.Pix[y*g.W+x] = 1
		}
	}
	return m
}

// roughness is how far the lower border of an opening strays from its own
// smooth course, as a share of its width.
func roughness(m *raster.Mask) float64 {
	b := m.Bounds()
	low := make([]float64, b.Dx())
	for x := range low {
		for y := b.Min.Y; y < b.Max.Y; y++ {
			if m.Has(x+b.Min.X, y) {
				low[x] = float64(y)
			}
		}
	}
	k := max(2, len(low)/16)
	sum, n := 0.0, 0.0
	for x := 2 * k; x+2*k < len(low); x++ {
		mean := 0.0
		for d := -k; d <= k; d++ {
			mean += low[x+d] / float64(2*k+1)
		}
		// A parabola's mean lies off it by a known share of its bend.
		bend := (low[x+k] + low[x-k] - 2*low[x]) / 2 / 3 * (1 + 1/float64(k))
		sum += sq(low[x] + bend - mean)
		n++
	}
	return math.Sqrt(sum/math.Max(1, n)) / math.Max(1, float64(len(low)))
}

func (r *cutsReport) print(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-10s", "")
	for _, k := range kindOrder {
		fmt.Fprintf(&b, "%10s", k)
	}
	for _, k := range kindOrder {
		fmt.Fprintf(&b, "\n%-10s", k)
		for _, g := range kindOrder {
			fmt.Fprintf(&b, "%10d", r.table[string(k)][string(g)])
		}
	}
	right, unsure, bold := 0, 0, 0
	for _, c := range r.seen {
		switch {
		case c.Guess == c.Kind:
			right++
		case c.Sure >= kindAsk:
			bold++
			fmt.Fprintf(&b, "\nboldly wrong: %s %s (%s) called %s with %.2f", c.Name, c.Kind, c.Cut, c.Guess, c.Sure)
		}
		if c.Sure < kindAsk {
			unsure++
		}
	}
	n := float64(len(r.seen))
	fmt.Fprintf(&b, "\nright %.3f, unsure %.3f, wrong and sure %.3f of %d", float64(right)/n, float64(unsure)/n, float64(bold)/n, len(r.seen))
	r.printNecks(&b)
	t.Log(b.String())
}

// printNecks sums up the openings: those that are there and found, missed,
// and those that are not there and cut.
func (r *cutsReport) printNecks(b *strings.Builder) {
	var iou, rough []float64
	there, found, absent, invented := 0, 0, 0, 0
	for _, c := range r.seen {
		if k := recipe.Kind(c.Kind); k.Slot() == "lower" {
			continue
		}
		switch {
		case c.Inner > 0.004:
			there++
			if c.Found {
				found++
				iou = append(iou, c.IoU)
				rough = append(rough, c.Rough)
			}
		default:
			absent++
			if c.Found {
				invented++
			}
		}
		if c.Inner > 0.004 && c.Found && c.IoU < 0.6 {
			fmt.Fprintf(b, "\nneck %s %s: IoU %.2f", c.Name, c.Cut, c.IoU)
		}
	}
	fmt.Fprintf(b, "\nnecks: %d of %d openings found, IoU median %.3f, lowest tenth %.3f, roughness median %.4f p90 %.4f; %d of %d absent ones cut",
		found, there, medianOf(iou), percentileOf(iou, 10), medianOf(rough), percentileOf(rough, 90), invented, absent)
}
