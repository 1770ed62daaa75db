package diffusion

import (
	"fmt"
	"math"
	"testing"

	"lookbook/engine/arch/fashn"
	"lookbook/engine/graph"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/internal/ort"
	"lookbook/engine/sampler"
)

// TestFASHN walks as its own implementation did: five steps with guidance, the
// last without.
func TestFASHN(t *testing.T) {
	const folder = "../arch/testdata/fashn-vton"
	g := graphtest.Golden(t, folder+"/golden.safetensors")
	c := must(fashn.Read(folder, "config.json"))(t)
	n := must(fashn.Build(c, graphtest.Golden(t, folder+"/model.safetensors"), graph.ForProvider(ort.ProviderCPU)))(t)
	for name, places := range map[string][]float64{"schedule5": sampler.Rising(5, 1.5), "schedule30": sampler.Rising(30, 1.5)} {
		for i, want := range must(g.Numbers(name))(t) {
			if math.Abs(places[i]-want) > 1e-6 { // theirs is in 32 bits
				t.Errorf("%s: place %d is %g, want %g", name, i, places[i], want)
			}
		}
	}
	load := func(key string) []float32 { return graphtest.Floats(t, g, key).F32 }
	p := &FASHN{
		Net: graphtest.Open(t, n), Height: c.Input[0], Width: c.Input[1], Steps: 5, Guidance: 1.5,
		Person: load("ca_images"), PersonPose: load("person_poses"), Garment: load("garment_images"), GarmentPose: load("garment_poses"),
		Category: int64(must(g.Numbers("garment_categories"))(t)[0]),
	}
	w := &Walk{Sampler: sampler.NewFlow(sampler.Rising(5, 1.5), 1), Predict: p.Predict, Seen: func(step, _ int, x []float32) {
		graphtest.Near(t, fmt.Sprintf("step %d", step), x, graphtest.Floats(t, g, fmt.Sprintf("sample.step%d", step-1)), 1e-4)
	}}
	s := &State{X: load("x0")}
	if err := w.Run(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	m := ToPicture(s.X, int(c.Input[1]), int(c.Input[0]))
	want := load("sample.final_clamped")
	plane := len(want) / 3
	var worst float64
	for i, v := range want {
		worst = max(worst, math.Abs(float64(m.Pix[i%plane*4+i/plane])/255-(float64(v)/2+0.5)))
	}
	t.Logf("picture: largest difference %.2f of 255", worst*255)
	if worst > 1.0/255 {
		t.Errorf("the picture is off by %.2f of 255", worst*255)
	}
}
