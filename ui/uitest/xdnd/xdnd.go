// Package xdnd drops files on a window of another program, the way a file
// manager does under X11.
//
// It speaks version 5 of the XDND protocol as the source: it owns the
// XdndSelection, sends Enter, Position and Drop to the target, and answers the
// target's request for "text/uri-list". Target and source are different
// clients of the X server, so what is tested is a real drop.
package xdnd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

const version = 5

// source is one drag in progress.
type source struct {
	x      *xgb.Conn
	root   xproto.Window
	window xproto.Window
	atoms  map[string]xproto.Atom
	data   []byte
}

// Drop finds the window with a title on an X display and drops files at
// (x, y), in pixels of the screen. It returns when the target has said that it
// took them.
func Drop(ctx context.Context, display, title string, x, y int, files []string) error {
	xgb.Logger.SetOutput(io.Discard) // it reports a missing authority file, which is no fault
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", display, err)
	}
	s := &source{x: conn, root: xproto.Setup(conn).DefaultScreen(conn).Root, data: list(files)}
	if err := s.prepare(); err != nil {
		conn.Close()
		return err
	}
	target := s.find(s.root, title)
	if target == 0 {
		conn.Close()
		return fmt.Errorf("no window %q that takes drops", title)
	}
	ctx, cancel := context.WithCancel(ctx)
	events := make(chan xgb.Event)
	var wg sync.WaitGroup
	wg.Go(func() { pump(ctx, conn, events) })
	err = s.drop(ctx, target, x, y, events)
	cancel()
	conn.Close()
	wg.Wait()
	return err
}

// pump passes the server's events on until the connection is closed.
func pump(ctx context.Context, conn *xgb.Conn, events chan<- xgb.Event) {
	defer close(events)
	for {
		e, err := conn.WaitForEvent()
		if e == nil && err == nil {
			return
		}
		select {
		case events <- e:
		case <-ctx.Done():
		}
	}
}

func list(files []string) []byte {
	var b strings.Builder
	for _, f := range files {
		b.WriteString((&url.URL{Scheme: "file", Path: f}).String() + "\r\n")
	}
	return []byte(b.String())
}

// prepare makes the source's window and takes the selection.
func (s *source) prepare() error {
	s.atoms = map[string]xproto.Atom{}
	for _, name := range []string{
		"XdndAware", "XdndSelection", "XdndEnter", "XdndPosition", "XdndStatus", "XdndDrop", "XdndFinished",
		"XdndActionCopy", "text/uri-list", "TARGETS", "_NET_WM_NAME",
	} {
		r, err := xproto.InternAtom(s.x, false, uint16(len(name)), name).Reply()
		if err != nil {
			return err
		}
		s.atoms[name] = r.Atom
	}
	id, err := xproto.NewWindowId(s.x)
	if err != nil {
		return err
	}
	s.window = id
	if err := xproto.CreateWindowChecked(s.x, 0, id, s.root, -10, -10, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check(); err != nil {
		return err
	}
	return xproto.SetSelectionOwnerChecked(s.x, id, s.atoms["XdndSelection"], xproto.TimeCurrentTime).Check()
}

// find searches the tree below w for a window with a title that takes drops.
func (s *source) find(w xproto.Window, title string) xproto.Window {
	if s.property(w, s.atoms["XdndAware"]) != nil {
		name := s.property(w, s.atoms["_NET_WM_NAME"])
		if name == nil {
			name = s.property(w, xproto.AtomWmName)
		}
		if string(name) == title {
			return w
		}
	}
	tree, err := xproto.QueryTree(s.x, w).Reply()
	if err != nil {
		return 0
	}
	for _, c := range tree.Children {
		if found := s.find(c, title); found != 0 {
			return found
		}
	}
	return 0
}

func (s *source) property(w xproto.Window, name xproto.Atom) []byte {
	r, err := xproto.GetProperty(s.x, false, w, name, xproto.GetPropertyTypeAny, 0, 1<<16).Reply()
	if err != nil || len(r.Value) == 0 {
		return nil
	}
	return r.Value
}

// send sends a message of the protocol to the target.
func (s *source) send(target xproto.Window, kind string, data [4]uint32) error {
	all := []uint32{uint32(s.window), data[0], data[1], data[2], data[3]}
	m := xproto.ClientMessageEvent{
		Format: 32, Window: target, Type: s.atoms[kind], Data: xproto.ClientMessageDataUnionData32New(all),
	}
	return xproto.SendEventChecked(s.x, false, target, xproto.EventMaskNoEvent, string(m.Bytes())).Check()
}

// drop runs the protocol to its end.
func (s *source) drop(ctx context.Context, target xproto.Window, x, y int, events <-chan xgb.Event) error {
	uri := uint32(s.atoms["text/uri-list"])
	err := s.send(target, "XdndEnter", [4]uint32{version << 24, uri, 0, 0})
	if err == nil {
		err = s.send(target, "XdndPosition", [4]uint32{0, uint32(x)<<16 | uint32(y), xproto.TimeCurrentTime, uint32(s.atoms["XdndActionCopy"])})
	}
	dropped := false
	for err == nil {
		var e xgb.Event
		var ok bool
		select {
		case <-ctx.Done():
			return fmt.Errorf("dropped=%t: %w", dropped, ctx.Err())
		case e, ok = <-events:
			if !ok {
				return errors.New("the X server closed the connection")
			}
		}
		var done bool
		if done, err = s.answer(e, target, &dropped); done {
			return err
		}
	}
	return err
}

// answer reacts to one event; done means that the target has finished.
func (s *source) answer(e xgb.Event, target xproto.Window, dropped *bool) (done bool, err error) {
	switch e := e.(type) {
	case xproto.SelectionRequestEvent:
		return false, s.serve(e)
	case xproto.ClientMessageEvent:
		switch e.Type {
		case s.atoms["XdndStatus"]:
			if e.Data.Data32[1]&1 == 0 {
				return true, errors.New("the target refuses the drop")
			}
			if !*dropped {
				*dropped = true
				return false, s.send(target, "XdndDrop", [4]uint32{0, xproto.TimeCurrentTime, 0, 0})
			}
		case s.atoms["XdndFinished"]:
			return true, nil
		}
	}
	return false, nil
}

// serve hands the list of files over.
func (s *source) serve(e xproto.SelectionRequestEvent) error {
	property := e.Property
	if property == xproto.AtomNone {
		property = e.Target
	}
	var err error
	switch e.Target {
	case s.atoms["text/uri-list"]:
		err = xproto.ChangePropertyChecked(s.x, xproto.PropModeReplace, e.Requestor, property, e.Target, 8,
			uint32(len(s.data)), s.data).Check()
	case s.atoms["TARGETS"]:
		b := make([]byte, 8)
		xgb.Put32(b, uint32(s.atoms["TARGETS"]))
		xgb.Put32(b[4:], uint32(s.atoms["text/uri-list"]))
		err = xproto.ChangePropertyChecked(s.x, xproto.PropModeReplace, e.Requestor, property, xproto.AtomAtom, 32, 2, b).Check()
	default:
		property = xproto.AtomNone
	}
	if err != nil {
		return err
	}
	n := xproto.SelectionNotifyEvent{
		Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property,
	}
	return xproto.SendEventChecked(s.x, false, e.Requestor, xproto.EventMaskNoEvent, string(n.Bytes())).Check()
}
