package sampler

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"testing"
)

// TestPhilox compares with the known answers that come with the paper's code
// (Random123, kat_vectors).
func TestPhilox(t *testing.T) {
	const all = math.MaxUint32
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{all, all, all, all}, [2]uint32{all, all}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
			[2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	} {
		if got := philox(c.counter, c.key); got != c.want {
			t.Errorf("got %08x, want %08x", got, c.want)
		}
	}
}

func TestQuantile(t *testing.T) {
	for u, want := range map[float64]float64{
		0.5: 0, 0.975: 1.959963984540054, 0.84134474606854293: 1, 1e-3: -3.090232306167813, 1e-10: -6.361340902404056, 1e-15: -7.941345326170998,
	} {
		if got := quantile(u); math.Abs(got-want) > 1e-14*max(1, math.Abs(want))*10 {
			t.Errorf("%g: got %.16g, want %.16g", u, got, want)
		}
	}
	for _, x := range []float64{1e-300, 1e-16, 0.075, 0.5, 0.7071, 0.70711, 1, 2, 1e300} {
		if got, want := logarithm(x), math.Log(x); math.Abs(got-want) > 1e-15*max(1, math.Abs(want)) {
			t.Errorf("log %g: got %.17g, want %.17g", x, got, want)
		}
	}
}

func TestNoiseIsNormal(t *testing.T) {
	out := make([]float32, 1<<20)
	Noise(out, 42, 0)
	var moments [5]float64
	var neighbors, last float64
	for _, v := range out {
		p := 1.0
		for k := range moments {
			moments[k] += p / float64(len(out))
			p *= float64(v)
		}
		neighbors += last * float64(v) / float64(len(out))
		last = float64(v)
	}
	// Five standard errors of each mean.
	for k, c := range map[int][2]float64{1: {0, 0.005}, 2: {1, 0.007}, 3: {0, 0.019}, 4: {3, 0.048}} {
		if math.Abs(moments[k]-c[0]) > c[1] {
			t.Errorf("moment %d is %g, want %g", k, moments[k], c[0])
		}
	}
	if math.Abs(neighbors) > 0.005 {
		t.Errorf("neighbors go together: %g", neighbors)
	}
}

// TestNoiseNeverChanges: recipes name seeds, so these bytes must stay.
func TestNoiseNeverChanges(t *testing.T) {
	out := make([]float32, 100001)
	Noise(out, 0x123456789abcdef, 3)
	h := sha256.New()
	for _, v := range out {
		h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
	}
	const want = "7b9bd81e88d1c475f884606e32d637d5f371283623a785542f59bb722f44fc87"
	if got := fmt.Sprintf("%x", h.Sum(nil)); got != want {
		t.Errorf("got %s", got)
	}
	short := make([]float32, 7)
	Noise(short, 0x123456789abcdef, 3)
	for i, v := range short {
		if v != out[i] {
			t.Errorf("number %d depends on how many are drawn", i)
		}
	}
	Noise(out[:7], 0x123456789abcdef, 4)
	if out[0] == short[0] || out[1] == short[1] {
		t.Error("streams are not independent")
	}
}

func BenchmarkNoise(b *testing.B) {
	out := make([]float32, 3*864*576)
	for b.Loop() {
		Noise(out, 1, 0)
	}
}
