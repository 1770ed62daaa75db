package painter

import (
	"image"
	"math"
	"slices"

	"lookbook/engine"
	"lookbook/engine/imaging"
	"lookbook/engine/quality"
	"lookbook/engine/raster"
)

// canvas is the photo and what has become of it.
type canvas struct {
	before, now *image.NRGBA
	// changed is not 0 where a pixel may differ from the photo's.
	changed []uint8
}

func newCanvas(photo *image.NRGBA) *canvas {
	now := image.NewNRGBA(image.Rectangle{Max: photo.Rect.Size()})
	for y := range now.Rect.Dy() {
		copy(now.Pix[y*now.Stride:][:4*now.Rect.Dx()], photo.Pix[y*photo.Stride:])
	}
	return &canvas{before: photo, now: now, changed: make([]uint8, now.Rect.Dx()*now.Rect.Dy())}
}

const (
	// search is how far a painting may have slipped, in pixels of the frame;
	// models that work on latents of 16 pixels slip by one or two.
	search = 3
	// quiet is the share of the frame that must lie outside the region for
	// slips and noise to be measured.
	quiet = 0.02
	// seenStep is a change that people see, of 255; smaller ones inside the
	// region are the model's own unrest and stay out.
	seenStep = 6.0
	// alike is how little a painting may differ, of 255, to be moved: one that
	// does not show the photo has not slipped. A move must make it clearly more
	// alike, by this factor.
	alike, clearly = 16.0, 0.85
	// smooth is the spread over which changes are judged, and soft that of the
	// edges, in heights of the frame: 1.5 and 2 pixels of 864.
	smooth, soft = 1.5 / 864, 2.0 / 864
)

// paste takes a painting into the picture: moved onto it, inside the region
// and only where it changed something. It returns by how many frame pixels the
// painting had slipped, and the weight of the painting in full size.
func (c *canvas) paste(painting *image.NRGBA, allowed *raster.Mask) (slip image.Point, weight *raster.Plane) {
	w, h := painting.Rect.Dx(), painting.Rect.Dy()
	photo := imaging.Downscale(c.now, w, h)
	if photo.Rect.Size() != painting.Rect.Size() {
		photo = imaging.Resize(c.now, w, h)
	}
	open := toSize(allowed, w, h)
	slip = slipped(photo, painting, open)
	painting = moved(painting, slip)
	small := changedWhere(photo, painting, open)
	full := c.now.Rect.Size()
	// The region once more: smoothing must not lead out of it.
	inside := allowed.Plane().Linear(full.X, full.Y)
	weight = small.Linear(full.X, full.Y).Combine(inside, func(a, b float32) float32 { return min(a, b) })
	c.blend(imaging.Resize(painting, full.X, full.Y), weight)
	return slip, weight
}

// toSize is a mask at another size: open where the nearest pixel is.
func toSize(m *raster.Mask, w, h int) *raster.Mask {
	out := raster.NewMask(w, h)
	for y := range h {
		for x := range w {
			out.Pix[y*w+x] = m.Pix[y*m.H/h*m.W+x*m.W/w]
		}
	}
	return out
}

// slipped finds the move of the painting that makes it most like the photo
// where nothing should have changed.
func slipped(photo, painting *image.NRGBA, open *raster.Mask) image.Point {
	w, h := open.W, open.H
	if len(open.Pix)-open.Count() < int(quiet*float64(w*h)) {
		return image.Point{}
	}
	best, at := alike, image.Point{}
	for i, d := range moves() {
		var sum, n float64
		for y := search; y < h-search; y += 2 {
			for x := search; x < w-search; x += 2 {
				if open.Pix[y*w+x] == 0 {
					sum += step(photo.Pix[y*photo.Stride+4*x:], painting.Pix[(y+d.Y)*painting.Stride+4*(x+d.X):])
					n++
				}
			}
		}
		if n == 0 {
			break
		}
		if mean := sum / n; mean < best && i == 0 {
			best = mean * clearly
		} else if mean < best {
			best, at = mean, d
		}
	}
	return at
}

// moves lists all slips, small ones first.
func moves() []image.Point {
	var list []image.Point
	for y := -search; y <= search; y++ {
		for x := -search; x <= search; x++ {
			list = append(list, image.Pt(x, y))
		}
	}
	size := func(p image.Point) int { return p.X*p.X + p.Y*p.Y }
	slices.SortStableFunc(list, func(a, b image.Point) int { return size(a) - size(b) })
	return list
}

// step is the mean difference of two pixels, of 255.
func step(a, b []uint8) float64 {
	var sum int
	for c := range 3 {
		d := int(a[c]) - int(b[c])
		sum += max(d, -d)
	}
	return float64(sum) / 3
}

// moved takes each pixel from by further on; edges repeat.
func moved(m *image.NRGBA, by image.Point) *image.NRGBA {
	if by == (image.Point{}) {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		sy := min(max(y+by.Y, 0), h-1)
		for x := range w {
			sx := min(max(x+by.X, 0), w-1)
			copy(out.Pix[y*out.Stride+4*x:][:4], m.Pix[sy*m.Stride+4*sx:])
		}
	}
	return out
}

// changedWhere is the weight of the painting: 1 where it differs from the photo
// by more than people see and than it does outside the region, 0 outside.
func changedWhere(photo, painting *image.NRGBA, open *raster.Mask) *raster.Plane {
	w, h := open.W, open.H
	diff := raster.NewPlane(w, h)
	var unrest []float64
	for i := range diff.Pix {
		at := i/w*photo.Stride + i%w*4
		d := step(photo.Pix[at:], painting.Pix[i/w*painting.Stride+i%w*4:])
		diff.Pix[i] = float32(d)
		if open.Pix[i] == 0 {
			unrest = append(unrest, d)
		}
	}
	limit := seenStep
	if len(unrest) > int(quiet*float64(w*h)) {
		slices.Sort(unrest)
		// A model that changes everything must not close the region.
		limit = min(max(limit, 2*unrest[len(unrest)/2]), 3*seenStep)
	}
	height := float64(h)
	m := raster.Gaussian(diff, smooth*height).Above(float32(limit)).And(open)
	if thin := h / 432; thin > 0 {
		// Lines that thin by themselves are edges that were resampled in another
		// way, no changes; beside a change they are part of it.
		m = m.And(m.Open(thin).Dilate(3 * thin))
	}
	r := max(1, h/100)
	// Drawn in, so that what is soft ends before the region does.
	m = m.Close(r).And(open.Erode(int(2 * soft * height)))
	return raster.Gaussian(m.Plane(), soft*height).Combine(open.Plane(), func(a, b float32) float32 { return min(a, b) })
}

// blend mixes the painting in and marks what it touched.
func (c *canvas) blend(painting *image.NRGBA, weight *raster.Plane) {
	w := weight.W
	for i, a := range weight.Pix {
		if a < 1.0/255 {
			continue
		}
		c.changed[i] = 255
		to, from := c.now.Pix[i/w*c.now.Stride+i%w*4:], painting.Pix[i/w*painting.Stride+i%w*4:]
		for k := range 3 {
			v := float32(to[k])
			to[k] = uint8(math.RoundToEven(float64(v + a*(float32(from[k])-v))))
		}
	}
}

// judge measures what was pasted.
func (r *run) judge(c *canvas, weight *raster.Plane, garments []garment, group []int) {
	whole := make([]uint8, len(weight.Pix))
	for i, a := range weight.Pix {
		if a > 0.98 {
			whole[i] = 255
		}
	}
	for _, i := range group {
		g := garments[i]
		blank := quality.Blank(c.now, whole)
		blank.Garment = i
		r.res.Verdicts = append(r.res.Verdicts, blank)
		if len(group) == 1 {
			v := quality.Color(quality.ColorInput{
				Garment: g.seen.Image.NRGBA(), GarmentAlpha: g.seen.Alpha.Pix, Result: c.now, Weight: whole,
			})
			v.Garment = i
			r.res.Verdicts = append(r.res.Verdicts, v)
		}
	}
}

func slipNotice(slip image.Point) engine.Notice {
	far := math.Hypot(float64(slip.X), float64(slip.Y))
	n := engine.Info("pack.moved", "The painted picture was moved by %.1f pixels to lie on the photo.", far)
	n.Args = map[string]string{"pixels": n.Words[len("The painted picture was moved by ") : len(n.Words)-len(" pixels to lie on the photo.")]}
	return n
}
