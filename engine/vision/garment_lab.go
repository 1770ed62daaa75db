package vision

import (
	"math"
	"sync"

	"lookbook/engine/raster"
)

// labTables speed up the conversion of millions of pixels: linear light for
// 4096 steps of sRGB, and the Lab cube root for 4096 steps of linear light.
var labTables = sync.OnceValue(func() *[2][4098]float32 {
	t := new([2][4098]float32)
	for i := range t[0] {
		v := float64(i) / 4096
		lin := v / 12.92
		if v > 0.04045 {
			lin = math.Pow((v+0.055)/1.055, 2.4)
		}
		t[0][i] = float32(lin)
		f := 7.787*v + 16.0/116
		if v > 0.008856 {
			f = math.Cbrt(v)
		}
		t[1][i] = float32(f)
	}
	return t
})

func lookup(t *[4098]float32, v float32) float32 {
	v = raster.Clip32(v, 0, 1) * 4096
	i := int(v)
	return t[i] + (t[i+1]-t[i])*(v-float32(i))
}

// toLab converts sRGB 0..1 to CIE Lab (D65; L 0..100), accurate to about
// 0.1 except near black.
func toLab(p *raster.RGB) *raster.RGB {
	o := raster.NewRGB(p.W, p.H)
	t := labTables()
	for i := 0; i < len(p.Pix); i += 3 {
		r, g, b := lookup(&t[0], p.Pix[i]), lookup(&t[0], p.Pix[i+1]), lookup(&t[0], p.Pix[i+2])
		x := lookup(&t[1], (0.412453*r+0.357580*g+0.180423*b)/0.950456)
		y := lookup(&t[1], 0.212671*r+0.715160*g+0.072169*b)
		z := lookup(&t[1], (0.019334*r+0.119193*g+0.950227*b)/1.088754)
		o.Pix[i], o.Pix[i+1], o.Pix[i+2] = 116*y-16, 500*(x-y), 200*(y-z)
	}
	return o
}
