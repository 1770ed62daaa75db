package vision

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sync"

	"lookbook/engine/raster"
	"lookbook/engine/vision/nets"
)

// kindAsk is the confidence in a kind under which the user is asked.
const kindAsk = 0.7

// profileRows is the number of rows at which the outline's profile is read.
const profileRows = 10

// profile is the outline in coarse steps, top to bottom: what share of the box's
// width each row fills, how far out its ends reach, whether its middle is
// filled; and how far below the box's top the outline begins at five distances
// from the middle line, both sides averaged.
func (o *outline) profile() []float64 {
	var v []float64
	for i := range profileRows {
		y := o.y0 + int((float64(i)+0.5)/profileRows*o.h)
		fill, middle := 0, 0.0
		for _, r := range o.row(y, -1) {
			fill += r[1] - r[0] + 1
			if float64(r[0]) < o.ax+0.01*o.w && float64(r[1]) > o.ax-0.01*o.w {
				middle = 1
			}
		}
		v = append(v, float64(fill)/o.w, o.width(y)/o.w, middle)
	}
	for _, k := range []float64{0, 0.1, 0.2, 0.3, 0.42} {
		v = append(v, (o.top(o.ax-k*o.w)+o.top(o.ax+k*o.w)-2*float64(o.y0))/o.h)
	}
	return v
}

// kindFeatures are what the weights of kinds are fitted to, each about -2 … 4:
// the outline, the front opening, what the classes speak for, and the scores
// that follow from reasoning alone.
func kindFeatures(s shape, f *nets.Features) []float64 {
	flag := func(on bool) float64 {
		if on {
			return 1
		}
		return 0
	}
	v := []float64{
		1, flag(s.legs), s.legTop, raster.Clip(s.legSlim, 0, 4), flag(s.sleeves), raster.Clip(s.long, 0, 5),
		raster.Clip(s.long-longGarment, 0, 2), raster.Clip(s.long-1.5, 0, 1),
		raster.Clip(20*s.dip, -1, 3), raster.Clip(5*s.steep, -1, 2), raster.Clip(4*s.drop, 0, 3), s.waist,
		raster.Clip(s.aspect, 0, 4), raster.Clip(1/s.aspect, 0, 3), s.front,
	}
	v = append(v, s.profile...)
	a, b := fromShape(s), fromClasses(f)
	for k := range a {
		v = append(v, raster.Clip(a[k]/3, -2, 2), b[k]/3)
	}
	for _, g := range []nets.Group{nets.GroupClothing, nets.GroupBag, nets.GroupAccessory} {
		v = append(v, math.Sqrt(raster.Clip(f.Groups[g], 0, 1)))
	}
	return v
}

// The weights of kinds: for each kind in kindOrder one little-endian float32 a
// feature, then one a number of the embedding times embeddingScale. They were
// fitted to rendered garments by assets/make/cuts, which says how.
//
//go:embed kind_weights.bin
var kindWeightBytes []byte

const (
	embeddingScale = 3.0
	featureCount   = 65
	embeddingCount = 1280
)

var kindWeights = sync.OnceValue(func() [len(kindOrder)][]float64 {
	var w [len(kindOrder)][]float64
	const n = featureCount + embeddingCount
	for k := range w {
		w[k] = make([]float64, n)
		for i := range w[k] {
			w[k][i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(kindWeightBytes[4*(k*n+i):])))
		}
	}
	return w
})

// fromWeights is the log score of each kind; false without an embedding, as
// where no network was asked.
func fromWeights(s shape, f *nets.Features) (kindScores, bool) {
	var out kindScores
	v := kindFeatures(s, f)
	if len(f.Embedding) != embeddingCount || len(v) != featureCount {
		return out, false
	}
	for k, w := range kindWeights() {
		for i, x := range v {
			out[k] += w[i] * x
		}
		for i, x := range f.Embedding {
			out[k] += w[featureCount+i] * embeddingScale * float64(x)
		}
	}
	return out, true
}
