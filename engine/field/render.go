package field

import (
	"context"
	"image"
	"math"

	"lookbook/engine"
	"lookbook/engine/raster"
)

// touched is the smallest blend that counts as a change; below it a pixel
// keeps the photo's bytes (half a step of 8 bits).
const touched = 1.0 / 255

// render composes the garment at full size over the result so far.
func (d *dressing) render(ctx context.Context) (*Laid, error) {
	soft := d.softErase()
	d.erase = soft
	r := &renderer{
		d: d, w: d.out.Rect.Dx(), h: d.out.Rect.Dy(),
		planes: [planeCount]*raster.Plane{
			pErase: soft, pCast: d.cast, pShade: d.shade, pHead: d.headShadow(), pArm: d.newArm, pOwn: d.own,
			pFillR: d.fill.Channel(0), pFillG: d.fill.Channel(1), pFillB: d.fill.Channel(2),
			pGap: d.gap, pGapR: d.gapRGB.Channel(0), pGapG: d.gapRGB.Channel(1), pGapB: d.gapRGB.Channel(2),
			pArmR: d.bare.rgb.Channel(0), pArmG: d.bare.rgb.Channel(1), pArmB: d.bare.rgb.Channel(2),
		},
	}
	r.front(d.beyond)
	r.laid = &Laid{Weight: raster.NewMask(r.w, r.h), Unlit: image.NewNRGBA(d.out.Rect)}
	box := d.region()
	r.noise = grain(box, min(d.grain, .02), d.seed)
	var covered float64
	err := raster.Rows(ctx, box.Dy(), func(y0, y1 int) float64 {
		return r.rows(box, box.Min.Y+y0, box.Min.Y+y1)
	}, func(v float64) { covered += v })
	if err != nil {
		return nil, engine.AsFault(err)
	}
	r.laid.Coverage = covered / float64(r.w*r.h)
	return r.laid, nil
}

// front prepares what lies before the garment: at working size as it is, at a
// larger size by the fast guided filter, whose coefficients meet the full
// photo's own edges row by row.
func (r *renderer) front(p *raster.Plane) {
	if r.d.scale <= 1.02 {
		r.planes[pFrontB] = p
		return
	}
	r.refine = true
	r.planes[pFrontA], r.planes[pFrontB] = raster.GuidedCoefficients(r.d.p.Image.Gray(), p, max(2, r.d.p.H/250), 4e-4)
}

// region is the box of the full picture that can change.
func (d *dressing) region() image.Rectangle {
	m := d.coverage.Above(.001)
	for i := range m.Pix {
		if d.erase.Pix[i] > .001 || d.cast.Pix[i] > 0 || d.newArm.Pix[i] > .001 {
			m.Pix[i] = 1
		}
	}
	b := m.Bounds().Add(d.box.Min)
	return image.Rect(
		int(float64(b.Min.X-2)*d.scale), int(float64(b.Min.Y-2)*d.scale),
		int(math.Ceil(float64(b.Max.X+2)*d.scale)), int(math.Ceil(float64(b.Max.Y+2)*d.scale)),
	).Intersect(d.out.Rect)
}

// Planes that a row of the result reads.
const (
	pFrontA = iota
	pFrontB
	pErase
	pCast
	pShade
	pHead
	pArm
	pOwn
	pFillR
	pFillG
	pFillB
	pArmR
	pArmG
	pArmB
	pGap
	pGapR
	pGapG
	pGapB
	planeCount
)

// renderer writes result rows.
type renderer struct {
	d      *dressing
	w, h   int
	planes [planeCount]*raster.Plane
	// refine tells that the front is pFrontA·photo + pFrontB, else pFrontB.
	refine bool
	noise  *raster.Plane
	laid   *Laid
}

// rowBuffers are the scratch memory of one goroutine.
type rowBuffers struct {
	planes              [planeCount][]float32
	front, alpha, color []float32
}

func newRowBuffers(n int) *rowBuffers {
	b := &rowBuffers{front: make([]float32, n), alpha: make([]float32, n), color: make([]float32, 3*n)}
	for i := range b.planes {
		b.planes[i] = make([]float32, n)
	}
	return b
}

// rows renders result rows y0..y1-1 and returns the summed coverage.
func (r *renderer) rows(box image.Rectangle, y0, y1 int) float64 {
	b := newRowBuffers(box.Dx())
	var covered float64
	for y := y0; y < y1; y++ {
		r.d.layer.row(y, box.Min.X, b.color, b.alpha, nil)
		for i, p := range r.planes {
			if p != nil {
				p.EnlargedRow(y, box.Min.X, r.d.scale, r.d.box.Min, b.planes[i])
			}
		}
		r.frontRow(box, y, b)
		b.closeGaps()
		covered += r.row(box, y, b)
	}
	return covered
}

// frontRow fills in what lies before the garment in row y.
func (r *renderer) frontRow(box image.Rectangle, y int, b *rowBuffers) {
	photo := r.d.full.Pix[r.d.full.PixOffset(box.Min.X, y):]
	for i := range b.front {
		v := b.planes[pFrontB][i]
		if r.refine {
			gray := float32(int(photo[4*i])+int(photo[4*i+1])+int(photo[4*i+2])) / (3 * 255)
			v = raster.Clip32(v+b.planes[pFrontA][i]*gray, 0, 1)
		}
		b.front[i] = v * (1 - b.planes[pOwn][i])
	}
}

// closeGaps adds the closed slits to the garment's row.
func (b *rowBuffers) closeGaps() {
	for i, g := range b.planes[pGap] {
		a := b.alpha[i]
		if g *= 1 - a; g < 1e-3 {
			continue
		}
		for c := range 3 {
			b.color[3*i+c] = (b.color[3*i+c]*a + b.planes[pGapR+c][i]*g) / (a + g)
		}
		b.alpha[i] = a + g
	}
}

// row blends one row: erased ground, contact shadow, garment, new forearm,
// grain.
func (r *renderer) row(box image.Rectangle, y int, b *rowBuffers) float64 {
	d := r.d
	var covered float64
	noise := r.noise.Pix[(y-box.Min.Y)*box.Dx():]
	for i := range b.alpha {
		x := box.Min.X + i
		a := b.alpha[i] * (1 - b.front[i])
		e, cast, arm := b.planes[pErase][i], b.planes[pCast][i], b.planes[pArm][i]
		covered += float64(a)
		change := max(a, e, arm)
		if max(change, .30*cast) < touched {
			continue
		}
		px := d.out.Pix[y*d.out.Stride+4*x:]
		light := b.planes[pShade][i] * (1 - .18*b.planes[pHead][i]*(1-b.front[i]))
		for c := range 3 {
			v := float32(px[c]) / 255
			v += (b.planes[pFillR+c][i] - v) * e
			v *= 1 - .30*cast
			v += (min(1, b.color[3*i+c]*light) - v) * a
			v += (b.planes[pArmR+c][i] - v) * arm
			px[c] = raster.Byte(v + noise[i]*change)
		}
		j := y*r.w + x
		d.changed.Pix[j] = 1
		if a > .98 && arm < .01 {
			r.laid.Weight.Pix[j] = 1
			u := r.laid.Unlit.Pix[4*j:]
			u[0], u[1], u[2], u[3] = raster.Byte(b.color[3*i]), raster.Byte(b.color[3*i+1]), raster.Byte(b.color[3*i+2]), 255
		}
	}
	return covered
}

// grain is smooth noise of the given standard deviation over a box, the same
// for the same seed and place.
func grain(box image.Rectangle, sigma float64, seed uint64) *raster.Plane {
	p := raster.NewPlane(max(1, box.Dx()), max(1, box.Dy()))
	for y := range box.Dy() {
		for x := range box.Dx() {
			p.Pix[y*p.W+x] = gaussianHash(seed ^ uint64(box.Min.Y+y)<<32 ^ uint64(box.Min.X+x))
		}
	}
	p = raster.Gaussian(p, .7)
	// The blur divides the spread by 2.5; the trials aimed at 0.8 of the
	// photo's own grain.
	k := float32(2 * sigma)
	return p.Map(func(v float32) float32 { return v * k })
}

// gaussianHash is a counter-based standard normal (sum of four uniforms from
// splitmix64).
func gaussianHash(n uint64) float32 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	n ^= n >> 31
	s := float32(n&0xffff) + float32(n>>16&0xffff) + float32(n>>32&0xffff) + float32(n>>48)
	return (s/65535 - 2) * 1.7320508
}
