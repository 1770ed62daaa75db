package widgets

import (
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Slider is Fyne's slider, which passes on the keys that it has no use for.
type Slider struct{ widget.Slider }

// NewSlider returns a slider; changed is called while it moves and, with done,
// when it is let go.
func NewSlider(low, high, step float64, changed func(x float64, done bool)) *Slider {
	s := &Slider{}
	s.Min, s.Max, s.Step = low, high, step
	s.OnChanged = func(x float64) { changed(round(x, step), false) }
	s.OnChangeEnded = func(x float64) { changed(round(x, step), true) }
	s.ExtendBaseWidget(s)
	return s
}

// round takes the crumbs of binary fractions away: 1.15 and not 1.1500000000000001.
func round(x, step float64) float64 {
	n := math.Round(1 / step)
	return math.Round(x*n) / n
}

// Put moves the slider without telling anybody.
func (s *Slider) Put(x float64) {
	if s.Value == x {
		return
	}
	changed, ended := s.OnChanged, s.OnChangeEnded
	s.OnChanged, s.OnChangeEnded = nil, nil
	s.SetValue(x)
	s.OnChanged, s.OnChangeEnded = changed, ended
}

// TypedKey implements fyne.Focusable.
func (s *Slider) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown:
		s.Slider.TypedKey(e)
	default:
		pass(s, e)
	}
}

// FocusGained implements fyne.Focusable.
func (s *Slider) FocusGained() {
	s.Slider.FocusGained()
	reveal(s)
}

// TypedRune implements fyne.Focusable.
func (s *Slider) TypedRune(r rune) { passRune(s, r) }

// Number is a line for one number: it speaks when the user is done with it.
type Number struct {
	Entry
	// OnDone gets the number when the line is left or Return is pressed, 0 for
	// an empty line.
	OnDone func(x float64)

	said      float64
	low, high float64
}

// NewNumber returns an empty line for a number in a range.
func NewNumber(low, high float64, done func(float64)) *Number {
	n := &Number{OnDone: done, low: low, high: high}
	n.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	n.ExtendBaseWidget(n)
	n.OnSubmitted = func(string) { n.finish() }
	return n
}

// Put shows a number without telling anybody; 0 is an empty line. What is being
// typed stays.
func (n *Number) Put(x float64) {
	if x == n.said {
		return
	}
	n.said = x
	n.SetText(figure(x))
}

func figure(x float64) string {
	if x == 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// finish reads the line; what is no number in the range is taken back.
func (n *Number) finish() {
	text := strings.ReplaceAll(strings.TrimSpace(n.Text), ",", ".")
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case text == "":
		x = 0
	case err != nil || !(x >= n.low && x <= n.high):
		n.SetText(figure(n.said))
		return
	}
	if x != n.said {
		n.said = x
		n.OnDone(x)
	}
}

// FocusLost implements fyne.Focusable.
func (n *Number) FocusLost() {
	n.Entry.FocusLost()
	n.finish()
}

// FocusGained implements fyne.Focusable.
func (n *Number) FocusGained() {
	n.Entry.FocusGained()
	reveal(n)
}

// TypedKey implements fyne.Focusable: Escape belongs to the window.
func (n *Number) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		pass(n, k)
		return
	}
	n.Entry.Entry.TypedKey(k)
}
