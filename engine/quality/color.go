package quality

import (
	"fmt"
	"image"
	"math"
	"slices"

	"lookbook/engine"
	"lookbook/engine/color"
)

// ColorInput is what Color compares.
type ColorInput struct {
	// Garment is the garment picture, sRGB; GarmentAlpha its cut-out, one value
	// 0..1 a pixel (nil: the alpha of Garment).
	Garment      *image.NRGBA
	GarmentAlpha []float32
	// Result is the finished picture, sRGB.
	Result *image.NRGBA
	// Weight is not 0 at the pixels of Result that are wholly this garment and
	// can be seen.
	Weight []uint8
	// Shown holds at those pixels the colour that belongs there, before light
	// and shadow; as large as Result. It makes the verdict much sharper. When
	// it is nil the palettes are compared.
	Shown *image.NRGBA
}

// colorThreshold in ΔE2000 with lightness halved. Trade practice calls up to 2
// a good match under one light and complains from about 3 to 4 on; on real
// photos the shading of the compositor leaves 0.1 to 0.8.
const colorThreshold = 3.0

// Parts of the measure.
const (
	maxClusters = 6
	// judgedShare: colours on less of the garment are told, not judged; their
	// mean moves with the edges of the cut-out.
	judgedShare = 0.05
	// toldShare: less than this is not even told.
	toldShare = 0.005
	// lightWeight kL: light on the body is not a fault of the cloth.
	lightWeight = 2
	// foreign colours lie farther than this many spreads, and this far in Lab,
	// from every colour of the garment.
	foreignSpreads  = 3
	foreignDistance = 14
	// enough pixels for stable means; larger regions are sampled on a grid.
	// With 80,000 of them a colour on 1 % still has 800.
	enough = 80_000
)

// Color compares the garment in the result with the garment's own picture, one
// number for each colour of its palette. Light is taken out first: a common
// smooth factor of brightness is estimated over the region and divided off, so
// folds, shade and exposure do not count, while hue and chroma do. Value is the
// largest ΔE2000 (lightness halved) among the colours on at least 5 % of the
// garment; it must not exceed the threshold. A garment of which nothing can be
// seen fails.
func Color(in ColorInput) engine.Verdict {
	v := engine.Verdict{Name: nameColor, Threshold: colorThreshold, Unit: "ΔE2000"}
	palette := garmentPalette(in.Garment, in.GarmentAlpha)
	s := in.samples()
	if len(palette) == 0 || len(s) == 0 {
		v.Value = math.MaxFloat32
		v.Words = "The garment's colour cannot be measured: nothing of it can be seen."
		return v
	}
	var means []pair
	var light float64
	if in.Shown != nil {
		light = divideLight(s, in.Result.Rect.Dx(), in.Result.Rect.Dy())
		means = bySource(s, palette)
	} else {
		light = evenLight(s, palette)
		means = byPalette(s, palette)
	}
	judge(&v, means, float64(len(s)))
	v.Detail = append(v.Detail, engine.Measure{Name: measureLight, Value: light})
	v.Pass = v.Value <= colorThreshold
	v.Words = colorWords(v)
	return v
}

func colorWords(v engine.Verdict) string {
	if v.Pass {
		return fmt.Sprintf("The garment has its own colours (largest difference %.1f, allowed %.1f).", v.Value, v.Threshold)
	}
	return fmt.Sprintf("A colour of the garment is off by %.1f; %.1f is allowed. Compare it with the garment's picture.", v.Value, v.Threshold)
}

// garmentPalette groups the colours inside the cut-out.
func garmentPalette(m *image.NRGBA, alpha []float32) []color.Cluster {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	step := gridStep(w * h)
	var labs [][3]float32
	var weights []float32
	for y := 0; y < h; y += step {
		for x := 0; x < w; x += step {
			p := m.Pix[y*m.Stride+4*x:]
			a := float32(p[3]) / 255
			if alpha != nil {
				if y*w+x >= len(alpha) {
					return nil
				}
				a = alpha[y*w+x]
			}
			if a > 0.9 { // edges are mixed with the background
				labs = append(labs, color.LabFast(p[0], p[1], p[2]))
				weights = append(weights, a)
			}
		}
	}
	return color.Palette(labs, weights, maxClusters)
}

// gridStep keeps at most enough pixels of n.
func gridStep(n int) int { return max(1, int(math.Ceil(math.Sqrt(float64(n)/enough)))) }

// light3 is linear red, green, blue.
type light3 [3]float64

func linearAt(m *image.NRGBA, x, y int) light3 {
	p := m.Pix[y*m.Stride+4*x:]
	return light3{float64(color.LinearByte(p[0])), float64(color.LinearByte(p[1])), float64(color.LinearByte(p[2]))}
}

func labAt(m *image.NRGBA, x, y int) color.Lab {
	p := m.Pix[m.Stride*y+4*x:]
	l := color.LabFast(p[0], p[1], p[2])
	return color.Lab{float64(l[0]), float64(l[1]), float64(l[2])}
}

func (l light3) times(f float64) light3 { return light3{l[0] * f, l[1] * f, l[2] * f} }

func (l *light3) add(o light3) {
	for i := range l {
		l[i] += o[i]
	}
}

// luminance by the weights of sRGB.
func (l light3) luminance() float64 { return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2] }

func (l light3) lab() color.Lab { return color.LabFromXYZ(color.XYZFromLinear(l)) }

// sample is one compared pixel; key is the Lab of what is shown, by which it is
// sorted into clusters.
type sample struct {
	x, y       int
	want, have light3
	key        color.Lab
}

// samples lists the weighted pixels; want is zero when nothing is shown. It is
// empty when the sizes do not fit each other.
func (in ColorInput) samples() []sample {
	w, h := in.Result.Rect.Dx(), in.Result.Rect.Dy()
	if len(in.Weight) != w*h || in.Shown != nil && (in.Shown.Rect.Dx() != w || in.Shown.Rect.Dy() != h) {
		return nil
	}
	on := 0
	for _, v := range in.Weight {
		if v != 0 {
			on++
		}
	}
	step := gridStep(on)
	var out []sample
	for y := 0; y < h; y += step {
		for x := 0; x < w; x += step {
			if in.Weight[y*w+x] == 0 {
				continue
			}
			s := sample{x: x, y: y, have: linearAt(in.Result, x, y)}
			if in.Shown != nil {
				s.want, s.key = linearAt(in.Shown, x, y), labAt(in.Shown, x, y)
			}
			out = append(out, s)
		}
	}
	return out
}

// Names of the measures inside the colour verdict.
const (
	measureCluster = "cluster" // one colour of the garment
	measureBeside  = "beside"  // shown there, but no colour of the garment
	measureLight   = "light"   // mean factor of light that was taken out
)

// pair is the mean colour that is wanted and the one that is there, for one
// cluster over n pixels.
type pair struct {
	// name is measureCluster or measureBeside.
	name       string
	want, have light3
	n          float64
}

// judge turns means into measures and the verdict's number.
func judge(v *engine.Verdict, means []pair, total float64) {
	for _, m := range means {
		if m.n < toldShare*total {
			continue
		}
		want, have := m.want.times(1/m.n).lab(), m.have.times(1/m.n).lab()
		d := color.DeltaE(want, have, lightWeight, 1, 1)
		share := m.n / total
		v.Detail = append(v.Detail, engine.Measure{Name: m.name, Value: d, Color: want.Hex(), Share: share})
		if share >= judgedShare {
			v.Value = max(v.Value, d)
		}
	}
}

// nearest returns the palette entry nearest to a colour, with lightness
// counting half, and its distance.
func nearest(palette []color.Cluster, l color.Lab) (at int, distance float64) {
	distance = math.Inf(1)
	for i, c := range palette {
		dl, da, db := (l[0]-c.Lab[0])/lightWeight, l[1]-c.Lab[1], l[2]-c.Lab[2]
		if d := math.Sqrt(dl*dl + da*da + db*db); d < distance {
			at, distance = i, d
		}
	}
	return at, distance
}

// named returns n empty pairs of one name.
func named(name string, n int) []pair { return slices.Repeat([]pair{{name: name}}, n) }

// bySource compares each pixel with what it should show, gathered by the
// garment's colours. Pixels that show what is no colour of the garment (a field
// that samples beside it) are gathered apart and compared with the garment's
// nearest colour instead.
func bySource(s []sample, palette []color.Cluster) []pair {
	n := len(palette)
	means := slices.Concat(named(measureCluster, n), named(measureBeside, n))
	for _, p := range s {
		k, distance := nearest(palette, p.key)
		want := p.want
		if distance > max(foreignDistance, foreignSpreads*palette[k].Spread) {
			want = light3(color.LinearFromXYZ(palette[k].Lab.XYZ()))
			k += n
		}
		means[k].want.add(want)
		means[k].have.add(p.have)
		means[k].n++
	}
	return means
}

// byPalette compares the garment's colours with the pixels nearest to them.
func byPalette(s []sample, palette []color.Cluster) []pair {
	means := named(measureCluster, len(palette))
	for _, p := range s {
		k, _ := nearest(palette, p.have.lab())
		means[k].want.add(light3(color.LinearFromXYZ(palette[k].Lab.XYZ())))
		means[k].have.add(p.have)
		means[k].n++
	}
	return means
}
