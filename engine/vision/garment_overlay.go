package vision

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"lookbook/engine/raster"
)

// DrawCutout draws the cut-out over a checkerboard, at the working size.
func DrawCutout(g *Garment) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, g.W, g.H))
	cell := max(6, g.H/60)
	for i := 0; i < g.W*g.H; i++ {
		bg := float32(0.94)
		if (i%g.W/cell+i/g.W/cell)%2 == 1 {
			bg = 0.78
		}
		a := g.Alpha.Pix[i]
		for c := range 3 {
			m.Pix[4*i+c] = raster.Byte(g.Image.Pix[3*i+c]*a + bg*(1-a))
		}
		m.Pix[4*i+3] = 255
	}
	return m
}

// Colours of the landmarks by family.
var (
	inkPit      = color.NRGBA{230, 30, 30, 255}
	inkShoulder = color.NRGBA{20, 170, 60, 255}
	inkNeck     = color.NRGBA{40, 80, 240, 255}
	inkSide     = color.NRGBA{250, 190, 0, 255}
	inkOuter    = color.NRGBA{0, 190, 220, 255}
	inkInner    = color.NRGBA{150, 60, 220, 255}
	inkMiddle   = color.NRGBA{130, 130, 130, 255}
)

// DrawLandmarks draws the landmarks over the garment, whose ground is dimmed,
// at the working size.
func DrawLandmarks(g *Garment) *image.NRGBA {
	p := pen{m: DrawCutout(g)}
	p.r = math.Max(3, float64(g.H)/180)
	l := &g.Marks
	switch g.Kind.Slot() {
	case "upper", "whole":
		p.top(l)
	case "lower":
		p.bottom(l)
	}
	return p.m
}

// pen draws discs and lines of one size.
type pen struct {
	m *image.NRGBA
	r float64
}

func (p pen) top(l *Landmarks) {
	for s := range l.Armpit {
		p.line(inkSide, append([]raster.Pt{l.Armpit[s]}, l.Sides[s]...)...)
		p.line(inkNeck, l.Neck[s], l.Shoulder[s])
		p.dots(inkSide, l.Sides[s]...)
		if q := l.Sleeves[s]; q != nil {
			p.line(inkShoulder, l.Shoulder[s], l.Armpit[s])
			p.line(inkOuter, append(append([]raster.Pt{l.Shoulder[s]}, q.Outer...), q.CuffOuter, q.CuffInner)...)
			p.line(inkInner, append(append([]raster.Pt{l.Armpit[s]}, q.Inner...), q.CuffInner)...)
			p.dots(inkOuter, append([]raster.Pt{q.CuffOuter}, q.Outer...)...)
			p.dots(inkInner, append([]raster.Pt{q.CuffInner}, q.Inner...)...)
			if q.HasCap {
				p.dots(inkMiddle, q.Cap)
			}
		}
		p.dots(inkPit, l.Armpit[s])
		p.dots(inkShoulder, l.Shoulder[s])
		p.dots(inkNeck, l.Neck[s])
	}
	p.line(inkNeck, neckArc(l)...)
	p.dots(inkNeck, l.NeckLow)
	p.dots(inkMiddle, raster.Pt{X: l.AxisTop, Y: l.HemY})
}

// neckArc is the half ellipse between the neck points through NeckLow.
func neckArc(l *Landmarks) []raster.Pt {
	var v []raster.Pt
	a, b := l.Neck[0], l.Neck[1]
	for i := 0; i <= 24; i++ {
		t := math.Pi * float64(i) / 24
		q := a.Lerp(b, (1-math.Cos(t))/2)
		v = append(v, q.Add(raster.Pt{Y: l.NeckDeep * math.Sin(t)}))
	}
	return v
}

func (p pen) bottom(l *Landmarks) {
	p.line(inkShoulder, l.Waist[0], l.Waist[1])
	p.dots(inkShoulder, l.Waist[:]...)
	for s := range l.Sides {
		p.line(inkSide, append([]raster.Pt{l.Waist[s]}, l.Sides[s]...)...)
		p.dots(inkSide, l.Sides[s]...)
	}
	for _, h := range l.HipRows {
		p.dots(inkNeck, h[:]...)
	}
	for s := range l.Legs {
		var a, b []raster.Pt
		for _, q := range l.Legs[s] {
			a, b = append(a, q.Left), append(b, q.Right)
		}
		p.line(inkOuter, a...)
		p.line(inkInner, b...)
		p.dots(inkOuter, a...)
		p.dots(inkInner, b...)
	}
	if l.Crotch != (raster.Pt{}) {
		p.dots(inkPit, l.Crotch)
	}
}

func (p pen) dots(c color.NRGBA, pts ...raster.Pt) {
	for _, q := range pts {
		p.stroke(color.NRGBA{255, 255, 255, 255}, q, q, 1.35*p.r)
		p.stroke(c, q, q, p.r)
	}
}

func (p pen) line(c color.NRGBA, pts ...raster.Pt) {
	for i := 0; i+1 < len(pts); i++ {
		p.stroke(c, pts[i], pts[i+1], p.r/3.5)
	}
}

// stroke draws a line with round ends and soft edges.
func (p pen) stroke(c color.NRGBA, a, b raster.Pt, r float64) {
	k := raster.Capsule{A: a, B: b, RA: r, RB: r}
	box := k.Bounds(p.m.Rect.Dx(), p.m.Rect.Dy(), 1.5)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			d, _, _ := k.At(float64(x), float64(y))
			cover := raster.Clip((1-d)*r+0.5, 0, 1)
			if cover > 0 {
				at := image.Rect(x, y, x+1, y+1)
				draw.DrawMask(p.m, at, image.NewUniform(c), image.Point{}, image.NewUniform(color.Alpha{uint8(cover * 255)}), image.Point{}, draw.Over)
			}
		}
	}
}
