// Package xinput is a hand and an eye for tests of the real window on an X
// server: it presses keys, drags with the mouse and looks at the screen.
//
// Words: a Screen is a connection to a display that has the XTEST extension;
// positions are pixels of its root window. Movements are sent in steps with the
// server's answer between them, since programs read a drag from several events.
package xinput

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Screen is a display that one test works on. Its methods are for one
// goroutine; the caller closes it.
type Screen struct {
	conn *xgb.Conn
	root xproto.Window
	size image.Point
}

// Open connects to a display such as ":57".
func Open(display string) (*Screen, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("connect to display %s: %w", display, err)
	}
	if err := xtest.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("display %s has no XTEST: %w", display, err)
	}
	s := xproto.Setup(conn).DefaultScreen(conn)
	return &Screen{conn: conn, root: s.Root, size: image.Pt(int(s.WidthInPixels), int(s.HeightInPixels))}, nil
}

// Close ends the connection.
func (s *Screen) Close() { s.conn.Close() }

// fake sends one event and waits until the server has taken it.
func (s *Screen) fake(kind, detail byte, at image.Point) error {
	return xtest.FakeInputChecked(s.conn, kind, detail, 0, s.root, int16(at.X), int16(at.Y), 0).Check()
}

// pause lets the program see one event before the next: what arrives within one
// frame of the window counts as one.
const pause = 40 * time.Millisecond

// Drag presses the left button at one place, moves to another in steps and lets
// go.
func (s *Screen) Drag(ctx context.Context, from, to image.Point) error {
	const steps = 6
	if err := s.step(ctx, xproto.MotionNotify, 0, from); err != nil {
		return err
	}
	if err := s.step(ctx, xproto.ButtonPress, 1, from); err != nil {
		return err
	}
	for i := 1; i <= steps; i++ {
		if err := s.step(ctx, xproto.MotionNotify, 0, from.Add(to.Sub(from).Mul(i).Div(steps))); err != nil {
			return err
		}
	}
	return s.step(ctx, xproto.ButtonRelease, 1, to)
}

// Press presses and releases the key of a character, with the pointer over the
// middle of the screen so that the window there gets it.
func (s *Screen) Press(ctx context.Context, char rune) error {
	code, err := s.keycode(xproto.Keysym(char))
	if err != nil {
		return err
	}
	if err := s.step(ctx, xproto.MotionNotify, 0, s.size.Div(2)); err != nil {
		return err
	}
	if err := s.step(ctx, xproto.KeyPress, byte(code), image.Point{}); err != nil {
		return err
	}
	return s.step(ctx, xproto.KeyRelease, byte(code), image.Point{})
}

func (s *Screen) step(ctx context.Context, kind, detail byte, at image.Point) error {
	if err := s.fake(kind, detail, at); err != nil {
		return fmt.Errorf("send event %d: %w", kind, err)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}

// keycode finds the key that gives a symbol without Shift.
func (s *Screen) keycode(want xproto.Keysym) (xproto.Keycode, error) {
	setup := xproto.Setup(s.conn)
	first, count := setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)
	m, err := xproto.GetKeyboardMapping(s.conn, first, count).Reply()
	if err != nil {
		return 0, fmt.Errorf("read the keyboard: %w", err)
	}
	per := int(m.KeysymsPerKeycode)
	for i := range int(count) {
		if m.Keysyms[i*per] == want {
			return first + xproto.Keycode(i), nil
		}
	}
	return 0, fmt.Errorf("no key gives %q", rune(want))
}

// Find returns the places of a color within a part of the screen, in rows from
// the top.
func (s *Screen) Find(c color.NRGBA, within image.Rectangle) ([]image.Point, error) {
	r := within.Intersect(image.Rectangle{Max: s.size})
	img, err := xproto.GetImage(s.conn, xproto.ImageFormatZPixmap, xproto.Drawable(s.root),
		int16(r.Min.X), int16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("look at the screen: %w", err)
	}
	if len(img.Data) < 4*r.Dx()*r.Dy() {
		return nil, fmt.Errorf("the screen has %d bytes for %v; 32 bits a pixel are needed", len(img.Data), r)
	}
	var list []image.Point
	for i := range r.Dx() * r.Dy() {
		p := img.Data[4*i:]
		if p[2] == c.R && p[1] == c.G && p[0] == c.B {
			list = append(list, r.Min.Add(image.Pt(i%r.Dx(), i/r.Dx())))
		}
	}
	return list, nil
}
