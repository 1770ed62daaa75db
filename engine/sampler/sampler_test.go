package sampler

import (
	"errors"
	"math"
	"slices"
	"testing"

	"lookbook/engine"
	"lookbook/engine/graph/graphtest"
	"lookbook/engine/graph/safetensors"
)

// walks are the samplers that have a reference walk, made for 8 steps.
func walks(t *testing.T) map[string]Sampler {
	t.Helper()
	all := map[string]Sampler{
		"flow":        NewFlow(Shifted(8, 1), 1000),
		"flow-shift3": NewFlow(Shifted(8, 3), 1000),
		"flow-dyn":    NewFlow(Dynamic(8, 0.001, 0.9), 1000),
	}
	for _, m := range []Method{DDIM, DPM2M, DPM2MKarras, Euler, Heun, UniPC, PNDM, LCM} {
		s, err := New(m, 8, StableDiffusion())
		if err != nil {
			t.Fatal(err)
		}
		all[string(m)] = s
	}
	return all
}

func numbers(t *testing.T, g *safetensors.Set, key string) []float64 {
	t.Helper()
	v, err := g.Numbers(key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// predict stands in for a network.
func predict(s Sampler, i int, x []float32) []float32 {
	out := make([]float32, len(x))
	for k, v := range x {
		out[k] = float32(math.Sin(float64(v)*s.Scale(i)*1.3+s.Time(i)/1000) * 0.7)
	}
	return out
}

const size = 4 * 4 * 3

func TestReferenceWalks(t *testing.T) {
	g := graphtest.Golden(t, "testdata/trajectories.safetensors")
	noise := numbers(t, g, "sched.lcm.noise")
	for name, s := range walks(t) {
		t.Run(name, func(t *testing.T) {
			times, walk := numbers(t, g, "sched."+name+".t"), numbers(t, g, "sched."+name+".x")
			if s.Steps() != len(times) {
				t.Fatalf("%d steps, want %d", s.Steps(), len(times))
			}
			x := make([]float32, size)
			for k := range x {
				x[k] = float32(walk[k])
			}
			var worst, largest float64
			for i, time := range times {
				if math.Abs(s.Time(i)-time) > 1e-4 {
					t.Errorf("time %d is %g, want %g", i, s.Time(i), time)
				}
				var fresh []float32
				if s.NeedsNoise(i) {
					for _, v := range noise[i*size : (i+1)*size] {
						fresh = append(fresh, float32(v))
					}
				}
				s.Step(i, x, predict(s, i, x), fresh)
				for k, v := range x {
					want := walk[(i+1)*size+k]
					// Walks pass through values up to 76, where neighboring
					// numbers of 32 bits are 8e-6 apart.
					worst = max(worst, math.Abs(float64(v)-want)/max(1, math.Abs(want)))
					largest = max(largest, math.Abs(want))
				}
			}
			t.Logf("largest difference %.2g (relative above 1) of values up to %.3g", worst, largest)
			if worst > 2e-6 {
				t.Errorf("off by %g", worst)
			}
		})
	}
}

// TestStart: the reference multiplies its noise with the same number.
func TestStart(t *testing.T) {
	g := graphtest.Golden(t, "testdata/trajectories.safetensors")
	unit := numbers(t, g, "sched.ddim.x")[:size]
	for name, s := range walks(t) {
		for k, v := range numbers(t, g, "sched."+name+".x")[:size] {
			if math.Abs(v-unit[k]*s.Start()) > 1e-5 {
				t.Errorf("%s: begins with %g, want %g", name, unit[k]*s.Start(), v)
				break
			}
		}
	}
}

// TestInterruptedWalks stops after every step, hands latents and memory to a
// new sampler, and must end with the same bytes.
func TestInterruptedWalks(t *testing.T) {
	fresh := make([]float32, size)
	Noise(fresh, 1, 1)
	whole, parts := walks(t), walks(t)
	for name, s := range whole {
		a := make([]float32, size)
		Noise(a, 7, 0)
		b := slices.Clone(a)
		for i := range s.Steps() {
			s.Step(i, a, predict(s, i, a), fresh)
			part := parts[name]
			part.Step(i, b, predict(part, i, b), fresh)
			next := walks(t)[name]
			next.Remember(part.Memory())
			parts[name] = next
		}
		if !slices.Equal(a, b) {
			t.Errorf("%s: interrupted, it ends elsewhere", name)
		}
	}
}

// TestPerfectPrediction: where the network always knows the noise, every walk
// ends at the picture, whatever noise is drawn anew on the way.
func TestPerfectPrediction(t *testing.T) {
	picture := make([]float32, 64)
	for i := range picture {
		picture[i] = float32(math.Cos(float64(i)))
	}
	anew := StableDiffusion()
	anew.Eta = 1
	for name, c := range map[string]struct {
		method   Method
		training Training
	}{"ddim": {DDIM, StableDiffusion()}, "ddim with noise": {DDIM, anew}, "dpm": {DPM2M, anew}, "unipc": {UniPC, anew}, "lcm": {LCM, anew}} {
		s, err := New(c.method, 20, c.training)
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float32, 64)
		Noise(x, 3, 0)
		alphas := c.training.alphas()
		for i := range s.Steps() {
			now := alphas[int(s.Time(i))]
			prediction := make([]float32, 64)
			for k := range x {
				prediction[k] = float32((float64(x[k]) - math.Sqrt(now)*float64(picture[k])) / math.Sqrt(1-now))
			}
			var fresh []float32
			if s.NeedsNoise(i) {
				fresh = make([]float32, 64)
				Noise(fresh, 3, uint64(i)+1)
			}
			s.Step(i, x, prediction, fresh)
		}
		var off float64
		for k := range x {
			off = max(off, math.Abs(float64(x[k]-picture[k])))
		}
		t.Logf("%s: off by %.3f", name, off)
		if off > 0.1 { // DDIM and LCM stop at the first level, which has some noise left
			t.Errorf("%s: ends %g away from the picture", name, off)
		}
	}
}

func TestSchedules(t *testing.T) {
	g := graphtest.Golden(t, "testdata/trajectories.safetensors")
	for name, places := range map[string][]float64{"flow": Shifted(8, 1), "flow-shift3": Shifted(8, 3), "flow-dyn": Dynamic(8, 0.001, 0.9)} {
		for i, want := range numbers(t, g, "sched."+name+".sigma") {
			if math.Abs(places[i]-want) > 1e-7 {
				t.Errorf("%s: place %d is %g, want %g", name, i, places[i], want)
			}
		}
	}
	rising := Rising(30, 1.5)
	for i, want := range map[int]float64{0: 0, 1: .00764, 2: .01569, 15: .18243, 28: .75751, 29: .86615, 30: 1} {
		if math.Abs(rising[i]-want) > 5e-6 {
			t.Errorf("rising place %d is %g, want %g", i, rising[i], want)
		}
	}
}

func TestWhatIsNotPossible(t *testing.T) {
	for name, c := range map[string]struct {
		m Method
		n int
	}{
		"no steps": {DDIM, 0}, "too many": {Euler, 501}, "PNDM with one": {PNDM, 1}, "LCM with 51": {LCM, 51}, "unknown": {"magic", 5},
	} {
		if _, err := New(c.m, c.n, StableDiffusion()); !errors.Is(err, engine.ErrUnsupported) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, m := range []Method{DDIM, DPM2M, DPM2MKarras, Euler, Heun, UniPC, PNDM, LCM} {
		for _, n := range []int{1, 2, 3, 50, 500} {
			s, err := New(m, n, StableDiffusion())
			if err != nil {
				continue // refused is fine, a panic or a number that is none is not
			}
			x := []float32{0.5}
			for i := range s.Steps() {
				s.Step(i, x, predict(s, i, x), []float32{0.1})
			}
			if v := float64(x[0]); math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s with %d steps ends at %g", m, n, v)
			}
		}
	}
}
