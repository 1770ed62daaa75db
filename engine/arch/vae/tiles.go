package vae

import (
	"context"
	"fmt"

	"lookbook/engine"
	"lookbook/engine/internal/ort"
)

// Tiling says how a picture is cut so that a network needs the memory of one
// tile only.
type Tiling struct {
	// Size is the largest side of a tile and Overlap how much neighbors share,
	// in elements of the input; both multiples of Down. A Size of 0 never
	// cuts.
	Size, Overlap int64
	// The output is Up times as large as the input and Down times smaller: a
	// decoder has Up 8 and Down 1, an encoder the reverse.
	Up, Down int64
}

// Run sends one tile [1, C, h, w] through a network and returns its first
// output, [1, C', h·Up/Down, w·Up/Down].
type Run func(ctx context.Context, tile ort.Tensor) (ort.Tensor, error)

// Tiled sends x [1, C, H, W] through a network tile by tile. Where tiles
// overlap, outputs are mixed with weights that fall linearly towards the edge
// of each, so that no seam shows. The network sees less of the picture at once,
// so that colors may drift a little from tile to tile; a picture that is not
// larger than Size goes through whole and unchanged.
func Tiled(ctx context.Context, x ort.Tensor, t Tiling, run Run) (ort.Tensor, error) {
	if len(x.Shape) != 4 || x.Shape[0] != 1 || x.Size() != int64(len(x.F32)) {
		return ort.Tensor{}, engine.AsFault(fmt.Errorf("a tensor of shape %v cannot be cut into tiles", x.Shape))
	}
	h, w := x.Shape[2], x.Shape[3]
	if t.Size == 0 || (h <= t.Size && w <= t.Size) {
		return run(ctx, x)
	}
	var sum mixture
	for _, y := range starts(h, t) {
		for _, left := range starts(w, t) {
			tile := window{y, left, min(t.Size, h), min(t.Size, w)}
			out, err := run(ctx, tile.cut(x))
			if err != nil {
				return ort.Tensor{}, err
			}
			if sum.weight == nil {
				sum = newMixture(out.Shape[1], h*t.Up/t.Down, w*t.Up/t.Down)
			}
			sum.add(out, tile, t)
		}
	}
	return sum.result(), nil
}

// starts are the positions of tiles along a side: as few as cover it, spread
// evenly on multiples of Down, the last one flush with the end.
func starts(side int64, t Tiling) []int64 {
	if side <= t.Size {
		return []int64{0}
	}
	step := max(t.Size-t.Overlap, t.Down)
	n := (side-t.Size+step-1)/step + 1
	list := make([]int64, n)
	for i := range list {
		list[i] = int64(i) * (side - t.Size) / (n - 1) / t.Down * t.Down
	}
	return list
}

// window is the place of a tile in the input.
type window struct{ top, left, height, width int64 }

// cut copies a window out of x.
func (r window) cut(x ort.Tensor) ort.Tensor {
	channels, h, w := x.Shape[1], x.Shape[2], x.Shape[3]
	out := ort.Tensor{Shape: []int64{1, channels, r.height, r.width}, F32: make([]float32, 0, channels*r.height*r.width)}
	for c := range channels {
		for y := range r.height {
			at := (c*h+r.top+y)*w + r.left
			out.F32 = append(out.F32, x.F32[at:at+r.width]...)
		}
	}
	return out
}

// mixture collects weighted outputs.
type mixture struct {
	channels, height, width int64
	sum, weight             []float32
}

func newMixture(channels, height, width int64) mixture {
	return mixture{channels, height, width, make([]float32, channels*height*width), make([]float32, height*width)}
}

// add puts the output of a tile in its place.
func (m *mixture) add(out ort.Tensor, r window, t Tiling) {
	top, left := r.top*t.Up/t.Down, r.left*t.Up/t.Down
	h, w, ramp := out.Shape[2], out.Shape[3], t.Overlap*t.Up/t.Down
	for y := range h {
		fy := fade(y, h, ramp, top == 0, top+h == m.height)
		for x := range w {
			f := fy * fade(x, w, ramp, left == 0, left+w == m.width)
			at := (top+y)*m.width + left + x
			m.weight[at] += f
			for c := range m.channels {
				m.sum[c*m.height*m.width+at] += f * out.F32[(c*h+y)*w+x]
			}
		}
	}
}

// fade is the weight of position i of n: 1 inside and falling over a ramp
// towards those ends that are not the end of the picture.
func fade(i, n, ramp int64, first, last bool) float32 {
	f := float32(1)
	if !first && i < ramp {
		f = float32(i+1) / float32(ramp+1)
	}
	if !last && n-1-i < ramp {
		f = min(f, float32(n-i)/float32(ramp+1))
	}
	return f
}

func (m *mixture) result() ort.Tensor {
	plane := m.height * m.width
	for i := range m.sum {
		m.sum[i] /= m.weight[int64(i)%plane]
	}
	return ort.Tensor{Shape: []int64{1, m.channels, m.height, m.width}, F32: m.sum}
}
