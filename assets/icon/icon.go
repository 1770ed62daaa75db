// Package icon holds the picture by which the desktop knows Lookbook.
//
// PNG is square, 512 pixels a side, with transparent corners. It is drawn by
// assets/make/icon/make.py and belongs to the project.
package icon

import _ "embed"

// PNG is the icon; shared, read only.
//
//go:embed icon.png
var PNG []byte
