package diffusion

import (
	"image"
	"image/color"
	"math"

	"lookbook/engine"
)

// FromPicture converts a picture to [3, height, width] from -1 to 1; whatever
// it does not cover is taken as opaque.
func FromPicture(m image.Image) []float32 {
	r := m.Bounds()
	plane := r.Dx() * r.Dy()
	out := make([]float32, 3*plane)
	for y := range r.Dy() {
		for x := range r.Dx() {
			c := color.NRGBAModel.Convert(m.At(r.Min.X+x, r.Min.Y+y)).(color.NRGBA)
			i := y*r.Dx() + x
			for k, v := range [3]uint8{c.R, c.G, c.B} {
				out[k*plane+i] = float32(v)/127.5 - 1
			}
		}
	}
	return out
}

// ToPicture converts [3, height, width] from -1 to 1 to a picture; what lies
// outside is cut off.
func ToPicture(v []float32, width, height int) *image.NRGBA {
	plane := width * height
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range plane {
		for k := range 3 {
			f := math.RoundToEven((float64(v[k*plane+i])/2 + 0.5) * 255)
			m.Pix[4*i+k] = uint8(min(max(f, 0), 255))
		}
		m.Pix[4*i+3] = 255
	}
	return m
}

// Finished is ToPicture for the end of a walk: numbers that are none (a network
// left the range of its type) are a *engine.Fault and never a picture.
func Finished(v []float32, width, height int) (*image.NRGBA, error) {
	for _, f := range v {
		if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
			return nil, &engine.Fault{
				Kind: engine.FaultInvalidOutput, Code: "result.numbers",
				What: "The model computed numbers that are no picture.",
				Next: "Try another seed; if it happens again, verify the pack.",
			}
		}
	}
	return ToPicture(v, width, height), nil
}

// Shrink takes every n-th number of a [height, width] plane in both directions,
// as masks are brought to the size of latents.
func Shrink(v []float32, width, n int) []float32 {
	height := len(v) / width
	out := make([]float32, 0, len(v)/(n*n))
	for y := 0; y < height; y += n {
		for x := 0; x < width; x += n {
			out = append(out, v[y*width+x])
		}
	}
	return out
}
