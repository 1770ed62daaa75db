package widgets_test

import (
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lookbook/ui/look"
	"lookbook/ui/widgets"
)

func TestStripMakesOnlyWhatIsInSight(t *testing.T) {
	s := widgets.NewStrip(fyne.NewSize(60, 80))
	asked, ends, tapped := map[int]int{}, 0, -1
	s.Picture = func(i int) image.Image { asked[i]++; return nil }
	s.OnEnd = func() { ends++ }
	s.OnTapped = func(i int) { tapped = i }
	w := show(t, s, fyne.NewSize(660, 90))
	s.Set(100_000, -1)
	if len(asked) > 13 || asked[0] == 0 || ends != 0 {
		t.Errorf("asked for %d pictures, end seen %d times", len(asked), ends)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(70, 40))
	if tapped != 1 {
		t.Errorf("tapped %d", tapped)
	}
	s.Set(100_000, 50_000)
	if asked[50_000] == 0 || len(asked) > 40 {
		t.Errorf("the chosen one is not in sight, or too many are: %d", len(asked))
	}
	s.Set(100_000, 99_999)
	if ends == 0 {
		t.Error("the end came in sight unnoticed")
	}
}

func TestChipWorksByMouseAndKeys(t *testing.T) {
	n := 0
	c := widgets.NewChip("Worn", func() { n++ })
	w := show(t, container.NewHBox(c), fyne.NewSize(200, 40))
	test.Tap(c)
	w.Canvas().Focus(c)
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	c.Disable()
	test.Tap(c)
	if n != 3 || !c.Disabled() {
		t.Errorf("tapped %d times", n)
	}
	c.Enable()
	c.Set("Flat", true)
	if c.Text != "Flat" || !c.On {
		t.Error("not set")
	}
}

func TestFoldOpensByKey(t *testing.T) {
	f := widgets.NewBadge(widgets.Good, "Outside", "0 px", "Every pixel is as before.", nil)
	w := show(t, f, fyne.NewSize(260, 120))
	if f.Open() {
		t.Error("a passed verdict opens by itself")
	}
	w.Canvas().Focus(f)
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if !f.Open() {
		t.Error("not opened")
	}
	if !widgets.NewBadge(widgets.Warn, "Color", "4 / 3", "Look.", nil).Open() {
		t.Error("a failed verdict hides its words")
	}
}

func TestThumbIsChosenByKeyAndMouse(t *testing.T) {
	n, menus := 0, 0
	th := widgets.NewThumb(fyne.NewSize(60, 80), func() { n++ })
	th.OnMenu = func(fyne.Position) { menus++ }
	w := show(t, container.NewHBox(th), fyne.NewSize(80, 90))
	test.Tap(th)
	w.Canvas().Focus(th)
	th.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	test.TapSecondary(th)
	if n != 2 || menus != 1 {
		t.Errorf("%d %d", n, menus)
	}
	th.Set(image.NewGray(image.Rect(0, 0, 8, 8)), true)
}

// TestMarkup compares what the widgets draw with the files under testdata.
func TestMarkup(t *testing.T) {
	cases := map[string]func() fyne.CanvasObject{
		"note": func() fyne.CanvasObject {
			return widgets.NewNote(widgets.Bad, "shirt.jpg is empty.", "Copy it again.", func() {})
		},
		"badge": func() fyne.CanvasObject {
			return widgets.NewBadge(widgets.Warn, "Color", "4.2 / 3", "The red is off.",
				widgets.NewSwatch(theme.Color(theme.ColorNamePrimary), fyne.NewSize(20, 10)))
		},
		"hint": func() fyne.CanvasObject {
			return widgets.NewHint(theme.AccountIcon(), "No person yet", "Drop a photo here.", "Choose", func() {})
		},
		"box": func() fyne.CanvasObject {
			return widgets.NewBox(look.ColorCard, look.ColorCardEdge, 8, 6, widget.NewLabel("x"))
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) {
			app := test.NewTempApp(t)
			app.Settings().SetTheme(&look.Theme{Variant: "light"})
			w := test.NewTempWindow(t, make())
			w.Resize(fyne.NewSize(260, 140))
			test.AssertRendersToMarkup(t, fmt.Sprintf("%s.xml", name), w.Canvas())
		})
	}
}
