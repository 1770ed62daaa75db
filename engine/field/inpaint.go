package field

import (
	"math"

	"lookbook/engine/raster"
)

// inpaint.go continues the background where the person stood: patches of the
// background beside it are laid into the hole so that they agree with its rim
// and with each other (Wexler, Shechtman and Irani, "Space-time completion of
// video", 2007; nearest patches found as in Barnes et al., "PatchMatch", 2009).

const (
	// patchReach is the radius of patches: 7×7 pixels at each level.
	patchReach = 3
	// paintLevels is the number of levels, the finest at half the working size;
	// paintTurns how often patches are looked for and laid at each.
	paintLevels, paintTurns = 3, 4
	// farthest is how far away a patch may be taken from, in Ref.
	farthest = 1.1
	// sameHeight is the price of taking a patch from another height, per squared
	// Ref: ground, horizon and sky lie in layers.
	sameHeight = .6
	// notShown marks places of the hole that nothing will ever show.
	notShown = 2
)

// painter fills one level.
type painter struct {
	img *raster.RGB
	// hole is 1 where pixels are to be found, notShown where they do not count.
	hole []uint8
	// source are centers of wholly known patches.
	source []uint8
	// places are the patches to be found, nearest what was found, -1 for none,
	// and cost how well that agrees.
	places  []int
	nearest []int32
	cost    []float32
	ref     float64
	random  uint64
}

// newPainter prepares a level. img holds a first guess in the hole.
func newPainter(img *raster.RGB, hole []uint8, ref float64) *painter {
	w, h := img.W, img.H
	p := &painter{img: img, hole: hole, source: make([]uint8, w*h), nearest: make([]int32, w*h), cost: make([]float32, w*h), ref: ref, random: 1}
	unknown := raster.NewMask(w, h)
	shown := raster.NewMask(w, h)
	for i, v := range hole {
		if v != 0 {
			unknown.Pix[i] = 1
		}
		if v == 1 {
			shown.Pix[i] = 1
		}
		p.nearest[i] = -1
	}
	near, wanted := unknown.Dilate(patchReach), shown.Dilate(1)
	for y := patchReach; y < h-patchReach; y++ {
		for x := patchReach; x < w-patchReach; x++ {
			i := y*w + x
			if near.Pix[i] == 0 {
				p.source[i] = 1
			}
			if wanted.Pix[i] != 0 {
				p.places = append(p.places, i)
			}
		}
	}
	return p
}

// next is a random number below n.
func (p *painter) next(n int) int {
	p.random ^= p.random << 13
	p.random ^= p.random >> 7
	p.random ^= p.random << 17
	return int(p.random>>33) % max(1, n)
}

// try takes the patch around s for the place i if it agrees better.
func (p *painter) try(i, s int) {
	if s < 0 || s >= len(p.source) || p.source[s] == 0 || int32(s) == p.nearest[i] {
		return
	}
	w := p.img.W
	dy := float64(s/w-i/w) / p.ref
	dx := float64(s%w-i%w) / p.ref
	if dx*dx+dy*dy > farthest*farthest {
		return
	}
	limit := float32(math.Inf(1))
	if p.nearest[i] >= 0 {
		limit = p.cost[i]
	}
	if c := p.distance(i, s, float32(sameHeight*dy*dy), limit); c < limit {
		p.nearest[i], p.cost[i] = int32(s), c
	}
}

// distance is the mean squared difference of two patches plus c; what is known
// counts double. It gives up beyond limit.
func (p *painter) distance(i, s int, c, limit float32) float32 {
	w := p.img.W
	var sum, weight float32
	for dy := -patchReach; dy <= patchReach; dy++ {
		a, b := i+dy*w-patchReach, s+dy*w-patchReach
		for k := range 2*patchReach + 1 {
			hole := p.hole[a+k]
			if hole == notShown {
				continue
			}
			u, v := p.img.Pix[3*(a+k):3*(a+k)+3], p.img.Pix[3*(b+k):3*(b+k)+3]
			r, g, bl := u[0]-v[0], u[1]-v[1], u[2]-v[2]
			d := r*r + g*g + bl*bl
			if hole == 0 {
				sum += 2 * d
				weight += 2
			} else {
				sum += d
				weight++
			}
		}
		if c+sum/(2*patchArea) > limit {
			return limit
		}
	}
	return c + sum/max(1, weight)
}

const patchArea = (2*patchReach + 1) * (2*patchReach + 1)

// search improves all nearest patches: those that neighbors found, and random
// ones around the best so far.
func (p *painter) search(forward bool) {
	w := p.img.W
	step, n := 1, len(p.places)
	if !forward {
		step = -1
	}
	for k := range n {
		i := p.places[k]
		if !forward {
			i = p.places[n-1-k]
		}
		for _, j := range [2]int{i - step, i - step*w} {
			if q := p.nearest[j]; q >= 0 {
				p.try(i, int(q)+i-j)
			}
		}
		best := i
		if p.nearest[i] >= 0 {
			best = int(p.nearest[i])
		}
		for r := int(farthest * p.ref); r >= 1; r /= 2 {
			x, y := best%w+p.next(2*r+1)-r, best/w+p.next(2*r+1)-r
			if x >= 0 && x < w && y >= 0 {
				p.try(i, y*w+x)
			}
		}
	}
}

// lay sets the hole to the mean of the patches that cover it, better ones with
// more weight.
func (p *painter) lay() {
	w := p.img.W
	sum := make([]float32, 4*len(p.hole))
	for _, i := range p.places {
		s := p.nearest[i]
		if s < 0 {
			continue
		}
		weight := 1 / (p.cost[i] + 2e-4)
		for dy := -patchReach; dy <= patchReach; dy++ {
			for dx := -patchReach; dx <= patchReach; dx++ {
				t := i + dy*w + dx
				if p.hole[t] != 1 {
					continue
				}
				q := p.img.Pix[3*(int(s)+dy*w+dx):]
				o := sum[4*t : 4*t+4]
				o[0] += weight * q[0]
				o[1] += weight * q[1]
				o[2] += weight * q[2]
				o[3] += weight
			}
		}
	}
	for t := range p.hole {
		if o := sum[4*t : 4*t+4]; o[3] > 0 {
			for c := range 3 {
				p.img.Pix[3*t+c] = o[c] / o[3]
			}
		}
	}
	for _, i := range p.places {
		// The picture changed, so costs must be found anew.
		if s := p.nearest[i]; s >= 0 {
			dy := float64(int(s)/w-i/w) / p.ref
			p.cost[i] = p.distance(i, int(s), float32(sameHeight*dy*dy), float32(math.Inf(1)))
		}
	}
}

// run fills the level, from what the coarser one found where there is one.
func (p *painter) run(coarse *painter) {
	w := p.img.W
	if coarse != nil {
		for _, i := range p.places {
			x, y := i%w, i/w
			j := min(y/2, coarse.img.H-1)*coarse.img.W + min(x/2, coarse.img.W-1)
			if s := coarse.nearest[j]; s >= 0 {
				p.try(i, (int(s)/coarse.img.W*2+y%2)*w+int(s)%coarse.img.W*2+x%2)
			}
		}
		p.lay()
	}
	for turn := range paintTurns {
		p.search(turn%2 == 0)
		p.lay()
	}
}

// inpaint fills the hole of img, whose guess is smooth, at half the size and
// returns it at full size with the sources' own detail. hole is as in painter.
func inpaint(img, guess *raster.RGB, hole []uint8, ref float64) *raster.RGB {
	var p *painter
	for level := paintLevels; level >= 1; level-- {
		small := halved(guess, hole, img, level)
		q := newPainter(small.img, small.hole, ref/float64(int(1)<<level))
		q.run(p)
		p = q
	}
	out := guess.Clone()
	for i, v := range hole {
		if v == 1 {
			p.detail(out, img, hole, i)
		}
	}
	return out
}

// reduced is a picture with its hole at a smaller size.
type reduced struct {
	img  *raster.RGB
	hole []uint8
}

// halved is the picture, guessed in the hole, at 1/2^level of its size. A pixel
// is known when all of it is.
func halved(guess *raster.RGB, hole []uint8, img *raster.RGB, level int) reduced {
	k := 1 << level
	w, h := max(1, img.W/k), max(1, img.H/k)
	r := reduced{raster.NewRGB(w, h), make([]uint8, w*h)}
	for y := range h {
		for x := range w {
			shown, known := false, true
			var sum [3]float32
			for j := range k * k {
				i := (y*k+j/k)*img.W + x*k + j%k
				shown = shown || hole[i] == 1
				known = known && hole[i] == 0
				for c := range 3 {
					sum[c] += guess.Pix[3*i+c]
				}
			}
			switch {
			case shown:
				r.hole[y*w+x] = 1
			case !known:
				r.hole[y*w+x] = notShown
			}
			for c := range 3 {
				r.img.Pix[3*(y*w+x)+c] = sum[c] / float32(k*k)
			}
		}
	}
	return r
}

// detail gives pixel i of the large picture what the best patch around it shows
// there, in the light that the mean of all patches found.
func (p *painter) detail(out, img *raster.RGB, hole []uint8, i int) {
	w := p.img.W
	x, y := min(i%img.W/2, w-1), min(i/img.W/2, p.img.H-1)
	best, at := float32(math.Inf(1)), -1
	for dy := max(0, y-1); dy <= min(p.img.H-1, y+1); dy++ {
		for dx := max(0, x-1); dx <= min(w-1, x+1); dx++ {
			if j := dy*w + dx; p.nearest[j] >= 0 && p.cost[j] < best {
				best, at = p.cost[j], j
			}
		}
	}
	mean := p.img.Pix[3*(y*w+x) : 3*(y*w+x)+3]
	copy(out.Pix[3*i:3*i+3], mean)
	if at < 0 {
		return
	}
	s := int(p.nearest[at]) - at + y*w + x // the source of this very pixel
	sx, sy := s%w, s/w
	fx, fy := 2*sx+i%img.W%2, 2*sy+i/img.W%2
	if fx >= img.W || fy >= img.H || s < 0 || hole[fy*img.W+fx] != 0 {
		return
	}
	for c := range 3 {
		out.Pix[3*i+c] = raster.Clip32(mean[c]+img.Pix[3*(fy*img.W+fx)+c]-p.img.Pix[3*s+c], 0, 1)
	}
}
