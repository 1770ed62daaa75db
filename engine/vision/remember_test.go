package vision

import (
	"context"
	"image"
	"sync"
	"testing"

	"lookbook/engine/raster"
	"lookbook/engine/recipe"
	"lookbook/engine/vision/nets"
)

// counting counts the questions that reach the networks.
type counting struct {
	*doll
	mu    sync.Mutex // the evidence is gathered by several goroutines
	asked map[string]int
}

func (c *counting) count(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[name]++
}

func (c *counting) Pose(ctx context.Context, img *image.NRGBA, d nets.Detection) (*nets.Pose, error) {
	c.count("pose")
	return c.doll.Pose(ctx, img, d)
}

func (c *counting) Salient(ctx context.Context, img *image.NRGBA) (*raster.Plane, error) {
	c.count("salient")
	return c.doll.Salient(ctx, img)
}

func (c *counting) Features(context.Context, *image.NRGBA) (*nets.Features, error) {
	c.count("features")
	return &nets.Features{}, nil
}

func TestACorrectionAsksNoNetworkAgain(t *testing.T) {
	o := newDoll(dress{upper: dollBlue, lower: dollGreen, sleeve: .4, hem: .97})
	c := &counting{doll: o, asked: map[string]int{}}
	n := Remember(c)
	var before *Person
	for i, edit := range []recipe.PersonEdit{{}, {Waist: .8}, {Points: map[string][2]float64{"left_elbow": {10, 10}}}} {
		p, err := AnalyzePerson(t.Context(), n, o.img, edit)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			before = p
		}
	}
	if c.asked["pose"] != 1 || c.asked["salient"] != 1 {
		t.Errorf("networks were asked %v times", c.asked)
	}
	again, err := AnalyzePerson(t.Context(), n, o.img, recipe.PersonEdit{})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range before.Upper.Pix {
		if again.Upper.Pix[i] != v {
			t.Fatal("a correction changed what was remembered")
		}
	}
	if Remember(n) != n {
		t.Error("a memory of a memory was made")
	}
}
