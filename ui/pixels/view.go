// Package pixels prepares pictures for the window, away from its goroutine.
//
// A Pyramid is one picture at full size and its halves, bounded by a longest
// side, so that any zoom is drawn from few pixels. A View says which part of
// the picture a viewport shows; a Frame is that viewport drawn. The Painter
// draws frames and the Loader decodes pictures, both on goroutines of their
// own; the window only moves finished frames about.
package pixels

import (
	"image"
	"math"
)

// Limits of zoom in device pixels per picture pixel.
const (
	minZoom = 0.01
	maxZoom = 64
	// SharpZoom is where single pixels are shown as squares.
	SharpZoom = 2
)

// View says what a viewport shows of a picture.
type View struct {
	// Zoom is device pixels per picture pixel.
	Zoom float64
	// X, Y is the picture position, in picture pixels, at the viewport's center.
	X, Y float64
}

// Fit returns the view that shows all of a picture in a viewport of w x h
// device pixels. Pictures are enlarged to at most their double.
func Fit(picture image.Point, w, h int) View {
	if picture.X <= 0 || picture.Y <= 0 || w <= 0 || h <= 0 {
		return View{Zoom: 1}
	}
	z := math.Min(float64(w)/float64(picture.X), float64(h)/float64(picture.Y))
	return View{Zoom: clamp(z, minZoom, 2), X: float64(picture.X) / 2, Y: float64(picture.Y) / 2}
}

// ZoomAt changes the zoom by a factor and keeps the picture's point under
// (dx, dy), device pixels from the viewport's center, where it is.
func (v View) ZoomAt(factor, dx, dy float64) View {
	z := clamp(v.Zoom*factor, minZoom, maxZoom)
	return View{Zoom: z, X: v.X + dx/v.Zoom - dx/z, Y: v.Y + dy/v.Zoom - dy/z}
}

// Pan moves the picture by (dx, dy) device pixels.
func (v View) Pan(dx, dy float64) View {
	v.X -= dx / v.Zoom
	v.Y -= dy / v.Zoom
	return v
}

// Within keeps the viewport's center inside the picture.
func (v View) Within(picture image.Point) View {
	v.X = clamp(v.X, 0, float64(picture.X))
	v.Y = clamp(v.Y, 0, float64(picture.Y))
	return v
}

// ToPicture returns the picture position at (x, y) device pixels from the
// top left of a viewport of w x h.
func (v View) ToPicture(x, y float64, w, h int) (px, py float64) {
	return v.X + (x-float64(w)/2)/v.Zoom, v.Y + (y-float64(h)/2)/v.Zoom
}

// ToViewport is the inverse of ToPicture.
func (v View) ToViewport(px, py float64, w, h int) (x, y float64) {
	return (px-v.X)*v.Zoom + float64(w)/2, (py-v.Y)*v.Zoom + float64(h)/2
}

func clamp(x, low, high float64) float64 {
	return math.Max(low, math.Min(high, x))
}
