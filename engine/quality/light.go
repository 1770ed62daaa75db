package quality

import (
	"math"

	"lookbook/engine/color"
)

// Light on a body, as a factor on linear light. Compositors of this program
// shade by 0.55 to 1.22 on encoded values, which is 0.27 to 1.55 here; more is
// not light but another colour (black shown as grey), and stays in the measure.
const (
	leastLight = 0.25
	mostLight  = 1.7
)

// The mean light over a whole garment varies less than that of its folds:
// beyond these factors the garment as a whole is too dark or too bright.
const (
	leastMeanLight = 0.45
	mostMeanLight  = 1.35
)

// lightCells across the longer side of the picture: a cell is about a hand
// wide on a person, so it follows the body's shade but not a print's colours.
const lightCells = 24

// divideLight estimates the smooth factor between what is there and what
// should be, divides it off every sample, and returns its mean.
func divideLight(s []sample, w, h int) float64 {
	g := newGrid(w, h)
	for _, p := range s {
		c := g.at(p.x, p.y)
		c.want += p.want.luminance()
		c.have += p.have.luminance()
	}
	g.smooth()
	factors := make([]float64, len(s))
	mean := 0.0
	for i, p := range s {
		factors[i] = g.factor(p.x, p.y)
		mean += factors[i] / float64(len(s))
	}
	bounded := min(max(mean, leastMeanLight), mostMeanLight)
	for i, p := range s {
		s[i].have = p.have.times(mean / (bounded * factors[i]))
	}
	return bounded
}

// evenLight divides off one factor for the whole garment: that of the mean
// luminance of the result to that of the palette.
func evenLight(s []sample, palette []color.Cluster) float64 {
	var want, have float64
	for _, c := range palette {
		want += c.Share * light3(color.LinearFromXYZ(c.Lab.XYZ())).luminance()
	}
	for _, p := range s {
		have += p.have.luminance() / float64(len(s))
	}
	f := min(max(ratio(have, want), leastMeanLight), mostMeanLight)
	for i, p := range s {
		s[i].have = p.have.times(1 / f)
	}
	return f
}

// ratio of two luminances, bounded; a little light is added to both so that
// black cloth has a factor too.
func ratio(have, want float64) float64 {
	const little = 1e-4
	return min(max((have+little)/(want+little), leastLight), mostLight)
}

// cell sums luminances.
type cell struct{ want, have float64 }

// grid of cells over a picture.
type grid struct {
	size       float64 // pixels a side of a cell
	cols, rows int
	cells      []cell
}

func newGrid(w, h int) *grid {
	size := math.Max(8, float64(max(w, h))/lightCells)
	g := &grid{size: size, cols: int(float64(w)/size) + 1, rows: int(float64(h)/size) + 1}
	g.cells = make([]cell, g.cols*g.rows)
	return g
}

func (g *grid) at(x, y int) *cell {
	return &g.cells[int(float64(y)/g.size)*g.cols+int(float64(x)/g.size)]
}

// smooth spreads the sums to the neighbours twice (1 2 1 both ways), so that
// sparse cells borrow from full ones.
func (g *grid) smooth() {
	for range 2 {
		g.pass(1, g.cols, g.rows, g.cols)
		g.pass(g.cols, g.rows, g.cols, 1)
	}
}

// pass filters lines of n cells that are step apart; lines start lineStep apart.
func (g *grid) pass(step, n, lines, lineStep int) {
	line := make([]cell, n)
	for k := range lines {
		for i := range n {
			line[i] = g.cells[k*lineStep+i*step]
		}
		for i := range n {
			a, b, c := line[max(i-1, 0)], line[i], line[min(i+1, n-1)]
			g.cells[k*lineStep+i*step] = cell{a.want + 2*b.want + c.want, a.have + 2*b.have + c.have}
		}
	}
}

// factor interpolates the light at a pixel between the centres of cells.
func (g *grid) factor(x, y int) float64 {
	fx, fy := float64(x)/g.size-0.5, float64(y)/g.size-0.5
	x0, y0 := int(math.Floor(fx)), int(math.Floor(fy))
	var sum cell
	for dy := range 2 {
		for dx := range 2 {
			wx, wy := 1-math.Abs(fx-float64(x0+dx)), 1-math.Abs(fy-float64(y0+dy))
			c := g.cells[min(max(y0+dy, 0), g.rows-1)*g.cols+min(max(x0+dx, 0), g.cols-1)]
			sum.want += wx * wy * c.want
			sum.have += wx * wy * c.have
		}
	}
	if sum.want == 0 {
		return 1
	}
	return ratio(sum.have, sum.want)
}
