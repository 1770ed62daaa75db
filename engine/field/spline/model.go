package spline

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"

	assets "lookbook/assets/targets"
	"lookbook/engine/raster"
	"lookbook/engine/vision"
)

// network is what was learned of one family: two hidden layers that turn
// features into moves of control points.
type network struct {
	family string
	// Features are held between low and high, then divided by spread around
	// mean. far is how much, in spreads and on average over all features, they
	// may lie outside before moves fade out; at twice that none is left.
	mean, spread, low, high []float64
	far                     float64
	layers                  [3]layer
	// Moves in Ref: the last layer's values times scale around center, between
	// least and most of those that it was taught.
	center, scale, least, most []float64
}

// layer is w·x + b, then max(0, ·) for all but the last.
type layer struct {
	in, out int
	w, b    []float64
}

// networks are read once, by family.
var networks = sync.OnceValues(func() (map[string]*network, error) { return readNetworks(assets.Bytes()) })

// learned returns the network of a family, nil when there is none.
func learned(family string) *network {
	all, err := networks()
	if err != nil {
		return nil
	}
	return all[family]
}

// places are where the control points of a lesson lie on the person: the mean
// of what is said of the picture and of its mirror image.
func (n *network) places(p *vision.Person, l *Lesson) []raster.Pt {
	out := append([]raster.Pt{}, l.Dst...)
	flips := 1
	if l.Twin != nil {
		flips = 2
	}
	for k := range flips {
		flip := k
		if l.Twin == nil {
			flip = l.Side
		}
		moves := n.moves(l.Features[k])
		if len(moves) != 2*len(out) {
			return nil
		}
		for i := range out {
			j := i
			if flip == 1 && l.Twin != nil {
				j = l.Twin[i]
			}
			x := moves[2*j] * float64(1-2*flip)
			d := p.Perp.Mul(x).Add(p.Axis.Mul(moves[2*j+1]))
			out[i] = out[i].Add(d.Mul(p.Ref / float64(flips)))
		}
	}
	return out
}

// moves are x, y of each control point, in Ref; nil for features of another
// number.
func (n *network) moves(features []float64) []float64 {
	if len(features) != len(n.mean) {
		return nil
	}
	x := make([]float64, len(features))
	off := 0.0
	for i, v := range features {
		if math.IsNaN(v) {
			return nil
		}
		c := raster.Clip(v, n.low[i], n.high[i])
		off += math.Min(math.Abs(v-c)/n.spread[i], 10)
		x[i] = (c - n.mean[i]) / n.spread[i]
	}
	for i := range n.layers {
		x = n.layers[i].run(x, i < len(n.layers)-1)
	}
	keep := raster.Clip(2-off/float64(len(features))/n.far, 0, 1)
	for i := range x {
		x[i] = keep * raster.Clip(n.center[i]+n.scale[i]*x[i], n.least[i], n.most[i])
	}
	return x
}

func (l *layer) run(x []float64, bend bool) []float64 {
	y := make([]float64, l.out)
	for o := range y {
		sum := l.b[o]
		for i, v := range l.w[o*l.in : (o+1)*l.in] {
			sum += v * x[i]
		}
		if bend {
			sum = math.Max(0, sum)
		}
		y[o] = sum
	}
	return y
}

// magic begins the file of networks; its form is told in assets/targets.
const magic = "LBTARGETS1\n"

// readNetworks reads a file of networks.
func readNetworks(data []byte) (map[string]*network, error) {
	if !bytes.HasPrefix(data, []byte(magic)) {
		return nil, errors.New("no file of learned targets")
	}
	r := &numbers{r: bytes.NewReader(data[len(magic):])}
	all := map[string]*network{}
	for r.r.Len() > 0 && r.err == nil {
		n := &network{family: r.word()}
		in, h1, h2, out := r.count(), r.count(), r.count(), r.count()
		n.mean, n.spread, n.low, n.high = r.singles(in), r.singles(in), r.singles(in), r.singles(in)
		if f := r.singles(1); r.err == nil {
			n.far = f[0]
		}
		for i, size := range [3][2]int{{in, h1}, {h1, h2}, {h2, out}} {
			n.layers[i] = layer{in: size[0], out: size[1], w: r.halves(size[0] * size[1]), b: r.singles(size[1])}
		}
		n.center, n.scale, n.least, n.most = r.singles(out), r.singles(out), r.singles(out), r.singles(out)
		all[n.family] = n
	}
	if r.err != nil {
		return nil, fmt.Errorf("learned targets: %w", r.err)
	}
	return all, nil
}

// numbers reads little-endian numbers and keeps the first error.
type numbers struct {
	r   *bytes.Reader
	err error
}

func (r *numbers) read(v any) {
	if r.err == nil {
		r.err = binary.Read(r.r, binary.LittleEndian, v)
	}
}

// mostNumbers bounds the size of a layer.
const mostNumbers = 4096

func (r *numbers) count() int {
	var n uint16
	r.read(&n)
	if n > mostNumbers && r.err == nil {
		r.err = fmt.Errorf("%d numbers in a row", n)
	}
	if r.err != nil {
		return 0
	}
	return int(n)
}

func (r *numbers) word() string {
	b := make([]byte, r.count())
	if r.err == nil {
		_, r.err = io.ReadFull(r.r, b)
	}
	return string(b)
}

func (r *numbers) singles(n int) []float64 {
	raw := make([]float32, n)
	r.read(raw)
	out := make([]float64, n)
	for i, v := range raw {
		out[i] = float64(v)
	}
	return out
}

// halves are n weights, each a 16-bit step of the row's largest, which comes
// first.
func (r *numbers) halves(n int) []float64 {
	unit := r.singles(1)
	raw := make([]int16, n)
	r.read(raw)
	out := make([]float64, n)
	for i, v := range raw {
		out[i] = float64(v) * unit[0]
	}
	return out
}
