package look_test

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lookbook/ui/look"
)

// luminance as WCAG 2 defines it.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		x := float64(v) / 65535
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// TestTextIsReadable: text has at least the contrast that WCAG AA asks for on
// every ground it stands on.
func TestTextIsReadable(t *testing.T) {
	pairs := []struct{ ink, ground fyne.ThemeColorName }{
		{theme.ColorNameForeground, theme.ColorNameBackground},
		{theme.ColorNameForeground, look.ColorPanel},
		{theme.ColorNameForeground, look.ColorCard},
		{theme.ColorNameForeground, look.ColorStage},
		{theme.ColorNameForeground, look.ColorGoodSoft},
		{theme.ColorNameForeground, look.ColorWarnSoft},
		{theme.ColorNameForeground, look.ColorBadSoft},
		{theme.ColorNameForeground, theme.ColorNameInputBackground},
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		{theme.ColorNamePrimary, look.ColorFocusSoft},
		{theme.ColorNamePrimary, look.ColorCard},
		{theme.ColorNameWarning, look.ColorWarnSoft},
		{theme.ColorNameDisabled, look.ColorCard},
		{theme.ColorNameDisabled, look.ColorPanel},
	}
	for _, variant := range []string{"light", "dark"} {
		th := &look.Theme{Variant: variant}
		for _, p := range pairs {
			if c := contrast(th.Color(p.ink, 0), th.Color(p.ground, 0)); c < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f", variant, p.ink, p.ground, c)
			}
		}
	}
}

func TestVariantFollowsTheSystemUntilChosen(t *testing.T) {
	th := &look.Theme{}
	if th.Dark(theme.VariantLight) || !th.Dark(theme.VariantDark) {
		t.Error("does not follow the system")
	}
	th.Variant = "light"
	if th.Dark(theme.VariantDark) {
		t.Error("the user's choice does not count")
	}
}
