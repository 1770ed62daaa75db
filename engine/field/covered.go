package field

import (
	"image"

	"lookbook/engine/raster"
)

// Covered is the visible coverage of the garments laid on so far, 0..1, and
// the box of the working picture to which it belongs. It stays the canvas's;
// copy before the next Dress.
func (c *Canvas) Covered() (*raster.Plane, image.Rectangle) { return c.laid, c.box }
