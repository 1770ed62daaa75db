package vision

import (
	"math"
	"math/rand/v2"
	"sort"

	"lookbook/engine/color"
	"lookbook/engine/raster"
)

// tone is one cluster of a color model: a Gaussian in Lab with a diagonal
// spread and a share.
type tone struct {
	mean, spread [3]float32
	share        float32
}

// toneModel is a mixture; nil knows nothing.
type toneModel []tone

// Limits of a cluster's spread: a flat cloth still has noise and shading, and
// a wild one must not swallow everything.
var (
	minSpread = [3]float32{5, 2.5, 2.5}
	maxSpread = [3]float32{16, 8, 8}
)

const (
	// toneCap bounds the distance, so that one odd pixel cannot decide.
	toneCap = 12
	// toneSamples bounds the pixels that a model is learned from.
	toneSamples = 3000
)

// parseModels are the color models of the labels.
type parseModels struct {
	skin, hair, upper, lower, legSkin, shoes toneModel
	// tone is the median skin color; toneSeen false when it is a default.
	tone     [3]float64
	toneSeen bool
}

// distance is a third of the squared Mahalanobis distance to the nearest
// cluster, with a small price for rare ones.
func (m toneModel) distance(c [3]float32) float32 {
	best := float32(toneCap)
	for i := range m {
		t := &m[i]
		var e float32
		for k := range c {
			d := (c[k] - t.mean[k]) / t.spread[k]
			e += d * d
		}
		best = min(best, e/3+t.share)
	}
	return best
}

// plane is the distance of every pixel; without a model it is unknown
// everywhere.
func (m toneModel) plane(lab *color.Plane, unknown float32) *raster.Plane {
	o := raster.NewPlane(lab.W, lab.H)
	for i := range o.Pix {
		if m == nil {
			o.Pix[i] = unknown
			continue
		}
		o.Pix[i] = m.distance([3]float32{lab.L[i], lab.A[i], lab.B[i]})
	}
	return o
}

// priced turns shares of the samples into prices -0.3·ln(share).
func priced(share float64) float32 { return float32(-.3 * math.Log(share+1e-3)) }

// learnTones fits k clusters to the pixels listed; keep may refuse a cluster
// by its mean, share and the mean height v of its pixels. Too few pixels give
// nil.
func (q *parser) learnTones(pixels []int, k int, keep func(mean [3]float32, share, v float64) bool) toneModel {
	if len(pixels) < 40 {
		return nil
	}
	samples := thin(pixels, toneSamples)
	centers := q.kmeans(samples, k)
	type sum struct {
		n     float64
		s, ss [3]float64
		v     float64
	}
	sums := make([]sum, len(centers))
	for _, i := range samples {
		c := q.color(i)
		b := &sums[nearest(centers, c)]
		b.n++
		b.v += float64(q.v[i])
		for j, x := range c {
			b.s[j] += float64(x)
			b.ss[j] += float64(x) * float64(x)
		}
	}
	var m toneModel
	for _, b := range sums {
		share := b.n / float64(len(samples))
		if share < .02 {
			continue
		}
		t := tone{share: priced(share)}
		for j := range t.mean {
			mu := b.s[j] / b.n
			t.mean[j] = float32(mu)
			sd := math.Sqrt(math.Max(0, b.ss[j]/b.n-mu*mu))
			t.spread[j] = raster.Clip32(float32(sd), minSpread[j], maxSpread[j])
		}
		if keep == nil || keep(t.mean, share, b.v/b.n) {
			m = append(m, t)
		}
	}
	return m
}

func (q *parser) color(i int) [3]float32 { return [3]float32{q.lab.L[i], q.lab.A[i], q.lab.B[i]} }

// thin returns at most n of the values, evenly spread.
func thin(v []int, n int) []int {
	if len(v) <= n {
		return v
	}
	o := make([]int, n)
	for i := range o {
		o[i] = v[i*len(v)/n]
	}
	return o
}

func nearest(centers [][3]float32, c [3]float32) int {
	best, bi := float32(math.MaxFloat32), 0
	for i, m := range centers {
		d := square(c[0]-m[0]) + square(c[1]-m[1]) + square(c[2]-m[2])
		if d < best {
			best, bi = d, i
		}
	}
	return bi
}

func square(v float32) float32 { return v * v }

// kmeans clusters the pixels' colors; starting points are drawn by a fixed
// seed so that the same picture gives the same clusters.
func (q *parser) kmeans(pixels []int, k int) [][3]float32 {
	rng := rand.New(rand.NewPCG(1, uint64(k)))
	centers := make([][3]float32, k)
	for i := range centers {
		centers[i] = q.color(pixels[rng.IntN(len(pixels))])
	}
	for range 8 {
		sums := make([][4]float64, k)
		for _, i := range pixels {
			c := q.color(i)
			s := &sums[nearest(centers, c)]
			s[0] += float64(c[0])
			s[1] += float64(c[1])
			s[2] += float64(c[2])
			s[3]++
		}
		for i, s := range sums {
			if s[3] > 0 {
				centers[i] = [3]float32{float32(s[0] / s[3]), float32(s[1] / s[3]), float32(s[2] / s[3])}
			}
		}
	}
	return centers
}

// medianColor is the median of each component over the pixels.
func (q *parser) medianColor(pixels []int) [3]float32 {
	var out [3]float32
	pixels = thin(pixels, toneSamples)
	v := make([]float64, len(pixels))
	for k := range out {
		for j, i := range pixels {
			v[j] = float64(q.color(i)[k])
		}
		sort.Float64s(v)
		out[k] = float32(v[len(v)/2])
	}
	return out
}

// where lists the pixels of the person for which ok holds.
func (q *parser) where(ok func(i int) bool) []int {
	var out []int
	for i, m := range q.mask.Pix {
		if m > .6 && ok(i) {
			out = append(out, i)
		}
	}
	return out
}

// skinModel makes copies of a tone in more and less light: light multiplies
// all three receptors, so with f = k^(1/3) the color (L, a, b) becomes
// ((L+16)f - 16, af, bf).
func skinModel(t [3]float32) toneModel {
	lights := []struct{ k, share float64 }{{1, .55}, {.62, .2}, {1.45, .15}, {.36, .06}, {.2, .03}}
	var m toneModel
	for _, l := range lights {
		f := float32(math.Cbrt(l.k))
		c := [3]float32{min((t[0]+16)*f-16, 97), t[1] * f, t[2] * f}
		m = append(m, tone{mean: c, spread: [3]float32{11, 4.8, 5.4}, share: priced(l.share)})
	}
	return m
}

// skinLike is the distance of a cluster from the skin tone in usual spreads.
func (m *parseModels) skinLike(c [3]float32) float64 {
	t := m.tone
	d0, d1, d2 := (float64(c[0])-t[0])/12, (float64(c[1])-t[1])/5, (float64(c[2])-t[2])/5.5
	return math.Sqrt(d0*d0 + d1*d1 + d2*d2)
}
