package vision

import (
	"image"
	"math"

	"lookbook/engine/raster"
	"lookbook/engine/vision/nets"
)

// Colors of the parse map's labels in overlays, sRGB.
var labelColors = [LabelCount][3]uint8{
	LabelHair:     {150, 84, 36},
	LabelFace:     {255, 206, 170},
	LabelSkin:     {250, 160, 120},
	LabelUpper:    {64, 96, 255},
	LabelLower:    {60, 190, 80},
	LabelOnePiece: {180, 80, 220},
	LabelLegSkin:  {255, 226, 80},
	LabelShoes:    {0, 210, 220},
	LabelOther:    {240, 60, 140},
}

// DrawParse paints the parse map over the dimmed working picture, with dark
// borders between labels.
func DrawParse(p *Person) *image.NRGBA {
	o := p.Image.Clone()
	l := p.Labels
	for y := 0; y < l.H; y++ {
		for x := 0; x < l.W; x++ {
			i := y*l.W + x
			own := l.Pix[i]
			border := x+1 < l.W && l.Pix[i+1] != own || y+1 < l.H && l.Pix[i+l.W] != own
			for c := 0; c < 3; c++ {
				v := &o.Pix[3*i+c]
				switch {
				case border:
					*v *= .25
				case own == LabelBackground:
					*v = .45**v + .25
				default:
					*v = .5**v + .5*float32(labelColors[own][c])/255
				}
			}
		}
	}
	return o.NRGBA()
}

// DrawMask shows the person on a green ground, the mask as transparency.
func DrawMask(p *Person) *image.NRGBA {
	o := p.Image.Clone()
	ground := [3]float32{.16, .62, .36}
	for i, m := range p.Mask.Pix {
		for c := 0; c < 3; c++ {
			o.Pix[3*i+c] = o.Pix[3*i+c]*m + ground[c]*(1-m)
		}
	}
	return o.NRGBA()
}

// Colors of the image's left and right side and of the middle.
var (
	leftColor   = [3]uint8{255, 120, 0}
	rightColor  = [3]uint8{0, 170, 255}
	middleColor = [3]uint8{255, 255, 255}
	guessColor  = [3]uint8{255, 220, 0}
)

// DrawSkeleton draws limbs and joints, the face outline, hands, and the
// measured half widths (white measured, yellow guessed) over the picture.
func DrawSkeleton(p *Person) *image.NRGBA {
	o := p.Image.NRGBA()
	pen := math.Max(1.2, float64(p.H)/420)
	d := drawing{o, pen}
	pts := &p.Skeleton.Points
	for _, e := range nets.PoseEdges {
		a, b := pts[e[0]], pts[e[1]]
		if math.Min(a.Visibility, b.Visibility) < .05 {
			continue
		}
		d.line(a.Pt, b.Pt, p.pointColor(e[0], e[1]))
	}
	for i, l := range pts {
		if l.Visibility >= .05 {
			d.dot(l.Pt, 2.2*pen, p.pointColor(i, i))
		}
	}
	if p.Face.Found {
		oval := faceOval(p.Face.Mesh)
		for i := range oval {
			d.line(oval[i], oval[(i+1)%len(oval)], middleColor)
		}
	}
	for _, h := range p.Hands {
		for _, q := range h {
			d.dot(q, 1.2*pen, middleColor)
		}
	}
	d.widths(p)
	return o
}

// pointColor tells the sides apart by the image side of a limb.
func (p *Person) pointColor(i, j int) [3]uint8 {
	if (i%2 != j%2) || i < nets.LeftShoulder {
		return middleColor
	}
	// Odd numbers are the person's left from the shoulders on.
	if imageSide(&p.Skeleton, 1-i%2) == 0 {
		return leftColor
	}
	return rightColor
}

// drawing paints antialiased strokes with a dark rim, so that they are seen
// on every ground.
type drawing struct {
	img *image.NRGBA
	pen float64
}

func (d drawing) widths(p *Person) {
	w := &p.Widths
	for i, v := range w.V {
		if i%2 != 0 || v > 1.3 {
			continue
		}
		for s, dir := range []float64{-1, 1} {
			c := guessColor
			if w.Measured[s][i] {
				c = middleColor
			}
			d.dot(p.At(v, dir*w.Half[s][i]), 1.4*d.pen, c)
		}
	}
}

func (d drawing) dot(q raster.Pt, r float64, c [3]uint8) { d.stroke(q, q, r, c) }

func (d drawing) line(a, b raster.Pt, c [3]uint8) { d.stroke(a, b, d.pen, c) }

func (d drawing) stroke(a, b raster.Pt, r float64, c [3]uint8) {
	k := raster.Capsule{A: a, B: b, RA: r, RB: r}
	box := k.Bounds(d.img.Rect.Dx(), d.img.Rect.Dy(), 1+2/r)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			dist, _, _ := k.At(float64(x), float64(y))
			out := dist*r - r
			px := d.img.Pix[d.img.PixOffset(x, y):]
			if rim := raster.Clip(1.6-out, 0, 1) * .6; rim > 0 {
				mix(px, [3]uint8{}, rim)
			}
			if in := raster.Clip(.5-out, 0, 1); in > 0 {
				mix(px, c, in)
			}
		}
	}
}

func mix(px []uint8, c [3]uint8, k float64) {
	for i, v := range c {
		px[i] = uint8(float64(px[i])*(1-k) + float64(v)*k + .5)
	}
}
