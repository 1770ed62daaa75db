// Package look is the appearance of the window: a Theme with a light and a
// dark Variant, its colors, sizes and typeface.
//
// The light variant is warm paper with ink-blue accents, the dark one a warm
// charcoal; both keep text at a contrast of 4.5:1 or better and the stage
// neutral, so that the colors of a garment are judged against gray.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lookbook/assets/fonts"
)

// Theme of the window. The zero value follows the system's variant.
type Theme struct {
	// Variant is "", "light" or "dark"; empty follows the system.
	Variant string
}

// Names of our own colors, beside those of Fyne.
const (
	ColorPanel     fyne.ThemeColorName = "lookbookPanel"     // side columns
	ColorCard      fyne.ThemeColorName = "lookbookCard"      // raised cards
	ColorCardEdge  fyne.ThemeColorName = "lookbookCardEdge"  // hairline around cards
	ColorStage     fyne.ThemeColorName = "lookbookStage"     // behind the picture
	ColorFaint     fyne.ThemeColorName = "lookbookFaint"     // secondary text
	ColorGoodSoft  fyne.ThemeColorName = "lookbookGoodSoft"  // badge grounds
	ColorWarnSoft  fyne.ThemeColorName = "lookbookWarnSoft"  //
	ColorBadSoft   fyne.ThemeColorName = "lookbookBadSoft"   //
	ColorFocusSoft fyne.ThemeColorName = "lookbookFocusSoft" // hint grounds
)

// Moved marks, on any picture and in both variants, what the user has moved.
var Moved = hex(0xE8862E)

var (
	regular = fyne.NewStaticResource("LookbookSans-Regular.otf", fonts.Regular)
	bold    = fyne.NewStaticResource("LookbookSans-Bold.otf", fonts.Bold)
)

type palette map[fyne.ThemeColorName]color.NRGBA

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

func veil(v uint32, a uint8) color.NRGBA {
	c := hex(v)
	c.A = a
	return c
}

var light = palette{
	theme.ColorNameBackground: hex(0xF4F2EE), theme.ColorNameForeground: hex(0x22211F),
	theme.ColorNameButton: hex(0xE9E6E0), theme.ColorNameDisabledButton: hex(0xECEAE5),
	theme.ColorNameDisabled: hex(0x726E66), theme.ColorNamePlaceHolder: hex(0x646058),
	theme.ColorNamePrimary: hex(0x3A4A9F), theme.ColorNameForegroundOnPrimary: hex(0xFFFFFF),
	theme.ColorNameHyperlink: hex(0x3A4A9F), theme.ColorNameFocus: veil(0x3A4A9F, 0x60),
	theme.ColorNameSelection: veil(0x3A4A9F, 0x30), theme.ColorNameHover: veil(0x22211F, 0x0C),
	theme.ColorNamePressed: veil(0x22211F, 0x1C), theme.ColorNameInputBackground: hex(0xF2EFEA),
	theme.ColorNameInputBorder: hex(0xD9D5CC), theme.ColorNameSeparator: hex(0xE2DED6),
	theme.ColorNameMenuBackground: hex(0xFFFFFF), theme.ColorNameOverlayBackground: hex(0xFBFAF8),
	theme.ColorNameHeaderBackground: hex(0xEFECE6), theme.ColorNameShadow: veil(0x2A2620, 0x28),
	theme.ColorNameScrollBar: veil(0x22211F, 0x50), theme.ColorNameScrollBarBackground: veil(0x22211F, 0x00),
	theme.ColorNameSuccess: hex(0x23694A), theme.ColorNameForegroundOnSuccess: hex(0xFFFFFF),
	theme.ColorNameWarning: hex(0x8A5A00), theme.ColorNameForegroundOnWarning: hex(0xFFFFFF),
	theme.ColorNameError: hex(0xAE2B2B), theme.ColorNameForegroundOnError: hex(0xFFFFFF),
	ColorPanel: hex(0xFAF9F6), ColorCard: hex(0xFFFFFF), ColorCardEdge: hex(0xE4E0D8),
	ColorStage: hex(0xE6E4E0), ColorFaint: hex(0x6B675F),
	ColorGoodSoft: hex(0xDFEFE6), ColorWarnSoft: hex(0xF8EBCF), ColorBadSoft: hex(0xF7DEDC),
	ColorFocusSoft: hex(0xE7E9F6),
}

var dark = palette{
	theme.ColorNameBackground: hex(0x1A1918), theme.ColorNameForeground: hex(0xECE9E3),
	theme.ColorNameButton: hex(0x34322F), theme.ColorNameDisabledButton: hex(0x2A2826),
	theme.ColorNameDisabled: hex(0x9A958D), theme.ColorNamePlaceHolder: hex(0x98938B),
	theme.ColorNamePrimary: hex(0xA3B0F4), theme.ColorNameForegroundOnPrimary: hex(0x171B33),
	theme.ColorNameHyperlink: hex(0xA3B0F4), theme.ColorNameFocus: veil(0xA3B0F4, 0x70),
	theme.ColorNameSelection: veil(0xA3B0F4, 0x38), theme.ColorNameHover: veil(0xFFFFFF, 0x10),
	theme.ColorNamePressed: veil(0xFFFFFF, 0x20), theme.ColorNameInputBackground: hex(0x383532),
	theme.ColorNameInputBorder: hex(0x45423E), theme.ColorNameSeparator: hex(0x35332F),
	theme.ColorNameMenuBackground: hex(0x2B2927), theme.ColorNameOverlayBackground: hex(0x262422),
	theme.ColorNameHeaderBackground: hex(0x2B2927), theme.ColorNameShadow: veil(0x000000, 0x70),
	theme.ColorNameScrollBar: veil(0xFFFFFF, 0x50), theme.ColorNameScrollBarBackground: veil(0xFFFFFF, 0x00),
	theme.ColorNameSuccess: hex(0x7CCBA2), theme.ColorNameForegroundOnSuccess: hex(0x10281C),
	theme.ColorNameWarning: hex(0xE8B85C), theme.ColorNameForegroundOnWarning: hex(0x2E2108),
	theme.ColorNameError: hex(0xF29089), theme.ColorNameForegroundOnError: hex(0x3A0F0C),
	ColorPanel: hex(0x211F1E), ColorCard: hex(0x2B2927), ColorCardEdge: hex(0x3B3835),
	ColorStage: hex(0x161514), ColorFaint: hex(0xA8A39A),
	ColorGoodSoft: hex(0x21372C), ColorWarnSoft: hex(0x3D321B), ColorBadSoft: hex(0x452523),
	ColorFocusSoft: hex(0x2A2D43),
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	p := light
	if t.Dark(variant) {
		p = dark
	}
	if c, ok := p[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Dark reports whether the dark variant is shown when the system asks for v.
func (t *Theme) Dark(v fyne.ThemeVariant) bool {
	switch t.Variant {
	case "light":
		return false
	case "dark":
		return true
	}
	return v == theme.VariantDark
}

// Font implements fyne.Theme. Italics are not used; code keeps Fyne's own face.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Monospace, s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Bold:
		return bold
	}
	return regular
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 14
	case theme.SizeNameCaptionText:
		return 12
	case theme.SizeNameSubHeadingText:
		return 16
	case theme.SizeNameHeadingText:
		return 22
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 7
	case theme.SizeNameInnerPadding:
		return 7
	case theme.SizeNameScrollBar:
		return 8
	}
	return theme.DefaultTheme().Size(name)
}
