// Package fail holds the errors of package storage in one leaf, so that blobs,
// catalogue and store speak of the same few kinds.
//
// Words: a Kind is one of the Err… sentinels and says what a caller can do; an
// Error adds which operation failed on which path and the technical cause.
// Package storage re-exports all of it.
package fail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Kinds of failures; test with errors.Is.
var (
	ErrNotFound     = errors.New("not found")
	ErrNewerSchema  = errors.New("written by a newer version")
	ErrDamaged      = errors.New("damaged")
	ErrBusy         = errors.New("in use by another process")
	ErrDiskFull     = errors.New("disk full")
	ErrNoPermission = errors.New("no permission")
	// ErrDamagedFile is an ErrDamaged about one blob.
	ErrDamagedFile = fmt.Errorf("file %w", ErrDamaged)
)

// Error is one failure of the storage.
type Error struct {
	// Kind is one of the sentinels above, or nil when nothing fits.
	Kind error
	// Op says in a few words what was being done, for example "write picture".
	Op string
	// Path of the file or folder concerned; may be empty.
	Path string
	// Err is the cause; may be nil.
	Err error
}

// Error tells operation, path, kind and cause.
func (e *Error) Error() string {
	s := e.Op
	if e.Path != "" {
		s += " " + e.Path
	}
	if e.Kind != nil {
		s += ": " + e.Kind.Error()
	}
	if e.Err != nil && !errors.Is(e.Err, e.Kind) {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives kind and cause to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	var all []error
	if e.Kind != nil {
		all = append(all, e.Kind)
	}
	if e.Err != nil {
		all = append(all, e.Err)
	}
	return all
}

// New builds an error of a kind with a formatted cause.
func New(kind error, op, path, format string, args ...any) error {
	return &Error{Kind: kind, Op: op, Path: path, Err: fmt.Errorf(format, args...)}
}

// Wrap adds operation and path to err and finds its kind from the operating
// system's error. It leaves nil, context errors and earlier Errors alone.
func Wrap(op, path string, err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &e):
		return err
	}
	return &Error{Kind: kindOf(err), Op: op, Path: path, Err: err}
}

func kindOf(err error) error {
	var no syscall.Errno
	if errors.As(err, &no) {
		if k := KindOfErrno(no); k != nil {
			return k
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNotFound
	case errors.Is(err, fs.ErrPermission):
		return ErrNoPermission
	}
	return nil
}
