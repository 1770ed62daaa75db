package diffusion

import (
	"image"
	"image/draw"
	"math"

	"lookbook/engine/imaging"
)

// Frame is a picture of one size in which another one lies, as large as fits,
// in the middle of black bars.
type Frame struct {
	Width, Height int
	// Inner is where the picture lies.
	Inner image.Rectangle
}

// FrameOf fits a picture of w×h into width×height; sides are cut to whole
// pixels, and the bars to the left and at the top are the smaller ones.
func FrameOf(w, h, width, height int) Frame {
	f := math.Min(float64(width)/float64(w), float64(height)/float64(h))
	iw, ih := max(1, int(f*float64(w))), max(1, int(f*float64(h)))
	at := image.Pt((width-iw)/2, (height-ih)/2)
	return Frame{Width: width, Height: height, Inner: image.Rectangle{Min: at, Max: at.Add(image.Pt(iw, ih))}}
}

// Put brings an opaque picture into the frame: averaged over areas where it
// becomes smaller, by lanczos where it becomes larger.
func (f Frame) Put(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, f.Width, f.Height))
	for i := 3; i < len(out.Pix); i += 4 {
		out.Pix[i] = 255
	}
	w, h := f.Inner.Dx(), f.Inner.Dy()
	if w > m.Rect.Dx() || h > m.Rect.Dy() {
		m = enlarge(m, w, h)
	} else {
		m = imaging.Downscale(m, w, h)
	}
	draw.Draw(out, f.Inner, m, m.Rect.Min, draw.Src)
	return out
}

// nearest are the source pixels of n target pixels over a side of size pixels.
// Places are sums, as in the reference, which decides where halves go.
func nearest(size, n int) []int {
	out := make([]int, n)
	step := float64(size) / float64(n)
	for i, at := 0, 0.5*step; i < n; i, at = i+1, at+step {
		out[i] = min(int(at), size-1)
	}
	return out
}

// PutMap brings a drawing into the frame; each pixel is the nearest one.
func (f Frame) PutMap(m *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, f.Width, f.Height))
	columns := nearest(m.Rect.Dx(), f.Inner.Dx())
	for y, sy := range nearest(m.Rect.Dy(), f.Inner.Dy()) {
		for x, sx := range columns {
			out.Pix[(f.Inner.Min.Y+y)*out.Stride+f.Inner.Min.X+x] = m.Pix[sy*m.Stride+sx]
		}
	}
	return out
}

// Take cuts the picture out of its frame.
func (f Frame) Take(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(image.Rectangle{Max: f.Inner.Size()})
	draw.Draw(out, out.Rect, m, m.Rect.Min.Add(f.Inner.Min), draw.Src)
	return out
}

// FromMap converts a drawing to [1, height, width] from -1 to 1.
func FromMap(m *image.Gray) []float32 {
	out := make([]float32, len(m.Pix))
	for i, v := range m.Pix {
		out[i] = float32(v)/127.5 - 1
	}
	return out
}

// lobes is the reach of the filter that enlarges, in pixels of the source:
// Lanczos with four lobes, which the reference of FASHN VTON enlarges with.
const lobes = 4

// taps are the source pixels of one target pixel, with weights that add up to 1.
type taps struct {
	at     [2 * lobes]int
	weight [2 * lobes]float32
}

// spread returns the taps of n target pixels over a side of size pixels.
func spread(size, n int) []taps {
	out := make([]taps, n)
	for i := range out {
		center := (float64(i)+0.5)*float64(size)/float64(n) - 0.5
		begin := int(math.Floor(center)) - lobes + 1
		var sum float64
		var w [2 * lobes]float64
		for k := range w {
			d := center - float64(begin+k)
			w[k] = 1
			if math.Abs(d) > 1e-6 {
				x := d * math.Pi
				w[k] = lobes * math.Sin(x) * math.Sin(x/lobes) / (x * x)
			}
			sum += w[k]
			out[i].at[k] = min(max(begin+k, 0), size-1)
		}
		for k := range w {
			out[i].weight[k] = float32(w[k] / sum)
		}
	}
	return out
}

// enlarge is the Lanczos filter on both sides.
func enlarge(m *image.NRGBA, w, h int) *image.NRGBA {
	sw, sh := m.Rect.Dx(), m.Rect.Dy()
	columns, rows := spread(sw, w), spread(sh, h)
	wide := make([]float32, sh*w*3)
	for y := range sh {
		line := m.Pix[y*m.Stride:]
		for x, t := range columns {
			for c := range 3 {
				var sum float32
				for k, at := range t.at {
					sum += t.weight[k] * float32(line[4*at+c])
				}
				wide[(y*w+x)*3+c] = sum
			}
		}
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y, t := range rows {
		for x := range w {
			p := out.Pix[y*out.Stride+4*x:]
			for c := range 3 {
				var sum float32
				for k, at := range t.at {
					sum += t.weight[k] * wide[(at*w+x)*3+c]
				}
				p[c] = uint8(min(max(math.RoundToEven(float64(sum)), 0), 255))
			}
			p[3] = 255
		}
	}
	return out
}
